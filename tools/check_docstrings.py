"""Compare docstrings with what they describe.

Every public module, class, function and method of the package has a docstring. Where a docstring lists parameters, each
listed one is real and each real one is listed. A public function of a module that takes two parameters or more lists them.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from repository import parse, python_files, report

Function = ast.FunctionDef | ast.AsyncFunctionDef
_HEADING = re.compile(
    r"^(?P<indent> *)Parameters\n *-{3,}\n(?P<body>.*?)(?=\n *\n? *[A-Z][A-Za-z ]+\n *-{3,}|\Z)", re.M | re.S
)


def documented_parameters(docstring: str) -> set[str] | None:
    """Give the names listed under Parameters; None if there is no such heading."""
    found = _HEADING.search(docstring)
    if found is None:
        return None
    names: set[str] = set()
    indent = len(found["indent"])
    for line in found["body"].splitlines():
        if line.strip() and len(line) - len(line.lstrip()) == indent:
            head = re.split(r"\s:|:\s", line, maxsplit=1)[0]
            names |= {name.strip().lstrip("*") for name in head.split(",") if name.strip()}
    return names


def real_parameters(function: Function, *, is_method: bool) -> set[str]:
    """Give the names of a function's parameters, without self or cls."""
    arguments = function.args
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    listed += [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
    names = [argument.arg for argument in listed]
    is_static = any(getattr(item, "id", "") == "staticmethod" for item in function.decorator_list)
    return set(names[1:] if is_method and not is_static else names)


def real_fields(definition: ast.ClassDef) -> set[str]:
    """Give what a class is built with: the parameters of its ``__init__``, or its public fields."""
    for node in definition.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            return real_parameters(node, is_method=True)
    return {
        node.target.id
        for node in definition.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not node.target.id.startswith("_")
        and "ClassVar" not in ast.unparse(node.annotation) and "init=False" not in ast.unparse(node)
    }  # fmt: skip


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _is_exempt(function: Function) -> bool:
    """Tell whether a function only stands for another one: overloads and property setters."""
    names = {
        item.attr if isinstance(item, ast.Attribute) else getattr(item, "id", "")
        for item in function.decorator_list
    }
    return bool(names & {"overload", "setter"})


def _command(function: Function) -> bool:
    """Tell whether click or FastAPI make help from the docstring, in which a parameter list would be noise."""
    words = ("command", "group", "router.")
    return any(word in ast.unparse(item) for item in function.decorator_list for word in words)


def _compare(real: set[str], docstring: str, *, place: str, must_list: bool) -> list[str]:
    listed = documented_parameters(docstring)
    if listed is None:
        unlisted = must_list and len(real) > 1
        return [f"{place} takes {', '.join(sorted(real))} and lists no parameters"] if unlisted else []
    faults = []
    if listed - real:
        faults.append(f"{place} documents {', '.join(sorted(listed - real))}, which it does not take")
    if real - listed:
        faults.append(f"{place} takes {', '.join(sorted(real - listed))}, which it does not document")
    return faults


def _class_faults(definition: ast.ClassDef, *, place: str) -> list[str]:
    text = ast.get_docstring(definition)
    if text is None:
        return [f"{place} has no docstring"]
    if documented_parameters(text):
        return _compare(real_fields(definition), text, place=place, must_list=True)
    return []


def _function_faults(function: Function, *, place: str, is_method: bool) -> list[str]:
    text = ast.get_docstring(function)
    if text is None:
        return [f"{place} has no docstring"]
    real = real_parameters(function, is_method=is_method)
    return _compare(real, text, place=place, must_list=not is_method and not _command(function))


def docstring_faults(file: Path) -> list[str]:
    """List the missing and untrue docstrings of one file."""
    tree = parse(file)
    faults = [] if ast.get_docstring(tree) is not None else [f"{file}:1: the module has no docstring"]
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_public(node.name)]
    for definition in classes:
        faults += _class_faults(definition, place=f"{file}:{definition.lineno}: {definition.name}")
    for owner in (tree, *classes):
        for node in owner.body:
            if not isinstance(node, Function) or not _is_public(node.name) or _is_exempt(node):
                continue
            place = f"{file}:{node.lineno}: {node.name}"
            faults += _function_faults(node, place=place, is_method=owner is not tree)
    return faults


if __name__ == "__main__":
    files = [file for file in python_files("src") if "fitted" not in file.parts]
    report(
        [fault for file in files for fault in docstring_faults(file)],
        passed=f"docstrings of {len(files)} files match what they describe",
    )
