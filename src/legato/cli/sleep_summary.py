"""The summary of a batch of nights: a workbook, a Parquet table and the list of those that failed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["write_summary"]

_ERROR_COLUMNS = ("night", "file", "code", "what", "where", "found", "mend")


def write_summary(
    entries: Sequence[dict[str, Any]], out: Path, *, settings: Sequence[tuple[str, str]]
) -> None:
    """Write what a batch says about all of its nights.

    Parameters
    ----------
    entries : sequence of dict
        Lines of the journal, in the order of the nights; a failed one has ``error``.
    out : Path
    settings : sequence of (str, str)
    """
    from legato.report.night_workbook import write_workbook
    from legato.report.write import write_beside, write_text_beside

    values = [
        {
            "night": entry["name"],
            "file": entry["file"],
            "outcome": _outcome(entry),
            **entry.get("summary", {}),
        }
        for entry in entries
    ]
    quality = [{"night": entry["name"], **row} for entry in entries for row in entry.get("quality", [])]
    failed = [_failed_row(entry) for entry in entries if "error" in entry]
    write_beside(
        out / "summary.xlsx",
        lambda beside: write_workbook(
            beside, values=values, quality=quality, failed=failed, settings=settings
        ),
    )
    write_beside(out / "summary.parquet", lambda beside: _write_parquet(values, beside))
    if failed:
        write_text_beside(out / "failed.tsv", _tsv(failed))
    else:
        (out / "failed.tsv").unlink(missing_ok=True)  # of an earlier run; nothing failed now


def _outcome(entry: dict[str, Any]) -> str:
    return f"failed: {entry['error']['what']}" if "error" in entry else "done"


def _failed_row(entry: dict[str, Any]) -> dict[str, str]:
    return {"night": entry["name"], "file": entry["file"], **entry["error"]}


def _tsv(rows: Sequence[dict[str, str]]) -> str:
    """Write rows with tabs; a tab or a line break within a cell becomes a blank."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
    writer.writerow(_ERROR_COLUMNS)
    writer.writerows([" ".join(row.get(column, "").split()) for column in _ERROR_COLUMNS] for row in rows)
    return text.getvalue()


def _write_parquet(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Write the values of all nights; a column that a night lacks is empty there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = pa.table({column: [row.get(column) for row in rows] for column in columns})
    pq.write_table(table, path, compression="zstd")
