"""Read the few seconds in which a jerk was seen, and date the jerk there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from legato.events.jerks import Jerk, detect_jerks
from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.recording import Sensor

__all__ = ["jerk_finder"]


def jerk_finder(
    sensor: Sensor, *, criteria: Criteria
) -> Callable[[float, float], list[tuple[float, float, Jerk]]]:
    """Give a function that finds the jerks between two times of one sensor.

    Parameters
    ----------
    sensor : Sensor
        With angular velocity, or else acceleration, on three axes; nothing is found where the unit is not known, because a
        jerk is told by its size.
    criteria : Criteria
        ``jerk.*``.

    Returns
    -------
    callable
        ``find(start_s, end_s)`` gives ``(onset_s, end_s, jerk)`` in order of time, with onsets within the times asked for:
        every brief movement from ``jerk.search_share`` of the least jerk upwards.
    """
    kinds = (ChannelKind.ANGULAR_VELOCITY, ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION)
    triads = {kind: triad for kind in kinds if (triad := sensor.triad(kind)) is not None and _has_unit(triad)}
    triad = next(iter(triads.values()), None)
    context_s = criteria.number("jerk.context_s")

    def find(start_s: float, end_s: float) -> list[tuple[float, float, Jerk]]:
        if triad is None or triad[0].n_samples == 0:
            return []
        floor = (
            float(np.radians(criteria.number("jerk.floor_dps")))
            if ChannelKind.ANGULAR_VELOCITY in triads
            else criteria.number("jerk.floor_mps2")
        )
        time = triad[0].time
        first, behind = time.index_at(start_s - context_s), time.index_at(end_s + context_s)
        if behind - first < 2:
            return []
        axes = np.stack([channel.read(first, behind) for channel in triad], axis=1)
        times_s = time.times_s(first, behind)
        jerks = detect_jerks(
            axes,
            sampling_rate_hz=time.sampling_rate_hz,
            floor=floor * criteria.number("jerk.search_share"),
            criteria=criteria,
        )
        dated = [(float(times_s[j.onset_sample]), float(times_s[j.end_sample - 1]), j) for j in jerks]
        return [jerk for jerk in dated if start_s <= jerk[0] < end_s]

    return find


def _has_unit(triad: tuple[Channel, ...]) -> bool:
    """Tell whether sizes of all axes mean anything."""
    return all(channel.has_unit for channel in triad)
