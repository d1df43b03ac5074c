"""Join windows into bouts: sustained stretches of one state, with their size and the reasons.

Windows overlap, so each one speaks for the middle of itself only: a slot as long as the step. The first slot reaches back
to the start of its window and the last one on to its end, so that the slots of a sensor cover what its windows cover.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from legato.events.jerks import Jerk
from legato.events.kinds import KINDS, NO_KIND, WindowStates
from legato.events.periodic import mark_periodic
from legato.events.reasons import MM_HOLDS_GRAVITY, explain_rows, tell_apart
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.movement import Bout, MovementKind
from legato.model.sensor_track import SensorTrack
from legato.signal.order import finite_median

__all__ = ["detect_bouts", "seconds_in_states", "slots_of"]

# Gives the jerks between two times of one sensor, in seconds since the start of the recording.
JerkFinder = Callable[[float, float], list[tuple[float, float, Jerk]]]


def slots_of(start_s: NDArray[np.float64], *, window_s: float, step_s: float) -> NDArray[np.float64]:
    """Give the edges of the slots that the windows speak for.

    Parameters
    ----------
    start_s : ndarray of float64, shape (n_windows,)
    window_s, step_s : float

    Returns
    -------
    ndarray of float64, shape (n_windows + 1,)
        Slot ``k`` is ``[edges[k], edges[k + 1])``; empty input gives an empty array.
    """
    if not len(start_s):
        return np.empty(0)
    lead_s = (window_s - step_s) / 2.0
    return np.concatenate(([start_s[0]], start_s[1:] + lead_s, [start_s[-1] + window_s]))


def seconds_in_states(track: SensorTrack) -> dict[str, float]:
    """Give the seconds that one sensor spent in each state, in order of the vocabulary, zeros left out."""
    edges = slots_of(track["start_s"], window_s=track.window_s, step_s=track.step_s)
    if not len(edges):
        return {}
    seconds = np.bincount(track.states, weights=np.diff(edges), minlength=len(KINDS))
    return {kind.value: float(s) for kind, s in zip(KINDS, seconds, strict=True) if s > 0}


def detect_bouts(
    track: SensorTrack,
    states: WindowStates,
    *,
    criteria: Criteria,
    is_lying: bool,
    find_jerks: JerkFinder | None = None,
) -> list[Bout]:
    """Join the windows of one sensor into bouts.

    Parameters
    ----------
    track : SensorTrack
    states : WindowStates
        Of the same windows.
    criteria : Criteria
        ``bout.*`` and ``periodic.*``.
    is_lying : bool
        The task is to lie or to sleep, so that a series of leg movements needs fewer of them to be called one.
    find_jerks : callable or None
        Gives the jerks within a stretch, so that a jerk starts where it starts; without it a jerk lasts its slots.

    Returns
    -------
    list of Bout
        In time order; a stretch of jerks gives one bout a jerk.
    """
    edges = slots_of(track["start_s"], window_s=track.window_s, step_s=track.step_s)
    bouts: list[Bout] = []
    brief: list[Interval] = []
    runs = _runs(_bridged(track, criteria))
    for group in _groups(runs):
        jerks = _search(track, edges, group, find_jerks, criteria=criteria) if find_jerks is not None else []
        brief.extend(Interval(start_s, end_s) for start_s, end_s, _ in jerks if end_s > start_s)
        abrupt = [found for found in jerks if found[2].is_abrupt(criteria)]
        for first, behind, code in group:
            rows = np.arange(first, behind)
            span = Interval(float(edges[first]), float(edges[behind]))
            mine = [found for found in abrupt if span.start_s <= found[0] < span.end_s]
            bouts.extend(_with_jerks(_bout(track, states, rows, span, KINDS[code], criteria=criteria), mine))
    return mark_periodic(_apart(bouts), brief, is_lying=is_lying, criteria=criteria)


def _apart(bouts: list[Bout]) -> list[Bout]:
    """Let a stretch begin where a jerk that reaches into it ends, so that no second is told twice."""
    apart: list[Bout] = []
    for bout in bouts:
        start_s = max(bout.span.start_s, apart[-1].span.end_s) if apart else bout.span.start_s
        if start_s == bout.span.start_s:
            apart.append(bout)
        elif start_s < bout.span.end_s:
            apart.append(replace(bout, span=Interval(start_s, bout.span.end_s)))
    return apart


def _bridged(track: SensorTrack, criteria: Criteria) -> NDArray[np.int16]:
    """Fill short interruptions: a state that comes back within ``bout.bridge_s`` went on.

    Walking shorter than ``bout.walking_least_s`` is a leg that swings, not one that walks.
    """
    codes = track.states.astype(np.int16, copy=True)
    least_rows = int(criteria.number("bout.walking_least_s") // track.step_s)
    for first, behind, code in _runs(track.states):
        if KINDS[code] is MovementKind.WALKING and behind - first < least_rows:
            codes[first:behind] = KINDS.index(MovementKind.OTHER_MOVEMENT)
    bridge_rows = int(criteria.number("bout.bridge_s") // track.step_s)
    may_fill = [KINDS.index(k) for k in (MovementKind.CANNOT_TELL, MovementKind.OTHER_MOVEMENT)]
    runs = _runs(codes)
    for before, middle, after in zip(runs, runs[1:], runs[2:], strict=False):
        is_short = middle[1] - middle[0] <= bridge_rows
        if before[2] == after[2] and is_short and middle[2] in may_fill:
            codes[middle[0] : middle[1]] = before[2]
    return codes


def _runs(codes: NDArray[np.int16]) -> list[tuple[int, int, int]]:
    """Give ``(first, behind, code)`` of each run of equal codes."""
    if not len(codes):
        return []
    cuts = np.concatenate(([0], np.flatnonzero(np.diff(codes)) + 1, [len(codes)]))
    return [(int(a), int(b), int(codes[a])) for a, b in itertools.pairwise(cuts)]


def _interval_hz(track: SensorTrack, rows: NDArray[np.intp], lead: str) -> tuple[float, float] | None:
    """Give the 95 % interval of a bout's frequency: doubt of its windows and scatter between them.

    Windows overlap, so they count as many as fit side by side.
    """
    frequency_hz = track[f"{lead}_peak_hz"][rows]
    half_hz = (track["frequency_high_hz"][rows] - track["frequency_low_hz"][rows]) / 2.0
    middle_hz = finite_median(frequency_hz)
    own_hz = finite_median(half_hz)
    if middle_hz is None or own_hz is None:
        return None
    n_apart = max(1.0, len(rows) * track.step_s / track.window_s)
    scatter_hz = _NORMAL_95 * float(frequency_hz[np.isfinite(frequency_hz)].std())
    doubt_hz = math.hypot(own_hz, scatter_hz) / math.sqrt(n_apart)
    # No frequency is below zero, however wide the doubt.
    return max(0.0, middle_hz - doubt_hz), middle_hz + doubt_hz


_NORMAL_95 = 1.959964  # quantile of the normal distribution


# Kinds whose rhythm is a finding; the others have a peak frequency too, but it says nothing.
_RHYTHMIC = frozenset(
    {
        MovementKind.REST_SHAKING,
        MovementKind.POSTURAL_SHAKING,
        MovementKind.KINETIC_SHAKING,
        MovementKind.STANDING_SHAKING_SLOW,
        MovementKind.STANDING_SHAKING_FAST,
        MovementKind.HEEL_BOUNCE,
        MovementKind.CLONUS,
        MovementKind.FREEZING,
        MovementKind.SEIZURE_LIKE,
        MovementKind.CANNOT_TELL,
        MovementKind.WALKING,
        MovementKind.RUNNING,
    }
)


def _bout(
    track: SensorTrack,
    states: WindowStates,
    rows: NDArray[np.intp],
    span: Interval,
    kind: MovementKind,
    *,
    criteria: Criteria,
) -> Bout:
    """Give one bout with the medians of its rows."""
    lead = "gyro" if track.has_gyro else "accel"
    runner_up, partner = _most(states.runner_up[rows]), _most(states.partner[rows])
    is_open = kind is MovementKind.CANNOT_TELL
    # The most frequent first and second kind of a stretch may be one and the same.
    pair = dict.fromkeys(k.value for k in (runner_up, partner) if is_open and partner and k)
    detail = "|".join(pair) if len(pair) > 1 else ""
    rhythm = _rhythm_rows(track[f"{lead}_peak_hz"], rows, kind, criteria)
    other = partner if is_open and partner else kind
    bout = Bout(
        span=span,
        state=kind,
        sensor=track.sensor.id,
        side=track.sensor.side.value,
        detail=detail,
        runner_up=runner_up,
        tell_apart=tell_apart(states, other, runner_up),
        reasons=explain_rows(states, rows, kind=kind),
    )
    return _with_sizes(bout, track, rhythm, lead) if len(rhythm) else bout


def _with_sizes(bout: Bout, track: SensorTrack, rhythm: NDArray[np.intp], lead: str) -> Bout:
    """Add frequency and sizes of the rhythm, medians of its rows."""
    size_mm = finite_median(track["displacement_mm"][rhythm])
    mark = (MM_HOLDS_GRAVITY,) if size_mm is not None and track.mm_holds_gravity else ()
    return replace(
        bout,
        frequency_hz=finite_median(track[f"{lead}_peak_hz"][rhythm]),
        frequency_interval_hz=_interval_hz(track, rhythm, lead),
        amplitude_mps2=finite_median(track["accel_band_rms"][rhythm]) if track.has_accel_unit else None,
        amplitude_dps=_degrees(finite_median(track["gyro_band_rms"][rhythm]))
        if track.has_gyro_unit
        else None,
        amplitude_mm=size_mm,
        reasons=(*bout.reasons, *mark),
    )


def _rhythm_rows(
    peak_hz: NDArray[np.float64], rows: NDArray[np.intp], kind: MovementKind, criteria: Criteria
) -> NDArray[np.intp]:
    """Give the rows of a bout whose peak is the rhythm of its kind; none for a kind without one.

    In freezing the steps that are left are slower and often larger than the trembling, and are not the finding.
    """
    if kind not in _RHYTHMIC:
        return rows[:0]
    if kind is not MovementKind.FREEZING:
        return rows
    low_hz, high_hz = criteria.numbers("freezing.freeze_band_hz")
    return rows[(peak_hz[rows] >= low_hz) & (peak_hz[rows] <= high_hz)]


def _degrees(value_rad: float | None) -> float | None:
    """Turn rad into degrees, None into None."""
    return None if value_rad is None else float(np.degrees(value_rad))


def _most(codes: NDArray[np.int16]) -> MovementKind | None:
    """Give the most frequent kind among codes, None when there is none."""
    named = codes[codes != NO_KIND]
    return KINDS[int(np.bincount(named).argmax())] if len(named) else None


def _groups(runs: list[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Put neighbouring runs that may hold jerks together, and every other run alone."""
    groups: list[list[tuple[int, int, int]]] = []
    is_open = False
    for run in runs:
        may_hold = KINDS[run[2]] in _MAY_HOLD_JERKS
        if may_hold and is_open:
            groups[-1].append(run)
        else:
            groups.append([run])
        is_open = may_hold
    return groups


def _search(
    track: SensorTrack,
    edges: NDArray[np.float64],
    group: list[tuple[int, int, int]],
    find_jerks: JerkFinder,
    *,
    criteria: Criteria,
) -> list[tuple[float, float, Jerk]]:
    """Find the brief movements of neighbouring runs, where one of their windows is peaked enough to hold a jerk."""
    first, behind = group[0][0], group[-1][1]
    crest = np.nanmax(track["crest"][first:behind], initial=0.0)
    if KINDS[group[0][2]] not in _MAY_HOLD_JERKS or crest < criteria.number("jerk.search_crest"):
        return []
    return find_jerks(float(edges[first]), float(edges[behind]))


# States of a window that may hold a jerk: a swing after it, or a fidget beside it, hides it from the window as a whole.
_MAY_HOLD_JERKS = frozenset(
    {MovementKind.JERK, MovementKind.OTHER_MOVEMENT, MovementKind.CANNOT_TELL, MovementKind.POSTURE_CHANGE}
)


def _with_jerks(bout: Bout, jerks: list[tuple[float, float, Jerk]]) -> list[Bout]:
    """Part a stretch into its jerks and what lies between them; a stretch of jerks keeps the jerks alone."""
    if not jerks:
        return [bout]
    parts: list[Bout] = []
    now_s = bout.span.start_s
    for start_s, end_s, jerk in jerks:
        if bout.state is not MovementKind.JERK and start_s > now_s:
            parts.append(replace(bout, span=Interval(now_s, start_s)))
        reasons = (
            f"broke out of rest within {1000.0 * jerk.rise_s:.0f} ms",
            f"before it the leg moved by {100.0 * jerk.before_share:.0f} % of its size",
        )
        is_window = bout.state is MovementKind.JERK
        parts.append(
            replace(
                bout,
                span=Interval(start_s, end_s),
                state=MovementKind.JERK,
                detail="",
                runner_up=bout.runner_up if is_window else MovementKind.OTHER_MOVEMENT,
                frequency_hz=None,
                frequency_interval_hz=None,
                amplitude_mps2=None,
                amplitude_dps=None,
                amplitude_mm=None,
                reasons=(*reasons, *bout.reasons) if is_window else reasons,
            )
        )
        now_s = max(now_s, end_s)
    if bout.state is not MovementKind.JERK and bout.span.end_s > now_s:
        parts.append(replace(bout, span=Interval(now_s, bout.span.end_s)))
    return parts
