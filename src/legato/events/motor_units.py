"""Tell the motor units of a needle channel apart, and count the turns of its interference pattern.

Called by the use case; ``measures.motor_unit_measures`` adds up what is found.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.motor_unit import MotorUnit, NeedleActivity
from legato.signal.burst_envelope import filter_by_gain
from legato.signal.potentials import cluster_shapes, find_spikes, potential_extent, turn_points

__all__ = ["detect_motor_units"]


def detect_motor_units(channel: Channel, *, criteria: Criteria) -> NeedleActivity:
    """Find the motor units of one needle channel.

    Parameters
    ----------
    channel : Channel
        EMG with a unit and without a gap.
    criteria : Criteria
        ``motor_unit.*``.

    Returns
    -------
    NeedleActivity

    Raises
    ------
    InputError
        If the channel has no unit, is sampled too slowly, or holds gaps.

    Notes
    -----
    Source: willison1964 and stalberg1983 for turns and amplitude; the sorting of spikes is engineering and gives those
    units that stand out of the others, not all that fire.
    """
    _refuse_unfit(channel, criteria=criteria)
    rate_hz = channel.sampling_rate_hz
    recorded = channel.read_float32() * np.float32(1e6)
    low_hz, high_hz = criteria.numbers("motor_unit.band_hz")
    wide = filter_by_gain(recorded, sampling_rate_hz=rate_hz, low_hz=low_hz, high_hz=high_hz)
    sharp = filter_by_gain(
        recorded,
        sampling_rate_hz=rate_hz,
        low_hz=criteria.number("motor_unit.spike_above_hz"),
        high_hz=high_hz,
    )
    spikes = find_spikes(
        sharp,
        mads=criteria.number("motor_unit.spike_mads"),
        apart=max(1, round(criteria.number("motor_unit.apart_ms") / 1e3 * rate_hz)),
    )
    per_s, size_uv, active_s = _turns(wide, rate_hz, criteria=criteria)
    edges = (recorded.max(), recorded.min())
    return NeedleActivity(
        channel=channel.name,
        sampling_rate_hz=rate_hz,
        active_s=active_s,
        units=_units(channel, wide, sharp, spikes, criteria=criteria),
        n_spikes=len(spikes),
        turns_per_s=per_s,
        turn_uv=size_uv,
        clipped_share=float(np.mean(np.isin(recorded, edges))) if len(recorded) else 0.0,
    )


def _refuse_unfit(channel: Channel, *, criteria: Criteria) -> None:
    """Refuse what sizes and shapes can't be read from."""
    least_hz = criteria.number("motor_unit.least_rate_hz")
    if not channel.sampling_rate_hz >= least_hz:
        raise InputError(
            "The channel is sampled too slowly for the potentials of motor units",
            where=channel.name,
            found=f"{channel.sampling_rate_hz:g} Hz, at least {least_hz:g} Hz needed",
            code="LEG-E945",
        )
    if not channel.has_unit or channel.kind is not ChannelKind.EMG:
        raise InputError(
            "Sizes of motor units need an EMG channel with a unit",
            where=channel.name,
            found=f"{channel.kind.value}, unit {channel.recorded_unit}",
            code="LEG-E946",
        )
    samples = channel.read_float32()
    if len(channel.time.run_bounds()) != 1 or not np.isfinite(samples).all():
        raise InputError(
            "The needle channel has gaps",
            where=channel.name,
            mend="give one stretch without a gap",
            code="LEG-E947",
        )


def _units(
    channel: Channel,
    wide: NDArray[np.float32],
    sharp: NDArray[np.float32],
    spikes: NDArray[np.int64],
    *,
    criteria: Criteria,
) -> tuple[MotorUnit, ...]:
    """Sort the spikes into units that fired often enough, the largest first."""
    rate_hz = channel.sampling_rate_hz
    around = np.round(np.array(criteria.numbers("motor_unit.window_ms")) / 1e3 * rate_hz).astype(np.int64)
    near = np.round(np.array(criteria.numbers("motor_unit.compare_ms")) / 1e3 * rate_hz).astype(np.int64)
    whole = spikes[(spikes + around[0] >= 0) & (spikes + around[1] <= len(wide))]
    # both peaks of a potential may be nearly as large: all are laid upon the positive one
    whole = whole + near[0] + np.argmax(sharp[whole[:, None] + np.arange(near[0], near[1])], axis=1)
    whole = whole[(whole + around[0] >= 0) & (whole + around[1] <= len(wide))]
    if not len(whole):
        return ()
    shapes = sharp[whole[:, None] + np.arange(near[0], near[1])]
    label = cluster_shapes(shapes, most_difference=criteria.number("motor_unit.most_difference"))
    units = []
    for number in range(int(label.max()) + 1):
        members = whole[label == number]
        if len(members) >= criteria.number("motor_unit.least_discharges"):
            potential = np.median(wide[members[:, None] + np.arange(around[0], around[1])], axis=0)
            units.append(_unit(channel, members, potential.astype(np.float64), criteria=criteria))
    return tuple(sorted(units, key=lambda unit: -unit.amplitude_uv))


def _unit(
    channel: Channel, members: NDArray[np.int64], potential: NDArray[np.float64], *, criteria: Criteria
) -> MotorUnit:
    """Measure one unit."""
    ends = max(1, len(potential) // 10)
    potential = potential - np.median(np.concatenate((potential[:ends], potential[-ends:])))
    first, behind, n_phases, n_turns = potential_extent(
        potential,
        edge_share=criteria.number("motor_unit.edge_share"),
        rest=max(1, round(criteria.number("motor_unit.rest_ms") / 1e3 * channel.sampling_rate_hz)),
    )
    times = channel.time.times_s(0, channel.n_samples)[members]
    intervals = np.diff(times)
    firing = intervals[intervals <= criteria.number("motor_unit.pause_s")]
    enough = len(firing) >= criteria.number("motor_unit.least_discharges") / 2
    return MotorUnit(
        times_s=times,
        potential_uv=potential,
        amplitude_uv=float(np.ptp(potential)),
        duration_ms=(behind - first) / channel.sampling_rate_hz * 1e3,
        n_phases=n_phases,
        n_turns=n_turns,
        rate_hz=1.0 / float(np.median(firing)) if enough else math.nan,
    )


def _turns(
    wide: NDArray[np.float32], rate_hz: float, *, criteria: Criteria
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Count turns and their size in windows, and keep the active windows."""
    turns = turn_points(wide, least=criteria.number("motor_unit.turn_uv"))
    width = max(1, round(criteria.number("motor_unit.turn_window_s") * rate_hz))
    n_windows = len(wide) // width
    size = np.abs(np.diff(wide[turns].astype(np.float64)))
    window = turns[1:] // width
    inside = window < n_windows
    counts = np.bincount(window[inside], minlength=n_windows)
    sums = np.bincount(window[inside], weights=size[inside], minlength=n_windows)
    per_s = counts * rate_hz / width
    active = per_s >= criteria.number("motor_unit.least_turns")
    mean_uv = sums[active] / counts[active]
    return per_s[active], mean_uv, float(np.count_nonzero(active)) * width / rate_hz
