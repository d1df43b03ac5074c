"""Serve the pages: to this computer always, to phones at home and to recorder apps only on request and not for ever."""

from __future__ import annotations

import datetime
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from typing import Any

import uvicorn

from legato.app.access import Access
from legato.app.certificates import HomeCertificate
from legato.app.desk import Desk
from legato.app.home_network import HomeNetwork
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.errors import UsageError

__all__ = ["Listener", "Quiet", "bind", "make_listener"]

_IDLE = datetime.timedelta(minutes=30)
_LOOK_EVERY_S = 5.0
_READY_EVERY_S = 0.01


def bind(host: str, port: int) -> socket.socket:
    """Take a port before anything is shown, so that no address is printed where nobody listens.

    Parameters
    ----------
    host : str
    port : int
        0 takes any that is free.

    Returns
    -------
    socket

    Raises
    ------
    UsageError
        If somebody else listens there.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise UsageError(
            "The port is taken",
            where=f"{host}:{port}",
            found=str(error),
            mend="perhaps Legato runs already; otherwise choose another with --port",
            code="LEG-E880",
        ) from None
    return taken


class Listener:
    """One server in a thread of its own, which closes by itself when nobody asks for half an hour.

    Parameters
    ----------
    server : uvicorn.Server
    taken : socket
    """

    def __init__(self, server: uvicorn.Server, taken: socket.socket) -> None:
        self._server = server
        self._taken = taken
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._over = threading.Event()

    def start(self) -> None:
        """Begin to answer; whoever asks after this returned is answered."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._over.wait(_READY_EVERY_S)

    def stop(self) -> None:
        """Answer what is being asked, and end."""
        self._server.should_exit = True
        self._thread.join(timeout=10)

    def watch(self, quiet: Quiet, *, closed: Callable[[], None]) -> None:
        """Close when it was quiet for too long.

        Parameters
        ----------
        quiet : Quiet
        closed : callable
            Called after it closed.
        """

        def look() -> None:
            while not self._over.wait(_LOOK_EVERY_S):
                if quiet.is_too_long():
                    self._server.should_exit = True
                    closed()
                    return

        threading.Thread(target=look, daemon=True).start()

    def _serve(self) -> None:
        self._server.run(sockets=[self._taken])
        self._over.set()


Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Quiet:
    """Remember when somebody last asked.

    Parameters
    ----------
    app : callable
        The ASGI application.
    clock : callable
    """

    def __init__(
        self, app: Callable[[Scope, Receive, Send], Awaitable[None]], clock: Callable[[], datetime.datetime]
    ) -> None:
        self._app = app
        self._clock = clock
        self._last = clock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on.

        Parameters
        ----------
        scope : mapping
        receive, send : callable
        """
        if scope["type"] == "http":
            self._last = self._clock()
        await self._app(scope, receive, send)

    def is_too_long(self) -> bool:
        """Tell whether nobody asked for half an hour."""
        return self._clock() - self._last > _IDLE


def make_listener(
    desk: Desk,
    settings: AppSettings,
    *,
    access: Access,
    network: HomeNetwork,
    taken: socket.socket,
    certificate: HomeCertificate | None = None,
    only: str = "",
) -> tuple[Listener, Quiet]:
    """Make a server that closes by itself.

    Parameters
    ----------
    desk : Desk
    settings : AppSettings
    access : Access
    network : HomeNetwork
    taken : socket
        Where it listens.
    certificate : HomeCertificate or None
        With one, it speaks TLS.
    only : str
        Beginning of the only paths that are answered; empty for all.

    Returns
    -------
    Listener, Quiet
    """
    app = create_app(desk, replace(settings, only=only), access=access)
    app.state.network = network
    quiet = Quiet(app, desk.now)
    config = uvicorn.Config(quiet, log_level="warning", ws="none", server_header=False)
    if certificate is not None:
        config = uvicorn.Config(
            quiet,
            log_level="warning",
            ws="none",
            server_header=False,
            ssl_certfile=str(certificate.certificate_file),
            ssl_keyfile=str(certificate.key_file),
        )
    return Listener(uvicorn.Server(config), taken), quiet
