"""Files that are on the disk when a call returns, or are not there at all."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["PART", "make_folders", "remove_file", "sync_file", "sync_folder"]

PART = ".part"


def sync_file(file: Path) -> None:
    """Wait until the bytes of a file are on the disk."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows knows no such thing and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folder: Path, *, below: Path) -> None:
    """Make a folder and those above it, each on the disk before the next.

    Parameters
    ----------
    folder : Path
    below : Path
        There already.
    """
    if folder == below or folder.is_dir():
        return
    make_folders(folder.parent, below=below)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def remove_file(file: Path) -> None:
    """Remove a file, where it is there, and wait until its name is gone from the disk."""
    file.unlink(missing_ok=True)
    if file.parent.is_dir():
        sync_folder(file.parent)
