"""Text tables: comma, semicolon, tab or blanks, decimal point or comma, with or without header lines.

The layout is found by ``sniff``, the meaning by ``table``; here the bytes are turned into columns, fast where all is well,
and slowly but with a list of what was wrong where it is not.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from legato.errors import FormatError, InputError
from legato.io.columns import ArrowColumns
from legato.io.labels import kind_in_name, place_in_name
from legato.io.options import ReadOptions
from legato.io.sniff import SNIFFED_BYTES, Sheet, sniff
from legato.io.source import HEAD_BYTES, Source
from legato.io.table import read_table
from legato.io.table_hints import TableHints
from legato.io.utf8_stream import Utf8Stream
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ID", "parse_member", "parse_sheet", "read", "read_sheet", "recognises", "sheet_of"]

ID = "delimited"

# A column with more broken cells than this is no column of numbers.
_MAX_BROKEN_SHARE = 0.5
_NULLS = ("", "NaN", "nan", "NA", "N/A", "n/a", "null", "NULL", "None", "-", "#N/A", "-nan", "NAN")
# A unit is short; what a bad disk left in a number is none.
_NUMBER_WITH_UNIT = re.compile(
    r"^\s*[+-]?\d[\d.,]*(e[+-]?\d+)?\s*[a-zA-Z°µ]{1,4}(/s(ec)?(\^?2|²)?)?\s*$", re.IGNORECASE | re.ASCII
)


def recognises(source: Source) -> bool:
    """Tell by whether the start is text with a table of numbers in it."""
    head = source.head
    if source.is_folder or source.is_zip or not head.strip():
        return False
    try:
        sniff(head, is_whole=len(head) < HEAD_BYTES)
    except FormatError as error:
        # A long header may hide the table; too many columns are refused by ``read`` with the right words.
        return error.code == "LEG-E162" or (error.code == "LEG-E161" and _may_come_later(source))
    return True


def _may_come_later(source: Source) -> bool:
    return source.size > len(source.head) and sheet_or_none(source) is not None


def sheet_or_none(source: Source) -> Sheet | None:
    """Give the layout, or None where there is no table of numbers."""
    try:
        return sheet_of(source)
    except FormatError:
        return None


def sheet_of(source: Source) -> Sheet:
    """Give the layout of a text source.

    Raises
    ------
    FormatError
        If there is no table of numbers at its start.
    """
    try:
        return sniff(source.head, is_whole=len(source.head) < HEAD_BYTES)
    except FormatError as error:
        if error.code != "LEG-E161" or len(source.head) < HEAD_BYTES:
            raise _at(source, error) from error
    with source.open() as stream:
        head = stream.read(SNIFFED_BYTES)
    try:
        return sniff(head, is_whole=len(head) < SNIFFED_BYTES)
    except FormatError as error:
        raise _at(source, error) from error


def _at(source: Source, error: FormatError) -> FormatError:
    return FormatError(error.what, where=source.name, found=error.found, mend=error.mend, code=error.code)


def read(source: Source, options: ReadOptions) -> Recording:
    """Read a text table.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If there is no table of numbers, or it breaks its own form.
    InputError
        If time and rate are missing, or there are several recordings in it.
    """
    placement, side = place_in_name(source.name)
    hints = TableHints(kind=kind_in_name(source.name), placement=placement, side=side)
    if _is_line_of_numbers(source):
        return _read_line_of_numbers(source, options, hints)
    return read_sheet(source, sheet_of(source), options=options, reader=ID, hints=hints)


def read_sheet(
    source: Source, sheet: Sheet, *, options: ReadOptions, reader: str, hints: TableHints
) -> Recording:
    """Read a text table whose layout is known.

    Parameters
    ----------
    source : Source
    sheet : Sheet
    options : ReadOptions
    reader : str
        Id of the reader.
    hints : TableHints
        What the format says.

    Returns
    -------
    Recording
    """
    table, issues = parse_sheet(source, sheet)
    if not sheet.names and not hints.roles and not options.sampling_rate_hz:
        hints = _with_first_column_as_time(table, hints)
    return read_table(
        ArrowColumns(table), source=source, reader=reader, options=options, hints=hints, issues=issues
    )


def _is_line_of_numbers(source: Source) -> bool:
    """Tell whether all that is seen is one line: a series written across and not down."""
    head = source.head
    return len(head) == HEAD_BYTES and b"\n" not in head and b"\r" not in head and head[:2] != b"\xff\xfe"


def _read_line_of_numbers(source: Source, options: ReadOptions, hints: TableHints) -> Recording:
    import pyarrow as pa

    with source.open() as stream:
        words = stream.read().split()
    try:
        column = pa.array([float(word) for word in words])
    except ValueError as error:
        raise FormatError(
            "The one long line in this file is not all numbers",
            where=source.name,
            found=str(error)[:200],
            mend="export rows of numbers with one column for each axis",
            code="LEG-E161",
        ) from error
    what = f"The file is one line of {len(column)} numbers; it was read as one channel."
    issues = [Issue("one_line", Severity.NOTE, what)]
    table = ArrowColumns(pa.table({"column_1": column}))
    return read_table(table, source=source, reader=ID, options=options, hints=hints, issues=issues)


def _with_first_column_as_time(table: pa.Table, hints: TableHints) -> TableHints:
    """Take the first of several unnamed columns as time when it rises without a break."""
    import numpy as np
    import pyarrow as pa

    first = table.column(0)
    if table.num_columns < 2 or not (pa.types.is_floating(first.type) or pa.types.is_integer(first.type)):
        return hints
    some = first.slice(0, 100_000).to_numpy()
    is_rising = some.size > 2 and bool(np.all(np.diff(some) >= 0)) and some[-1] > some[0]
    return replace(hints, roles={table.column_names[0]: "clock"}) if is_rising else hints


def parse_sheet(source: Source, sheet: Sheet) -> tuple[pa.Table, list[Issue]]:
    """Turn the bytes of a text table into columns.

    Parameters
    ----------
    source : Source
    sheet : Sheet

    Returns
    -------
    pyarrow.Table
        Numbers as float64 (whole ones as int64), the rest as text.
    list of Issue
        Rows of another length, cells that are no numbers, an encoding other than UTF-8.
    """
    try:
        return _parse_as_stated(source, sheet)
    except UnicodeDecodeError:
        # What was looked at was UTF-8; a letter farther on is not.
        return _parse_as_stated(source, replace(sheet, encoding="latin-1"))


def _parse_as_stated(source: Source, sheet: Sheet) -> tuple[pa.Table, list[Issue]]:
    import pyarrow as pa

    issues: list[Issue] = []
    if sheet.encoding == "latin-1":
        what = "The text is not UTF-8; it was read as Latin-1."
        issues.append(Issue("text_latin1", Severity.NOTE, what))
    names = _unique(sheet)
    try:
        table = _parse(source, sheet, names, issues, types=None)
        table = _convert_broken(table, sheet, issues, source=source)
    except pa.ArrowInvalid:
        del issues[1 if sheet.encoding == "latin-1" else 0 :]
        table = _parse(source, sheet, names, issues, types=dict.fromkeys(names, pa.string()))
        table = _convert_broken(table, sheet, issues, source=source)
    return _clean(table, sheet, issues, source=source), issues


def parse_member(member: Source) -> tuple[pa.Table | None, list[Issue]]:
    """Parse one table of several; a table without a row of numbers is told and left out.

    Apps write a file for every sensor that could have been recorded.

    Parameters
    ----------
    member : Source

    Returns
    -------
    pyarrow.Table or None
    list of Issue
    """
    sheet = sheet_or_none(member)
    if sheet is not None:
        return parse_sheet(member, sheet)
    what = f"{member.name} holds no numbers and was left out."
    return None, [Issue("table_empty", Severity.NOTE, what, where=member.name)]


def _unique(sheet: Sheet) -> list[str]:
    names: list[str] = []
    for index in range(sheet.n_columns):
        name = sheet.names[index] if sheet.names else f"column_{index + 1}"
        names.append(name if name not in names else f"{name}_{index + 1}")
    return names


def _parse(
    source: Source, sheet: Sheet, names: list[str], issues: list[Issue], *, types: dict[str, Any] | None
) -> pa.Table:
    from pyarrow import csv

    ragged: list[Any] = []

    def on_ragged(row: Any) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip"

    with source.open() as stream:
        table = csv.read_csv(
            _even(Utf8Stream(stream) if sheet.encoding == "utf-8" else stream, sheet),
            read_options=csv.ReadOptions(
                use_threads=False,
                skip_rows=sheet.n_header_lines,
                column_names=names,
                block_size=1 << 24,
                encoding="utf8" if sheet.encoding == "utf-16" else sheet.encoding,
            ),
            parse_options=csv.ParseOptions(delimiter=sheet.separator, invalid_row_handler=on_ragged),
            convert_options=csv.ConvertOptions(
                column_types=types,
                null_values=list(_NULLS),
                strings_can_be_null=True,
                decimal_point=sheet.decimal,
                timestamp_parsers=["%%none"],
            ),
        )
    if ragged:
        _tell_ragged(ragged, n_rows=table.num_rows, n_columns=len(names), issues=issues, source=source)
    return table


def _tell_ragged(
    ragged: list[Any], *, n_rows: int, n_columns: int, issues: list[Issue], source: Source
) -> None:
    if len(ragged) > n_rows:
        raise FormatError(
            "Most rows have another number of cells than the first ones",
            where=source.name,
            found=f"{len(ragged)} of {len(ragged) + n_rows} rows do not have {n_columns} cells",
            mend="export the table again with one separator",
            code="LEG-E163",
        )
    number, n_cells = ragged[0]
    place = f"the first in row {number}" if number else "the first"
    what = (
        f"{len(ragged)} of {len(ragged) + n_rows} rows were left out because they do not have {n_columns} cells; "
        f"{place} has {n_cells}. A cut last line is the usual cause of one."
    )
    issues.append(Issue("rows_ragged", Severity.DAMAGE, what))


def _even(stream: Any, sheet: Sheet) -> Any:
    """Give bytes that the parser can take: UTF-8, one separator between two cells."""
    if sheet.encoding != "utf-16" and sheet.separator != " " and sheet.decimal == ".":
        return stream
    if sheet.encoding != "utf-16" and sheet.separator != " ":
        return stream
    content = stream.read()
    if sheet.encoding == "utf-16":
        content = content.decode("utf-16", errors="replace").encode()
    if sheet.separator == " " and _has_odd_blanks(content):
        header, _, rows = _split_lines(content, sheet.n_header_lines)
        rows = re.sub(rb"^[ \t]+|[ \t]+(?=\r?$)", b"", rows, flags=re.MULTILINE)
        content = header + re.sub(rb"[ \t]+", b" ", rows)
    return io.BytesIO(content)


def _has_odd_blanks(content: bytes) -> bool:
    """Tell whether blanks stand double, as tabs, or at the ends of lines; evening them out costs more than parsing."""
    odd = (b"  ", b"\t", b" \n", b" \r", b"\n ")
    return content.startswith(b" ") or any(blanks in content for blanks in odd)


def _split_lines(content: bytes, n_lines: int) -> tuple[bytes, int, bytes]:
    at = 0
    for _ in range(n_lines):
        at = content.find(b"\n", at) + 1
        if at == 0:
            return content, len(content), b""
    return content[:at], at, content[at:]


def _convert_broken(table: pa.Table, sheet: Sheet, issues: list[Issue], *, source: Source) -> pa.Table:
    """Convert text to numbers cell by cell; what is no number becomes an empty cell and is told."""
    import pyarrow as pa

    for index, name in enumerate(table.column_names):
        if not pa.types.is_string(table.column(name).type):
            continue
        if not any(_looks_like_number(row[index], sheet) for row in sheet.first_rows if index < len(row)):
            continue
        converted = _to_numbers(table.column(name), sheet, issues, name=name, source=source)
        if converted is not None:
            table = table.set_column(index, name, converted)
    return table


def _looks_like_number(cell: str, sheet: Sheet) -> bool:
    try:
        float(cell.replace(",", ".") if sheet.decimal == "," else cell)
    except ValueError:
        return False
    return True


def _to_numbers(column: Any, sheet: Sheet, issues: list[Issue], *, name: str, source: Source) -> Any | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(column)
    if sheet.decimal == ",":
        text = pc.replace_substring(text, ",", ".")
    is_number = pc.fill_null(
        pc.match_substring_regex(text, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?inf$"),
        fill_value=False,
    )
    is_broken = pc.and_(pc.is_valid(text), pc.invert(is_number))
    n_broken = int(pc.sum(is_broken).as_py() or 0)
    if n_broken > _MAX_BROKEN_SHARE * len(text):
        return None
    if n_broken:
        example = pc.filter(column, is_broken)[0].as_py()
        row = int(pc.index(is_broken, value=True).as_py()) + sheet.n_header_lines + 1
        _refuse_units(example, name=name, row=row, source=source)
        what = f"{n_broken} of {len(text)} cells of '{name}' are no numbers, such as {example!r}; they are empty now."
        issues.append(Issue("cells_broken", Severity.DAMAGE, what, where=f"first in row {row}"))
    return pc.if_else(is_number, text, pa.scalar(None, text.type)).cast(pa.float64())


def _refuse_units(example: str, *, name: str, row: int, source: Source) -> None:
    if _NUMBER_WITH_UNIT.match(example):
        raise InputError(
            f"Column '{name}' has units in its cells",
            where=f"{source.name}, row {row}",
            found=repr(example),
            mend=f"write numbers only and the unit into the name, such as {name}_g",
            code="LEG-E164",
        )


def _clean(table: pa.Table, sheet: Sheet, issues: list[Issue], *, source: Source) -> pa.Table:
    """Drop columns that an extra separator makes and empty rows at the end; refuse text columns of numbers with units."""
    import pyarrow as pa

    while table.num_rows and all(not column[-1].is_valid for column in table.columns):
        table = table.slice(0, table.num_rows - 1)

    for name in list(table.column_names):
        column = table.column(name)
        is_unnamed = not sheet.names or name.startswith("unnamed_")
        if pa.types.is_null(column.type) or (is_unnamed and column.null_count == len(column) > 0):
            table = table.drop_columns([name])
        elif pa.types.is_string(column.type) and len(column):
            first = next((cell.as_py() for cell in column.slice(0, 50) if cell.is_valid), "")
            if re.match(r"^\s*[+-]?\d*[.,]\d+\s*[a-zA-Z°]", first):
                _refuse_units(first, name=name, row=sheet.n_header_lines + 1, source=source)
    return table
