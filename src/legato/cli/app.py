"""``legato app``: the pages for a person, on this computer, and on the phone beside it if that is wanted."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from legato.app.access import Access
    from legato.app.desk import Desk
    from legato.app.home_network import HomeNetwork
    from legato.app.serve import Listener
    from legato.app.settings import AppSettings

__all__ = ["command", "data_folder", "require_app"]

_HERE, _EVERYWHERE = "127.0.0.1", "0.0.0.0"
_HOME_VARIABLE = "LEGATO_HOME"
_PASSPHRASE_VARIABLE = "LEGATO_PASSPHRASE"


@click.command("app")
@click.option(
    "--home",
    "home",
    metavar="DIR",
    help="Folder for what is kept; by default the one that this system gives to programs.",
)
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 takes any.")
@click.option("--lan", "with_lan", is_flag=True, help="Let phones at home in, over TLS, with a code.")
@click.option("--lan-port", default=8766, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--push",
    "with_push",
    is_flag=True,
    help="Also take recordings that Sensor Logger sends; no page is shown there.",
)
@click.option("--push-port", default=8767, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--encrypt",
    "is_encrypted",
    is_flag=True,
    help="Keep everything encrypted with a passphrase, which is asked for at every start.",
)
@click.option("--demo", "is_demo", is_flag=True, help="Show a demo person in a folder of its own.")
@click.option("--no-browser", "has_no_browser", is_flag=True, help="Print the address and open nothing.")
def command(
    home: str | None,
    port: int,
    with_lan: bool,  # noqa: FBT001 - click calls by name
    lan_port: int,
    with_push: bool,  # noqa: FBT001
    push_port: int,
    is_encrypted: bool,  # noqa: FBT001
    is_demo: bool,  # noqa: FBT001
    has_no_browser: bool,  # noqa: FBT001
) -> int:
    """Open the pages: questions, recording, what to do next, a letter, a diary.

    Everything stays in one folder on this computer. Nothing is sent anywhere. Not a diagnosis.
    """
    require_app()
    from legato.app.access import Access
    from legato.app.home_network import HomeNetwork
    from legato.app.serve import bind
    from legato.app.settings import AppSettings

    taken = bind(_HERE, port)
    desk = _open_desk(home, is_encrypted=is_encrypted, is_demo=is_demo)
    access, network = Access(desk.store), HomeNetwork()
    own_port = taken.getsockname()[1]
    settings = AppSettings(hosts=_hosts(own_port))
    listeners: list[Listener] = []
    try:
        if with_lan or with_push:
            listeners = _open_network(
                desk,
                access=access,
                network=network,
                ports=(lan_port if with_lan else None, push_port if with_push else None),
            )
        _serve_here(
            desk,
            settings,
            access=access,
            network=network,
            taken=taken,
            opens_browser=not has_no_browser,
        )
    finally:
        for one in listeners:
            one.stop()
        desk.store.close()
    return 0


def require_app() -> None:
    """Say how to install the pages where they are not.

    Raises
    ------
    MissingExtraError
        If a library of the extra ``app`` is missing.
    """
    from importlib.util import find_spec

    missing = [
        name for name in ("fastapi", "uvicorn", "sqlalchemy", "alembic", "babel") if find_spec(name) is None
    ]
    if missing:
        raise MissingExtraError(
            "The pages need libraries that are not installed",
            found=", ".join(missing),
            mend='pip install "legato[app]"',
            code="LEG-E881",
        )


def data_folder(home: str | None, *, is_demo: bool) -> Path:
    """Give the folder for what is kept.

    Parameters
    ----------
    home : str or None
        As named on the command line; else ``LEGATO_HOME``, else what the system gives to programs.
    is_demo : bool
        A demo person never lies beside a real one.

    Returns
    -------
    Path
    """
    from platformdirs import user_data_path

    named = home or os.environ.get(_HOME_VARIABLE)
    folder = Path(named) if named else user_data_path("legato")
    return folder / "demo" if is_demo else folder


def _open_desk(home: str | None, *, is_encrypted: bool, is_demo: bool) -> Desk:
    """Open the store, and put the demo person in where that is asked for."""
    from legato.app.desk import Desk
    from legato.store.encrypt import is_encrypted_store
    from legato.store.open import DATABASE, encrypt_store, open_store

    folder = data_folder(home, is_demo=is_demo)
    was_encrypted = is_encrypted_store(folder)
    passphrase = _passphrase(is_new=not was_encrypted) if is_encrypted or was_encrypted else None
    if passphrase is not None and not was_encrypted and (folder / DATABASE).exists():
        encrypt_store(folder, passphrase)
    store = open_store(folder, passphrase=passphrase, now=_now)
    desk = Desk(store, clock=_now, is_demo=is_demo)
    if is_demo:
        from legato.app.demo import fill_demo

        fill_demo(desk)
    click.echo(f"Everything is kept in\n  {folder}")
    if passphrase is None:
        click.echo("It is not encrypted. To change that:  legato app --encrypt")
    return desk


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


def _passphrase(*, is_new: bool) -> str:
    """Ask for the passphrase, twice where it is a new one."""
    given = os.environ.get(_PASSPHRASE_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise UsageError(
            "A passphrase is needed, and nobody can be asked",
            mend=f"set {_PASSPHRASE_VARIABLE} for this one start",
            code="LEG-E882",
        )
    if is_new:
        click.echo("Without the passphrase nobody can read what is kept, and nobody can bring it back.")
    asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=is_new)
    return asked


def _open_network(
    desk: Desk, *, access: Access, network: HomeNetwork, ports: tuple[int | None, int | None]
) -> list[Listener]:
    """Begin to answer phones and recorder apps at home."""
    from legato.app.network import home_addresses

    network.addresses = home_addresses()
    if not network.addresses:
        raise UsageError(
            "This computer is in no home network",
            mend="connect it to the Wi-Fi of the phone, and start again",
            code="LEG-E883",
        )
    lan_port, push_port = ports
    listeners = []
    if lan_port is not None:
        listeners.append(_open_to_phones(desk, access=access, network=network, port=lan_port))
        assert network.pairing is not None
        assert network.certificate is not None
        click.echo(f"On the phone open\n  {network.url('/pair')}\nand type\n  {network.pairing.code()}")
        click.echo(f"Fingerprint of the certificate\n  {network.certificate.fingerprint}")
    if push_port is not None:
        listeners.append(_open_to_recorders(desk, access=access, network=network, port=push_port))
    return listeners


def _open_to_phones(desk: Desk, *, access: Access, network: HomeNetwork, port: int) -> Listener:
    """Serve every page to the home network, over TLS."""
    from legato.app.certificates import certificate_for
    from legato.app.pairing import Pairing
    from legato.app.serve import bind, make_listener
    from legato.app.settings import AppSettings

    taken = bind(_EVERYWHERE, port)
    network.port = taken.getsockname()[1]
    network.certificate = certificate_for(
        desk.store.folder / "certificates", addresses=network.addresses, now=desk.now()
    )
    network.pairing = Pairing(desk.now)
    network.is_open = True
    listener, quiet = make_listener(
        desk,
        AppSettings(hosts=_hosts(network.port, network.addresses), is_secure=True),
        access=access,
        network=network,
        taken=taken,
        certificate=network.certificate,
    )
    listener.start()
    listener.watch(quiet, closed=lambda: _tell_closed(network))
    return listener


def _open_to_recorders(desk: Desk, *, access: Access, network: HomeNetwork, port: int) -> Listener:
    """Take what recorder apps push, and show nothing."""
    from legato.app.serve import bind, make_listener
    from legato.app.settings import AppSettings

    taken = bind(_EVERYWHERE, port)
    network.push_port = taken.getsockname()[1]
    listener, quiet = make_listener(
        desk,
        AppSettings(hosts=_hosts(network.push_port, network.addresses), only="/ingest/"),
        access=access,
        network=network,
        taken=taken,
    )
    listener.start()
    listener.watch(quiet, closed=lambda: click.echo("Recorder apps are no longer listened to."))
    return listener


def _hosts(port: int, addresses: Sequence[str] = ()) -> frozenset[str]:
    return frozenset(f"{one}:{port}" for one in (*addresses, _HERE, "localhost"))


def _tell_closed(network: HomeNetwork) -> None:
    network.is_open = False
    click.echo("Nobody asked for 30 minutes, so phones are no longer let in.")


def _serve_here(
    desk: Desk,
    settings: AppSettings,
    *,
    access: Access,
    network: HomeNetwork,
    taken: Any,
    opens_browser: bool,
) -> None:
    """Answer this computer until somebody presses Ctrl-C."""
    import threading
    import webbrowser

    import uvicorn

    from legato.app.server import create_app

    app = create_app(desk, settings, access=access)
    app.state.network = network
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", server_header=False))
    address = f"http://{_HERE}:{taken.getsockname()[1]}/enter?key={access.make_one_time()}"
    click.echo(f"\nOpen this address in a browser; it works once:\n  {address}\n\nCtrl-C ends Legato.")
    sys.stdout.flush()
    if opens_browser:
        threading.Timer(0.5, lambda: webbrowser.open(address)).start()
    try:
        server.run(sockets=[taken])
    except KeyboardInterrupt:
        click.echo("Closed. What was saved is kept.")
