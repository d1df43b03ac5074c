"""The Python on the front page and in the tutorial runs as it stands, on a file that the test writes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from repository import ROOT


def blocks(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)


def write_table(path: Path) -> None:
    """Write half a minute of a shank that turns at 5 Hz, as a phone app would."""
    rng = np.random.default_rng(5)
    time_s = np.arange(3000) / 100.0
    turn = 2 * np.pi * 5.0 * time_s
    columns = {
        "time_s": time_s,
        "accel_x_mps2": 1.5 * np.cos(turn),
        "accel_y_mps2": np.full(time_s.size, 9.81),
        "accel_z_mps2": np.zeros(time_s.size),
        "gyro_x_dps": np.zeros(time_s.size),
        "gyro_y_dps": np.zeros(time_s.size),
        "gyro_z_dps": 40.0 * np.sin(turn),
    }
    table = np.column_stack(list(columns.values()))
    table[:, 1:] += rng.normal(0.0, 0.02, (time_s.size, 6))
    np.savetxt(path, table, delimiter=",", header=",".join(columns), comments="", fmt="%.6f")


@pytest.mark.parametrize("page", ["README.md", "docs/tutorials/first-recording-in-python.md"])
def test_the_python_on_the_page_runs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_table(tmp_path / "recording.csv")
    with zipfile.ZipFile(tmp_path / "my-recording.zip", "w") as archive:
        archive.write(tmp_path / "recording.csv", "recording.csv")
    monkeypatch.chdir(tmp_path)
    shared: dict[str, object] = {}
    for block in blocks(page):
        exec(compile(block, page, "exec"), shared)
    assert "dominant_frequency_hz" in capsys.readouterr().out
