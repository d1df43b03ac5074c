"""Columns of labels into Annotations: one for each stretch of equal values; labels are never signal channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from legato.model.annotation import Annotation
from legato.model.issue import Issue, Severity
from legato.model.time_base import TimeBase

__all__ = ["MAX_MARKS", "annotate"]

# A column that changes more often than this is no label of stretches; a week of marks a second apart is below it.
MAX_MARKS = 200_000


def annotate(
    name: str,
    codes: NDArray[np.integer],
    words: Sequence[str],
    *,
    time: TimeBase,
    text_of: Callable[[str], str | None] | None = None,
) -> tuple[list[Annotation], list[Issue]]:
    """Make one Annotation for each stretch of equal labels.

    Parameters
    ----------
    name : str
        Name of the column, kept in the origin as ``column:NAME``.
    codes : ndarray of int, shape (n_samples,)
        Place in ``words``; negative where a row has no label.
    words : sequence of str
        What the codes stand for. Where they are only 0 and 1, the 1 becomes the name of the column and the 0 nothing.
    time : TimeBase
    text_of : callable or None
        Turns a word into the text of the mark, or None for no mark; for formats whose numbers have a meaning.

    Returns
    -------
    list of Annotation
    list of Issue
        One when the column changes too often to be labels; then there are no marks.
    """
    if not codes.size:
        return [], []
    changes = np.flatnonzero(np.diff(codes)) + 1
    if changes.size > MAX_MARKS:
        what = f"Column '{name}' changes {changes.size} times, so it was not read as labels."
        return [], [Issue("column_ignored", Severity.NOTE, what, where=name)]
    name_of = text_of or _plain_text(name, words)
    firsts = np.concatenate(([0], changes))
    starts_s = [max(0.0, float(time.times_s(int(first), int(first) + 1)[0])) for first in firsts]
    ends_s = [*starts_s[1:], time.end_s]
    marks: list[Annotation] = []
    for first, start_s, end_s in zip(firsts, starts_s, ends_s, strict=True):
        text = name_of(words[codes[first]]) if codes[first] >= 0 else None
        if text:
            marks.append(Annotation(start_s, max(0.0, end_s - start_s), text, f"column:{name}"))
    return marks, []


def _plain_text(name: str, words: Sequence[str]) -> Callable[[str], str | None]:
    is_flag = {_number(word) for word in words} <= {"0", "1"}
    if is_flag:
        return lambda word: name if _number(word) == "1" else None
    return lambda word: _number(word).strip() or None


def _number(word: str) -> str:
    """Write ``3.0``, ``True`` and ``false`` as the numbers they are."""
    truth = {"true": "1", "false": "0"}
    bare = truth.get(word.strip().lower(), word.strip())
    return bare[:-2] if bare.endswith(".0") and bare[:-2].lstrip("-").isdigit() else bare
