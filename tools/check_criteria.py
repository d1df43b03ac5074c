"""Check the numbers that detection decides by: may they decide, do their sources resolve, is each one used.

A record marked U is refused by the loader; here the sources must stand in docs/reference/sources.md, a fitted number must
name a script that is there, and every id that the code asks for must exist.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from legato.knowledge.load import CONFIDENCE_MARKS, load_criteria
from legato.model.criteria import Criterion
from repository import ROOT, parse, python_files, report

SOURCES = ROOT / "docs" / "reference" / "sources.md"
FITTED = ROOT / "src" / "legato" / "knowledge" / "data" / "fitted"
_ASKING = {"number", "numbers", "record", "text"}
_OWN_WORDS = {"engineering"}


def known_sources() -> set[str]:
    """Give the keys of the sources page."""
    return set(re.findall(r"^\| `([^`]+)` \|", SOURCES.read_text(encoding="utf-8"), re.M))


def criterion_faults(criterion: Criterion, *, sources: set[str]) -> list[str]:
    """List what is wrong with one record.

    Parameters
    ----------
    criterion : Criterion
    sources : set of str
        Keys that a source may be.
    """
    faults = []
    if criterion.confidence not in CONFIDENCE_MARKS:
        faults.append(f"{criterion.id}: the mark {criterion.confidence} may not decide")
    if not criterion.unit:
        faults.append(f"{criterion.id}: no unit (write 1 for a plain number)")
    for source in re.split(r"\s*[,;+]\s*", criterion.source):
        is_script = source.endswith(".py") and ((FITTED / source).is_file() or (ROOT / source).is_file())
        if source not in sources | _OWN_WORDS and not is_script:
            faults.append(
                f"{criterion.id}: the source '{source}' is neither in {SOURCES} nor a script that is there"
            )
    return faults


def ids_asked_for() -> Iterator[tuple[str, str]]:
    """Give each id that the code asks the criteria for by a plain text, with its place."""
    for file in python_files("src"):
        for node in ast.walk(parse(file)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            first = node.args[0]
            is_asked = node.func.attr in _ASKING and ast.unparse(node.func.value).endswith("criteria")
            if is_asked and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, f"{file}:{node.lineno}"


if __name__ == "__main__":
    criteria = load_criteria()
    keys = known_sources()
    faults = [
        fault for record in criteria.records.values() for fault in criterion_faults(record, sources=keys)
    ]
    faults += [
        f"{place}: no criterion '{id_}'" for id_, place in ids_asked_for() if id_ not in criteria.records
    ]
    report(
        faults, passed=f"{len(criteria.records)} criteria have a unit, a source and a mark that may decide"
    )
