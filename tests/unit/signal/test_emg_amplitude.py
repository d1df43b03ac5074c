"""Amplitude of EMG: energy of blocks, the bound on what a high-pass leaves, windows and crossings."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.emg_amplitude import block_energy, crossings, pooled_energy, running_energy, window_rms
from legato.signal.emg_filter import high_pass, reach_of


def _noise(n: int, *, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 10.0, n).astype(np.float32)


def test_blocks_tell_mean_and_energy_about_it_under_a_large_constant() -> None:
    samples = _noise(320)

    found = block_energy(samples + np.float32(4000.0), block=32)

    rows = samples.astype(np.float64).reshape(-1, 32)
    assert found.block == 32
    assert found.means == pytest.approx(rows.mean(axis=1) + 4000.0, abs=0.01)
    assert found.energies == pytest.approx(rows.var(axis=1) * 32, rel=1e-3)


def test_a_lost_sample_makes_its_block_unknown_and_no_other() -> None:
    samples = _noise(96)
    samples[40] = np.nan

    found = block_energy(samples, block=32)

    assert np.isnan(found.means).tolist() == [False, True, False]
    assert np.isnan(found.energies).tolist() == [False, True, False]


def test_pooled_energy_is_that_of_the_blocks_together() -> None:
    samples = _noise(160)

    pooled = pooled_energy(block_energy(samples, block=16), count=3)

    windows = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), 48)[::16]
    assert pooled == pytest.approx(windows.var(axis=1) * 48, rel=1e-4)


def test_no_pool_of_more_blocks_than_there_are() -> None:
    assert len(pooled_energy(block_energy(_noise(32), block=16), count=3)) == 0


def test_pooled_energy_bounds_every_window_behind_the_high_pass() -> None:
    width, block, window = 9, 16, 10
    reach = reach_of(width)
    samples = _noise(1600, seed=5) + np.float32(30.0) * np.sin(np.arange(1600) / 90.0).astype(np.float32)
    count = -(-(window + 2 * reach - 1) // block) + 1

    bound = pooled_energy(block_energy(samples, block=block), count=count)

    energies = window_rms(running_energy(high_pass(samples, width=width)), width=window) ** 2 * window
    first_sample = np.arange(len(energies))  # of window and reach together
    pool = np.minimum(first_sample // block, len(bound) - 1)
    is_inside = first_sample + window + 2 * reach <= (pool + count) * block
    assert is_inside.sum() > 1000
    assert (energies <= bound[pool] * (1 + 1e-4))[is_inside].all()


def test_window_rms_is_the_root_mean_square_of_each_window() -> None:
    samples = _noise(50)

    found = window_rms(running_energy(samples), width=7)

    windows = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), 7)
    assert found == pytest.approx(np.sqrt((windows**2).mean(axis=1)), rel=1e-6)


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 1], [0]),
        ([0, 1, 1, 0], [1, 3]),
        ([1, 0, 1], [0, 1, 2]),
    ],
)
def test_crossings_are_where_a_mask_changes(mask: list[int], expected: list[int]) -> None:
    assert crossings(np.array(mask, dtype=bool)).tolist() == expected
