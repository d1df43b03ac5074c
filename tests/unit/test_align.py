"""Two legs in two files: brought onto one time by taps or by their clocks, with the error stated."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from engine_makers import hinge, make_sensor
from legato.align import _match_taps, align_legs, join_legs
from legato.analyze import analyze_pair
from legato.errors import InputError
from legato.knowledge.load import load_criteria
from legato.model.measure import MeasureStatus
from legato.model.provenance import Provenance
from legato.model.recording import Recording, Side, Task

CRITERIA = load_criteria()


def leg(*, taps_s: tuple[float, ...] = (), seed: int = 0, start: datetime | None = None) -> Recording:
    """Give one leg that is quiet for 10 s, with taps, and shakes afterwards."""
    accel, gyro = hinge(duration_s=40, rate_hz=100, frequency_hz=5.3, peak_dps=20)
    accel[:1000], gyro[:1000] = (0.0, 9.80665, 0.0), 0.0
    rng = np.random.default_rng(seed)
    accel += 0.01 * rng.standard_normal(accel.shape)
    gyro += 0.001 * rng.standard_normal(gyro.shape)
    for tap_s in taps_s:
        at = round(tap_s * 100)
        accel[at : at + 4] += np.array([20.0, -30.0, 20.0, -5.0])[:, None]
    sensor = make_sensor(accel, gyro)
    return Recording(
        channels=sensor.channels,
        sensors=(sensor,),
        provenance=Provenance(source_name="leg", sha256="", reader="test", legato_version="0"),
        start=start,
        duration_s=40.0,
        subject="made",
        task=Task.REST,
    )


def test_taps_that_both_legs_felt_give_the_shift_and_its_error() -> None:
    left, right = leg(taps_s=(3.0, 4.3, 6.1), seed=1), leg(taps_s=(2.5, 3.8, 5.6), seed=2)
    found = align_legs(left, right, criteria=CRITERIA)
    assert found.shift_s == pytest.approx(0.5, abs=0.02)
    assert found.error_s is not None
    assert found.error_s < 0.02


def test_many_jerks_that_fall_together_by_chance_are_no_taps() -> None:
    rng = np.random.default_rng(3)
    given = [
        _match_taps(*(np.sort(rng.uniform(0, 60, 20)) for _ in range(2)), sample_s=0.003, criteria=CRITERIA)
        for _ in range(50)
    ]
    assert sum(found is not None for found in given) <= 2
    taps_s = np.sort(rng.uniform(0, 60, 20))
    assert _match_taps(taps_s, taps_s + 1.0, sample_s=0.003, criteria=CRITERIA) is not None


def test_clocks_give_a_shift_whose_error_is_not_known() -> None:
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    found = align_legs(leg(start=start), leg(start=start + timedelta(seconds=2)), criteria=CRITERIA)
    assert (found.shift_s, found.error_s) == (2.0, None)


def test_a_clock_with_an_offset_and_one_without_are_not_compared() -> None:
    one, other = leg(start=datetime(2026, 1, 1, 8, tzinfo=UTC)), leg(start=datetime(2026, 1, 1, 9))
    found = align_legs(one, other, criteria=CRITERIA)
    assert (found.shift_s, found.error_s) == (0.0, None)
    assert [issue.code for issue in join_legs(one, other, criteria=CRITERIA).issues] == ["alignment_unknown"]


def test_a_side_is_put_before_a_name_once() -> None:
    joined = join_legs(leg(), leg(), criteria=CRITERIA)
    left = joined.sensors[0]
    again = join_legs(replace(joined, sensors=(left,), channels=left.channels), leg(), criteria=CRITERIA)
    names = [channel.name for channel in again.channels if channel.sensor.startswith("left")]
    assert names
    assert all(name.count("left") == 1 for name in names)
    assert {sensor.side for sensor in again.sensors} == {Side.LEFT, Side.RIGHT}


def test_legs_of_different_tasks_are_refused() -> None:
    with pytest.raises(InputError, match="different tasks"):
        join_legs(leg(), replace(leg(), task=Task.WALK), criteria=CRITERIA)


def test_a_leg_paired_with_itself_is_wholly_coherent() -> None:
    one = leg(taps_s=(3.0, 4.3, 6.1))
    analysis = analyze_pair(one, one, criteria=CRITERIA)
    found = {measure.name: measure for measure in analysis.measures if measure.side == "both"}
    assert found["bilateral_coherence_ratio"].value == pytest.approx(1.0)
    assert found["bilateral_phase_deg"].status is MeasureStatus.MEASURED
    assert found["bilateral_phase_deg"].value == pytest.approx(0.0, abs=1.0)
