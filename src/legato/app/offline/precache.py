"""What a phone keeps to open without the computer, and the service worker that keeps it.

The version is the hash of everything that is kept and of what it is made from: change one letter of a page, a script or a
rule, and the phone fetches all of it anew. Nothing that belongs to a person is on the list.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType

from legato import __version__
from legato.knowledge.library import Library

__all__ = ["AWAY_PAGE", "WANTED_PAGES", "kept_assets", "plan_version", "worker_source"]

AWAY_PAGE = "/offline"
WANTED_PAGES = MappingProxyType(
    {"/help": "/offline/help", "/crisis": "/offline/crisis", "/offline/record": "/offline/record"}
)
"""Pages that are kept where this server has them, each with the address that gives it as a stranger sees it."""

_APP = Path(__file__).parent.parent
_STATIC = _APP / "static"
_MADE_FROM = ("static", "templates", "locales")
_WORKER = "offline_worker.js"
# Their text stands in the worker too; a script of a page imports them by name.
_SHARED = ("keep.js", "sync.js")
_IMPORT = re.compile(r"^import [^;]*;\n", re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b)", re.M)


@cache
def kept_assets() -> tuple[str, ...]:
    """List the addresses of all styles, scripts and pictures.

    Returns
    -------
    tuple of str
    """
    files = sorted(file for file in _STATIC.rglob("*") if file.is_file() and file.name != _WORKER)
    return tuple(f"/static/{file.relative_to(_STATIC).as_posix()}" for file in files)


def plan_version(library: Library, *, language: str, country: str) -> str:
    """Give the version of what a phone keeps.

    Parameters
    ----------
    library : Library
    language, country : str
        The kept pages are written for one language, with the numbers of one country.

    Returns
    -------
    str
    """
    parts = (_hash_of_files(), __version__, library.version, language, country)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def worker_source(library: Library, *, language: str, country: str) -> str:
    """Give the text of the service worker.

    Parameters
    ----------
    library : Library
    language, country : str

    Returns
    -------
    str
        The plan, then the scripts that it shares with the pages, then the worker itself.
    """
    plan = {
        "version": plan_version(library, language=language, country=country),
        "needed": [AWAY_PAGE, f"/api/v1/questions?language={language}", *kept_assets()],
        "wanted": dict(WANTED_PAGES),
    }
    scripts = [(_STATIC / "js" / name).read_text(encoding="utf-8") for name in (*_SHARED, _WORKER)]
    shared = [_EXPORT.sub("", _IMPORT.sub("", text)) for text in scripts]
    return "\n".join((f"const PLAN = {json.dumps(plan)};", *shared))


@cache
def _hash_of_files() -> str:
    """Hash what the kept pages are made from, once a process."""
    digest = hashlib.sha256()
    for folder in _MADE_FROM:
        for file in sorted((_APP / folder).rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(_APP).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
