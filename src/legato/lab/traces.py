"""Pieces of a leg's trace, thinned for a screen: the lowest and the highest sample of each column, never an average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement
from legato.model.recording import Side

__all__ = [
    "ThinnedPiece",
    "TracePiece",
    "TraceSource",
    "measure_movement",
    "render_pieces",
    "thin_piece",
]

_SIDES = (Side.LEFT, Side.RIGHT)
_LAYOUT = 1  # first word of the answer; a page that knows another one reloads itself
_HEAD_WORDS = 4
_HOLE = 1.5  # a step longer than so many sample intervals is a hole in the signal


class TracePiece(Protocol):
    """Samples of one leg between two times."""

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Seconds since the start of the recording, rising."""
        ...

    @property
    def emg_uv(self) -> NDArray[np.float64]:
        """The conditioned signal; NaN where it was lost."""
        ...

    @property
    def onset_level_uv(self) -> NDArray[np.float64]:
        """Amplitude that a movement must reach to begin, resting level included."""
        ...

    @property
    def offset_level_uv(self) -> NDArray[np.float64]:
        """Amplitude below which it ends, resting level included."""
        ...


class TraceSource(Protocol):
    """Whoever can give any piece of one leg's trace at once."""

    def piece(self, start_s: float, end_s: float) -> TracePiece:
        """Give the samples with ``start_s <= time < end_s``; fewer, or none, outside the recording."""
        ...


@dataclass(frozen=True)
class ThinnedPiece:
    """A piece as it is drawn.

    Parameters
    ----------
    offsets_s : ndarray of float64
        Seconds since the start of the piece: of each sample, or of the middle of each column.
    low_uv, high_uv : ndarray of float64
        Extremes of the samples of the column; equal for single samples; NaN for a hole.
    onset_level_uv, offset_level_uv : ndarray of float64
        At the first sample of the column.
    is_thinned : bool
        True where a column may hold more than one sample.
    """

    offsets_s: NDArray[np.float64]
    low_uv: NDArray[np.float64]
    high_uv: NDArray[np.float64]
    onset_level_uv: NDArray[np.float64]
    offset_level_uv: NDArray[np.float64]
    is_thinned: bool


def thin_piece(piece: TracePiece, *, span: Interval, columns: int) -> ThinnedPiece:
    """Thin a piece to the columns of a screen.

    Parameters
    ----------
    piece : TracePiece
    span : Interval
        What the columns share out evenly.
    columns : int

    Returns
    -------
    ThinnedPiece
        The samples themselves where there are no more of them than columns.
    """
    times_s = np.asarray(piece.times_s, dtype=np.float64)
    if times_s.size <= columns:
        return _samples(piece, start_s=span.start_s)
    width_s = span.duration_s / columns
    edges_s = span.start_s + width_s * np.arange(columns + 1)
    bounds = np.searchsorted(times_s, edges_s)
    firsts, behinds = bounds[:-1], bounds[1:]
    filled = np.flatnonzero(behinds > firsts)
    emg_uv = np.asarray(piece.emg_uv, dtype=np.float64)[: bounds[-1]]
    low_uv, high_uv, onset_uv, offset_uv = (np.full(columns, np.nan) for _ in range(4))
    if filled.size:
        at = firsts[filled]
        low_uv[filled], high_uv[filled] = np.fmin.reduceat(emg_uv, at), np.fmax.reduceat(emg_uv, at)
        onset_uv[filled] = np.asarray(piece.onset_level_uv)[at]
        offset_uv[filled] = np.asarray(piece.offset_level_uv)[at]
    middles_s = (edges_s[:-1] + edges_s[1:]) / 2 - span.start_s
    return ThinnedPiece(middles_s, low_uv, high_uv, onset_uv, offset_uv, is_thinned=True)


def _samples(piece: TracePiece, *, start_s: float) -> ThinnedPiece:
    """Give the samples themselves, with a NaN put into each hole so that no line crosses it."""
    times_s = np.asarray(piece.times_s, dtype=np.float64)
    steps_s = np.diff(times_s)
    holes = (
        np.flatnonzero(steps_s > _HOLE * np.median(steps_s)) + 1 if steps_s.size else np.array([], dtype=int)
    )
    emg_uv = np.insert(np.asarray(piece.emg_uv, dtype=np.float64), holes, np.nan)
    onset_uv = np.insert(np.asarray(piece.onset_level_uv, dtype=np.float64), holes, np.nan)
    offset_uv = np.insert(np.asarray(piece.offset_level_uv, dtype=np.float64), holes, np.nan)
    offsets_s = np.insert(times_s - start_s, holes, times_s[holes] - start_s if holes.size else [])
    return ThinnedPiece(offsets_s, emg_uv, emg_uv, onset_uv, offset_uv, is_thinned=False)


def render_pieces(traces: Mapping[Side, TraceSource], *, span: Interval, columns: int) -> bytes:
    """Lay the thinned pieces of both legs out for the page.

    Parameters
    ----------
    traces : mapping of Side to TraceSource
    span : Interval
    columns : int

    Returns
    -------
    bytes
        Little-endian words of four bytes: layout, number of legs, two zeros; then for each leg, left first: side (0 left,
        1 right), 1 if thinned, count, zero, and five runs of ``float32`` of that count (offsets in seconds, low, high,
        onset level, offset level).
    """
    legs = [(index, traces[side]) for index, side in enumerate(_SIDES) if side in traces]
    parts = [np.array([_LAYOUT, len(legs), 0, 0], dtype="<u4").tobytes()]
    for index, source in legs:
        thinned = thin_piece(source.piece(span.start_s, span.end_s), span=span, columns=columns)
        head = [index, int(thinned.is_thinned), thinned.offsets_s.size, 0]
        assert len(head) == _HEAD_WORDS
        parts.append(np.array(head, dtype="<u4").tobytes())
        runs = (
            thinned.offsets_s,
            thinned.low_uv,
            thinned.high_uv,
            thinned.onset_level_uv,
            thinned.offset_level_uv,
        )
        parts += [run.astype("<f4").tobytes() for run in runs]
    return b"".join(parts)


def measure_movement(source: TraceSource, span: Interval, *, side: Side, channel: str) -> LegMovement:
    """Read the amplitudes of a movement that a person marked off the trace.

    Parameters
    ----------
    source : TraceSource
    span : Interval
    side : Side
    channel : str

    Returns
    -------
    LegMovement
        The resting level is taken as the amplitude before the movement: the median of as long a stretch as the movement
        itself, or NaN where nothing was recorded there.

    Raises
    ------
    InputError
        If there is no signal in the span.
    """
    inside = np.abs(np.asarray(source.piece(span.start_s, span.end_s).emg_uv, dtype=np.float64))
    usable = inside[np.isfinite(inside)]
    if not usable.size:
        raise InputError(
            "There is no signal where the movement would be",
            where=f"{side.value} leg, {span.start_s:.2f} to {span.end_s:.2f} s",
            mend="place it where the trace was recorded",
            code="LEG-E976",
        )
    before = np.abs(
        np.asarray(source.piece(span.start_s - span.duration_s, span.start_s).emg_uv, dtype=np.float64)
    )
    calm = before[np.isfinite(before)]
    resting_uv = float(np.median(calm)) if calm.size else float("nan")
    floor_uv = resting_uv if calm.size else 0.0
    return LegMovement(
        span,
        side,
        channel,
        peak_uv=float(usable.max()) - floor_uv,
        median_uv=float(np.median(usable)) - floor_uv,
        resting_uv=resting_uv,
        is_cut=usable.size < inside.size,
    )
