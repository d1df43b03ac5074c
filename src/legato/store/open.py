"""The door: a data folder in, an open store out, tidied and of the present version."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from legato.errors import LegatoError, MissingExtraError
from legato.store.database import file_error, make_engine

if TYPE_CHECKING:
    from legato.store.store import Store

__all__ = ["DATABASE", "open_store"]

DATABASE = "legato.db"


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
        Of an encrypted store; a new store is encrypted with it.
    now : callable
        Gives the time, with its zone.

    Returns
    -------
    Store

    Raises
    ------
    StoreError
        If it cannot be opened: the passphrase is wrong, a newer Legato made it, the disk refuses.
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
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        engine = make_engine(file, key=None)
        migrate(engine, file, lock=lock, at=now())
        lock.share()
        return Store(folder, engine=engine, lock=lock, now=now)
    except OSError as error:
        lock.release()
        raise file_error(error, where=folder.name) from error
    except LegatoError:
        lock.release()
        raise
