"""The end of the demo: the pages on a demo person, along the two journeys, looked at once and then served to who sits here."""

from __future__ import annotations

import datetime
import shutil
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import click

from legato.errors import MissingExtraError

if TYPE_CHECKING:
    from legato.app.access import Access

__all__ = ["show_pages"]

_HERE = "127.0.0.1"
_TIMEOUT_S = 60


def show_pages(folder: Path) -> None:
    """Open the pages on the demo person, look at each along the journeys, and serve them while somebody sits at a terminal.

    Parameters
    ----------
    folder : Path
        For what the demo person keeps; made anew each time.
    """
    from legato.cli.app import require_app

    try:
        require_app()
    except MissingExtraError as error:
        click.echo(f"\nThe pages are not installed: {error.mend}")
        return
    from legato.app.access import Access
    from legato.app.demo import demo_journey, fill_demo
    from legato.app.desk import Desk
    from legato.app.home_network import HomeNetwork
    from legato.app.serve import bind, make_listener
    from legato.app.settings import AppSettings
    from legato.store.open import open_store

    shutil.rmtree(folder, ignore_errors=True)
    store = open_store(folder, now=_now)
    desk = Desk(store, clock=_now, is_demo=True)
    fill_demo(desk)
    access, taken = Access(store), bind(_HERE, 0)
    port = taken.getsockname()[1]
    listener, _ = make_listener(
        desk,
        AppSettings(hosts=frozenset({f"{_HERE}:{port}"})),
        access=access,
        network=HomeNetwork(),
        taken=taken,
    )
    listener.start()
    try:
        click.echo("\nThe pages of a demo person, along an evening and six weeks of a diary:")
        token = access.admit(name="demo")
        for path in demo_journey():
            click.echo(f"  {_status(port, path, token=token)}  {path}")
        _serve_who_sits_here(port, access=access)
    finally:
        listener.stop()
        store.close()


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


def _status(port: int, path: str, *, token: str) -> int:
    """Open one page as a browser that was let in."""
    from legato.app.access import COOKIE

    asked = urllib.request.Request(f"http://{_HERE}:{port}{path}")
    asked.add_header("cookie", f"{COOKIE}={token}")
    with urllib.request.urlopen(asked, timeout=_TIMEOUT_S) as answer:
        return int(answer.status)


def _serve_who_sits_here(port: int, *, access: Access) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo("To walk through them yourself:  legato app --demo")
        return
    import threading
    import webbrowser

    address = f"http://{_HERE}:{port}/enter?key={access.make_one_time()}"
    click.echo(f"\nOpen this address in a browser; it works once:\n  {address}\n\nCtrl-C ends the demo.")
    webbrowser.open(address)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("Closed.")
