"""From what was typed to recordings: files, folders searched for recordings, and the reading itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from legato.cli.options import ReadingOptions
from legato.errors import InputError, LegatoError

if TYPE_CHECKING:
    from legato.model.recording import Recording

__all__ = ["Found", "find_inputs", "read_input", "tell_passed_over"]

# The reader of last resort takes any folder that holds a recording; such a folder is searched instead.
_SEARCHED = "archive"


@dataclass(frozen=True)
class Found:
    """Inputs that were found, and files of folders that no reader knows.

    Parameters
    ----------
    paths : tuple of Path
        In the order given; those of a folder by name.
    passed_over : tuple of Path
    """

    paths: tuple[Path, ...]
    passed_over: tuple[Path, ...]


def find_inputs(given: Sequence[str]) -> Found:
    """Find the recordings in what was typed.

    Parameters
    ----------
    given : sequence of str
        Files are taken as they are, so that a file which is no recording is refused with its reason. A folder that is
        one recording (phyphox, TSDF) is taken as one; any other folder is searched.

    Returns
    -------
    Found

    Raises
    ------
    InputError
        If a folder holds no recording.
    """
    paths: list[Path] = []
    passed_over: list[Path] = []
    for text in given:
        path = Path(text)
        if not os.path.isdir(path):
            # Also where a folder on the way may not be entered: reading it then says why.
            paths.append(path)
            continue
        found = _search(path, passed_over)
        if not found:
            raise InputError(
                "The folder holds no recording that a reader recognises",
                where=text,
                found=", ".join(file.name for file in passed_over[-8:]) or "no file",
                mend="name a file, or a folder with recordings in it",
                code="LEG-E205",
            )
        paths.extend(found)
    return Found(tuple(dict.fromkeys(paths)), tuple(passed_over))


def _search(folder: Path, passed_over: list[Path]) -> list[Path]:
    """List the recordings in a folder and below it, by name; hidden ones and links are left alone.

    What may not be read is listed too: nobody knows what it holds, so that it has to be told and not passed over.
    """
    if not os.access(folder, os.R_OK | os.X_OK):
        return [folder]
    entries = sorted(folder.iterdir())
    if _is_one_recording(folder, entries):
        return [folder]
    found: list[Path] = []
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            found.extend(_search(entry, passed_over))
        elif os.access(entry, os.R_OK) and _reader_of(entry) is None:
            passed_over.append(entry)
        else:
            found.append(entry)
    return found


def _is_one_recording(folder: Path, entries: Sequence[Path]) -> bool:
    """Tell whether a folder is one recording, and not one that only has a recording somewhere below it.

    A reader claims a folder by any file in it, however deep. The folder is the recording where some of its own files are,
    or where it has nothing but one folder for each sensor; otherwise taking it as one would lose what lies beside.
    """
    from zipfile import is_zipfile

    reader = _reader_of(folder)
    if reader in (None, _SEARCHED):
        return False
    if any(entry.is_file() and not is_zipfile(entry) and _reader_of(entry) is not None for entry in entries):
        return True
    below = [entry for entry in entries if entry.is_dir() and not entry.name.startswith(".")]
    return all(_reader_of(one) == reader and not any(e.is_dir() for e in one.iterdir()) for one in below)


def _reader_of(path: Path) -> str | None:
    """Give the id of the reader that recognises a file or folder, or None."""
    from legato.io.registry import find_reader
    from legato.io.source import open_source

    try:
        return find_reader(open_source(path)).ID
    except LegatoError:
        # Only asked here; a file that was named by hand is read, and then its reason is told.
        return None


def tell_passed_over(found: Found) -> None:
    """Say on stderr which files of the folders were passed over.

    Parameters
    ----------
    found : Found
    """
    if found.passed_over:
        names = ", ".join(path.name for path in found.passed_over[:6])
        more = f" and {len(found.passed_over) - 6} more" if len(found.passed_over) > 6 else ""
        click.echo(f"Passed over, no reader recognises them: {names}{more}", err=True)


def read_input(path: Path, reading: ReadingOptions) -> Recording:
    """Read one recording with what the person said about it.

    Parameters
    ----------
    path : Path
    reading : ReadingOptions

    Returns
    -------
    Recording
    """
    from legato.io.read import read_recording

    return read_recording(
        path,
        task=reading.task,
        placement=reading.placement,
        side=reading.side,
        channels=reading.channels or None,
        sampling_rate_hz=reading.sampling_rate_hz,
        unit=reading.unit,
        where=dict(reading.where) or None,
        keep_identity=reading.keep_identity,
    )
