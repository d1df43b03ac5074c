import numpy as np
import pytest

from legato.simulation.jet import Jet, Waveform, ramp
from legato.simulation.wander import Wander

TIME_S = np.linspace(0.05, 3.95, 4001)
STEP_S = TIME_S[1] - TIME_S[0]


def _assert_derivatives_agree(jet: Jet, *, tolerance: float) -> None:
    value, rate, accel = (np.asarray(x) for x in (jet.value, jet.rate, jet.accel))
    inside = slice(2, -2)
    scale = np.max(np.abs(rate)) + 1e-9
    np.testing.assert_allclose(np.gradient(value, STEP_S)[inside], rate[inside], atol=tolerance * scale)
    scale = np.max(np.abs(accel)) + 1e-9
    np.testing.assert_allclose(np.gradient(rate, STEP_S)[inside], accel[inside], atol=tolerance * scale)


def _phase() -> Jet:
    return Jet(3.0 * TIME_S + 0.2 * TIME_S**2, 3.0 + 0.4 * TIME_S, 0.4)


@pytest.mark.parametrize(
    "make",
    [
        lambda: _phase().sin(),
        lambda: _phase().cos() * _phase().sin(),
        lambda: (0.3 * _phase().sin()).exp(),
        lambda: (2.0 + _phase().sin()).sqrt(),
        lambda: (0.5 * _phase().sin()).arccos(),
        lambda: (1.0 + 0.5 * _phase().sin()).arctan2(2.0 + _phase().cos()),
        lambda: 1.0 - _phase().sin(),
        lambda: ramp(TIME_S, start_s=1.0, length_s=1.5),
        lambda: Waveform(np.array([0.1, 1.0, 0.3j, -0.1])).of(_phase()),
        lambda: Wander(np.random.default_rng(1), duration_s=4.0, knot_s=0.5, sd=1.0).integral(TIME_S),
    ],
)
def test_derivatives_carried_along_agree_with_differences(make) -> None:
    _assert_derivatives_agree(make(), tolerance=2e-3)


def test_ramp_goes_from_zero_to_one_and_rests_at_both_ends() -> None:
    jet = ramp(np.array([0.0, 1.0, 2.0, 3.0]), start_s=1.0, length_s=1.0)
    np.testing.assert_allclose(np.asarray(jet.value), [0.0, 0.0, 1.0, 1.0])
    np.testing.assert_allclose(np.asarray(jet.rate), 0.0)
    np.testing.assert_allclose(np.asarray(jet.accel), 0.0)


def test_waveform_from_samples_runs_through_them() -> None:
    samples = np.array([0.0, 2.0, 1.0, -1.0, -2.0])
    phase = Jet(2.0 * np.pi * np.arange(5) / 5)
    np.testing.assert_allclose(
        Waveform.from_samples(samples, n_harmonics=2).of(phase).value, samples, atol=1e-12
    )


def test_wander_has_the_spread_that_was_asked_for() -> None:
    course = Wander(np.random.default_rng(3), duration_s=4000.0, knot_s=1.0, sd=0.4)
    spread = np.std(np.asarray(course.at(np.linspace(0, 4000, 40_000)).value))
    assert spread == pytest.approx(0.4, rel=0.05)


def test_wander_is_the_same_wherever_it_is_read() -> None:
    course = Wander(np.random.default_rng(3), duration_s=10.0, knot_s=0.7, sd=1.0)
    whole, part = np.asarray(course.at(TIME_S).value), np.asarray(course.at(TIME_S[1000:1100]).value)
    np.testing.assert_array_equal(whole[1000:1100], part)
