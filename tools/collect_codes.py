"""Collect, from the code, the codes that a user can meet: of errors (LEG-E...) and of Issues.

The pages docs/reference/errors.md and issues.md are made from what stands where the error is raised, so that they can't
drift away from it.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repository import ROOT, parse, python_files

_ERROR_CODE = re.compile(r"LEG-E\d{3}")


@dataclass(frozen=True, order=True)
class CodeUse:
    """One place in the code that speaks of a problem."""

    code: str
    what: str
    mend: str
    severity: str
    file: Path


def _plain(node: ast.AST | None) -> str:
    """Give the text that an expression makes, with an ellipsis where a value goes in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_plain(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _plain(node.left) + _plain(node.right)
    if isinstance(node, ast.IfExp):
        return _plain(node.body) or _plain(node.orelse)
    return "" if node is None else "…"


def _argument(call: ast.Call, name: str, position: int | None) -> ast.AST | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if position is not None and len(call.args) > position else None


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def calls_of_the_package() -> Iterator[tuple[ast.Call, Path]]:
    """Give every call in the package, with its file."""
    for file in python_files("src/legato"):
        for node in ast.walk(parse(file)):
            if isinstance(node, ast.Call):
                yield node, file


def error_uses() -> list[CodeUse]:
    """List where errors are raised, by code."""
    uses = set()
    for call, file in calls_of_the_package():
        code = _plain(_argument(call, "code", None))
        if _ERROR_CODE.fullmatch(code):
            what, mend = _plain(_argument(call, "what", 0)), _plain(_argument(call, "mend", None))
            uses.add(CodeUse(code, what, mend, "", file.relative_to(ROOT)))
    return sorted(uses)


def issue_uses() -> list[CodeUse]:
    """List where Issues are made with a plain code, by code."""
    uses = set()
    for call, file in calls_of_the_package():
        if _name(call) != "Issue":
            continue
        code = _plain(_argument(call, "code", 0))
        if re.fullmatch(r"[a-z][a-z0-9_]*", code):
            severity = _argument(call, "severity", 1)
            level = severity.attr.lower() if isinstance(severity, ast.Attribute) else "…"
            what, mend = _plain(_argument(call, "what", 2)), _plain(_argument(call, "mend", 4))
            uses.add(CodeUse(code, what, mend, level, file.relative_to(ROOT)))
    return sorted(uses)


def codes_written_out() -> set[str]:
    """Give every error code that stands anywhere in the package's text, to find one that the tables miss."""
    return {
        code
        for file in python_files("src/legato")
        for code in _ERROR_CODE.findall(file.read_text(encoding="utf-8"))
    } - {"LEG-E000"}


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def table(uses: list[CodeUse], *, with_severity: bool) -> list[str]:
    """Lay the uses out as a Markdown table, one row a code and wording.

    Parameters
    ----------
    uses : list of CodeUse
    with_severity : bool
        Whether the table has the column that Issues have and errors don't.
    """
    level = "| Severity " if with_severity else ""
    lines = [
        f"| Code {level}| What happened | How to mend | Where |",
        f"|---{'|---' if level else ''}|---|---|---|",
    ]
    places: dict[CodeUse, set[str]] = defaultdict(set)
    for use in uses:
        key = CodeUse(use.code, use.what, use.mend, use.severity, Path())
        places[key].add(f"`{use.file.relative_to('src/legato')}`")
    for key, files in sorted(places.items()):
        severity = f"| {key.severity} " if with_severity else ""
        row = (
            f"| `{key.code}` {severity}| {_cell(key.what)} | {_cell(key.mend)} | {', '.join(sorted(files))} |"
        )
        lines.append(row)
    return lines
