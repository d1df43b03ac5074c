"""Let a process of its own read a file that somebody brought, and take back tables or the reason why there are none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from legato.app.worker_child import ASKED, RESULT
from legato.errors import InputError
from legato.io.read import read_recording
from legato.model.recording import Recording

__all__ = ["LIMIT_S", "opened_file"]

LIMIT_S = 10.0
_ALLOCATORS = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@contextmanager
def opened_file(folder: Path, name: str, *, task: str, side: str, placement: str) -> Iterator[Recording]:
    """Give the recording in a file, for as long as it is needed.

    Parameters
    ----------
    folder : Path
        Holds the file and nothing else; tables are written beside it.
    name : str
        Of the file.
    task, side, placement : str
        As the person told.

    Yields
    ------
    Recording
        Read from a plain table; the channels of one clock, those with motion before others.

    Raises
    ------
    InputError
        If the file was refused, took too long, wanted too much memory, or killed its process.
    """
    asked = {"name": name, "task": task, "side": side, "placement": placement}
    (folder / ASKED).write_text(json.dumps(asked), encoding="utf-8")
    _run(folder)
    result = folder / RESULT
    if not result.exists():
        raise _gone()
    told = json.loads(result.read_text(encoding="utf-8"))
    if "error" in told:
        error = told["error"]
        raise InputError(
            error["what"], found=error.get("found", ""), mend=error.get("mend", ""), code=error["code"]
        )
    yield read_recording(folder / told["parts"][0]["name"], task=task, side=side, placement=placement)


def _run(folder: Path) -> None:
    command = [sys.executable, "-m", "legato.app.worker_child", str(folder)]
    environment = {**os.environ, **_ALLOCATORS}
    try:
        subprocess.run(
            command,
            timeout=LIMIT_S,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            "The file takes too long to read here",
            found=f"more than {LIMIT_S:g} s",
            mend="read it with legato analyze in the terminal, which has no such limit",
            code="LEG-E840",
        ) from None


def _gone() -> InputError:
    return InputError(
        "Reading this file ended without an answer",
        mend="it is damaged, or larger than a page can take; try legato analyze in the terminal",
        code="LEG-E841",
    )
