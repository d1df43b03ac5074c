"""The second layer over a scored night: what a person changed, by whom, when and why; the first layer stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from legato.errors import InputError
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement
from legato.model.recording import Side

__all__ = [
    "Review",
    "ReviewEdit",
    "ReviewEditKind",
    "ReviewedMovement",
    "derive_reviewed",
    "hash_movements",
    "movement_id",
]


class ReviewEditKind(StrEnum):
    """What a person did to one movement; the ids stand in files and never change."""

    ACCEPT = "accept"  # it is a leg movement, as marked; one that was rejected counts again
    REJECT = "reject"  # it is no leg movement
    MOVE = "move"  # it begins or ends elsewhere
    ADD = "add"  # a leg movement that was not found
    RESTORE = "restore"  # an earlier edit is taken back


@dataclass(frozen=True, slots=True)
class ReviewEdit:
    """One edit of one movement.

    Parameters
    ----------
    id : str
        Unique within the review.
    kind : ReviewEditKind
    at : datetime
        With its offset from UTC.
    author : str
        Code or initials, as the person typed them.
    reason : str
    event : str
        Id of the movement. An ``add`` bears its own id here, and what it adds bears that id followed by the side.
    side : Side
        ``both`` only for an added movement of both legs, which is one movement in each.
    old_span, new_span : Interval or None
        Before and after; None where there was or will be none.
    undoes : str or None
        Id of the edit that a ``restore`` takes back.

    Raises
    ------
    InputError
        If a part that its kind needs is missing.
    """

    id: str
    kind: ReviewEditKind
    at: datetime
    author: str
    reason: str
    event: str
    side: Side
    old_span: Interval | None = None
    new_span: Interval | None = None
    undoes: str | None = None

    def __post_init__(self) -> None:
        """Refuse an edit that nobody signs, that has no reason or time, or lacks what its kind needs."""
        for name, text in (("author", self.author), ("reason", self.reason), ("event", self.event)):
            if not text.strip() or not text.isprintable():
                raise _refused(self, f"The {name} of an edit is empty or cannot be printed", repr(text))
        if self.at.utcoffset() is None:
            raise _refused(self, "The time of an edit needs its offset from UTC", self.at.isoformat())
        needs_new = self.kind in (ReviewEditKind.MOVE, ReviewEditKind.ADD)
        if needs_new and (self.new_span is None or not self.new_span.duration_s > 0):
            raise _refused(self, "A movement needs a length above 0 s", str(self.new_span))
        if self.kind is ReviewEditKind.MOVE and self.old_span is None:
            raise _refused(self, "A moved edge needs the span before", "none")
        if (self.kind is ReviewEditKind.RESTORE) != (self.undoes is not None):
            raise _refused(
                self, "A restore, and nothing else, names the edit it takes back", str(self.undoes)
            )
        allowed = (Side.LEFT, Side.RIGHT, Side.BOTH) if self._may_be_both() else (Side.LEFT, Side.RIGHT)
        if self.side not in allowed:
            raise _refused(self, "This edit needs the side of a leg", self.side.value)

    def _may_be_both(self) -> bool:
        return self.kind in (ReviewEditKind.ADD, ReviewEditKind.RESTORE)

    def added(self) -> tuple[tuple[str, Side], ...]:
        """Give id and side of the movements that this edit adds; none unless it adds."""
        if self.kind is not ReviewEditKind.ADD:
            return ()
        sides = (Side.LEFT, Side.RIGHT) if self.side is Side.BOTH else (self.side,)
        return tuple((f"{self.id}-{side.value}", side) for side in sides)


@dataclass(frozen=True)
class Review:
    """All edits of one scored night, in the order in which they were made; nothing is ever taken out.

    Parameters
    ----------
    source_name : str
        File name of the recording, without its folder.
    recording_sha256 : str
        Of the bytes of the recording; empty for arrays made in memory.
    scoring_sha256 : str
        Of the movements that the edits refer to, by ``hash_movements``.
    edits : tuple of ReviewEdit
    """

    source_name: str
    recording_sha256: str
    scoring_sha256: str
    edits: tuple[ReviewEdit, ...] = ()

    @property
    def version(self) -> int:
        """Count of the edits: two windows that know the same count know the same edits."""
        return len(self.edits)

    def with_edit(self, edit: ReviewEdit) -> Review:
        """Give a copy with one more edit behind those there are."""
        if any(one.id == edit.id for one in self.edits):
            raise _refused(edit, "Two edits bear one id", edit.id)
        return replace(self, edits=(*self.edits, edit))

    def standing(self) -> tuple[ReviewEdit, ...]:
        """Give the edits that hold: neither a restore nor taken back by one."""
        undone = {edit.undoes for edit in self.edits}
        return tuple(
            edit for edit in self.edits if edit.kind is not ReviewEditKind.RESTORE and edit.id not in undone
        )


@dataclass(frozen=True, slots=True)
class ReviewedMovement:
    """One movement of one leg as it stands after the review.

    Parameters
    ----------
    id : str
    side : Side
    span : Interval
        After the edits.
    original : LegMovement or None
        As it was found; None for one that a person added.
    is_accepted, is_rejected : bool
        At most one of them is True; both False where nobody said either.
    edits : tuple of ReviewEdit
        Those that hold, in order.
    """

    id: str
    side: Side
    span: Interval
    original: LegMovement | None
    is_accepted: bool = False
    is_rejected: bool = False
    edits: tuple[ReviewEdit, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Tell whether an edge stands elsewhere than where it was found."""
        return self.original is not None and self.span != self.original.span


def movement_id(movement: LegMovement) -> str:
    """Give the id of a movement that was found: its side and its onset.

    Parameters
    ----------
    movement : LegMovement

    Returns
    -------
    str
        The same as long as the same movement is found; one leg never moves twice at one onset.
    """
    return f"{movement.side.value}-{movement.span.start_s:.6f}"


def hash_movements(movements: Iterable[LegMovement]) -> str:
    """Hash the movements that were found, so that a review is never laid over others.

    Parameters
    ----------
    movements : iterable of LegMovement

    Returns
    -------
    str
        SHA-256, hexadecimal, of channel, side, onset and offset to the microsecond. Which rule sets were asked for does
        not matter: a review says what moved, and the rules say what counts.
    """
    lines = sorted(
        f"{one.side.value}\t{one.channel}\t{one.span.start_s:.6f}\t{one.span.end_s:.6f}" for one in movements
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def derive_reviewed(movements: Iterable[LegMovement], review: Review) -> tuple[ReviewedMovement, ...]:
    """Lay a review over the movements that were found.

    Parameters
    ----------
    movements : iterable of LegMovement
        As found; they are not changed.
    review : Review

    Returns
    -------
    tuple of ReviewedMovement
        By onset, the rejected ones too.

    Raises
    ------
    InputError
        If an edit names a movement that is not there.
    """
    found = {
        movement_id(one): ReviewedMovement(movement_id(one), one.side, one.span, one) for one in movements
    }
    for edit in review.standing():
        for id_, side in edit.added():
            assert edit.new_span is not None
            found[id_] = ReviewedMovement(id_, side, edit.new_span, None, edits=(edit,))
        if edit.kind is ReviewEditKind.ADD:
            continue
        if edit.event not in found:
            raise _refused(edit, "An edit names a movement that is not in this scoring", edit.event)
        found[edit.event] = _edited(found[edit.event], edit)
    return tuple(sorted(found.values(), key=lambda one: (one.span, one.side.value, one.id)))


def _edited(movement: ReviewedMovement, edit: ReviewEdit) -> ReviewedMovement:
    """Lay one edit over one movement; moving an edge says that it is a movement."""
    rejects = edit.kind is ReviewEditKind.REJECT
    return replace(
        movement,
        span=edit.new_span if edit.kind is ReviewEditKind.MOVE and edit.new_span else movement.span,
        is_accepted=not rejects,
        is_rejected=rejects,
        edits=(*movement.edits, edit),
    )


def _refused(edit: ReviewEdit, what: str, found: str) -> InputError:
    return InputError(what, where=f"edit {edit.id}", found=found, code="LEG-E970")
