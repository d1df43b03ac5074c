"""Read one file in a process of its own, with limits, and leave what was in it as plain tables.

``python -m legato.app.worker_child FOLDER``. Whatever the file does to this process, the pages go on.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from legato.errors import InputError, LegatoError
from legato.io.read import read_recording
from legato.io.write_table import write_table
from legato.model.channel import Channel, ChannelKind
from legato.model.recording import Recording

__all__ = ["ASKED", "RESULT", "limit_process", "main", "read_folder"]

ASKED, RESULT = "asked.json", "result.json"
MEMORY_BYTES = 1 << 30
CPU_S = 9
_MOST_FILE_BYTES = 1 << 30
_MOTION = (
    ChannelKind.ACCELERATION,
    ChannelKind.LINEAR_ACCELERATION,
    ChannelKind.ANGULAR_VELOCITY,
    ChannelKind.EMG,
)


def read_folder(folder: Path) -> dict[str, Any]:
    """Read the file of a folder and write one table a clock.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    dict
        ``parts`` with the count of their motion channels, the best first, or ``error``.
    """
    asked = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    try:
        read = read_recording(
            folder / asked["name"],
            task=asked["task"],
            side=asked["side"],
            placement=asked["placement"],
        )
        return {"parts": _write_parts(read, folder), "issues": [one.code for one in read.issues]}
    except LegatoError as error:
        parts = {"code": error.code, "what": error.what, "found": error.found, "mend": error.mend}
        return {"error": parts}
    except MemoryError:
        return {"error": {"code": "LEG-E839", "what": "The file needs more memory than is given to one file"}}


def _write_parts(recording: Recording, folder: Path) -> list[dict[str, Any]]:
    clocks: dict[int, list[Channel]] = {}
    for one in recording.channels:
        clocks.setdefault(id(one.time), []).append(one)
    if not clocks:
        raise InputError(
            "There is no channel in this file", mend="check that it is a recording", code="LEG-E838"
        )
    ranked = sorted(clocks.values(), key=lambda group: -sum(one.kind in _MOTION for one in group))
    parts = []
    for k, group in enumerate(ranked):
        name = f"part-{k}.parquet"
        write_table(recording, folder / name, channels=[one.name for one in group])
        parts.append({"name": name, "motion": sum(one.kind in _MOTION for one in group)})
    return parts


def limit_process() -> None:
    """Keep this process small and short, where the system can."""
    try:
        import resource
    except ImportError:
        return
    limits = (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, _MOST_FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            # A system that does not know this limit; the clock of the parent still holds.
            continue


def main() -> None:
    """Read the folder that the command line names."""
    limit_process()
    folder = Path(sys.argv[1])
    (folder / RESULT).write_text(json.dumps(read_folder(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
