"""A small scored night made by hand, for the tests of its reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from legato.knowledge.scoring import load_scoring_rule
from legato.model.imi_distribution import ImiDistribution, ImiPart
from legato.model.interval import Interval
from legato.model.issue import Issue, Severity
from legato.model.leg_movement import LegMovementKind, RuleScoring, ScoredMovement
from legato.model.measure import Measure, MeasureStatus
from legato.model.provenance import Provenance
from legato.model.recording import Side
from legato.model.scored_night import (
    LegChannel,
    LegExcerpt,
    MinorMovement,
    MinorMovementKind,
    QualityMinute,
    ScoredNight,
)
from legato.model.sleep import Hypnogram, SleepNotes, SleepStage

NAN = float("nan")
HOSTILE = "<b>=1+1</b> \x1b[2J \u202e\U0001f9b5"
"""A name that would be a formula, a tag, an order to a terminal, and a picture that no font has."""


def measured(name: str, value: float | None, *, unit: str = "1", note: str = "") -> Measure:
    """Make a measure; None was not measured."""
    status = MeasureStatus.MEASURED if value is not None else MeasureStatus.NOT_MEASURED
    return Measure(name, value, unit, status, "wasm2016.interval_s", note=note)


def movement(
    onset_s: float,
    *,
    side: Side = Side.LEFT,
    kind: LegMovementKind = LegMovementKind.PLM,
    refused: str | None = None,
) -> ScoredMovement:
    """Make one movement of two seconds."""
    return ScoredMovement(
        f"{side.value}{onset_s:.0f}",
        Interval(onset_s, onset_s + 2.0),
        side,
        kind,
        (side,),
        SleepStage.N2 if onset_s < 3600 else SleepStage.REM,
        refused or "wasm2016.interval_s",
        excluded_by=refused,
        peak_uv=50.0,
    )


def scoring(rule: str, *, plms_per_hour: float | None) -> RuleScoring:
    """Make what a rule set found."""
    return RuleScoring(
        load_scoring_rule(rule),
        (
            movement(100.0),
            movement(130.0, side=Side.RIGHT),
            movement(4000.0, side=Side.BOTH),
            movement(5000.0, kind=LegMovementKind.CLM),
            movement(6000.0, kind=LegMovementKind.LM, refused=f"{rule}.longest_s"),
        ),
        (),
        (
            measured("plms_per_hour", plms_per_hour, unit="1/h", note="nobody staged <it>"),
            measured("plm_count", 3.0),
            measured("plms_with_arousal_per_hour", None, unit="1/h", note="arousals were not scored"),
        ),
        ImiDistribution(
            3,
            (2.0, 10.0, 30.0, 100.0),
            (0, 2, 1),
            0,
            0,
            17.3,
            (ImiPart(1.0, 22.5, 0.4),),
            (1.0,),
            "of candidates",
        ),
    )


def leg_channel(side: Side, *, is_scorable: bool = True) -> LegChannel:
    """Make a leg with two minutes."""
    minute = QualityMinute(
        0.0, 3.1, 0.0, 0.0, 0.0, NAN, NAN, 1, NAN, is_scorable, "" if is_scorable else "flat"
    )
    reason = "" if is_scorable else "flat for the whole night"
    return LegChannel(
        f"{side.value} tib",
        side,
        256.0,
        (minute, minute),
        is_scorable,
        reason,
        120.0,
        ("High-pass at 15 Hz.",),
    )


def make_night(
    *, is_staged: bool = True, subject: str | None = "P07", name: str = "night.edf"
) -> ScoredNight:
    """Make a night of two hours under two rule sets; the right leg is not scorable."""
    stages = (SleepStage.WAKE,) * 10 + (SleepStage.N2,) * 110 + (SleepStage.REM,) * 120
    notes = SleepNotes(
        hypnogram=Hypnogram(30.0, 0.0, stages, "made by hand") if is_staged else None,
        arousals=None,
        respiratory=(),
        lights_off_s=60.0,
        lights_on_s=None,
        sources=("Stages by hand.",),
    )
    return ScoredNight(
        name,
        datetime(2026, 1, 12, 22, 41, 7),
        7200.0,
        subject,
        (leg_channel(Side.LEFT), leg_channel(Side.RIGHT, is_scorable=False)),
        notes,
        {"wasm2016": scoring("wasm2016", plms_per_hour=12.34), "aasm3": scoring("aasm3", plms_per_hour=None)},
        (MinorMovement(Interval(10.0, 12.0), MinorMovementKind.ALMA, Side.BOTH, 6, 1.2, "alma.bursts"),),
        (measured("total_sleep_time_min", 115.0, unit="min"), measured("rem_latency_min", None, unit="min")),
        (
            Issue(
                "leg_flat", Severity.WARNING, "The right leg is flat.", "right tib", "Look at the electrode."
            ),
        ),
        Provenance(name, "ab" * 32, "edf", "0.1.0", is_simulated=True, settings=(("knowledge", "k1"),)),
    )


def make_excerpt(night: ScoredNight, *, is_refused: bool = False) -> LegExcerpt:
    """Make eight seconds around one of the movements."""
    chosen = next(
        one for one in night.scorings["wasm2016"].movements if (one.excluded_by is not None) is is_refused
    )
    times_s = chosen.span.start_s - 3 + np.arange(800) / 100
    inside = (times_s >= chosen.span.start_s) & (times_s < chosen.span.end_s)
    emg = np.where(inside, 40.0, 3.0) * np.where(np.arange(800) % 2, 1, -1)
    emg[:20] = np.nan
    return LegExcerpt(
        Side.LEFT,
        chosen.id,
        "wasm2016",
        chosen.span,
        times_s,
        emg.astype(np.float32),
        np.full(800, 11.0),
        np.full(800, 5.0),
    )


def without_legs(night: ScoredNight) -> ScoredNight:
    """Give the night with legs of which nothing is known by the minute, and no clock."""
    legs = tuple(replace(one, minutes=()) for one in night.legs)
    return replace(night, legs=legs, start=None)
