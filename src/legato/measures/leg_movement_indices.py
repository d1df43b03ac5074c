"""Counts and indices of leg movements in one night under one rule set.

Nothing is scored here: the movements and series come scored, also in the variants that a second computation needs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, median

from legato.measures.index_table import NO_STAGES, IndexTable
from legato.measures.night_hours import NREM, SLEEP, NightHours, read_night_hours
from legato.measures.periodicity import candidate_intervals, compute_periodicity_index
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovementKind, MovementScoring, ScoredMovement, ScoringVariants
from legato.model.measure import Measure, MeasureStatus
from legato.model.recording import Side
from legato.model.scoring import ScoringRule
from legato.model.sleep import SleepNotes, SleepStage

__all__ = ["compute_leg_movement_measures"]

Movements = Sequence[ScoredMovement]
_WAKE = frozenset({SleepStage.WAKE})
_STAGES = {
    "nrem": NREM,
    "rem": frozenset({SleepStage.REM}),
    "n1": frozenset({SleepStage.N1}),
    "n2": frozenset({SleepStage.N2}),
    "n3": frozenset({SleepStage.N3}),
}
_PERCENT = 100.0


def compute_leg_movement_measures(
    variants: ScoringVariants,
    *,
    rule: ScoringRule,
    notes: SleepNotes,
    legs: Sequence[Side],
    scorable: Sequence[Interval],
    span: Interval,
    criteria: Criteria,
    scorable_by_leg: Mapping[Side, Sequence[Interval]] | None = None,
) -> tuple[Measure, ...]:
    """Compute every count and index of a night.

    Parameters
    ----------
    variants : ScoringVariants
    rule : ScoringRule
    notes : SleepNotes
    legs : sequence of Side
        The legs that were scored, those without a movement too.
    scorable : sequence of Interval
        Where at least one leg could be scored, in any order; the hours of an index are counted there only.
    span : Interval
        The recording.
    criteria : Criteria
    scorable_by_leg : mapping of Side to sequence of Interval, or None
        Where each leg could be scored, for the indices of each leg alone; ``scorable`` stands for a leg that is not there.

    Returns
    -------
    tuple of Measure
        No name stands twice. Counted are movements that begin between lights off and lights on, each end replaced by
        that of the recording where it is unknown. A bilateral movement counts once, its parts never.

    Notes
    -----
    *Source.* The clauses of the rule set, named with each measure. The indices carry no interval of doubt: leg movements
    come in clusters, so that the interval of a count of independent events would be far too narrow, and no other is
    known to be right.

    Without a hypnogram nothing is said of sleep or wake: those measures are not measured, and the indices per hour of
    recording stand.
    """
    hours = read_night_hours(notes, rule=rule, scorable=scorable, span=span)
    table = IndexTable(rule, hours, criteria)
    counted = _in_window(variants.main, hours)
    _add_movements(table, counted)
    _add_sleep_and_wake(table, counted)
    _add_respiratory(table, variants, notes)
    _add_arousals(table, counted, notes)
    _add_sides(table, counted, legs)
    for side in (Side.LEFT, Side.RIGHT):
        seen = (scorable_by_leg or {}).get(side, scorable)
        own_hours = read_night_hours(notes, rule=rule, scorable=seen, span=span)
        own = IndexTable(rule, own_hours, criteria)
        _add_leg_alone(own, side, variants, legs)
        table.measures += own.measures
    _add_hours(table, counted, criteria.number("sleep_indices.hour_s"))
    _add_lengths(table, counted, variants.main)
    table.measures.append(compute_periodicity_index(variants.main.movements, rule=rule, hours=hours))
    return tuple(table.measures)


def _in_window(scoring: MovementScoring, hours: NightHours) -> list[ScoredMovement]:
    """Give what can be counted: no parts, and nothing before lights off or after lights on."""
    window = hours.window
    return [
        one
        for one in scoring.movements
        if one.part_of is None and window.start_s <= one.span.start_s < window.end_s
    ]


def _is_leg_movement(rule: ScoringRule) -> Callable[[ScoredMovement], bool]:
    """Give the test for a leg movement: a candidate, or refused only for being too long where that stays a movement."""
    roles = ["bilateral_longest_s", "bilateral_most_parts"]
    roles += ["longest_s"] if rule.holds("long_movement_counts") else []
    still = {None, *(rule.clause(role).id for role in roles if rule.has(role))}
    return lambda one: one.excluded_by in still


def _candidates(movements: Movements) -> list[ScoredMovement]:
    return [one for one in movements if one.excluded_by is None]


def _periodic(movements: Movements) -> list[ScoredMovement]:
    return [one for one in movements if one.kind is LegMovementKind.PLM]


def _within(movements: Movements, stages: frozenset[SleepStage]) -> int:
    return sum(one.stage in stages for one in movements)


def _add_movements(table: IndexTable, counted: Movements) -> None:
    """Add movements, candidates and periodic ones, over all stages."""
    rule = table.rule
    is_movement = _is_leg_movement(rule)
    low_s = rule.numbers("interval_s")[0] - rule.number("time_tolerance_s")
    candidates = _candidates(counted)
    short = [one for one in candidates if one.imi_s is not None and one.imi_s < low_s]
    short_ids = {one.id for one in short}
    isolated = [one for one in candidates if one.in_series is None and one.id not in short_ids]
    for name, found, role in (
        ("lm", [one for one in counted if is_movement(one)], "shortest_s"),
        ("clm", candidates, "longest_s"),
        ("plm", _periodic(counted), "series_fewest"),
        ("clm_isolated", isolated, "series_fewest"),
        ("clm_short_interval", short, "interval_s"),
    ):
        table.count(f"{name}_count", len(found), role=role)
        table.per_hour(f"{name}_per_hour", len(found), role=role)


def _add_sleep_and_wake(table: IndexTable, counted: Movements) -> None:
    """Add periodic movements and candidates in sleep, in wake and by stage."""
    periodic = _periodic(counted)
    groups = [
        ("lms", [one for one in counted if _is_leg_movement(table.rule)(one)], SLEEP, "shortest_s"),
        ("clms", _candidates(counted), SLEEP, "longest_s"),
        ("plms", periodic, SLEEP, "series_fewest"),
        ("plmw", periodic, _WAKE, "series_fewest"),
        *((f"plms_{name}", periodic, stages, "series_fewest") for name, stages in _STAGES.items()),
    ]
    for name, found, stages, role in groups:
        _add_staged(table, name, _within(found, stages), stages, role=role)
    if table.hours.is_staged:
        unknown = _within(periodic, frozenset({SleepStage.UNKNOWN}))
        table.count("plm_unknown_stage_count", unknown, role="series_fewest")
    else:
        _not_measured(table, "plm_unknown_stage_count", "1", NO_STAGES)


def _add_staged(
    table: IndexTable,
    name: str,
    number: int,
    stages: frozenset[SleepStage],
    *,
    role: str,
    side: str | None = None,
) -> None:
    """Add a count in some stages with its index, or say that nobody staged the night."""
    if table.hours.is_staged:
        table.count(f"{name}_count", number, role=role, side=side)
    else:
        _not_measured(table, f"{name}_count", "1", NO_STAGES, side=side)
    table.per_hour(f"{name}_per_hour", number, role=role, stages=stages, side=side)


def _not_measured(table: IndexTable, name: str, unit: str, why: str, *, side: str | None = None) -> None:
    table.absent(name, unit=unit, why=why, status=MeasureStatus.NOT_MEASURED, side=side)


def _add_respiratory(table: IndexTable, variants: ScoringVariants, notes: SleepNotes) -> None:
    """Add both computations: with the movements related to breathing events, and without them."""
    both = {
        "with_respiratory": variants.with_respiratory,
        "without_respiratory": variants.without_respiratory,
    }
    why = (
        "breathing events were not scored"
        if notes.respiratory is None
        else f"the rule set {table.rule.id} says nothing of breathing"
    )
    if variants.with_respiratory is None:
        _not_measured(table, "clm_respiratory_count", "1", why)
    else:
        found = _candidates(_in_window(variants.with_respiratory, table.hours))
        related = sum(one.is_respiratory is True for one in found)
        table.count("clm_respiratory_count", related, role="respiratory_s")
    for name, scoring in both.items():
        if scoring is None:
            for kind in ("plm", "plms", "plmw"):
                _not_measured(table, f"{kind}_{name}_count", "1", why)
                _not_measured(table, f"{kind}_{name}_per_hour", "1/h", why)
            continue
        periodic = _periodic(_in_window(scoring, table.hours))
        table.count(f"plm_{name}_count", len(periodic), role="respiratory_counts")
        table.per_hour(f"plm_{name}_per_hour", len(periodic), role="respiratory_counts")
        for kind, stages in (("plms", SLEEP), ("plmw", _WAKE)):
            found_n = _within(periodic, stages)
            _add_staged(table, f"{kind}_{name}", found_n, stages, role="respiratory_counts")


def _add_arousals(table: IndexTable, counted: Movements, notes: SleepNotes) -> None:
    """Add periodic movements in sleep that come with an arousal."""
    names = {"count": "1", "per_hour": "1/h", "percent": "%"}
    why = ""
    if notes.arousals is None:
        why = "arousals were not scored"
    elif not table.rule.has("arousal_gap_s"):
        why = f"the rule set {table.rule.id} says nothing of arousals"
    elif not table.hours.is_staged:
        why = NO_STAGES
    if why:
        for name, unit in names.items():
            _not_measured(table, f"plms_with_arousal_{name}", unit, why)
        return
    asleep = [one for one in _periodic(counted) if one.stage in SLEEP]
    aroused = sum(one.has_arousal is True for one in asleep)
    _add_staged(table, "plms_with_arousal", aroused, SLEEP, role="arousal_gap_s")
    name = "plms_with_arousal_percent"
    if asleep:
        table.value(name, _PERCENT * aroused / len(asleep), unit="%", role="arousal_gap_s")
    else:
        none = "no periodic movement in sleep"
        table.absent(name, unit="%", why=none, status=MeasureStatus.NOT_FOUND)


def _add_sides(table: IndexTable, counted: Movements, legs: Sequence[Side]) -> None:
    """Add the counts by leg; a bilateral movement belongs to neither."""
    for name, side in (("left", Side.LEFT), ("right", Side.RIGHT), ("bilateral", Side.BOTH)):
        here = [one for one in counted if one.side is side]
        is_there = len(set(legs)) > 1 if side is Side.BOTH else side in legs
        for kind, found, role in (
            ("clm", _candidates(here), "longest_s"),
            ("plm", _periodic(here), "series_fewest"),
        ):
            if is_there:
                table.count(f"{kind}_{name}_count", len(found), role=role, side=side.value)
            else:
                why = "both legs were not scored" if side is Side.BOTH else "this leg was not scored"
                _not_measured(table, f"{kind}_{name}_count", "1", why, side=side.value)


def _add_leg_alone(table: IndexTable, side: Side, variants: ScoringVariants, legs: Sequence[Side]) -> None:
    """Add the periodic movements of one leg, scored as if it were the only one."""
    name, told = side.value, side.value
    if side not in legs:
        for kind in ("plm", "plms"):
            for ending, unit in (("count", "1"), ("per_hour", "1/h")):
                why = "this leg was not scored"
                _not_measured(table, f"{kind}_{name}_alone_{ending}", unit, why, side=told)
        return
    alone = variants.by_leg.get(side)
    if alone is None:  # the other leg has no movement, or is not there: the leg is alone already
        own = [one for one in variants.main.movements if one.side is side]
        alone = MovementScoring(tuple(own), ())
    periodic = _periodic(_in_window(alone, table.hours))
    table.count(f"plm_{name}_alone_count", len(periodic), role="series_fewest", side=told)
    table.per_hour(f"plm_{name}_alone_per_hour", len(periodic), role="series_fewest", side=told)
    asleep = _within(periodic, SLEEP)
    _add_staged(table, f"plms_{name}_alone", asleep, SLEEP, role="series_fewest", side=told)


def _add_hours(table: IndexTable, counted: Movements, hour_s: float) -> None:
    """Add the periodic movements of each hour from lights off, or from the start of the recording."""
    window = table.hours.window
    periodic = _periodic(counted)
    for number in range(1, math.ceil(window.duration_s / hour_s) + 1):
        start_s = window.start_s + (number - 1) * hour_s
        hour = Interval(start_s, min(start_s + hour_s, window.end_s))
        found = sum(hour.start_s <= one.span.start_s < hour.end_s for one in periodic)
        table.count(f"plm_hour_{number}_count", found, role="series_fewest")
        table.per_hour(f"plm_hour_{number}_per_hour", found, role="series_fewest", within=hour)


def _add_lengths(table: IndexTable, counted: Movements, scoring: MovementScoring) -> None:
    """Add how long movements, series and intervals last."""
    window = table.hours.window
    inside = [one for one in scoring.series if window.start_s <= one.span.start_s < window.end_s]
    table.count("series_count", len(inside), role="series_fewest")
    candidates, periodic = _candidates(counted), _periodic(counted)
    asleep = [one for one in periodic if one.stage in SLEEP]
    known = [one for one in candidate_intervals(scoring.movements, hours=table.hours) if one is not None]
    rows: list[tuple[str, Sequence[float], Callable[[Sequence[float]], float], str]] = [
        ("series_duration_median_s", [one.span.duration_s for one in inside], median, "series_fewest"),
        ("series_movements_median_count", [len(one.movements) for one in inside], median, "series_fewest"),
        ("clm_duration_mean_s", _durations(candidates), fmean, "longest_s"),
        ("clm_duration_median_s", _durations(candidates), median, "longest_s"),
        ("plm_duration_mean_s", _durations(periodic), fmean, "series_fewest"),
        ("plm_duration_median_s", _durations(periodic), median, "series_fewest"),
        ("plms_duration_mean_s", _durations(asleep), fmean, "series_fewest"),
        ("plms_duration_median_s", _durations(asleep), median, "series_fewest"),
        ("imi_median_s", known, median, "interval_s"),
    ]
    for name, values, middle, role in rows:
        unit = "1" if name.endswith("_count") else "s"
        if name.startswith("plms_") and not table.hours.is_staged:
            _not_measured(table, name, unit, NO_STAGES)
        elif values:
            table.value(name, middle(values), unit=unit, role=role, note=f"of {len(values)}")
        else:
            table.absent(name, unit=unit, why="there is none to measure", status=MeasureStatus.NOT_FOUND)


def _durations(movements: Movements) -> list[float]:
    return [one.span.duration_s for one in movements]
