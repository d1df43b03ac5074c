"""Read a YAML text of a stranger with the line of every value: no aliases, no tags, no repeated keys, no deep nesting.

Works on the tree that the parser composes, so that a bomb of aliases is met as shared nodes and refused before anything
is multiplied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from legato.errors import FormatError

__all__ = ["Located", "read_plain_yaml"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
_MOST_BYTES = 64_000_000
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
}


@dataclass(frozen=True, slots=True)
class Located:
    """A value with the line on which it begins, counted from 1.

    Parameters
    ----------
    value : object
        Text, number, bool, None, ``list[Located]`` or ``dict[str, Located]``.
    line : int
    """

    value: Any
    line: int


def read_plain_yaml(raw: bytes, *, where: str) -> Located:
    """Read one document.

    Parameters
    ----------
    raw : bytes
        UTF-8.
    where : str
        Name for the error.

    Returns
    -------
    Located

    Raises
    ------
    FormatError
        If it is no plain YAML, with line and mend.
    """
    if len(raw) > _MOST_BYTES:
        raise _refusal(
            f"The file holds {len(raw) / 1e6:.0f} MB, more than a file of cases may ({_MOST_BYTES / 1e6:.0f} MB)",
            where=where,
            mend="split it into several files and give them one after the other",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refusal(
            "The file is not UTF-8 text", where=f"{where}, line {line}", mend="save it again as UTF-8"
        ) from error
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}, line {mark.line + 1}" if mark is not None else where
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise _refusal(
            f"The file is not plain YAML: {problem}",
            where=place,
            mend="check brackets, quotes and the spaces at the start of the line",
        ) from error
    except RecursionError as error:
        raise _refusal("The file nests deeper than a case can", where=where, mend=_FLAT) from error
    if node is None:
        raise _refusal(
            "The file is empty", where=where, mend="write at least one case; see docs/reference/case-file.md"
        )
    return _Reader(where).read(node, depth=0)


_FLAT = "a case holds plain lists and values only; see docs/reference/case-file.md"


def _refusal(what: str, *, where: str, mend: str) -> FormatError:
    return FormatError(what, where=where, mend=mend, code="LEG-E701")


class _Reader:
    """Turns nodes into located values."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._seen: set[int] = set()

    def read(self, node: Any, *, depth: int) -> Located:
        line = node.start_mark.line + 1
        place = f"{self._where}, line {line}"
        if depth > _DEEPEST:
            raise _refusal("The file nests deeper than a case can", where=place, mend=_FLAT)
        if id(node) in self._seen:
            raise _refusal("A YAML alias is not allowed", where=place, mend="write the value out")
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            raise _refusal(
                f"A YAML tag is not allowed: {node.tag}", where=place, mend="write the plain value"
            )
        if isinstance(node, yaml.ScalarNode):
            return Located(_scalar(node), line)
        if isinstance(node, yaml.SequenceNode):
            return Located([self.read(item, depth=depth + 1) for item in node.value], line)
        return Located(self._mapping(node, depth=depth), line)

    def _mapping(self, node: Any, *, depth: int) -> dict[str, Located]:
        members: dict[str, Located] = {}
        for key_node, value_node in node.value:
            key = self.read(key_node, depth=depth + 1)
            place = f"{self._where}, line {key.line}"
            if not isinstance(key_node, yaml.ScalarNode):
                raise _refusal("A key must be one word", where=place, mend=_FLAT)
            if key_node.value in members:
                raise _refusal(
                    f"The key '{key_node.value}' stands twice", where=place, mend="keep one of the two"
                )
            members[key_node.value] = self.read(value_node, depth=depth + 1)
        return members


def _scalar(node: Any) -> Any:
    """Give text, number, bool or None; what is quoted stays text."""
    if node.style in ("'", '"', "|", ">"):
        return node.value
    if node.value in _WORDS:
        return _WORDS[node.value]
    if _NUMBER.fullmatch(node.value) and len(node.value) < 30:
        return float(node.value) if re.search(r"[.eE]", node.value) else int(node.value)
    return node.value
