"""Bring a store to the present version: a copy of an older one is kept aside first, a newer one is refused."""

from __future__ import annotations

import os
import re
import shutil
import threading
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from legato.errors import StoreError
from legato.store.database import writing
from legato.store.durable import sync_file, sync_folder
from legato.store.lock import FolderLock
from legato.store.places import OLDER

__all__ = ["OLDER", "REVISIONS", "migrate", "revision_of"]

REVISIONS = ("0001", "0002")
_RUNNING = threading.Lock()  # Alembic keeps what it works on in one place of the process


def revision_of(connection: Connection) -> str:
    """Give the version of a store; empty for one without tables.

    Parameters
    ----------
    connection : Connection

    Returns
    -------
    str

    Raises
    ------
    StoreError
        If a newer Legato made it, or another program.
    """
    names = inspect(connection).get_table_names()
    if not names:
        return ""
    found = ""
    if "alembic_version" in names:
        found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    if found in REVISIONS:
        return found
    raise StoreError(
        "The store was made by a newer version of Legato, or by another program; nothing was changed",
        found=f"version '{found}'; this Legato knows {', '.join(REVISIONS)}",
        mend="install the newer version of Legato",
        code="LEG-E804",
    )


def migrate(engine: Engine, file: Path, *, lock: FolderLock, at: datetime) -> None:
    """Make the tables of a new store, or bring an older one up.

    Parameters
    ----------
    engine : Engine
    file : Path
        The database.
    lock : FolderLock
        Taken; an older store is migrated by one who is alone with it.
    at : datetime
        Names the copy that is kept aside.

    Raises
    ------
    StoreError
        If it is newer, or older and in use by another program.
    """
    with writing(engine) as connection:
        found = revision_of(connection)
        if found == REVISIONS[-1]:
            return
        if not found:
            _upgrade(connection)
            return
    if not lock.is_alone:
        raise StoreError(
            "The store is of an older version and another program has it open; nothing was changed",
            mend="close the other program, then start this one again",
            code="LEG-E805",
        )
    _keep_aside(engine, file, found=found, at=at)
    with writing(engine) as connection:
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with _RUNNING:
        command.upgrade(config, REVISIONS[-1])


def _keep_aside(engine: Engine, file: Path, *, found: str, at: datetime) -> None:
    """Copy the database as it is; the write-ahead log is empty when one is alone and asks for it."""
    with engine.connect() as connection:
        raw = connection.connection.cursor()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answer = raw.fetchone()
        if answer is None or answer[0]:
            raise StoreError("The older store is busy; nothing was changed", code="LEG-E806")
    folder = file.parent / OLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    moment = re.sub(r"[^0-9T]", "", at.isoformat(timespec="seconds")[:19])
    copy = folder / f"legato-{found}-{moment}.db"
    beside = copy.with_name(f".{copy.name}.part")
    shutil.copyfile(file, beside)
    beside.chmod(0o600)
    sync_file(beside)
    os.replace(beside, copy)
    sync_folder(folder)
    sync_folder(file.parent)
