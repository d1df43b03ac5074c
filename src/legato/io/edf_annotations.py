"""Time-stamped annotation lists (TAL) of EDF+ and BDF+: the start of each data record, and the marks.

Pure parsing of bytes. A record's first list carries no text and says when the record began.
"""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

__all__ = ["parse_annotations"]

# Onset, optional duration behind 0x15, texts closed by 0x14; the list ends with 0x00.
_TAL = re.compile(rb"([+-]\d+(?:\.\d*)?)(?:\x15(\d+(?:\.\d*)?))?\x14((?:[^\x00\x14]*\x14)*)\x00?")
MAX_MARKS = 1_000_000  # one a second for eleven days; more is a file of noise read as marks


def parse_annotations(
    rows: NDArray[np.uint8], *, is_timekeeper: bool
) -> tuple[NDArray[np.float64], list[tuple[float, float, str]], int]:
    """Parse the annotation bytes of all records of one annotation signal.

    Parameters
    ----------
    rows : ndarray of uint8, shape (n_records, n_bytes)
    is_timekeeper : bool
        The first annotation signal of a file; its first list is the record's start.

    Returns
    -------
    onset_s : ndarray of float64, shape (n_records,)
        Start of each record, seconds since the header's start; NaN where a record does not say (or no timekeeper).
    marks : list of (float, float, str)
        Onset, duration (0 where none is given) and text.
    n_broken : int
        Records whose bytes follow no list.
    """
    onset_s = np.full(len(rows), np.nan)
    marks: list[tuple[float, float, str]] = []
    n_broken = 0
    for k in range(len(rows)):
        raw = rows[k].tobytes().rstrip(b"\x00")
        position, is_first = 0, is_timekeeper
        while position < len(raw):
            found = _TAL.match(raw, position)
            if found is None or len(marks) > MAX_MARKS:
                n_broken += 1
                break
            position = found.end()
            while position < len(raw) and raw[position] == 0:
                position += 1
            start_s = float(found[1])
            duration_s = float(found[2]) if found[2] else 0.0
            texts = found[3].split(b"\x14")[:-1]
            if is_first and texts[:1] in ([], [b""]):
                onset_s[k] = start_s
                texts = texts[1:]
            is_first = False
            if math.isfinite(start_s) and math.isfinite(duration_s):
                marks += [
                    (start_s, duration_s, text.decode("utf-8", "replace").strip()) for text in texts if text
                ]
    return onset_s, marks, n_broken
