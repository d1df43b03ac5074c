"""The JSON objects follow their published schemas, and NaN never reaches the text."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from hand_made import make_analysis, make_bout, make_recording
from legato.errors import InputError
from legato.model.recording import Placement
from legato.report.json import analysis_object, batch_object, recording_object, render_json

SCHEMAS = Path(__file__).parents[3] / "docs" / "schema"


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def check(name: str, value: object) -> list[str]:
    return [error.message for error in validator(name).iter_errors(json.loads(render_json(value)))]


def test_a_recording_follows_its_schema() -> None:
    assert check("recording-1", recording_object(make_recording())) == []


def test_an_analysis_follows_its_schema() -> None:
    assert check("analysis-1", analysis_object(make_analysis())) == []


def test_the_schema_catches_a_missing_field() -> None:
    value = analysis_object(make_analysis())
    del value["measures"][0]["status"]
    assert check("analysis-1", value) != []


def test_a_batch_holds_objects_and_errors_and_follows_its_schema() -> None:
    error = InputError("Refused", where="b.csv", found="nothing", mend="look", code="LEG-E120")
    value = batch_object("legato.analysis/1", [("a.csv", analysis_object(make_analysis())), ("b.csv", error)])
    assert value["schema"] == "legato.analysis-batch/1"
    assert check("analysis-batch-1", value) == []
    assert value["files"][1]["error"]["mend"] == "look"


@pytest.mark.parametrize("name", [path.stem for path in SCHEMAS.glob("*.json")])
def test_every_schema_is_a_schema(name: str) -> None:
    assert validator(name).schema["$schema"].endswith("2020-12/schema")


def test_what_is_not_finite_becomes_null() -> None:
    bout = replace(make_bout(), frequency_hz=float("nan"), frequency_interval_hz=(1.0, float("inf")))
    value = analysis_object(replace(make_analysis(), bouts=(bout,)))
    assert value["bouts"][0]["frequency_hz"] is None
    assert value["bouts"][0]["frequency_interval_hz"] is None


def test_text_with_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        render_json({"value": float("nan")})


def test_sensors_that_differ_leave_the_recordings_own_place_open() -> None:
    recording = make_recording()
    (sensor,) = recording.sensors
    other = replace(sensor, id="other", placement=Placement.THIGH, channels=())
    value = recording_object(replace(recording, sensors=(sensor, other)))
    assert value["recording"]["placement"] is None
    assert value["recording"]["side"] == "left"


def test_the_leading_measure_stands_first_with_all_its_fields() -> None:
    measure = analysis_object(make_analysis())["measures"][0]
    assert measure["name"] == "dominant_frequency_hz"
    assert measure["interval"] == [4.95, 5.09]
    assert set(measure) >= {"value", "unit", "status", "quality", "state", "side", "sensor", "source"}
