"""A night made up for the tests of the review page: two legs, stages, breathing events, and a small scorer of its own."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legato.lab.desk import NightDesk
from legato.model.interval import Interval
from legato.model.leg_movement import (
    LegMovement,
    LegMovementKind,
    LegSeries,
    RuleScoring,
    ScoredMovement,
)
from legato.model.measure import Measure, MeasureStatus
from legato.model.provenance import Provenance
from legato.model.recording import Side
from legato.model.scored_night import LegChannel, ScoredNight
from legato.model.scoring import Clause, ScoringRule
from legato.model.sleep import Hypnogram, SleepEvent, SleepEventKind, SleepNotes, SleepStage

RULES = {"wasm2016": 10.0, "aasm3": 5.0}
SHORTEST_S, LONGEST_S, FARTHEST_S, FEWEST = 0.5, 10.0, 90.0, 4
RATE_HZ = 512.0


@dataclass(frozen=True)
class FakePiece:
    times_s: NDArray[np.float64]
    emg_uv: NDArray[np.float64]
    onset_level_uv: NDArray[np.float64]
    offset_level_uv: NDArray[np.float64]


class FakeTrace:
    """Noise, and activity where a movement was put; read by sample index."""

    def __init__(self, emg_uv: NDArray[np.float64], rate_hz: float, resting_uv: float = 2.0) -> None:
        self.emg_uv, self.rate_hz, self.resting_uv = emg_uv, rate_hz, resting_uv
        self.asked: list[tuple[float, float]] = []

    def piece(self, start_s: float, end_s: float) -> FakePiece:
        self.asked.append((start_s, end_s))
        first = max(0, int(np.ceil(start_s * self.rate_hz - 1e-9)))
        behind = min(self.emg_uv.size, int(np.ceil(end_s * self.rate_hz - 1e-9)))
        index = np.arange(first, max(first, behind))
        level = np.full(index.size, self.resting_uv)
        return FakePiece(index / self.rate_hz, self.emg_uv[index], level + 8.0, level + 2.0)


def movement(start_s: float, length_s: float = 1.5, side: Side = Side.LEFT) -> LegMovement:
    span = Interval(start_s, start_s + length_s)
    return LegMovement(span, side, f"{side.value.title()} leg", peak_uv=40.0, median_uv=20.0, resting_uv=2.0)


def make_movements(duration_s: float, every_s: float = 25.0) -> tuple[LegMovement, ...]:
    """Periodic movements of the left leg, every third with the right one, every seventh too short."""
    made = []
    for number, start_s in enumerate(np.arange(10.0, duration_s - 20.0, every_s)):
        if number % 20 > 14:
            continue
        length_s = 0.3 if number % 7 == 6 else 1.5 + 0.1 * (number % 5)
        made.append(movement(float(start_s), length_s))
        if number % 3 == 0:
            made.append(movement(float(start_s) + 0.2, length_s, Side.RIGHT))
    return tuple(sorted(made))


def make_trace(movements: Sequence[LegMovement], side: Side, *, duration_s: float, seed: int) -> FakeTrace:
    random = np.random.default_rng(seed)
    emg_uv = random.normal(0.0, 2.0, int(duration_s * RATE_HZ))
    for one in movements:
        if one.side is side:
            first, behind = int(one.span.start_s * RATE_HZ), int(one.span.end_s * RATE_HZ)
            shape = np.sqrt(np.hanning(behind - first + 2)[1:-1])
            emg_uv[first:behind] += random.normal(0.0, 22.0, behind - first) * shape
    return FakeTrace(emg_uv, RATE_HZ)


def make_rule(id_: str) -> ScoringRule:
    says = {
        "shortest_s": ("it lasts at least 0.5 s", SHORTEST_S),
        "longest_s": ("it lasts at most 10 s", LONGEST_S),
        "interval_s": (f"it begins {RULES[id_]:.0f} to 90 s after the one before", RULES[id_]),
    }
    clauses = {
        role: Clause(f"{id_}.{role}", value, "s", text, "engineering", "E")
        for role, (text, value) in says.items()
    }
    return ScoringRule(id_, f"Rules of the tests, {id_}", 2016, "engineering", clauses)


def rescore(movements: Sequence[LegMovement]) -> dict[str, RuleScoring]:
    """Score by a few rules that are enough to see a series grow and shrink."""
    return {id_: score(sorted(movements), make_rule(id_)) for id_ in RULES}


def score(movements: Sequence[LegMovement], rule: ScoringRule) -> RuleScoring:
    whole = [one for one in movements if one.side is Side.LEFT or not partner(one, movements)]
    clm = [one for one in whole if SHORTEST_S <= one.span.duration_s <= LONGEST_S]
    series = [run for run in runs_of(clm, RULES[rule.id]) if len(run) >= FEWEST]
    number = {id(one): index + 1 for index, run in enumerate(series) for one in run}
    scored = []
    for index, one in enumerate(whole):
        is_short = one.span.duration_s < SHORTEST_S
        refused = f"{rule.id}.{'shortest_s' if is_short else 'longest_s'}" if one not in clm else None
        is_plm = id(one) in number
        kind = LegMovementKind.LM if refused else LegMovementKind.PLM if is_plm else LegMovementKind.CLM
        name = f"{rule.id}-{index}"
        common: dict[str, Any] = {
            "kind": kind, "stage": SleepStage.N2, "excluded_by": refused, "in_series": number.get(id(one)),
            "rule_clause": refused or f"{rule.id}.interval_s", "peak_uv": one.peak_uv,
        }  # fmt: skip
        other = partner(one, movements) if one.side is Side.LEFT else None
        if other is None:
            scored.append(ScoredMovement(name, one.span, one.side, legs=(one.side,), **common))
            continue
        span = Interval(one.span.start_s, max(one.span.end_s, other.span.end_s))
        scored.append(ScoredMovement(name, span, Side.BOTH, legs=(Side.LEFT, Side.RIGHT), **common))
        for part in (one, other):
            scored.append(
                ScoredMovement(f"{name}-{part.side.value}", part.span, part.side, legs=(part.side,), part_of=name, **common)
            )  # fmt: skip
    plms = sum(len(run) for run in series)
    measures = (
        Measure("plms_count", float(plms), "1", MeasureStatus.MEASURED, "engineering"),
        Measure("clm_count", float(len(clm)), "1", MeasureStatus.MEASURED, "engineering"),
        Measure(
            "arousal_index", None, "1/h", MeasureStatus.NOT_ASSESSABLE, "engineering", note="no arousals"
        ),
    )
    found = [LegSeries(n + 1, Interval(run[0].span.start_s, run[-1].span.end_s), (), "end_of_recording") for n, run in enumerate(series)]  # fmt: skip
    return RuleScoring(rule, tuple(scored), tuple(found), measures)


def partner(one: LegMovement, movements: Sequence[LegMovement]) -> LegMovement | None:
    return next((two for two in movements if two.side is not one.side and two.span.overlaps(one.span)), None)


def runs_of(movements: Sequence[LegMovement], shortest_s: float) -> list[list[LegMovement]]:
    runs: list[list[LegMovement]] = []
    for one in movements:
        gap_s = one.span.start_s - runs[-1][-1].span.start_s if runs else None
        if gap_s is not None and shortest_s <= gap_s <= FARTHEST_S:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def make_notes(duration_s: float) -> SleepNotes:
    order = (SleepStage.WAKE, SleepStage.N1, SleepStage.N2, SleepStage.N3, SleepStage.N2, SleepStage.REM)
    stages = tuple(order[(index // 12) % len(order)] for index in range(int(duration_s / 30)))
    apnoeas = tuple(
        SleepEvent(Interval(at, at + 14.0), SleepEventKind.RESPIRATORY, "Obstructive apnea")
        for at in np.arange(95.0, duration_s - 20.0, 400.0)
    )
    return SleepNotes(Hypnogram(30.0, 0.0, stages, "made up"), apnoeas, None, 60.0, duration_s - 30.0)


def make_night(
    movements: Sequence[LegMovement], duration_s: float, *, sha256: str = "ab" * 32
) -> ScoredNight:
    provenance = Provenance("night.edf", sha256, "memory", "0", is_simulated=True)
    legs = tuple(
        LegChannel(f"{side.value.title()} leg", side, RATE_HZ, (), True, "", duration_s, ())
        for side in (Side.LEFT, Side.RIGHT)
    )
    return ScoredNight(
        "night.edf",
        datetime.datetime(2026, 11, 20, 22, 45, 10),
        duration_s,
        None,
        legs,
        make_notes(duration_s),
        rescore(movements),
        None,
        (),
        (),
        provenance,
    )


def make_desk(folder: Path, *, duration_s: float = 900.0, **options: Any) -> NightDesk:
    movements = options.pop("movements", None) or make_movements(duration_s)
    night = make_night(movements, duration_s, sha256=options.pop("sha256", "ab" * 32))
    traces = {
        side: make_trace(movements, side, duration_s=duration_s, seed=seed)
        for seed, side in enumerate((Side.LEFT, Side.RIGHT))
    }
    settings = {"movements": movements, "rescore": rescore, "review_path": folder / "night.edf.review.json"}
    return NightDesk(night, traces, **{**settings, **options})
