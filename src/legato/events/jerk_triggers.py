"""The bursts of one muscle that a jerk-locked average may be triggered by: those that break out of quiet."""

from __future__ import annotations

from collections.abc import Sequence

from legato.errors import UsageError
from legato.model.burst import Burst
from legato.model.criteria import Criteria
from legato.model.jerk_average import JerkTriggers, JerkWindow

__all__ = ["detect_jerk_triggers"]


def detect_jerk_triggers(bursts: Sequence[Burst], *, window: JerkWindow, criteria: Criteria) -> JerkTriggers:
    """Choose the bursts whose onset may serve as the time of a jerk.

    Parameters
    ----------
    bursts : sequence of Burst
        All of one channel, in any order. Of several muscles take the one whose onsets rise most steeply.
    window : JerkWindow
        What will be looked for: the readiness potential needs longer quiet.
    criteria : Criteria

    Returns
    -------
    JerkTriggers
        Onsets that no other burst ended or went on less than the isolation time before. The first burst counts: what lay
        before it is judged when the epoch is cut. A burst that was cut has no known onset; it still disturbs the next.

    Raises
    ------
    UsageError
        If there is no burst, or they are of several channels.

    Notes
    -----
    Source: signal criteria of jerk-locked averaging, trigger at the onset of EMG. The isolation times are ours.
    """
    channels = sorted({burst.channel for burst in bursts})
    if len(channels) != 1:
        raise UsageError(
            "Triggers are taken from the bursts of one channel",
            found=", ".join(channels) or "no bursts",
            mend="choose the muscle that jerks first and most steeply",
            code="LEG-E954",
        )
    key = {
        JerkWindow.CORTICAL: "jerk_lock.isolated_s",
        JerkWindow.READINESS: "jerk_lock.isolated_readiness_s",
    }
    isolated_s = criteria.number(key[window])
    times_s: list[float] = []
    n_not_isolated = n_cut = 0
    last_end_s = float("-inf")
    for burst in sorted(bursts):
        if burst.is_cut:
            n_cut += 1
        elif burst.span.start_s - last_end_s < isolated_s:
            n_not_isolated += 1
        else:
            times_s.append(burst.span.start_s)
        last_end_s = max(last_end_s, burst.span.end_s)
    return JerkTriggers(
        channel=channels[0],
        times_s=tuple(times_s),
        isolated_s=isolated_s,
        n_bursts=len(bursts),
        n_not_isolated=n_not_isolated,
        n_cut=n_cut,
    )
