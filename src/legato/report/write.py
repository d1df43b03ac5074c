"""Write a file beside its final place and rename it, so that nobody ever meets half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from legato.errors import UsageError

__all__ = ["write_beside", "write_text_beside"]


def write_beside(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a file beside ``path``, then rename it into place.

    Parameters
    ----------
    path : Path
        Its folder is made when it is missing.
    write : callable
        Takes the path to fill. Whatever it raises, cancelling included, leaves neither a half file nor a changed old one.

    Raises
    ------
    UsageError
        If the place can't be written to (rights, no space left, a folder in the way).
    """
    beside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        beside = Path(name)
        os.close(handle)
        write(beside)
        # mkstemp makes files that only their owner reads; give the result the rights that any new file would have.
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
        beside = None
    except OSError as error:
        raise UsageError(
            "An output could not be written",
            where=str(path),
            found=error.strerror or type(error).__name__,
            mend="name a folder that you may write to and that has space left",
            code="LEG-E210",
        ) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def write_text_beside(path: Path, text: str) -> None:
    """Write UTF-8 text beside ``path`` and rename it into place.

    Parameters
    ----------
    path : Path
    text : str
    """
    write_beside(path, lambda beside: _fill(beside, text))


def _fill(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _umask() -> int:
    """Read the rights mask; the system offers no way to read it without setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
