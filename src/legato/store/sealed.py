"""Files sealed with AES-256-GCM in frames, so that a night needs little memory and a cut or a swap is noticed.

A sealed file is ``LEGSEAL1``, a salt of 32 bytes, and frames of 1 MiB with their tags. The salt gives each file a key of
its own; the nonce of a frame is its number and whether it is the last.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from legato.errors import StoreError

__all__ = ["MAGIC", "Sealer", "unseal"]

MAGIC = b"LEGSEAL1"
_SALT_BYTES = 32
_FRAME_BYTES = 1 << 20
_TAG_BYTES = 16


class Sealer:
    """Seal bytes as they come.

    Parameters
    ----------
    write : callable
        Takes the sealed bytes.
    key : bytes
        32 bytes; of the store.
    """

    def __init__(self, write: Callable[[bytes], object], *, key: bytes) -> None:
        salt = os.urandom(_SALT_BYTES)
        self._write = write
        self._cipher = _cipher(key, salt)
        self._waiting = bytearray()
        self._number = 0
        write(MAGIC + salt)

    def add(self, data: bytes | memoryview) -> None:
        """Take more bytes."""
        self._waiting += data
        while len(self._waiting) > _FRAME_BYTES:
            frame = bytes(self._waiting[:_FRAME_BYTES])
            del self._waiting[:_FRAME_BYTES]
            self._frame(frame, is_last=False)

    def finish(self) -> None:
        """Write the last frame."""
        self._frame(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _frame(self, plain: bytes, *, is_last: bool) -> None:
        self._write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, MAGIC))
        self._number += 1


def unseal(stream: IO[bytes], *, key: bytes | None, where: str) -> bytes:
    """Give the bytes of a file, sealed or not.

    Parameters
    ----------
    stream : file object
        At its beginning.
    key : bytes or None
        Of the store; None for a store that is not encrypted.
    where : str
        Place of the file, for the message.

    Returns
    -------
    bytes

    Raises
    ------
    StoreError
        If it is damaged, cut, or sealed with another key.
    """
    head = stream.read(len(MAGIC))
    if head != MAGIC:
        return head + stream.read()
    if key is None:
        raise StoreError(
            "This file is encrypted and the store is not",
            where=where,
            mend="restore both from one backup",
            code="LEG-E810",
        )
    cipher = _cipher(key, stream.read(_SALT_BYTES))
    plain, number, is_last = BytesIO(), 0, False
    frame = stream.read(_FRAME_BYTES + _TAG_BYTES)
    while not is_last:
        behind = stream.read(_FRAME_BYTES + _TAG_BYTES)
        is_last = not behind
        try:
            plain.write(cipher.decrypt(_nonce(number, is_last=is_last), frame, MAGIC))
        except InvalidTag as error:
            raise StoreError(
                "An encrypted file is damaged or cut",
                where=where,
                mend="restore it from a backup",
                code="LEG-E810",
            ) from error
        frame, number = behind, number + 1
    return plain.getvalue()


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"legato file").derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
