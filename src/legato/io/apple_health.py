"""Read an Apple Health export, as a zip or as its XML, piece by piece: memory does not grow with the file.

The XML is handed to the parser in pieces and never held. Entities are refused, since a file of a phone declares none and
they are how a small file becomes a large one. A zip is counted as it unpacks, whatever it says of itself.
"""

from __future__ import annotations

import contextlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from legato.errors import FormatError, InputError
from legato.io.apple_health_records import KINDS, HealthGatherer, RawRecord
from legato.model.diary import HealthDay
from legato.model.issue import Issue

__all__ = ["HealthExport", "read_health_export"]

_CHUNK_BYTES = 256 * 1024
_HEAD_BYTES = 64 * 1024
# The longest real tag is below 10 kB; a parser holds a whole tag at once.
_LONGEST_TAG_BYTES = 1024**2
_LONGEST_PROLOGUE_BYTES = 1024**2
_DEEPEST = 40
# A parser remembers every name of a tag; real exports have about a hundred.
_MOST_NAMES = 1000
_MOST_BYTES = 16 * 1024**3
# Real exports pack to a fifteenth or a thirtieth of their size.
_MOST_RATIO = 200.0
_RATIO_FREE_BYTES = 64 * 1024**2
_MOST_MEMBERS = 200_000
_ROOT = "HealthData"
_ZIP_DAMAGE: tuple[type[Exception], ...] = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, ValueError, EOFError),
    *(struct.error, zlib.error, IndexError, OverflowError, RuntimeError),
)


@dataclass(frozen=True, slots=True)
class HealthExport:
    """What was found in an export.

    Parameters
    ----------
    days : tuple of HealthDay
        In order; only days of which something is known.
    issues : tuple of Issue
    problems : tuple of (str, str, int)
        The same as code, kind of record, and how many.
    n_records : int
        How many records were looked at, of all kinds.
    n_used : int
        How many of them took part.
    """

    days: tuple[HealthDay, ...]
    issues: tuple[Issue, ...]
    problems: tuple[tuple[str, str, int], ...]
    n_records: int
    n_used: int


def read_health_export(path: Path, *, progress: Callable[[int], None] | None = None) -> HealthExport:
    """Read an export.

    Parameters
    ----------
    path : Path
        ``export.zip`` as the phone gives it, or the ``export.xml`` out of it.
    progress : callable or None
        Is told from time to time how many bytes of XML were read.

    Returns
    -------
    HealthExport

    Raises
    ------
    FormatError
        If it is no such export, or damaged.
    InputError
        If it declares entities, or unpacks to far more than a phone writes.
    """
    with _open_xml(path) as (stream, packed):
        return _Reading(progress).read(stream, packed_bytes=packed)


@contextlib.contextmanager
def _open_xml(path: Path) -> Iterator[tuple[IO[bytes], int | None]]:
    """Open the XML; with it goes how many bytes it has in the zip, None for a plain file."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.startswith(b"PK"):
        if _ROOT.encode() not in head:
            raise _no_export("The file is no zip, and its beginning does not speak of health data")
        with path.open("rb") as stream:
            yield stream, None
        return
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_DAMAGE as error:
        raise _damaged(str(error)) from error
    with archive:
        member = _find_member(archive)
        try:
            opened = archive.open(member)
        except _ZIP_DAMAGE as error:
            raise _damaged(str(error)) from error
        with opened:
            yield opened, member.compress_size


def _find_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Find the file of the records: its name differs by language, its beginning does not."""
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise InputError("The zip has more files than an export", found=f"{len(members)}", code="LEG-E861")
    found = [one for one in members if one.filename.lower().endswith(".xml") and one.filename.count("/") <= 1]
    for member in sorted(found, key=lambda one: (-one.file_size, one.filename))[:20]:
        if member.flag_bits & 1:
            raise FormatError(
                "The zip is locked with a password", mend="export it again without one", code="LEG-E862"
            )
        try:
            with archive.open(member) as stream:
                head = stream.read(_HEAD_BYTES)
        except _ZIP_DAMAGE as error:
            raise _damaged(str(error)) from error
        if b"<!DOCTYPE HealthData" in head or b"<HealthData" in head:
            return member
    raise _no_export("No file in the zip holds health records")


class _Reading:
    """One walk through the XML."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self._progress = progress
        self._gatherer = HealthGatherer()
        self._open: RawRecord | None = None
        self._depth = 0
        self._n_records = 0
        self._names: set[str] = set()
        self._parser = expat.ParserCreate()
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.specified_attributes = True
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = _refuse_entities
        self._parser.ExternalEntityRefHandler = _refuse_entities

    def read(self, stream: IO[bytes], *, packed_bytes: int | None) -> HealthExport:
        """Feed the file to the parser, counting what comes."""
        done = 0
        while True:
            try:
                piece = stream.read(_CHUNK_BYTES)
            except _ZIP_DAMAGE as error:
                raise _damaged(str(error)) from error
            done += len(piece)
            _check_size(done, packed_bytes)
            self._feed(piece)
            if not piece:
                break
            if not self._names and done > _LONGEST_PROLOGUE_BYTES:
                raise InputError(
                    "The export declares more before its first record than a phone does",
                    found=f"more than {_LONGEST_PROLOGUE_BYTES} bytes",
                    code="LEG-E861",
                )
            if done - self._parser.CurrentByteIndex > _LONGEST_TAG_BYTES:
                raise InputError(
                    "A single tag of the export is longer than any that a phone writes",
                    where=f"byte {self._parser.CurrentByteIndex}",
                    found=f"more than {_LONGEST_TAG_BYTES} bytes",
                    code="LEG-E861",
                )
            if self._progress:
                self._progress(done)
        return HealthExport(
            self._gatherer.days(),
            self._gatherer.issues(),
            self._gatherer.problems(),
            self._n_records,
            self._gatherer.used,
        )

    def _feed(self, piece: bytes) -> None:
        try:
            self._parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            raise FormatError(
                "The export is no whole XML",
                where=f"line {error.lineno}",
                found=expat.ErrorString(error.code) or "",
                mend="export it again on the phone and send the file as it is",
                code="LEG-E862",
            ) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if name not in self._names or not self._names.issuperset(attributes):
            self._remember(name, attributes)
        if self._depth == 1:
            if name != _ROOT:
                raise _no_export("The XML holds something other than health records")
            return
        if self._depth > _DEEPEST:
            raise InputError(
                "The export is nested deeper than any", found=f"{_DEEPEST} levels", code="LEG-E861"
            )
        if name == "Record":
            self._n_records += 1
            kind = KINDS.get(attributes.get("type", ""))
            self._open = RawRecord(kind, attributes) if kind else None
        elif self._open is not None and name == "MetadataEntry" and attributes.get("key") == "HKTimeZone":
            self._open.zone = attributes.get("value", "")[:64]

    def _remember(self, name: str, attributes: dict[str, str]) -> None:
        self._names.update((name, *attributes))
        if len(self._names) > _MOST_NAMES:
            raise InputError(
                "The export has more kinds of tags than any", found=f"{_MOST_NAMES}", code="LEG-E861"
            )

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == "Record" and self._open is not None:
            self._gatherer.add(self._open)
            self._open = None


def _refuse_entities(*_: object) -> int:
    """Stop at the first entity: an export of a phone declares none."""
    raise InputError(
        "The export declares entities, which a phone never does, so it was refused",
        mend="export it again on the phone and send the file as it is",
        code="LEG-E863",
    )


def _check_size(done: int, packed_bytes: int | None) -> None:
    is_bomb = packed_bytes is not None and done > max(_RATIO_FREE_BYTES, _MOST_RATIO * packed_bytes)
    if done > _MOST_BYTES or is_bomb:
        raise InputError(
            "The export unpacks to far more than a phone writes",
            found=f"{done} bytes" + (f" out of {packed_bytes}" if packed_bytes is not None else ""),
            code="LEG-E861",
        )


def _no_export(what: str) -> FormatError:
    return FormatError(
        what,
        mend="on the phone open Health, your picture, Export All Health Data, and choose that export.zip",
        code="LEG-E862",
    )


def _damaged(found: str) -> FormatError:
    return FormatError(
        "The zip is damaged or not whole",
        found=found[:200],
        mend="export it again on the phone",
        code="LEG-E862",
    )
