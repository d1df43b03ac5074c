"""Bytes of a source as one array: a memory map where they lie unpacked on disk, a copy in memory otherwise.

A memory map makes two channels of a long file cost two channels. It stays valid as long as an array refers to it.
"""

from __future__ import annotations

import mmap

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.io.source import Source

__all__ = ["mapped_bytes"]


def mapped_bytes(source: Source) -> NDArray[np.uint8]:
    """Give all unpacked bytes of a source.

    Parameters
    ----------
    source : Source
        A file or member, not a folder.

    Returns
    -------
    ndarray of uint8, shape (n_bytes,)
        Read only.

    Raises
    ------
    InputError
        If the file cannot be mapped, such as one on a device without memory maps.
    """
    if source.content is not None or source.is_gzip:
        return np.frombuffer(source.read_bytes(), dtype=np.uint8)
    if source.size == 0:
        return np.empty(0, dtype=np.uint8)
    try:
        with source.path.open("rb") as stream:
            mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise InputError(
            "The file cannot be mapped into memory",
            where=source.name,
            found=str(error),
            mend="copy it to a local disk",
            code="LEG-E600",
        ) from error
    return np.frombuffer(mapped, dtype=np.uint8)
