"""Pictures of a scored night: stages with movements, intervals, hours, and single movements with their levels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from legato.model.imi_distribution import ImiDistribution
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovementKind, RuleScoring, ScoredMovement
from legato.model.recording import Side
from legato.model.scored_night import LegExcerpt, ScoredNight
from legato.model.sleep import SleepStage
from legato.report.axes import Frame, axes_svg, line_path, linear_ticks, svg, text_svg, time_ticks

__all__ = ["draw_hours", "draw_hypnogram", "draw_imi", "draw_leg_excerpt"]

_ROWS = (SleepStage.WAKE, SleepStage.REM, SleepStage.N1, SleepStage.N2, SleepStage.N3)
_ROW_HEIGHT = 22.0
_LANE_HEIGHT = 20.0
_IMI_TICKS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
_WIDEST_BAR = 64.0
_HOUR_S = 3600.0


def draw_hypnogram(night: ScoredNight, *, width: float, kind: str = "") -> str:
    """Draw the stages over the night, and below them a lane of ticks for each kind of mark.

    Parameters
    ----------
    night : ScoredNight
        The lanes of movements are those of its first rule set.
    width : float
    kind : str
        Class of the picture: ``wide``, ``narrow`` or empty.

    Returns
    -------
    str
        SVG. Without stages only the lanes stand there.
    """
    hypnogram = night.notes.hypnogram
    rows = _rows(night)
    top = 30.0
    stages_bottom = top + _ROW_HEIGHT * max(len(rows) - 1, 0)
    lanes = _lanes(night)
    lanes_top = stages_bottom + (26.0 if rows else 0.0)
    bottom = lanes_top + _LANE_HEIGHT * len(lanes)
    frame = Frame(92.0, top, width - 12.0, bottom, (0.0, night.duration_s), (0.0, 1.0))
    ticks, unit = _clock_ticks(night, at_most=max(3, int(width / 105)))
    parts = [axes_svg(frame, x_ticks=ticks, y_ticks=(), x_label=unit)]
    for position, row in enumerate(rows):
        y = top + position * _ROW_HEIGHT
        parts.append(
            f'<line x1="{frame.left:.1f}" y1="{y:.1f}" x2="{frame.right:.1f}" y2="{y:.1f}" class="rule"/>'
        )
        parts.append(text_svg(frame.left - 6, y + 4, _stage_word(row), anchor="end"))
    if hypnogram is not None:
        parts.append(_stage_line(hypnogram.spans(), rows, frame))
    for position, (name, spans) in enumerate(lanes):
        y = lanes_top + position * _LANE_HEIGHT
        parts.append(text_svg(frame.left - 6, y + 13, name, anchor="end"))
        parts.append(_tick_path(spans, frame, y=y + 2.0))
    parts += _lights(night, frame)
    title = f"Stages and movements over {night.duration_s / 3600:.1f} hours" + (
        "" if rows else "; nobody staged this night"
    )
    return svg(width, bottom + 40, "".join(parts), title=title, kind=kind)


def _rows(night: ScoredNight) -> list[SleepStage]:
    """List the rows of stages, the unknown one only where it occurs."""
    hypnogram = night.notes.hypnogram
    if hypnogram is None:
        return []
    return [*_ROWS, *([SleepStage.UNKNOWN] if SleepStage.UNKNOWN in hypnogram.stages else [])]


def _stage_word(stage: SleepStage) -> str:
    return {SleepStage.WAKE: "Wake", SleepStage.REM: "REM", SleepStage.UNKNOWN: "not staged"}.get(
        stage, stage.value
    )


def _stage_line(
    spans: Sequence[tuple[Interval, SleepStage]], rows: Sequence[SleepStage], frame: Frame
) -> str:
    """Draw the steps; REM is a thick bar, as sleep laboratories draw it, not a colour."""
    words, thick, pen = [], [], "M"
    for span, stage in spans:
        y = frame.top + rows.index(stage) * _ROW_HEIGHT
        left = min(max(frame.x(span.start_s), frame.left), frame.right)
        right = min(max(frame.x(span.end_s), frame.left), frame.right)
        words.append(f"{pen}{left:.1f} {y:.1f}H{right:.1f}")
        pen = "L"
        if stage is SleepStage.REM:
            thick.append(f"M{left:.1f} {y:.1f}H{right:.1f}")
    line = f'<path d="{"".join(words)}" class="line"/>' if words else ""
    return line + (f'<path d="{"".join(thick)}" class="line thick"/>' if thick else "")


def _lanes(night: ScoredNight) -> list[tuple[str, list[Interval]]]:
    """List the lanes of ticks; what nobody scored has no lane."""
    lanes: list[tuple[str, list[Interval]]] = []
    scoring = next(iter(night.scorings.values()), None)
    if scoring is not None:
        counted = [one for one in scoring.movements if one.excluded_by is None and one.part_of is None]
        periodic = [one for one in counted if one.kind is LegMovementKind.PLM]
        lanes += [
            ("PLM left", [one.span for one in periodic if one.side in (Side.LEFT, Side.BOTH)]),
            ("PLM right", [one.span for one in periodic if one.side in (Side.RIGHT, Side.BOTH)]),
            ("other LM", [one.span for one in counted if one.kind is not LegMovementKind.PLM]),
        ]
        unsided = [one.span for one in periodic if one.side is Side.UNKNOWN]
        lanes += [("PLM", unsided)] if unsided else []
    if night.notes.arousals is not None:
        lanes.append(("arousals", [one.span for one in night.notes.arousals]))
    if night.notes.respiratory is not None:
        lanes.append(("breathing", [one.span for one in night.notes.respiratory]))
    return lanes


def _tick_path(spans: Sequence[Interval], frame: Frame, *, y: float) -> str:
    """Draw one tick an event, as wide as it lasts where that can be seen."""
    height = _LANE_HEIGHT - 5.0
    bars = [
        f"M{frame.x(span.start_s):.1f} {y:.1f}h{max(1.0, frame.x(span.end_s) - frame.x(span.start_s)):.1f}"
        f"v{height:.1f}H{frame.x(span.start_s):.1f}z"
        for span in spans
    ]
    base = y + height
    rule = f'<path d="M{frame.left:.1f} {base:.1f}H{frame.right:.1f}" class="rule"/>'
    return rule + (f'<path d="{"".join(bars)}" class="bar"/>' if bars else "")


def _lights(night: ScoredNight, frame: Frame) -> list[str]:
    """Mark lights off and on."""
    parts = []
    for time_s, word, anchor in (
        (night.notes.lights_off_s, "lights off", "start"),
        (night.notes.lights_on_s, "lights on", "end"),
    ):
        if time_s is None or not 0 <= time_s <= night.duration_s:
            continue
        x = frame.x(time_s)
        parts.append(f'<path d="M{x:.1f} {frame.top - 14:.1f}V{frame.bottom:.1f}" class="floor"/>')
        shift = 4 if anchor == "start" else -4
        parts.append(text_svg(x + shift, frame.top - 9, word, anchor=anchor))
    return parts


def _clock_ticks(night: ScoredNight, *, at_most: int) -> tuple[list[tuple[float, str]], str]:
    """Give ticks at round clock times, or since the start where the file states no clock."""
    if night.start is None:
        ticks, unit = time_ticks(0.0, night.duration_s, at_most=at_most)
        return ticks, f"time since the start ({unit})"
    midnight = night.start.replace(hour=0, minute=0, second=0, microsecond=0)
    first_s = (night.start - midnight).total_seconds()
    ticks, _ = time_ticks(first_s, first_s + night.duration_s, at_most=at_most)
    told = [(value - first_s, (midnight + timedelta(seconds=value)).strftime("%H:%M")) for value, _ in ticks]
    return told, "clock time (h:min)"


def draw_imi(
    distribution: ImiDistribution, *, width: float, rule: str, height: float = 250.0, kind: str = ""
) -> str:
    """Draw the intervals from onset to onset on a logarithmic axis, with the medians of the mixture.

    Parameters
    ----------
    distribution : ImiDistribution
    width : float
    rule : str
        Id of the rule set, for the title.
    height : float
    kind : str

    Returns
    -------
    str
        SVG.
    """
    low, high = distribution.edges_s[0], distribution.edges_s[-1]
    most = max(max(distribution.counts, default=0), 1)
    frame = Frame(
        44.0, 48.0, width - 14.0, height - 40.0, (math.log(low), math.log(high)), (0.0, most * 1.02)
    )
    x_ticks = [(math.log(value), f"{value:g}") for value in _IMI_TICKS if low <= value <= high]
    y_ticks = [(one, f"{one:.0f}") for one, _ in linear_ticks(0, most, at_most=4) if one.is_integer()]
    parts = [
        axes_svg(frame, x_ticks=x_ticks, y_ticks=y_ticks, x_label="onset to onset (s)", y_label="intervals")
    ]
    edges = zip(distribution.edges_s[:-1], distribution.edges_s[1:], distribution.counts, strict=True)
    for left, right, count in edges:
        x, behind, y = frame.x(math.log(left)), frame.x(math.log(right)), frame.y(count)
        if count:
            parts.append(
                f'<path d="M{x + 0.5:.1f} {frame.bottom:.1f}V{y:.1f}H{behind - 0.5:.1f}V{frame.bottom:.1f}z" class="bar"/>'
            )
    inside = [part for part in distribution.parts if low <= part.median_s <= high]
    for position, part in enumerate(inside):
        x = frame.x(math.log(part.median_s))
        y = frame.top - 8 - 14 * (position % 2)
        parts.append(f'<path d="M{x:.1f} {y + 3:.1f}V{frame.bottom:.1f}" class="floor"/>')
        is_right = x > (frame.left + frame.right) / 2
        text = f"{part.median_s:.1f} s, {100 * part.share:.0f} %"
        parts.append(
            text_svg(x + (-5 if is_right else 5), y + 6, text, anchor="end" if is_right else "start")
        )
    title = f"{distribution.n_intervals} intervals between candidate movements under {rule}"
    return svg(width, height, "".join(parts), title=title, kind=kind)


def draw_hours(
    scoring: RuleScoring, *, night: ScoredNight, width: float, row_height: float = 60.0, kind: str = ""
) -> str:
    """Draw how many periodic movements began in each hour, awake, in sleep without REM, and in REM in rows of their own.

    Parameters
    ----------
    scoring : RuleScoring
    night : ScoredNight
    width : float
    row_height : float
    kind : str

    Returns
    -------
    str
        SVG. Hours count from lights off, or from the start of the recording; the last one may be shorter.
    """
    first_s = night.notes.lights_off_s or 0.0
    n_hours = max(1, math.ceil((night.duration_s - first_s) / _HOUR_S))
    rows = _hour_rows(scoring, night=night, first_s=first_s, n_hours=n_hours)
    most = max((max(counts) for _, counts in rows), default=0) or 1
    left, step, height, top = 92.0, (width - 106.0) / n_hours, row_height, 18.0
    parts = []
    for position, (name, counts) in enumerate(rows):
        base = top + (position + 1) * height
        parts.append(f'<path d="M{left:.1f} {base:.1f}H{width - 14:.1f}" class="axis"/>')
        parts.append(text_svg(left - 6, base - 4, name, anchor="end"))
        for hour, count in enumerate(counts):
            x, tall = left + hour * step, (height - 24.0) * count / most
            if count:
                wide = min(step * 0.7, _WIDEST_BAR)
                start = x + (step - wide) / 2
                parts.append(
                    f'<path d="M{start:.1f} {base:.1f}v{-tall:.1f}h{wide:.1f}v{tall:.1f}z" class="bar"/>'
                )
            parts.append(text_svg(x + step / 2, base - tall - 4, str(count)))
    bottom = top + len(rows) * height
    parts += [text_svg(left + (hour + 0.5) * step, bottom + 17, str(hour + 1)) for hour in range(n_hours)]
    since = "from lights off" if night.notes.lights_off_s is not None else "from the start"
    parts.append(text_svg(width - 14, bottom + 34, f"hour {since}", anchor="end", kind="label"))
    parts.append(text_svg(2, 14, "periodic movements in the hour (number)", anchor="start", kind="label"))
    title = f"Periodic movements in each hour under {scoring.rule.id}"
    return svg(width, bottom + 42, "".join(parts), title=title, kind=kind)


def _hour_rows(
    scoring: RuleScoring, *, night: ScoredNight, first_s: float, n_hours: int
) -> list[tuple[str, list[int]]]:
    """Count by hour and kind of stage; rows that the night can't have are left out."""
    kinds = {
        "awake": (SleepStage.WAKE,),
        "non-REM": (SleepStage.N1, SleepStage.N2, SleepStage.N3),
        "REM": (SleepStage.REM,),
        "not staged": (SleepStage.UNKNOWN,),
    }
    periodic = [one for one in scoring.movements if _is_periodic(one) and one.span.start_s >= first_s]
    rows = []
    for name, stages in kinds.items():
        counts = [0] * n_hours
        for one in periodic:
            hour = int((one.span.start_s - first_s) // _HOUR_S)
            if one.stage in stages and hour < n_hours:
                counts[hour] += 1
        is_staged = SleepStage.UNKNOWN not in stages
        if any(counts) or is_staged == (night.notes.hypnogram is not None):
            rows.append((name, counts))
    return rows


def _is_periodic(movement: ScoredMovement) -> bool:
    is_counted = movement.excluded_by is None and movement.part_of is None
    return is_counted and movement.kind is LegMovementKind.PLM


def draw_leg_excerpt(excerpt: LegExcerpt, *, width: float, height: float = 236.0, kind: str = "") -> str:
    """Draw one movement as detection saw it: the signal, both levels on both sides of zero, onset and offset.

    Parameters
    ----------
    excerpt : LegExcerpt
    width, height : float
    kind : str

    Returns
    -------
    str
        SVG.
    """
    start_s, end_s = float(excerpt.times_s[0]), float(excerpt.times_s[-1])
    emg = excerpt.emg_uv.astype(np.float64)
    seen = np.concatenate([np.abs(emg), excerpt.onset_uv])
    reach = 1.08 * float(np.nanmax(seen)) if np.isfinite(seen).any() else 1.0
    frame = Frame(46.0, 36.0, width - 12.0, height - 40.0, (0.0, end_s - start_s), (-reach, reach))
    x_ticks, _ = time_ticks(0.0, end_s - start_s, at_most=7)
    times = excerpt.times_s - start_s
    left, right = (frame.x(one - start_s) for one in (excerpt.marked.start_s, excerpt.marked.end_s))
    parts = [
        f'<rect x="{left:.1f}" y="{frame.top:.1f}" width="{max(right - left, 1.0):.1f}" '
        f'height="{frame.height:.1f}" class="interval"/>',
        axes_svg(
            frame,
            x_ticks=x_ticks,
            y_ticks=linear_ticks(-reach, reach, at_most=5),
            x_label=f"seconds after {start_s:.1f} s",
            y_label="µV",
        ),
        f'<path d="{line_path(frame, times, emg)[0]}" class="line thin"/>',
    ]
    for level, look in ((excerpt.onset_uv, "level-on"), (excerpt.offset_uv, "level-off")):
        parts += [
            f'<path d="{line_path(frame, times, sign * level)[0]}" class="{look}"/>' for sign in (1.0, -1.0)
        ]
    parts.append(
        f'<path d="M{left:.1f} {frame.top:.1f}V{frame.bottom:.1f}M{right:.1f} {frame.top:.1f}V{frame.bottom:.1f}" class="axis"/>'
    )
    parts.append(text_svg(left, frame.top - 5, "onset", anchor="end" if left > 100 else "start"))
    parts.append(text_svg(right, frame.top - 5, "offset", anchor="start" if right < width - 60 else "end"))
    title = f"Movement of the {excerpt.side.value} leg, {excerpt.marked.duration_s:.1f} s long"
    return svg(width, height, "".join(parts), title=title, kind=kind)
