"""The readers in the order in which they are asked, and the choice between them.

A reader is a module with ``ID: str``, ``recognises(source) -> bool`` (by content, cheap, from ``source.head`` and
``source.members`` alone) and ``read(source, options) -> Recording``. A new reader is one line here. Readers import their
libraries inside ``read``, so asking all of them costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from legato.errors import FormatError
from legato.io.labels import may_name_someone
from legato.io.options import ReadOptions
from legato.io.sniff import sniff
from legato.io.source import Source
from legato.model.recording import Recording

__all__ = ["READERS", "Reader", "find_reader", "name_formats", "read_source", "readers"]

# Asked in this order. A format inside a zip or a folder must come before ``archive``, a special text format before
# ``delimited``, and a text header with a binary neighbour (WFDB) before all text.
READERS: tuple[str, ...] = (
    # binary, by magic number
    "gt3x",  # is a zip
    "npz",  # is a zip
    "cwa",
    "geneactiv",
    "edf",
    "xdf",
    "c3d",
    "hdf5",
    "matlab",
    "rdata",
    "avro",
    "nilspod",
    "parquet",
    # folders and header-with-binary pairs
    "tsdf",
    "wfdb",
    "bids",
    "biostamp",
    "phyphox",
    "sensor_logger",
    "xsens",  # also a single text file
    # text
    "refused_text",
    "mpower",
    "datalog",
    "actigraph_csv",
    "st_patch",
    "daphnet",
    "cloudupdrs",
    "delimited",
    # whatever holds one of the above
    "archive",
)


class Reader(Protocol):
    """One format."""

    ID: str

    def recognises(self, source: Source) -> bool:
        """Tell by content whether this reader can read the source."""
        ...

    def read(self, source: Source, options: ReadOptions) -> Recording:
        """Read it, or raise an error that says what, where and how to mend."""
        ...


def readers() -> Iterator[Reader]:
    """Give the readers in order, importing each when its turn comes."""
    for name in READERS:
        yield cast(Reader, import_module(f"legato.io.{name}"))


# Readers that read no format of their own: some only say why a format is refused, one looks into archives and folders.
_NO_FORMATS = ("npz", "matlab", "rdata", "avro", "nilspod", "refused_text", "archive")


def name_formats() -> list[str]:
    """Name the formats that are read, in the order in which they are asked."""
    return [reader.ID for reader in readers() if reader.ID not in _NO_FORMATS]


def find_reader(source: Source) -> Reader:
    """Choose the reader for a source by its content.

    Raises
    ------
    FormatError
        If none recognises it; the message says what the first bytes look like.
    """
    for reader in readers():
        if reader.recognises(source):
            return reader
    raise FormatError(
        "No reader recognises this",
        where=source.name,
        found=describe_head(source),
        mend=f"Legato reads: {', '.join(name_formats())}",
        code="LEG-E120",
    )


def read_source(source: Source, options: ReadOptions) -> Recording:
    """Choose the reader and read.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If no reader recognises the source.
    InputError
        If the reader refuses it.
    """
    return find_reader(source).read(source, options)


# First bytes of what people hand over by mistake.
_LOOKS_LIKE: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"<!DOCTYPE html", "a web page: the download may have failed"),
    (b"<html", "a web page: the download may have failed"),
    (b"<?xml", "XML text"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "zstd-packed bytes: unpack them first"),
    (b"BZh", "bzip2-packed bytes: unpack them first"),
    (b"SQLite format 3", "an SQLite database"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)


def _is_without_numbers(source: Source) -> bool:
    """Tell whether a text that was seen whole has no row of numbers, such as a header that nothing follows."""
    if source.size > len(source.head):
        return False
    try:
        sniff(source.head, is_whole=True)
    except FormatError:
        return True
    return False


def describe_head(source: Source) -> str:
    """Say in words what the first bytes of a source look like."""
    if source.is_folder:
        return f"a folder with {len(source.members)} files"
    head = source.head
    for magic, words in _LOOKS_LIKE:
        if head[: len(magic)].lower() == magic.lower():
            return words
    if head[128:132] == b"DICM" or head[344:348] in (b"n+1\x00", b"ni1\x00"):
        return "an image of the inside of the body (DICOM or NIfTI), and no recording of movement"
    if not head.strip(b"\x00"):
        return "nothing but zero bytes"
    if source.is_zip:
        return "a zip archive without a recording that Legato knows"
    if b"\x00" not in head[:1024]:
        first = head[:80].decode("utf-8", errors="replace").splitlines()
        if first and may_name_someone(first[0]):
            return "text whose first line may name a person, so it is not shown"
        said = f"text that starts with {first[0] if first else ''!r}"
        return f"{said} and holds no row of numbers" if _is_without_numbers(source) else said
    return f"unknown bytes that start with {head[:16].hex(' ')}"
