"""Answer this computer, and nobody else, until somebody ends it."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from legato.errors import UsageError
from legato.lab.desk import NightDesk
from legato.lab.door import LabDoor
from legato.lab.server import create_lab

__all__ = ["serve_lab"]

_HERE = "127.0.0.1"
_OPEN_AFTER_S = 0.5


def serve_lab(
    desk: NightDesk, *, port: int = 8770, opens_browser: bool = True, tell: Callable[[str], None] = print
) -> None:
    """Show a night on a page of this computer until Ctrl-C.

    Parameters
    ----------
    desk : NightDesk
    port : int
        0 takes any.
    opens_browser : bool
    tell : callable
        Takes what the person at the terminal should read.

    Raises
    ------
    UsageError
        If another program listens at that port.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((_HERE, port))
    except OSError as error:
        taken.close()
        raise UsageError(
            "Another program listens at this port",
            found=str(port),
            mend="name another one with --port, or 0 for any",
            code="LEG-E977",
        ) from error
    own = taken.getsockname()[1]
    door = LabDoor(frozenset({f"{_HERE}:{own}", f"localhost:{own}"}))
    address = f"http://{_HERE}:{own}/enter?key={door.make_key()}"
    tell(
        f"Open this address in a browser; it works once:\n  {address}\n\nCtrl-C ends the review; what was saved is kept."
    )
    server = uvicorn.Server(
        uvicorn.Config(create_lab(desk, door), log_level="warning", ws="none", server_header=False)
    )
    if opens_browser:
        threading.Timer(_OPEN_AFTER_S, lambda: webbrowser.open(address)).start()
    try:
        server.run(sockets=[taken])
    except KeyboardInterrupt:
        tell("Closed. What was saved is kept.")
