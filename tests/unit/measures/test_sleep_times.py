"""Times of a night that was made by hand."""

from __future__ import annotations

import pytest

from leg_night_makers import hypnogram
from legato.measures.sleep_times import SLEEP_TIME_UNITS, compute_sleep_times
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus
from legato.model.sleep import SleepNotes

SPAN = Interval(0.0, 3600.0)
STAGES = "WWWW" + "1122" + "WW" + "33" + "RRRR" + "?" + "W"
"""Nine minutes: wake 2, N1 1, N2 1, wake 1, N3 1, REM 2, unknown 0.5, wake 0.5."""


def times(**notes: object) -> dict[str, Measure]:
    found = compute_sleep_times(SleepNotes(**notes), span=SPAN)  # type: ignore[arg-type]
    assert [one.name for one in found] == list(SLEEP_TIME_UNITS)
    assert all(one.unit == SLEEP_TIME_UNITS[one.name] for one in found)
    return {one.name: one for one in found}


def test_a_night_that_was_counted_by_hand() -> None:
    found = times(hypnogram=hypnogram(STAGES), lights_off_s=60.0, lights_on_s=600.0)
    assert {name: one.value for name, one in found.items()} == pytest.approx(
        {
            "time_in_bed_min": 9.0,
            "total_sleep_time_min": 5.0,
            "sleep_latency_min": 1.0,
            "rem_latency_min": 4.0,
            "sleep_efficiency_percent": 100 * 5 / 9,
            "wake_after_sleep_onset_min": 1.5,
            "stage_w_min": 2.5,
            "stage_n1_min": 1.0,
            "stage_n2_min": 1.0,
            "stage_n3_min": 1.0,
            "stage_rem_min": 2.0,
            "stage_unknown_min": 1.5,
        }
    )


def test_the_stages_add_up_to_the_time_in_bed() -> None:
    found = times(hypnogram=hypnogram(STAGES), lights_off_s=45.0, lights_on_s=500.0)
    stages = sum(one.value for name, one in found.items() if name.startswith("stage_"))
    assert stages == pytest.approx(found["time_in_bed_min"].value) == pytest.approx(455 / 60)


def test_unknown_lights_are_told() -> None:
    found = times(hypnogram=hypnogram(STAGES))
    assert found["time_in_bed_min"].value == pytest.approx(9.0)
    assert "lights off and on unknown" in found["time_in_bed_min"].note
    half = times(hypnogram=hypnogram(STAGES), lights_off_s=0.0)
    assert half["time_in_bed_min"].note.startswith("lights on unknown")


def test_without_stages_only_the_lights_tell() -> None:
    found = times(lights_off_s=600.0, lights_on_s=3000.0)
    assert found["time_in_bed_min"].value == pytest.approx(40.0)
    assert found["total_sleep_time_min"].status is MeasureStatus.NOT_MEASURED
    assert times()["time_in_bed_min"].status is MeasureStatus.NOT_MEASURED


def test_a_night_without_sleep_has_no_latency() -> None:
    found = times(hypnogram=hypnogram("WWWW"))
    assert found["total_sleep_time_min"].value == 0
    assert found["sleep_latency_min"].status is MeasureStatus.NOT_FOUND
    assert found["wake_after_sleep_onset_min"].status is MeasureStatus.NOT_FOUND
    assert times(hypnogram=hypnogram("W1"))["rem_latency_min"].note == "no epoch of REM"


def test_no_time_in_bed_has_no_efficiency() -> None:
    found = times(hypnogram=hypnogram("W1"), lights_off_s=100.0, lights_on_s=50.0)
    assert found["sleep_efficiency_percent"].status is MeasureStatus.NOT_ASSESSABLE
