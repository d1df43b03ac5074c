"""Who may come in: one-time keys, tokens of browsers and phones, and which pages need none.

A token is random and is kept only as its hash, in an item of the store, so that a copy of the store opens no door. The guard
against forged forms is computed from the token, so that nothing more needs to be kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from threading import Lock

from legato.model.kept import ItemKind, KeptItem
from legato.store.store import Store

__all__ = ["COOKIE", "HERE", "Access", "csrf_of", "is_public"]

COOKIE = "legato"
HERE = "here"
# Help, the emergency signs and what an installed page needs must open before anything else, also without a key.
_PUBLIC_PAGES = frozenset(
    {
        "/help",
        "/crisis",
        "/enter",
        "/pair",
        "/home-certificate",
        "/home-certificate.crt",
        "/sw.js",
        "/manifest.webmanifest",
        "/offline",
        "/offline/record",
        "/how-we-decide",
        "/api/v1/check",
        "/api/v1/questions",
        "/api/v1/health",
        "/api/openapi.json",
        "/favicon.ico",
    }
)
_PUBLIC_BEGINNINGS = ("/static/", "/ingest/", "/learn", "/language/", "/country/")


def is_public(path: str) -> bool:
    """Tell whether a page opens without a key.

    Parameters
    ----------
    path : str

    Returns
    -------
    bool
    """
    return path in _PUBLIC_PAGES or path.startswith(_PUBLIC_BEGINNINGS)


def csrf_of(token: str) -> str:
    """Give the guard that every form of this browser must bring.

    Parameters
    ----------
    token : str
        Of the browser.

    Returns
    -------
    str
    """
    return hmac.new(token.encode(), b"legato form guard", hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Access:
    """Tokens of the devices that may come in.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._one_time: set[str] = set()

    def make_one_time(self) -> str:
        """Give a key that opens the door once, for the address that the terminal prints."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._one_time.add(_hash(key))
        return key

    def take_one_time(self, key: str) -> bool:
        """Use up a one-time key, and tell whether it was good.

        Parameters
        ----------
        key : str

        Returns
        -------
        bool
        """
        with self._lock:
            hashed = _hash(key)
            if hashed not in self._one_time:
                return False
            self._one_time.discard(hashed)
            return True

    def admit(self, *, name: str, kind: str = HERE) -> str:
        """Let a device in.

        Parameters
        ----------
        name : str
            As shown in the list of devices.
        kind : str
            ``here`` for a browser on this computer, ``phone`` for one on the home network.

        Returns
        -------
        str
            The token; only its hash is kept.
        """
        token = secrets.token_urlsafe(32)
        id_ = uuid.uuid4().hex
        body = {"name": name, "kind": kind, "token_sha256": _hash(token)}
        self._store.put(ItemKind.DEVICE, body, id=id_, person="", key=f"admit-{id_}", base_version=0)
        return token

    def device_of(self, token: str) -> KeptItem | None:
        """Give the device that holds this token.

        Parameters
        ----------
        token : str

        Returns
        -------
        KeptItem or None
            None for a token that was never given or was taken back.
        """
        hashed = _hash(token)
        return next(
            (
                item
                for item in self._store.items(ItemKind.DEVICE)
                if hmac.compare_digest(str(item.body.get("token_sha256", "")), hashed)
            ),
            None,
        )
