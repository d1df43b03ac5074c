"""The workbook of a batch holds values as what they are, and text from outside stays text."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from legato.report.night_json import NIGHT_STANDING
from legato.report.night_summary import quality_rows, summary_row
from legato.report.night_workbook import write_workbook
from night_makers import make_night

FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path: Path = tmp_path_factory.mktemp("book") / "batch.xlsx"
    night = make_night()
    write_workbook(
        path,
        values=[{"night": FORMULA, **summary_row(night)}],
        quality=quality_rows(night),
        failed=[{"night": "b", "code": "LEG-E1", "what": "broken", "found": None}],
        settings=[("rules", "wasm2016")],
    )
    return openpyxl.load_workbook(path)


def cells(book: openpyxl.Workbook) -> dict[str, openpyxl.cell.Cell]:
    sheet = book["Values"]
    return {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}


def test_has_the_five_sheets(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Values", "Quality", "Dictionary", "Settings", "Failed"]


def test_text_that_looks_like_a_formula_stays_text(book: openpyxl.Workbook) -> None:
    cell = cells(book)["night"]

    assert (cell.value, cell.data_type) == (FORMULA, "s")


def test_none_stays_empty_with_the_reason_beside(book: openpyxl.Workbook) -> None:
    row = cells(book)

    assert row["aasm3.plms_per_hour"].value is None
    assert row["aasm3.plms_per_hour why"].value == "not_measured: nobody staged <it>"
    assert row["wasm2016.plms_per_hour"].value == 12.34
    assert row["is_simulated"].value is True


def test_every_column_stands_in_the_dictionary(book: openpyxl.Workbook) -> None:
    told = [row[0] for row in book["Dictionary"].iter_rows(min_row=2, values_only=True)]
    asked = [cell.value for name in ("Values", "Quality") for cell in book[name][1]]

    assert told == asked


def test_the_standing_is_among_the_settings(book: openpyxl.Workbook) -> None:
    assert ("standing", NIGHT_STANDING) in list(book["Settings"].iter_rows(values_only=True))
