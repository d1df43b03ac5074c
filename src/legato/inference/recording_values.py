"""The values that the rules for findings may ask of a recording: what each is called, and how it is read off a view.

A value is a number, a word, or the reason why there is none; it is never guessed. Thresholds are data and stand elsewhere.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from legato.inference.recording_view import INVOLUNTARY, LASTING, RHYTHMIC, TREMULOUS, RecordingView

__all__ = ["SESSION_VALUES", "VALUES", "Missing", "Reading", "ValueKind", "session_value"]

_MEASURED, _BELOW, _NOT_FOUND = "measured", "below_noise_floor", "not_found"


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no value.

    Parameters
    ----------
    why : str
        In words, without a full stop.
    """

    why: str


Reading = float | str | Missing
Read = Callable[[RecordingView, float | None], Reading]


@dataclass(frozen=True, slots=True)
class ValueKind:
    """One value that a rule may ask for.

    Parameters
    ----------
    words : str
        What it is, in a reason.
    unit : str
        ``1`` for a ratio or a count; ``state`` for a word.
    read : callable
        Takes the view and the frequency that the rule points at, or None.
    digits : int
        Behind the point when it is printed.
    """

    words: str
    unit: str
    read: Read
    digits: int = 0


def _seconds(states: Sequence[str]) -> Read:
    return lambda view, near: view.seconds_in(states)


def _percent(states: Sequence[str], *, with_unsure: bool = False) -> Read:
    def read(view: RecordingView, near: float | None) -> Reading:
        if view.usable_s <= 0:
            return Missing("no second of it could be assessed")
        unsure_s = view.unsure_rhythm_s if with_unsure else 0.0
        return 100.0 * (view.seconds_in(states) + unsure_s) / view.usable_s

    return read


def _measure(name: str) -> Read:
    def read(view: RecordingView, near: float | None) -> Reading:
        measure = view.measures.get(name)
        if measure is None:
            return Missing(f"{name} was not measured at this sensor")
        if measure.status.value != _MEASURED or measure.value is None:
            return Missing(measure.note or f"{name} is {measure.status.value}")
        return measure.value

    return read


def _log10_of(read: Read) -> Read:
    def made(view: RecordingView, near: float | None) -> Reading:
        value = read(view, near)
        if isinstance(value, (Missing, str)):
            return value
        return math.log10(value) if value > 0 else Missing("the amplitude is not above 0")

    return made


def _size_log10(view: RecordingView, near: float | None) -> Reading:
    """Give log10 of the amplitude, as turning where the sensor has a gyroscope."""
    return _log10_of(_measure("amplitude_dps" if view.has_gyro else "amplitude_mps2"))(view, near)


def _frequency_end(end: int) -> Read:
    def read(view: RecordingView, near: float | None) -> Reading:
        value = _measure("dominant_frequency_hz")(view, near)
        if isinstance(value, (Missing, str)):
            return value
        interval = view.measures["dominant_frequency_hz"].interval
        return interval[end] if interval else Missing("the frequency has no interval of doubt")

    return read


def _rhythm_state(view: RecordingView, near: float | None) -> Reading:
    """Name the state in which the main frequency was measured."""
    value = _measure("dominant_frequency_hz")(view, near)
    if isinstance(value, Missing):
        return value
    return view.measures["dominant_frequency_hz"].state or Missing("the frequency belongs to no state")


def _cycles(view: RecordingView, near: float | None) -> Reading:
    """Give the cycles in the state whose frequency was measured."""
    hz, state = _measure("dominant_frequency_hz")(view, near), _rhythm_state(view, near)
    if isinstance(hz, (Missing, str)):
        return hz
    return hz * view.seconds.get(str(state), 0.0)


def _rhythm_state_s(view: RecordingView, near: float | None) -> Reading:
    state = _rhythm_state(view, near)
    return state if isinstance(state, Missing) else view.seconds.get(str(state), 0.0)


def _weak_rhythm(view: RecordingView, near: float | None) -> Reading:
    """Give 0 where a search found no rhythm at all, and 1 where there is any, however weak."""
    measure = view.measures.get("dominant_frequency_hz")
    if measure is None:
        return Missing("the main frequency was not measured at this sensor")
    if measure.status.value == _NOT_FOUND:
        return 0.0
    return 1.0 if measure.status.value in (_MEASURED, _BELOW) else Missing(measure.note)


def _fast_size(name: str) -> Read:
    """Give how large a rhythm at 13 to 18 Hz can be: 0 where none was found or the rhythm is a slower one.

    A weak peak below the noise floor counts with its upper bound, whatever its frequency.
    """

    def read(view: RecordingView, near: float | None) -> Reading:
        frequency, size = view.measures.get("dominant_frequency_hz"), view.measures.get(name)
        if frequency is None or size is None:
            return Missing(f"{name} was not measured at this sensor")
        if frequency.status.value == _NOT_FOUND:
            return 0.0
        if frequency.status.value == _MEASURED and frequency.value is not None:
            numbers = view.numbers
            if not numbers["derivation.fast_low_hz"] <= frequency.value <= numbers["derivation.fast_high_hz"]:
                return 0.0
        return Missing(size.note or f"{name} has no value") if size.value is None else size.value

    return read


def _coherent(view: RecordingView, near: float | None) -> Reading:
    """Give 1 where the legs' rhythms are significantly coherent and 0 where they are not.

    The phase of the legs is told only where two neighbouring bins exceed the limit of independence.
    """
    phase = view.measures.get("bilateral_phase_deg")
    if phase is None or phase.status.value not in (_MEASURED, _NOT_FOUND):
        return Missing(phase.note if phase is not None else "both legs were not recorded at once")
    if "bilateral_coherence_ratio" in view.measures:
        coherence = _measure("bilateral_coherence_ratio")(view, near)
        if isinstance(coherence, Missing):
            return coherence
    return 1.0 if phase.status.value == _MEASURED else 0.0


def _jerk_onsets_s(view: RecordingView) -> list[float]:
    return sorted(bout.span.start_s for bout in view.bouts if bout.state.value == "jerk")


def _jerk_unevenness(view: RecordingView, near: float | None) -> Reading:
    """Give the coefficient of variation of the time from jerk to jerk."""
    gaps_s = [b - a for a, b in pairwise(_jerk_onsets_s(view))]
    if len(gaps_s) < 3 or statistics.fmean(gaps_s) <= 0:
        return Missing("too few jerks to tell how evenly they came")
    return statistics.pstdev(gaps_s) / statistics.fmean(gaps_s)


def _jerks_per_hour(view: RecordingView, near: float | None) -> Reading:
    if view.usable_s <= 0:
        return Missing("no second of it could be assessed")
    return 3600.0 * len(_jerk_onsets_s(view)) / view.usable_s


def _clonus_beats(view: RecordingView, near: float | None) -> Reading:
    """Give the beats of the longest run of clonus, less the time by which the ends of a bout may be wrong."""
    hz = _measure("dominant_frequency_hz")(view, near)
    if isinstance(hz, (Missing, str)):
        return hz
    longest_s = max(
        (bout.span.duration_s for bout in view.bouts if bout.state.value == "clonus"), default=0.0
    )
    return max(0.0, longest_s - view.numbers["derivation.bout_doubt_s"]) * hz


def _episodes_s(view: RecordingView) -> list[float]:
    """Give the lengths of the spells of rhythmic shaking; bouts that lie close together are one spell."""
    apart_s = view.numbers["derivation.spell_gap_s"]
    spells: list[list[float]] = []
    for bout in sorted(view.bouts, key=lambda one: one.span.start_s):
        if bout.state.value not in LASTING:
            continue
        if spells and bout.span.start_s - spells[-1][1] < apart_s:
            spells[-1][1] = max(spells[-1][1], bout.span.end_s)
        else:
            spells.append([bout.span.start_s, bout.span.end_s])
    return [end_s - start_s for start_s, end_s in spells]


def _band_log10(states: Sequence[str]) -> Read:
    """Give log10 of the size near a frequency, from the mean spectrum of the first of some states."""

    def read(view: RecordingView, near: float | None) -> Reading:
        spectrum = next((view.spectra[state] for state in states if state in view.spectra), None)
        if spectrum is None:
            return Missing("the analysis holds no spectrum of it")
        if near is None:
            return Missing("there is no frequency to look at")
        hz, half_hz = spectrum.frequency_hz, view.numbers["derivation.half_band_hz"]
        if len(hz) < 2 or near + half_hz > float(hz[-1]):
            return Missing("the frequency lies above what the spectrum shows")
        inside = (hz >= near - half_hz) & (hz <= near + half_hz)
        power = float(spectrum.density[inside].sum()) * float(hz[1] - hz[0])
        return 0.5 * math.log10(power) if power > 0 else Missing("the spectrum is empty there")

    return read


_STATES = (
    *(*INVOLUNTARY, "heel_bounce", "cannot_tell", "still", "standing", "walking", "running"),
    *("posture_change", "other_movement", "off_body", "not_assessable"),
)
_MEASURES: Mapping[str, tuple[str, str, int]] = {
    "dominant_frequency_hz": ("main frequency", "Hz", 1),
    "frequency_wander_sd_hz": ("wandering of the frequency", "Hz", 2),
    "half_width_hz": ("width of the peak", "Hz", 2),
    "signal_to_noise_db": ("rhythm over the rest of its band", "dB", 0),
    "peak_over_background_ratio": ("height of the peak over the background", "1", 0),
    "regularity_ratio": ("evenness of the cycles, 1 for a clock", "1", 2),
    "noise_floor_dps": ("noise floor", "deg/s", 2),
    "noise_floor_mps2": ("noise floor", "m/s2", 3),
    "bilateral_coherence_ratio": ("coherence of both legs", "1", 2),
    "bilateral_coherence_limit_ratio": ("coherence that independent legs exceed once in a hundred", "1", 2),
    "asymmetry_index_ratio": ("difference of both legs over their sum", "1", 2),
}

VALUES: Mapping[str, ValueKind] = {
    **{f"{s}_s": ValueKind(f"time in '{s.replace('_', ' ')}'", "s", _seconds((s,))) for s in _STATES},
    **{
        name: ValueKind(words, unit, _measure(name), digits)
        for name, (words, unit, digits) in _MEASURES.items()
    },
    "usable_s": ValueKind("time that could be assessed", "s", lambda view, near: view.usable_s),
    "seated_s": ValueKind("time known to be sitting or lying", "s", lambda view, near: view.seated_s),
    "quiet_s": ValueKind("quiet time", "s", _seconds(("still", "standing"))),
    "quiet_or_slow_s": ValueKind(
        "time of quiet standing or slow shaking", "s", _seconds(("still", "standing", "standing_shaking_slow"))
    ),
    "shaking_s": ValueKind("time of involuntary shaking", "s", _seconds(INVOLUNTARY)),
    "tremor_s": ValueKind("time of tremor", "s", _seconds(TREMULOUS)),
    "tremor_percent": ValueKind("share of the time in tremor", "%", _percent(TREMULOUS)),
    "standing_shaking_s": ValueKind(
        "time of shaking on standing", "s", _seconds(("standing_shaking_slow", "standing_shaking_fast"))
    ),
    "rhythm_s": ValueKind("time in a rhythm of the leg", "s", lambda view, near: view.rhythm_s),
    "rhythm_percent": ValueKind(
        "share of the time in a rhythm of the leg", "%", _percent(RHYTHMIC, with_unsure=True)
    ),
    "quiet_percent": ValueKind("share of quiet time", "%", _percent(("still", "standing"))),
    "moves_s": ValueKind(
        "time of any shaking or untold rhythm",
        "s",
        _seconds((*INVOLUNTARY, "heel_bounce", "cannot_tell")),
    ),
    "first_rhythm_s": ValueKind(
        "quiet time before the rhythm set in",
        "s",
        lambda view, near: (
            Missing("no rhythm set in") if view.first_rhythm_s is None else view.first_rhythm_s
        ),
        1,
    ),
    "frequency_low_hz": ValueKind("lower end of the main frequency", "Hz", _frequency_end(0), 1),
    "frequency_high_hz": ValueKind("upper end of the main frequency", "Hz", _frequency_end(1), 1),
    "rhythm_state": ValueKind("state of the main frequency", "state", _rhythm_state),
    "rhythm_state_s": ValueKind("time in the state of the main frequency", "s", _rhythm_state_s),
    "cycles_count": ValueKind("cycles", "1", _cycles),
    "any_rhythm": ValueKind("rhythms found, however weak", "1", _weak_rhythm),
    "fast_dps": ValueKind("largest rhythm that may hide at 13 to 18 Hz", "deg/s", _fast_size("amplitude_dps"), 2),
    "fast_mps2": ValueKind("largest rhythm that may hide at 13 to 18 Hz", "m/s2", _fast_size("amplitude_mps2"), 3),
    "has_gyro": ValueKind("a gyroscope (1: yes)", "1", lambda view, near: float(view.has_gyro)),
    "size_log10": ValueKind("size of the shaking, log10", "1", _size_log10, 2),
    "is_coherent": ValueKind("both legs in one rhythm (1: yes)", "1", _coherent),
    "jerks_count": ValueKind("single jerks", "1", lambda view, near: float(len(_jerk_onsets_s(view)))),
    "jerks_per_hour": ValueKind("single jerks an hour", "1/h", _jerks_per_hour),
    "jerk_unevenness_ratio": ValueKind("unevenness of the time between jerks", "1", _jerk_unevenness, 2),
    "clonus_beats_count": ValueKind("beats of clonus in a row, at the least", "1", _clonus_beats),
    "episodes_count": ValueKind("spells of shaking", "1", lambda view, near: float(len(_episodes_s(view)))),
    "longest_episode_s": ValueKind(
        "longest spell of shaking", "s", lambda view, near: max(_episodes_s(view), default=0.0)
    ),
    "walking_band_log10": ValueKind("movement near that frequency while walking, log10", "1", _band_log10(("walking",)), 2),
    "tremor_band_log10": ValueKind("movement near that frequency in the tremor, log10", "1", _band_log10(TREMULOUS), 2),
}  # fmt: skip


def _most_days(views: Sequence[RecordingView]) -> float:
    """Give the largest count of dates with shaking within any seven days."""
    days = sorted(set().union(*(view.shaking_days for view in views)))
    return float(max((sum(first <= d < first + timedelta(7) for d in days) for first in days), default=0))


def _added(read: Callable[[RecordingView], float]) -> Callable[[Sequence[RecordingView]], float]:
    """Add the recordings together, each with the sensor that shows most."""

    def read_all(views: Sequence[RecordingView]) -> float:
        most: dict[int, float] = {}
        for view in views:
            most[view.analysis] = max(most.get(view.analysis, 0.0), read(view))
        return sum(most.values())

    return read_all


_NOT_STANDING = tuple(state for state in INVOLUNTARY if not state.startswith("standing"))
_MOVES = (*INVOLUNTARY, "heel_bounce", "cannot_tell")

SESSION_VALUES: Mapping[str, tuple[str, str, Callable[[Sequence[RecordingView]], float]]] = {
    "shaking_s": (
        "involuntary shaking in all recordings",
        "s",
        _added(lambda view: view.seconds_in(INVOLUNTARY)),
    ),
    "rhythm_s": ("rhythm of a leg in all recordings", "s", _added(lambda view: view.rhythm_s)),
    "moves_s": (
        "shaking or untold rhythm in all recordings",
        "s",
        _added(lambda view: view.seconds_in(_MOVES)),
    ),
    "shaking_not_standing_s": (
        "involuntary shaking other than on standing in all recordings",
        "s",
        _added(lambda view: view.seconds_in(_NOT_STANDING)),
    ),
    "days_of_seven_count": ("days with shaking within seven", "1", _most_days),
}


def session_value(name: str, views: Sequence[RecordingView]) -> float:
    """Give a value of all recordings together.

    Parameters
    ----------
    name : str
        One of ``SESSION_VALUES``.
    views : sequence of RecordingView

    Returns
    -------
    float
    """
    return SESSION_VALUES[name][2](views)
