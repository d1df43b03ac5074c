"""Two channels with exactly known coherence and delay."""

from __future__ import annotations

import math

import numpy as np

from legato.errors import UsageError
from legato.simulation.emg_session import SimulatedEmg, record_emg
from legato.simulation.emg_truth import Coupling, EmgTruth
from legato.simulation.parameters import number

__all__ = ["simulate_coupled"]


def simulate_coupled(
    *,
    seed: int,
    duration_s: float = 120.0,
    coherence: float = 0.5,
    band_hz: tuple[float, float] = (10.0, 40.0),
    delay_ms: float = 0.0,
    channels: tuple[str, str] = ("emg_ta_left", "emg_ta_right"),
    sampling_rate_hz: float = 2000.0,
) -> SimulatedEmg:
    """Simulate two channels that share part of their activity in a band.

    Parameters
    ----------
    seed : int
    duration_s : float
    coherence : float
        Magnitude squared, 0 to 1, within the band; 0 outside.
    band_hz : tuple of float
    delay_ms : float
        Of what the second shares behind the first; any fraction of a sample.
    channels : tuple of str
    sampling_rate_hz : float

    Returns
    -------
    SimulatedEmg

    Raises
    ------
    UsageError
        If the coherence is not from 0 to 1 or the band does not lie below half of the rate.

    Notes
    -----
    The coherence is that of the samples as they are. What is rectified afterwards shows another, smaller one. The delay is
    a turn of the spectrum of the whole recording: exact, and circular at the recording's ends.
    """
    low_hz, high_hz = band_hz
    if not (0 <= coherence <= 1 and 0 <= low_hz < high_hz <= 0.5 * sampling_rate_hz):
        raise UsageError(
            "Such a coupling can't be simulated",
            found=f"coherence {coherence} in {band_hz} Hz",
            mend="give a coherence from 0 to 1 and a band below half of the rate",
            code="LEG-E516",
        )
    rng = np.random.default_rng([seed, 505])
    n = math.floor(duration_s * sampling_rate_hz + 1e-9)
    hz = np.fft.rfftfreq(n, 1.0 / sampling_rate_hz)
    shared, first, second = (np.fft.rfft(rng.standard_normal(n)) for _ in range(3))
    is_coupled = (hz >= low_hz) & (hz <= high_hz)
    share = np.where(is_coupled, coherence**0.25, 0.0)
    own = np.sqrt(1.0 - share**2)
    corner_hz = number("lab.coupled_corner_hz")
    gain = 1.0 / (1.0 + (corner_hz / np.maximum(hz, 1e-9)) ** 2)
    delayed = shared * np.exp(-2j * math.pi * hz * 1e-3 * delay_ms)
    uv = number("lab.coupled_uv")
    signals = {
        name: (uv * np.fft.irfft(gain * (share * part + own * noise), n)).astype(np.float32)
        for name, part, noise in zip(channels, (shared, delayed), (first, second), strict=True)
    }
    recording = record_emg(
        signals, sampling_rate_hz=sampling_rate_hz, seed=seed, source_name="simulated coupling"
    )
    coupling = Coupling(channels[0], channels[1], coherence, delay_ms, band_hz)
    return SimulatedEmg(recording, EmgTruth(couplings=(coupling,)))
