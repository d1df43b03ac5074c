"""Where things stand in the house, and how a check speaks; shared by the scripts in this folder."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["ROOT", "functions_of", "parse", "python_files", "report", "tracked_files"]

ROOT = Path(__file__).resolve().parents[1]


def tracked_files() -> list[Path]:
    """Give every file that git tracks or would add, sorted, that is still there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return sorted({ROOT / line for line in listed if (ROOT / line).is_file()})


def python_files(*folders: str) -> list[Path]:
    """Give the Python files under these folders of the repository, sorted."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def parse(file: Path) -> ast.Module:
    """Read a Python file into its syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def functions_of(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function and method in a tree, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def report(faults: list[str], *, passed: str) -> None:
    """Print the faults and leave with exit code 1, or print what passed."""
    for fault in faults:
        print(fault.replace(f"{ROOT}/", ""))
    if faults:
        sys.exit(1)
    print(passed)
