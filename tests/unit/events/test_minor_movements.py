"""Clauses of the minor movements of sleep, one test each, with the edges."""

from __future__ import annotations

import numpy as np
import pytest

from legato.events.large_movements import find_large_movements
from legato.events.minor_movements import find_minor_movements
from legato.knowledge.load import load_criteria
from legato.model.burst import Burst
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.scored_night import MinorMovement, MinorMovementKind
from legato.model.sleep import Hypnogram, SleepNotes, SleepStage

CRITERIA = load_criteria()
SAMPLE_S = 1.0 / 512.0
NO_NOTES = SleepNotes()
ALMA, HFT, HFLM = MinorMovementKind.ALMA, MinorMovementKind.HFT, MinorMovementKind.HFLM


def _bursts(
    n: int, *, step_s: float, length_s: float, first_s: float = 10.0, is_cut: bool = False
) -> list[Burst]:
    starts_s = [first_s + k * step_s for k in range(n)]
    return [Burst(Interval(s, s + length_s), "leg", 30.0, 1.0, is_cut) for s in starts_s]


def _alternating(n: int, *, step_s: float, length_s: float) -> tuple[list[Burst], list[Burst]]:
    bursts = _bursts(n, step_s=step_s, length_s=length_s)
    return bursts[0::2], bursts[1::2]


def _kinds(found: tuple[MinorMovement, ...]) -> list[MinorMovementKind]:
    return [one.kind for one in found]


def _find(
    left: list[Burst], right: list[Burst], lost: tuple[Interval, ...] = ()
) -> tuple[MinorMovement, ...]:
    return find_minor_movements(left, right, notes=NO_NOTES, criteria=CRITERIA, lost=lost)


def test_alma_fewest() -> None:
    found = _find(*_alternating(4, step_s=0.7, length_s=0.2))
    assert _kinds(found) == [ALMA]
    assert (found[0].n_bursts, found[0].side, found[0].rule_clause) == (4, Side.BOTH, "alma.fewest")
    assert found[0].frequency_hz == pytest.approx(1 / 0.7)
    assert found[0].span.end_s == pytest.approx(10 + 3 * 0.7 + 0.2)
    assert _find(*_alternating(3, step_s=0.7, length_s=0.2)) == ()


@pytest.mark.parametrize(
    ("step_s", "is_alma"),
    [(2.0, True), (2.0 + SAMPLE_S, False), (2.0 - SAMPLE_S, True), (1 / 3, True), (1 / 3 - SAMPLE_S, False)],
)
def test_alma_rate_hz(step_s: float, is_alma: bool) -> None:
    assert (ALMA in _kinds(_find(*_alternating(4, step_s=step_s, length_s=0.2)))) is is_alma


@pytest.mark.parametrize(
    ("length_s", "is_alma"),
    [(0.1, True), (0.1 - SAMPLE_S, False), (0.1 + SAMPLE_S, True), (0.5, True), (0.5 + SAMPLE_S, False)],
)
def test_alma_burst_ms(length_s: float, is_alma: bool) -> None:
    assert (ALMA in _kinds(_find(*_alternating(4, step_s=0.7, length_s=length_s)))) is is_alma


def test_alma_alternates() -> None:
    left = _bursts(4, step_s=0.7, length_s=0.2)
    assert ALMA not in _kinds(_find(left, []))
    first, second = _alternating(6, step_s=0.7, length_s=0.2)
    assert ALMA not in _kinds(
        _find(first[:1] + second[1:2] + first[2:], second[:1] + first[1:2] + second[2:])
    )


def test_alma_bursts_are_discrete() -> None:
    assert ALMA in _kinds(_find(*_alternating(4, step_s=0.45, length_s=0.44)))
    assert ALMA not in _kinds(_find(*_alternating(4, step_s=0.45, length_s=0.46)))


def test_alma_is_not_told_again_as_foot_tremor() -> None:
    assert _kinds(_find(*_alternating(16, step_s=0.6, length_s=0.3))) == [ALMA]


def test_hft_fewest() -> None:
    found = _find([], _bursts(4, step_s=0.8, length_s=0.4))
    assert _kinds(found) == [HFT]
    assert (found[0].n_bursts, found[0].side, found[0].rule_clause) == (4, Side.RIGHT, "hft.fewest")
    assert _find([], _bursts(3, step_s=0.8, length_s=0.4)) == ()


@pytest.mark.parametrize(
    ("step_s", "is_hft"),
    [
        (1 / 0.3, True),
        (1 / 0.3 + SAMPLE_S, False),
        (1 / 0.3 - SAMPLE_S, True),
        (0.25, True),
        (0.25 - SAMPLE_S, False),
    ],
)
def test_hft_rate_hz(step_s: float, is_hft: bool) -> None:
    assert (HFT in _kinds(_find(_bursts(4, step_s=step_s, length_s=0.25), []))) is is_hft


@pytest.mark.parametrize(
    ("length_s", "is_hft"),
    [(0.25, True), (0.25 - SAMPLE_S, False), (1.0, True), (1.0 + SAMPLE_S, False)],
)
def test_hft_burst_ms(length_s: float, is_hft: bool) -> None:
    assert (HFT in _kinds(_find(_bursts(4, step_s=1.5, length_s=length_s), []))) is is_hft


def test_hft_of_both_legs_at_once_is_one_of_both_sides() -> None:
    found = _find(_bursts(6, step_s=0.8, length_s=0.4), _bursts(4, step_s=0.8, length_s=0.4, first_s=10.05))
    assert _kinds(found) == [HFT]
    assert (found[0].side, found[0].n_bursts) == (Side.BOTH, 6)


def test_hflm_fewest_and_rate_hz() -> None:
    assert _kinds(_find(_bursts(4, step_s=0.5, length_s=0.12), [])) == [HFLM]
    assert _find(_bursts(3, step_s=0.5, length_s=0.12), []) == ()
    assert _kinds(_find(_bursts(4, step_s=0.25, length_s=0.12), [])) == [HFLM]
    assert _find(_bursts(4, step_s=0.25 - SAMPLE_S, length_s=0.12), []) == ()
    assert _kinds(_find(_bursts(4, step_s=1 / 0.3, length_s=0.12), [])) == [HFLM]
    assert _find(_bursts(4, step_s=1 / 0.3 + SAMPLE_S, length_s=0.12), []) == ()


def test_a_sequence_never_bridges_lost_signal() -> None:
    bursts = _bursts(6, step_s=2.0, length_s=0.4)
    assert _kinds(_find(bursts, [])) == [HFT]
    assert _find(bursts, [], lost=(Interval(15.0, 15.5),)) == ()
    assert _find(_bursts(6, step_s=2.0, length_s=0.4, is_cut=True), []) == ()


def _nrem(minutes: float, stage: SleepStage = SleepStage.N2) -> SleepNotes:
    stages = (SleepStage.WAKE,) * 2 + (stage,) * int(minutes * 2) + (SleepStage.WAKE,) * 4
    return SleepNotes(hypnogram=Hypnogram(30.0, 0.0, stages, "test"))


def _twitches(minutes: int, *, per_min: int, length_s: float = 0.1) -> list[Burst]:
    starts_s = 60.0 + (np.arange(minutes * per_min) + 0.5) * 60.0 / per_min
    return [Burst(Interval(s, s + length_s), "leg", 30.0, 1.0) for s in starts_s]


def _fragmentary(twitches: list[Burst], notes: SleepNotes) -> list[MinorMovement]:
    found = find_minor_movements(twitches, [], notes=notes, criteria=CRITERIA)
    return [one for one in found if one.kind is MinorMovementKind.FRAGMENTARY_MYOCLONUS]


def test_efm_fewest_per_min() -> None:
    found = _fragmentary(_twitches(20, per_min=5), _nrem(20))
    assert [(one.n_bursts, one.side, one.rule_clause) for one in found] == [(100, Side.LEFT, "efm.minutes")]
    assert found[0].span == Interval(60.0, 1260.0)
    assert _fragmentary(_twitches(20, per_min=4), _nrem(20)) == []


def test_efm_minutes() -> None:
    assert _fragmentary(_twitches(19, per_min=6), _nrem(30)) == []
    assert len(_fragmentary(_twitches(20, per_min=6), _nrem(30))) == 1
    assert _fragmentary(_twitches(25, per_min=6), _nrem(19.5)) == []


@pytest.mark.parametrize(("length_s", "is_found"), [(0.15, True), (0.15 + SAMPLE_S, False)])
def test_efm_longest_ms(length_s: float, is_found: bool) -> None:
    assert bool(_fragmentary(_twitches(20, per_min=6, length_s=length_s), _nrem(20))) is is_found


@pytest.mark.parametrize("stage", [SleepStage.REM, SleepStage.WAKE, SleepStage.UNKNOWN])
def test_efm_only_in_nrem(stage: SleepStage) -> None:
    assert _fragmentary(_twitches(25, per_min=6), _nrem(25, stage)) == []


def test_efm_needs_a_hypnogram_and_whole_minutes() -> None:
    assert _fragmentary(_twitches(25, per_min=6), NO_NOTES) == []
    lost = find_minor_movements(
        _twitches(20, per_min=6), [], notes=_nrem(20), criteria=CRITERIA, lost=(Interval(100.0, 100.1),)
    )
    assert [one for one in lost if one.kind is MinorMovementKind.FRAGMENTARY_MYOCLONUS] == []


@pytest.mark.parametrize(
    ("length_s", "age_group", "is_found"),
    [
        (3.0, "adult", True),
        (3.0 - SAMPLE_S, "adult", False),
        (45.0, "adult", True),
        (45.0 + SAMPLE_S, "adult", False),
        (30.0, "child", True),
        (30.0 + SAMPLE_S, "child", False),
    ],
)
def test_large_movement_length(length_s: float, age_group: str, is_found: bool) -> None:
    half = Interval(100.0, 100.0 + 0.7 * length_s)
    other = Interval(100.0 + 0.5 * length_s, 100.0 + length_s)
    found = find_large_movements([[half], [other]], criteria=CRITERIA, age_group=age_group)
    assert bool(found) is is_found
    if is_found:
        assert (found[0].n_bursts, found[0].rule_clause) == (2, f"large_movement.{age_group}_s")


def test_large_movement_channels() -> None:
    one = [Interval(100.0, 104.0), Interval(103.0, 108.0)]
    assert find_large_movements([one, []], criteria=CRITERIA) == ()
    assert find_large_movements([[Interval(100, 104)], [Interval(104, 108)]], criteria=CRITERIA) == ()
    assert len(find_large_movements([[Interval(100, 104)], [], [Interval(103, 108)]], criteria=CRITERIA)) == 1
