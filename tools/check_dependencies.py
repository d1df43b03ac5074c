"""Look over what Legato rests on: every pin has a hash, every licence may be used, and no known hole is open.

Holes are asked of a public list (OSV) where there is a network; without one the check says that nobody was asked, which is
neither "none" nor a failure. ``--offline`` asks nobody.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from repository import ROOT, report

_LOCK = ROOT / "requirements.lock"
_CORE_LOCK = ROOT / "requirements-core.lock"
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.M)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_OSV = "https://api.osv.dev/v1/querybatch"
_TIMEOUT_S = 20

# Copyleft that binds what ships with it never enters; weak copyleft may be used unmodified in the workshop alone.
_FORBIDDEN = re.compile(r"\b(?:A?GPL|Affero|non.?commercial|CC.BY.NC|SSPL|BUSL)", re.I)
_LGPL = re.compile(r"\bLGPL|Lesser General Public", re.I)
_KNOWN = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Python-2|MPL|Mozilla|zlib|Zlib|0BSD|Unlicense|Public Domain|HPND|CC0|"
    r"Blue Oak|EUPL|ZPL",
    re.I,
)
# Looked up by hand: what these packages say of themselves is not what a machine can read.
_LOOKED_UP = {
    "axe-playwright-python": "MIT",  # with axe-core inside, MPL-2.0; for tests alone
    "ezc3d": "MIT",
    "sqlcipher3": "zlib",
}


def pins(lock: Path) -> list[tuple[str, str]]:
    """List names and versions of a lock.

    Parameters
    ----------
    lock : Path
    """
    return [(found[1], found[2]) for found in _PIN.finditer(lock.read_text(encoding="utf-8"))]


def pins_without_hash(text: str) -> list[str]:
    """List pins that any file could answer to.

    Parameters
    ----------
    text : str
        Of a lock.
    """
    starts = [*_PIN.finditer(text)]
    ends = [one.start() for one in starts[1:]] + [len(text)]
    return [one[1] for one, end in zip(starts, ends) if not _HASH.search(text, one.start(), end)]


def licence_of(one: Distribution) -> str:
    """Give what a package says of its licence: the expression, the classifiers, or the first line of the field.

    Parameters
    ----------
    one : Distribution
    """
    told = one.metadata
    listed = [
        text.rsplit(" :: ", 1)[-1]
        for text in told.get_all("Classifier") or []
        if text.startswith("License ::")
    ]
    field = (told.get("License") or "").strip().split("\n")[0][:120]
    return told.get("License-Expression") or "; ".join(listed) or field


def licence_faults(names: list[str]) -> Iterator[str]:
    """Name packages whose licence may not be used, or is not known.

    Parameters
    ----------
    names : list of str
    """
    for name in names:
        try:
            licence = _LOOKED_UP.get(name) or licence_of(distribution(name))
        except PackageNotFoundError:
            continue  # a pin for another system or another Python
        choices = re.split(r"\s+OR\s+", licence)
        allowed = [
            one
            for one in choices
            if _KNOWN.search(one) and not _LGPL.search(one) and not _FORBIDDEN.search(one)
        ]
        if not allowed:
            yield f"{_LOCK.name}:1: {name}: licence {licence!r} may not be used or is not known"


def open_holes(listed: list[tuple[str, str]]) -> list[str] | None:
    """Ask a public list for known holes.

    Parameters
    ----------
    listed : list of (str, str)
        Names and versions.

    Returns
    -------
    list of str or None
        None where nobody could be asked.
    """
    queries = [
        {"package": {"ecosystem": "PyPI", "name": name}, "version": version} for name, version in listed
    ]
    body = json.dumps({"queries": queries}).encode()
    asked = urllib.request.Request(_OSV, data=body, headers={"content-type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=_TIMEOUT_S) as answer:
            results = json.load(answer)["results"]
    except (urllib.error.URLError, TimeoutError, ValueError, KeyError) as error:
        print(f"known holes: not asked ({type(error).__name__}); ask again where there is a network")
        return None
    return [
        f"{_LOCK.name}:1: {name} {version}: {', '.join(hole['id'] for hole in result['vulns'])}"
        for (name, version), result in zip(listed, results)
        if result.get("vulns")
    ]


if __name__ == "__main__":
    listed = pins(_LOCK)
    faults = [
        f"{lock.name}:1: {name}: no hash"
        for lock in (_LOCK, _CORE_LOCK)
        for name in pins_without_hash(lock.read_text(encoding="utf-8"))
    ]
    faults += licence_faults(sorted({name for name, _ in listed}))
    holes = None if "--offline" in sys.argv else open_holes(listed)
    report(faults + (holes or []), passed=f"{len(listed)} pins have hashes and licences that may be used")
