"""The keys of an encrypted store: made at random, wrapped by a passphrase, and never written down otherwise.

Argon2id (RFC 9106) makes the wrapping key; AES-256-GCM wraps 64 random bytes, half for the database and half for the files, so that
the passphrase opens both and a wrong one is noticed at once.
"""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from legato.errors import StoreError, UsageError
from legato.store.durable import sync_file, sync_folder

__all__ = ["KEY_FILE", "PENDING_FILE", "StoreKeys", "make_keys", "open_keys", "stretch"]

KEY_FILE, PENDING_FILE = "legato.key", "legato.key.pending"
_SCHEMA = "legato.key/1"
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32
_MEMORY_KIB, _PASSES, _LANES = 65536, 3, 1
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class StoreKeys:
    """Two keys of 32 bytes.

    Parameters
    ----------
    database, files : bytes
    """

    database: bytes
    files: bytes


def stretch(passphrase: str, *, salt: bytes, memory_kib: int = _MEMORY_KIB, passes: int = _PASSES) -> bytes:
    """Make a key of a passphrase, slowly.

    Parameters
    ----------
    passphrase : str
        Brought to NFC first, since keyboards write the same letter in different ways.
    salt : bytes
    memory_kib, passes : int
        How much guessing costs.

    Returns
    -------
    bytes
        32.
    """
    maker = Argon2id(salt=salt, length=_KEY_BYTES, iterations=passes, lanes=_LANES, memory_cost=memory_kib)
    return maker.derive(_composed(passphrase).encode("utf-8"))


def _composed(passphrase: str) -> str:
    return unicodedata.normalize("NFC", passphrase)


def make_keys(folder: Path, passphrase: str, *, name: str) -> StoreKeys:
    """Make fresh keys and keep them wrapped, on the disk before this returns.

    Parameters
    ----------
    folder : Path
    passphrase : str
    name : str
        Of the file.

    Returns
    -------
    StoreKeys

    Raises
    ------
    UsageError
        If the passphrase is empty or too short; then nothing was written.
    """
    n_letters = len(_composed(passphrase))
    if n_letters < _SHORTEST:
        raise UsageError(
            "The passphrase is too short; nothing was written",
            found=f"{n_letters} letters",
            mend=f"at least {_SHORTEST}",
            code="LEG-E867",
        )
    salt, nonce, both = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES), os.urandom(2 * _KEY_BYTES)
    wrapped = AESGCM(stretch(passphrase, salt=salt)).encrypt(nonce, both, _SCHEMA.encode())
    told = {
        "schema": _SCHEMA,
        "kdf": {"name": "argon2id", "memory_kib": _MEMORY_KIB, "passes": _PASSES, "lanes": _LANES},
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "wrapped": wrapped.hex(),
    }
    beside = folder / f".{name}.part"
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        json.dump(told, stream)
    sync_file(beside)
    os.replace(beside, folder / name)
    sync_folder(folder)
    return StoreKeys(both[:_KEY_BYTES], both[_KEY_BYTES:])


def open_keys(file: Path, passphrase: str | None) -> StoreKeys:
    """Unwrap the keys of a store.

    Parameters
    ----------
    file : Path
    passphrase : str or None

    Returns
    -------
    StoreKeys

    Raises
    ------
    StoreError
        If there is no passphrase, it is wrong, or the file is damaged.
    """
    if passphrase is None:
        raise StoreError(
            "The store is encrypted and no passphrase was given", mend="start with --encrypt", code="LEG-E803"
        )
    if not passphrase:
        raise _wrong()
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        kdf, salt = told["kdf"], bytes.fromhex(told["salt"])
        key = stretch(passphrase, salt=salt, memory_kib=int(kdf["memory_kib"]), passes=int(kdf["passes"]))
        both = AESGCM(key).decrypt(
            bytes.fromhex(told["nonce"]), bytes.fromhex(told["wrapped"]), _SCHEMA.encode()
        )
    except InvalidTag:
        raise _wrong() from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            "The file of the keys cannot be read",
            where=file.name,
            found=type(error).__name__,
            mend="restore the data folder from a backup",
            code="LEG-E810",
        ) from None
    return StoreKeys(both[:_KEY_BYTES], both[_KEY_BYTES:])


def _wrong() -> StoreError:
    return StoreError(
        "The passphrase is not right; nothing was opened",
        mend="type it again; without it nobody can open the store",
        code="LEG-E801",
    )
