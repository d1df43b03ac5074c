"""Walk an HDF5 file in a child process before it is opened in this one.

A damaged file can send the HDF5 library into an endless loop or bring the process down; neither can be caught. The child
reads what the reader will read, under a time limit, and only a file that it survives is opened here. It costs about the
start of a Python process. Run as a script it imports nothing of Legato.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["survives"]

BASE_S = 20.0  # a slow disk and a busy machine included; a sound file takes below one second
S_PER_BYTE = 1.0 / 20e6
MAX_READ_BYTES = 1 << 28  # datasets above are read at both ends only
MAX_OBJECTS = 20_000


def survives(path: Path, *, limit_s: float | None = None) -> str:
    """Walk the file in a child process.

    Parameters
    ----------
    path : Path
    limit_s : float or None
        Seconds; None allows for the size of the file.

    Returns
    -------
    str
        Empty when the file could be read; else what happened.
    """
    if not sys.executable:
        return ""  # an embedded interpreter has no way to start another
    limit_s = BASE_S + path.stat().st_size * S_PER_BYTE if limit_s is None else limit_s
    try:
        done = subprocess.run(
            [sys.executable, str(Path(__file__)), str(path)],
            capture_output=True,
            timeout=limit_s,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return f"the HDF5 library did not come to an end within {limit_s:.0f} s"
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        return f"the HDF5 library broke down (signal {-done.returncode})"
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return words[-1][:200] if words else f"exit code {done.returncode}"


def _walk(path: str) -> None:
    """Read attributes and numbers of everything in the file."""
    import h5py

    with h5py.File(path, "r") as file:
        things = [file]
        file.visititems(lambda _, thing: things.append(thing) if len(things) < MAX_OBJECTS else True)
        for thing in things:
            for key in thing.attrs:
                thing.attrs[key]
            if isinstance(thing, h5py.Dataset) and thing.shape and thing.dtype.kind in "iufV":
                n_bytes = thing.size * thing.dtype.itemsize
                stored = thing.id.get_storage_size()
                if n_bytes <= MAX_READ_BYTES and n_bytes <= 300 * stored + (1 << 20):
                    thing[()]
                else:
                    thing[:1]
                    thing[-1:]


if __name__ == "__main__":
    _walk(sys.argv[1])
