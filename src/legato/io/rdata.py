"""R data files (.RData, .rds): recognised and refused, with the way out."""

from __future__ import annotations

import bz2
import lzma
from typing import NoReturn

from legato.errors import InputError
from legato.io.options import ReadOptions
from legato.io.source import Source

__all__ = ["ID", "read", "recognises"]

ID = "rdata"
# Saved workspaces in binary and text form, and single objects in binary form of version 2 and 3.
_OPENINGS = (
    b"RDX2\n",
    b"RDX3\n",
    b"RDA2\n",
    b"RDA3\n",
    b"X\n\x00\x00\x00\x02\x00",
    b"X\n\x00\x00\x00\x03\x00",
)


def recognises(source: Source) -> bool:
    """Tell by the letters that open R's own files, also inside xz and bzip2 (gzip is unwrapped before)."""
    return _opening(source.head).startswith(_OPENINGS)


def _opening(head: bytes) -> bytes:
    """Give the first bytes, unpacked."""
    try:
        if head.startswith(b"\xfd7zXZ\x00"):
            return lzma.LZMADecompressor(memlimit=1 << 28).decompress(head, max_length=16)
        if head.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(head, max_length=16)
    except (lzma.LZMAError, OSError, EOFError):
        return b""
    return head[:16]


def read(source: Source, options: ReadOptions) -> NoReturn:
    """Refuse, and say how to export.

    Parameters
    ----------
    source : Source
    options : ReadOptions
        Not looked at.

    Raises
    ------
    InputError
        Always.
    """
    raise InputError(
        "This is an R data file, which Legato does not read",
        where=source.name,
        found=_opening(source.head)[:4].decode("latin-1").strip(),
        mend=(
            "in R: load('recording.RData'); write.csv(x, 'recording.csv', row.names = FALSE), "
            "with columns such as time_s, emg_left_ta_mv"
        ),
        code="LEG-E641",
    )
