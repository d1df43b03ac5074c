"""The file of a review, ``NIGHT.review.json``: read strictly, written whole, and never over what somebody else wrote."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from legato.errors import ConflictError, FormatError, InputError, StoreError
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.review import Review, ReviewEdit, ReviewEditKind

__all__ = ["REVIEW_SCHEMA", "check_review_of", "read_review", "review_path_for", "write_review"]

REVIEW_SCHEMA = "legato.review/1"
_SUFFIX = ".review.json"
_HEAD = {"schema", "source_name", "recording_sha256", "scoring_sha256", "edits"}
_EDIT = {"id", "kind", "at", "author", "reason", "event", "side", "old", "new", "undoes"}


def review_path_for(recording: Path) -> Path:
    """Give the place of the review of a recording: beside it, its name followed by ``.review.json``.

    Parameters
    ----------
    recording : Path

    Returns
    -------
    Path
    """
    return recording.with_name(recording.name + _SUFFIX)


def read_review(path: Path) -> Review | None:
    """Read a review.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Review or None
        None where there is no such file: nobody reviewed this night yet.

    Raises
    ------
    FormatError
        If the file is no review, or a part of it is missing, unknown or of the wrong form.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from error
    try:
        return _review(json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        said = error.what if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
        raise _unreadable(path, said) from error


def check_review_of(review: Review, *, recording_sha256: str, scoring_sha256: str, where: str) -> None:
    """Refuse a review of another recording, or of other movements of the same one.

    Parameters
    ----------
    review : Review
    recording_sha256, scoring_sha256 : str
        Of the night at hand.
    where : str
        Name of the review file, for the message.

    Raises
    ------
    InputError
        If either differs.
    """
    if review.recording_sha256 != recording_sha256:
        raise InputError(
            "This is the review of another recording",
            where=where,
            found=f"a review of {review.source_name}, SHA-256 {review.recording_sha256[:12]} (here: {recording_sha256[:12]})",
            mend="name another review file; this one was not changed",
            code="LEG-E972",
        )
    if review.scoring_sha256 != scoring_sha256:
        raise InputError(
            "This review was made on other movements of this recording",
            where=where,
            found=f"movements {review.scoring_sha256[:12]} (here: {scoring_sha256[:12]})",
            mend="score with the same channels and the same version as then, or name another review file",
            code="LEG-E973",
        )


def write_review(review: Review, path: Path, *, base_version: int) -> None:
    """Write a review whole: beside, onto the disk, then renamed.

    Parameters
    ----------
    review : Review
    path : Path
    base_version : int
        Version that the writer knew; another one in the file means that somebody else wrote in between.

    Raises
    ------
    ConflictError
        If somebody else wrote in between; nothing was written.
    StoreError
        If the disk refuses; what was there is still there.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _alone(path.with_name(f".{path.name}.lock")):
            there = read_review(path)
            version = 0 if there is None else there.version
            if version != base_version or (there is not None and there.edits != review.edits[:version]):
                raise ConflictError(
                    "Another window or program changed this review in between; nothing was saved",
                    current=there,
                    where=path.name,
                    found=f"version {version}, where {base_version} was expected",
                    mend="look at what is there now, and make the edit again if you still want it",
                    code="LEG-E974",
                )
            _write_whole(part, path, text=_text(review))
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(
            "The review could not be written; what was there is still there",
            where=path.name,
            found=str(error.strerror or error),
            mend="check the space and the permissions of the folder, and save again",
            code="LEG-E975",
        ) from error


def _write_whole(part: Path, path: Path, *, text: str) -> None:
    """Write beside, wait for the disk, rename, and wait for the folder."""
    with part.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    if os.name != "nt":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock that the system gives back when the program is killed."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _text(review: Review) -> str:
    """Lay a review out with one edit a line, so that it can be compared and read."""
    head = {
        "schema": REVIEW_SCHEMA,
        "source_name": review.source_name,
        "recording_sha256": review.recording_sha256,
        "scoring_sha256": review.scoring_sha256,
    }
    edits = ",\n".join("  " + json.dumps(_edit_row(edit), ensure_ascii=False) for edit in review.edits)
    beginning = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    return f'{beginning},\n "edits": [\n{edits}\n ]\n}}\n'


def _edit_row(edit: ReviewEdit) -> dict[str, Any]:
    return {
        "id": edit.id,
        "kind": edit.kind.value,
        "at": edit.at.isoformat(),
        "author": edit.author,
        "reason": edit.reason,
        "event": edit.event,
        "side": edit.side.value,
        "old": _span_row(edit.old_span),
        "new": _span_row(edit.new_span),
        "undoes": edit.undoes,
    }


def _span_row(span: Interval | None) -> list[float] | None:
    return None if span is None else [span.start_s, span.end_s]


def _review(value: Any) -> Review:
    """Read what JSON gave; ValueError, TypeError or KeyError where it is not as documented."""
    _check_keys(value, _HEAD)
    if value["schema"] != REVIEW_SCHEMA:
        raise ValueError(f"schema {value['schema']!r}, where {REVIEW_SCHEMA!r} is read")
    review = Review(
        _str(value["source_name"]), _str(value["recording_sha256"]), _str(value["scoring_sha256"])
    )
    if not isinstance(value["edits"], list):
        raise TypeError("edits must be a list")
    for row in value["edits"]:
        review = review.with_edit(_edit(row))
    return review


def _edit(row: Any) -> ReviewEdit:
    _check_keys(row, _EDIT)
    return ReviewEdit(
        id=_str(row["id"]),
        kind=ReviewEditKind(row["kind"]),
        at=datetime.fromisoformat(_str(row["at"])),
        author=_str(row["author"]),
        reason=_str(row["reason"]),
        event=_str(row["event"]),
        side=Side(row["side"]),
        old_span=_span(row["old"]),
        new_span=_span(row["new"]),
        undoes=None if row["undoes"] is None else _str(row["undoes"]),
    )


def _span(value: Any) -> Interval | None:
    if value is None:
        return None
    if not (isinstance(value, list) and len(value) == 2 and all(type(one) in (int, float) for one in value)):
        raise TypeError("a span must be two numbers, in seconds")
    return Interval(float(value[0]), float(value[1]))


def _check_keys(value: Any, keys: set[str]) -> None:
    if not isinstance(value, dict):
        raise TypeError("an object is expected")
    if set(value) != keys:
        raise ValueError(f"missing {sorted(keys - set(value))}, unknown {sorted(set(value) - keys)}")


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text is expected, not {value!r}")
    return value


def _unreadable(path: Path, found: str) -> FormatError:
    return FormatError(
        "This file cannot be read as a review",
        where=path.name,
        found=found,
        mend="name another review file; this one was not changed",
        code="LEG-E971",
    )
