"""A unit that was stated, and gravity that says otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from legato.io.read import read_recording


def table(path: Path, *, gravity: float) -> Path:
    rng = np.random.default_rng(5)
    rows = [
        f"{i / 100},{x:.4f},{y:.4f},{gravity + z:.4f}"
        for i, (x, y, z) in enumerate(rng.normal(0, 0.01, (800, 3)))
    ]
    path.write_text("time_s,accel_x,accel_y,accel_z\n" + "\n".join(rows) + "\n")
    return path


def codes(path: Path, unit: str) -> list[str]:
    return [issue.code for issue in read_recording(path, unit=unit).issues]


@pytest.mark.parametrize(("gravity", "unit"), [(9.81, "g"), (1.0, "m/s2"), (1000.0, "g"), (1000.0, "m/s2")])
def test_a_unit_that_makes_gravity_wrong_is_doubted(tmp_path: Path, gravity: float, unit: str) -> None:
    assert "unit_doubtful" in codes(table(tmp_path / "leg.csv", gravity=gravity), unit)


@pytest.mark.parametrize(("gravity", "unit"), [(9.81, "m/s2"), (1.0, "g"), (1000.0, "mg"), (3.3, "g")])
def test_a_unit_that_fits_or_that_no_other_fits_better_is_taken_as_stated(
    tmp_path: Path, gravity: float, unit: str
) -> None:
    assert "unit_doubtful" not in codes(table(tmp_path / "leg.csv", gravity=gravity), unit)


def test_sensors_of_different_units_are_told_apart(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    rows = [
        f"{i / 100},{a:.4f},{b:.4f},{1 + c:.4f},{a:.4f},{b:.4f},{9.81 + c:.4f}"
        for i, (a, b, c) in enumerate(rng.normal(0, 0.01, (800, 3)))
    ]
    names = ",".join(f"{place}_accel_{axis}" for place in ("thigh", "shank") for axis in "xyz")
    path = tmp_path / "leg.csv"
    path.write_text(f"time_s,{names}\n" + "\n".join(rows) + "\n")
    mends = [issue.mend for issue in read_recording(path).issues if issue.code == "unit_unknown"]
    assert mends == ["state it with --unit g", "state it with --unit m/s2"]
