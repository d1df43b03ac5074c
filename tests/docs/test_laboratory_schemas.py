"""What the laboratory writes follows its published schemas, and a broken object is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from legato.average_jerks import average_jerks
from legato.cli.sleep_agree import command as agree
from legato.examine_emg import examine_session
from legato.report.emg_json import emg_object
from legato.report.jerk_json import jerk_object
from legato.report.night_json import night_object
from legato.score_night import score_night
from legato.simulation.myoclonus import simulate_myoclonus
from legato.simulation.night import simulate_night
from legato.simulation.tremor_emg import simulate_bursts

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


def check(name: str, value: dict[str, Any]) -> None:
    """Hold the object against its schema; then break it in two ways, and each must be refused."""
    schema = json.loads((SCHEMAS / f"{name}-1.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    value = json.loads(json.dumps(value, allow_nan=False))
    assert [f"{one.json_path}: {one.message[:200]}" for one in validator.iter_errors(value)] == []
    assert not validator.is_valid({**value, "unknown": 1})
    for key in value:
        assert not validator.is_valid({name: part for name, part in value.items() if name != key}), key


@pytest.mark.parametrize("with_notes", [True, False])
def test_a_night_follows_its_schema(with_notes: bool) -> None:
    made = simulate_night(seed=1, hours=0.2, sampling_rate_hz=256.0)
    night = score_night(made.recording, notes=made.truth.notes if with_notes else None)

    check("sleep", night_object(night))


def test_an_examination_of_emg_follows_its_schema() -> None:
    made = simulate_bursts(seed=5, duration_s=10.0, sampling_rate_hz=1000.0)

    check("emg", emg_object(examine_session(made.recording, ())))


def test_averages_about_jerks_follow_their_schema() -> None:
    recording = simulate_myoclonus(seed=3, n_jerks=40, sampling_rate_hz=1000.0).recording
    triggers, averages = average_jerks(recording, trigger=recording.channels[0].name, names=["Cz"])

    check("jerks", jerk_object(recording, triggers, averages))


def test_an_agreement_follows_its_schema(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("onset_s,duration_s\n100,1\n200,1\n")
    second.write_text("onset_s,duration_s\n100,1\n300,1\n")
    words = [str(first), str(second), "--hours", "1", "--json"]
    done = CliRunner().invoke(agree, words, catch_exceptions=False, standalone_mode=False)

    check("agreement", json.loads(done.stdout))
