"""The windows table on disk has exactly the published columns and gives back what went in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hand_made import make_windows
from legato.model.window_table import COLUMNS
from legato.report.windows import write_windows


def test_columns_are_the_published_ones_in_their_order(tmp_path: Path) -> None:
    write_windows(make_windows(["still", "walking"]), tmp_path / "w.parquet")
    assert pq.read_schema(tmp_path / "w.parquet").names == list(COLUMNS)


def test_text_is_stored_as_dictionary_and_read_back_as_words(tmp_path: Path) -> None:
    write_windows(make_windows(["still", "walking", "still"]), tmp_path / "w.parquet")
    table = pq.read_table(tmp_path / "w.parquet")
    assert pa.types.is_dictionary(table.schema.field("state").type)
    assert table["state"].to_pylist() == ["still", "walking", "still"]


def test_what_the_sensor_cannot_give_stays_nan_and_never_becomes_null_or_zero(tmp_path: Path) -> None:
    write_windows(make_windows(["still"]), tmp_path / "w.parquet")
    column = pq.read_table(tmp_path / "w.parquet")["amplitude_mm"]
    assert column.null_count == 0
    assert np.isnan(column.to_numpy()).all()


def test_an_empty_table_is_written_with_its_columns(tmp_path: Path) -> None:
    write_windows(make_windows([]), tmp_path / "w.parquet")
    assert pq.read_table(tmp_path / "w.parquet").num_rows == 0


def test_the_file_says_where_it_comes_from(tmp_path: Path) -> None:
    write_windows(make_windows(["still"]), tmp_path / "w.parquet", provenance={"legato.version": "0.1.0"})
    metadata = pq.read_schema(tmp_path / "w.parquet").metadata
    assert metadata[b"legato.version"] == b"0.1.0"
    assert metadata[b"legato.window_s"] == b"4.0"
