"""The picture of all recordings of a session: how large the shaking was in each position.

Three ways to have no dot are three patterns and three words: not measured (hatched), below the noise (dotted, hollow dot),
not comparable (struck through). Searched and not found is said in words. None of them is a zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from legato.app.catalog import Words
from legato.app.charts import SHAKING, WIDTHS, Chart
from legato.model.analysis import Analysis
from legato.model.measure import Measure, MeasureStatus
from legato.report.axes import Frame, axes_svg, svg, text_svg
from legato.report.notable import leading_sensor
from legato.report.plain import plain_unit

__all__ = ["StripRow", "draw_strip", "strip_rows"]

_AMPLITUDES = ("amplitude_mps2", "amplitude_dps")
_ROW = 50.0
_TOP = 8.0
_RIGHT = 18.0


@dataclass(frozen=True, slots=True)
class StripRow:
    """One recording in the picture.

    Parameters
    ----------
    name : str
        Of the task, in words.
    kind : str
        ``measured``, ``unsure``, ``not_found``, ``below_noise``, ``not_measured`` or ``not_comparable``.
    measure : Measure or None
    """

    name: str
    kind: str
    measure: Measure | None


# On a phone what does not fit beside a name is told by the mark, its note and the table.
_WIDE, _LETTERS = 400.0, 42


def strip_rows(named: Sequence[tuple[str, Analysis]]) -> tuple[StripRow, ...]:
    """Say for each recording what is known of the size of its shaking.

    Parameters
    ----------
    named : sequence of (str, Analysis)
        Name of the task and analysis.

    Returns
    -------
    tuple of StripRow
    """
    name = _common_amplitude([analysis for _, analysis in named])
    places = [_place(analysis) for _, analysis in named]
    rows = []
    for (task, analysis), place in zip(named, places, strict=True):
        measure = _amplitude(analysis, name)
        kind = _kind(measure, analysis)
        if kind in ("measured", "unsure", "below_noise") and place != places[0]:
            kind = "not_comparable"
        rows.append(StripRow(task, kind, measure))
    return tuple(rows)


def _common_amplitude(analyses: Sequence[Analysis]) -> str:
    """Choose the measure that most recordings have; acceleration where they have both."""
    return max(_AMPLITUDES, key=lambda name: sum(_has_number(_amplitude(one, name)) for one in analyses))


def _has_number(measure: Measure | None) -> bool:
    return measure is not None and measure.value is not None


def _amplitude(analysis: Analysis, name: str) -> Measure | None:
    """Give the size of the shaking: the measured one first, that of shaking before that of other states."""
    sensor = leading_sensor(analysis)
    found = [one for one in analysis.measures if one.name == name and one.sensor in (sensor, None)]
    return min(found, key=lambda one: (one.value is None, one.state not in SHAKING), default=None)


def _kind(measure: Measure | None, analysis: Analysis) -> str:
    if measure is None or measure.status in (MeasureStatus.NOT_MEASURED, MeasureStatus.NOT_ASSESSABLE):
        return "not_measured"
    if measure.status is MeasureStatus.NOT_FOUND:
        return "not_found"
    if measure.status is MeasureStatus.BELOW_NOISE_FLOOR:
        return "below_noise"
    if measure.state in SHAKING:
        return "measured"
    return "unsure" if analysis.states.get("cannot_tell") else "not_found"


def _place(analysis: Analysis) -> tuple[str, str]:
    """Say where the sensor sat: sizes of different places are no sizes of one thing."""
    leading = leading_sensor(analysis)
    return next(
        ((one.placement.value, one.side.value) for one in analysis.recording.sensors if one.id == leading),
        ("", ""),
    )


def draw_strip(rows: Sequence[StripRow], *, words: Words) -> Chart | None:
    """Draw the sizes of a session.

    Parameters
    ----------
    rows : sequence of StripRow
    words : Words

    Returns
    -------
    Chart or None
        None where there is no recording.
    """
    if not rows:
        return None
    n = sum(row.kind == "measured" for row in rows)
    key = "some" if n else "none"
    title = words.tn(f"result.chart.strip.{key}", len(rows), shaking=n)
    unit = next((plain_unit(row.measure.unit) for row in rows if row.measure is not None), "m/s²")
    drawn = [
        Markup(_strip_svg(rows, words, unit=unit, title=title, kind=kind, width=width))
        for kind, width in WIDTHS
    ]
    head = (
        words.t("result.chart.table.task"),
        words.t("result.chart.table.size", unit=unit),
        words.t("result.chart.table.interval", unit=unit),
        words.t("result.chart.table.what"),
    )
    note = words.t("result.chart.strip.note", n=len(rows))
    return Chart("strip", title, drawn[0], drawn[1], head, tuple(_cells(r, words) for r in rows), note)


def _cells(row: StripRow, words: Words) -> tuple[str, ...]:
    said = words.t(f"result.kind.{row.kind}")
    shown = row.measure if row.kind in ("measured", "unsure", "below_noise", "not_comparable") else None
    if shown is None or shown.value is None:
        return row.name, words.t("result.chart.no_number"), words.t("result.chart.no_number"), said
    interval = (
        words.t(
            "result.chart.from_to",
            low=words.number(shown.interval[0], digits=2),
            high=words.number(shown.interval[1], digits=2),
        )
        if shown.interval
        else words.t("result.chart.no_interval")
    )
    return row.name, words.number(shown.value, digits=2), interval, said


def _range(rows: Sequence[StripRow]) -> tuple[float, float]:
    """Give whole powers of ten around everything that is drawn."""
    values = [
        end
        for row in rows
        if row.measure is not None and row.measure.value
        for end in (row.measure.value, *(row.measure.interval or ()))
        if end > 0
    ]
    low, high = (min(values), max(values)) if values else (0.01, 10.0)
    least, most = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return float(least), float(max(most, least + 1))


def _strip_svg(
    rows: Sequence[StripRow], words: Words, *, unit: str, title: str, kind: str, width: float
) -> str:
    """Draw for one width: each recording is a row with its name above."""
    low, high = _range(rows)
    bottom = _TOP + _ROW * len(rows)
    frame = Frame(24.0, _TOP, width - _RIGHT, bottom, (low, high), (0.0, 1.0))
    parts = [
        f'<defs><pattern id="strip-hatch-{kind}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" class="hatch-soft"/></pattern>'
        f'<pattern id="strip-dots-{kind}" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<circle cx="2.5" cy="2.5" r="1.2" class="dot-soft"/></pattern></defs>'
    ]
    for power in range(int(low), int(high) + 1):
        x = frame.x(float(power))
        parts.append(f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom:.1f}" class="rule"/>')
    for number, row in enumerate(rows):
        parts.append(_row_svg(row, frame, words, top=_TOP + _ROW * number, kind=kind))
    ticks = [(float(p), words.number(10.0**p, digits=max(0, -p))) for p in range(int(low), int(high) + 1)]
    label = words.t("result.chart.axis.size", unit=unit)
    label = label if width > _WIDE else label.rsplit(", ", 1)[0]
    parts.append(axes_svg(frame, x_ticks=ticks, y_ticks=[], x_label=label))
    return svg(width, bottom + 42, "".join(parts), title=title, kind=kind)


def _row_svg(row: StripRow, frame: Frame, words: Words, *, top: float, kind: str) -> str:
    said = "" if row.kind == "measured" else f" – {words.t(f'result.kind.{row.kind}')}"
    is_short = frame.right - frame.left > _WIDE or len(row.name + said) < _LETTERS
    parts = [
        text_svg(
            frame.left, top + 17, f"{row.name}{said if is_short else ''}", anchor="start", kind="row-name"
        )
    ]
    y = top + 34.0
    if row.kind == "not_measured":
        parts.append(_band(frame.left, frame.right, y, f"strip-hatch-{kind}"))
    elif row.kind == "below_noise":
        end = _x(row.measure, frame) if _has_number(row.measure) else frame.x(frame.x_range[0] + 0.5)
        parts.append(_band(frame.left, end, y, f"strip-dots-{kind}"))
        parts.append(f'<circle cx="{end:.1f}" cy="{y}" r="6" class="point hollow"/>')
    elif row.measure is not None and row.kind != "not_found":
        parts.append(_point(row, frame, y))
        if row.kind == "not_comparable":
            parts.append(
                f'<path d="M{frame.left:.1f} {y - 9}L{frame.right:.1f} {y + 9}'
                f'M{frame.left:.1f} {y + 9}L{frame.right:.1f} {y - 9}" class="struck"/>'
            )
    return "".join(parts)


def _point(row: StripRow, frame: Frame, y: float) -> str:
    """Draw the dot with its 95 % bar; a bar whose lower end is 0 runs to the edge."""
    assert row.measure is not None
    parts, x = [], _x(row.measure, frame)
    if row.measure.interval is not None:
        low, high = (frame.x(math.log10(max(end, 10.0 ** frame.x_range[0]))) for end in row.measure.interval)
        parts.append(f'<path d="M{low:.1f} {y}H{high:.1f}M{high:.1f} {y - 6}V{y + 6}" class="bar"/>')
        if row.measure.interval[0] > 10.0 ** frame.x_range[0]:
            parts.append(f'<path d="M{low:.1f} {y - 6}V{y + 6}" class="bar"/>')
    hollow = "" if row.kind == "measured" else " hollow"
    parts.append(f'<circle cx="{x:.1f}" cy="{y}" r="6" class="point{hollow}"/>')
    return "".join(parts)


def _x(measure: Measure | None, frame: Frame) -> float:
    value = measure.value if measure is not None and measure.value else 10.0 ** frame.x_range[0]
    return min(max(frame.x(math.log10(max(value, 1e-12))), frame.left), frame.right)


def _band(left: float, right: float, y: float, pattern: str) -> str:
    return (
        f'<rect x="{left:.1f}" y="{y - 8}" width="{max(0.0, right - left):.1f}" height="16"'
        f' fill="url(#{pattern})" class="band"/>'
    )
