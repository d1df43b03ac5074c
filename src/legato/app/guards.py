"""What stands before every page: known hosts, own origin, small enough bodies, a known device, and headers that forbid the rest.

Written as plain ASGI, so that a body that is too large is refused before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import ClientDisconnect

from legato.app.access import COOKIE, Access, is_public
from legato.app.settings import AppSettings

__all__ = ["CONTENT_SECURITY_POLICY", "Guards"]

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
        "img-src 'self' data: blob:",
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
    (
        "permissions-policy",
        "accelerometer=(self), gyroscope=(self), camera=(), microphone=(), geolocation=()",
    ),
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_STATIC = "/static/"


class Guards:
    """The doorkeeper in front of the application.

    Parameters
    ----------
    app : callable
        The ASGI application behind it.
    settings : AppSettings
    access : Access
    """

    def __init__(self, app: App, *, settings: AppSettings, access: Access) -> None:
        self._app = app
        self._settings = settings
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what may not come in, and add the headers to what goes out.

        Parameters
        ----------
        scope : mapping
        receive, send : callable
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path, method = str(scope["path"]), str(scope["method"])
        guarded = _with_headers(send, path)
        refused = self._refusal(headers, path=path, method=method)
        if refused:
            await _answer(guarded, *refused)
            return
        device = self._device(headers)
        if device is None and not is_public(path):
            await _to_the_door(guarded, path=path, method=method)
            return
        scope.setdefault("state", {})["device"] = device
        limited = _Limited(receive, limit=self._settings.limit_of(path), send=guarded)
        try:
            await self._app(scope, limited.receive, limited.send)
        except ClientDisconnect:
            if not limited.is_over:
                raise

    def _refusal(self, headers: dict[str, str], *, path: str, method: str) -> tuple[int, str] | None:
        """Say why a request is refused before anything of it is read; None lets it through."""
        if not path.startswith(self._settings.only):
            return 404, "Nothing is answered here."
        host = headers.get("host", "").lower()
        if host not in self._settings.hosts:
            return 421, "This address is not one of Legato's own. Open the address that Legato printed."
        if method not in _SAFE_METHODS and not path.startswith("/ingest/"):
            origin = headers.get("origin")
            if origin is not None and not self._is_own(origin):
                return 403, "This request comes from another page, so it was refused."
            if origin is None and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
                return 403, "This request comes from another page, so it was refused."
        declared = headers.get("content-length", "0")
        if not re.fullmatch(r"\d{1,18}", declared):
            return 400, "The length of this request cannot be read."
        if int(declared) > self._settings.limit_of(path):
            return 413, f"This is larger than {self._settings.limit_of(path)} bytes, so it was not read."
        return None

    def _is_own(self, origin: str) -> bool:
        scheme = "https" if self._settings.is_secure else "http"
        return any(origin.lower() == f"{scheme}://{host}" for host in self._settings.hosts)

    def _device(self, headers: dict[str, str]) -> tuple[str, str] | None:
        """Give token and id of the device that asks."""
        token = cookie_of(headers.get("cookie", ""), COOKIE)
        device = self._access.device_of(token) if token else None
        return None if device is None else (token, device.id)


def cookie_of(header: str, name: str) -> str:
    """Read one cookie out of a header.

    Parameters
    ----------
    header, name : str

    Returns
    -------
    str
        Empty if it is not there.
    """
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


class _Limited:
    """Count the body as it comes, and cut the connection where it grows over the limit."""

    def __init__(self, receive: Receive, *, limit: int, send: Send) -> None:
        self._receive = receive
        self._limit = limit
        self._send = send
        self._count = 0
        self.is_over = False
        self._has_begun = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._count += len(message.get("body", b""))
            if self._count > self._limit and not self._has_begun:
                self.is_over = True
                await _answer(
                    self._send, 413, f"This is larger than {self._limit} bytes, so it was not kept."
                )
                return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if self.is_over:
            return
        self._has_begun = True
        await self._send(message)


def _with_headers(send: Send, path: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            present = {name.lower() for name, _ in headers}
            keeps = "public, max-age=300" if path.startswith(_STATIC) else "no-store"
            for name, value in (*_HEADERS, ("cache-control", keeps)):
                if name.encode() not in present:
                    headers.append((name.encode(), value.encode()))
            message = {**message, "headers": headers}
        await send(message)

    return guarded


async def _answer(send: Send, status: int, text: str) -> None:
    """Answer in plain text; nothing of the request is repeated."""
    body = text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _to_the_door(send: Send, *, path: str, method: str) -> None:
    """Lead somebody without a key to the page that says how to come in."""
    if path.startswith("/api/") or method not in _SAFE_METHODS:
        await _answer(send, 401, "This browser is not known here. Open the address that Legato printed.")
        return
    await send(
        {
            "type": "http.response.start",
            "status": 303,
            "headers": [(b"location", b"/enter"), (b"content-length", b"0")],
        }
    )
    await send({"type": "http.response.body", "body": b""})
