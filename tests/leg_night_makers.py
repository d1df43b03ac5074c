"""Leg movements, nights and rule sets made by hand, for the tests of scoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from legato.events.score_movements import score_movements
from legato.knowledge.scoring import load_scoring_rule
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement, LegSeries, ScoredMovement
from legato.model.recording import Side
from legato.model.scoring import ScoringRule
from legato.model.sleep import Hypnogram, SleepEvent, SleepEventKind, SleepNotes, SleepStage

SPAN = Interval(0.0, 4000.0)
RATES_HZ = (199.7, 200.0, 256.0, 499.99, 512.0, 1000.0)
"""Sampling rates at which a limit must be decided to the sample."""


def leg(
    onset_s: float,
    duration_s: float = 2.0,
    side: Side = Side.LEFT,
    *,
    median_uv: float = 20.0,
    resting_uv: float = 3.0,
    peak_uv: float = 50.0,
) -> LegMovement:
    """Make a movement of one leg."""
    span = Interval(onset_s, onset_s + duration_s)
    return LegMovement(span, side, f"{side.value} leg", peak_uv, median_uv, resting_uv)


def right(onset_s: float, duration_s: float = 2.0) -> LegMovement:
    """Make a movement of the right leg."""
    return leg(onset_s, duration_s, Side.RIGHT)


def sampled(seconds: float, rate_hz: float, *, more: int = 0) -> float:
    """Give the time on the sampling grid that is nearest, or some samples more."""
    return (round(seconds * rate_hz) + more) / rate_hz


def between(onset_sample: int, n_samples: int, rate_hz: float, side: Side = Side.LEFT) -> LegMovement:
    """Make a movement from one sample to another, each end as the detection would give it."""
    span = Interval(onset_sample / rate_hz, (onset_sample + n_samples) / rate_hz)
    return LegMovement(span, side, f"{side.value} leg", 50.0, 20.0, 3.0)


def with_clause(rule: ScoringRule, role: str, value: float | tuple[float, ...] | bool | str) -> ScoringRule:
    """Give the rule set with another value in one clause."""
    return replace(rule, clauses={**rule.clauses, role: replace(rule.clause(role), value=value)})


def without_clause(rule: ScoringRule, role: str) -> ScoringRule:
    """Give the rule set without one clause."""
    return replace(rule, clauses={name: clause for name, clause in rule.clauses.items() if name != role})


def scored(
    movements: Sequence[LegMovement],
    rule: str | ScoringRule = "wasm2016",
    *,
    notes: SleepNotes | None = None,
    breaks: Sequence[Interval] = (),
    span: Interval = SPAN,
) -> tuple[tuple[ScoredMovement, ...], tuple[LegSeries, ...]]:
    """Score movements."""
    known = load_scoring_rule(rule) if isinstance(rule, str) else rule
    return score_movements(movements, rule=known, notes=notes or SleepNotes(), breaks=breaks, span=span)


def verdicts(movements: Sequence[LegMovement], rule: str | ScoringRule = "wasm2016") -> list[str]:
    """Give for each movement that is no part its kind, and the role of the clause that refused it."""
    found, _ = scored(movements, rule)
    return [
        one.kind.value if one.excluded_by is None else f"refused {one.excluded_by.partition('.')[2]}"
        for one in found
        if one.part_of is None
    ]


def series_onsets(
    onsets: Sequence[float], rule: str | ScoringRule = "wasm2016", *, breaks: Sequence[Interval] = ()
) -> list[list[float]]:
    """Give the onsets of each series among movements of one leg that begin at these times."""
    found, series = scored([leg(onset_s, 1.0) for onset_s in onsets], rule, breaks=breaks)
    onset_of = {one.id: one.span.start_s for one in found}
    return [[onset_of[id_] for id_ in one.movements] for one in series]


def breathing(*spans: tuple[float, float]) -> SleepNotes:
    """Give notes of a night with these breathing events and nothing else."""
    events = tuple(SleepEvent(Interval(*span), SleepEventKind.RESPIRATORY, "apnea") for span in spans)
    return SleepNotes(respiratory=events)


def arousals(*spans: tuple[float, float]) -> SleepNotes:
    """Give notes of a night with these arousals and nothing else."""
    return SleepNotes(
        arousals=tuple(SleepEvent(Interval(*span), SleepEventKind.AROUSAL, "arousal") for span in spans)
    )


def hypnogram(stages: str, *, epoch_s: float = 30.0, start_s: float = 0.0) -> Hypnogram:
    """Make a hypnogram from letters: W, 1, 2, 3, R and ?."""
    known = {"1": "N1", "2": "N2", "3": "N3"}
    return Hypnogram(
        epoch_s, start_s, tuple(SleepStage(known.get(letter, letter)) for letter in stages), "made by hand"
    )
