"""Read an Apple Health export in a process of its own, with limits, and leave the result beside it.

``python -m legato.app.health_reading FOLDER``. Whatever the file does to this process, the pages go on; they look at the
folder to see how far it is.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from legato.errors import LegatoError
from legato.io.apple_health import read_health_export

__all__ = ["FILE", "PROGRESS", "RESULT", "main", "read_folder"]

FILE, PROGRESS, RESULT = "export.bin", "progress", "result.json"
_MEMORY_BYTES = 1024**3
_CPU_S = 1800
_TELL_EVERY_BYTES = 16 * 1024**2


def read_folder(folder: Path) -> None:
    """Read the export of a folder, and write what was found, or why nothing was.

    Parameters
    ----------
    folder : Path
    """
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= _TELL_EVERY_BYTES:
            told = done
            _write(folder / PROGRESS, str(done))

    result: dict[str, Any]
    try:
        found = read_health_export(folder / FILE, progress=tell)
        result = {
            "days": [{"day": one.day.isoformat(), **one.to_body()} for one in found.days],
            "problems": [list(one) for one in found.problems],
            "n_records": found.n_records,
            "n_used": found.n_used,
        }
    except LegatoError as error:
        result = {"error": error.code}
    except OSError:
        result = {"error": "LEG-E859"}
    except MemoryError:
        result = {"error": "LEG-E861"}
    (folder / FILE).unlink(missing_ok=True)
    _write(folder / RESULT, json.dumps(result))


def _write(place: Path, text: str) -> None:
    """Write beside the place and rename, so that nobody reads half of it."""
    part = place.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, place)


def _limit() -> None:
    """Keep this process small and short, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY_BYTES), (resource.RLIMIT_CPU, _CPU_S)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            # A system that does not know this limit (macOS and memory); the reader has limits of its own.
            continue


def main() -> None:
    """Read the folder that the command line names."""
    _limit()
    read_folder(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
