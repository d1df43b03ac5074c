"""In which order muscles come in when they jerk together, with latencies. Called by the use case."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from legato.measures.muscle_pairs import compare_muscles
from legato.model.burst import BurstTrain, RecruitedMuscle, RecruitmentOrder
from legato.model.criteria import Criteria

__all__ = ["order_recruitment"]


def order_recruitment(trains: Sequence[BurstTrain], *, criteria: Criteria) -> RecruitmentOrder:
    """Order muscles by when they come in.

    Parameters
    ----------
    trains : sequence of BurstTrain
        One a muscle, at least one.
    criteria : Criteria
        ``muscle_pair.*``.

    Returns
    -------
    RecruitmentOrder
        Counted from the muscle whose latencies behind all others are smallest; a muscle with too few common jerks stands
        last, with NaN.
    """
    lags = {
        (one, other): compare_muscles(trains[one], trains[other], criteria=criteria)
        for one, other in itertools.permutations(range(len(trains)), 2)
    }

    def lead_ms(one: int) -> float:
        known = [lags[one, other].latency_ms for other in range(len(trains)) if other != one]
        known = [lag for lag in known if not math.isnan(lag)]
        return -sum(known) / len(known) if known else math.inf

    reference = min(range(len(trains)), key=lead_ms)
    others = [
        RecruitedMuscle(
            pair.second, pair.latency_ms, pair.latency_interval_ms, _n_common(pair.n, pair.latency_ms)
        )
        for (one, _), pair in lags.items()
        if one == reference
    ]
    others.sort(key=lambda muscle: math.inf if math.isnan(muscle.latency_ms) else muscle.latency_ms)
    muscles = (
        RecruitedMuscle(trains[reference].channel, 0.0, (0.0, 0.0), len(trains[reference].bursts)),
        *others,
    )
    reason = _doubt(muscles)
    return RecruitmentOrder(trains[reference].channel, muscles, is_certain=not reason, reason=reason)


def _n_common(n: int, latency_ms: float) -> int:
    """Give the number of cycles, 0 where no latency could be told."""
    return 0 if math.isnan(latency_ms) else n


def _doubt(muscles: Sequence[RecruitedMuscle]) -> str:
    """Say why an order is not certain; empty where it is."""
    if len(muscles) < 2:
        return "only one muscle"
    for before, after in itertools.pairwise(muscles):
        if before.interval_ms is None or after.interval_ms is None:
            return f"{after.channel} came in too rarely together with {muscles[0].channel}"
        if before.interval_ms[1] >= after.interval_ms[0]:
            return f"the latencies of {before.channel} and {after.channel} can't be told apart"
    return ""
