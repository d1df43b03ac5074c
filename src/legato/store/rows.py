"""Rows of the database as items, and what may stand in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import RowMapping

from legato.errors import InputError, StoreError
from legato.model.kept import ItemKind, KeptItem

__all__ = ["as_item", "body_text", "check_day", "check_word", "stamp"]

_LONGEST_WORD = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def as_item(row: RowMapping) -> KeptItem:
    """Make an item of a row.

    Parameters
    ----------
    row : RowMapping
        Of ``item`` or ``item_version``.

    Returns
    -------
    KeptItem

    Raises
    ------
    StoreError
        If its body is damaged.
    """
    try:
        body = json.loads(row["body"])
        kind = ItemKind(row["kind"])
    except ValueError as error:
        raise StoreError(
            "An item of the store is damaged",
            where=row["id"],
            found=str(error)[:200],
            mend="restore it from a backup",
            code="LEG-E810",
        ) from error
    return KeptItem(
        id=row["id"],
        person=row["person"],
        kind=kind,
        body=body,
        version=row["version"],
        day=row["day"],
        made_at=row["made_at"],
        changed_at=row["changed_at"],
        device=row["device"],
        is_deleted=bool(row["is_deleted"]),
    )


def body_text(body: Mapping[str, Any], *, where: str) -> str:
    """Give a body as JSON.

    Parameters
    ----------
    body : mapping
    where : str
        Id of the item, for the message.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If something in it is no JSON value, such as NaN or a date.
    """
    try:
        return json.dumps(dict(body), allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            "What is to be kept is not made of JSON values alone",
            where=where,
            found=str(error)[:200],
            mend="give text, numbers, true, false, null, lists and mappings",
            code="LEG-E812",
        ) from error


def check_word(word: str, *, name: str, may_be_empty: bool = False) -> None:
    """Refuse an id, person, key or device that is empty, too long, or holds what does not print.

    Parameters
    ----------
    word : str
    name : str
        What it is, for the message.
    may_be_empty : bool

    Raises
    ------
    InputError
        If it is refused.
    """
    if (word or may_be_empty) and len(word) <= _LONGEST_WORD and word.isprintable():
        return
    raise InputError(
        f"This {name} cannot be kept",
        found=repr(word[:40]),
        mend=f"give 1 to {_LONGEST_WORD} characters that print",
        code="LEG-E813",
    )


def check_day(day: str, *, where: str) -> None:
    """Refuse a day that is not in the calendar.

    Parameters
    ----------
    day : str
        ISO 8601, or empty.
    where : str

    Raises
    ------
    InputError
        If it is refused.
    """
    if not day:
        return
    try:
        if not _DAY.fullmatch(day):
            raise ValueError("not YYYY-MM-DD")
        date.fromisoformat(day)
    except ValueError as error:
        raise InputError(
            "This is no day", where=where, found=repr(day[:40]), mend="give YYYY-MM-DD", code="LEG-E814"
        ) from error


def stamp(moment: datetime) -> str:
    """Give a moment in UTC, to the microsecond, so that texts sort like times.

    Parameters
    ----------
    moment : datetime
        With its zone.

    Returns
    -------
    str
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
