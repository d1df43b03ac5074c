"""A scored night as JSON, table and marks: everything is there once, missing stays missing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq

from legato.report.night_annotations import night_annotations
from legato.report.night_json import NIGHT_STANDING, SLEEP_SCHEMA, night_object
from legato.report.night_summary import quality_rows, summary_row
from legato.report.night_table import MOVEMENT_COLUMNS, movement_rows, render_movements_csv, write_movements
from night_makers import make_night

NIGHT = make_night()


def test_the_object_says_its_standing_and_is_strict_json() -> None:
    told = json.loads(json.dumps(night_object(NIGHT), allow_nan=False))

    assert (told["schema"], told["standing"]) == (SLEEP_SCHEMA, NIGHT_STANDING)
    assert list(told["rule_sets"]) == ["wasm2016", "aasm3"]
    assert told["rule_sets"]["aasm3"]["indices"]["plms_per_hour"] is None
    assert told["rule_sets"]["wasm2016"]["counts"] == {"plm_count": 3.0}
    assert told["legs"][0]["minutes"][0]["mains_uv"] is None


def test_not_scored_is_null_and_none_found_is_an_empty_list() -> None:
    notes = night_object(NIGHT)["notes"]

    assert notes["arousals"] is None
    assert notes["respiratory"] == []


def test_the_table_has_every_movement_of_every_rule_set() -> None:
    rows = list(csv.DictReader(io.StringIO(render_movements_csv(NIGHT))))

    assert [row["rule_set"] for row in rows] == ["wasm2016"] * 5 + ["aasm3"] * 5
    assert rows[0]["onset_s"] == "100.000000"
    assert rows[0]["clock"] == "2026-01-12T22:42:47.000"
    assert (rows[0]["imi_s"], rows[0]["is_respiratory"], rows[4]["excluded_by"]) == (
        "",
        "",
        "wasm2016.longest_s",
    )


def test_parquet_holds_the_same_rows_and_says_that_they_are_simulated(tmp_path: Path) -> None:
    path = tmp_path / "night.parquet"
    write_movements(NIGHT, path)
    table = pq.read_table(path)

    assert table.to_pylist() == movement_rows(NIGHT)
    assert table.column_names == list(MOVEMENT_COLUMNS)
    assert table.schema.metadata[b"legato.is_simulated"] == b"true"


def test_marks_are_in_order_and_the_refused_name_their_clause() -> None:
    marks = night_annotations(NIGHT)

    assert [mark.start_s for mark in marks] == sorted(mark.start_s for mark in marks)
    assert "wasm2016 lm left refused wasm2016.longest_s" in [mark.text for mark in marks]
    assert len(marks) == 10


def test_an_empty_cell_of_the_summary_never_stands_alone() -> None:
    row = summary_row(NIGHT)

    assert row["wasm2016.plms_per_hour"] == 12.34
    assert row["legs"] == "left"
    assert all(
        row[f"{name} why"] for name, value in row.items() if value is None and not name.endswith(" why")
    )


def test_quality_tells_the_verdict_and_leaves_out_what_could_not_be_assessed() -> None:
    left, right = quality_rows(NIGHT)

    assert (left["verdict"], right["verdict"], right["reason"]) == (
        "scored",
        "not scorable",
        "flat for the whole night",
    )
    assert left["mains_uv_median"] is None
    assert (left["pops"], right["minutes_not_scorable"]) == (2, 2)
