"""Say for each window what kind of movement it is, what it could be instead, and by which features.

Every kind has a rule (``rules.py``); the kind with the highest membership is claimed if it stands out from the kinds that
are easily mistaken for it, else the answer is ``cannot_tell`` and the runner-up is the better of the two. Urgency is not
decided here, and no frequency alone ever decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from legato.events.evidence import Evidence, gather_evidence
from legato.events.evidence_context import rolling_past
from legato.events.features import WindowFeatures
from legato.events.rules import KindRule, Pair, Ramp, kind_rules_from, membership_of, pairs_from
from legato.model.criteria import Criteria
from legato.model.movement import INVOLUNTARY_SHAKING, MovementKind, Posture
from legato.model.recording import Placement, Task

__all__ = ["KINDS", "WindowStates", "classify_windows"]

KINDS: tuple[MovementKind, ...] = tuple(MovementKind)
_CODE = {kind: code for code, kind in enumerate(KINDS)}
_SHAKING = np.array([kind in INVOLUNTARY_SHAKING for kind in KINDS])
NO_KIND = -1


@dataclass(frozen=True, eq=False)
class WindowStates:
    """Kind of movement of every window of one sensor.

    Parameters
    ----------
    state, runner_up : ndarray of int16, shape (n_windows,)
        Codes into ``KINDS``; ``NO_KIND`` where there is no runner-up.
    partner : ndarray of int16, shape (n_windows,)
        Where the state is ``cannot_tell``: the other kind of the pair that could not be told apart, else ``NO_KIND``.
    membership : ndarray of float32, shape (n_kinds, n_windows)
    detail : ndarray of int16, shape (n_windows,)
        Codes into ``detail_words``: the variant of the rule that fits, where it refines the state (``stairs``).
    detail_words : tuple of str
        The first is empty: no refinement.
    shaking_score : ndarray of float64, shape (n_windows,)
        Highest membership of an involuntary-shaking kind, NaN where not assessable.
    is_assessable : ndarray of bool, shape (n_windows,)
    quality : ndarray of float64, shape (n_windows,)
        0 to 1: share of samples that are there and not clipped.
    posture : ndarray of int16, shape (n_windows,)
        Codes into ``POSTURES``.
    evidence : Evidence
    rules : tuple of KindRule
    pairs : tuple of Pair
    """

    state: NDArray[np.int16]
    runner_up: NDArray[np.int16]
    partner: NDArray[np.int16]
    membership: NDArray[np.float32]
    detail: NDArray[np.int16]
    detail_words: tuple[str, ...]
    shaking_score: NDArray[np.float64]
    is_assessable: NDArray[np.bool_]
    quality: NDArray[np.float64]
    posture: NDArray[np.int16]
    evidence: Evidence
    rules: tuple[KindRule, ...]
    pairs: tuple[Pair, ...]


POSTURES: tuple[Posture, ...] = tuple(Posture)


def classify_windows(
    features: WindowFeatures,
    *,
    task: Task,
    placement: Placement,
    criteria: Criteria,
    freezing_claim: NDArray[np.bool_],
    seen_to_hz: float = float("inf"),
) -> WindowStates:
    """Classify every window of one sensor.

    Parameters
    ----------
    features : WindowFeatures
    task : Task
        What the person was asked to do; it is used, and checked: walking in ``rest`` stays walking.
    placement : Placement
    criteria : Criteria
        Rules ``kind.*``, pairs ``pair.*`` and the limits of ``state.*``.
    freezing_claim : ndarray of bool, shape (n_windows,)
        Where the freezing score reaches its threshold.
    seen_to_hz : float
        Highest frequency that the sensor's rate shows. Below ``state.must_see_hz`` no window is assessable: shaking would
        be hidden, and what is seen of it would be called something else.

    Returns
    -------
    WindowStates

    Notes
    -----
    A row uses rows that started at most ``window.memory_s`` before it, so a recording fed in pieces gives the same rows.
    """
    evidence = gather_evidence(
        features, task=task, placement=placement, criteria=criteria, freezing_claim=freezing_claim
    )
    rules = kind_rules_from(criteria)
    pairs = pairs_from(criteria)
    evidence = _with_walking(features, evidence, rules, criteria)
    membership, detail, detail_words = _memberships(rules, evidence, len(features))
    quality = np.clip(features["coverage"] * (1.0 - np.nan_to_num(features["clipped"])), 0.0, 1.0)
    is_assessable = _assessable(features, criteria) & (seen_to_hz >= criteria.number("state.must_see_hz"))
    state, runner_up, partner = _decide(membership, pairs, claim=criteria.number("state.claim"))
    state[~is_assessable] = _CODE[MovementKind.NOT_ASSESSABLE]
    runner_up[~is_assessable] = NO_KIND
    partner[~is_assessable] = NO_KIND
    shaking = membership[_SHAKING].max(axis=0).astype(np.float64) if len(features) else np.empty(0)
    detail[:, ~is_assessable] = 0
    chosen = detail[state, np.arange(len(features))] if len(features) else np.empty(0, dtype=np.int16)
    return WindowStates(
        state=state,
        runner_up=runner_up,
        partner=partner,
        membership=membership,
        detail=chosen,
        detail_words=detail_words,
        shaking_score=np.where(is_assessable, shaking, np.nan),
        is_assessable=is_assessable,
        quality=quality,
        posture=_postures(evidence, task),
        evidence=evidence,
        rules=rules,
        pairs=pairs,
    )


def _assessable(features: WindowFeatures, criteria: Criteria) -> NDArray[np.bool_]:
    """Tell which windows hold enough whole samples of a sensor that is alive.

    A sensor without gravity and without its own noise gives the same number for ever: it is dead, and the leg not still.
    A stream that stopped is often filled with its last value by the recorder: nothing was measured, and the leg not still.
    """
    is_whole = features["coverage"] >= criteria.number("state.min_coverage")
    is_free = np.nan_to_num(features["clipped"]) <= criteria.number("state.max_clipped")
    is_dead = np.zeros(len(features), dtype=np.bool_)
    if features.has_accel:
        is_dead = (features["accel_rms"] == 0.0) & ~(features["gravity_norm"] > 0.0)
    if features.has_gyro:
        is_dead &= features["gyro_rms"] == 0.0
    is_held = np.nan_to_num(features["flat"]) > criteria.number("state.max_repeated")
    return np.asarray(is_whole & is_free & ~is_dead & ~is_held)


_TREMBLING = (MovementKind.FREEZING, "even")
# Evidence that only the windows before can give, once the rules were asked what they were.
_OF_WALKING = frozenset({"walked", "went_on", "freezes", "steps_meant", "shook_before"})


def _with_walking(
    features: WindowFeatures, evidence: Evidence, rules: tuple[KindRule, ...], criteria: Criteria
) -> Evidence:
    """Add whether the leg walked in the seconds before, which several rules ask, and count it as a sign of standing.

    Walking counts until the posture changes: who walked, and then sat down, sits. It counts on while the leg trembles
    without a break since.
    """
    # The freezing score looks back ten seconds itself, so what is asked of the rows before is asked of their own window.
    asked = evidence.absent | _OF_WALKING | {"freezing_claim"}
    steps, change, rhythm = (np.zeros(len(features)) for _ in range(3))
    index = Ramp("freeze_index", *criteria.numbers("state.trembling_index"))
    trembles = index.membership(features.columns.get("freeze_index", np.full(len(features), np.nan)))
    for rule in rules:
        if rule.kind in (MovementKind.WALKING, MovementKind.RUNNING) and not rule.is_refinement:
            np.fmax(steps, membership_of(rule, evidence.values, absent=asked), out=steps)
        if rule.kind is MovementKind.POSTURE_CHANGE:
            np.fmax(change, membership_of(rule, evidence.values, absent=asked), out=change)
        if rule.kind is MovementKind.CANNOT_TELL:  # there is a rhythm, of whatever kind
            np.fmax(rhythm, membership_of(rule, evidence.values, absent=asked), out=rhythm)
        if (rule.kind, rule.variant) == _TREMBLING:
            np.fmax(trembles, membership_of(rule, evidence.values, absent=asked), out=trembles)
    np.fmax(trembles, rhythm, out=trembles)
    values = dict(evidence.values)
    walked_rows = int(criteria.number("state.walked_s") // features.step_s)
    memory_rows = int(criteria.number("window.memory_s") // features.step_s)
    values["walked"] = _since(steps, change, rows=walked_rows)
    # A window or two that look like a step are a leg that swings: only a walk can end in a freeze.
    walk = np.minimum(steps, np.nan_to_num(rolling_past(steps, first_back=1, last_back=2, largest=False)))
    unbroken = _since_unbroken(steps, change, trembles, rows=memory_rows)
    values["went_on"] = np.maximum(_since(walk, change, rows=walked_rows), unbroken)
    values["steps_meant"] = np.maximum(values["gait_task"], unbroken)
    window_rows = max(1, round(features.window_s / features.step_s))
    shook = rolling_past(rhythm, first_back=1, last_back=window_rows, largest=True)
    values["shook_before"] = np.nan_to_num(shook)
    in_vain = np.maximum(values["freezing_claim"], np.minimum(values["steps_meant"], trembles))
    values["freezes"] = in_vain * (values["went_on"] >= criteria.number("state.claim"))
    upright = np.maximum(values["walked"], values["went_on"])
    values["standing"] = np.maximum(values["standing"], np.where(values["sitting"] > 0, 0.0, upright))
    # Someone who was asked to stand and whose leg shows nothing but sensor noise has not stood up yet.
    noise_only = criteria.number("state.noise_only_whiteness")
    # A quiet leg before and after a walk that was asked for stands.
    stands = np.maximum(values["standing"], values["gait_task"])
    values["sways"] = np.where(values["gyro_whiteness"] > noise_only, 0.0, stands)
    return replace(evidence, values=values, absent=evidence.absent - _OF_WALKING)


def _since(steps: NDArray[np.float64], change: NDArray[np.float64], *, rows: int) -> NDArray[np.float64]:
    """Give the largest membership in walking among the rows before, each ended by a change of posture since."""
    walked = np.zeros(len(steps))
    ended = change.copy()
    for back in range(1, min(rows, len(steps) - 1) + 1):
        earlier = np.zeros(len(steps))
        earlier[back:] = steps[:-back]
        np.maximum(walked, np.minimum(earlier, 1.0 - ended), out=walked)
        changed = np.zeros(len(steps))
        changed[back:] = change[:-back]
        np.maximum(ended, changed, out=ended)
    return walked


def _since_unbroken(
    steps: NDArray[np.float64], change: NDArray[np.float64], trembles: NDArray[np.float64], *, rows: int
) -> NDArray[np.float64]:
    """Give the largest membership in walking among the rows before, where the leg trembled or stepped ever since.

    A walk is three rows of steps, counted forward from its first, so that nothing older than ``rows`` is asked.
    """
    went_on = np.zeros(len(steps))
    walk = steps.copy()
    for ahead in (1, 2):
        walk[:-ahead] = np.minimum(walk[:-ahead], steps[ahead:])
        walk[-ahead:] = 0.0
    lasts = np.maximum(trembles, steps)
    lasts[:-1] = np.maximum(lasts[:-1], lasts[1:])  # a window that holds half of each shows neither
    lasts = np.minimum(lasts, 1.0 - change)
    unbroken = np.ones(len(steps))
    for back in range(1, min(rows, len(steps) - 1) + 1):
        if back > 2:
            went_on[back:] = np.maximum(went_on[back:], np.minimum(walk[:-back], unbroken[back:]))
        unbroken[back:] = np.minimum(unbroken[back:], lasts[:-back])
    return went_on


def _memberships(
    rules: tuple[KindRule, ...], evidence: Evidence, n_windows: int
) -> tuple[NDArray[np.float32], NDArray[np.int16], tuple[str, ...]]:
    """Give the membership of every kind, the better of its variants, and which variant that was.

    A variant named ``=word`` in the data (``walking=stairs``) is a refinement and its word is shown.
    """
    membership = np.zeros((len(KINDS), n_windows), dtype=np.float32)
    detail = np.zeros((len(KINDS), n_windows), dtype=np.int16)
    words = [""]
    for rule in rules:
        grade = membership_of(rule, evidence.values, absent=evidence.absent).astype(np.float32)
        code = _CODE[rule.kind]
        is_better = grade > membership[code]
        if rule.is_refinement:
            words.append(rule.variant)
        detail[code, is_better] = len(words) - 1 if rule.is_refinement else 0
        np.maximum(membership[code], grade, out=membership[code])
    return membership, detail, tuple(words)


def _decide(
    membership: NDArray[np.float32], pairs: tuple[Pair, ...], *, claim: float
) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int16]]:
    """Claim the best kind, or say that it can't be told.

    ``cannot_tell`` has a rule of its own (there is a rhythm): it wins where a rhythm is there and no kind reaches the
    claim. ``other_movement`` likewise where there is movement without a rhythm.
    """
    n_windows = membership.shape[1]
    rhythm, moving = (_CODE[kind] for kind in (MovementKind.CANNOT_TELL, MovementKind.OTHER_MOVEMENT))
    specific = membership.copy()
    specific[[rhythm, moving]] = 0.0
    order = np.argsort(-specific, axis=0, kind="stable")[:2]
    columns = np.arange(n_windows)
    best, second = order[0].astype(np.int16), order[1].astype(np.int16)
    best_grade, second_grade = specific[best, columns], specific[second, columns]
    state = best.copy()
    partner = np.full(n_windows, NO_KIND, dtype=np.int16)
    runner_up = np.where(second_grade > 0, second, NO_KIND).astype(np.int16)
    is_weak = best_grade < claim
    has_rhythm = membership[rhythm] >= claim
    moves = membership[moving] >= claim
    state[is_weak] = rhythm
    runner_up[is_weak] = np.where(best_grade > 0, best, NO_KIND)[is_weak]
    state[is_weak & moves & ~has_rhythm] = moving
    for pair in pairs:
        is_open = _open_pair(pair, membership, best)
        first, other = sorted(_CODE[kind] for kind in pair.kinds)
        leads = membership[first] >= membership[other] if moving not in (first, other) else None
        named = first if leads is None and other == moving else other
        state[is_open] = rhythm
        runner_up[is_open] = np.where(leads, first, other)[is_open] if leads is not None else named
        partner[is_open] = np.where(leads, other, first)[is_open] if leads is not None else moving
    return state, runner_up, partner


def _open_pair(pair: Pair, membership: NDArray[np.float32], best: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Tell where a pair can't be told apart.

    Two kinds with rules of their own: one leads, and the other lies closer to it than the margin, whatever lies between
    them. A kind against ``other_movement``, which is everything else that moves: the kind leads, and its own membership is
    neither low nor high.
    """
    first, other = sorted(_CODE[kind] for kind in pair.kinds)
    moving = _CODE[MovementKind.OTHER_MOVEMENT]
    if moving in (first, other):
        kind = other if first == moving else first
        grade = membership[kind]
        return np.asarray((best == kind) & (np.abs(2.0 * grade - 1.0) < pair.margin))
    leads = (best == first) | (best == other)
    lead = np.abs(membership[first] - membership[other])
    both = np.minimum(membership[first], membership[other])
    return np.asarray(leads & (lead < pair.margin) & (both > 0))


def _postures(evidence: Evidence, task: Task) -> NDArray[np.int16]:
    """Give the posture as far as task and tilt tell; walking just before means upright."""
    names = list(POSTURES)
    posture = np.full(len(evidence.values["standing"]), names.index(Posture.UNKNOWN), dtype=np.int16)
    posture[evidence.values["walked"] >= 0.5] = names.index(Posture.UPRIGHT)
    lying = task in (Task.LIE, Task.NIGHT)
    if task is not Task.HEEL_SHIN:  # done sitting or lying
        posture[evidence.values["sitting"] >= 1.0] = names.index(Posture.LYING if lying else Posture.SITTING)
    posture[(evidence.values["standing"] >= 1.0) & (evidence.values["sitting"] < 1.0)] = names.index(
        Posture.STANDING
    )
    return posture
