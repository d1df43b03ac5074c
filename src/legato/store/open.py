"""The door: a data folder in, an open store out, tidied and of the present version."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from legato.errors import LegatoError, MissingExtraError, StoreError
from legato.store.database import checkpoint, file_error, make_engine
from legato.store.places import DATABASE

if TYPE_CHECKING:
    from legato.store.keys import StoreKeys
    from legato.store.lock import FolderLock
    from legato.store.store import Store

__all__ = ["DATABASE", "encrypt_store", "open_store"]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def open_store(
    folder: Path, *, passphrase: str | None = None, now: Callable[[], datetime] = _utc_now
) -> Store:
    """Open the store of a data folder, and make it where there is none.

    Parameters
    ----------
    folder : Path
        Made for its owner alone where it is not there.
    passphrase : str or None
        Of an encrypted store; a new store is encrypted with it. A database of no bytes, whose making was killed, counts
        as none.
    now : callable
        Gives the time, with its zone.

    Returns
    -------
    Store

    Raises
    ------
    StoreError
        If it cannot be opened: the passphrase is wrong, a newer Legato made it, the disk refuses.
    UsageError
        If the passphrase of a new store is too short.
    MissingExtraError
        If the libraries of the store are not installed.
    """
    try:
        from legato.store.lock import FolderLock
        from legato.store.migrate import migrate
        from legato.store.store import Store
    except ImportError as error:
        raise MissingExtraError(
            "The libraries that keep the store are not installed",
            found=str(error.name),
            mend="install Legato with its app: legato[app]",
            code="LEG-E800",
        ) from error
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FolderLock(folder)
    except OSError as error:
        raise file_error(error, where=folder.name) from error
    try:
        lock.take()
        file = folder / DATABASE
        keys = _keys(folder, file, passphrase, lock=lock)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        engine = make_engine(file, key=keys.database if keys else None)
        migrate(engine, file, lock=lock, at=now())
        store = Store(folder, engine=engine, lock=lock, now=now, seal=keys.files if keys else None)
        if lock.is_alone:
            store.tidy()
        else:
            checkpoint(engine, within_s=0.0)  # what was erased while somebody read may wait in the log
        lock.share()
        return store
    except OSError as error:
        lock.release()
        raise file_error(error, where=folder.name) from error
    except LegatoError:
        lock.release()
        raise


def encrypt_store(folder: Path, passphrase: str) -> None:
    """Turn the plain store of a folder into an encrypted one.

    Parameters
    ----------
    folder : Path
    passphrase : str
        Nobody can open the store without it, and nobody can bring it back.

    Raises
    ------
    UsageError
        If the passphrase is too short; nothing was changed.
    StoreError
        If somebody has the folder open, it is encrypted already, or the disk refuses.
    """
    from legato.store.encrypt import seal_store
    from legato.store.keys import KEY_FILE
    from legato.store.lock import FolderLock

    if (folder / KEY_FILE).exists():
        raise StoreError("The store is encrypted already", code="LEG-E807")
    lock = FolderLock(folder)
    try:
        if not lock.take_alone():
            raise _in_use()
        seal_store(folder, folder / DATABASE, passphrase)
    except OSError as error:
        raise file_error(error, where=folder.name) from error
    finally:
        lock.release()


def _keys(folder: Path, file: Path, passphrase: str | None, *, lock: FolderLock) -> StoreKeys | None:
    """Give the keys of an encrypted store; make them for a new one; end an encryption that was broken off."""
    from legato.store.encrypt import is_half_encrypted, seal_store
    from legato.store.keys import KEY_FILE, PENDING_FILE, make_keys, open_keys

    if (folder / KEY_FILE).exists():
        return open_keys(folder / KEY_FILE, passphrase)
    if is_half_encrypted(folder):
        open_keys(folder / PENDING_FILE, passphrase)
        if not lock.is_alone:
            raise _in_use()
        assert passphrase is not None
        return seal_store(folder, file, passphrase)
    if passphrase is None:
        return None
    if file.exists() and file.stat().st_size:
        raise StoreError(
            "The store is not encrypted, and a passphrase was given",
            mend="encrypt it first: legato app --encrypt",
            code="LEG-E807",
        )
    return make_keys(folder, passphrase, name=KEY_FILE)


def _in_use() -> StoreError:
    return StoreError(
        "Another program has the data folder open; nothing was changed",
        mend="close it, and start again",
        code="LEG-E806",
    )
