"""Turn a plain store into an encrypted one; killed in between, the next opening goes on where it stopped.

The wrapped keys are written first, under a name that says that the work is not done. Then each file is sealed in its place, then the
database is written anew and takes the place of the plain one, and last the keys get their name.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from legato.errors import StoreError
from legato.store.database import open_raw
from legato.store.durable import sync_file, sync_folder
from legato.store.erase import files_of_folder
from legato.store.keys import KEY_FILE, PENDING_FILE, StoreKeys, make_keys, open_keys
from legato.store.places import OLDER
from legato.store.sealed import MAGIC, Sealer

__all__ = ["is_encrypted_store", "is_half_encrypted", "seal_store"]

_PLAIN_HEADER = b"SQLite format 3\x00"
_PIECE_BYTES = 1 << 20


def is_encrypted_store(folder: Path) -> bool:
    """Tell whether a store needs a passphrase; False where there is no store yet.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    bool
    """
    return (folder / KEY_FILE).exists() or is_half_encrypted(folder)


def is_half_encrypted(folder: Path) -> bool:
    """Tell whether encrypting a store was begun and not ended.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    bool
    """
    return (folder / PENDING_FILE).exists()


def seal_store(folder: Path, database: Path, passphrase: str) -> StoreKeys:
    """Encrypt everything in a data folder that nobody else has open.

    Parameters
    ----------
    folder : Path
    database : Path
    passphrase : str

    Returns
    -------
    StoreKeys

    Raises
    ------
    StoreError
        If the passphrase does not go with what was begun, or the disk refuses; what is there stays readable.
    """
    pending = folder / PENDING_FILE
    if pending.exists():
        keys = open_keys(pending, passphrase)
    else:
        keys = make_keys(folder, passphrase, name=PENDING_FILE)
    for place in files_of_folder(folder):
        _seal_file(folder / place, key=keys.files)
    _seal_database(database, key=keys.database)
    shutil.rmtree(folder / OLDER, ignore_errors=True)  # copies of older versions, which are plain
    os.replace(pending, folder / KEY_FILE)
    sync_folder(folder)
    return keys


def _seal_file(file: Path, *, key: bytes) -> None:
    with file.open("rb") as source:
        if source.read(len(MAGIC)) == MAGIC:
            return
        source.seek(0)
        beside = file.with_name(f".{file.name}.part")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
            sealer = Sealer(sink.write, key=key)
            while piece := source.read(_PIECE_BYTES):
                sealer.add(piece)
            sealer.finish()
    sync_file(beside)
    os.replace(beside, file)
    sync_folder(file.parent)


def _seal_database(database: Path, *, key: bytes) -> None:
    """Write the database anew with its key, and let it take the place of the plain one."""
    with database.open("rb") as stream:
        is_plain = stream.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER
    if not is_plain:
        return
    beside = database.with_name(f".{database.name}.part")
    beside.unlink(missing_ok=True)
    raw = open_raw(database, key=None)
    try:
        if raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise StoreError("The store is busy; nothing was changed", code="LEG-E806")
        raw.execute("PRAGMA journal_mode = DELETE").fetchone()
        raw.execute("ATTACH DATABASE ? AS sealed KEY ?", (str(beside), f"x'{key.hex()}'"))
        raw.execute("SELECT sqlcipher_export('sealed')").fetchone()
        raw.execute("DETACH DATABASE sealed")
    finally:
        raw.close()
    beside.chmod(0o600)
    sync_file(beside)
    os.replace(beside, database)
    for ending in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    sync_folder(database.parent)
