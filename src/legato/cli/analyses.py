"""From a path to an analysis: one that Legato wrote earlier is taken as it is, a recording is analysed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legato.cli.options import ReadingOptions

if TYPE_CHECKING:
    from legato.model.analysis import Analysis

__all__ = ["take_analysis"]

_MOST_BYTES = 512 * 1024**2  # The analysis of a month is below 100 MB; more is no analysis.


def take_analysis(path: Path, reading: ReadingOptions) -> Analysis:
    """Take an analysis as it is, and analyse a recording.

    Parameters
    ----------
    path : Path
    reading : ReadingOptions
        Used for a recording.

    Returns
    -------
    Analysis
    """
    from legato.report.read_back import analysis_from_object

    value = _earlier_analysis(path)
    if value is not None:
        return analysis_from_object(value, where=path.name)
    from legato.analyze import analyze
    from legato.cli.inputs import read_input
    from legato.cli.progress import progress_bar

    recording = read_input(path, reading)
    with progress_bar(path.name) as progress:
        return analyze(recording, progress=progress)


def _earlier_analysis(path: Path) -> dict[str, Any] | None:
    """Load a JSON that Legato wrote; None for anything else, which a reader will look at."""
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    with path.open("rb") as file:
        if b'"legato.' not in file.read(200):
            return None
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        # A recording in JSON may well speak of Legato; the readers say what it is, or why it is refused.
        return None
    return value if isinstance(value, dict) else None
