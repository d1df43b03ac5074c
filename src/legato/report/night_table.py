"""The movements of a scored night as a table: CSV for people, Parquet for programs. One row a movement and rule set."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from legato.model.leg_movement import ScoredMovement
from legato.model.scored_night import ScoredNight

__all__ = ["MOVEMENT_COLUMNS", "movement_rows", "render_movements_csv", "write_movements"]

# Column -> the type it has in Parquet.
MOVEMENT_COLUMNS = {
    "rule_set": "string",
    "id": "string",
    "onset_s": "float64",
    "duration_s": "float64",
    "clock": "string",
    "side": "string",
    "kind": "string",
    "in_series": "int32",
    "imi_s": "float64",
    "stage": "string",
    "is_respiratory": "bool",
    "has_arousal": "bool",
    "excluded_by": "string",
    "rule_clause": "string",
    "legs": "string",
    "part_of": "string",
    "peak_uv": "float64",
}


def movement_rows(night: ScoredNight) -> list[dict[str, Any]]:
    """List every movement of every rule set, by rule set and onset.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    list of dict
        Keys are those of ``MOVEMENT_COLUMNS``; None is an empty cell and never 0.
    """
    return [
        _row(movement, id, night) for id, scoring in night.scorings.items() for movement in scoring.movements
    ]


def _row(movement: ScoredMovement, rule_set: str, night: ScoredNight) -> dict[str, Any]:
    clock = night.start + timedelta(seconds=movement.span.start_s) if night.start else None
    return {
        "rule_set": rule_set,
        "id": movement.id,
        "onset_s": movement.span.start_s,
        "duration_s": movement.span.duration_s,
        "clock": clock.isoformat(timespec="milliseconds") if clock else None,
        "side": movement.side.value,
        "kind": movement.kind.value,
        "in_series": movement.in_series,
        "imi_s": movement.imi_s,
        "stage": movement.stage.value,
        "is_respiratory": movement.is_respiratory,
        "has_arousal": movement.has_arousal,
        "excluded_by": movement.excluded_by,
        "rule_clause": movement.rule_clause,
        "legs": "+".join(side.value for side in movement.legs),
        "part_of": movement.part_of,
        "peak_uv": movement.peak_uv,
    }


def render_movements_csv(night: ScoredNight) -> str:
    """Write the movements as CSV text.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    str
        Comma, one header line, UTF-8; seconds with six places, so that no sample of any rate is lost.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(MOVEMENT_COLUMNS), lineterminator="\n")
    writer.writeheader()
    for row in movement_rows(night):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return text.getvalue()


def _cell(value: object) -> object:
    """Give a value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6f}" if isinstance(value, float) else value


def write_movements(night: ScoredNight, path: Path) -> None:
    """Write the movements as Parquet.

    Parameters
    ----------
    night : ScoredNight
    path : Path
        Written in place; the caller writes beside and renames.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = movement_rows(night)
    fields = [pa.field(name, getattr(pa, _ARROW[kind])()) for name, kind in MOVEMENT_COLUMNS.items()]
    facts = {
        "legato.schema": "legato.sleep/1",
        "legato.version": night.provenance.legato_version,
        "legato.source_sha256": night.provenance.sha256,
        "legato.is_simulated": str(night.provenance.is_simulated).lower(),
    }
    schema = pa.schema(fields, metadata=facts)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, compression="zstd")


_ARROW = {"string": "string", "float64": "float64", "int32": "int32", "bool": "bool_"}
