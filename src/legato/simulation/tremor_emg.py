"""EMG of tremor whose bursts, pattern and delays are known, and the clonus of an ankle."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.interval import Interval
from legato.simulation.emg_session import SimulatedEmg, mark_task, name_channel, record_emg
from legato.simulation.emg_truth import Coupling, EmgTruth
from legato.simulation.muscle_bursts import PlannedBurst, cycles, make_muscle
from legato.simulation.parameters import draw, draw_log, number, numbers

__all__ = ["Pattern", "simulate_bursts", "simulate_clonus"]

Pattern = Literal["alternating", "synchronous", "mixed", "independent"]


def simulate_bursts(
    *,
    seed: int,
    duration_s: float = 60.0,
    rate_hz: float = 5.0,
    burst_ms: float | tuple[float, float] = 70.0,
    snr_db: float = 15.0,
    pattern: Pattern = "alternating",
    regularity: float = 0.9,
    delay_ms: float = 0.0,
    muscles: Sequence[str] = ("ta_left", "gas_left"),
    sampling_rate_hz: float = 2000.0,
) -> SimulatedEmg:
    """Simulate rhythmic bursts of several muscles.

    Parameters
    ----------
    seed : int
    duration_s : float
    rate_hz : float
        Bursts a second of each muscle.
    burst_ms : float or tuple of float
        Median, with log-normal variation from burst to burst; or a range that is drawn from evenly.
    snr_db : float
        Median power of the bursts over that of the resting noise.
    pattern : str
        ``synchronous``: all muscles together; ``alternating``: every second muscle half a cycle later; ``mixed``: now one,
        now the other, in runs of some cycles; ``independent``: every muscle has its own rhythm.
    regularity : float
        0 (cycles vary with a CV of 0.4) to 1 (like a metronome).
    delay_ms : float
        Of every muscle behind the one before, on top of the pattern.
    muscles : sequence of str
        Channels are called ``emg_<muscle>``; the side is the end of the name.
    sampling_rate_hz : float

    Returns
    -------
    SimulatedEmg

    Raises
    ------
    UsageError
        If the bursts do not fit into their cycles or a number is out of range.

    Notes
    -----
    A burst is noise of the band of surface EMG. Its truth runs between the samples at which its expected amplitude passes
    half of its own level; its edges take 1.5-5 ms.
    """
    longest_ms = max(burst_ms) if isinstance(burst_ms, tuple) else burst_ms
    if not (0 <= regularity <= 1 and 0 < longest_ms * 1e-3 * rate_hz < 1 and muscles and duration_s > 0):
        raise UsageError(
            "Such bursts can't be simulated",
            found=f"{longest_ms} ms at {rate_hz} Hz, regularity {regularity}, {len(muscles)} muscles",
            mend="let bursts be shorter than their cycle, regularity lie from 0 to 1, and name a muscle",
            code="LEG-E515",
        )
    rng = np.random.default_rng([seed, 501])
    timing_rng, size_rng = rng.spawn(2)
    cv = number("lab.least_regular_cv") * (1.0 - regularity)
    onsets = _onsets(
        timing_rng, len(muscles), Interval(0.0, duration_s), rate_hz=rate_hz, cv=cv, pattern=pattern
    )
    n = math.floor(duration_s * sampling_rate_hz + 1e-9)
    signals, bursts = {}, []
    for k, muscle in enumerate(muscles):
        channel = name_channel(muscle)
        resting_uv = draw_log(size_rng, "lab.resting_uv")
        planned = _sized(
            onsets[k] + 1e-3 * delay_ms * k,
            size_rng,
            burst_ms=burst_ms,
            rms_uv=resting_uv * 10.0 ** (snr_db / 20.0),
            cycle_s=1.0 / rate_hz,
        )
        signals[channel], told = make_muscle(
            planned,
            channel=channel,
            n_samples=n,
            sampling_rate_hz=sampling_rate_hz,
            resting_uv=resting_uv,
            rng=np.random.default_rng([seed, 502, k]),
        )
        bursts += told
    recording = record_emg(
        signals, sampling_rate_hz=sampling_rate_hz, seed=seed, source_name="simulated tremor"
    )
    names = list(signals)
    shared = () if pattern == "independent" else _couplings(names, pattern, rate_hz, delay_ms)
    truth = EmgTruth(
        bursts=tuple(sorted(bursts)),
        couplings=shared,
        frequency_hz={"all": _mean_hz(onsets[0])},
        expected={"pattern": pattern},
    )
    return SimulatedEmg(recording, truth)


def _onsets(
    rng: np.random.Generator, n_muscles: int, span: Interval, *, rate_hz: float, cv: float, pattern: Pattern
) -> list[NDArray[np.float64]]:
    """Draw the burst onsets of each muscle, without the delay of recruitment."""
    if pattern == "independent":
        off = [0.0] + [
            (-1.0) ** k * math.ceil(k / 2) * draw(rng, "lab.independent_off") for k in range(1, n_muscles)
        ]
        return [cycles(rng, span, frequency_hz=rate_hz * (1.0 + d), cv=cv) for d in off]
    base = cycles(rng, span, frequency_hz=rate_hz, cv=cv)
    steps = np.diff(base, append=base[-1] + 1.0 / rate_hz)
    turn = np.full(len(base), 0.5 if pattern == "alternating" else 0.0)
    if pattern == "mixed":
        low, high = numbers("lab.mixed_cycles")
        lengths = rng.integers(int(low), int(high) + 1, len(base))
        runs = np.repeat(np.arange(len(lengths)) % 2, lengths)[: len(base)]
        turn = 0.5 * runs
    return [base + (k % 2) * turn * steps for k in range(n_muscles)]


def _sized(
    onsets_s: NDArray[np.float64],
    rng: np.random.Generator,
    *,
    burst_ms: float | tuple[float, float],
    rms_uv: float,
    cycle_s: float,
) -> list[PlannedBurst]:
    """Give bursts their lengths and levels."""
    n = len(onsets_s)
    spread = np.exp(number("lab.burst.length_sd") * rng.standard_normal(n))
    lengths_ms = rng.uniform(*burst_ms, n) if isinstance(burst_ms, tuple) else burst_ms * spread
    shortest_ms, longest_ms = numbers("lab.burst.length_ms")
    most_ms = min(longest_ms, 1e3 * number("lab.burst.duty") * cycle_s)
    lengths_ms = np.clip(lengths_ms, shortest_ms, max(shortest_ms, most_ms))
    levels = rms_uv * np.exp(number("lab.burst.level_sd") * rng.standard_normal(n))
    return [
        PlannedBurst(float(onset), 1e-3 * float(length), float(level))
        for onset, length, level in zip(onsets_s, lengths_ms, levels, strict=True)
    ]


def _couplings(
    names: Sequence[str], pattern: Pattern, rate_hz: float, delay_ms: float
) -> tuple[Coupling, ...]:
    """Say which muscles share the rhythm, and how far the second is behind."""
    half_ms = 500.0 / rate_hz if pattern == "alternating" else 0.0
    return tuple(
        Coupling(
            names[a],
            names[b],
            math.nan,
            math.nan
            if pattern == "mixed" and (b - a) % 2
            else delay_ms * (b - a) + half_ms * (b % 2 - a % 2),
            (0.8 * rate_hz, 1.2 * rate_hz),
        )
        for a, b in itertools.combinations(range(len(names)), 2)
    )


def _mean_hz(onsets_s: NDArray[np.float64]) -> float:
    """Give the mean frequency of cycles."""
    return float((len(onsets_s) - 1) / (onsets_s[-1] - onsets_s[0])) if len(onsets_s) > 1 else math.nan


def simulate_clonus(
    *,
    seed: int,
    n_beats: int = 8,
    frequency_hz: float = 6.0,
    decrement: float = 0.1,
    snr_db: float = 20.0,
    side: Literal["left", "right"] = "left",
    duration_s: float = 8.0,
    sampling_rate_hz: float = 2000.0,
) -> SimulatedEmg:
    """Simulate the clonus of an ankle after a rapid stretch.

    Parameters
    ----------
    seed : int
    n_beats : int
    frequency_hz : float
    decrement : float
        Lambda: the level of beat ``n`` (from 0) is ``exp(-lambda n)`` of the first.
    snr_db : float
        Of the first beat in the calf.
    side : str
    duration_s : float
    sampling_rate_hz : float

    Returns
    -------
    SimulatedEmg
        Calf and, weaker and half a cycle later, tibialis anterior. The stretch is marked as ``task:stretch``.

    Raises
    ------
    UsageError
        If the beats do not fit into the recording.
    """
    rng = np.random.default_rng([seed, 503])
    start_s = draw(rng, "lab.clonus.start_s")
    if n_beats < 1 or start_s + (n_beats + 1) / frequency_hz > duration_s:
        raise UsageError(
            "The beats don't fit", found=f"{n_beats} at {frequency_hz} Hz in {duration_s} s", code="LEG-E515"
        )
    steps = np.exp(number("lab.clonus.cv") * rng.standard_normal(n_beats)) / frequency_hz
    onsets = start_s + np.concatenate(([0.0], np.cumsum(steps[:-1])))
    n = math.floor(duration_s * sampling_rate_hz + 1e-9)
    resting_uv = draw_log(rng, "lab.resting_uv")
    share = number("lab.clonus.antagonist_share")
    levels = resting_uv * 10.0 ** (snr_db / 20.0) * np.exp(-decrement * np.arange(n_beats))
    signals, bursts = {}, []
    for muscle, shift_s, size in ((f"gas_{side}", 0.0, 1.0), (f"ta_{side}", 0.5 / frequency_hz, share)):
        channel = name_channel(muscle)
        planned = [
            PlannedBurst(float(at) + shift_s, 1e-3 * draw(rng, "lab.clonus.burst_ms"), size * float(level))
            for at, level in zip(onsets, levels, strict=True)
        ]
        signals[channel], told = make_muscle(
            planned,
            channel=channel,
            n_samples=n,
            sampling_rate_hz=sampling_rate_hz,
            resting_uv=resting_uv,
            rng=rng,
        )
        bursts += told
    stretch = Interval(float(onsets[0]) - 0.05, duration_s)
    recording = record_emg(
        signals,
        sampling_rate_hz=sampling_rate_hz,
        seed=seed,
        source_name="simulated clonus",
        annotations=(mark_task("stretch", stretch),),
    )
    truth = EmgTruth(
        bursts=tuple(sorted(bursts)),
        frequency_hz={"stretch": _mean_hz(onsets)} if n_beats > 1 else {},
        expected={"beats": float(n_beats), "decrement": decrement},
    )
    return SimulatedEmg(recording, truth)
