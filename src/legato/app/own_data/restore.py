"""Bring a backup back: all of it is proved first, then it takes the place of everything, or nothing changes."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from legato.app.own_data.backup import MAGIC, SALT_BYTES, private_folder
from legato.errors import InputError
from legato.model.kept import ItemKind
from legato.store.keys import stretch
from legato.store.open import DATABASE, open_store
from legato.store.store import Store
from legato.store.transfer import StagedFile, place_file, replace_everything, stage_file
from legato.store.unsealing import SealedReader

__all__ = ["has_content", "opened_file", "restore_backup"]

_PIECE_BYTES = 1 << 20
_OWN = frozenset(ItemKind) - {ItemKind.DEVICE, ItemKind.SETTING}


def has_content(store: Store) -> bool:
    """Tell whether a person has kept anything here.

    Parameters
    ----------
    store : Store

    Returns
    -------
    bool
    """
    return any(store.items(kind) for kind in sorted(_OWN))


def restore_backup(store: Store, file: Path, passphrase: str) -> None:
    """Put what a backup holds in the place of everything that is in a store.

    Parameters
    ----------
    store : Store
        Encrypted or not; so is what comes out.
    file : Path
    passphrase : str
        With which the backup was made.

    Raises
    ------
    InputError
        If it is no backup.
    StoreError
        If the passphrase is wrong, the file is damaged or cut, a newer Legato made it, or the disk refuses; nothing was
        changed.
    """
    with file.open("rb") as stream:
        key = _key(stream, passphrase, magic=MAGIC)
        start = stream.tell()
        with _members(stream, key=key) as members:
            for name, _ in members:
                _check_name(store, name)
        stream.seek(start)
        staged: list[StagedFile] = []
        try:
            with private_folder() as folder:
                with _members(stream, key=key) as members:
                    for name, source in members:
                        if name == DATABASE:
                            _copy(source.read, folder / DATABASE)
                        else:
                            staged.append(stage_file(store, name, source))
                if not (folder / DATABASE).exists():
                    raise _no_backup()
                open_store(folder).close()  # brings an older one up, and refuses a newer or a broken one
                replace_everything(store, folder / DATABASE, staged)
        finally:
            for one in staged:
                one.file.unlink(missing_ok=True)


@contextmanager
def opened_file(file: Path, passphrase: str, *, magic: bytes) -> Iterator[IO[bytes]]:
    """Open the plain bytes of an encrypted file after all of it was proved.

    Parameters
    ----------
    file : Path
    passphrase : str
    magic : bytes
        8 bytes with which it must begin.

    Yields
    ------
    file object

    Raises
    ------
    InputError
        If it is no such file.
    StoreError
        If the passphrase is wrong, or the file is damaged or cut.
    """
    with file.open("rb") as stream:
        key = _key(stream, passphrase, magic=magic)
        start = stream.tell()
        _drain(SealedReader(stream, key=key, where=""))
        stream.seek(start)
        yield cast("IO[bytes]", SealedReader(stream, key=key, where=""))


def _key(stream: IO[bytes], passphrase: str, *, magic: bytes) -> bytes:
    if stream.read(len(magic)) != magic:
        raise _no_backup()
    salt = stream.read(SALT_BYTES)
    if len(salt) != SALT_BYTES:
        raise _no_backup()
    return stretch(passphrase, salt=salt)


@contextmanager
def _members(stream: IO[bytes], *, key: bytes) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Give the files inside one after the other; when this is left without an error, all bytes were proved."""
    reader = SealedReader(stream, key=key, where="")
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", reader), mode="r|") as tar:
            yield _walk(tar)
    except tarfile.TarError as error:
        raise _no_backup() from error
    _drain(reader)


def _walk(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        source = tar.extractfile(member) if member.isreg() else None
        if source is None:
            raise _no_backup()
        yield member.name, source


def _check_name(store: Store, name: str) -> None:
    if name != DATABASE:
        place_file(store.folder, name)


def _copy(read: Callable[[int], bytes], target: Path) -> None:
    with target.open("xb") as sink:
        while piece := read(_PIECE_BYTES):
            sink.write(piece)


def _drain(reader: SealedReader) -> None:
    while reader.read(_PIECE_BYTES):
        pass


def _no_backup() -> InputError:
    return InputError(
        "This file is not one that Legato made for this; nothing was changed",
        mend="choose the file that ends in .legato",
        code="LEG-E868",
    )
