"""The resting level of a leg: follows a drift, isn't lifted by movements, unknown where too little is there."""

from __future__ import annotations

import numpy as np
import pytest

from legato.events.resting_level import compute_resting_levels
from legato.knowledge.load import load_criteria

CRITERIA = load_criteria()
CELL_S = 2.0


def _levels(amplitudes_uv: np.ndarray) -> np.ndarray:
    return compute_resting_levels(amplitudes_uv, cell_s=CELL_S, criteria=CRITERIA)


def _noise(n: int, *, uv: float = 3.0) -> np.ndarray:
    return uv * np.random.default_rng(1).normal(1.0, 0.05, n)


def test_the_level_of_a_steady_leg_is_its_amplitude() -> None:
    levels = _levels(_noise(600))

    assert len(levels) == 600
    assert levels == pytest.approx(np.full(600, 3.0), rel=0.05)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.6])
def test_movements_in_up_to_almost_two_thirds_of_the_time_do_not_lift_it(share: float) -> None:
    amplitudes = _noise(900)
    amplitudes[np.arange(900) * 7 % 10 < share * 10] += 50.0

    # The quantile moves up within the spread of the noise and does not leave it.
    assert (_levels(amplitudes)[75:-75] < 3.6).all()


def test_movements_in_most_of_the_time_lift_it() -> None:
    amplitudes = _noise(900)
    amplitudes[np.arange(900) % 10 < 8] += 50.0

    assert (_levels(amplitudes) > 40.0).all()


def test_a_slow_drift_is_followed_in_both_directions() -> None:
    truth = 3.0 + 2.0 * np.sin(np.arange(3600) * CELL_S / 3600.0 * np.pi)

    levels = _levels(truth * np.random.default_rng(3).normal(1.0, 0.05, 3600))

    assert np.abs(levels - truth).max() < 0.6


def test_lost_cells_do_not_count_and_a_long_loss_is_unknown() -> None:
    amplitudes = _noise(1200)
    amplitudes[400:800] = np.nan

    levels = _levels(amplitudes)

    assert np.isnan(levels[500:700]).all()
    assert levels[:400] == pytest.approx(np.full(400, 3.0), rel=0.1)
    assert levels[800:] == pytest.approx(np.full(400, 3.0), rel=0.1)


def test_a_few_cells_in_a_long_loss_are_too_little_to_tell() -> None:
    amplitudes = _noise(1200)
    amplitudes[300:900] = np.nan
    amplitudes[598:602] = 9.0

    assert np.isnan(_levels(amplitudes)[500:700]).all()


def test_a_short_loss_is_bridged_by_what_is_around_it() -> None:
    amplitudes = _noise(600)
    amplitudes[300:310] = np.nan

    assert np.isfinite(_levels(amplitudes)).all()


def test_nothing_there_is_unknown_and_no_cell_gives_none() -> None:
    assert np.isnan(_levels(np.full(50, np.nan))).all()
    assert len(_levels(np.empty(0))) == 0


def test_a_single_cell_is_its_own_level() -> None:
    assert _levels(np.array([4.0])) == pytest.approx([4.0])
