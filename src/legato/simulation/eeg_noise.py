"""The brain's own activity over the vertex, without any jerk in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.simulation.parameters import number, numbers

__all__ = ["make_eeg_uv"]


def make_eeg_uv(rng: np.random.Generator, n_samples: int, *, sampling_rate_hz: float) -> NDArray[np.float64]:
    """Make noise whose power falls with the frequency, with an alpha rhythm on top.

    Parameters
    ----------
    rng : numpy.random.Generator
    n_samples : int
    sampling_rate_hz : float

    Returns
    -------
    ndarray of float64, shape (n_samples,)
        uV.
    """
    from scipy.fft import irfft, next_fast_len, rfft

    n = next_fast_len(n_samples, real=True)
    hz = np.fft.rfftfreq(n, 1.0 / sampling_rate_hz)
    low_hz, high_hz = numbers("lab.eeg_corner_hz")
    is_heard = (hz >= low_hz) & (hz <= high_hz)
    slope = np.where(is_heard, 1.0 / np.sqrt(np.maximum(hz, low_hz)), 0.0)
    alpha_low_hz, alpha_high_hz = numbers("lab.eeg_alpha_hz")
    alpha = ((hz >= alpha_low_hz) & (hz <= alpha_high_hz)).astype(np.float64)
    whole = np.zeros(n_samples)
    for gain, rms_uv in ((slope, number("lab.eeg_uv")), (alpha, number("lab.eeg_alpha_uv"))):
        wave = irfft(rfft(rng.standard_normal(n)) * gain, n)[:n_samples]
        spread = float(np.std(wave))
        if spread > 0:
            whole += rms_uv / spread * wave
    return whole
