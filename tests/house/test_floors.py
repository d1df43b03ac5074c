"""The import law: it holds, and no room can stand outside of it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from draw_architecture import calls, drawing, floors
from repository import ROOT

SOURCE = ROOT / "src" / "legato"


def test_the_import_law_is_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_law_asks_a_floor_for_every_new_room() -> None:
    law = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floor_law = next(contract for contract in law["contracts"] if contract["type"] == "layers")
    assert floor_law["exhaustive"] is True
    assert law["include_external_packages"] is True


def test_every_room_stands_on_a_floor() -> None:
    rooms = {
        path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "__main__"} == {room for floor in floors() for room in floor}


def test_no_arrow_runs_up_or_to_a_neighbour() -> None:
    height = {room: -number for number, floor in enumerate(floors()) for room in floor}
    climbs = [
        f"{room} -> {other}"
        for room, others in calls().items()
        for other in others
        if height[other] >= height[room]
    ]
    assert climbs == []


def test_the_drawing_shows_every_room() -> None:
    picture = drawing()
    assert all(room in picture for floor in floors() for room in floor)


def test_no_room_is_a_drawer_for_odds_and_ends() -> None:
    names = {part for file in SOURCE.rglob("*.py") for part in file.relative_to(SOURCE).with_suffix("").parts}
    assert names & {"utils", "util", "helpers", "helper", "common", "misc", "base"} == set()
