"""Read the samples of some spans of one sensor again, in pieces without a gap.

Never more than asked for: a day of shaking gives pieces spread evenly over it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.channel import Channel, ChannelKind
from legato.model.interval import Interval, intervals_from_mask
from legato.model.recording import Sensor

__all__ = ["WINDOW_SLACK_S", "Stretch", "motion_triad", "read_stretches", "spread_spans", "widen_spans"]

# Wider than a window by this much, a span holds a whole window however the samples lie in it.
WINDOW_SLACK_S = 0.1

# Clocks of accelerometer and gyroscope count as one when rate and start agree this well.
_SAME_RATE, _SAME_START_SAMPLES = 1e-3, 0.25
_SHORTEST_S = 1.0


@dataclass(frozen=True, eq=False)
class Stretch:
    """Samples of one sensor without a gap.

    Parameters
    ----------
    span : Interval
        Seconds since the start of the recording.
    samples : dict of str to ndarray of float64, each shape (n_samples, 3)
        ``accel`` (m/s2) and ``gyro`` (rad/s), as far as the sensor has them.
    rate_hz : dict of str to float
        Measured in the stretch itself.
    is_one_clock : bool
        True when both have the same samples in time, so that their spectra may be combined.
    """

    span: Interval
    samples: dict[str, NDArray[np.float64]]
    rate_hz: dict[str, float]
    is_one_clock: bool


def motion_triad(sensor: Sensor, quantity: str) -> tuple[Channel, Channel, Channel] | None:
    """Give the three channels of one quantity.

    Parameters
    ----------
    sensor : Sensor
    quantity : str
        ``accel`` (with gravity, else without) or ``gyro``.

    Returns
    -------
    tuple of Channel or None
        None where they are not all there.
    """
    if quantity == "gyro":
        return sensor.triad(ChannelKind.ANGULAR_VELOCITY)
    return sensor.triad(ChannelKind.ACCELERATION) or sensor.triad(ChannelKind.LINEAR_ACCELERATION)


def widen_spans(spans: Sequence[Interval], *, least_s: float, end_s: float) -> list[Interval]:
    """Widen short spans about their middle to ``least_s``, as far as the recording reaches.

    Parameters
    ----------
    spans : sequence of Interval
        In order, disjoint.
    least_s : float
    end_s : float
        End of the recording.

    Returns
    -------
    list of Interval
        Widened spans may touch or overlap; they are then joined.
    """
    widened: list[Interval] = []
    for span in spans:
        grow_s = max(0.0, least_s - span.duration_s) / 2.0
        start_s = max(0.0, min(span.start_s - grow_s, max(end_s, span.end_s) - least_s))
        wide = Interval(min(start_s, span.start_s), max(span.end_s, min(start_s + least_s, end_s)))
        if widened and wide.start_s <= widened[-1].end_s:
            widened[-1] = Interval(widened[-1].start_s, max(widened[-1].end_s, wide.end_s))
        else:
            widened.append(wide)
    return widened


def spread_spans(spans: Sequence[Interval], *, most_s: float, piece_s: float) -> list[Interval]:
    """Take pieces spread evenly over spans that are longer than may be read.

    Parameters
    ----------
    spans : sequence of Interval
        In order, disjoint.
    most_s : float
        Seconds that may be read.
    piece_s : float
        Length of a piece.

    Returns
    -------
    list of Interval
        The spans themselves when they are short enough.
    """
    total_s = sum(span.duration_s for span in spans)
    if total_s <= most_s:
        return list(spans)
    n_pieces = max(1, int(most_s // piece_s))
    before_s = np.concatenate(([0.0], np.cumsum([span.duration_s for span in spans])))
    pieces: list[Interval] = []
    for middle_s in (np.arange(n_pieces) + 0.5) * total_s / n_pieces:
        which = min(int(np.searchsorted(before_s, middle_s, side="right")) - 1, len(spans) - 1)
        span = spans[which]
        start_s = span.start_s + (middle_s - before_s[which]) - piece_s / 2.0
        start_s = max(span.start_s, min(start_s, span.end_s - piece_s))
        piece = Interval(start_s, min(span.end_s, start_s + piece_s))
        if not pieces or piece.start_s >= pieces[-1].end_s:
            pieces.append(piece)
    return pieces


def _whole_parts(triad: tuple[Channel, Channel, Channel], span: Interval) -> list[Interval]:
    """Give the parts of a span in which all three axes are there and finite, without a gap."""
    time = triad[0].time
    first, behind = time.index_at(span.start_s), time.index_at(span.end_s)
    if behind - first < 2:
        return []
    recorded = np.stack([channel.read(first, behind) for channel in triad])
    finite = np.asarray(np.isfinite(recorded).all(axis=0))
    cuts = {run.first_sample for run in time.runs} & set(range(first + 1, behind))
    times_s = time.times_s(first, behind)
    parts: list[Interval] = []
    for low, high in intervals_from_mask(finite):
        edges = [low, *sorted(c - first for c in cuts if low < c - first < high), high]
        for start, stop in itertools.pairwise(edges):
            if stop - start > 1:
                step_s = (times_s[stop - 1] - times_s[start]) / (stop - 1 - start)
                parts.append(Interval(float(times_s[start]), float(times_s[stop - 1] + 0.5 * step_s)))
    return parts


def _common(first: Sequence[Interval], second: Sequence[Interval]) -> list[Interval]:
    """Give what two lists of disjoint intervals have in common."""
    return [
        Interval(max(a.start_s, b.start_s), min(a.end_s, b.end_s))
        for a in first
        for b in second
        if a.overlaps(b)
    ]


def _read(
    triad: tuple[Channel, Channel, Channel], span: Interval
) -> tuple[NDArray[np.float64], float, float]:
    """Read one whole part: samples, its own rate, time of its first sample."""
    time = triad[0].time
    first, behind = time.index_at(span.start_s), time.index_at(span.end_s)
    samples = np.stack([channel.read(first, behind) for channel in triad], axis=1)
    ends_s = time.times_s(first, first + 1)[0], time.times_s(behind - 1, behind)[0]
    rate_hz = (len(samples) - 1) / (ends_s[1] - ends_s[0]) if len(samples) > 1 else np.nan
    return samples, float(rate_hz), float(ends_s[0])


def read_stretches(sensor: Sensor, spans: Sequence[Interval]) -> list[Stretch]:
    """Read the samples of some spans, cut where samples are missing.

    Parameters
    ----------
    sensor : Sensor
    spans : sequence of Interval

    Returns
    -------
    list of Stretch
        In order; parts shorter than a second are left out.
    """
    triads = {name: triad for name in ("accel", "gyro") if (triad := motion_triad(sensor, name)) is not None}
    stretches: list[Stretch] = []
    for span in spans:
        whole = [span] if triads else []
        for triad in triads.values():
            whole = _common(whole, _whole_parts(triad, span))
        for part in whole:
            if part.duration_s < _SHORTEST_S:
                continue
            read = {name: _read(triad, part) for name, triad in triads.items()}
            stretches.append(
                Stretch(
                    span=part,
                    samples={name: one[0] for name, one in read.items()},
                    rate_hz={name: one[1] for name, one in read.items()},
                    is_one_clock=_is_one_clock(read),
                )
            )
    return stretches


def _is_one_clock(read: dict[str, tuple[NDArray[np.float64], float, float]]) -> bool:
    """Tell whether accelerometer and gyroscope were sampled at the same times."""
    if len(read) < 2:
        return False
    (accel, accel_hz, accel_s), (gyro, gyro_hz, gyro_s) = read["accel"], read["gyro"]
    same_rate = abs(accel_hz - gyro_hz) <= _SAME_RATE * accel_hz and len(accel) == len(gyro)
    return bool(same_rate and abs(accel_s - gyro_s) * accel_hz <= _SAME_START_SAMPLES)
