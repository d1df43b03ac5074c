"""The suggested immobilisation test: what counts, the cut-off beside it, short tests and missing marks."""

from __future__ import annotations

import pytest

from legato.knowledge.load import load_criteria
from legato.measures.immobilisation import compute_immobilisation
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovementKind, ScoredMovement
from legato.model.measure import MeasureStatus
from legato.model.recording import Side
from legato.model.sleep import SleepStage

CRITERIA = load_criteria()
HOUR = Interval(100.0, 3700.0)


def _movement(
    k: int,
    *,
    kind: LegMovementKind = LegMovementKind.PLM,
    start_s: float | None = None,
    part_of: str | None = None,
    excluded_by: str | None = None,
) -> ScoredMovement:
    begin_s = 110.0 + 30.0 * k if start_s is None else start_s
    return ScoredMovement(
        f"m{k}",
        Interval(begin_s, begin_s + 1.0),
        Side.LEFT,
        kind,
        (Side.LEFT,),
        SleepStage.WAKE,
        "sit.interval_s",
        part_of=part_of,
        excluded_by=excluded_by,
    )


@pytest.mark.parametrize(("n", "words"), [(40, "not above the published 40"), (41, "above the published 40")])
def test_forty_an_hour_is_the_limit(n: int, words: str) -> None:
    index, discomfort = compute_immobilisation([_movement(k) for k in range(n)], span=HOUR, criteria=CRITERIA)
    assert index.value == n
    assert f"; {words}" in index.note
    assert index.interval is not None
    assert index.interval[0] < n < index.interval[1]
    assert "lasted" not in index.note
    assert discomfort.status is MeasureStatus.NOT_MEASURED


def test_parts_refused_single_and_outside_movements_do_not_count() -> None:
    movements = [
        _movement(0),
        _movement(1, kind=LegMovementKind.CLM),
        _movement(2, part_of="m0"),
        _movement(3, excluded_by="sit.longest_s"),
        _movement(4, start_s=3700.0),
        _movement(5, start_s=99.0),
        _movement(6, start_s=100.0),
    ]
    assert compute_immobilisation(movements, span=HOUR, criteria=CRITERIA)[0].value == 2


def test_a_short_test_is_told_and_counted_by_its_own_length() -> None:
    index = compute_immobilisation([_movement(0)], span=Interval(100.0, 1900.0), criteria=CRITERIA)[0]
    assert index.value == 2
    assert index.quality == pytest.approx(0.5)
    assert "lasted 30 min" in index.note


def test_none_in_an_hour_is_measured_zero_with_an_interval() -> None:
    index = compute_immobilisation([], span=HOUR, criteria=CRITERIA)[0]
    assert index.value == 0
    assert index.interval == pytest.approx((0.0, 3.689), abs=0.001)


def test_mean_discomfort_leaves_missing_marks_out() -> None:
    marks = [10.0, float("nan"), 50.0]
    discomfort = compute_immobilisation([], span=HOUR, discomfort_mm=marks, criteria=CRITERIA)[1]
    assert discomfort.value == 30
    assert "2 of 3 marks" in discomfort.note
