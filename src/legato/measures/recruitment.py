"""In which order muscles come in when they jerk together, with latencies. Called by the use case."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from legato.measures.burst_statistics import median_interval
from legato.measures.muscle_pairs import onset_lags_ms
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
    onsets_s = [np.array([burst.span.start_s for burst in train.bursts]) for train in trains]
    within_s = criteria.number("muscle_pair.latency_ms") / 1e3
    least = criteria.number("muscle_pair.least_latencies")
    medians: dict[tuple[int, int], RecruitedMuscle] = {}
    for one, other in itertools.permutations(range(len(trains)), 2):
        lags_ms = onset_lags_ms(onsets_s[one], onsets_s[other], within_s=within_s)
        known = len(lags_ms) >= least
        medians[one, other] = RecruitedMuscle(
            trains[other].channel,
            float(np.median(lags_ms)) if known else math.nan,
            median_interval(lags_ms) if known else None,
            len(lags_ms),
        )

    def behind_ms(one: int) -> float:
        """Give how far a muscle lies behind the others on average; infinite where it jerks with none."""
        known = [muscle.latency_ms for (of, _), muscle in medians.items() if of == one]
        known = [lag for lag in known if not math.isnan(lag)]
        return -sum(known) / len(known) if known else math.inf

    reference = min(range(len(trains)), key=behind_ms)
    others = [muscle for (one, _), muscle in medians.items() if one == reference]
    others.sort(key=lambda muscle: math.inf if math.isnan(muscle.latency_ms) else muscle.latency_ms)
    muscles = (
        RecruitedMuscle(trains[reference].channel, 0.0, (0.0, 0.0), len(trains[reference].bursts)),
        *others,
    )
    reason = _doubt(muscles)
    return RecruitmentOrder(trains[reference].channel, muscles, is_certain=not reason, reason=reason)


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
