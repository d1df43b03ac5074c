"""Findings from real recordings: healthy legs show no shaking, freezing of gait is told, and a phone in a hand says nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from legato.analyze import analyze
from legato.inference.findings import derive_findings
from legato.io.read import read_recording
from legato.model.assessment import DerivedFinding
from legato.model.recording import Recording, Task
from realdata_paths import shared_data
from triage_makers import shared_library

pytestmark = pytest.mark.realdata

SHAKING = {
    "symptom:tremor",
    "symptom:jerks",
    "symptom:continuous_jerking",
    "sign:clonus",
    "measure:f_3_7",
    "measure:f_3_8",
    "measure:f_13_18",
    "activation:rest",
    "activation:standing",
    "activation:walking",
}


def found_in(*recordings: Recording) -> dict[str, DerivedFinding]:
    analyses = [analyze(one) for one in recordings]
    return {one.finding: one for one in derive_findings(analyses, library=shared_library())}


def present_in(*recordings: Recording) -> set[str]:
    return {code for code, one in found_in(*recordings).items() if one.presence == "present"}


@pytest.mark.parametrize("subject", range(1, 10))
def test_healthy_walking_shows_no_shaking(subject):
    path = shared_data("gait_voisard_healthy", "GaitData_trial1.zip")
    feet = [
        read_recording(
            path, where={"member": f"{subject}-1_{code}.txt"}, placement="foot", side=side, task="walk"
        )
        for code, side in (("lf", "left"), ("rf", "right"))
    ]
    assert present_in(*feet) & SHAKING == set()


@pytest.mark.parametrize("subject", range(1, 6))
def test_healthy_sitting_standing_and_walking_with_a_phone_show_no_shaking_and_no_reassurance(subject):
    path = shared_data("motionsense_pocket", "devicemotion_subset.parquet")
    session = [
        replace(
            read_recording(
                path,
                where={"trial": trial, "subject": subject},
                placement="pocket",
                sampling_rate_hz=50,
            ),
            task=task,
        )
        for trial, task in (("sit_5", Task.REST), ("std_14", Task.STAND), ("wlk_15", Task.WALK))
    ]
    found = found_in(*session)
    assert {code for code, one in found.items() if one.presence == "present"} & SHAKING == set()
    assert {code for code, one in found.items() if one.presence == "absent"} == set()


def test_freezing_of_gait_is_told_as_trembling_in_gait():
    path = shared_data("daphnet_fog", "S02R01.txt.gz")
    found = found_in(read_recording(path, task="walk", placement="ankle"))
    assert found["measure:f_3_8"].presence == "present"
    assert found["activation:walking"].presence == "present"
    assert found["activation:standing_only"].presence == "unknown"


def test_somebody_who_did_not_freeze_shows_no_trembling_in_gait():
    path = shared_data("daphnet_fog", "S06R02.txt")
    assert present_in(read_recording(path, task="walk", placement="ankle")) & SHAKING == set()


def test_a_resting_leg_scored_without_tremor_shows_none():
    folder = shared_data("cloudupdrs_pdkit", "2458")
    (path,) = folder.glob("*REST_TREMOR_AMPLITUDE_-_RIGHT_LEG*.csv")
    found = found_in(read_recording(path))
    assert {code for code, one in found.items() if one.presence == "present"} & SHAKING == set()
    assert found["activation:rest"].presence == "unknown"


def test_a_phone_in_a_hand_says_nothing_of_a_leg():
    folder = shared_data("cloudupdrs_pdkit", "2458")
    (path,) = folder.glob("*REST_TREMOR_AMPLITUDE_-_RIGHT_HAND*.csv")
    assert {one.presence for one in found_in(read_recording(path)).values()} == {"unknown"}
