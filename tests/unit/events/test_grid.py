"""Positions of samples: gaps shift them, drift does not, irregular stamps are interpolated locally."""

from __future__ import annotations

import numpy as np
import pytest

from engine_makers import make_sensor
from legato.errors import InputError
from legato.events.grid import PositionClock, TriadGrid, grids_of, resampling_steps
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.time_base import Run, TimeBase


def grid_of(samples, time):
    sensor = make_sensor(samples, None, accel_time=time)
    grid, _, _ = grids_of(sensor)
    return grid


def ramp(n):
    return np.arange(n, dtype=np.float32)[:, None] + np.array([0, 1000, 2000], dtype=np.float32)


def irregular(stamps_s, runs=None):
    stamps_s = np.asarray(stamps_s, dtype=np.float64)
    rate_hz = 1.0 / float(np.median(np.diff(stamps_s)))
    runs = runs or (Run(0, float(stamps_s[0]), rate_hz),)
    return TimeBase(
        n_samples=len(stamps_s),
        sampling_rate_hz=rate_hz,
        runs=runs,
        is_measured=True,
        stamps_s=lambda start, stop: stamps_s[start:stop],
    )


def test_contiguous_samples_are_taken_as_they_are():
    grid = grid_of(ramp(50), TimeBase.regular(50, sampling_rate_hz=10.0))
    assert grid.n_positions == 50
    np.testing.assert_array_equal(grid.read(0, 50), ramp(50).T)
    np.testing.assert_array_equal(grid.read(13, 20), ramp(50)[13:20].T)


def test_a_gap_shifts_the_positions_and_leaves_them_lost():
    time = TimeBase(20, 10.0, (Run(0, 0.0, 10.0), Run(12, 2.5, 10.0)))
    grid = grid_of(ramp(20), time)
    assert grid.n_positions == 12 + 13 + 8
    read = grid.read(0, grid.n_positions)
    np.testing.assert_array_equal(read[0, :12], np.arange(12))
    assert np.isnan(read[:, 12:25]).all()
    np.testing.assert_array_equal(read[0, 25:], np.arange(12, 20))
    np.testing.assert_allclose(grid.clock.times_s(np.array([25]))[0], 2.5)


def test_drift_between_adjoining_runs_is_no_gap():
    time = TimeBase(20, 10.0, (Run(0, 0.0, 10.0), Run(10, 1.004, 9.96)))
    grid = grid_of(ramp(20), time)
    assert grid.n_positions == 20
    assert np.isfinite(grid.read(0, 20)).all()


def test_pieces_read_in_order_equal_the_whole_across_gaps():
    time = TimeBase(30, 10.0, (Run(0, 0.0, 10.0), Run(7, 1.3, 10.0), Run(21, 9.0, 10.0)))
    whole = grid_of(ramp(30), time).read(0, 99)
    grid = grid_of(ramp(30), time)
    for size in (1, 4, 13):
        pieces = [grid.read(i, min(99, i + size)) for i in range(0, 99, size)]
        np.testing.assert_array_equal(np.concatenate(pieces, axis=1), whole)


def test_irregular_stamps_are_interpolated_between_two_neighbours():
    stamps_s = [0.0, 0.11, 0.19, 0.3, 0.4, 0.5]
    samples = np.repeat(np.array(stamps_s)[:, None], 3, axis=1)
    grid = grid_of(samples, irregular(stamps_s))
    rate_hz = grid.clock.sampling_rate_hz
    read = grid.read(0, grid.n_positions)
    np.testing.assert_allclose(read[0], np.arange(grid.n_positions) / rate_hz, atol=1e-6)


def test_nothing_is_interpolated_inside_a_gap_or_before_the_first_sample():
    stamps_s = np.concatenate([0.35 + np.arange(5) / 10, 3.0 + np.arange(5) / 10])
    time = irregular(stamps_s, (Run(0, 0.35, 10.0), Run(5, 3.0, 10.0)))
    grid = grid_of(ramp(10), time)
    read = grid.read(0, grid.n_positions)[0]
    assert np.isnan(read[:4]).all()
    assert np.isfinite(read[4:8]).all()
    assert np.isnan(read[8:30]).all()
    assert np.isfinite(read[30:]).all()


@pytest.mark.parametrize("size", [1, 7, 50])
def test_irregular_pieces_equal_the_whole_to_the_last_bit(size, monkeypatch):
    rng = np.random.default_rng(3)
    stamps_s = np.cumsum(rng.uniform(0.005, 0.015, 400))
    stamps_s[100:103] = stamps_s[100]  # duplicate stamps are real
    samples = rng.standard_normal((400, 3))
    whole_grid = grid_of(samples, irregular(stamps_s))
    whole = whole_grid.read(0, whole_grid.n_positions)
    monkeypatch.setattr("legato.events.grid._STAMPS_AT_ONCE", 37)
    grid = grid_of(samples, irregular(stamps_s))
    n = grid.n_positions
    pieces = [grid.read(i, min(n, i + size)) for i in range(0, n, size)]
    np.testing.assert_array_equal(np.concatenate(pieces, axis=1), whole)
    assert np.isfinite(whole[:, 2:]).all()


def test_a_lost_sample_spoils_only_the_positions_beside_it():
    stamps_s = np.arange(20) / 10 + 0.02
    samples = ramp(20)
    samples[10] = np.nan
    read = grid_of(samples, irregular(stamps_s)).read(0, 20)[0]
    assert np.flatnonzero(np.isnan(read)).tolist() == [0, 10, 11]


def test_resampling_is_told_for_irregular_clocks_only():
    regular = make_sensor(ramp(30), ramp(30))
    odd = make_sensor(ramp(30), ramp(30), accel_time=irregular(np.arange(30) / 10.0))
    assert resampling_steps(regular) == ()
    (sentence,) = resampling_steps(odd)
    assert "acceleration" in sentence
    assert "10 Hz" in sentence


def test_a_decimal_step_starts_on_its_sample():
    clock = PositionClock.steady(sampling_rate_hz=100.0)
    steps = np.arange(2000)
    np.testing.assert_array_equal(clock.positions_at_or_after(steps * 0.1), steps * 10)


def test_a_sensor_that_starts_later_begins_with_lost_positions():
    clock = PositionClock.steady(sampling_rate_hz=100.0, start_s=2.0)
    assert clock.positions_at_or_after(np.array([0.0, 2.0])).tolist() == [-200, 0]


def test_axes_of_different_length_are_refused():
    channels = [
        Channel(
            axis,
            ChannelKind.ACCELERATION,
            axis,
            "leg",
            ArraySamples(np.zeros(n)),
            TimeBase.regular(n, sampling_rate_hz=10.0),
        )
        for axis, n in (("x", 10), ("y", 10), ("z", 9))
    ]
    with pytest.raises(InputError, match="differ in length"):
        TriadGrid((channels[0], channels[1], channels[2]))
