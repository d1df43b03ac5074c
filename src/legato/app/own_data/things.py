"""All things that a person keeps, each with what it is, so that one can be deleted."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from legato.app.catalog import Words
from legato.app.desk import Desk
from legato.model.kept import ItemKind, KeptItem

__all__ = ["Thing", "delete_everything", "find_thing", "things_of"]

_SHOWN = tuple(kind for kind in ItemKind if kind not in (ItemKind.DEVICE, ItemKind.SETTING, ItemKind.PERSON))
_NAMES = ("name", "text", "task", "note", "how")
_LONGEST = 60
# Beside the store: what is on its way in, and copies of older versions of the database.
_BESIDE = ("incoming", "imports", "outgoing", "older")


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of the list.

    Parameters
    ----------
    item : KeptItem
    kind, day, about : str
        In words.
    """

    item: KeptItem
    kind: str
    day: str
    about: str


def things_of(desk: Desk, *, person: str, words: Words) -> list[Thing]:
    """List what a person keeps and has deleted but not yet for good, the newest first.

    Parameters
    ----------
    desk : Desk
    person : str
    words : Words

    Returns
    -------
    list of Thing
    """
    items = [one for _, one in desk.store.changes_since(0, person=person) if one.kind in _SHOWN]
    items.sort(key=lambda one: (one.day or one.made_at[:10], one.made_at), reverse=True)
    return [_thing(desk, one, words=words) for one in items]


def find_thing(desk: Desk, id_: str, *, person: str, words: Words) -> Thing | None:
    """Give one thing of a person; None where there is none.

    Parameters
    ----------
    desk : Desk
    id_, person : str
    words : Words

    Returns
    -------
    Thing or None
    """
    item = desk.store.get(id_) if id_ else None
    if item is None or item.person != person or item.kind not in _SHOWN:
        return None
    return _thing(desk, item, words=words)


def delete_everything(desk: Desk) -> None:
    """Take all rows, all history and all files away for good, also what was on its way in.

    Parameters
    ----------
    desk : Desk

    Raises
    ------
    StoreError
        If the disk refuses.
    """
    for name in _BESIDE:
        folder = desk.store.folder / name
        if folder.is_dir():
            shutil.rmtree(folder)
    desk.store.erase_everything()


def _thing(desk: Desk, item: KeptItem, *, words: Words) -> Thing:
    told = item
    if item.is_deleted:
        told = next((one for one in reversed(desk.store.history(item.id)) if not one.is_deleted), item)
    about = next((str(told.body[name]) for name in _NAMES if told.body.get(name)), "")
    if item.kind in (ItemKind.SHARE, ItemKind.RECORDING):
        known = (f"data.about.{about}", f"record.task.{about}")
        about = next((words.t(one) for one in known if words.has(one)), about)
    short = about if len(about) <= _LONGEST else about[: _LONGEST - 1] + "…"
    day = told.day or told.made_at[:10]
    return Thing(item, words.t(f"data.kind.{item.kind}"), words.date(day), short)
