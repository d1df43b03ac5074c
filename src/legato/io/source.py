"""A file, folder or archive as bytes: its first bytes, its members, its hash; never its meaning.

Readers ask a ``Source`` and nothing else, so that gzip, zip and folders look alike to them, and the guards against
archives that unpack to far more than they say stand in one place. Gzip is unwrapped by content. Nothing is ever written
beside the input.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import lzma
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Any

from legato.errors import FormatError, InputError, LegatoError

__all__ = ["HEAD_BYTES", "Member", "Source", "open_source"]

# Enough for every magic number, the longest vendor header seen (256 EDF signals need 64 KiB) and 100 rows of text.
HEAD_BYTES = 64 * 1024
# The biggest real export seen has about 100 members; a study of one subject at one file a minute for a week has 10 080.
MAX_MEMBERS = 20_000
# A week of nine float64 columns at 256 Hz is 11 GB in text and never comes zipped; a night is below 4 GiB.
MAX_MEMBER_BYTES = 4 * 1024**3
# Deflate reaches 1032:1. Real recordings reach 5:1 as numbers and 40:1 as text; all-zero columns of text about 200:1.
MAX_RATIO = 300.0
_DEFLATE_RATIO = 1032.0
# Below this a ratio says nothing, and the memory is there anyway.
RATIO_FREE_BYTES = 64 * 1024**2
_CHUNK_BYTES = 1024**2
_GZIP = b"\x1f\x8b\x08"
# Damaged zips make the library seek before the start (OSError), read beyond tables or unpack nonsense (the others).
_ZIP_DAMAGE: tuple[type[Exception], ...] = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, ValueError, EOFError),
    *(struct.error, zlib.error, lzma.LZMAError, IndexError, OverflowError, RuntimeError),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, order=True, slots=True)
class Member:
    """One file inside a folder or an archive.

    Parameters
    ----------
    name : str
        Path inside, with forward slashes.
    size : int
        Bytes, unpacked, as the archive says.
    """

    name: str
    size: int


@dataclass(frozen=True, eq=False)
class Source:
    """Bytes that a reader may ask for.

    Parameters
    ----------
    path : Path
        File or folder on disk; for a member of a zip, the zip.
    inside : str
        Name of the member that these bytes are, empty for the file itself.
    content : bytes or None
        Bytes of a member of a zip; None when they lie on disk.
    """

    path: Path
    inside: str = ""
    content: bytes | None = None

    @property
    def name(self) -> str:
        """File name without its folder (a folder may bear a person's name); gzip's ending removed."""
        name = PurePosixPath(self.inside).name if self.inside else self.path.resolve().name
        return name[:-3] if self.is_gzip and name.lower().endswith(".gz") else name

    @property
    def is_folder(self) -> bool:
        """Tell whether this is a folder on disk."""
        return self.content is None and self.path.is_dir()

    @cached_property
    def size(self) -> int:
        """Bytes as stored (packed for gzip); sum of the members for a folder."""
        if self.content is not None:
            return len(self.content)
        return sum(member.size for member in self.members) if self.is_folder else self.path.stat().st_size

    @cached_property
    def _stored_head(self) -> bytes:
        if self.content is not None:
            return self.content[:HEAD_BYTES]
        if self.is_folder:
            return b""
        with self.path.open("rb") as stream:
            return stream.read(HEAD_BYTES)

    @property
    def is_gzip(self) -> bool:
        """Tell whether the stored bytes are gzip, by content."""
        return self._stored_head.startswith(_GZIP)

    @property
    def is_zip(self) -> bool:
        """Tell whether the bytes are a zip archive, by content."""
        return self.head.startswith(_ZIP)

    @cached_property
    def head(self) -> bytes:
        """First ``HEAD_BYTES`` bytes, unpacked; empty for a folder."""
        if not self.is_gzip:
            return self._stored_head
        try:
            return zlib.decompressobj(wbits=31).decompress(self._stored_head, HEAD_BYTES)
        except zlib.error as error:
            raise _broken_gzip(self, str(error)) from error

    @cached_property
    def sha256(self) -> str:
        """Hash of the stored bytes, hexadecimal; of the sorted names and bytes of all members for a folder."""
        digest = hashlib.sha256()
        if self.content is not None:
            digest.update(self.content)
        elif self.is_folder:
            for member in sorted(self.members):
                digest.update(member.name.encode() + b"\0")
                _update(digest, self.path / member.name)
        else:
            _update(digest, self.path)
        return digest.hexdigest()

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Files inside a folder or a zip, sorted by name; empty for a plain file.

        Raises
        ------
        InputError
            If there are more than a recording can have, or one lies outside, or unpacks to far more than is stored.
        """
        if self.is_folder:
            return _folder_members(self)
        return _zip_members(self) if self.is_zip else ()

    def member(self, name: str) -> Source:
        """Give one member as a source of its own.

        Parameters
        ----------
        name : str
            Exactly as in ``members``.

        Raises
        ------
        InputError
            If there is no member of that name.
        """
        if name not in {member.name for member in self.members}:
            raise InputError(
                f"There is no member '{name}'",
                where=self.name,
                found=_some(member.name for member in self.members),
                mend="name one of these",
                code="LEG-E101",
            )
        if self.is_folder:
            return Source(self.path / name)
        return Source(self.path, inside=name, content=_unzip(self, name))

    def sibling(self, name: str) -> Source | None:
        """Give the file of that name in the same folder or archive, or None where there is none."""
        if self.inside:
            beside = str(PurePosixPath(self.inside).with_name(name))
            archive = Source(self.path)
            return archive.member(beside) if beside in {m.name for m in archive.members} else None
        beside_path = self.path.with_name(name)
        return Source(beside_path) if beside_path.is_file() else None

    @contextlib.contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the unpacked bytes as a stream."""
        raw: IO[bytes] = io.BytesIO(self.content) if self.content is not None else self.path.open("rb")
        with raw:
            if not self.is_gzip:
                yield raw
                return
            self._check_stated_size(raw)
            try:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield io.BufferedReader(
                        _Guarded(unpacked, stored=self.size, where=self.name), _CHUNK_BYTES
                    )
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise _broken_gzip(self, str(error)) from error

    def _check_stated_size(self, raw: IO[bytes]) -> None:
        """Refuse a gzip file that itself says it is a bomb: counting the bytes as they come fills the memory first."""
        raw.seek(-4, io.SEEK_END)
        stated = int.from_bytes(raw.read(4), "little")
        raw.seek(0)
        is_possible = stated <= _DEFLATE_RATIO * self.size  # the last bytes of a cut file state anything
        if is_possible and stated > RATIO_FREE_BYTES and stated > MAX_RATIO * self.size:
            raise _too_large(self.name, stated, self.size)

    def read_bytes(self) -> bytes:
        """Give all bytes, unpacked.

        Raises
        ------
        InputError
            If they unpack to more than a recording can have.
        """
        if self.content is not None and not self.is_gzip:
            return self.content
        with self.open() as stream:
            return stream.read()

    @contextlib.contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Give a path whose file holds the unpacked bytes, for libraries that need one and for memory maps.

        A copy in the system's folder for passing files is made, and removed afterwards, only when the bytes are packed.
        """
        if self.content is None and not self.is_gzip:
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="legato-") as folder:
            copy = Path(folder) / ("content" + Path(self.name).suffix)
            copy.write_bytes(self.read_bytes())
            yield copy


def open_source(path: str | os.PathLike[str]) -> Source:
    """Open a file or folder for reading.

    Parameters
    ----------
    path : str or path-like

    Returns
    -------
    Source

    Raises
    ------
    InputError
        If there is nothing there, it may not be read, or it is neither a file nor a folder, or it is empty.
    """
    given = Path(path)
    if not os.path.exists(given):
        raise InputError(
            "There is no such file or folder",
            where=str(given),
            mend="check the path, and that its folders may be entered",
            code="LEG-E102",
        )
    if not (given.is_file() or given.is_dir()):
        raise InputError(
            "A recording is a file or a folder; this is a device or a pipe", where=str(given), code="LEG-E103"
        )
    if not os.access(given, os.R_OK | os.X_OK if given.is_dir() else os.R_OK):
        raise InputError(
            "This may not be read", where=str(given), mend=f"chmod u+r {given.name}", code="LEG-E104"
        )
    source = Source(given)
    if not source.is_folder and source.size == 0:
        raise FormatError(
            "The file is empty", where=source.name, found="0 bytes", mend="copy it again", code="LEG-E105"
        )
    return source


def _update(digest: hashlib._Hash, path: Path) -> None:
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(_CHUNK_BYTES):
            digest.update(block)


def _some(names: Iterable[str], *, at_most: int = 12) -> str:
    words = list(names)
    more = f" and {len(words) - at_most} more" if len(words) > at_most else ""
    return ", ".join(f"'{word}'" for word in words[:at_most]) + more


def _broken_gzip(source: Source, why: str) -> FormatError:
    return FormatError(
        "The gzip file is cut or damaged",
        where=source.path.name,
        found=why,
        mend="copy it again from the device or unpack what can be saved with gzip -dc",
        code="LEG-E106",
    )


def _too_many(source: Source, n_members: int) -> InputError:
    return InputError(
        "This holds more files than a recording can have",
        where=source.name,
        found=f"{n_members} files; at most {MAX_MEMBERS}",
        mend="give the folder or archive of one recording",
        code="LEG-E107",
    )


def _folder_members(source: Source) -> tuple[Member, ...]:
    members: list[Member] = []
    for folder, folders, names in os.walk(source.path):  # does not follow links to folders: no endless walk
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(folder) / name
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            members.append(Member(path.relative_to(source.path).as_posix(), path.stat().st_size))
        if len(members) > MAX_MEMBERS:
            raise _too_many(source, len(members))
    return tuple(sorted(members))


def _zip_members(source: Source) -> tuple[Member, ...]:
    with _open_zip(source) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        raise _too_many(source, len(infos))
    for info in infos:
        _check_zip_member(source, info)
    return tuple(
        sorted(Member(info.filename, info.file_size) for info in infos if not _is_clutter(info.filename))
    )


def _is_clutter(name: str) -> bool:
    """Tell whether a member was put there by the packing program and not by a recorder."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1].startswith("."))


def _check_zip_member(source: Source, info: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]:
        raise InputError(
            "A file in the archive wants to lie outside of it",
            where=source.name,
            found=f"'{info.filename}'",
            mend="do not unpack this archive; ask its sender for a clean one",
            code="LEG-E108",
        )
    is_bomb = info.file_size > RATIO_FREE_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size)
    if is_bomb or info.file_size > MAX_MEMBER_BYTES:
        raise _too_large(f"{source.name}: {info.filename}", info.file_size, info.compress_size)
    if info.flag_bits & 0x1:
        raise InputError(
            "A file in the archive is locked with a password",
            where=f"{source.name}: {info.filename}",
            mend="unpack it with the password and give the unpacked file",
            code="LEG-E109",
        )


def _too_large(where: str, unpacked: int, stored: int) -> InputError:
    return InputError(
        "This unpacks to more than a recording can have",
        where=where,
        found=f"{unpacked} bytes from {stored}; at most {MAX_MEMBER_BYTES} bytes and {MAX_RATIO:.0f} times",
        mend="if it is a recording, unpack it yourself and give the unpacked file",
        code="LEG-E110",
    )


@contextlib.contextmanager
def _open_zip(source: Source) -> Iterator[zipfile.ZipFile]:
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            yield archive
    except LegatoError:
        raise
    except _ZIP_DAMAGE as error:
        raise FormatError(
            "The zip archive is cut or damaged",
            where=source.name,
            found=str(error),
            mend="copy it again from the device; a copy that broke off is the usual cause",
            code="LEG-E111",
        ) from error


def _unzip(source: Source, name: str) -> bytes:
    with _open_zip(source) as archive:
        info = archive.getinfo(name)
        try:
            with archive.open(info) as stream:
                where = f"{source.name}: {name}"
                return io.BufferedReader(
                    _Guarded(stream, stored=info.compress_size, where=where), _CHUNK_BYTES
                ).read()
        except (zlib.error, EOFError) as error:
            raise zipfile.BadZipFile(f"{name}: {error}") from error


class _Guarded(io.RawIOBase):
    """A stream of unpacked bytes that stops when more come out than a recording can have.

    The size that an archive states may be a lie, so the bytes are counted as they come.
    """

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, *, stored: int, where: str) -> None:
        super().__init__()
        self._stream = stream
        self._stored = stored
        self._where = where
        self._n_bytes = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer and count."""
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        self._n_bytes += len(block)
        is_bomb = self._n_bytes > RATIO_FREE_BYTES and self._n_bytes > MAX_RATIO * max(1, self._stored)
        if is_bomb or self._n_bytes > MAX_MEMBER_BYTES:
            raise _too_large(self._where, self._n_bytes, self._stored)
        return len(block)
