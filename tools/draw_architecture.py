"""Draw the house from its imports: the floors of pyproject.toml, the rooms on them, and which rooms each one calls.

The drawing stands in ARCHITECTURE.md between two marks; ``make docs`` writes it and ``make check`` compares it.
"""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from pathlib import Path

from repository import ROOT, parse, python_files

SOURCE = ROOT / "src" / "legato"
WIDTH = 96


def floors() -> list[list[str]]:
    """Give the rooms of each floor, the highest first, as the import law names them."""
    law = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in law["contracts"] if contract["type"] == "layers")
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def room_of(file: Path) -> str:
    """Give the room that a file of the package stands in."""
    return file.relative_to(SOURCE).parts[0].removesuffix(".py")


def _imported(tree: ast.Module) -> set[str]:
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            modules |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
    return {module for module in modules if module.startswith("legato.")}


def calls() -> dict[str, set[str]]:
    """Give, for each room, the other rooms that its files import."""
    rooms = {room for floor in floors() for room in floor}
    arrows: dict[str, set[str]] = defaultdict(set)
    for file in python_files("src/legato"):
        room = room_of(file)
        if (
            room in rooms and "data" not in file.parts
        ):  # scripts beside fitted data are no part of the package
            arrows[room] |= {module.split(".")[1] for module in _imported(parse(file))} & rooms - {room}
    return arrows


def _size(room: str) -> str:
    files = [
        file
        for file in (SOURCE / room).rglob("*.py")
        if file.name != "__init__.py" and "data" not in file.parts
    ]
    return f"{room}/ {len(files)}" if (SOURCE / room).is_dir() else f"{room}.py"


def drawing() -> str:
    """Give the picture: one box a floor, then one line a room with what it calls."""
    listed = floors()
    lines = []
    for number, rooms in zip(range(len(listed), 0, -1), listed, strict=True):
        inside = "   ".join(_size(room) for room in rooms)
        lines += [f"   ┌{'─' * WIDTH}┐", f" {number} │ {inside:<{WIDTH - 1}}│", f"   └{'─' * WIDTH}┘"]
    lines += ["", "arrows run down only (a number is the count of files in a room):", ""]
    arrows = calls()
    order = [room for floor in listed for room in floor]
    for room in order:
        called = ", ".join(other for other in order if other in arrows[room])
        lines.append(f"   {room:<10} calls  {called or 'no other room'}")
    return "\n".join(line.rstrip() for line in lines)
