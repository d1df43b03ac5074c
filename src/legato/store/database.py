"""Connections to the database: how they are opened, how a transaction begins, and what its failures mean.

One library serves plain and encrypted stores. Two copies of SQLite in one process would break each other's locks.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from legato.errors import MissingExtraError, StoreError

__all__ = [
    "BUSY_S",
    "LOG_S",
    "checkpoint",
    "copy_plain",
    "file_error",
    "make_engine",
    "open_raw",
    "reading",
    "store_error",
    "vacuum",
    "writing",
]

BUSY_S = 20.0
LOG_S = 10.0
_SOON_S = 1.0
_TRY_S = 0.25
_PAGES_BEFORE_CHECKPOINT = 1000
_WRITE = "legato_write"
# Primary result codes of SQLite, and what each means for the person.
_MEANINGS = {
    5: ("LEG-E806", "Another program keeps the store busy", "close it, or try again in a moment"),
    6: ("LEG-E806", "Another program keeps the store busy", "close it, or try again in a moment"),
    8: ("LEG-E809", "The store cannot be written", "check the permissions of the data folder"),
    10: ("LEG-E809", "The disk refused to read or write", "check the disk, its space and its cable"),
    11: ("LEG-E810", "The database is damaged", "restore it from a backup"),
    13: ("LEG-E808", "The disk is full", "make room on the disk and try again"),
    14: ("LEG-E809", "The store cannot be opened", "check the permissions of the data folder"),
    26: ("LEG-E810", "The file is not a database of Legato, or its key does not fit", "restore it from a backup"),
}  # fmt: skip


def open_raw(file: Path, *, key: bytes | None, busy_s: float = BUSY_S) -> Any:
    """Open one connection below SQLAlchemy.

    Parameters
    ----------
    file : Path
    key : bytes or None
        32 bytes for an encrypted database.
    busy_s : float
        How long a lock of somebody else is waited for.

    Returns
    -------
    sqlcipher3 connection
        In autocommit: transactions begin where they are begun.

    Raises
    ------
    MissingExtraError
        If the library is not installed.
    """
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise MissingExtraError(
            "The library that keeps the store is not installed",
            found="sqlcipher3",
            mend="install Legato with its app: legato[app]",
            code="LEG-E800",
        ) from error
    raw = dbapi2.connect(str(file), check_same_thread=False, isolation_level=None, timeout=busy_s)
    if key is not None:
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return raw


def make_engine(file: Path, *, key: bytes | None) -> Engine:
    """Make the pool of connections to one database.

    Parameters
    ----------
    file : Path
    key : bytes or None
        32 bytes for an encrypted database; never part of an address or a message.

    Returns
    -------
    Engine
    """

    def connect() -> Any:
        raw = open_raw(file, key=key)
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            f"wal_autocheckpoint = {_PAGES_BEFORE_CHECKPOINT}",
        ):
            raw.execute(f"PRAGMA {pragma}").close()
        return raw

    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=8, max_overflow=56
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        is_write = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the store.

    Parameters
    ----------
    engine : Engine

    Yields
    ------
    Connection

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise store_error(error.orig, doing="read") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open the transaction of the only writer; it is on the disk when this is left, or nothing is.

    Parameters
    ----------
    engine : Engine

    Yields
    ------
    Connection

    Raises
    ------
    StoreError
        If the store cannot be written; then nothing was.
    """
    try:
        with engine.connect() as connection:
            connection = connection.execution_options(**{_WRITE: True})
            with connection.begin():
                yield connection
    except DBAPIError as error:
        raise store_error(error.orig, doing="write") from error


def checkpoint(engine: Engine, *, within_s: float = _SOON_S) -> bool:
    """Bring what was written into the database itself, so that nothing that was erased stays in its log.

    Parameters
    ----------
    engine : Engine
    within_s : float
        How long it is tried again while somebody else reads or writes; each try is short, since it holds up writers.

    Returns
    -------
    bool
        False if somebody else kept the store busy all the while, so that the log is as it was.

    Raises
    ------
    StoreError
        If the disk refuses.
    """
    end = time.monotonic() + within_s
    with _raw(engine) as raw:
        try:
            _set_patience(raw, min(within_s, _TRY_S))
            while raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if time.monotonic() >= end:
                    return False
                time.sleep(0.02)
        finally:
            _set_patience(raw, BUSY_S)
    return True


def _set_patience(raw: Any, seconds: float) -> None:
    raw.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}").fetchone()


def vacuum(engine: Engine) -> None:
    """Write the database anew, without what was erased; the log stays until the next ``checkpoint``.

    Parameters
    ----------
    engine : Engine

    Raises
    ------
    StoreError
        If the disk refuses.
    """
    with _raw(engine) as raw:
        raw.execute("VACUUM")


def copy_plain(engine: Engine, path: Path) -> None:
    """Write one state of the database to another place, not encrypted.

    Parameters
    ----------
    engine : Engine
    path : Path
        Must not be there yet.

    Raises
    ------
    StoreError
        If it cannot be written; then nothing is there.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise file_error(error, where=path.name) from error
    try:
        with _raw(engine) as raw:
            raw.execute("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
            raw.execute("SELECT sqlcipher_export('plain')").fetchone()
            raw.execute("DETACH DATABASE plain")
    except BaseException:
        for ending in ("", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        raise


@contextmanager
def _raw(engine: Engine) -> Iterator[Any]:
    """Give one connection outside any transaction; after an error nobody gets it again."""
    from sqlcipher3 import dbapi2

    borrowed = engine.raw_connection()
    try:
        yield borrowed.driver_connection
    except BaseException as error:
        borrowed.invalidate()
        if isinstance(error, dbapi2.Error):
            raise store_error(error, doing="write") from error
        raise
    finally:
        borrowed.close()


def store_error(error: BaseException | None, *, doing: str) -> StoreError:
    """Say in words what the database said in codes.

    Parameters
    ----------
    error : BaseException or None
        Of the database library.
    doing : str
        ``read`` or ``write``.

    Returns
    -------
    StoreError
    """
    primary = int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
    code, what, mend = _MEANINGS.get(primary, ("LEG-E811", "The database refused", "report this"))
    after = "nothing was written" if doing == "write" else "nothing was read"
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return StoreError(f"{what}; {after}", found=str(name), mend=mend, code=code)


def file_error(error: OSError, *, where: str) -> StoreError:
    """Say in words what the file system refused.

    Parameters
    ----------
    error : OSError
    where : str
        Place inside the data folder.

    Returns
    -------
    StoreError
    """
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    what = "The disk is full" if is_full else "A file of the store cannot be written"
    return StoreError(
        f"{what}; nothing was written",
        where=where,
        found=error.strerror or type(error).__name__,
        mend="make room on the disk and try again" if is_full else "check the permissions of the data folder",
        code="LEG-E808" if is_full else "LEG-E809",
    )
