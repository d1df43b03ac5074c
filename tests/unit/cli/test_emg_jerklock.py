"""``legato emg jerklock``: a spike before jerks is found, its absence is told, and a quiet muscle is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from legato.cli import main as door
from legato.io.write_edf import write_edf
from legato.simulation.myoclonus import simulate_myoclonus


@pytest.fixture
def run(capfd):
    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            door.main([str(word) for word in words])
        out, err = capfd.readouterr()
        return int(caught.value.code or 0), out, err

    return call


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> tuple[Path, list[str]]:
    simulated = simulate_myoclonus(
        seed=3, n_jerks=60, cortical="spike", lead_ms=35.0, sampling_rate_hz=1000.0
    )
    path = tmp_path_factory.mktemp("jerks") / "jerks.edf"
    write_edf(path, simulated.recording)
    return path, [channel.name for channel in simulated.recording.channels]


def test_a_spike_before_the_jerks_is_found_and_written(session, run, tmp_path):
    path, names = session
    code, out, _ = run(
        "emg", "jerklock", path, "--trigger", names[0], "--eeg", "Cz", "--window", "cortical",
        "--json", tmp_path / "a.json",
    )  # fmt: skip
    assert code == 0
    assert "Not a diagnosis" in out
    value = json.loads((tmp_path / "a.json").read_text())
    assert value["schema"] == "legato.jerks/1"
    (average,) = value["averages"]
    assert average["window"] == "cortical"
    assert average["n_epochs"] >= 50
    assert len(average["time_s"]) == len(average["mean"]) == len(average["sem"])
    found = [measure for measure in average["measures"] if measure["status"] == "measured"]
    leads = [abs(measure["value"]) for measure in found if measure["unit"] == "ms"]
    assert leads
    assert min(abs(lead - 35.0) for lead in leads) <= 3.0


def test_json_alone_goes_to_stdout_and_both_windows_are_searched(session, run):
    path, names = session
    code, out, _ = run("emg", "jerklock", path, "--trigger", names[0], "--eeg", "Cz", "--json")
    assert code == 0
    assert {one["window"] for one in json.loads(out)["averages"]} == {"cortical", "readiness"}


def test_a_channel_that_is_not_there_is_refused_with_those_that_are(session, run):
    path, names = session
    code, _, err = run("emg", "jerklock", path, "--trigger", names[0], "--eeg", "C3")
    assert code == 3
    assert "Cz" in err


def test_one_bad_file_of_two_stops_nothing(session, run, tmp_path):
    path, names = session
    bad = tmp_path / "bad.edf"
    bad.write_bytes(path.read_bytes()[:300])
    code, _, err = run("emg", "jerklock", path, bad, "--trigger", names[0], "--eeg", "Cz")
    assert code == 5
    assert "1 of 2 done" in err
