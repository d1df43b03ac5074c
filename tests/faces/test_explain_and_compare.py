"""``explain`` and ``compare``: pages from the records, and changes between two files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from hand_made import make_analysis
from legato.cli import main as door
from legato.model.measure import Measure, MeasureStatus
from legato.model.recording import Task
from legato.report.json import analysis_object, render_json

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "comparison-1.json"


def write(path: Path, dps: float, *, task: Task = Task.REST) -> Path:
    """Write the JSON of an analysis with one amplitude."""
    analysis = make_analysis(with_pictures=False)
    measured = MeasureStatus.MEASURED
    amplitude = Measure(
        "amplitude_dps", dps, "deg/s", measured, "engineering", state="rest_shaking", side="left"
    )
    measures = (analysis.measures[0], amplitude)
    recording = replace(analysis.recording, task=task)
    path.write_text(render_json(analysis_object(replace(analysis, measures=measures, recording=recording))))
    return path


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        door.main([str(word) for word in words])
    return int(caught.value.code or 0)


def test_compare_reads_two_analyses_and_prints_the_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = write(tmp_path / "a.json", 10.0), write(tmp_path / "b.json", 40.0)
    assert run("compare", a, b) == 0
    out = capsys.readouterr().out
    assert "more" in out
    assert "+0.60" in out
    assert "0.48" in out
    assert "Not a diagnosis." in out


def test_the_json_of_a_comparison_follows_its_schema(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = write(tmp_path / "a.json", 10.0), write(tmp_path / "b.json", 12.0)
    assert run("compare", a, b, "--json") == 0
    value = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(value)
    assert {change["name"]: change["verdict"] for change in value["changes"]} == {
        "dominant_frequency_hz": "within_doubt",
        "amplitude_dps": "within_doubt",
    }


def test_different_tasks_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = write(tmp_path / "a.json", 10.0), write(tmp_path / "b.json", 12.0, task=Task.STAND)
    assert run("compare", a, b) == 3
    assert "rest and stand" in capsys.readouterr().err


@pytest.mark.parametrize("text", ['{"schema": "legato.recording/1"}', '{"schema": "legato.analysis/1"}'])
def test_json_of_legato_that_is_no_analysis_is_refused(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.json").write_text(text)
    assert run("compare", write(tmp_path / "a.json", 10.0), tmp_path / "c.json") == 3
    assert "legato analyze FILE --json" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["rest_shaking", "dominant_frequency_hz", "orthostatic.fast_hz"])
def test_a_state_a_measure_and_a_criterion_are_explained(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("explain", name) == 0
    assert capsys.readouterr().out.startswith(name)


def test_a_misspelt_name_gets_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "dominant_freqency") == 2
    assert "dominant_frequency_hz" in capsys.readouterr().err
