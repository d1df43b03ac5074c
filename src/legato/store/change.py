"""Changes inside one write transaction: put, undo, delete; each leaves a version, and its key is used once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, RowMapping, insert, select, update

from legato.errors import ConflictError, InputError, StoreError
from legato.model.kept import ItemKind, KeptItem
from legato.store.places import named_places
from legato.store.rows import as_item
from legato.store.tables import item, item_version, used_key

__all__ = ["Draft", "delete_item", "put_item", "undo_item"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to become the newest version of an item.

    Parameters
    ----------
    id, person : str
    kind : ItemKind
    body : str
        JSON.
    day : str
    device : str
    at : str
        When it was asked for, in UTC.
    is_deleted : bool
    restores : int or None
        The version whose content this is, for an undo.
    """

    id: str
    person: str
    kind: ItemKind
    body: str
    day: str
    device: str
    at: str
    is_deleted: bool = False
    restores: int | None = None


def put_item(
    connection: Connection, draft: Draft, *, key: str, base_version: int | None, folder: Path
) -> KeptItem:
    """Write a version, unless its key was used before.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    draft : Draft
    key : str
    base_version : int or None
        The version that was seen; 0 for none, None for whatever is there.
    folder : Path
        The data folder, where the files of a new recording must be.

    Returns
    -------
    KeptItem
        The new version; for a used key the one that was written then.

    Raises
    ------
    ConflictError
        If another version is there.
    InputError
        If the id or the key belongs to another kind of thing or to another person, or a new recording names a file that
        is not there.
    """
    earlier = _done_before(connection, key, action="put")
    if earlier is not None:
        if (earlier.kind, earlier.person) != (draft.kind, draft.person):
            raise _key_of_another(key)
        return earlier
    current = _current(connection, draft.id)
    if current is not None and (current["kind"], current["person"]) != (draft.kind, draft.person):
        raise InputError(
            "This id belongs to something else",
            where=draft.id,
            mend="give a new thing a new id",
            code="LEG-E815",
        )
    _check_version(current, base_version, id_=draft.id)
    if current is None and draft.kind is ItemKind.RECORDING:
        _check_files(draft, folder)
    return _write(connection, draft, current, key=key, action="put")


def _check_files(draft: Draft, folder: Path) -> None:
    """Refuse a new recording without its files; a later version may say that they were lost."""
    for place in sorted(named_places(draft.body)):
        if not (folder / place).is_file():
            raise InputError(
                "The file that this recording names is not there; nothing was written",
                where=draft.id,
                found=place,
                mend="write the file first",
                code="LEG-E829",
            )


def delete_item(
    connection: Connection, id_: str, *, key: str, base_version: int | None, at: str, device: str
) -> KeptItem:
    """Put a tombstone on top of an item; the versions below stay.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    id_, key : str
    base_version : int or None
    at : str
        Now, in UTC.
    device : str

    Returns
    -------
    KeptItem
        The tombstone; the one that is there when the item was deleted before.

    Raises
    ------
    ConflictError
        If another version is there.
    StoreError
        If there is no such item.
    InputError
        If the key belongs to another change.
    """
    earlier = _done_before(connection, key, action="delete")
    if earlier is not None:
        if earlier.id != id_:
            raise _key_of_another(key)
        return earlier
    current = _needed(connection, id_)
    if current["is_deleted"]:
        found = as_item(current)
        _remember(connection, key, action="delete", id_=id_, version=found.version)
        return found
    _check_version(current, base_version, id_=id_)
    draft = replace(_draft_of(current, at=at), body="{}", is_deleted=True, device=device)
    return _write(connection, draft, current, key=key, action="delete")


def undo_item(connection: Connection, id_: str, *, key: str, at: str) -> KeptItem:
    """Put the version before on top; undoing again goes one further back.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    id_, key : str
    at : str
        Now, in UTC.

    Returns
    -------
    KeptItem

    Raises
    ------
    StoreError
        If there is no such item or nothing before it.
    InputError
        If the key belongs to another change.
    """
    earlier = _done_before(connection, key, action="undo")
    if earlier is not None:
        if earlier.id != id_:
            raise _key_of_another(key)
        return earlier
    current = _needed(connection, id_)
    target = _origin(connection, id_, current["version"]) - 1
    if target < 1:
        raise StoreError(
            "There is nothing before this to go back to; nothing was written",
            where=id_,
            mend="delete it instead",
            code="LEG-E817",
        )
    before = _version(connection, id_, target)
    draft = replace(_draft_of(before, at=at), restores=_origin(connection, id_, target))
    return _write(connection, draft, current, key=key, action="undo")


def _done_before(connection: Connection, key: str, *, action: str) -> KeptItem | None:
    """Give what this key did; refuse a key of another action or of an item that was erased since."""
    used = connection.execute(select(used_key).where(used_key.c.key == key)).mappings().first()
    if used is None:
        return None
    if used["action"] != action:
        raise _key_of_another(key)
    if not used["item_id"]:
        raise StoreError(
            "What this was sent for was erased; nothing was written",
            mend="send it as a new thing, with a new key",
            code="LEG-E818",
        )
    return as_item(_version(connection, used["item_id"], used["version"]))


def _key_of_another(key: str) -> InputError:
    return InputError(
        "This key was used for another change; nothing was written",
        found=repr(key[:40]),
        mend="give every change a key of its own",
        code="LEG-E816",
    )


def _current(connection: Connection, id_: str) -> RowMapping | None:
    return connection.execute(select(item).where(item.c.id == id_)).mappings().first()


def _needed(connection: Connection, id_: str) -> RowMapping:
    current = _current(connection, id_)
    if current is None:
        raise StoreError("There is no such item; nothing was written", where=id_, code="LEG-E819")
    return current


def _version(connection: Connection, id_: str, version: int) -> RowMapping:
    wanted = select(item_version).where(item_version.c.id == id_, item_version.c.version == version)
    return connection.execute(wanted).mappings().one()


def _origin(connection: Connection, id_: str, version: int) -> int:
    """Give the version whose content a version holds."""
    restores: int | None = _version(connection, id_, version)["restores"]
    return version if restores is None else restores


def _check_version(current: RowMapping | None, base_version: int | None, *, id_: str) -> None:
    there = 0 if current is None else int(current["version"])
    if base_version is None or base_version == there:
        return
    raise ConflictError(
        "This was changed elsewhere in between; nothing was written",
        current=None if current is None else as_item(current),
        where=id_,
        found=f"version {there}, where version {base_version} was seen",
        mend="look at what is there now, and change that",
        code="LEG-E807",
    )


def _draft_of(row: RowMapping, *, at: str) -> Draft:
    return Draft(
        id=row["id"],
        person=row["person"],
        kind=ItemKind(row["kind"]),
        body=row["body"],
        day=row["day"],
        device=row["device"],
        at=at,
        is_deleted=bool(row["is_deleted"]),
    )


def _write(
    connection: Connection, draft: Draft, current: RowMapping | None, *, key: str, action: str
) -> KeptItem:
    values = {
        "person": draft.person,
        "kind": str(draft.kind),
        "body": draft.body,
        "version": 1 if current is None else current["version"] + 1,
        "day": draft.day,
        "made_at": draft.at if current is None else current["made_at"],
        "changed_at": draft.at,
        "device": draft.device,
        "is_deleted": draft.is_deleted,
    }
    if current is None:
        connection.execute(insert(item).values(id=draft.id, **values))
    else:
        connection.execute(update(item).where(item.c.id == draft.id).values(**values))
    connection.execute(insert(item_version).values(id=draft.id, restores=draft.restores, **values))
    _remember(connection, key, action=action, id_=draft.id, version=int(values["version"]))
    written = _current(connection, draft.id)
    assert written is not None
    return as_item(written)


def _remember(connection: Connection, key: str, *, action: str, id_: str, version: int) -> None:
    connection.execute(insert(used_key).values(key=key, action=action, item_id=id_, version=version))
