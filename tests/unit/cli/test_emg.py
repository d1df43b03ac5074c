"""``legato emg``: files in, a summary and ``legato.emg/1`` out; a bad file never stops the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from legato.cli.emg import command
from legato.cli.main import DONE, SOME_FAILED
from legato.errors import MissingChannelError, UsageError
from legato.simulation.tremor_emg import simulate_bursts

STANDING = "Not a diagnosis. Not reviewed by a clinician."


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    recording = simulate_bursts(seed=5, duration_s=10.0, sampling_rate_hz=1000.0).recording
    columns = [np.arange(10_000) / 1000.0, *(channel.read() * 1e6 for channel in recording.channels)]
    names = ["time_s", *(f"{channel.name}_uv" for channel in recording.channels)]
    path = tmp_path_factory.mktemp("emg") / "session.csv"
    np.savetxt(path, np.column_stack(columns), delimiter=",", fmt="%.4f", header=",".join(names), comments="")
    return path


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    path = tmp_path / "tasks.tsv"
    path.write_text("task\tstart_s\tend_s\nposture\t5\t10\nrest\t0\t5\n")
    return path


def _run(*words: str | Path, code: int = DONE) -> Result:
    done = CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    assert done.return_value == code, done.output
    return done


def _json(*words: str | Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_run(*words, "--json").stdout)
    assert answer["schema"] == "legato.emg/1"
    assert answer["standing"] == STANDING
    return answer


def _numbers(value: Any) -> list[dict[str, Any]]:
    """List every object that is a number, wherever it stands."""
    if isinstance(value, list):
        return [one for entry in value for one in _numbers(entry)]
    if not isinstance(value, dict):
        return []
    own = [value] if "unit" in value else []
    return own + [one for entry in value.values() for one in _numbers(entry)]


def test_bursts_are_told_and_written(session: Path) -> None:
    assert STANDING in _run("bursts", session).stdout
    answer = _json("bursts", session)
    (stretch,) = answer["stretches"]
    for muscle in stretch["muscles"]:
        assert muscle["train"]["n_bursts"] == pytest.approx(50, abs=2)
        assert muscle["rhythm"]["frequency"]["value"] == pytest.approx(5.0, abs=0.1)
    assert stretch["pairs"][0]["pattern"] == "alternating"


def test_every_number_bears_unit_interval_count_status_and_source(session: Path) -> None:
    numbers = _numbers(_json("bursts", session)["stretches"])
    assert len(numbers) > 20
    for number in numbers:
        assert {"value", "unit", "interval", "n", "status", "source"} <= number.keys()
        assert (number["value"] is None) == (number["status"] != "measured")
        if number["value"] is not None:
            assert number["n"] is not None, number
        assert number["source"]


def test_the_count_is_that_of_the_note_and_not_of_all_bursts(session: Path) -> None:
    train = _json("bursts", session)["stretches"][0]["muscles"][0]["train"]
    intervals = next(one for one in train["measures"] if one["name"] == "burst_interval_median_ms")
    assert intervals["n"] == train["n_bursts"] - 1


def test_only_the_named_channels_and_the_asked_stretch_are_searched(session: Path) -> None:
    words = ("--channels", "emg_ta_left_uv", "--start-s", "2", "--end-s", "6")
    (stretch,) = _json("bursts", session, *words)["stretches"]
    assert (stretch["start_s"], stretch["end_s"]) == (2.0, 6.0)
    assert [muscle["channel"] for muscle in stretch["muscles"]] == ["emg_ta_left_uv"]


def test_a_stretch_outside_the_recording_is_refused(session: Path) -> None:
    with pytest.raises(UsageError, match="LEG-E997"):
        _run("bursts", session, "--start-s", "2", "--end-s", "60")


@pytest.mark.parametrize("method", ["hodges_bui", "bonato"])
def test_other_published_methods_can_be_asked_for(session: Path, method: str) -> None:
    muscle = _json("bursts", session, "--method", method)["stretches"][0]["muscles"][0]
    assert muscle["train"]["method"] == method


def test_coherence_is_written_with_its_limits(session: Path) -> None:
    (pair,) = _json("coherence", session)["coherence"]
    assert 0 < pair["limit_95"] < pair["limit_99"] < 1
    assert pair["status"] in {"measured", "not_found", "not_assessable"}
    assert len(pair["spectrum"]["frequency_hz"]) == len(pair["spectrum"]["coherence"]) > 0


def test_clonus_is_written(session: Path) -> None:
    words = ("--channels", "emg_ta_left_uv", "--start-s", "1", "--end-s", "7")
    (muscle,) = _json("clonus", session, *words)["stretches"][0]["muscles"]
    beats = next(one for one in muscle["clonus"] if one["name"] == "clonus_beats_count")
    assert beats["value"] == pytest.approx(30, abs=1)
    assert "hand-derived; unvalidated on the leg" in beats["note"]


def test_the_battery_is_scored_by_task_and_keeps_its_doubt(session: Path, tasks: Path) -> None:
    words = ("--tasks", tasks, "--tremor", "emg_ta_left_uv")
    battery = _json("battery", session, *words)["battery"]
    assert battery["doubt"] == "hand-derived; unvalidated on the leg"
    assert len(battery["items"]) == 10
    assert not battery["is_complete"]
    assert "a lower bound" in _run("battery", session, *words).stdout


def test_a_session_is_told_in_the_order_of_laboratories(session: Path, tasks: Path) -> None:
    answer = _json("analyze", session, "--tasks", tasks, "--tremor", "emg_ta_left_uv")
    assert [stretch["task"] for stretch in answer["stretches"]] == ["rest", "posture"]
    assert len(answer["coherence"]) == 1
    assert answer["battery"] is not None
    assert answer["orthostatic"] is None


def test_the_report_tells_the_same_and_holds_no_foreign_markup(
    session: Path, tasks: Path, tmp_path: Path
) -> None:
    place = tmp_path / "report.html"
    odd = tmp_path / "a<b>&.csv"
    odd.write_bytes(session.read_bytes())
    _run("analyze", odd, "--tasks", tasks, "--tremor", "emg_ta_left_uv", "--html", place)
    page = place.read_text(encoding="utf-8")
    assert STANDING in page
    assert page.index("<h2>Rest</h2>") < page.index("<h2>Posture</h2>") < page.index("<h2>Coherence</h2>")
    assert "hand-derived; unvalidated on the leg" in page
    assert "a&lt;b&gt;&amp;.csv" in page
    assert "<b>" not in page
    assert "<script" not in page
    assert "burst duration median" in page


def test_a_bad_file_is_told_and_the_others_go_on(session: Path, tmp_path: Path) -> None:
    bad, out = tmp_path / "bad.csv", tmp_path / "all.json"
    bad.write_text("time_s,acc_x_g\n" + "".join(f"{k / 100:.2f},{k % 7}\n" for k in range(300)))
    _run("bursts", bad, session, "--json", out, code=SOME_FAILED)
    first, second = json.loads(out.read_text())["files"]
    assert first["error"]["code"] == "LEG-E995"
    assert "acc_x_g" in first["error"]["found"]
    assert second["file"] == "session.csv"
    assert second["stretches"]


def test_one_file_without_emg_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "walk.csv"
    path.write_text("time_s,acc_x_g\n" + "".join(f"{k / 100:.2f},{k % 7}\n" for k in range(300)))
    with pytest.raises(MissingChannelError, match="acc_x_g"):
        _run("bursts", path)


@pytest.mark.parametrize("muscles", ["a", "a,a", "a,b,c"])
def test_two_muscles_are_two(session: Path, muscles: str) -> None:
    import click

    with pytest.raises(click.BadParameter):
        _run("bursts", session, "--muscles", muscles)


@pytest.mark.parametrize("name", ["analyze", "battery", "bursts", "clonus", "coherence"])
def test_every_command_is_listed_and_imports(name: str) -> None:
    assert name in CliRunner().invoke(command, ["--help"]).stdout
    assert CliRunner().invoke(command, [name, "--help"]).exit_code == 0
