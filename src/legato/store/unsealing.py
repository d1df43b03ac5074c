"""Read a sealed file as a stream: each frame is proved before any of its bytes are given."""

from __future__ import annotations

from io import RawIOBase
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from legato.errors import StoreError
from legato.store.sealed import _FRAME_BYTES, _SALT_BYTES, _TAG_BYTES, MAGIC, _cipher, _nonce

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["SealedReader"]


class SealedReader(RawIOBase):
    """The plain bytes of a sealed stream.

    Parameters
    ----------
    stream : file object
        At the beginning of what was sealed.
    key : bytes
    where : str
        For the message.

    Raises
    ------
    StoreError
        If it does not begin as a sealed stream; while reading, if the key is wrong or it is damaged or cut.
    """

    def __init__(self, stream: IO[bytes], *, key: bytes, where: str) -> None:
        super().__init__()
        self._stream, self._where = stream, where
        if stream.read(len(MAGIC)) != MAGIC:
            raise self._damaged()
        self._cipher = _cipher(key, stream.read(_SALT_BYTES))
        self._next = stream.read(_FRAME_BYTES + _TAG_BYTES)
        self._number = 0
        self._plain = memoryview(b"")
        self._is_over = False

    @property
    def is_first_frame(self) -> bool:
        """Whether nothing was proved yet, so that a failure means a wrong passphrase more likely than a damage."""
        return self._number == 0

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with plain bytes; 0 at the end, which was proved to be the end."""
        view = memoryview(buffer).cast("B")
        while not self._plain and not self._is_over:
            self._open_frame()
        count = min(len(view), len(self._plain))
        view[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _open_frame(self) -> None:
        behind = self._stream.read(_FRAME_BYTES + _TAG_BYTES)
        is_last = not behind
        try:
            plain = self._cipher.decrypt(_nonce(self._number, is_last=is_last), self._next, MAGIC)
        except InvalidTag as error:
            raise self._damaged() from error
        self._plain, self._next, self._is_over = memoryview(plain), behind, is_last
        self._number += 1

    def _damaged(self) -> StoreError:
        return StoreError(
            "The passphrase is not right, or the file is damaged or cut; nothing was changed",
            where=self._where,
            mend="type the passphrase again, or take another copy of the file",
            code="LEG-E865",
        )
