"""Mean directions, their intervals and the test of Rayleigh against what is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legato.signal.circular import circular_mean, rayleigh_p


def test_the_mean_goes_over_the_seam() -> None:
    mean = circular_mean(np.array([math.pi - 0.1, -math.pi + 0.1]))
    assert abs(mean.mean_rad) == pytest.approx(math.pi)
    assert mean.resultant == pytest.approx(math.cos(0.1))


def test_no_angles_have_no_direction() -> None:
    mean = circular_mean(np.empty(0))
    assert math.isnan(mean.mean_rad)
    assert mean.half_width_rad == math.pi
    assert rayleigh_p(np.empty(0)) == 1.0


def test_the_interval_covers_the_true_direction_19_times_in_20() -> None:
    rng = np.random.default_rng(1)
    means = [circular_mean(rng.vonmises(1.0, 3.0, 60)) for _ in range(800)]
    covered = np.mean([abs(mean.mean_rad - 1.0) <= mean.half_width_rad for mean in means])
    assert 0.92 <= covered <= 0.98


def test_rayleigh_keeps_its_nominal_rate() -> None:
    rng = np.random.default_rng(2)
    ps = np.array([rayleigh_p(rng.uniform(-math.pi, math.pi, 40)) for _ in range(2000)])
    assert np.mean(ps < 0.05) == pytest.approx(0.05, abs=0.015)
    assert rayleigh_p(rng.vonmises(0.0, 3.0, 40)) < 1e-6
