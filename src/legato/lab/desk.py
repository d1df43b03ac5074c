"""What lies on the technician's desk: a scored night, its traces, and the review that is laid over it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from legato.errors import ConflictError, InputError
from legato.io.review_file import check_review_of, read_review, write_review
from legato.lab.traces import TraceSource, measure_movement
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement, RuleScoring
from legato.model.recording import Side
from legato.model.review import (
    Review,
    ReviewEdit,
    ReviewEditKind,
    ReviewedMovement,
    derive_reviewed,
    hash_movements,
)
from legato.model.scored_night import ScoredNight

__all__ = ["AskedEdit", "DeskState", "NightDesk", "Rescore"]

Rescore = Callable[[Sequence[LegMovement]], Mapping[str, RuleScoring]]
MeasureMovement = Callable[[Side, Interval], LegMovement]


@dataclass(frozen=True)
class AskedEdit:
    """An edit as the page asks for it.

    Parameters
    ----------
    kind : ReviewEditKind
        Anything but ``restore``; taking back is ``NightDesk.undo``.
    author, reason : str
    event : str
        Id of the movement; empty for an added one.
    side : Side or None
        Of an added movement.
    span : Interval or None
        Of a moved or an added movement.
    """

    kind: ReviewEditKind
    author: str
    reason: str
    event: str = ""
    side: Side | None = None
    span: Interval | None = None


@dataclass(frozen=True)
class DeskState:
    """How a night stands after its review.

    Parameters
    ----------
    review : Review
    reviewed : tuple of ReviewedMovement
    scorings : mapping of str to RuleScoring
        Of the movements as they stand now.
    """

    review: Review
    reviewed: tuple[ReviewedMovement, ...]
    scorings: Mapping[str, RuleScoring]


class NightDesk:
    """One night on the desk.

    Parameters
    ----------
    night : ScoredNight
        As scored; never changed.
    traces : mapping of Side to TraceSource
    movements : sequence of LegMovement
        What was found in the legs, before any rule; the edits refer to these.
    rescore : callable
        Gives the scoring of other movements by every rule set of the night.
    review_path : Path
        Where the edits are kept.
    author : str
        Code or initials; empty: the page asks.
    measure : callable or None
        Measures a movement that a person marked; off the trace by default.
    clock : callable
        Gives the time, with its offset from UTC.

    Raises
    ------
    FormatError
        If the review file cannot be read.
    InputError
        If it belongs to another recording or to other movements.
    """

    def __init__(
        self,
        night: ScoredNight,
        traces: Mapping[Side, TraceSource],
        *,
        movements: Sequence[LegMovement],
        rescore: Rescore,
        review_path: Path,
        author: str = "",
        measure: MeasureMovement | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.night = night
        self.traces = traces
        self.author = author
        self._movements = tuple(movements)
        self._rescore = rescore
        self._path = review_path
        self._measure = measure or self._measure_off_trace
        self._clock = clock
        self._lock = Lock()
        self._blank = Review(night.source_name, night.provenance.sha256, hash_movements(self._movements))
        self._judged: tuple[tuple[LegMovement, ...], Mapping[str, RuleScoring]] = ((), {})
        self._state = self._derive(self._read())

    @property
    def review_name(self) -> str:
        """Name of the review file, without its folder."""
        return self._path.name

    def state(self) -> DeskState:
        """Give how the night stands, with what other programs wrote meanwhile."""
        with self._lock:
            return self._fresh()

    def edit(self, asked: AskedEdit, *, base_version: int) -> DeskState:
        """Append an edit.

        Parameters
        ----------
        asked : AskedEdit
        base_version : int
            Version that the asking window shows.

        Returns
        -------
        DeskState

        Raises
        ------
        ConflictError
            If the review is another one by now; nothing was saved.
        InputError
            If the edit does not fit the night; nothing was saved.
        """
        with self._lock:
            state = self._fresh(base_version)
            return self._append(self._completed(asked, state), state=state)

    def undo(self, *, author: str, reason: str, base_version: int) -> DeskState:
        """Take the last edit that holds back, by appending that it no longer holds.

        Parameters
        ----------
        author, reason : str
        base_version : int

        Returns
        -------
        DeskState

        Raises
        ------
        ConflictError
            If the review is another one by now; nothing was saved.
        InputError
            If there is nothing to take back.
        """
        with self._lock:
            state = self._fresh(base_version)
            standing = state.review.standing()
            if not standing:
                raise InputError("There is no edit to take back", where=self._path.name, code="LEG-E970")
            last = standing[-1]
            restore = ReviewEdit(
                uuid.uuid4().hex,
                ReviewEditKind.RESTORE,
                at=self._clock(),
                author=author,
                reason=reason,
                event=last.event,
                side=last.side,
                old_span=last.new_span,
                new_span=last.old_span,
                undoes=last.id,
            )
            return self._append(restore, state=state)

    def _read(self) -> Review:
        review = read_review(self._path)
        if review is None:
            return self._blank
        check_review_of(
            review,
            recording_sha256=self._blank.recording_sha256,
            scoring_sha256=self._blank.scoring_sha256,
            where=self._path.name,
        )
        return review

    def _fresh(self, base_version: int | None = None) -> DeskState:
        """Give the state by the file, and refuse a window that does not know it."""
        review = self._read()
        if review != self._state.review:
            self._state = self._derive(review)
        if base_version is not None and base_version != review.version:
            raise ConflictError(
                "Another window or program changed this review in between; nothing was saved",
                current=review,
                where=self._path.name,
                found=f"version {review.version}, where {base_version} was expected",
                mend="look at what is there now, and make the edit again if you still want it",
                code="LEG-E974",
            )
        return self._state

    def _completed(self, asked: AskedEdit, state: DeskState) -> ReviewEdit:
        """Put to an asked edit what the page does not decide: id, time, side and the span before."""
        id_ = uuid.uuid4().hex
        if asked.span is not None and not (
            asked.span.start_s >= 0 and asked.span.end_s <= self.night.duration_s
        ):
            raise InputError(
                "A movement must lie inside the recording",
                found=f"{asked.span.start_s:.3f} to {asked.span.end_s:.3f} s of {self.night.duration_s:.3f} s",
                code="LEG-E978",
            )
        known = {one.id: one for one in state.reviewed}
        is_new = asked.kind is ReviewEditKind.ADD
        if not is_new and asked.event not in known:
            raise InputError("There is no such movement in this night", found=asked.event, code="LEG-E970")
        side = (asked.side or Side.UNKNOWN) if is_new else known[asked.event].side
        return ReviewEdit(
            id_,
            asked.kind,
            at=self._clock(),
            author=asked.author.strip(),
            reason=asked.reason.strip(),
            event=id_ if is_new else asked.event,
            side=side,
            old_span=None if is_new else known[asked.event].span,
            new_span=asked.span if is_new or asked.kind is ReviewEditKind.MOVE else None,
        )

    def _append(self, edit: ReviewEdit, *, state: DeskState) -> DeskState:
        """Score with the edit first, then keep it: what cannot be scored is not kept."""
        review = state.review.with_edit(edit)
        _check_apart(derive_reviewed(self._movements, review), edit)
        made = self._derive(review)
        write_review(made.review, self._path, base_version=state.review.version)
        self._state = made
        return made

    def _derive(self, review: Review) -> DeskState:
        reviewed = derive_reviewed(self._movements, review)
        is_as_found = all(one.original and not (one.is_moved or one.is_rejected) for one in reviewed)
        if is_as_found:
            return DeskState(review, reviewed, self.night.scorings)
        kept = tuple(self._movement(one) for one in reviewed if not one.is_rejected)
        if kept != self._judged[0] or not kept:  # accepting a movement, for one, changes no index
            self._judged = (kept, self._rescore(kept))
        return DeskState(review, reviewed, self._judged[1])

    def _movement(self, one: ReviewedMovement) -> LegMovement:
        """Give what the rules are to see: as found where nothing was moved, else measured in the new span."""
        if one.original is not None and not one.is_moved:
            return one.original
        measured = self._measure(one.side, one.span)
        return replace(measured, span=one.span, side=one.side)

    def _measure_off_trace(self, side: Side, span: Interval) -> LegMovement:
        if side not in self.traces:
            raise InputError(
                "This night has no scorable channel of that leg",
                found=side.value,
                mend=f"choose the {' or the '.join(one.value for one in self.traces)} leg",
                code="LEG-E976",
            )
        channel = next((leg.name for leg in self.night.legs if leg.side is side), "")
        return measure_movement(self.traces[side], span, side=side, channel=channel)


def _check_apart(reviewed: Sequence[ReviewedMovement], edit: ReviewEdit) -> None:
    """Refuse an edit by which two movements of one leg would overlap: the rules know no such thing."""
    kept = [one for one in reviewed if not one.is_rejected]
    for one in kept:
        if edit not in one.edits:
            continue
        for other in kept:
            if other.id != one.id and other.side is one.side and other.span.overlaps(one.span):
                raise InputError(
                    "Two movements of one leg cannot overlap",
                    where=f"{one.side.value} leg",
                    found=f"{one.span.start_s:.2f} to {one.span.end_s:.2f} s and {other.span.start_s:.2f} to {other.span.end_s:.2f} s",
                    mend="reject one of them, or move its edges apart",
                    code="LEG-E978",
                )
