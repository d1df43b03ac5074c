"""Everything of a store in one encrypted file.

The file is ``LEGBACK1``, a salt of 16 bytes, and a sealed stream (``store/sealed.py``) whose key Argon2id makes of the passphrase.
Inside is a tar: the database with all versions of all items, and every file of recordings and originals.
"""

from __future__ import annotations

import datetime
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from legato.errors import InputError
from legato.model.kept import ItemKind
from legato.store.database import file_error
from legato.store.durable import sync_folder
from legato.store.keys import stretch
from legato.store.open import DATABASE
from legato.store.sealed import Sealer
from legato.store.sink import Sink, beside, sink_for
from legato.store.store import Store
from legato.store.transfer import read_file

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = [
    "LAST_BACKUP",
    "MAGIC",
    "SALT_BYTES",
    "SHORTEST_PASSPHRASE",
    "backup_days",
    "backup_name",
    "check_passphrase",
    "note_backup",
    "private_folder",
    "sealed_file",
    "write_backup",
]

MAGIC = b"LEGBACK1"
SALT_BYTES = 16
SHORTEST_PASSPHRASE = 8
LAST_BACKUP = "backup"
"""Id of the setting that says when a backup was made last."""


def backup_name(day: datetime.date) -> str:
    """Name the file of a backup."""
    return f"legato-backup-{day.isoformat()}.legato"


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too short.

    Parameters
    ----------
    passphrase : str

    Raises
    ------
    InputError
        If it is.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputError(
            "The passphrase is too short",
            found=f"{len(passphrase)} letters",
            mend=f"at least {SHORTEST_PASSPHRASE}",
            code="LEG-E867",
        )


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder for its owner alone, in memory where the system has one there, gone when this is left.

    Yields
    ------
    Path
    """
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="legato-", dir=place) as folder:
        yield Path(folder)


class _Sealing(RawIOBase):
    """Where a library writes plain bytes that come out sealed."""

    def __init__(self, sealer: Sealer) -> None:
        super().__init__()
        self._sealer = sealer

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        view = memoryview(data).cast("B")
        self._sealer.add(view)
        return len(view)


@contextmanager
def sealed_file(target: Path, passphrase: str, *, magic: bytes) -> Iterator[IO[bytes]]:
    """Open a file whose bytes come out encrypted; it has its name when all of it is on the disk, and never before.

    Parameters
    ----------
    target : Path
    passphrase : str
    magic : bytes
        8 bytes that say what it is.

    Yields
    ------
    file object

    Raises
    ------
    InputError
        If the passphrase is too short.
    StoreError
        If the disk refuses.
    """
    check_passphrase(passphrase)
    salt = os.urandom(SALT_BYTES)
    part = beside(target.parent, "backup")
    try:
        with sink_for(part, seal=None) as sink:
            sink.write(magic + salt)
            yield from _sealing(sink, stretch(passphrase, salt=salt))
        os.replace(part, target)
        sync_folder(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise file_error(error, where=target.name) from error


def _sealing(sink: Sink, key: bytes) -> Iterator[IO[bytes]]:
    sealer = Sealer(sink.write, key=key)
    yield cast("IO[bytes]", _Sealing(sealer))
    sealer.finish()


def write_backup(store: Store, target: Path, passphrase: str) -> None:
    """Write one state of everything into one encrypted file.

    Parameters
    ----------
    store : Store
    target : Path
        Gets its name when the whole file is on the disk.
    passphrase : str
        Nobody can open the file without it.

    Raises
    ------
    InputError
        If the passphrase is too short.
    StoreError
        If something cannot be read or written; then no file has that name.
    """
    with private_folder() as folder, sealed_file(target, passphrase, magic=MAGIC) as stream:
        copy = folder / DATABASE
        store.snapshot(copy)
        with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            about = tarfile.TarInfo(DATABASE)
            about.size = copy.stat().st_size
            with copy.open("rb") as source:
                tar.addfile(about, source)
            for place in store.all_files():
                data = read_file(store, place)
                about = tarfile.TarInfo(place)
                about.size = len(data)
                tar.addfile(about, BytesIO(data))


def note_backup(store: Store, *, key: str, n_bytes: int) -> None:
    """Keep that a backup was made now.

    Parameters
    ----------
    store : Store
    key : str
    n_bytes : int
        Of the file.
    """
    store.put(ItemKind.SETTING, {"n_bytes": n_bytes}, id=LAST_BACKUP, person="", key=key)


def backup_days(store: Store, *, today: datetime.date) -> int | None:
    """Say how many days ago the last backup was made; None where none is known.

    Parameters
    ----------
    store : Store
    today : datetime.date

    Returns
    -------
    int or None
    """
    item = store.get(LAST_BACKUP)
    if item is None or item.is_deleted:
        return None
    return max(0, (today - datetime.date.fromisoformat(item.changed_at[:10])).days)
