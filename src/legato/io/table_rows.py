"""Which rows of a table are the one recording that is asked for; several are refused with their list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError, UsageError
from legato.io.columns import Columns
from legato.io.labels import column_role, is_subject_column, looks_like_a_name
from legato.io.table_hints import MEMBER, PART, Rows, TableWork
from legato.model.issue import Issue, Severity

__all__ = ["choose_rows", "codes_of", "few_of", "refuse_several", "subject_of"]

# A table of more recordings than this is listed in part.
_MOST_GROUPS = 100_000


def codes_of(columns: Columns, name: str, rows: Rows) -> tuple[NDArray[np.int64], list[str]]:
    """Give a column as places in a list of its words.

    Parameters
    ----------
    columns : Columns
    name : str
    rows : slice or ndarray of int

    Returns
    -------
    ndarray of int64, shape (n_rows,)
        -1 where a row has no word.
    list of str
    """
    import pyarrow.compute as pc

    array = columns.array(name)
    if hasattr(array, "dictionary"):
        array = array.dictionary_decode()
    coded = pc.dictionary_encode(array)
    coded = coded.combine_chunks() if hasattr(coded, "combine_chunks") else coded
    codes = np.asarray(pc.fill_null(coded.indices, -1)).astype(np.int64)
    words = ["" if word is None else _word(word) for word in coded.dictionary.to_pylist()]
    return codes[rows], words


def _word(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def choose_rows(work: TableWork) -> Rows:
    """Keep the rows that ``where`` picks."""
    n_rows = work.columns.n_rows
    is_kept = np.ones(n_rows, dtype=np.bool_)
    by_lower = {name.lower(): name for name in work.columns.names}
    for asked, value in work.options.where.items():
        if asked in (PART, MEMBER) and asked not in by_lower:
            continue
        name = by_lower.get(asked.lower())
        if name is None:
            raise UsageError(
                f"There is no column '{asked}' to pick a recording by",
                where=work.source.name,
                found=", ".join(work.columns.names[:20]),
                mend="name one of these: --where column=value",
                code="LEG-E151",
            )
        codes, words = codes_of(work.columns, name, slice(0, n_rows))
        if value not in words:
            raise InputError(
                f"No row has {name}={value}",
                where=work.source.name,
                # What may name a person is not shown, not even to refuse it.
                found="" if column_role(name) == "identity" else few_of(f"{name}={word}" for word in words),
                mend="pick one of these with --where",
                code="LEG-E152",
            )
        is_kept &= codes == words.index(value)
    if is_kept.all():
        return slice(0, n_rows)
    index = np.flatnonzero(is_kept)
    if not index.size:
        raise InputError("No row fits all of --where", where=work.source.name, code="LEG-E152")
    is_stretch = index[-1] - index[0] + 1 == index.size
    return slice(int(index[0]), int(index[-1]) + 1) if is_stretch else index


def few_of(words: Iterable[str], *, at_most: int = 40) -> str:
    """Write some of many words and say how many more there are.

    Parameters
    ----------
    words : iterable of str
    at_most : int

    Returns
    -------
    str
    """
    listed = list(words)
    more = f" and {len(listed) - at_most} more" if len(listed) > at_most else ""
    return ", ".join(listed[:at_most]) + more


def refuse_several(work: TableWork, roles: Mapping[str, str], rows: Rows) -> None:
    """Refuse a table in which subject, trial or recording changes, with the list of what there is.

    Parameters
    ----------
    work : TableWork
    roles : mapping of str to str
        Column -> role.
    rows : slice or ndarray of int

    Raises
    ------
    InputError
        If there is more than one recording in the rows.
    """
    names = [name for name, role in roles.items() if role == "group"]
    if not names:
        return
    coded = [codes_of(work.columns, name, rows) for name in names]
    combined = np.stack([codes for codes, _ in coded])
    places, counts = np.unique(combined, axis=1, return_counts=True)
    if places.shape[1] <= 1:
        return
    if places.shape[1] > _MOST_GROUPS:
        counts = counts[:_MOST_GROUPS]
    changing = [i for i in range(len(names)) if np.unique(places[i]).size > 1]
    listed = [
        ",".join(f"{names[i]}={coded[i][1][place[i]]}" for i in changing) + f" ({count} rows)"
        for place, count in zip(places.T, counts, strict=False)
    ]
    example = listed[0].rsplit(" (", 1)[0]
    raise InputError(
        f"The table holds {places.shape[1]} recordings",
        where=work.source.name,
        found=few_of(listed),
        mend=f"read one of them with --where {example}",
        code="LEG-E153",
    )


def subject_of(work: TableWork, roles: Mapping[str, str], rows: Rows) -> str | None:
    """Give the code of the subject where a column holds one and the same.

    Parameters
    ----------
    work : TableWork
    roles : mapping of str to str
        Column -> role.
    rows : slice or ndarray of int

    Returns
    -------
    str or None
        None too where the column holds what looks like a name.
    """
    for name, role in roles.items():
        if role == "group" and is_subject_column(name):
            codes, words = codes_of(work.columns, name, rows)
            if codes.size and codes.min() == codes.max() >= 0:
                return _code_or_none(work, words[int(codes[0])])
    return None


def _code_or_none(work: TableWork, word: str) -> str | None:
    """Keep the code of a subject, not a name."""
    if not looks_like_a_name(word) or work.options.keep_identity:
        return word
    what = "The column of the subject looks like a name and was left out."
    work.issues.append(Issue("identity_removed", Severity.NOTE, what, mend="use codes such as 017"))
    return None
