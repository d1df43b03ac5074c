"""``legato sleep review``: from an EDF file to the page, without the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from binary_makers import make_edf
from legato.cli.sleep_review import command
from legato.lab.desk import AskedEdit, NightDesk
from legato.model.review import ReviewEditKind
from legato.simulation.night import simulate_night


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = simulate_night(seed=11, hours=0.4, sampling_rate_hz=256.0)
    limits = (-3000, 3000, -30000, 30000)
    signals = {}
    for sensor, label in zip(made.recording.sensors, ("EMG LAT", "EMG RAT"), strict=False):
        volts = sensor.channels[0].read()
        signals[label] = ("uV", 256.0, np.clip(np.round(volts * 1e7), -30000, 30000), limits)
    path = tmp_path_factory.mktemp("night") / "night.edf"
    path.write_bytes(make_edf(signals))
    return path


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[NightDesk, dict[str, Any]]]:
    calls: list[tuple[NightDesk, dict[str, Any]]] = []
    monkeypatch.setattr("legato.lab.serve.serve_lab", lambda desk, **given: calls.append((desk, given)))
    return calls


def test_a_night_is_scored_and_laid_on_the_desk(
    night: Path, served: list[tuple[NightDesk, dict[str, Any]]], tmp_path: Path
) -> None:
    review = tmp_path / "mine.json"
    words = [str(night), "--author", "AB", "--port", "0", "--no-browser", "--review", str(review)]
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    desk, given = served[0]
    assert (given["port"], given["opens_browser"], desk.author) == (0, False, "AB")
    assert list(desk.night.scorings) == ["wasm2016", "aasm3"]
    first = desk.state().reviewed[0]
    desk.edit(AskedEdit(ReviewEditKind.REJECT, "AB", "Mains", event=first.id), base_version=0)
    assert review.exists()


def test_the_review_lies_beside_the_night_by_default(
    night: Path, served: list[tuple[NightDesk, dict[str, Any]]]
) -> None:
    CliRunner().invoke(command, [str(night), "--rules", "aasm3"], catch_exceptions=False)
    desk, given = served[0]
    assert desk.review_name == "night.edf.review.json"
    assert given["opens_browser"]
    assert list(desk.night.scorings) == ["aasm3"]


def test_a_night_that_is_not_there_is_refused(tmp_path: Path, served: list[Any]) -> None:
    done = CliRunner().invoke(command, [str(tmp_path / "none.edf")])
    assert done.exit_code == 2
    assert not served
