"""The Excel workbook of a batch of nights: values, quality, dictionary, settings, and the nights that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from legato.errors import MissingExtraError
from legato.report.night_dictionary import explain_column
from legato.report.night_json import NIGHT_STANDING

__all__ = ["write_workbook"]

_WIDEST = 48  # characters; a longer cell is cut by the view, never in the file
_FAILED_COLUMNS = ("night", "file", "code", "what", "where", "found", "mend")


def write_workbook(
    path: Path,
    *,
    values: Sequence[Mapping[str, Any]],
    quality: Sequence[Mapping[str, Any]],
    failed: Sequence[Mapping[str, Any]],
    settings: Sequence[tuple[str, str]],
) -> None:
    """Write the workbook.

    Parameters
    ----------
    path : Path
        Written in place; the caller writes beside and renames.
    values : sequence of mapping
        One row a night, failed ones too.
    quality : sequence of mapping
        One row a leg and night.
    failed : sequence of mapping
    settings : sequence of (str, str)

    Raises
    ------
    MissingExtraError
        If XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError(
            "The workbook needs XlsxWriter",
            mend="install it:  pip install 'legato[lab]'",
            code="LEG-E982",
        ) from error
    # What files and channels are called is text from outside: never a formula, never a link.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(str(path), plain) as book:
        columns = _columns(values)
        _fill(book, "Values", values, columns)
        _fill(book, "Quality", quality, _columns(quality))
        _fill(
            book,
            "Dictionary",
            [explain_column(column) for column in (*columns, *_columns(quality))],
            ("column", "unit", "meaning", "source"),
        )
        rows = [{"setting": name, "value": text} for name, text in settings]
        _fill(
            book, "Settings", [*rows, {"setting": "standing", "value": NIGHT_STANDING}], ("setting", "value")
        )
        _fill(book, "Failed", failed, _FAILED_COLUMNS)


def _columns(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """List all columns in order of first appearance."""
    return tuple(dict.fromkeys(name for row in rows for name in row))


def _fill(book: Any, title: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Fill one sheet: a header that stays in sight, a filter, and a cell of its type for each value."""
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column, head)
        texts = [str(row[column]) for row in rows if row.get(column) is not None]
        sheet.set_column(position, position, min(_WIDEST, max(map(len, [column, *texts])) + 2))
    for line, row in enumerate(rows, start=1):
        for position, column in enumerate(columns):
            _write_cell(sheet, line, position, row.get(column))
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), max(len(columns) - 1, 0))


def _write_cell(sheet: Any, line: int, position: int, value: Any) -> None:
    """Write a value as what it is; None stays an empty cell."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, position, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(line, position, value)
    else:
        sheet.write_string(line, position, str(value))
