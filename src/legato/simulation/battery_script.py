"""What a tremor does in each task of the laboratory: when its cycles are, how large it is, and when the other foot taps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from legato.model.emg_task import TAP_RATES_HZ, EmgTaskKind
from legato.model.interval import Interval
from legato.simulation.muscle_bursts import cycles
from legato.simulation.parameters import draw, number, numbers

__all__ = ["Reaction", "Stretch", "TremorKind", "script_session"]

TremorKind = Literal["organic", "functional"]
Reaction = Literal["independent", "entrained", "suppressed", "shifted"]
_ORDER = (
    EmgTaskKind.REST,
    EmgTaskKind.POSTURE,
    EmgTaskKind.TAP_1HZ,
    EmgTaskKind.TAP_3HZ,
    EmgTaskKind.TAP_5HZ,
    EmgTaskKind.BALLISTIC,
    EmgTaskKind.LOAD,
    EmgTaskKind.COUNT,
)


@dataclass(frozen=True, eq=False)
class Stretch:
    """One task as it is played.

    Parameters
    ----------
    kind : EmgTaskKind
    span : Interval
    frequency_hz : float
        Mean of the tremor's rhythm.
    size : float
        Of the tremor against rest.
    cycles_s : ndarray of float64
        Beginnings of the tremor's cycles; those in a pause are away.
    episodes : tuple of Interval
        When there is tremor.
    taps_s : ndarray of float64
        Taps or quick movements of the other limb.
    """

    kind: EmgTaskKind
    span: Interval
    frequency_hz: float
    size: float
    cycles_s: NDArray[np.float64]
    episodes: tuple[Interval, ...]
    taps_s: NDArray[np.float64]


def script_session(
    rng: np.random.Generator,
    *,
    kind: TremorKind,
    reaction: Reaction,
    is_tapping_right: bool,
    frequency_hz: float | None,
) -> list[Stretch]:
    """Play all tasks, one after the other.

    Parameters
    ----------
    rng : numpy.random.Generator
    kind : str
        ``organic`` or ``functional``.
    reaction : str
        What the tremor does while the other limb taps.
    is_tapping_right : bool
    frequency_hz : float or None
        At rest; None draws it.

    Returns
    -------
    list of Stretch
    """
    is_functional = kind == "functional"
    drawn_hz = draw(rng, "lab.session.tremor_hz")
    base_hz = drawn_hz if frequency_hz is None else frequency_hz
    cv = numbers("lab.session.cv")[is_functional]
    now_s = number("lab.session.between_s")
    script = []
    for task, task_rng, length_s in zip(
        _ORDER, rng.spawn(len(_ORDER)), numbers("lab.session.task_s"), strict=True
    ):
        span = Interval(now_s, now_s + length_s)
        now_s = span.end_s + number("lab.session.between_s")
        hz, size = base_hz, 1.0
        taps_s = np.empty(0)
        if task in TAP_RATES_HZ:
            taps_s = _tap(task_rng, span, TAP_RATES_HZ[task], is_right=is_tapping_right)
            if reaction == "suppressed":
                size = number("lab.session.suppressed_share")
            elif reaction == "shifted":
                hz = base_hz + number("lab.session.shift_hz")
        elif task is EmgTaskKind.LOAD:
            size = numbers("lab.session.load_share")[is_functional]
            hz = base_hz - (0.0 if is_functional else draw(task_rng, "lab.session.load_drop_hz"))
        elif task is EmgTaskKind.COUNT:
            size = numbers("lab.session.count_share")[is_functional]
        elif task is EmgTaskKind.BALLISTIC:
            taps_s = _strike(task_rng, span)
        beats = cycles(task_rng, span, frequency_hz=hz, cv=cv)
        if len(taps_s) and reaction == "entrained" and task in TAP_RATES_HZ:
            beats = _entrained(taps_s, task)
        episodes = _episodes(task_rng, span, task, taps_s if is_functional else np.empty(0))
        is_there = np.array(
            [any(one.start_s <= at < one.end_s for one in episodes) for at in beats], dtype=bool
        )
        steps = np.diff(beats)
        mean_hz = 1.0 / float(np.median(steps)) if reaction == "entrained" else 1.0 / float(np.mean(steps))
        script.append(Stretch(task, span, mean_hz, size, beats[is_there], episodes, taps_s))
    return script


def _tap(rng: np.random.Generator, span: Interval, rate_hz: float, *, is_right: bool) -> NDArray[np.float64]:
    """Draw the taps of the other limb: to the metronome, or at a pace and with a spread that are wrong."""
    right_cv, wrong_cv = numbers("lab.session.tap_cv")
    off = 0.0 if is_right else number("lab.session.tap_off")
    return cycles(rng, span, frequency_hz=rate_hz * (1.0 - off), cv=right_cv if is_right else wrong_cv)


def _strike(rng: np.random.Generator, span: Interval) -> NDArray[np.float64]:
    """Draw the instants of quick movements on a cue."""
    low_s, high_s = numbers("lab.session.ballistic_every_s")
    at = span.start_s + np.cumsum(rng.uniform(low_s, high_s, 64))
    return np.asarray(at[at < span.end_s - low_s / 2.0])


def _entrained(taps_s: NDArray[np.float64], task: EmgTaskKind) -> NDArray[np.float64]:
    """Lock the cycles to the taps: one each, or two each where tapping is slow."""
    if task is not EmgTaskKind.TAP_1HZ:
        return taps_s
    share = 1.0 / number("lab.session.harmonic")
    index = np.arange(0.0, len(taps_s) - 1 + 1e-9, share)
    return np.asarray(np.interp(index, np.arange(len(taps_s)), taps_s))


def _episodes(
    rng: np.random.Generator, span: Interval, task: EmgTaskKind, pausing_s: NDArray[np.float64]
) -> tuple[Interval, ...]:
    """Tell when there is tremor: on and off in posture, with pauses behind quick movements, else all the time."""
    if task is EmgTaskKind.POSTURE:
        episodes: list[Interval] = []
        now_s = span.start_s + draw(rng, "lab.session.quiet_s")
        while True:
            end_s = now_s + draw(rng, "lab.session.episode_s")
            if end_s > span.end_s:
                return tuple(episodes)
            episodes.append(Interval(now_s, end_s))
            now_s = end_s + draw(rng, "lab.session.quiet_s")
    if task is not EmgTaskKind.BALLISTIC or not len(pausing_s):
        return (span,)
    pauses_s = [draw(rng, "lab.session.pause_s") for _ in pausing_s]
    starts = [span.start_s, *(at + pause for at, pause in zip(pausing_s, pauses_s, strict=True))]
    ends = [*pausing_s, span.end_s]
    return tuple(Interval(float(a), float(b)) for a, b in zip(starts, ends, strict=True) if b > a)
