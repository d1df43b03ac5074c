"""Read a YAML text of a stranger with the line of every value: no aliases, no tags, no repeated keys, no deep nesting.

Works on the tree that the parser composes, so that a bomb of aliases is met as shared nodes and refused before anything
is multiplied. A file of more values than cases can need is refused before it is parsed, since each costs half a kilobyte.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import yaml

from legato.errors import FormatError

__all__ = ["MOST_BYTES", "Located", "read_plain_yaml"]

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
MOST_BYTES = 64_000_000
_MOST_VALUES = 1_000_000
_LONGEST_SHOWN = 60
_LONGEST_NUMBER = 30
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_LINE_END = re.compile(r"\r\n|\r|\n")
_ENDS_FOR_YAML_ALONE = re.compile("[\x85\u2028\u2029]")


class _Loader(_SafeLoader):  # type: ignore[misc]
    """Leaves every node that has no written tag without one, so that a written tag is seen."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """Guess no tag."""
        return ""


@dataclass(frozen=True, slots=True)
class Located:
    """A value with the line on which it begins, counted from 1.

    Parameters
    ----------
    value : object
        Text, number, bool, None, ``list[Located]`` or ``dict[str, Located]``.
    line : int
    written : str
        A single value as it stands in the file: ``1e3`` is the number 1000, and as a name it stays ``1e3``.
    """

    value: Any
    line: int
    written: str = ""


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
    if len(raw) > MOST_BYTES:
        raise _refusal(
            f"The file holds {len(raw) / 1e6:.0f} MB, more than a file of cases may ({MOST_BYTES / 1e6:.0f} MB)",
            where=where,
            mend="split it into several files and give them one after the other",
        )
    if raw.count(b",") + raw.count(b"\n") > _MOST_VALUES:
        raise _refusal(
            f"The file holds more than {_MOST_VALUES} values, more than a file of cases may",
            where=where,
            mend="split it into several files and give them one after the other",
        )
    text = _decoded(raw, where=where)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise _refusal(
            f"The file is not plain YAML: {problem}",
            where=_place_of(error, text, where=where),
            mend="check brackets, quotes and the spaces at the start of the line",
        ) from error
    except ValueError as error:  # the parser in Python stumbles over an escape beyond Unicode
        raise _refusal(
            "The file is not plain YAML: an escape names no letter",
            where=where,
            mend="write the letter itself, in UTF-8",
        ) from error
    except RecursionError as error:
        raise _refusal("The file nests deeper than a case can", where=where, mend=_FLAT) from error
    if node is None:
        raise _refusal(
            "The file is empty", where=where, mend="write at least one case; see docs/reference/case-file.md"
        )
    return _Reader(where, _LineNumbers(text)).read(node, depth=0)


def _decoded(raw: bytes, *, where: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace")
        raise _refusal(
            "The file is not UTF-8 text",
            where=f"{where}, line {_line_of(before, len(before))}",
            mend="save it again as UTF-8",
        ) from error
    if "\0" in text:
        raise _refusal(
            "The file holds a zero byte, which no text does",
            where=f"{where}, line {_line_of(text, text.index(chr(0)))}",
            mend="give the text file itself, saved as UTF-8",
        )
    return text


def _line_of(text: str, index: int) -> int:
    return 1 + sum(1 for _ in _LINE_END.finditer(text, 0, index))


def _place_of(error: yaml.YAMLError, text: str, *, where: str) -> str:
    """Say where the parser gave up."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        written = text.rstrip()  # what is missing at the end is told for the last line that is there
        return f"{where}, line {min(_LineNumbers(text).of(mark), _line_of(written, len(written)))}"
    position = getattr(error, "position", None)
    return where if position is None else f"{where}, line {_line_of(text, position)}"


class _LineNumbers:
    """Counts lines as an editor does; YAML also ends them at three rare characters that stay inside a line elsewhere."""

    def __init__(self, text: str) -> None:
        is_plain = _ENDS_FOR_YAML_ALONE.search(text) is None
        self._ends = None if is_plain else [match.end() for match in _LINE_END.finditer(text)]

    def of(self, mark: Any) -> int:
        line: int = mark.line + 1
        return line if self._ends is None else bisect_right(self._ends, mark.index) + 1


_FLAT = "a case holds plain lists and values only; see docs/reference/case-file.md"


def _refusal(what: str, *, where: str, mend: str) -> FormatError:
    return FormatError(what, where=where, mend=mend, code="LEG-E701")


class _Reader:
    """Turns nodes into located values."""

    def __init__(self, where: str, lines: _LineNumbers) -> None:
        self._where = where
        self._lines = lines
        self._seen: set[int] = set()

    def read(self, node: Any, *, depth: int) -> Located:
        line = self._lines.of(node.start_mark)
        if depth > _DEEPEST:
            raise self._refusal("The file nests deeper than a case can", line, _FLAT)
        if id(node) in self._seen:
            raise self._refusal("A YAML alias is not allowed", line, "write the value out")
        self._seen.add(id(node))
        if node.tag:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            raise self._refusal(f"A YAML tag is not allowed: {_cut(tag)}", line, "write the plain value")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, line)
        if isinstance(node, yaml.SequenceNode):
            return Located([self.read(item, depth=depth + 1) for item in node.value], line)
        return Located(self._mapping(node, depth=depth), line)

    def _mapping(self, node: Any, *, depth: int) -> dict[str, Located]:
        members: dict[str, Located] = {}
        for key_node, value_node in node.value:
            key = self.read(key_node, depth=depth + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._refusal("A key must be one word", key.line, _FLAT)
            if key.written in members:
                raise self._refusal(
                    f"The key '{_cut(key.written)}' stands twice", key.line, "keep one of the two"
                )
            if key.written == "<<":
                raise self._refusal("A YAML merge key is not allowed", key.line, "write the values out")
            members[key.written] = self.read(value_node, depth=depth + 1)
        return members

    def _scalar(self, node: Any, line: int) -> Located:
        """Give text, number, bool or None; what is quoted stays text."""
        written = node.value
        try:
            written.encode()
        except UnicodeEncodeError:
            raise self._refusal(
                "An escape names half a letter", line, "write the letter itself, in UTF-8"
            ) from None
        if node.style in ("'", '"', "|", ">"):
            return Located(written, line, written)
        if written in _WORDS:
            return Located(_WORDS[written], line, written)
        if len(written) < _LONGEST_NUMBER and _NUMBER.fullmatch(written):
            is_whole = not re.search(r"[.eE]", written)
            return Located(int(written) if is_whole else float(written), line, written)
        return Located(written, line, written)

    def _refusal(self, what: str, line: int, mend: str) -> FormatError:
        return _refusal(what, where=f"{self._where}, line {line}", mend=mend)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
