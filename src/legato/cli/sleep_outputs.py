"""The files of one scored night, each written beside its place and renamed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legato.score_night import NightWork

__all__ = ["NIGHT_FILES", "write_night_file"]

# Kind -> how the file of a night in a batch ends.
NIGHT_FILES = {
    "json": ".sleep.json",
    "csv": "_events.csv",
    "parquet": "_events.parquet",
    "edf": "_events.edf",
    "html": "_report.html",
    "pdf": "_report.pdf",
}


def write_night_file(work: NightWork, kind: str, path: Path) -> None:
    """Write one file of a scored night.

    Parameters
    ----------
    work : NightWork
    kind : str
        One of ``NIGHT_FILES``.
    path : Path

    Raises
    ------
    UsageError
        If the place can't be written to.
    MissingExtraError
        If the PDF needs a library that is not installed.
    """
    from legato.report.write import write_beside, write_text_beside

    night = work.night
    if kind == "json":
        from legato.report.json import render_json
        from legato.report.night_json import night_object

        write_text_beside(path, render_json(night_object(night)))
    elif kind == "csv":
        from legato.report.night_table import render_movements_csv

        write_text_beside(path, render_movements_csv(night))
    elif kind == "parquet":
        from legato.report.night_table import write_movements

        write_beside(path, lambda beside: write_movements(night, beside))
    elif kind == "edf":
        from legato.io.write_edf_annotations import write_edf_annotations
        from legato.report.night_annotations import night_annotations

        write_edf_annotations(
            path, start=night.start, duration_s=night.duration_s, annotations=night_annotations(night)
        )
    elif kind == "html":
        from legato.report.night_html import render_night_html
        from legato.score_night import excerpts_of

        write_text_beside(path, render_night_html(night, excerpts=excerpts_of(work)))
    else:
        from legato.report.night_pdf import render_night_pdf
        from legato.score_night import excerpts_of

        pdf = render_night_pdf(night, excerpts=excerpts_of(work))
        write_beside(path, lambda beside: _fill(beside, pdf))


def _fill(path: Path, content: bytes) -> None:
    path.write_bytes(content)
