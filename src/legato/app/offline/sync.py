"""Take back what was answered while the computer was out of reach: nothing is lost, doubled, or silently overwritten.

Each change has a key that is repeated with every try, so a change whose answer was lost on the way changes nothing when it
comes again. A change to a version that is no longer the newest is kept beside what is there, and a person chooses.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from legato.app.flow import new_check_body
from legato.errors import ConflictError, InputError, StoreError
from legato.model.diary import DiaryEntry
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind, KeptItem
from legato.store.store import Store

__all__ = ["CONFLICT", "MOST_CHANGES", "changes_since", "item_values", "take_change"]

MOST_CHANGES = 100
CONFLICT = "conflict-"
"""Beginning of the ids of items that hold the other version of a thing that was changed in two places."""

_PAGE = 200
_SENT = frozenset({ItemKind.CHECK, ItemKind.DIARY})
_LONGEST_STORY = 20000
_WAS_ERASED = "LEG-E818"
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


def changes_since(store: Store, *, since: int, person: str) -> dict[str, Any]:
    """Give what changed for a person, a page at a time.

    Parameters
    ----------
    store : Store
    since : int
        Number that the last page ended with; 0 at first.
    person : str

    Returns
    -------
    dict
        ``changes``, ``upto`` (ask from here next) and ``seq`` (the newest number there is); a ``seq`` below the number
        asked from says that this is another store, to be read from the beginning.
    """
    found = store.changes_since(since, person=person)
    shown = found[:_PAGE]
    newest = found[-1][0] if found else since if not since or _reaches(store, since) else 0
    return {
        "changes": [item_values(item) for _, item in shown if item.kind in _SENT],
        "upto": shown[-1][0] if shown else newest,
        "seq": newest,
    }


def _reaches(store: Store, since: int) -> bool:
    """Tell whether this store has counted as far as a device remembers."""
    return bool(store.changes_since(since - 1))


def item_values(item: KeptItem) -> dict[str, Any]:
    """Write an item as plain values.

    Parameters
    ----------
    item : KeptItem

    Returns
    -------
    dict
    """
    return {
        "id": item.id,
        "kind": item.kind.value,
        "person": item.person,
        "body": dict(item.body),
        "version": item.version,
        "day": item.day,
        "made_at": item.made_at,
        "changed_at": item.changed_at,
        "is_deleted": item.is_deleted,
    }


def take_change(store: Store, change: Mapping[str, Any], *, person: str, device: str) -> dict[str, Any]:
    """Take one change.

    Parameters
    ----------
    store : Store
    change : mapping
        ``key``, ``kind``, ``id``, ``person``, ``body``, ``base_version``, ``day`` and ``made_at``.
    person : str
        Whose browser it is; a change that names nobody is theirs.
    device : str

    Returns
    -------
    dict
        ``key``, ``status`` and, unless it was refused, ``current``: the item as it is now, or None where it is gone.
        ``accepted``: it is on the disk. ``duplicate``: it was there already. ``conflict``: the thing was changed elsewhere
        too, and this version is kept beside it. ``refused``: it cannot be read; ``why`` says so, and the device keeps it.
    """
    key, id_, kind = str(change["key"]), str(change["id"]), ItemKind(change["kind"])
    known = store.get(id_)
    owner = known.person if known else str(change["person"]) or person
    fault = _fault(store, change, kind=kind, known=known, owner=owner)
    if fault:
        return {"key": key, "status": "refused", "why": fault}
    body = _whole(_canonical(change["body"]), kind=kind)
    try:
        item = store.put(
            kind,
            body,
            id=id_,
            person=owner,
            key=key,
            day=str(change["day"]),
            base_version=int(change["base_version"]),
            device=device,
        )
    except ConflictError as error:
        current = error.current if isinstance(error.current, KeptItem) else None
        return _contradiction(store, change, body=body, current=current, owner=owner, device=device)
    except InputError as error:
        return {"key": key, "status": "refused", "why": error.what}
    except StoreError as error:
        if error.code != _WAS_ERASED:
            raise
        return {"key": key, "status": "duplicate", "current": None}
    if item.id != id_:
        return {"key": key, "status": "refused", "why": "the key was used for another thing"}
    is_old = known is not None and item.version <= known.version
    return {"key": key, "status": "duplicate" if is_old else "accepted", "current": item_values(item)}


def _contradiction(
    store: Store,
    change: Mapping[str, Any],
    *,
    body: dict[str, Any],
    current: KeptItem | None,
    owner: str,
    device: str,
) -> dict[str, Any]:
    """Keep a change beside the version that it does not build on."""
    key = str(change["key"])
    values = item_values(current) if current is not None else None
    if current is not None and not current.is_deleted and dict(current.body) == body:
        return {"key": key, "status": "duplicate", "current": values}
    kept_before = store.get(f"{CONFLICT}{key}")
    if kept_before is not None and kept_before.is_deleted:
        return {"key": key, "status": "duplicate", "current": values}
    other = {
        "of": change["id"],
        "kind": change["kind"],
        "body": body,
        "day": change["day"],
        "base_version": change["base_version"],
        "made_at": change["made_at"],
        "device": device,
    }
    store.put(
        ItemKind.SETTING, other, id=f"{CONFLICT}{key}", person=owner, key=f"{CONFLICT}{key}", device=device
    )
    return {"key": key, "status": "conflict", "current": values}


def _fault(
    store: Store,
    change: Mapping[str, Any],
    *,
    kind: ItemKind,
    known: KeptItem | None,
    owner: str,
) -> str:
    """Say why a change cannot be taken; empty where it can."""
    if known is not None and known.kind is not kind:
        return "the id belongs to another kind of thing"
    whose = store.get(owner) if owner else None
    if whose is None or whose.is_deleted or whose.kind is not ItemKind.PERSON:
        return "nobody here is the person it belongs to"
    try:
        body = _canonical(change["body"])
        if kind is ItemKind.CHECK:
            _read_check(body)
        else:
            DiaryEntry.from_body(body, day=datetime.date.fromisoformat(str(change["day"])))
        if change["day"]:
            datetime.date.fromisoformat(str(change["day"]))
    except InputError as error:
        return error.what
    except _BROKEN as error:
        return f"it cannot be read: {type(error).__name__}"
    return ""


def _canonical(body: Any) -> dict[str, Any]:
    """Give a body as the store would read it back; raises ValueError for what no text can hold."""
    text = json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
    made: dict[str, Any] = json.loads(text)
    return made


def _whole(body: dict[str, Any], *, kind: ItemKind) -> dict[str, Any]:
    """Give a check everything that the pages of a check know, also where an older page on the phone left it out."""
    if kind is not ItemKind.CHECK:
        return body
    day = datetime.date.fromisoformat(body["started_on"])
    return new_check_body(country=body["country"], language=body["language"], today=day, medicines=()) | body


def _read_check(body: Mapping[str, Any]) -> None:
    """Raise where a check could not be shown later."""
    InterviewState.from_json(body["state"])
    datetime.date.fromisoformat(body["started_on"])
    if body["finished_on"] is not None:
        datetime.date.fromisoformat(body["finished_on"])
    for name in ("country", "language", "story"):
        if not isinstance(body[name], str) or len(body[name]) > _LONGEST_STORY:
            raise ValueError(name)
    for name in ("recordings", "medicines", "my_questions", "sites", "steps"):
        value = body.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ValueError(name)
