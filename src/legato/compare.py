"""What changed between two analyses of the same person, task, side and place, against the minimum detectable change.

Gives data and no sentences: the faces word it. Whether the two are of one person is the caller's to know, unless the
recordings say otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from legato.errors import InputError
from legato.model.analysis import Analysis
from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus

__all__ = ["Change", "Comparison", "Verdict", "compare_analyses"]

_AMPLITUDES = {"amplitude_mps2", "amplitude_dps", "amplitude_mm"}
# Measures that describe the recording and not the person: a change of them is no change of the shaking.
_OF_THE_RECORDING = {
    "noise_floor_mps2",
    "noise_floor_dps",
    "noise_density_mps2_per_rthz",
    "noise_density_dps_per_rthz",
    "assessable_percent",
    "coverage_percent",
    "quality_ratio",
    "bilateral_coherence_limit_ratio",
}


class Verdict(StrEnum):
    """What became of one measure from the first analysis to the second.

    ``higher`` and ``lower``: beyond the minimum detectable change. ``within_doubt``: no more than it. ``appeared`` and
    ``vanished``: measured in one, searched and not found (or below the noise floor) in the other. ``no_yardstick``: both
    have a value, and nothing says how large a change must be. ``not_comparable``: one could not be measured, or the
    rhythms belong to different states.
    """

    HIGHER = "higher"
    LOWER = "lower"
    WITHIN_DOUBT = "within_doubt"
    APPEARED = "appeared"
    VANISHED = "vanished"
    NO_YARDSTICK = "no_yardstick"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """One measure in two analyses.

    Parameters
    ----------
    name, unit : str
    before, after : Measure
    verdict : Verdict
    difference : float or None
        After less before.
    log10_ratio : float or None
        For amplitudes: log10 of after over before.
    least_detectable : float or None
        Size that ``log10_ratio`` must exceed; None where intervals decide or nothing does.
    """

    name: str
    unit: str
    before: Measure
    after: Measure
    verdict: Verdict
    difference: float | None = None
    log10_ratio: float | None = None
    least_detectable: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two analyses beside each other.

    Parameters
    ----------
    task, side, placement : str
        The same in both.
    changes : tuple of Change
        In order of the measures; those that describe the recording and not the person are left out.
    yardstick : str
        ``default`` or ``own_repeats``: where the minimum detectable change of amplitudes comes from.
    differs_in : tuple of str
        What else differs and weakens the comparison: ``sampling_rate``, ``state``, ``place_unknown``,
        ``subject_unknown``, ``simulated``.
    """

    task: str
    side: str
    placement: str
    changes: tuple[Change, ...]
    yardstick: str
    differs_in: tuple[str, ...] = ()


def compare_analyses(
    a: Analysis, b: Analysis, *, criteria: Criteria, baseline: Sequence[Analysis] = ()
) -> Comparison:
    """Compare two analyses of one person, task, side and place.

    Parameters
    ----------
    a, b : Analysis
        Before and after.
    criteria : Criteria
        ``change.*``.
    baseline : sequence of Analysis
        Repeats of the person's own in an unchanged condition; four or more replace the default minimum detectable
        change of amplitudes by 1.96 sqrt 2 times their standard deviation of log10.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        If task, side, placement or the stated subject differ, or either has no sensor.

    Notes
    -----
    Source: |log10 ratio| > 0.48 for amplitudes (engineering, after Elble 2016); for everything else with an interval: the
    intervals are disjoint.
    """
    here, there = _place_of(a), _place_of(b)
    _check_same(a, b, here, there)
    for repeat in baseline:
        _check_same(a, repeat, here, _place_of(repeat))
    first, second = _by_key(a), _by_key(b)
    repeats = [_by_key(repeat) for repeat in baseline]
    has_own = len(repeats) >= int(criteria.number("change.baseline_repeats"))
    changes = tuple(
        _change(first[key], second[key], least=_least_detectable(key, repeats, criteria=criteria))
        for key in first
        if key in second and key[0] not in _OF_THE_RECORDING
    )
    return Comparison(
        task=here[0],
        side=here[1],
        placement=here[2],
        changes=changes,
        yardstick="own_repeats" if has_own else "default",
        differs_in=_differs_in(a, b, criteria=criteria),
    )


_Key = tuple[str, str | None, str | None]


def _place_of(analysis: Analysis) -> tuple[str, str, str]:
    """Give task, side and placement of the leading sensor."""
    leading = next((m.sensor for m in analysis.measures if m.name == "dominant_frequency_hz"), None)
    for sensor in analysis.recording.sensors:
        if sensor.id == leading:
            return analysis.recording.task.value, sensor.side.value, sensor.placement.value
    raise InputError(
        "An analysis has no sensor that moves, so there is nothing to compare",
        where=analysis.provenance.source_name,
        mend="compare two recordings of a leg",
        code="LEG-E330",
    )


def _check_same(a: Analysis, b: Analysis, here: tuple[str, str, str], there: tuple[str, str, str]) -> None:
    """Refuse two recordings that differ in what the size of shaking depends on."""
    differing = [
        f"{word}: {x} and {y}"
        for word, x, y in zip(("task", "side", "placement"), here, there, strict=True)
        if x != y
    ]
    subjects = a.recording.subject, b.recording.subject
    if None not in subjects and subjects[0] != subjects[1]:
        differing.append("subject: two codes")
    if differing:
        raise InputError(
            "Two recordings can only be compared when task, side, placement and subject are the same",
            where=f"{a.provenance.source_name}, {b.provenance.source_name}",
            found="; ".join(differing),
            mend="state them with --task, --side and --placement where the files don't, or record again in the same way",
            code="LEG-E331",
        )


def _by_key(analysis: Analysis) -> dict[_Key, Measure]:
    """Give the first measure of each name and side, and of each state for the time in it."""
    found: dict[_Key, Measure] = {}
    for measure in analysis.measures:
        state = measure.state if measure.name == "time_in_state_s" else None
        found.setdefault((measure.name, measure.side, state), measure)
    return found


def _least_detectable(
    key: _Key, repeats: Sequence[dict[_Key, Measure]], *, criteria: Criteria
) -> float | None:
    """Give the minimum detectable change of an amplitude as log10, None for other measures."""
    if key[0] not in _AMPLITUDES:
        return None
    logs = [
        math.log10(one[key].value or 0.0) for one in repeats if key in one and (one[key].value or 0.0) > 0
    ]
    if len(logs) < int(criteria.number("change.baseline_repeats")):
        return criteria.number("change.mdc_log10")
    mean = sum(logs) / len(logs)
    deviation = math.sqrt(sum((log - mean) ** 2 for log in logs) / (len(logs) - 1))
    return criteria.number("change.mdc_factor") * deviation


def _change(before: Measure, after: Measure, *, least: float | None) -> Change:
    """Weigh one measure before and after."""
    searched = {MeasureStatus.NOT_FOUND, MeasureStatus.BELOW_NOISE_FLOOR}
    verdict = Verdict.NOT_COMPARABLE
    difference = log10_ratio = None
    if before.status is MeasureStatus.MEASURED and after.status is MeasureStatus.MEASURED:
        x, y = float(before.value or 0.0), float(after.value or 0.0)
        difference = y - x
        if least is not None and x > 0 and y > 0:
            log10_ratio = math.log10(y / x)
            verdict = _beyond(log10_ratio, abs(log10_ratio) > least)
        elif before.interval is not None and after.interval is not None:
            low, high = sorted((before.interval, after.interval))
            verdict = _beyond(difference, low[1] < high[0])
        else:
            verdict = Verdict.NO_YARDSTICK
        if before.name != "time_in_state_s" and before.state != after.state:
            verdict = Verdict.NOT_COMPARABLE
    elif before.status is MeasureStatus.MEASURED and after.status in searched:
        verdict = Verdict.VANISHED
    elif before.status in searched and after.status is MeasureStatus.MEASURED:
        verdict = Verdict.APPEARED
    return Change(
        name=before.name,
        unit=before.unit,
        before=before,
        after=after,
        verdict=verdict,
        difference=difference,
        log10_ratio=log10_ratio,
        least_detectable=least,
    )


def _beyond(direction: float, is_beyond: bool) -> Verdict:  # noqa: FBT001 - read as one sentence at its two calls
    """Name the direction of a change that is beyond doubt."""
    if not is_beyond:
        return Verdict.WITHIN_DOUBT
    return Verdict.HIGHER if direction > 0 else Verdict.LOWER


def _differs_in(a: Analysis, b: Analysis, *, criteria: Criteria) -> tuple[str, ...]:
    """Name what else differs and weakens the comparison."""
    differing = []
    rates_hz = [one.recording.channels[0].sampling_rate_hz for one in (a, b) if one.recording.channels]
    if len(rates_hz) == 2 and abs(rates_hz[0] - rates_hz[1]) > criteria.number("change.rate_share") * max(
        rates_hz
    ):
        differing.append("sampling_rate")
    states = [next(m.state for m in one.measures if m.name == "dominant_frequency_hz") for one in (a, b)]
    if states[0] != states[1]:
        differing.append("state")
    sites = [(s.placement.value, s.side.value) for one in (a, b) for s in one.recording.sensors]
    if any("unknown" in site for site in sites):
        differing.append("place_unknown")
    if a.recording.subject is None or b.recording.subject is None:
        differing.append("subject_unknown")
    if a.recording.is_simulated or b.recording.is_simulated:
        differing.append("simulated")
    return tuple(differing)
