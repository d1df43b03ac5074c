"""Pictures of the diary as SVG: the timeline of everything, wide and narrow, and the line of a goal.

Drawn for a given width, so that letters stay as large on a phone as on a desk; the page holds both and shows the one that
fits. Colours come from the style sheet by class. A gap is hatched, a zero is a dot on the ground line: nobody takes one for
the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from legato.app.catalog import Words
from legato.app.diary_dates import month_short
from legato.tracking.timeline import Lane, Mark, MedicineBar, Timeline, month_starts, weekly

__all__ = ["goal_line", "timeline_svg"]

_MARK_ROWS = ("visit", "recording", "check")
_WEEKLY_FROM_DAYS = 120
# Width of a letter of 14 px, on average and a little more.
_LETTER = 7.8


@dataclass(frozen=True, slots=True)
class _Paper:
    """Measures of one drawing, in its own units, which are pixels where it is shown at its size."""

    name: str
    width: float
    left: float
    right: float
    lane: float
    gap: float
    head: float
    row: float

    @property
    def plot(self) -> float:
        return self.width - self.left - self.right


_WIDE = _Paper("wide", 1080, 190, 14, 66, 22, 0, 30)
_NARROW = _Paper("narrow", 340, 36, 6, 58, 12, 26, 30)


def timeline_svg(timeline: Timeline, *, words: Words, is_wide: bool) -> Markup:
    """Draw everything on one axis of days.

    Parameters
    ----------
    timeline : Timeline
    words : Words
    is_wide : bool
        For a desk; else for a phone.

    Returns
    -------
    Markup
    """
    drawing = _Drawing(timeline, words, _WIDE if is_wide else _NARROW)
    return drawing.draw()


class _Drawing:
    """One timeline on one paper; ``y`` runs down as it is drawn."""

    def __init__(self, timeline: Timeline, words: Words, paper: _Paper) -> None:
        self._timeline = timeline
        self._words = words
        self._paper = paper
        self._day_width = paper.plot / timeline.span.n_days
        self._is_weekly = paper is _NARROW and timeline.span.n_days > _WEEKLY_FROM_DAYS
        self._parts: list[str] = []
        self._y = 26.0

    def draw(self) -> Markup:
        """Draw all lanes from top to bottom, then the axis behind them."""
        for lane in self._timeline.lanes:
            self._lane(lane)
        self._medicines(self._timeline.medicines)
        for kind in _MARK_ROWS:
            self._marks(kind)
        bottom = self._y
        axis = self._axis(bottom)
        name, width, height = self._paper.name, self._paper.width, bottom + 8
        label = escape(
            self._words.t("timeline.alt", n=self._timeline.recorded, all=self._timeline.span.n_days)
        )
        return Markup(
            f'<svg class="timeline {name}" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{label}">'
            f'<defs><pattern id="gap-{name}" width="7" height="7" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><path class="hatch" d="M0 0V7"/></pattern></defs>'
            f"{axis}{''.join(self._parts)}</svg>"
        )

    def _x(self, day: datetime.date, *, part: float = 0.5) -> float:
        """Give the point of a day: its middle, its beginning (0) or its end (1)."""
        return self._paper.left + ((day - self._timeline.span.first).days + part) * self._day_width

    def _text(self, x: float, y: float, text: str, kind: str = "", anchor: str = "") -> None:
        where = f' text-anchor="{anchor}"' if anchor else ""
        self._parts.append(f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{where}>{escape(text)}</text>')

    def _title(self, name: str, about: str, height: float) -> None:
        """Write the name of a lane: above it on a phone, beside it on a desk."""
        if self._paper.head:
            self._text(2, self._y + 16, name, "name")
            self._text(self._paper.width - 18, self._y + 16, about, "soft", "end")
            self._y += self._paper.head
        else:
            self._text(0, self._y + height / 2 - 4, name, "name")
            self._text(0, self._y + height / 2 + 15, about, "soft")

    def _lane(self, lane: Lane) -> None:
        words, height = self._words, self._paper.lane
        days = words.t("timeline.days", n=len(lane.points), all=self._timeline.span.n_days)
        self._title(words.t(f"timeline.lane.{lane.measure}"), days, height)
        top, ground = self._y, self._y + height
        left, right = self._paper.left, self._paper.left + self._paper.plot
        self._parts.append(
            f'<path class="grid" d="M{left:g} {top:.1f}H{right:g}M{left:g} {ground:.1f}H{right:g}"/>'
        )
        self._text(left - 6, top + 11, words.number(lane.top, digits=0), "tick", "end")
        self._text(left - 6, ground, "0", "tick", "end")
        for gap in lane.gaps:
            x0, x1 = self._x(gap.first, part=0), self._x(gap.last, part=1)
            self._parts.append(
                f'<rect x="{x0:.1f}" y="{top:.1f}" width="{x1 - x0:.1f}" height="{height:g}"'
                f' fill="url(#gap-{self._paper.name})"/>'
            )
        self._bars(lane, ground, height)
        self._y = ground + self._paper.gap

    def _bars(self, lane: Lane, ground: float, height: float) -> None:
        scale = height / lane.top
        if self._is_weekly:
            middle = datetime.timedelta(days=3)
            points = [(self._x(monday + middle), value) for monday, value, _ in weekly(lane)]
            points = [
                (min(max(x, self._paper.left), self._paper.width - self._paper.right), v) for x, v in points
            ]
            width = self._day_width * 5
        else:
            points = [(self._x(day), value) for day, value in lane.points]
            width = self._day_width * 0.72
        bars = "".join(f"M{x:.1f} {ground:.1f}v{-value * scale:.1f}" for x, value in points if value)
        zeros = "".join(f"M{x:.1f} {ground - 2:.1f}h.01" for x, value in points if not value)
        beside = "".join(
            f"M{self._x(day):.1f} {ground - value * scale:.1f}h.01" for day, value in lane.beside
        )
        width = max(1.3, min(width, 14))
        if bars:
            self._parts.append(f'<path class="bars {lane.measure}" d="{bars}" stroke-width="{width:.2f}"/>')
        if zeros:
            self._parts.append(
                f'<path class="dots {lane.measure}" d="{zeros}" stroke-width="{max(4, width):.1f}"/>'
            )
        if beside:
            self._parts.append(f'<path class="dots beside" d="{beside}" stroke-width="3.5"/>')

    def _medicines(self, medicines: Sequence[MedicineBar]) -> None:
        if not medicines:
            return
        row = self._paper.row
        top = self._y
        self._title(
            self._words.t("timeline.lane.medicines"),
            self._words.tn("timeline.medicines", len(medicines)),
            row * len(medicines),
        )
        span = self._timeline.span
        for one in medicines:
            begin = max(one.started_on or span.first, span.first)
            end = min(one.stopped_on or max(self._timeline.today, begin), span.last)
            x0, x1 = self._x(begin, part=0), max(self._x(end, part=1), self._x(begin, part=0) + 3)
            y = self._y + 4
            self._parts.append(
                f'<rect class="medicine" x="{x0:.1f}" y="{y:.1f}" width="{x1 - x0:.1f}" height="{row - 8:g}" rx="4"/>'
            )
            for day in one.changed_on:
                if span.first <= day <= span.last:
                    self._parts.append(f'<path class="changed" d="M{self._x(day):.1f} {y:.1f}v{row - 8:g}"/>')
            self._medicine_name(one.name, x0, x1, y + (row - 8) / 2)
            self._y += row
        self._y = max(self._y, top + 44 if not self._paper.head else 0) + self._paper.gap

    def _medicine_name(self, name: str, x0: float, x1: float, y: float) -> None:
        """Write a name inside its bar, or beside it where the bar is short, always within the picture."""
        edge = self._paper.width - self._paper.right
        inside, after, before = x1 - x0 - 10, edge - x1 - 6, x0 - self._paper.left - 6
        wide = len(name) * _LETTER
        if inside >= wide:
            self._text(x0 + 6, y, name, "on-bar")
        elif after >= before:
            self._text(x1 + 5, y, _shortened(name, after))
        else:
            self._text(x0 - 5, y, _shortened(name, before), "", "end")

    def _marks(self, kind: str) -> None:
        """Draw what happened on single days: a shape for each kind."""
        kinds = (kind, "recheck") if kind == "check" else (kind,)
        marks = [mark for mark in self._timeline.marks if mark.kind in kinds]
        row = 34 if not self._paper.head else 22
        n = self._words.tn("timeline.times", len(marks))
        self._title(self._words.t(f"timeline.lane.{kind}"), n, row)
        y = self._y + row / 2
        left, right = self._paper.left, self._paper.left + self._paper.plot
        self._parts.append(f'<path class="grid" d="M{left:g} {y:.1f}H{right:g}"/>')
        for one in marks:
            self._parts.append(_shape(one, self._x(one.day), y))
        self._y += row + self._paper.gap

    def _axis(self, bottom: float) -> str:
        """Draw months, or days where the span is short, and today."""
        span, parts = self._timeline.span, []
        starts = month_starts(span)
        every = (
            1
            if self._paper.plot / max(len(starts), 1) >= 38
            else 2
            if self._paper.plot / len(starts) >= 19
            else 3
        )
        lines = "".join(f"M{self._x(day, part=0):.1f} 20V{bottom:.1f}" for day in starts)
        parts.append(f'<path class="month" d="{lines}"/>' if lines else "")
        ticks = [(day, month_short(day, self._words.language)) for day in starts[::every]]
        if span.n_days <= 62:
            step = 7 if self._paper.head else 3
            days = [span.first + datetime.timedelta(days=n) for n in range(0, span.n_days, step)]
            ticks = [(day, f"{day.day} {month_short(day, self._words.language)}") for day in days]
        for day, text in ticks:
            x = self._x(day, part=0)
            if x <= self._paper.width - self._paper.right - 7 * len(text):
                parts.append(f'<text class="tick" x="{x:.1f}" y="14">{escape(text)}</text>')
        if span.first <= self._timeline.today <= span.last:
            parts.append(f'<path class="today" d="M{self._x(self._timeline.today):.1f} 20V{bottom:.1f}"/>')
        return "".join(parts)


def _shortened(name: str, room: float) -> str:
    """Cut a name that has no room; the list below the picture has it whole."""
    most = max(int(room / _LETTER), 3)
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _shape(mark: Mark, x: float, y: float) -> str:
    """Give each kind of event a form of its own, so that colour is not needed."""
    forms = {
        "visit": f"M{x:.1f} {y - 8:.1f}l8 8l-8 8l-8 -8z",
        "recording": f"M{x - 5:.1f} {y - 5:.1f}h10v10h-10z",
        "check": f"M{x - 7:.1f} {y:.1f}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z",
        "recheck": f"M{x - 7:.1f} {y + 6:.1f}l7 -13l7 13z",
    }
    return f'<path class="mark {mark.kind}" d="{forms[mark.kind]}"/>'


def goal_line(ratings: Sequence[tuple[datetime.date, float]], *, words: Words) -> Markup:
    """Draw the ratings of a goal over time.

    Parameters
    ----------
    ratings : sequence of (datetime.date, float)
        From 0 to 10, in order.
    words : Words

    Returns
    -------
    Markup
        Empty for fewer than two.
    """
    if len(ratings) < 2:
        return Markup("")
    first, last = ratings[0][0], ratings[-1][0]
    days = max((last - first).days, 1)
    points = [(36 + (day - first).days / days * 268, 118 - value * 10) for day, value in ratings]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dots = "".join(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="5"/>' for x, y in points)
    values = [f"{value:g}" for _, value in ratings]
    label = escape(words.t("goal.alt", first=values[0], last=values[-1], n=len(ratings)))
    return Markup(
        f'<svg class="goal" viewBox="0 0 340 146" role="img" aria-label="{label}">'
        '<path class="grid" d="M36 18H316M36 68H316M36 118H316"/>'
        '<text class="tick" x="28" y="23" text-anchor="end">10</text><text class="tick" x="28" y="73" text-anchor="end">5</text>'
        '<text class="tick" x="28" y="123" text-anchor="end">0</text>'
        f'<path class="line" d="{line}"/>{dots}'
        f'<text class="tick" x="30" y="141">{first.day} {escape(month_short(first, words.language))}</text>'
        f'<text class="tick" x="316" y="141" text-anchor="end">{last.day} {escape(month_short(last, words.language))}</text></svg>'
    )
