"""How a text of numbers is laid out: encoding, separator, decimal sign, header lines, names; found from its first lines.

It reads no more than its start and converts nothing; ``delimited`` does. What a column means is ``labels``' business.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from legato.errors import FormatError

__all__ = ["SNIFFED_BYTES", "Sheet", "decode", "sniff"]

# Headers of vendors reach some hundred lines; a table that does not start within this is not one.
SNIFFED_BYTES = 1024 * 1024
# More columns than any sensor has; a table of pixels or spectra is no recording.
MAX_COLUMNS = 4096
# Lines of equal shape that make a table; fewer are enough when the file ends there.
_LINES_OF_TABLE = 5
_MAX_LINES = 4000
_SEPARATORS = ("\t", ";", ",", "|")
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
_DECIMAL_COMMA = re.compile(r"^[+-]?\d*,\d+([eE][+-]?\d+)?$")
_EMPTY = {"", "nan", "na", "n/a", "null", "none", "-", "inf", "-inf", "+inf", "#n/a", "-nan"}
_TIME = re.compile(
    r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T_]+\d{1,2}:\d{2}.*)?$|^\d{1,2}:\d{2}:\d{2}([.,:]\d+)?$"
)


@dataclass(frozen=True)
class Sheet:
    """Layout of a text of numbers.

    Parameters
    ----------
    encoding : str
        ``utf-8``, ``utf-16`` or ``latin-1``.
    separator : str
        One character; a blank stands for any number of blanks.
    decimal : str
        ``.`` or ``,``.
    n_header_lines : int
        Lines before the first row of numbers, names included.
    names : tuple of str
        From the line of names; empty where there is none.
    n_columns : int
    preamble : tuple of str
        Header lines before the names.
    first_rows : tuple of tuple of str
        Some rows of cells.
    """

    encoding: str
    separator: str
    decimal: str
    n_header_lines: int
    names: tuple[str, ...]
    n_columns: int
    preamble: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]


def decode(head: bytes) -> tuple[str, str]:
    """Give the text of the first bytes and its encoding.

    Parameters
    ----------
    head : bytes
        A cut in the middle of a letter at the end is allowed.

    Returns
    -------
    str
    str
        ``utf-8``, ``utf-16`` or ``latin-1``.

    Raises
    ------
    FormatError
        If the bytes are no text.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")("replace").decode(head), "utf-16"
    if b"\x00" in head:
        raise FormatError(
            "These bytes are no text",
            found=f"a zero byte at {head.index(0)}",
            mend="check that the file is what its name says",
            code="LEG-E160",
        )
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head), "utf-8"
    except UnicodeDecodeError:
        return head.decode("latin-1"), "latin-1"


def sniff(head: bytes, *, is_whole: bool) -> Sheet:
    """Find the layout of a text of numbers.

    Parameters
    ----------
    head : bytes
        Start of the file, at most ``SNIFFED_BYTES``.
    is_whole : bool
        True when that is all of it; otherwise the last line is taken as cut.

    Returns
    -------
    Sheet

    Raises
    ------
    FormatError
        If there is no table of numbers in it, or one with more columns than a recording has.
    """
    text, encoding = decode(head)
    lines = text.splitlines()
    if not is_whole and len(lines) > 1:
        lines = lines[:-1]
    lines = lines[:_MAX_LINES]
    best: tuple[int, int, str, str] | None = None
    for separator in (*_SEPARATORS, " "):
        for decimal in (".", ",") if separator != "," else (".",):
            # A table that starts later than one already found does not matter.
            seen = lines if best is None else lines[: best[0] + _LINES_OF_TABLE]
            found = _find_table(seen, separator, decimal)
            # The earliest table wins, then the one with most columns.
            if found and (best is None or (-found[0], found[1]) > (-best[0], best[1])):
                best = (*found, separator, decimal)
    if best is None:
        raise FormatError(
            "There is no table of numbers in this text",
            found=f"{len(lines)} lines, none of them a row of numbers",
            mend="export rows of numbers with one column for each axis",
            code="LEG-E161",
        )
    first, n_columns, separator, decimal = best
    if n_columns > MAX_COLUMNS:
        raise FormatError(
            "The table has more columns than a recording can have",
            found=f"{n_columns} columns; at most {MAX_COLUMNS}",
            mend="export the columns of the sensors only",
            code="LEG-E162",
        )
    n_names, names = _find_names(lines[:first], separator, n_columns)
    return Sheet(
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        n_header_lines=first,
        names=names,
        n_columns=n_columns,
        preamble=tuple(lines[: first - n_names]),
        first_rows=tuple(tuple(_cells(line, separator)) for line in lines[first : first + 20]),
    )


def _cells(line: str, separator: str) -> list[str]:
    if separator == " ":
        return line.split()
    return [cell.strip().strip('"').strip() for cell in line.split(separator)]


def _is_number(cell: str, decimal: str) -> bool:
    return bool((_NUMBER if decimal == "." else _DECIMAL_COMMA).match(cell)) or (
        decimal == "," and cell.lstrip("+-").isdigit()
    )


def _shape(line: str, separator: str, decimal: str) -> int:
    """Give the number of cells of a row of numbers, 0 for any other line.

    A row has a number, and what is no number is empty, a time or a word; most cells are not words.
    """
    cells = _cells(line, separator)
    if separator == " " and len(cells) == 1 and separator in line.strip():
        return 0
    n_numbers = sum(_is_number(cell, decimal) for cell in cells)
    n_neutral = sum(cell.lower() in _EMPTY or bool(_TIME.match(cell)) for cell in cells)
    is_row = n_numbers > 0 and 2 * (n_numbers + n_neutral) >= len(cells)
    return len(cells) if is_row else 0


def _find_table(lines: list[str], separator: str, decimal: str) -> tuple[int, int] | None:
    """Give the first line and the number of columns of the first stretch of rows of equal shape."""
    first, width, length = 0, 0, 0
    for index, line in enumerate(lines):
        shape = _shape(line, separator, decimal)
        if shape and shape == width:
            length += 1
        else:
            first, width, length = index, shape, 1
        is_last = index == len(lines) - 1 or not any(rest.strip() for rest in lines[index + 1 : index + 3])
        if width and (length >= _LINES_OF_TABLE or is_last):
            if decimal == "," and not _has_decimal_comma(lines[first : index + 1], separator):
                return None
            return first, width
    return None


def _has_decimal_comma(lines: list[str], separator: str) -> bool:
    return any(_DECIMAL_COMMA.match(cell) for line in lines for cell in _cells(line, separator))


def _find_names(header: list[str], separator: str, n_columns: int) -> tuple[int, tuple[str, ...]]:
    """Take the names from the last header line that has as many cells; give how many lines it and the rest take."""
    for back, line in enumerate(reversed(header[-3:]), start=1):
        cells = _cells(line, separator)
        if len(cells) == 1 and separator != " " and n_columns > 1:
            cells = _cells(line, ",") if "," in line else cells
        if len(cells) == n_columns + 1 and not cells[-1]:
            cells.pop()
        n_words = sum(bool(cell) for cell in cells)
        is_names = len(cells) == n_columns and 2 * n_words >= n_columns and (n_columns > 1 or back == 1)
        # An unnamed first column is the index that pandas writes.
        if is_names and n_words:
            return back, tuple(cell.lstrip("#").strip() or f"unnamed_{i}" for i, cell in enumerate(cells))
    return 0, ()
