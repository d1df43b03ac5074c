"""Every column of the workbook has a meaning, and a number has its unit."""

from __future__ import annotations

import pytest

from legato.report.night_dictionary import explain_column
from legato.report.night_summary import quality_rows, summary_row
from night_makers import make_night

NIGHT = make_night()
COLUMNS = [*summary_row(NIGHT), *(name for row in quality_rows(NIGHT) for name in row)]


@pytest.mark.parametrize("column", dict.fromkeys(COLUMNS))
def test_every_column_has_a_meaning_and_a_source(column: str) -> None:
    explained = explain_column(column)

    assert list(explained) == ["column", "unit", "meaning", "source"]
    assert explained["column"] == column
    assert explained["meaning"].endswith(".")
    assert explained["source"]


def test_an_index_has_unit_words_and_the_rule_set() -> None:
    assert explain_column("wasm2016.plms_per_hour") == {
        "column": "wasm2016.plms_per_hour",
        "unit": "1/h",
        "meaning": "Number per hour of periodic movements in sleep.",
        "source": "wasm2016",
    }


def test_a_reason_names_what_it_explains_and_has_no_unit() -> None:
    explained = explain_column("wasm2016.plms_per_hour why")

    assert "no number in wasm2016.plms_per_hour" in explained["meaning"]
    assert explained["unit"] == ""


def test_an_unknown_column_is_told_by_its_own_words() -> None:
    assert explain_column("some_new_thing_s")["meaning"] == "Some new thing s."
    assert explain_column("some_new_thing_s")["unit"] == "s"
