"""A file being written beside its place: hashed as it comes, sealed where the store is, on the disk when closed."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

from legato.store.durable import PART
from legato.store.sealed import Sealer

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["Sink", "beside", "sink_for"]


class Sink(RawIOBase):
    """A new file that libraries can write to.

    Parameters
    ----------
    file : Path
        Must not be there.
    seal : bytes or None
        Key of the store's files; None leaves them plain.
    """

    def __init__(self, file: Path, *, seal: bytes | None) -> None:
        super().__init__()
        self.file = file
        self.size = 0
        self._digest = hashlib.sha256()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(file, flags, 0o600)
        self._sealer = Sealer(self._write_all, key=seal) if seal is not None else None

    @property
    def sha256(self) -> str:
        """Hash of what was written, before it was sealed."""
        return self._digest.hexdigest()

    def writable(self) -> bool:
        """Tell that this can be written to."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Take bytes, all of them."""
        view = memoryview(data).cast("B")
        self._digest.update(view)
        self.size += len(view)
        if self._sealer is None:
            self._write_all(view)
        else:
            self._sealer.add(view)
        return len(view)

    def tell(self) -> int:
        """Give the number of bytes that were taken."""
        return self.size

    def finish(self) -> None:
        """Seal what waits, and wait until all is on the disk."""
        if self._sealer is not None:
            self._sealer.finish()
        os.fsync(self._descriptor)

    def drop(self) -> None:
        """Let go of the file without more ado."""
        os.close(self._descriptor)

    def _write_all(self, data: bytes | memoryview) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


def beside(folder: Path, name: str) -> Path:
    """Give a new name in the same folder for a file that is not whole yet.

    Parameters
    ----------
    folder : Path
    name : str

    Returns
    -------
    Path
    """
    return folder / f".{name[:60]}.{secrets.token_hex(8)}{PART}"


@contextmanager
def sink_for(file: Path, *, seal: bytes | None) -> Iterator[Sink]:
    """Open a new file; it is on the disk when this is left, and gone when it is left by an error.

    Parameters
    ----------
    file : Path
    seal : bytes or None

    Yields
    ------
    Sink
    """
    sink = Sink(file, seal=seal)
    try:
        try:
            yield sink
            sink.finish()
        finally:
            sink.drop()
    except BaseException:
        file.unlink(missing_ok=True)
        raise
