"""Minor movements of a night: bursts of each leg on the conditioned signal, and none where no leg can be scored."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from tests.leg_trace_makers import CRITERIA, burst_into, leg_trace, resting_emg

from legato.events.leg_movements import detect_leg_movements
from legato.events.minor_of_night import find_minor_of_night
from legato.knowledge.scoring import load_scoring_rule
from legato.model.recording import Side
from legato.model.scored_night import MinorMovement, MinorMovementKind
from legato.model.sleep import SleepNotes

RULE = load_scoring_rule("wasm2016")


def _find(legs: dict[Side, NDArray[np.float32]]) -> tuple[MinorMovement, ...] | None:
    traces = [leg_trace(emg, side=side) for side, emg in legs.items()]
    movements = [one for trace in traces for one in detect_leg_movements(trace, rule=RULE)]
    return find_minor_of_night(traces, movements, notes=SleepNotes(), criteria=CRITERIA)


def _train(*, seed: int, onsets_s: list[float]) -> NDArray[np.float32]:
    emg = resting_emg(240.0, seed=seed)
    burst_into(emg, onsets_s, length_s=0.25)
    return emg


def test_no_leg_that_can_be_scored_gives_no_answer() -> None:
    assert _find({}) is None
    assert _find({Side.LEFT: np.zeros(60_000, dtype=np.float32)}) is None


def test_a_resting_leg_has_none() -> None:
    assert _find({Side.LEFT: resting_emg(240.0)}) == ()


def test_bursts_of_legs_in_turn_are_alternating_activation() -> None:
    left = _train(seed=1, onsets_s=[60.0 + 1.0 * k for k in range(8)])
    right = _train(seed=2, onsets_s=[60.5 + 1.0 * k for k in range(8)])

    found = _find({Side.LEFT: left, Side.RIGHT: right})

    assert found
    assert [one.kind for one in found] == [MinorMovementKind.ALMA]
    assert abs(found[0].span.start_s - 60.0) < 0.1


def test_one_leg_alone_never_alternates_whichever_it_is() -> None:
    emg = _train(seed=1, onsets_s=[60.0 + 1.0 * k for k in range(8)])

    for side in (Side.LEFT, Side.RIGHT):
        found = _find({side: emg})
        assert found is not None
        assert all(one.kind is not MinorMovementKind.ALMA for one in found)


def test_bursts_beside_a_loss_are_not_joined_over_it() -> None:
    left = _train(seed=1, onsets_s=[60.0 + 1.0 * k for k in range(8)])
    right = _train(seed=2, onsets_s=[60.5 + 1.0 * k for k in range(8)])
    for emg in (left, right):
        emg[round(63.83 * 256) : round(63.92 * 256)] = np.nan

    found = _find({Side.LEFT: left, Side.RIGHT: right})

    assert found is not None
    assert all(not (one.span.start_s < 63.83 < 63.92 < one.span.end_s) for one in found)
