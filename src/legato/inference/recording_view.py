"""What the rules for findings look at: one sensor of one analysis, as plain numbers.

Uses the arrays of an analysis through their own methods, so that nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legato.model.analysis import Analysis, Spectrum
    from legato.model.measure import Measure
    from legato.model.movement import Bout
    from legato.model.recording import Sensor
    from legato.model.window_table import WindowTable

__all__ = ["INVOLUNTARY", "LASTING", "RHYTHMIC", "TREMULOUS", "RecordingView", "views_of"]

_MOTION = frozenset({"acceleration", "linear_acceleration", "angular_velocity"})
# The ids of ``model.movement``, named here because that module loads numpy; a test keeps both alike.
TREMULOUS = (
    *("rest_shaking", "postural_shaking", "kinetic_shaking"),
    *("standing_shaking_slow", "standing_shaking_fast"),
)
INVOLUNTARY = (*TREMULOUS, "clonus", "jerk", "periodic_jerks", "freezing", "seizure_like")
# Shaking that lasts: single jerks make no spell.
LASTING = (*TREMULOUS, "clonus", "freezing", "seizure_like")
# Rhythms that a frequency is told of; what cannot be told apart counts where both candidates are among them.
RHYTHMIC = (*TREMULOUS, "clonus", "seizure_like", "heel_bounce")
_NOT_ASSESSABLE = ("off_body", "not_assessable")


@dataclass(frozen=True)
class RecordingView:
    """One sensor of one analysis.

    Parameters
    ----------
    analysis : int
        Place of the analysis among those given; two sensors of one recording share it.
    name : str
        File name without its folder.
    task, side, placement, sensor : str
    rate_hz : float
        Of the slowest movement channel of the sensor; 0 where none is known.
    has_gyro : bool
    usable_s, assessable_percent : float
        Time that allowed an answer, and its share of the recording.
    quality_ratio : float or None
        Mean quality of the windows that allowed an answer.
    seconds : mapping of str to float
        Seconds in each state.
    unsure_rhythm_s : float
        Seconds of a rhythm whose kind can't be told, where every candidate is a rhythm of the leg.
    seated_s : float
        Seconds in which the posture is known to be sitting or lying.
    first_rhythm_s : float or None
        When a rhythm first set in; None without one.
    bouts : tuple of Bout
    measures : mapping of str to Measure
        Of this sensor, and those of both legs of its recording.
    spectra : mapping of str to Spectrum
        By state, of the quantity that leads; empty where the analysis was made without pictures.
    shaking_days : frozenset of date
        Dates on which the leg shook involuntarily for a while; empty where the recording has no date.
    numbers : mapping of str to float
        Settings of the knowledge base by which values are read.
    """

    analysis: int
    name: str
    task: str
    side: str
    placement: str
    sensor: str
    rate_hz: float
    has_gyro: bool
    usable_s: float
    assessable_percent: float
    quality_ratio: float | None
    seconds: Mapping[str, float]
    unsure_rhythm_s: float
    seated_s: float
    first_rhythm_s: float | None
    bouts: tuple[Bout, ...]
    measures: Mapping[str, Measure]
    spectra: Mapping[str, Spectrum] = field(default_factory=dict)
    shaking_days: frozenset[date] = frozenset()
    numbers: Mapping[str, float] = field(default_factory=dict)

    def seconds_in(self, states: Sequence[str]) -> float:
        """Give the seconds in any of some states."""
        return sum(self.seconds.get(state, 0.0) for state in states)

    @property
    def rhythm_s(self) -> float:
        """Give the seconds in a rhythm of the leg, of whatever kind."""
        return self.seconds_in(RHYTHMIC) + self.unsure_rhythm_s


def views_of(
    analyses: Sequence[Analysis], *, numbers: Mapping[str, float] | None = None
) -> tuple[RecordingView, ...]:
    """Give one view for each sensor of each analysis that has windows or channels of movement.

    Parameters
    ----------
    analyses : sequence of Analysis
    numbers : mapping of str to float or None
        Settings of the knowledge base by which values are read.

    Returns
    -------
    tuple of RecordingView
        In the order given; sensors in the order of the recording.
    """
    return tuple(
        _view(index, analysis, sensor, numbers or {})
        for index, analysis in enumerate(analyses)
        for sensor in analysis.recording.sensors
        if any(channel.kind.value in _MOTION for channel in sensor.channels)
    )


def _view(index: int, analysis: Analysis, sensor: Sensor, numbers: Mapping[str, float]) -> RecordingView:
    moving = [channel for channel in sensor.channels if channel.kind.value in _MOTION]
    rates = [channel.sampling_rate_hz for channel in moving if channel.sampling_rate_hz > 0]
    seconds = _seconds(analysis.windows, sensor.id)
    usable_s = sum(value for state, value in seconds.items() if state not in _NOT_ASSESSABLE)
    duration_s = analysis.recording.duration_s
    bouts = tuple(bout for bout in analysis.bouts if bout.sensor == sensor.id)
    has_gyro = any(channel.kind.value == "angular_velocity" for channel in moving)
    return RecordingView(
        analysis=index,
        name=analysis.provenance.source_name,
        task=analysis.recording.task.value,
        side=sensor.side.value,
        placement=sensor.placement.value,
        sensor=sensor.id,
        rate_hz=min(rates, default=0.0),
        has_gyro=has_gyro,
        usable_s=usable_s,
        assessable_percent=min(100.0, 100.0 * usable_s / duration_s) if duration_s > 0 else 0.0,
        quality_ratio=_quality(analysis.windows, sensor.id),
        seconds=seconds,
        unsure_rhythm_s=sum(bout.span.duration_s for bout in bouts if _is_unsure_rhythm(bout)),
        seated_s=_posture_seconds(analysis.windows, sensor.id, ("sitting", "lying")),
        first_rhythm_s=min((bout.span.start_s for bout in bouts if _is_rhythm(bout)), default=None),
        bouts=bouts,
        measures=_measures(analysis, sensor.id),
        spectra=_spectra(analysis, sensor.id, "angular_velocity" if has_gyro else "acceleration"),
        shaking_days=_shaking_days(analysis, bouts, least_s=numbers.get("derivation.spell_least_s", 0.0)),
        numbers=numbers,
    )


def _is_unsure_rhythm(bout: Bout) -> bool:
    """Tell whether the kind cannot be told, and everything it could be is a rhythm of the leg."""
    if bout.state.value != "cannot_tell" or bout.runner_up is None:
        return False
    candidates = {bout.runner_up.value, *bout.detail.split("|")} - {""}
    return candidates <= set(RHYTHMIC)


def _is_rhythm(bout: Bout) -> bool:
    return bout.state.value in RHYTHMIC or _is_unsure_rhythm(bout)


def _rows(windows: WindowTable, sensor: str) -> list[int]:
    """Give the numbers of the rows of one sensor, in order of time."""
    mask = windows.is_word("sensor", sensor)
    return [int(row) for row in mask.nonzero()[0]]


def _seconds(windows: WindowTable, sensor: str) -> dict[str, float]:
    """Give the seconds in each state: a row speaks for one step, the first and the last for the edge as well."""
    rows = _rows(windows, sensor)
    if not rows:
        return {}
    words, codes = windows.words["state"], windows.columns["state"]
    counted: dict[str, float] = {}
    own = codes[rows]
    for code, word in enumerate(words):
        n_rows = int((own == code).sum())
        if n_rows:
            counted[word] = n_rows * windows.step_s
    edge_s = (windows.window_s - windows.step_s) / 2.0
    for row in (rows[0], rows[-1]):
        counted[words[int(codes[row])]] += edge_s
    return counted


def _posture_seconds(windows: WindowTable, sensor: str, postures: Sequence[str]) -> float:
    mask = windows.is_word("sensor", sensor)
    return windows.step_s * sum(
        float((mask & windows.is_word("posture", posture)).sum()) for posture in postures
    )


def _quality(windows: WindowTable, sensor: str) -> float | None:
    """Give the mean quality of the windows of a sensor that allowed an answer."""
    mask = windows.is_word("sensor", sensor) & (windows.columns["assessable"] == True)  # noqa: E712  # an array
    quality = windows.floats("quality")[mask]
    quality = quality[quality == quality]  # NaN is not equal to itself
    return float(quality.mean()) if len(quality) else None


def _measures(analysis: Analysis, sensor: str) -> dict[str, Measure]:
    """Give the measures of one sensor by name, and those that belong to both legs.

    A measure that stands once for every state is left out; the seconds come from the windows.
    """
    found: dict[str, Measure] = {}
    for measure in analysis.measures:
        if measure.name != "time_in_state_s" and measure.sensor in (sensor, None):
            found.setdefault(measure.name, measure)
    return found


def _spectra(analysis: Analysis, sensor: str, quantity: str) -> dict[str, Spectrum]:
    return {one.state: one for one in analysis.spectra if one.sensor == sensor and one.quantity == quantity}


def _shaking_days(analysis: Analysis, bouts: Sequence[Bout], *, least_s: float) -> frozenset[date]:
    start = analysis.recording.start
    if start is None:
        return frozenset()
    return frozenset(
        (start + timedelta(seconds=bout.span.start_s)).date()
        for bout in bouts
        if bout.state.value in LASTING and bout.span.duration_s >= least_s
    )
