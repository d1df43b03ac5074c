"""What stands before the page: the one host, the own origin, small bodies, a known browser, headers that forbid the rest."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from threading import Lock
from typing import Any

__all__ = ["CONTENT_SECURITY_POLICY", "DoorKeeper", "LabDoor"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_BODY_LIMIT_BYTES = 64 * 1024
_OPEN_TO_ALL = ("/static/", "/enter")


class LabDoor:
    """Who may come in: browsers that brought a key which the terminal printed; each key opens once.

    Parameters
    ----------
    hosts : frozenset of str
        Values of the Host header that are answered, with their port.
    """

    def __init__(self, hosts: frozenset[str] = frozenset({"127.0.0.1:8770", "localhost:8770"})) -> None:
        self.hosts = hosts
        # Cookies do not know ports: two reviews on one computer must not put each other's out.
        ports = sorted(host.rpartition(":")[2] for host in hosts)
        self.cookie = f"legato_lab_{ports[0] if ports else ''}"
        self._keys: set[str] = set()
        self._tokens: set[str] = set()
        self._lock = Lock()

    def make_key(self) -> str:
        """Give a key that opens the door once."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._keys.add(_hash(key))
        return key

    def admit(self, key: str) -> str | None:
        """Use a key up.

        Parameters
        ----------
        key : str

        Returns
        -------
        str or None
            Token for the cookie; None for a key that was never given or was used before.
        """
        with self._lock:
            if _hash(key) not in self._keys:
                return None
            self._keys.discard(_hash(key))
            token = secrets.token_urlsafe(32)
            self._tokens.add(_hash(token))
            return token

    def knows(self, cookies: str) -> bool:
        """Tell whether a cookie header carries the token of a browser that was let in."""
        try:
            token = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return False
        return token is not None and _hash(token.value) in self._tokens


class DoorKeeper:
    """The doorkeeper in front of the page, as plain ASGI.

    Parameters
    ----------
    app : callable
        What is behind the door.
    door : LabDoor
    """

    def __init__(self, app: App, *, door: LabDoor) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what may not come in, and put the headers on what goes out.

        Parameters
        ----------
        scope : mapping
        receive, send : callable
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path = str(scope["path"])
        guarded = _with_headers(send, path)
        refused = self._refusal(headers, path=path, method=str(scope["method"]))
        if refused:
            await _answer(guarded, *refused)
            return
        await self._app(scope, receive, guarded)

    def _refusal(self, headers: dict[str, str], *, path: str, method: str) -> tuple[int, str] | None:
        """Say why a request is refused before anything of it is read; None lets it through."""
        if headers.get("host", "").lower() not in self._door.hosts:
            return 421, "This address is not one of Legato's own. Open the address that Legato printed."
        if method not in _SAFE_METHODS:
            refused = self._body_refusal(headers)
            if refused:
                return refused
        if not path.startswith(_OPEN_TO_ALL) and not self._door.knows(headers.get("cookie", "")):
            return 401, "This browser is not known here. Open the address that Legato printed; it works once."
        return None

    def _body_refusal(self, headers: dict[str, str]) -> tuple[int, str] | None:
        """Refuse what another page sends, and what is larger than any edit."""
        origin = headers.get("origin")
        is_own = any(origin == f"http://{host}" for host in self._door.hosts)
        is_foreign = headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        if not is_own and (origin is not None or is_foreign):
            return 403, "This request comes from another page, so it was refused."
        if "transfer-encoding" in headers or not re.fullmatch(r"\d{1,9}", headers.get("content-length", "")):
            return 411, "The length of this request is not stated."
        if int(headers["content-length"]) > _BODY_LIMIT_BYTES:
            return 413, f"This is larger than {_BODY_LIMIT_BYTES} bytes, so it was not read."
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return 415, "An edit is sent as JSON."
        return None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _with_headers(send: Send, path: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            present = {name.lower() for name, _ in headers}
            keeps = "no-cache" if path.startswith("/static/") else "no-store"
            for name, value in (*_HEADERS, ("cache-control", keeps)):
                if name.encode() not in present:
                    headers.append((name.encode(), value.encode()))
            message = {**message, "headers": headers}
        await send(message)

    return guarded


async def _answer(send: Send, status: int, text: str) -> None:
    """Answer in plain text; nothing of the request is repeated."""
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send(
        {"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]}
    )
    await send({"type": "http.response.body", "body": body})
