"""Make a muscle's channel ready for bursts: band-pass, mains taken out and said, and how good the signal was.

Stretches without a gap are filtered each for itself, so that nothing bridges what was lost. Called by ``events.bursts``
and the use case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.interval import Interval, intervals_from_mask
from legato.model.issue import Issue, Severity
from legato.model.time_base import TimeBase
from legato.signal.burst_envelope import PowerCourse, filter_by_gain, mains_lines_hz, power_course

__all__ = ["MuscleQuality", "MuscleStretch", "MuscleTrace", "condition_muscle", "power_courses"]

_UV_PER_V = 1e6


@dataclass(frozen=True, slots=True)
class MuscleQuality:
    """How good the signal of a muscle's channel was.

    Parameters
    ----------
    lost_share, flat_share, clipped_share : float
        0 to 1, of the samples asked for.
    mains_hz : tuple of float
        Lines of mains that stand out; empty where none does, or where the stretch was too short to look.
    """

    lost_share: float
    flat_share: float
    clipped_share: float
    mains_hz: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class MuscleStretch:
    """One stretch of a muscle's signal without a gap.

    Parameters
    ----------
    first_sample : int
        Index in the channel.
    samples : ndarray of float32, shape (n_samples,)
        Band-passed, uV (recorded numbers where the unit is not known).
    """

    first_sample: int
    samples: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class MuscleTrace:
    """A muscle's signal, ready for the search of bursts.

    Parameters
    ----------
    channel : str
    time : TimeBase
        Clock of the channel.
    stretches : tuple of MuscleStretch
        In time order; those too short to search are left out and told.
    band_hz : tuple of float
        Band that the samples hold.
    has_unit : bool
        False where amplitudes mean nothing.
    quality : MuscleQuality
    notches_hz : tuple of float
        Lines taken out.
    issues : tuple of Issue
    """

    channel: str
    time: TimeBase
    stretches: tuple[MuscleStretch, ...]
    band_hz: tuple[float, float]
    has_unit: bool
    quality: MuscleQuality
    notches_hz: tuple[float, ...]
    issues: tuple[Issue, ...]

    @property
    def sampling_rate_hz(self) -> float:
        """Rate of the channel's clock."""
        return self.time.sampling_rate_hz

    @property
    def duration_s(self) -> float:
        """Seconds that can be searched."""
        return float(sum(len(stretch.samples) for stretch in self.stretches) / self.sampling_rate_hz)


def condition_muscle(
    channel: Channel, *, criteria: Criteria, notch_hz: float | None = None, span: Interval | None = None
) -> MuscleTrace:
    """Band-pass a muscle's channel without shifting its phase, and say how good it was.

    Parameters
    ----------
    channel : Channel
        EMG, or of unknown kind when the caller knows that it is EMG.
    criteria : Criteria
        ``muscle.*``.
    notch_hz : float or None
        Mains to take out with all its multiples in the band. None looks for mains, takes out the lines that stand out, and
        says so in an Issue.
    span : Interval or None
        Only this much of the recording; None takes all of it.

    Returns
    -------
    MuscleTrace

    Raises
    ------
    InputError
        If the channel is sampled too slowly, no stretch is long enough, or most of it is lost, flat or clipped.
    """
    rate_hz = channel.sampling_rate_hz
    least_hz = criteria.number("muscle.least_rate_hz")
    if not rate_hz >= least_hz:
        raise InputError(
            "The channel is sampled too slowly to date the edges of bursts",
            where=channel.name,
            found=f"{rate_hz:g} Hz, at least {least_hz:g} Hz needed",
            mend="export the EMG at its own rate",
            code="LEG-E940",
        )
    first, behind = _asked_samples(channel, span)
    recorded = channel.read_float32(first, behind)
    quality, issues = _look_at(channel, recorded, criteria=criteria)
    stretches = _stretches(channel.time, recorded, first, criteria=criteria)
    if not stretches:
        raise InputError(
            "No stretch of the channel is long enough to search",
            where=channel.name,
            found=f"{behind - first} samples, {quality.lost_share:.0%} of them lost",
            mend=f"at least {criteria.number('muscle.shortest_s'):g} s without a gap are needed",
            code="LEG-E941",
        )
    low_hz, high_hz = criteria.numbers("muscle.band_hz")
    notches_hz = _notches(stretches, recorded, first, rate_hz=rate_hz, asked_hz=notch_hz, criteria=criteria)
    scale = np.float32(_UV_PER_V if channel.has_unit and channel.kind is ChannelKind.EMG else 1.0)
    filtered = []
    for start, stop in stretches:
        samples = filter_by_gain(
            recorded[start - first : stop - first],
            sampling_rate_hz=rate_hz,
            low_hz=low_hz,
            high_hz=high_hz,
            notches_hz=notches_hz,
        )
        samples *= scale
        filtered.append(MuscleStretch(start, samples))
    if notches_hz and notch_hz is None:
        issues.append(_mains_issue(channel.name, notches_hz))
    return MuscleTrace(
        channel=channel.name,
        time=channel.time,
        stretches=tuple(filtered),
        band_hz=(low_hz, min(high_hz, rate_hz / 2)),
        has_unit=channel.has_unit and channel.kind is ChannelKind.EMG,
        quality=MuscleQuality(
            quality.lost_share, quality.flat_share, quality.clipped_share, tuple(notches_hz)
        ),
        notches_hz=tuple(notches_hz),
        issues=tuple(issues),
    )


def power_courses(trace: MuscleTrace, *, criteria: Criteria) -> list[PowerCourse]:
    """Give the power of each stretch of a trace, step by step.

    Parameters
    ----------
    trace : MuscleTrace
    criteria : Criteria
        ``burst.step_ms``.

    Returns
    -------
    list of PowerCourse
    """
    step = max(1, round(trace.sampling_rate_hz * criteria.number("burst.step_ms") / 1e3))
    return [power_course(stretch.samples, step=step) for stretch in trace.stretches]


def _is_whole(recorded: NDArray[np.float32]) -> bool:
    """Tell whether no sample is missing, in one pass without a mask."""
    return len(recorded) == 0 or bool(np.isfinite(recorded.min()) and np.isfinite(recorded.max()))


def _asked_samples(channel: Channel, span: Interval | None) -> tuple[int, int]:
    """Give the half-open sample range of a span."""
    if span is None:
        return 0, channel.n_samples
    return channel.time.index_at(span.start_s), channel.time.index_at(span.end_s)


def _look_at(
    channel: Channel, recorded: NDArray[np.float32], *, criteria: Criteria
) -> tuple[MuscleQuality, list[Issue]]:
    """Measure what is lost, flat and clipped; refuse the channel when most of it is."""
    n = max(1, len(recorded))
    kept = recorded if _is_whole(recorded) else recorded[np.isfinite(recorded)]
    flat = _n_flat(kept, int(criteria.number("muscle.flat_s") * channel.sampling_rate_hz)) / n
    clipped = _n_clipped(kept, least=criteria.number("muscle.clipped_least")) / n if flat < 1 else 0.0
    quality = MuscleQuality(1.0 - len(kept) / n, flat, clipped, ())
    worst = max(quality.lost_share, flat, clipped)
    if worst > criteria.number("muscle.unusable_share"):
        raise InputError(
            "Most of the channel holds no muscle signal",
            where=channel.name,
            found=f"lost {quality.lost_share:.0%}, flat {flat:.0%}, clipped {clipped:.0%} of {len(recorded)} samples",
            mend="look at the electrode and the gain, or leave the channel out",
            code="LEG-E942",
        )
    issues = []
    if flat > criteria.number("muscle.flat_share"):
        issues.append(_issue("muscle_flat", f"{flat:.0%} of the samples stand still", channel.name))
    if clipped > criteria.number("muscle.clipped_share"):
        issues.append(
            _issue(
                "muscle_clipped",
                f"{clipped:.1%} of the samples lie at the edge of the range: amplitudes are too small",
                channel.name,
            )
        )
    if quality.lost_share > 0:
        issues.append(
            _issue(
                "muscle_lost",
                f"{quality.lost_share:.1%} of the samples are missing; no burst bridges them",
                channel.name,
            )
        )
    return quality, issues


def _issue(code: str, what: str, where: str) -> Issue:
    return Issue(code=code, severity=Severity.WARNING, what=f"{what}.", where=where)


def _mains_issue(where: str, lines_hz: list[float]) -> Issue:
    """Tell that mains was found and taken out."""
    lines = ", ".join(f"{line:g}" for line in lines_hz)
    return Issue(
        code="muscle_mains",
        severity=Severity.NOTE,
        what=f"Mains was found and taken out at {lines} Hz.",
        where=where,
        mend="look at the earth electrode and the leads",
    )


def _n_flat(recorded: NDArray[np.float32], least: int) -> int:
    """Count the samples in runs of one value."""
    same = recorded[1:] == recorded[:-1]
    if np.count_nonzero(same) < least:
        return 0
    return sum(
        behind - first + 1 for first, behind in intervals_from_mask(same) if behind - first + 1 >= least
    )


def _n_clipped(recorded: NDArray[np.float32], *, least: float) -> int:
    """Count the samples at the largest and the smallest value, where they repeat one after another."""
    if not len(recorded):
        return 0
    count = 0
    for edge in (recorded.max(), recorded.min()):
        at = np.flatnonzero(recorded == edge)
        if len(at) >= least and np.count_nonzero(np.diff(at) == 1) >= len(at) / 10:
            count += len(at)
    return count


def _stretches(
    time: TimeBase, recorded: NDArray[np.float32], first: int, *, criteria: Criteria
) -> list[tuple[int, int]]:
    """Give the sample ranges without a gap, in the channel, that are long enough."""
    shortest = criteria.number("muscle.shortest_s") * time.sampling_rate_hz
    is_whole = _is_whole(recorded)
    ranges = []
    for start, stop in time.run_bounds():
        low, high = max(start, first), min(stop, first + len(recorded))
        if high <= low:
            continue
        pieces = [(0, high - low)]
        if not is_whole:
            pieces = intervals_from_mask(np.isfinite(recorded[low - first : high - first]))
        ranges += [(low + begin, low + end) for begin, end in pieces if end - begin >= shortest]
    return ranges


def _notches(
    stretches: list[tuple[int, int]],
    recorded: NDArray[np.float32],
    first: int,
    *,
    rate_hz: float,
    asked_hz: float | None,
    criteria: Criteria,
) -> list[float]:
    """Give the lines to take out: those asked for, or those of mains that stand out in the longest stretch."""
    high_hz = min(criteria.numbers("muscle.band_hz")[1], rate_hz / 2)
    if asked_hz is not None:
        return [asked_hz * multiple for multiple in range(1, int(high_hz // asked_hz) + 1)]
    start, stop = max(stretches, key=lambda piece: piece[1] - piece[0])
    return mains_lines_hz(
        recorded[start - first : stop - first],
        sampling_rate_hz=rate_hz,
        mains_hz=criteria.numbers("muscle.mains_hz"),
        up_to_hz=high_hz,
        over=criteria.number("muscle.mains_over"),
    )
