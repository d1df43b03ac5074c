"""The store: put, get, undo, delete; what a call returned is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine

from legato.model.kept import ItemKind, KeptItem
from legato.store.bundle import Bundles
from legato.store.change import Draft, delete_item, put_item, undo_item
from legato.store.database import checkpoint, copy_plain, reading, vacuum, writing
from legato.store.erase import (
    all_named,
    carry_out,
    doom_all,
    doom_item,
    doom_older,
    empty_log,
    files_of_folder,
    remove_leftovers,
)
from legato.store.lock import FolderLock
from legato.store.lookup import changes, item_of, items_of, versions_of
from legato.store.rows import body_text, check_day, check_word, stamp

__all__ = ["Store"]


class Store:
    """What the people of one data folder keep; made by ``open_store``.

    Threads may share it, and other processes may have the same folder open.

    Parameters
    ----------
    folder : Path
    engine : Engine
    lock : FolderLock
        Shared with others.
    now : callable
        Gives the time, with its zone.
    seal : bytes or None
        Key of the files; None leaves them plain.
    """

    def __init__(
        self,
        folder: Path,
        *,
        engine: Engine,
        lock: FolderLock,
        now: Callable[[], datetime],
        seal: bytes | None = None,
    ) -> None:
        self.folder = folder
        self._engine = engine
        self._lock = lock
        self._now = now
        self._writers = Lock()
        self._seal = seal
        self.bundles = Bundles(folder, seal=seal, guard=self._writing)
        """The files that belong to the items."""

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Let one thread of this process after the other wait for the one place of a writer."""
        with self._writers, writing(self._engine) as connection:
            yield connection

    def put(
        self,
        kind: ItemKind,
        body: Mapping[str, Any],
        *,
        id: str,
        person: str,
        key: str,
        day: str = "",
        base_version: int | None = None,
        device: str = "here",
    ) -> KeptItem:
        """Keep a new version of an item.

        Parameters
        ----------
        kind : ItemKind
        body : mapping
            JSON values only.
        id, person : str
        key : str
            New for each change. The same key again writes nothing and gives what was written the first time, even
            where the id or the body differ: a form that was sent twice does one thing.
        day : str
            ISO 8601, or empty.
        base_version : int or None
            The version that was seen; 0 when it must be new, None for whatever is there.
        device : str

        Returns
        -------
        KeptItem

        Raises
        ------
        ConflictError
            If another version is there; it is in ``current``.
        InputError
            If something is no value that can be kept, the id or key belongs to something else, or a new recording
            names a file that is not there.
        StoreError
            If it could not be written; then nothing was.
        """
        for word, name in ((id, "id"), (key, "key"), (device, "device")):
            check_word(word, name=name)
        check_word(person, name="person", may_be_empty=True)
        check_day(day, where=id)
        draft = Draft(
            id=id,
            person=person,
            kind=ItemKind(kind),
            body=body_text(body, where=id),
            day=day,
            device=device,
            at=stamp(self._now()),
        )
        with self._writing() as connection:
            return put_item(connection, draft, key=key, base_version=base_version, folder=self.folder)

    def get(self, id: str) -> KeptItem | None:
        """Give the newest version of an item, also where it is a tombstone; None where there never was one."""
        with reading(self._engine) as connection:
            return item_of(connection, id)

    def items(
        self,
        kind: ItemKind,
        *,
        person: str | None = None,
        first_day: str | None = None,
        last_day: str | None = None,
    ) -> list[KeptItem]:
        """Give the items of a kind that are not deleted, by day and then by when they were made.

        Parameters
        ----------
        kind : ItemKind
        person : str or None
            None for everybody's.
        first_day, last_day : str or None
            Both belong to the days that are wanted; items without a day lie outside all bounds.

        Returns
        -------
        list of KeptItem

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        with reading(self._engine) as connection:
            return items_of(connection, kind, person=person, first_day=first_day, last_day=last_day)

    def history(self, id: str) -> list[KeptItem]:
        """Give all versions of an item, the first first; empty where there never was one."""
        with reading(self._engine) as connection:
            return versions_of(connection, id)

    def undo(self, id: str, *, key: str) -> KeptItem:
        """Put the version before on top, as a new version; undoing again goes one further back.

        Parameters
        ----------
        id, key : str

        Returns
        -------
        KeptItem

        Raises
        ------
        StoreError
            If there is no such item, nothing before it, or it could not be written.
        InputError
            If the key belongs to another change.
        """
        check_word(key, name="key")
        with self._writing() as connection:
            return undo_item(connection, id, key=key, at=stamp(self._now()))

    def delete(self, id: str, *, key: str, base_version: int | None = None, device: str = "here") -> KeptItem:
        """Put a tombstone on top of an item, which ``undo`` takes away again.

        Parameters
        ----------
        id, key : str
        base_version : int or None
            The version that was seen; None for whatever is there.
        device : str

        Returns
        -------
        KeptItem

        Raises
        ------
        ConflictError
            If another version is there.
        StoreError
            If there is no such item, or it could not be written.
        InputError
            If the key belongs to another change.
        """
        check_word(key, name="key")
        check_word(device, name="device")
        with self._writing() as connection:
            return delete_item(
                connection, id, key=key, base_version=base_version, at=stamp(self._now()), device=device
            )

    def changes_since(self, seq: int, *, person: str | None = None) -> list[tuple[int, KeptItem]]:
        """Give the items that changed after a sequence number, each once and as it is now, tombstones too.

        Parameters
        ----------
        seq : int
            The last number that was seen; 0 for none.
        person : str or None

        Returns
        -------
        list of (int, KeptItem)

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        with reading(self._engine) as connection:
            return changes(connection, seq, person=person)

    @property
    def is_encrypted(self) -> bool:
        """Whether everything in the folder is encrypted."""
        return self._seal is not None

    def erase(self, id: str) -> None:
        """Take one item away for good: its rows, its history, and the files that nobody else names.

        The copies of the whole store in ``older/``, kept aside before a newer version changed it, hold the item too and
        nothing can be taken out of them: all of them are removed with it.

        Parameters
        ----------
        id : str

        Raises
        ------
        StoreError
            If the disk refuses; what was not removed is removed at the next opening. Or if another program reads the
            store all the while: then it is erased, but the text may stay in the log until that program closes; the next
            opening empties it.
        """
        with self._writing() as connection:
            doom_item(connection, id)
            doom_older(connection, self.folder)
        self.remove_erased()
        empty_log(self._engine)

    def erase_everything(self) -> None:
        """Take everything away for good, the copies of older versions too.

        Raises
        ------
        StoreError
            As ``erase``.
        """
        with self._writing() as connection:
            doom_all(connection, self.folder)
        self.remove_erased()
        with self._writers:
            vacuum(self._engine)
        empty_log(self._engine)

    def orphans(self) -> list[str]:
        """List whole files that no item names or named, such as those of a write that was killed before its row.

        Returns
        -------
        list of str
            Places inside the data folder; nothing is removed.
        """
        with reading(self._engine) as connection:
            named = all_named(connection)
        return [one for one in files_of_folder(self.folder) if one not in named]

    def all_files(self) -> list[str]:
        """List all files of recordings and originals.

        Returns
        -------
        list of str
            Places inside the data folder; ``bundles.read`` gives their bytes.
        """
        return files_of_folder(self.folder)

    def snapshot(self, path: Path) -> None:
        """Write one state of the database to another place, not encrypted, for its owner alone.

        Parameters
        ----------
        path : Path
            Must not be there yet.

        Raises
        ------
        StoreError
            If it cannot be written; then nothing is there.
        """
        copy_plain(self._engine, path)

    def tidy(self) -> None:
        """Remove what killed writes left half done, and what was erased and could not be removed then.

        Raises
        ------
        StoreError
            If the disk refuses.
        """
        remove_leftovers(self.folder)
        self.remove_erased()
        checkpoint(self._engine)

    def remove_erased(self) -> None:
        """Remove the files of what was erased; ``erase`` and the next opening do it too."""
        carry_out(self._engine, self.folder, writing=self._writing)

    def close(self) -> None:
        """Give back the connections and the folder."""
        self._engine.dispose()
        self._lock.release()
