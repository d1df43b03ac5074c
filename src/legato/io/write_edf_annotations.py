"""Marks as an EDF+ file of their own, which other viewers open beside the recording."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from legato.errors import InputError
from legato.model.annotation import Annotation

__all__ = ["write_edf_annotations"]

_DIGITS = 6  # microseconds; viewers keep tenths of them


def write_edf_annotations(
    path: str | os.PathLike[str],
    *,
    start: datetime | None,
    duration_s: float,
    annotations: Sequence[Annotation],
) -> None:
    """Write marks as an EDF+ file without samples.

    Parameters
    ----------
    path : str or path-like
        Written beside and renamed, so that no half file is left.
    start : datetime or None
        Clock of second 0; None leaves the clock of the file at midnight and its date unknown.
    duration_s : float
        Of the recording; no mark may begin behind it.
    annotations : sequence of Annotation

    Raises
    ------
    InputError
        If a mark begins outside the recording.
    """
    import edfio

    wrong = [mark for mark in annotations if not 0 <= mark.start_s <= duration_s]
    if wrong:
        raise InputError(
            "Marks begin outside the recording and can't be written",
            where=Path(path).name,
            found=f"{len(wrong)} of {len(annotations)}, first at {wrong[0].start_s:g} s of {duration_s:g} s",
            code="LEG-E924",
        )
    marks = [
        edfio.EdfAnnotation(
            round(mark.start_s, _DIGITS), round(mark.duration_s, _DIGITS) or None, _one_line(mark.text)
        )
        for mark in annotations
    ]
    edf = edfio.Edf(
        [],
        recording=edfio.Recording(startdate=start.date() if start else None),
        starttime=start.time().replace(tzinfo=None) if start else None,
        annotations=marks,
    )
    target = Path(path)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        edf.write(beside)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def _one_line(text: str) -> str:
    """Take control characters out: they close a mark in EDF+."""
    return "".join(letter if letter >= " " else " " for letter in text)
