"""Samples at the rails of the recorder, and steps of the level."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from legato.signal.rails import clipped_ranges, count_steps

PIECE = 100


def _clipped(samples: NDArray[np.float32], *, least_pieces: int = 4) -> list[tuple[int, int]]:
    rows = samples.reshape(-1, PIECE)
    return clipped_ranges(
        lambda start, stop: samples[start:stop],
        lowest=rows.min(axis=1),
        highest=rows.max(axis=1),
        piece=PIECE,
        n_samples=len(samples),
        least_pieces=least_pieces,
    )


def _noise() -> NDArray[np.float32]:
    return np.random.default_rng(1).normal(0.0, 10.0, 10 * PIECE).astype(np.float32)


def test_runs_at_either_rail_are_found_to_the_sample() -> None:
    samples = _noise()
    samples[120:125] = 80.0
    samples[420:422] = 80.0
    samples[640:646] = -90.0

    assert _clipped(samples) == [(120, 125), (420, 422), (640, 646)]


def test_the_largest_sample_of_an_unclipped_night_is_no_rail() -> None:
    assert _clipped(_noise()) == []


@pytest.mark.parametrize(("n_equal", "is_rail"), [(3, False), (4, True)])
def test_one_run_alone_is_a_rail_from_the_least_length(n_equal: int, is_rail: bool) -> None:
    samples = _noise()
    samples[300 : 300 + n_equal] = 80.0

    assert bool(_clipped(samples)) is is_rail


def test_short_runs_are_a_rail_where_enough_of_them_reach_the_same_value() -> None:
    samples = _noise()
    for start in (50, 250, 450):
        samples[start : start + 2] = 80.0
    assert _clipped(samples) == []

    samples[650:652] = 80.0

    assert len(_clipped(samples)) == 4


def test_a_lost_piece_is_looked_into() -> None:
    samples = _noise()
    samples[300] = np.nan
    samples[310:320] = 80.0
    samples[510:512] = 80.0

    assert _clipped(samples) == [(310, 320), (510, 512)]


def test_nothing_there_and_nothing_moving_have_no_rail() -> None:
    assert _clipped(np.full(3 * PIECE, np.nan, dtype=np.float32)) == []
    assert _clipped(np.full(3 * PIECE, 5.0, dtype=np.float32)) == []


def test_a_lasting_step_is_marked_once_where_it_happens() -> None:
    means = np.zeros(60)
    means[30:] = 100.0

    marks = count_steps(means, span=4, least=60.0)

    assert marks.sum() == 1
    assert abs(int(np.argmax(marks)) - 30) <= 1


@pytest.mark.parametrize(("height", "n_steps"), [(59.9, 0), (60.0, 1), (-60.0, 1)])
def test_a_step_counts_from_the_least_height_in_both_directions(height: float, n_steps: int) -> None:
    means = np.zeros(60)
    means[30:] = height

    assert count_steps(means, span=4, least=60.0).sum() == n_steps


def test_a_short_peak_and_a_loss_are_no_step() -> None:
    means = np.zeros(60)
    means[20] = 200.0
    assert count_steps(means, span=4, least=60.0).sum() == 0

    means = np.zeros(60)
    means[30:] = 100.0
    means[28:32] = np.nan

    assert count_steps(means, span=4, least=60.0).sum() == 0


def test_too_few_blocks_have_no_step() -> None:
    assert count_steps(np.array([0.0, 0.0, 99.0]), span=4, least=1.0).tolist() == [0, 0, 0]
