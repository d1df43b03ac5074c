"""FHIR R4: resources that another library accepts, and nothing absent that looks like a value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from legato.inference.plain_answers import state_of_values
from legato.inference.scales import score_scale
from legato.knowledge.library import load_library
from legato.measures.catalog import CATALOG
from legato.model.interview import InterviewState
from legato.model.measure import Measure, MeasureStatus
from legato.report.fhir import (
    FhirSubject,
    diary_observations,
    fhir_bundle,
    measure_observations,
    scale_resources,
    story_response,
)

SUBJECT = FhirSubject("p-1", "2026-11-25T20:00:00+01:00")
ANSWERS: dict[str, Any] = {
    "age": 47,
    "sex": "female",
    "em_stroke": "none",
    "em_ill": ["fever", "chills"],
    "side": "dont_know",
    "since": "skip",
}
SCALES = {
    "gad7": [2, 2, 2, 1, 1, 2, 1],
    "own_impact": [None] * len(load_library().scales["own_impact"].items),
}


def state() -> InterviewState:
    library = load_library()
    return state_of_values(ANSWERS, SCALES, state=InterviewState(), library=library, where="test")


def measures() -> list[Measure]:
    return [
        Measure("dominant_frequency_hz", 4.9, "Hz", MeasureStatus.MEASURED, "a 2000", interval=(4.7, 5.1)),
        Measure("rms_dps", None, "deg/s", MeasureStatus.NOT_MEASURED, "a 2000", note="no gyroscope"),
        Measure("rms_mps2", None, "m/s2", MeasureStatus.NOT_FOUND, "a 2000"),
    ]


def bundle() -> dict[str, Any]:
    library = load_library()
    told = state()
    scores = [score_scale(one, items, library=library) for one, items in told.scales.items()]
    return fhir_bundle(
        [
            story_response(told, questions=library.questions, subject=SUBJECT),
            *scale_resources(scores, answers=told.scales, scales=library.scales, subject=SUBJECT),
            *measure_observations(measures(), recording="r1", task="rest", subject=SUBJECT),
            *diary_observations(
                [("e1", "2026-11-24", {"shaking": 4, "sleep_h": 6.5, "note": "x"})],
                units={"shaking": "{score}", "sleep_h": "h", "worry": "{score}"},
                subject=SUBJECT,
            ),
        ],
        subject=SUBJECT,
        version="0.1.0",
    )


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [one["resource"] for one in bundle()["entry"] if one["resource"]["resourceType"] == kind]


def test_another_library_accepts_the_bundle() -> None:
    read = Bundle.model_validate_json(json.dumps(bundle()))
    assert read.type == "collection"
    assert len(read.entry) == len(bundle()["entry"])


def test_every_reference_leads_to_an_entry() -> None:
    made = bundle()
    urls = {one["fullUrl"] for one in made["entry"]}
    references = {
        one["resource"]["subject"]["reference"] for one in made["entry"] if "subject" in one["resource"]
    }
    assert references
    assert references <= urls
    assert len(urls) == len(made["entry"])


@pytest.mark.parametrize(("question", "reason"), [("side", "asked-unknown"), ("since", "asked-declined")])
def test_not_known_and_skipped_stay_two_things(question: str, reason: str) -> None:
    (response,) = [one for one in of_kind("QuestionnaireResponse") if one["questionnaire"].endswith(":check")]
    (item,) = [one for one in response["item"] if one["linkId"] == question]
    assert "answer" not in item
    assert item["extension"][0]["valueCode"] == reason


def test_several_answers_are_all_there_with_their_words() -> None:
    (response,) = [one for one in of_kind("QuestionnaireResponse") if one["questionnaire"].endswith(":check")]
    (item,) = [one for one in response["item"] if one["linkId"] == "em_ill"]
    assert [one["valueCoding"]["code"] for one in item["answer"]] == ["em_ill.fever", "em_ill.chills"]
    assert all(one["valueCoding"]["display"] for one in item["answer"])


def test_a_total_has_the_code_of_loinc_and_a_missing_one_says_why() -> None:
    totals = {
        one["code"]["coding"][-1]["code"]: one
        for one in of_kind("Observation")
        if "scale" in str(one["code"])
    }
    gad7 = totals["scale.gad7"]
    assert gad7["code"]["coding"][0]["code"] == "70274-6"
    assert gad7["valueInteger"] == 11
    assert "valueInteger" not in totals["scale.own_impact"]
    assert totals["scale.own_impact"]["dataAbsentReason"]


def test_what_was_not_measured_has_a_reason_and_no_value() -> None:
    found = {one["code"]["text"]: one for one in of_kind("Observation")}
    assert found["measure.dominant_frequency_hz"]["valueQuantity"]["code"] == "Hz"
    assert [one["valueQuantity"]["value"] for one in found["measure.dominant_frequency_hz"]["component"]] == [
        4.7,
        5.1,
    ]
    for name, reason in (("rms_dps", "not-performed"), ("rms_mps2", "not-applicable")):
        one = found[f"measure.{name}"]
        assert "valueQuantity" not in one
        assert one["dataAbsentReason"]["coding"][0]["code"] == reason


def test_an_entry_gives_only_what_was_answered() -> None:
    names = [
        one["code"]["text"] for one in of_kind("Observation") if one["code"]["text"].startswith("diary.")
    ]
    assert names == ["diary.shaking", "diary.sleep_h"]


def test_nothing_is_called_final_and_every_observation_says_that_nobody_reviewed_it() -> None:
    for one in of_kind("Observation"):
        assert one["status"] == "preliminary"
        assert any("Not reviewed by a clinician" in note["text"] for note in one["note"])


def test_every_unit_of_the_catalogue_keeps_its_name() -> None:
    for spec in CATALOG.values():
        (one,) = measure_observations(
            [Measure(spec.name, 1.0, spec.unit, MeasureStatus.MEASURED, "x")],
            recording="r",
            task="rest",
            subject=SUBJECT,
        )
        assert one["valueQuantity"]["unit"] == spec.unit


def test_the_same_input_gives_the_same_bundle() -> None:
    assert bundle() == bundle()
