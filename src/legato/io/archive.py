"""A folder or zip that is no format of its own: one recording in it is read, several are refused with their list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from legato.errors import InputError
from legato.io.options import ReadOptions
from legato.io.registry import find_reader, name_formats, readers
from legato.io.source import Source
from legato.io.table_hints import MEMBER
from legato.io.table_rows import few_of
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "archive"

# Files that lie beside recordings and are none. Everything else is asked for its content.
_BESIDE = (
    ".md",
    ".pdf",
    ".png",
    ".jpg",
    ".jpeg",
    ".html",
    ".docx",
    ".xlsx",
    ".py",
    ".ipynb",
    ".sha256",
    ".log",
)
_BESIDE_WORDS = ("readme", "license", "licence", "sha256sums", "changelog")
# Opening each member of a zip means to unpack it; beyond this many the list of names must do.
_MAX_ASKED = 200


def recognises(source: Source) -> bool:
    """Tell whether it is a folder or zip with at least one file that may be a recording."""
    return (source.is_folder or source.is_zip) and bool(_candidates(source))


def _candidates(source: Source) -> list[str]:
    def is_beside(name: str) -> bool:
        plain = PurePosixPath(name).name.lower()
        return plain.endswith(_BESIDE) or plain.startswith(_BESIDE_WORDS)

    return [member.name for member in source.members if member.size and not is_beside(member.name)]


def read(source: Source, options: ReadOptions) -> Recording:
    """Read the one recording in a folder or zip, or the one that ``where`` names as ``member``.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    InputError
        If there are several recordings, or none.
    """
    name = _choose(source, options.where.get(MEMBER))
    inner = {column: value for column, value in options.where.items() if column != MEMBER}
    member = source.member(name)
    return find_reader(member).read(member, replace(options, where=inner))


def _choose(source: Source, asked: str | None) -> str:
    names = _candidates(source)
    if asked is not None:
        found = [name for name in names if name == asked] or [
            name for name in names if PurePosixPath(name).name == asked or PurePosixPath(name).stem == asked
        ]
        if len(found) == 1:
            return found[0]
        raise InputError(
            f"{'No' if not found else 'More than one'} file in it is called '{asked}'",
            where=source.name,
            found=few_of(found or names),
            mend=f"name one of these with --where {MEMBER}=NAME",
            code="LEG-E174",
        )
    recordings = names if len(names) > _MAX_ASKED else [name for name in names if _is_recording(source, name)]
    if len(recordings) == 1:
        return recordings[0]
    if not recordings:
        raise InputError(
            "No file in it is a recording that Legato knows",
            where=source.name,
            found=few_of(names),
            mend=f"Legato reads: {', '.join(name_formats())}",
            code="LEG-E175",
        )
    raise InputError(
        f"It holds {len(recordings)} recordings",
        where=source.name,
        found=few_of(recordings),
        mend=f"read one of them with --where {MEMBER}={recordings[0]}",
        code="LEG-E153",
    )


def _is_recording(source: Source, name: str) -> bool:
    member = source.member(name)
    first = next((reader.ID for reader in readers() if reader.ID != ID and reader.recognises(member)), None)
    return first not in (None, "refused_text")
