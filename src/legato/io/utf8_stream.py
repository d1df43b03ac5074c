"""A stream of text bytes that makes sure they are UTF-8 while they pass."""

from __future__ import annotations

import codecs
import io
from typing import IO

__all__ = ["Utf8Stream"]


class Utf8Stream(io.RawIOBase):
    """Pass bytes on as long as they are UTF-8.

    The parser of tables stumbles over a row of another length that is not, without a word that could be told. Pure ASCII,
    which nearly all recordings are, is passed on at the cost of one look.

    Parameters
    ----------
    stream : file of bytes
    """

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Give the next bytes.

        Parameters
        ----------
        size : int
            At most so many; all that are left when negative.

        Returns
        -------
        bytes

        Raises
        ------
        UnicodeDecodeError
            If they are not UTF-8.
        """
        block = self._stream.read(size)
        is_last = not block and size != 0
        if not block.isascii() or self._decoder.getstate()[0]:
            self._decoder.decode(block, final=is_last)
        return block
