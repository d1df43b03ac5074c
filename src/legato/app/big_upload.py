"""Take in a large file from a form piece by piece, straight to its place on the disk; memory does not grow with it.

The guard of the form stands before the file in the request, so nothing is written for a page that is not ours.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from legato.app.forms import check_guard
from legato.errors import InputError, LegatoError, StoreError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["receive_file"]

_MOST_FIELD_BYTES = 4000
_MOST_FIELDS = 40


async def receive_file(request: Request, place: Path) -> Mapping[str, str]:
    """Write the file of a form to its place, on the disk before this returns.

    Parameters
    ----------
    request : Request
        With a form of a few fields and then one file.
    place : Path
        Where the file goes; must not be there yet.

    Returns
    -------
    mapping of str to str
        The fields before the file, and its own name as ``file_name``, which is not to be trusted.

    Raises
    ------
    InputError
        If the request is no such form or holds no file.
    UsageError
        If the guard of the form is missing or wrong.
    StoreError
        If the disk refuses.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 1 <= len(boundary) <= 200:
        raise _no_file()
    try:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            form = _Form(request, stream)
            parser = MultipartParser(boundary, form.callbacks())
            async for piece in request.stream():
                parser.write(piece)
            parser.finalize()
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StoreError(
            "The file could not be written",
            found=error.strerror or "",
            mend="make room on the disk and try again",
            code="LEG-E859",
        ) from error
    except ValueError as error:
        if isinstance(error, LegatoError):
            raise
        raise _no_file() from error
    if not form.n_bytes:
        raise _no_file()
    return form.fields


class _Form:
    """Fields in memory, the file on the disk."""

    def __init__(self, request: Request, stream: IO[bytes]) -> None:
        self.fields: dict[str, str] = {}
        self.n_bytes = 0
        self._request = request
        self._stream = stream
        self._header = b""
        self._value = b""
        self._name = ""
        self._is_file = False
        self._text = b""
        self._was_checked = False

    def callbacks(self) -> MultipartCallbacks:
        """Give what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }

    def _begin(self) -> None:
        self._name, self._is_file, self._text = "", False, b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header + data[start:end])[:200]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value = (self._value + data[start:end])[:2000]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._name = options.get(b"name", b"").decode("utf-8", "replace")
            self._is_file = b"filename" in options
            if self._is_file:
                self.fields["file_name"] = options[b"filename"].decode("utf-8", "replace")
        self._header = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            if not self._was_checked:
                check_guard(self._request, self.fields.get("csrf", ""))
                self._was_checked = True
            self._stream.write(data[start:end])
            self.n_bytes += end - start
        else:
            self._text += data[start:end]
            if len(self._text) > _MOST_FIELD_BYTES or len(self.fields) > _MOST_FIELDS:
                raise _no_file()

    def _end(self) -> None:
        if not self._is_file:
            self.fields[self._name] = self._text.decode("utf-8", "replace")


def _no_file() -> InputError:
    return InputError("No file came with this form", mend="choose a file and send it again", code="LEG-E859")
