"""Where results go: stdout, one file, or one file for each recording in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from legato.errors import UsageError

__all__ = ["check_outputs", "emit_json", "emit_json_pieces", "place_for"]


def check_outputs(
    outputs: Sequence[tuple[str, str | None]],
    *,
    inputs: Sequence[Path],
    suffixes: dict[str, str],
    count: int | None = None,
    things: str = "recordings",
) -> None:
    """Refuse outputs that would write over an input, a device or each other, or many results into one file.

    Done before any work is.

    Parameters
    ----------
    outputs : sequence of (str, str or None)
        Option and its path; None and ``-`` are skipped.
    inputs : sequence of Path
    suffixes : dict of str to str
        For each option that makes one file a recording: the ending of such a file.
    count : int or None
        Of results; as many as inputs by default.
    things : str
        What they are made from.

    Raises
    ------
    UsageError
    """
    n_results = len(inputs) if count is None else count
    taken = {path.resolve() for path in inputs}
    given: set[Path] = set()
    for option, text in outputs:
        if text is None or text == "-":
            continue
        path = Path(text)
        if _is_device(path):
            # A result is renamed into its place, and that would put a plain file where the device was.
            raise UsageError(
                f"{option} names a device or a pipe",
                where=text,
                mend="name a file; --json without a path writes to stdout",
                code="LEG-E206",
            )
        if not _is_folder(text) and path.resolve() in given:
            raise UsageError(
                f"{option} names the file of another output",
                where=text,
                mend="name another file",
                code="LEG-E207",
            )
        given.add(path.resolve())
        if path.resolve() in taken:
            raise UsageError(
                f"{option} would write over an input", where=text, mend="name another file", code="LEG-E202"
            )
        if option in suffixes and n_results > 1 and not _is_folder(text):
            raise UsageError(
                f"{option} names one file, and there are {n_results} {things}",
                where=text,
                mend=f"name a folder:  {option} {path.with_suffix('')}/   (one {suffixes[option]} for each of them)",
                code="LEG-E203",
            )
        if option not in suffixes and path.is_dir():
            raise UsageError(f"{option} needs a file and was given a folder", where=text, code="LEG-E204")


def _is_device(path: Path) -> bool:
    """Tell whether a path is there and is neither file nor folder, or lies where the system keeps its devices."""
    if path.parent.resolve() == Path("/dev") or Path("/proc") in path.parent.resolve().parents:
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def _is_folder(text: str) -> bool:
    return text.endswith(("/", "\\")) or Path(text).is_dir()


def place_for(text: str, *, name: str, suffix: str, taken: set[Path]) -> Path:
    """Give the file that the result of one recording goes to.

    Parameters
    ----------
    text : str
        A file, or a folder in which the file is named after the recording.
    name : str
        Of the recording's file.
    suffix : str
    taken : set of Path
        Places given before; two recordings of one name get different files. Grows.

    Returns
    -------
    Path
    """
    if not _is_folder(text):
        return Path(text)
    place = Path(text) / f"{name}{suffix}"
    number = 2
    while place in taken:
        place = Path(text) / f"{name}-{number}{suffix}"
        number += 1
    taken.add(place)
    return place


def emit_json(text: str, path: str) -> None:
    """Write JSON text to stdout or, beside and renamed, to a file.

    Parameters
    ----------
    text : str
    path : str
        ``-`` for stdout.
    """
    if path == "-":
        click.echo(text.encode(), nl=False)  # JSON is UTF-8 whatever the terminal speaks
        return
    from legato.report.write import write_text_beside

    write_text_beside(Path(path), text)
    click.echo(f"JSON     {path}", err=True)


def emit_json_pieces(pieces: Iterable[str], path: str) -> None:
    """Write JSON text that is still being made, piece by piece, as ``emit_json`` does.

    Parameters
    ----------
    pieces : iterable of str
        Whatever making them raises leaves no half file; on stdout what was made before stands.
    path : str
        ``-`` for stdout.
    """
    if path == "-":
        for piece in pieces:
            click.echo(piece.encode(), nl=False)
        return
    from legato.report.write import write_beside

    def write(beside: Path) -> None:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)

    write_beside(Path(path), write)
    click.echo(f"JSON     {path}", err=True)
