"""Jerks with or without a sign in the brain before them, and pauses in tonic activity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.channel import ChannelKind
from legato.model.interval import Interval
from legato.model.recording import Placement
from legato.simulation.eeg_noise import make_eeg_uv
from legato.simulation.emg_session import SimulatedEmg, name_channel, record_emg
from legato.simulation.emg_truth import EmgTruth, TrueBurst, TrueSilence
from legato.simulation.muscle_bursts import PlannedBurst, make_muscle, soft_edges
from legato.simulation.parameters import draw, draw_log, number, numbers

__all__ = ["Cortical", "simulate_myoclonus", "simulate_negative_myoclonus"]

Cortical = Literal["spike", "readiness", "none"]


def simulate_myoclonus(
    *,
    seed: int,
    n_jerks: int = 100,
    cortical: Cortical = "spike",
    lead_ms: float = 35.0,
    size_uv: float = 10.0,
    burst_ms: tuple[float, float] = (20.0, 40.0),
    snr_db: float = 20.0,
    delay_ms: float = 3.0,
    muscles: Sequence[str] = ("ta_left", "gas_left"),
    sampling_rate_hz: float = 2000.0,
) -> SimulatedEmg:
    """Simulate jerks at random instants, with an EEG channel over the vertex.

    Parameters
    ----------
    seed : int
    n_jerks : int
    cortical : str
        ``spike``; ``readiness``: a slow negativity from 1-1.8 s before jerks that are rarer; ``none``.
    lead_ms : float
        Of the spike's positive peak before the first muscle's onset.
    size_uv : float
        Peak of the spike or depth of the readiness potential.
    burst_ms : tuple of float
    snr_db : float
    delay_ms : float
        Of every muscle behind the one before.
    muscles : sequence of str
    sampling_rate_hz : float

    Returns
    -------
    SimulatedEmg
        Muscles, then ``Cz``. A positive potential is a positive number.

    Raises
    ------
    UsageError
        If there is no jerk or no muscle.
    """
    _refuse_none(n_jerks, muscles, burst_ms)
    rng = np.random.default_rng([seed, 511])
    apart_s = number("lab.jerk.apart_readiness_s" if cortical == "readiness" else "lab.jerk.apart_s")
    before_s, after_s = numbers("lab.edge_s")
    onsets = before_s + np.cumsum(apart_s + rng.exponential(0.5 * apart_s, n_jerks))
    n = math.floor((onsets[-1] + apart_s + after_s) * sampling_rate_hz)
    lengths_s = 1e-3 * rng.uniform(*burst_ms, n_jerks)
    signals: dict[str, NDArray[np.float32]] = {}
    bursts: list[TrueBurst] = []
    resting_uv = draw_log(rng, "lab.resting_uv")
    for k, muscle in enumerate(muscles):
        channel = name_channel(muscle)
        signals[channel], told = make_muscle(
            _levelled(onsets + 1e-3 * delay_ms * k, lengths_s, resting_uv * 10.0 ** (snr_db / 20.0), rng),
            channel=channel,
            n_samples=n,
            sampling_rate_hz=sampling_rate_hz,
            resting_uv=resting_uv,
            rng=np.random.default_rng([seed, 512, k]),
        )
        bursts += told
    first = name_channel(muscles[0])
    jerks_s = tuple(burst.span.start_s for burst in sorted(bursts) if burst.channel == first)
    eeg_uv = make_eeg_uv(np.random.default_rng([seed, 513]), n, sampling_rate_hz=sampling_rate_hz)
    lead = _lead_ms(cortical, lead_ms, rng)
    if lead is not None:
        add = _add_spikes if cortical == "spike" else _add_readiness
        add(eeg_uv, jerks_s, lead_s=1e-3 * lead, size_uv=size_uv, rate_hz=sampling_rate_hz)
    recording = record_emg(
        signals,
        sampling_rate_hz=sampling_rate_hz,
        seed=seed,
        source_name="simulated myoclonus",
        others=(("Cz", ChannelKind.EEG, None, Placement.HEAD, eeg_uv.astype(np.float32)),),
    )
    expected: dict[str, bool | float | str] = {
        "pattern": "synchronous",
        "size_uv": 0.0 if lead is None else size_uv,
    }
    truth = EmgTruth(
        tuple(sorted(bursts)), jerks_s=jerks_s, cortical=cortical, lead_ms=lead, expected=expected
    )
    return SimulatedEmg(recording, truth)


def _refuse_none(n_jerks: int, muscles: Sequence[str], burst_ms: tuple[float, float]) -> None:
    """Refuse jerks without a jerk, a muscle or a length."""
    if n_jerks < 1 or not muscles or min(burst_ms) <= 0:
        raise UsageError(
            "Such jerks can't be simulated",
            found=f"{n_jerks} jerks of {burst_ms} ms in {len(muscles)} muscles",
            mend="ask for a jerk or more, bursts above 0 ms, and name a muscle",
            code="LEG-E517",
        )


def _levelled(
    onsets_s: NDArray[np.float64], lengths_s: NDArray[np.float64], rms_uv: float, rng: np.random.Generator
) -> list[PlannedBurst]:
    """Give the bursts of one muscle their levels."""
    levels = rms_uv * np.exp(number("lab.burst.level_sd") * rng.standard_normal(len(onsets_s)))
    return [
        PlannedBurst(float(at), float(length), float(level))
        for at, length, level in zip(onsets_s, lengths_s, levels, strict=True)
    ]


def _lead_ms(cortical: Cortical, asked_ms: float, rng: np.random.Generator) -> float | None:
    """Tell how long before a jerk the brain shows it; None where it does not."""
    if cortical == "readiness":
        return 1e3 * draw(rng, "lab.readiness.lead_s")
    return asked_ms if cortical == "spike" else None


def _add_spikes(
    eeg_uv: NDArray[np.float64], jerks_s: Sequence[float], *, lead_s: float, size_uv: float, rate_hz: float
) -> None:
    """Add a positive peak at the lead before each jerk, and a negative wave behind it, in place."""
    sd_s, after_s = 1e-3 * number("lab.spike.sd_ms"), 1e-3 * number("lab.spike.wave_after_ms")
    share = number("lab.spike.wave_share")
    for jerk_s in jerks_s:
        peak_s = jerk_s - lead_s
        first = max(0, math.floor((peak_s - 5.0 * sd_s) * rate_hz))
        behind = min(len(eeg_uv), math.ceil((peak_s + after_s + 5.0 * sd_s) * rate_hz))
        at = (np.arange(first, behind) / rate_hz - peak_s) / sd_s
        wave = np.exp(-0.5 * at**2) - share * np.exp(-0.5 * (at - after_s / sd_s) ** 2)
        eeg_uv[first:behind] += size_uv * wave


def _add_readiness(
    eeg_uv: NDArray[np.float64], jerks_s: Sequence[float], *, lead_s: float, size_uv: float, rate_hz: float
) -> None:
    """Add a slow negativity that grows until each jerk and then goes back, in place."""
    back_s, bend = number("lab.readiness.back_s"), number("lab.readiness.bend")
    for jerk_s in jerks_s:
        first = max(0, math.ceil((jerk_s - lead_s) * rate_hz))
        behind = min(len(eeg_uv), math.floor((jerk_s + back_s) * rate_hz))
        since_s = np.arange(first, behind) / rate_hz - jerk_s
        rise = np.clip(1.0 + since_s / lead_s, 0.0, 1.0) ** bend
        eeg_uv[first:behind] -= size_uv * np.where(
            since_s <= 0, rise, np.clip(1.0 - since_s / back_s, 0.0, 1.0)
        )


def simulate_negative_myoclonus(
    *,
    seed: int,
    n_silences: int = 40,
    silence_ms: tuple[float, float] = (50.0, 200.0),
    tonic_db: float = 20.0,
    muscles: Sequence[str] = ("ta_left", "gas_left"),
    sampling_rate_hz: float = 2000.0,
) -> SimulatedEmg:
    """Simulate tonic activity with sudden pauses, at nearly the same instant in all muscles.

    Parameters
    ----------
    seed : int
    n_silences : int
        0 for steady activity.
    silence_ms : tuple of float
        Range of their lengths.
    tonic_db : float
        Power of the tonic activity over the resting noise.
    muscles : sequence of str
    sampling_rate_hz : float

    Returns
    -------
    SimulatedEmg

    Raises
    ------
    UsageError
        If the silences have no length or no muscle is named.
    """
    if n_silences < 0 or not 0 < silence_ms[0] <= silence_ms[1] or not muscles:
        raise UsageError(
            "Such pauses can't be simulated",
            found=f"{n_silences} of {silence_ms} ms in {len(muscles)} muscles",
            mend="give a range above 0 ms and name a muscle",
            code="LEG-E517",
        )
    rng = np.random.default_rng([seed, 515])
    apart_s = number("lab.silence.apart_s")
    lengths_s = 1e-3 * rng.uniform(*silence_ms, n_silences)
    pauses_s = apart_s + rng.exponential(apart_s, n_silences)
    starts = sum(numbers("lab.edge_s")) + np.cumsum(pauses_s + lengths_s) - lengths_s
    whole_s = (float(starts[-1] + lengths_s[-1]) if n_silences else 20.0 * apart_s) + 2.0 * apart_s
    n = math.floor(whole_s * sampling_rate_hz)
    resting_uv = draw_log(rng, "lab.resting_uv")
    signals: dict[str, NDArray[np.float32]] = {}
    silences: list[TrueSilence] = []
    for k, muscle in enumerate(muscles):
        channel = name_channel(muscle)
        shift_s = 1e-3 * number("lab.silence.jitter_ms") * rng.standard_normal(n_silences)
        open_share, told = _gate(channel, starts + shift_s, lengths_s, n=n, rate_hz=sampling_rate_hz)
        silences += told
        signals[channel], _ = make_muscle(
            (),
            channel=channel,
            n_samples=n,
            sampling_rate_hz=sampling_rate_hz,
            resting_uv=resting_uv,
            tonic_uv=resting_uv * 10.0 ** (tonic_db / 20.0) * open_share,
            rng=np.random.default_rng([seed, 516, k]),
        )
    recording = record_emg(
        signals, sampling_rate_hz=sampling_rate_hz, seed=seed, source_name="simulated negative myoclonus"
    )
    return SimulatedEmg(recording, EmgTruth(silences=tuple(sorted(silences))))


def _gate(
    channel: str,
    starts_s: NDArray[np.float64],
    lengths_s: NDArray[np.float64],
    *,
    n: int,
    rate_hz: float,
) -> tuple[NDArray[np.float64], list[TrueSilence]]:
    """Give how much of the tonic activity is let through, and the pauses to the sample."""
    gate = np.ones(n)
    left, edge_s = number("lab.silence.left"), 1e-3 * number("lab.silence.edge_ms")
    told = []
    for start_s, length_s in zip(starts_s, lengths_s, strict=True):
        first = math.floor((start_s - edge_s) * rate_hz)
        behind = math.ceil((start_s + length_s + edge_s) * rate_hz)
        times_s = np.arange(first, behind) / rate_hz
        closed = soft_edges(times_s, start_s=start_s, end_s=start_s + length_s, rise_s=edge_s, fall_s=edge_s)
        gate[first:behind] = 1.0 - (1.0 - left) * closed
        low = np.flatnonzero(gate[first:behind] < 0.5)
        span = Interval((first + int(low[0])) / rate_hz, (first + int(low[-1]) + 1) / rate_hz)
        told.append(TrueSilence(span, channel))
    return gate, told
