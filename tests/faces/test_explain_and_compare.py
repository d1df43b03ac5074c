"""``explain`` and ``compare``: pages from the records, and changes against what scatters anyway."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hand_made import make_analysis
from legato.cli import main as door
from legato.compare import Verdict, compare_visits, visit_from_object
from legato.errors import FormatError, InputError
from legato.knowledge.load import load_criteria
from legato.model.analysis import Analysis
from legato.model.measure import Measure, MeasureStatus
from legato.model.recording import Task
from legato.report.json import analysis_object, render_json


def made(*measures: Measure, task: Task = Task.REST) -> dict[str, object]:
    analysis: Analysis = make_analysis(with_pictures=False)
    recording = replace(analysis.recording, task=task)
    return analysis_object(replace(analysis, measures=measures, recording=recording))


def amplitude(value: float) -> Measure:
    return Measure(
        "amplitude_dps",
        value,
        "deg/s",
        MeasureStatus.MEASURED,
        "engineering",
        state="rest_shaking",
        side="left",
    )


def frequency(low: float, high: float) -> Measure:
    middle = (low + high) / 2
    return Measure("dominant_frequency_hz", middle, "Hz", MeasureStatus.MEASURED, "engineering", (low, high))


def judged(before: Measure, after: Measure) -> Verdict:
    visits = [visit_from_object(made(measure), where="a.json") for measure in (before, after)]
    (change,) = compare_visits(*visits, criteria=load_criteria())
    return change.verdict


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (amplitude(10), amplitude(29), Verdict.WITHIN_DOUBT),
        (amplitude(10), amplitude(31), Verdict.UP),
        (amplitude(31), amplitude(10), Verdict.DOWN),
        (frequency(4.9, 5.1), frequency(5.0, 5.3), Verdict.WITHIN_DOUBT),
        (frequency(4.9, 5.1), frequency(5.2, 5.3), Verdict.UP),
    ],
)
def test_a_change_is_real_only_beyond_its_doubt(before: Measure, after: Measure, verdict: Verdict) -> None:
    assert judged(before, after) is verdict


def test_what_has_no_known_scatter_is_not_judged() -> None:
    share = Measure("shaking_share_percent", 35.0, "%", MeasureStatus.MEASURED, "engineering")
    assert judged(share, replace(share, value=80.0)) is Verdict.NOT_JUDGED


def test_a_measure_without_a_number_is_not_comparable_and_says_why() -> None:
    missing = replace(amplitude(1), value=None, status=MeasureStatus.NOT_ASSESSABLE)
    visits = [visit_from_object(made(m), where="a.json") for m in (amplitude(1), missing)]
    (change,) = compare_visits(*visits, criteria=load_criteria())
    assert change.verdict is Verdict.NOT_COMPARABLE
    assert change.reason == "after: not assessable"


def test_different_tasks_are_refused() -> None:
    visits = [visit_from_object(made(amplitude(1), task=task), where="a") for task in (Task.REST, Task.STAND)]
    with pytest.raises(InputError, match="same") as caught:
        compare_visits(*visits, criteria=load_criteria())
    assert "task rest and stand" in caught.value.found


@pytest.mark.parametrize("value", [{"schema": "legato.recording/1"}, {"schema": "legato.analysis/1"}, {}])
def test_json_that_is_no_analysis_is_refused(value: dict[str, str]) -> None:
    with pytest.raises(FormatError):
        visit_from_object(value, where="a.json")


def test_compare_reads_two_files_and_prints_the_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("a", 10.0), ("b", 40.0)):
        (tmp_path / f"{name}.json").write_text(render_json(made(amplitude(value))), encoding="utf-8")
    with pytest.raises(SystemExit) as caught:
        door.main(["compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")])
    assert caught.value.code == 0
    assert "more" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        door.main(["compare", str(tmp_path / "a.json"), str(tmp_path / "b.json"), "--json"])
    value = json.loads(capsys.readouterr().out)
    assert value["schema"] == "legato.comparison/1"
    assert value["changes"][0]["verdict"] == "up"


@pytest.mark.parametrize("name", ["rest_shaking", "dominant_frequency_hz", "orthostatic.fast_hz"])
def test_a_state_a_measure_and_a_criterion_are_explained(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        door.main(["explain", name])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith(name)


def test_a_misspelt_name_gets_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        door.main(["explain", "dominant_freqency"])
    assert caught.value.code == 2
    assert "dominant_frequency_hz" in capsys.readouterr().err
