"""Names inside the data folder: made of checked parts, and no path leads out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from legato.errors import InputError

__all__ = [
    "BUNDLES",
    "DATABASE",
    "OLDER",
    "ORIGINALS",
    "SIDECARS",
    "TABLE",
    "ending_of",
    "label",
    "named_places",
    "resolve",
    "with_sidecars",
]

BUNDLES, ORIGINALS = "bundles", "sourcedata"
DATABASE = "legato.db"
OLDER = "older"  # the store as it was before a newer version changed it
TABLE = "_motion.parquet"
SIDECARS = ("_motion.json", "_channels.tsv", "_events.tsv")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PLACE = re.compile(
    r"bundles/(sub-[A-Za-z0-9]{1,80})/(ses-[A-Za-z0-9]{1,80})/motion/\1_\2"
    r"_task-[A-Za-z0-9]{1,80}_tracksys-[A-Za-z0-9]{1,80}_run-[1-9][0-9]{0,5}_motion\.parquet"
    r"|sourcedata/[0-9a-f]{64}(?:\.[a-z0-9]{1,8}){0,2}"
)
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")


def label(code: str, *, name: str) -> str:
    """Make one part of a file name: letters and digits only, as BIDS wants them, and never two codes alike.

    Parameters
    ----------
    code : str
        Letters, digits, ``-`` and ``_``.
    name : str
        What it is, for the message.

    Returns
    -------
    str
        The code itself where it needs no change; else without its signs, with a short hash behind.

    Raises
    ------
    InputError
        If it holds anything else, such as a part of a path.
    """
    if not _CODE.fullmatch(code):
        raise InputError(
            f"This {name} cannot be part of a file name",
            found=repr(code[:40]),
            mend="give 1 to 64 letters, digits, - and _, beginning with a letter or digit",
            code="LEG-E813",
        )
    plain = re.sub(r"[-_]", "", code)
    return plain if plain == code else plain + hashlib.sha256(code.encode()).hexdigest()[:8]


def ending_of(name: str) -> str:
    """Give the ending of a file name, two where it is packed; nothing else of the name, which may bear a person's.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        Such as ``.csv`` or ``.csv.gz``; empty where there is none that is plain.
    """
    endings = PurePosixPath(name.lower().replace("\\", "/")).suffixes[-2:]
    wanted = endings if endings and endings[-1] in (".gz", ".zip") else endings[-1:]
    return "".join(wanted) if all(_ENDING.fullmatch(one) for one in wanted) else ""


def resolve(folder: Path, place: str) -> Path:
    """Give the file of a place.

    Parameters
    ----------
    folder : Path
        The data folder.
    place : str

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If no bundle and no original can have this place.
    """
    if not _PLACE.fullmatch(place):
        raise InputError(
            "This is no place of a recording or of an original file", found=repr(place[:80]), code="LEG-E813"
        )
    return folder / place


def with_sidecars(place: str) -> tuple[str, ...]:
    """Give a place and those of the files that belong to it.

    Parameters
    ----------
    place : str

    Returns
    -------
    tuple of str
    """
    if not place.endswith(TABLE):
        return (place,)
    stem = place.removesuffix(TABLE)
    return (place, *(stem + one for one in SIDECARS))


def named_places(body: str) -> frozenset[str]:
    """Give the places of files that a body names, wherever in it.

    Parameters
    ----------
    body : str
        JSON.

    Returns
    -------
    frozenset of str
    """
    if BUNDLES not in body and ORIGINALS not in body:
        return frozenset()
    return frozenset(text for text in _texts(json.loads(body)) if _PLACE.fullmatch(text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
