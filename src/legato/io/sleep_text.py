"""The text of a stranger's table of stages or events as rows of cells: encoding, delimiter, preamble, header.

What stands above the table is read for the length of an epoch and for what was scored, and never shown: it names people.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass

from legato.errors import FormatError, InputError
from legato.io.hypnogram_words import SleepColumn, bare_text, sleep_column, sleep_limit
from legato.model.issue import Issue, Severity
from legato.model.sleep import SleepEventKind

__all__ = ["SleepText", "split_sleep_text"]

_PREAMBLE_LINES = 60
_STATEMENT = re.compile(r"^\s*#?\s*([^\W\d][\w .-]{0,40}?)\s*[:=]\s*(.*)$")
_EPOCH_STATED = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(?:s|sec|seconds)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class SleepText:
    """A table of text, cut into cells.

    Parameters
    ----------
    header : tuple of str
        Empty where the table has none.
    rows : list of list of str
    lines : list of int
        Line of each row in the file, from 1.
    epoch_s : float or None
        Where the file states it.
    scored : frozenset of SleepEventKind
        Kinds that the file itself says were looked for.
    issues : tuple of Issue
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    epoch_s: float | None
    scored: frozenset[SleepEventKind]
    issues: tuple[Issue, ...]


def split_sleep_text(raw: bytes, *, where: str) -> SleepText:
    """Cut a text into rows of cells.

    Parameters
    ----------
    raw : bytes
    where : str
        Name of the file.

    Returns
    -------
    SleepText

    Raises
    ------
    FormatError
        If it is no text, or rows differ in their number of cells.
    InputError
        If there is no row.
    """
    text, issues = _decode(raw, where)
    lines = text.splitlines()
    delimiter = _delimiter(lines)
    first, header = _find_header(lines, delimiter)
    preamble, first = _preamble(lines, first, has_header=bool(header))
    epoch_s, scored = _statements(preamble)
    rows: list[list[str]] = []
    numbers: list[int] = []
    try:
        for number, cells in enumerate(csv.reader(lines[first:], delimiter=delimiter), first + 1):
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if cells[0].startswith("#"):
                said_s, said = _statements([delimiter.join(cells)])
                epoch_s, scored = said_s or epoch_s, scored | said
                continue
            rows.append(cells)
            numbers.append(number)
    except csv.Error as error:
        raise FormatError(
            "This table can't be cut into cells", where=where, found=str(error), code="LEG-E925"
        ) from error
    if not rows and not header:
        raise InputError("There is no row in this file", where=where, code="LEG-E917")
    _level(rows, numbers, len(header) or None, where)
    return SleepText(tuple(header), rows, numbers, epoch_s, scored, tuple(issues))


def _decode(raw: bytes, where: str) -> tuple[str, list[Issue]]:
    """Decode UTF-8, UTF-16 with its mark, else Windows' Western letters, and say so."""
    limit = int(sleep_limit("most_bytes"))
    if len(raw) > limit:
        raise FormatError(
            "This file is too large for a hypnogram or a list of events",
            where=where,
            found=f"{len(raw) / 1e6:.0f} MB, at most {limit / 1e6:.0f} MB",
            code="LEG-E926",
        )
    is_wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not is_wide and b"\x00" in raw:
        raise FormatError("This file is no text", where=where, found="bytes of zero", code="LEG-E927")
    try:
        return raw.decode("utf-16" if is_wide else "utf-8-sig"), []
    except UnicodeDecodeError:
        if is_wide:
            raise FormatError(
                "This file is no text", where=where, found="broken UTF-16", code="LEG-E927"
            ) from None
    what = "The text is not UTF-8; it was read as Windows' Western European letters."
    return raw.decode("cp1252", "replace"), [Issue("encoding_guessed", Severity.NOTE, what, where)]


def _delimiter(lines: list[str]) -> str:
    """Take the delimiter that most lines have equally often; tab before semicolon before comma."""
    sample = [line for line in lines[:400] if line.strip() and not line.startswith("#")]
    best, best_share = ",", 0.0
    for delimiter in "\t;,":
        counts = Counter(line.count(delimiter) for line in sample)
        share = max((n for count, n in counts.items() if count), default=0) / max(len(sample), 1)
        if share > best_share + 0.2:
            best, best_share = delimiter, share
    return best


def _find_header(lines: list[str], delimiter: str) -> tuple[int, list[str]]:
    """Find the first line whose cells name the columns of stages or events; the rows begin behind it."""
    for number, line in enumerate(lines[:_PREAMBLE_LINES]):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip().strip('"') for cell in line.split(delimiter)]
        roles = {sleep_column(cell) for cell in cells} - {None}
        is_naming = bool(roles & {SleepColumn.STAGE, SleepColumn.TEXT, SleepColumn.TIME})
        if is_naming and (len(roles) > 1 or len(cells) == 1):
            return number + 1, cells
    return 0, []


def _preamble(lines: list[str], first: int, *, has_header: bool) -> tuple[list[str], int]:
    """Give the lines above the table, and where its rows begin."""
    if has_header:
        return lines[: first - 1], first
    behind = 0
    for number, line in enumerate(lines[:_PREAMBLE_LINES]):
        found = _STATEMENT.match(line)
        if found is None and line.strip() and not line.startswith("#"):
            break
        behind = number + 1
    return lines[:behind], behind


def _statements(lines: list[str]) -> tuple[float | None, frozenset[SleepEventKind]]:
    """Read ``epoch_s: 20``, ``Rate: 30 s`` and ``scored: respiratory, arousal``."""
    epoch_s: float | None = None
    scored: set[SleepEventKind] = set()
    for line in lines:
        found = _STATEMENT.match(line)
        if found is None:
            continue
        key = bare_text(found[1])
        number = _EPOCH_STATED.match(found[2])
        if key in ("epoch s", "epoch length", "epoch length s", "epoch duration", "rate") and number:
            epoch_s = float(number[1].replace(",", "."))
        if key == "scored":
            words = bare_text(found[2]).split()
            scored |= {kind for kind in SleepEventKind if kind.value in words or f"{kind.value}s" in words}
    return epoch_s, frozenset(scored)


def _level(rows: list[list[str]], numbers: list[int], n_columns: int | None, where: str) -> None:
    """Refuse rows of another number of cells than the header, or than most rows; empty cells at the end don't count."""
    if not rows:
        return
    widths = Counter(len(row) for row in rows)
    wanted = n_columns or widths.most_common(1)[0][0]
    for row in rows:
        while len(row) > wanted and not row[-1]:
            row.pop()
    wrong = [k for k, row in enumerate(rows) if len(row) != wanted]
    if wrong:
        raise FormatError(
            "Rows of this table have another number of cells than the rest",
            where=f"{where}, line {numbers[wrong[0]]}",
            found=f"{len(wrong)} of {len(rows)} rows; {len(rows[wrong[0]])} cells, {wanted} expected",
            mend="export the table anew; no row is left out or filled",
            code="LEG-E928",
        )
