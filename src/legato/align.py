"""Bring the recordings of two legs onto one time: by taps that both felt, else by their clocks.

Phase and coherence of two legs mean nothing when their clocks may differ by a part of a cycle, so the error of the
alignment is measured and travels with the result; where it can't be known, that is said and nothing is computed from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.events.jerks import detect_jerks
from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.issue import Issue, Severity
from legato.model.provenance import Provenance
from legato.model.recording import Recording, Sensor, Side
from legato.model.time_base import Run, TimeBase

__all__ = ["Alignment", "align_legs", "join_legs"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the right leg's time is brought onto the left leg's.

    Parameters
    ----------
    shift_s : float
        Added to the right leg's times.
    error_s : float or None
        Standard error of the shift; None where it can't be known.
    how : str
        A sentence for the provenance.
    """

    shift_s: float
    error_s: float | None
    how: str


def align_legs(left: Recording, right: Recording, *, criteria: Criteria) -> Alignment:
    """Find the shift between the times of two recordings.

    Parameters
    ----------
    left, right : Recording
    criteria : Criteria
        ``align.*``.

    Returns
    -------
    Alignment
        By shared taps where at least ``align.min_taps`` agree, and more than chance would bring together; else by the
        absolute start of both; else none.
    """
    (left_s, left_hz), (right_s, right_hz) = (_taps_s(recording, criteria) for recording in (left, right))
    # A tap is dated to a sample, so each of the two dates is off by up to half of one.
    sample_s = math.hypot(1.0 / left_hz, 1.0 / right_hz) / math.sqrt(12.0)
    by_taps = _match_taps(left_s, right_s, sample_s=sample_s, criteria=criteria)
    if by_taps is not None:
        return by_taps
    shift_s = _between_starts_s(left, right)
    if shift_s is not None:
        return Alignment(shift_s, None, "Two legs were aligned by their clocks, whose error is not known.")
    return Alignment(
        0.0, None, "Two legs were laid together at their starts; nothing says that they started together."
    )


def _between_starts_s(left: Recording, right: Recording) -> float | None:
    """Give how much later the right leg started; None unless both starts are known, both with an offset or both without."""
    if (
        left.start is None
        or right.start is None
        or (left.start.tzinfo is None) != (right.start.tzinfo is None)
    ):
        return None
    return (right.start - left.start).total_seconds()


def _taps_s(recording: Recording, criteria: Criteria) -> tuple[NDArray[np.float64], float]:
    """Give the times of sharp taps near the beginning, when people are asked to tap, and the rate at which they were seen."""
    for sensor in recording.sensors:
        for kind in (ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION):
            triad = sensor.triad(kind)
            if triad is None or not triad[0].has_unit:
                continue
            time = triad[0].time
            behind = time.index_at(time.start_s + criteria.number("align.search_s"))
            axes = np.stack([channel.read(0, behind) for channel in triad], axis=1)
            floor = criteria.number("align.tap_mps2")
            taps = detect_jerks(axes, sampling_rate_hz=time.sampling_rate_hz, floor=floor, criteria=criteria)
            times_s = time.times_s(0, behind)
            return np.array([times_s[tap.onset_sample] for tap in taps]), time.sampling_rate_hz
    return np.empty(0), float("inf")


def _match_taps(
    left_s: NDArray[np.float64], right_s: NDArray[np.float64], *, sample_s: float, criteria: Criteria
) -> Alignment | None:
    """Find the shift at which most taps of both legs fall together; None where too few do."""
    within_s = criteria.number("align.within_s")
    best: NDArray[np.float64] = np.empty(0)
    for candidate in (left_s[:, None] - right_s[None, :]).ravel():
        apart = left_s[:, None] - (right_s[None, :] + candidate)
        nearest = apart[np.arange(len(left_s)), np.abs(apart).argmin(axis=1)]
        together = nearest[np.abs(nearest) <= within_s] + candidate
        if len(together) > len(best) or (len(together) == len(best) and together.std() < best.std()):
            best = together
    if len(best) < criteria.number("align.min_taps"):
        return None
    if _chance(len(best), len(left_s), len(right_s), criteria=criteria) > criteria.number("align.chance"):
        return None
    error_s = math.hypot(float(best.std(ddof=1)) / math.sqrt(len(best)), sample_s)
    how = f"Two legs were aligned by {len(best)} taps that both felt, to within {1000.0 * error_s:.1f} ms."
    return Alignment(float(best.mean()), error_s, how)


def _chance(n_together: int, n_left: int, n_right: int, *, criteria: Criteria) -> float:
    """Give how many shifts would be expected to bring as many taps together if the legs had nothing to do with each other.

    Every pair of taps offers a shift; under it the other taps fall together by chance as often as their number and the
    width of the match within the time searched say (Poisson).
    """
    width_s = 2.0 * criteria.number("align.within_s")
    others = (n_left - 1) * (n_right - 1) * width_s / criteria.number("align.search_s")
    fewer = sum(others**k / math.factorial(k) for k in range(n_together - 1))
    return n_left * n_right * max(0.0, 1.0 - math.exp(-others) * fewer)


def join_legs(left: Recording, right: Recording, *, criteria: Criteria) -> Recording:
    """Make one recording of two legs.

    Parameters
    ----------
    left, right : Recording
    criteria : Criteria

    Returns
    -------
    Recording
        Sensors of both, sides set; the alignment stands in the provenance (``alignment_error_s``) and its doubt in an
        Issue.

    Raises
    ------
    InputError
        If the two were made in different tasks.
    """
    if left.task is not right.task:
        raise InputError(
            "The recordings of two legs were made in different tasks",
            found=f"left {left.task.value}, right {right.task.value}",
            mend="give the two recordings of one task, or state it with --task",
            code="LEG-E332",
        )
    alignment = align_legs(left, right, criteria=criteria)
    first_s = min(0.0, alignment.shift_s)
    sensors = [
        *_moved(left, Side.LEFT, shift_s=-first_s),
        *_moved(right, Side.RIGHT, shift_s=alignment.shift_s - first_s),
    ]
    channels = tuple(channel for sensor in sensors for channel in sensor.channels)
    issues = [*left.issues, *right.issues]
    if alignment.error_s is None:
        issues.append(
            Issue(
                "alignment_unknown",
                Severity.WARNING,
                "How well the clocks of the two legs agree is not known, so phase and coherence are not given",
                mend="tap both legs together three times at the beginning",
            )
        )
    return Recording(
        channels=channels,
        sensors=tuple(sensors),
        provenance=_provenance(left, right, alignment),
        start=left.start,
        duration_s=max((channel.time.end_s for channel in channels), default=0.0),
        subject=left.subject,
        task=left.task,
        annotations=left.annotations,
        issues=tuple(issues),
    )


def _moved(recording: Recording, side: Side, *, shift_s: float) -> list[Sensor]:
    """Give the sensors of one leg on the common time, their names made unique."""
    times: dict[int, TimeBase] = {}
    sensors = []
    for sensor in recording.sensors:
        id_ = _of_side(sensor.id, side)
        channels: list[Channel] = []
        for channel in sensor.channels:
            time = times.setdefault(id(channel.time), _shifted(channel.time, shift_s))
            channels.append(replace(channel, name=_of_side(channel.name, side), sensor=id_, time=time))
        sensors.append(Sensor(id_, sensor.placement, side, tuple(channels)))
    return sensors


def _of_side(name: str, side: Side) -> str:
    """Put the side before a name that does not begin with it."""
    return name if name.startswith(side.value) else f"{side.value}_{name}"


def _shifted(time: TimeBase, shift_s: float) -> TimeBase:
    """Give a clock moved by a shift."""
    runs = tuple(Run(run.first_sample, run.start_s + shift_s, run.sampling_rate_hz) for run in time.runs)
    stamps_s = time.stamps_s
    if stamps_s is None:
        return replace(time, runs=runs)
    return replace(time, runs=runs, stamps_s=lambda start, stop: stamps_s(start, stop) + shift_s)


def _provenance(left: Recording, right: Recording, alignment: Alignment) -> Provenance:
    """Join the provenance of both legs and state the alignment."""
    error = "unknown" if alignment.error_s is None else f"{alignment.error_s:.6f}"
    one, other = left.provenance, right.provenance
    return replace(
        one,
        source_name=f"{one.source_name} + {other.source_name}",
        sha256="+".join(p.sha256 for p in (one, other) if p.sha256),
        reader=one.reader if one.reader == other.reader else f"{one.reader}+{other.reader}",
        is_simulated=one.is_simulated or other.is_simulated,
        settings=(
            *one.settings,
            ("alignment_error_s", error),
            ("alignment_shift_s", f"{alignment.shift_s:.6f}"),
        ),
        steps=(*dict.fromkeys((*one.steps, *other.steps)), alignment.how),
    )
