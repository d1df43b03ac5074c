"""Keep files, functions and classes small enough to be read in one go.

Red lines: a file of Python 500 lines, a class 300, a function 60 without its docstring (a docstring that explains units
and causes must never be cut to please a counter).
"""

from __future__ import annotations

import ast
from pathlib import Path

from repository import parse, python_files, report

FILE_LINES, CLASS_LINES, FUNCTION_LINES = 500, 300, 60


def length_without_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Count the lines of a definition, leaving its own docstring out."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def oversized(file: Path) -> list[str]:
    """List what in a file is over a red line."""
    faults = []
    total = len(file.read_text(encoding="utf-8").splitlines())
    if total > FILE_LINES:
        faults.append(f"{file}:1: {total} lines; the red line is {FILE_LINES}: find the second idea in it")
    for node in ast.walk(parse(file)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            limit = CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES
            lines = length_without_docstring(node)
            if lines > limit:
                faults.append(f"{file}:{node.lineno}: {node.name} has {lines} lines; the red line is {limit}")
    return faults


if __name__ == "__main__":
    files = python_files("src", "tests", "tools")
    report(
        [fault for file in files for fault in oversized(file)],
        passed=f"{len(files)} files within the red lines",
    )
