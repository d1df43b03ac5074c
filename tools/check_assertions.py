"""Find tests that could not fail: those in which nothing is asserted.

An assertion is an ``assert``, a ``pytest.raises``/``warns``/``fail``, a call of something named ``assert...``, Playwright's
``expect(...)`` followed by what is expected, or a call of a function of the same file that asserts.
"""

from __future__ import annotations

import ast
from pathlib import Path

from repository import functions_of, parse, python_files, report

_PYTEST = {"raises", "warns", "fail"}


def _called_names(node: ast.AST) -> set[str]:
    names = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            target = call.func
            names.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return names


def _expects(function: ast.AST) -> bool:
    """Tell whether a function calls ``expect(...).to_...`` or ``expect(...).not_to_...``."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr.startswith(("to_", "not_to_"))
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "expect"
        for node in ast.walk(function)
    )


def asserting_functions(tree: ast.Module) -> set[str]:
    """Give the names of the functions in a file in which something is asserted, directly or by one another."""
    calls = {function.name: _called_names(function) for function in functions_of(tree)}
    asserting = {
        function.name
        for function in functions_of(tree)
        if any(isinstance(node, ast.Assert) for node in ast.walk(function))
        or calls[function.name] & _PYTEST
        or _expects(function)
        or any(name.startswith("assert") for name in calls[function.name])
    }
    while True:
        more = {name for name, called in calls.items() if called & asserting} - asserting
        if not more:
            return asserting
        asserting |= more


def tests_without_assertion(file: Path) -> list[str]:
    """List the tests of a file that assert nothing."""
    tree = parse(file)
    asserting = asserting_functions(tree)
    return [
        f"{file}:{function.lineno}: {function.name} asserts nothing, so it cannot fail"
        for function in functions_of(tree)
        if function.name.startswith("test") and function.name not in asserting
    ]


if __name__ == "__main__":
    files = python_files("tests")
    report(
        [fault for file in files for fault in tests_without_assertion(file)],
        passed=f"every test in {len(files)} files asserts",
    )
