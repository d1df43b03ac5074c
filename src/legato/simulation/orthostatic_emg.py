"""Both legs sitting, standing, leaning and walking: with a fast or slow tremor, irregular bursts, or neither."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.interval import Interval
from legato.model.orthostatic_answer import OrthostaticPattern
from legato.simulation.emg_session import SimulatedEmg, make_muscles, mark_task, name_channel, record_emg
from legato.simulation.emg_truth import Coupling, EmgTruth
from legato.simulation.muscle_bursts import PlannedBurst, cycles
from legato.simulation.parameters import draw, draw_log, number

__all__ = ["Standing", "simulate_orthostatic"]

Standing = Literal["fast", "slow", "irregular", "none"]
_SIDES = ("left", "right")
_MUSCLES = ("ta", "gas")
_TASKS = ("sit", "stand", "lean", "walk")
_PATTERNS: dict[Standing, OrthostaticPattern] = {
    "fast": OrthostaticPattern.FAST,
    "slow": OrthostaticPattern.SLOW,
    "irregular": OrthostaticPattern.IRREGULAR_BURSTS,
    "none": OrthostaticPattern.NOTHING_FOUND,
}


def simulate_orthostatic(
    *,
    seed: int,
    standing: Standing = "fast",
    frequency_hz: float | None = None,
    task_s: tuple[float, float, float, float] = (30.0, 60.0, 30.0, 30.0),
    sampling_rate_hz: float = 2000.0,
) -> SimulatedEmg:
    """Simulate the orthostatic protocol: sit, stand, lean on the hands, walk.

    Parameters
    ----------
    seed : int
    standing : str
        ``fast``: 13-18 Hz, one rhythm for both legs, antagonists in turn; ``slow``: each leg its own slower rhythm;
        ``irregular``: short bursts without a rhythm, each leg for itself; ``none``: tonic activity alone.
    frequency_hz : float or None
        Of the tremor, or bursts a second; None draws it.
    task_s : tuple of float
        Length of each of the four tasks.
    sampling_rate_hz : float

    Returns
    -------
    SimulatedEmg
        Tibialis anterior and gastrocnemius of both legs, with ``task:sit`` and so on. The tremor begins some seconds
        after standing up, shrinks when part of the weight is taken off, and is away sitting and walking.

    Raises
    ------
    UsageError
        If a task has no length.
    """
    if min(task_s) <= 0:
        raise UsageError("A task takes time", found=str(task_s), code="LEG-E518")
    rng = np.random.default_rng([seed, 521])
    edges_s = np.concatenate(([0.0], np.cumsum(task_s)))
    spans = {
        task: Interval(float(a), float(b)) for task, a, b in zip(_TASKS, edges_s, edges_s[1:], strict=False)
    }
    n = math.floor(float(edges_s[-1]) * sampling_rate_hz + 1e-9)
    resting_uv = draw_log(rng, "lab.resting_uv")
    tonic_rms = resting_uv * 10.0 ** (number("lab.ot.tonic_over_rest_db") / 20.0)
    lean_share = draw(rng, "lab.ot.lean_share")
    burst_uv = math.hypot(resting_uv, tonic_rms) * 10.0 ** (draw(rng, "lab.ot.snr_db") / 20.0)
    planned: dict[str, list[PlannedBurst]] = {
        name_channel(f"{muscle}_{side}"): [] for side in _SIDES for muscle in _MUSCLES
    }
    rhythms_hz: dict[str, float] = {}
    begun = Interval(
        min(spans["stand"].start_s + draw(rng, "lab.ot.onset_s"), spans["stand"].end_s), spans["stand"].end_s
    )
    if standing != "none":
        drawn = draw(rng, f"lab.ot.{standing}.frequency_hz")
        hz = drawn if frequency_hz is None else frequency_hz
        for task, span, size in (("stand", begun, 1.0), ("lean", spans["lean"], lean_share)):
            mean_hz = _shake(planned, span, standing, hz, rms_uv=size * burst_uv, rng=rng)
            if standing != "irregular":
                rhythms_hz[task] = mean_hz
    _walk(planned, spans["walk"], rms_uv=burst_uv, rng=rng)
    tonic = _tonic(spans, n, sampling_rate_hz, tonic_rms, lean_share)
    signals, bursts = make_muscles(
        planned,
        tonic_uv=dict.fromkeys(planned, tonic),
        n_samples=n,
        sampling_rate_hz=sampling_rate_hz,
        resting_uv=resting_uv,
        seed=(seed, 522),
    )
    recording = record_emg(
        signals,
        sampling_rate_hz=sampling_rate_hz,
        seed=seed,
        source_name="simulated standing",
        annotations=[mark_task(task, span) for task, span in spans.items()],
    )
    truth = EmgTruth(
        bursts=tuple(bursts),
        couplings=_couplings(rhythms_hz) if standing == "fast" else (),
        frequency_hz=rhythms_hz,
        events_s={} if standing == "none" else {"onset": (begun.start_s,)},
        expected={"pattern": _PATTERNS[standing].value},
    )
    return SimulatedEmg(recording, truth)


def _couplings(rhythms_hz: dict[str, float]) -> tuple[Coupling, ...]:
    """Say that the same muscles of both legs share one rhythm."""
    hz = rhythms_hz["stand"]
    return tuple(
        Coupling(
            name_channel(f"{muscle}_left"),
            name_channel(f"{muscle}_right"),
            math.nan,
            0.0,
            (hz - 1.0, hz + 1.0),
        )
        for muscle in _MUSCLES
    )


def _shake(
    planned: dict[str, list[PlannedBurst]],
    span: Interval,
    standing: Standing,
    hz: float,
    *,
    rms_uv: float,
    rng: np.random.Generator,
) -> float:
    """Plan the bursts of one stretch of standing, and give the mean frequency of the first leg's rhythm."""
    means = []
    shared: NDArray[np.float64] | None = None
    for side in _SIDES:
        if standing == "irregular":
            apart_s = 1e-3 * number("lab.ot.irregular.apart_ms")
            steps = apart_s + rng.exponential(1.0 / hz, math.ceil(2.0 * span.duration_s * hz) + 8)
            onsets = span.start_s + np.cumsum(steps)
            onsets = onsets[onsets < span.end_s]
        elif standing == "fast" and shared is not None:
            onsets = shared
        else:
            onsets = cycles(rng, span, frequency_hz=hz, cv=number(f"lab.ot.{standing}.cv"))
            shared = onsets
        if len(onsets) > 1:
            means.append((len(onsets) - 1) / (onsets[-1] - onsets[0]))
        for muscle in _MUSCLES:
            turn_s = 0.5 / hz if muscle == "gas" and standing != "irregular" else 0.0
            shifts = 1e-3 * number("lab.ot.shift_ms") * rng.standard_normal(len(onsets))
            sizes = rms_uv * np.exp(number("lab.burst.level_sd") * rng.standard_normal(len(onsets)))
            planned[name_channel(f"{muscle}_{side}")] += [
                PlannedBurst(float(at), 1e-3 * draw(rng, f"lab.ot.{standing}.burst_ms"), float(size))
                for at, size in zip(onsets + turn_s + shifts, sizes, strict=True)
                if at < span.end_s - 0.1
            ]
    return float(means[0]) if means else math.nan


def _walk(
    planned: dict[str, list[PlannedBurst]], span: Interval, *, rms_uv: float, rng: np.random.Generator
) -> None:
    """Plan the bursts of walking: calf in stance, tibialis anterior in swing, legs in turn."""
    step_hz = draw(rng, "lab.gait.step_hz")
    strides = cycles(rng, span, frequency_hz=step_hz, cv=number("lab.ot.fast.cv"))
    for k, side in enumerate(_SIDES):
        for j, muscle in enumerate(_MUSCLES):
            for at in strides + (0.5 * k + 0.5 * j) / step_hz:
                length_s = 1e-3 * draw(rng, "lab.gait.burst_ms")
                if at + length_s < span.end_s:
                    planned[name_channel(f"{muscle}_{side}")].append(
                        PlannedBurst(float(at), length_s, rms_uv)
                    )


def _tonic(
    spans: dict[str, Interval], n: int, rate_hz: float, rms_uv: float, lean_share: float
) -> NDArray[np.float64]:
    """Give the RMS of the activity that holds the body up."""
    tonic = np.zeros(n)
    for task, size in (("stand", 1.0), ("lean", lean_share)):
        tonic[round(spans[task].start_s * rate_hz) : round(spans[task].end_s * rate_hz)] = size * rms_uv
    return tonic
