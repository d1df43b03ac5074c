"""A place beside the store for a file on its way in or out; what a kill left there goes after an hour."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from legato.app.desk import Desk

__all__ = ["new_place"]

_OLD_S = 3600.0


def new_place(desk: Desk, *, ending: str) -> Path:
    """Give a new place.

    Parameters
    ----------
    desk : Desk
    ending : str

    Returns
    -------
    Path
        Not there yet.
    """
    folder = desk.store.folder / "outgoing"
    folder.mkdir(mode=0o700, exist_ok=True)
    for file in folder.iterdir():
        if time.time() - file.stat().st_mtime > _OLD_S:
            file.unlink(missing_ok=True)
    return folder / f"{secrets.token_hex(16)}{ending}"
