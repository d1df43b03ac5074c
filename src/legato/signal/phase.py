"""Follow the phase of one rhythm through a stretch of samples.

The rhythm is carried to 0 Hz, its course is found as the best path through short spectra, and what is left is smoothed:
a noisy moment then bends the phase a little where an unwrapped angle would slip by a whole cycle. Sizes below are those
of the method, not clinical ones. Called by ``signal.frequency``, ``signal.cycles`` and the bilateral measures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

__all__ = ["PhaseTrack", "analytic_band", "principal_axis", "track_phase"]

BLOCK_S = 0.02  # the rhythm at 0 Hz is averaged into blocks of this length
KEPT_HZ = 2.5  # half of the band that is kept around the rhythm
SEARCH_HZ = 1.75  # farthest that the course may lie from where it was looked for
PATH_S, PATH_STEP_S, PATH_GRID_HZ = 2.0, 0.25, 0.1  # short spectra through which the course is found
PATH_PENALTY = 0.1  # cost, in log power, of one grid step squared from one short spectrum to the next
SMOOTH_S = 1.2  # whole width of the Hann smoothing of what is left
FIT_S, EXTEND_S = 1.25, 1.5  # the ends are continued by a sinusoid fitted to this much
TAPER_HZ = 0.5
SHORTEST_S = 1.5


@dataclass(frozen=True, eq=False)
class PhaseTrack:
    """Phase of one rhythm over time.

    Parameters
    ----------
    phase_rad : ndarray of float64, shape (n_blocks,)
        Unwrapped.
    amplitude : ndarray of float64, shape (n_blocks,)
        Peak amplitude along the principal axis, unit of the samples.
    step_s : float
        Seconds from one block to the next.
    noise_share : float
        Mean square of what does not follow the rhythm, across its phase, over that of the rhythm.
    duration_s : float
        Of the samples.
    """

    phase_rad: NDArray[np.float64]
    amplitude: NDArray[np.float64]
    step_s: float
    noise_share: float
    duration_s: float

    @property
    def advance_rad(self) -> float:
        """Phase that went by from the first block to the last."""
        return float(self.phase_rad[-1] - self.phase_rad[0])

    @property
    def span_s(self) -> float:
        """Seconds from the first block to the last."""
        return self.step_s * (len(self.phase_rad) - 1)


def principal_axis(
    samples: NDArray[np.float64], *, sampling_rate_hz: float, near_hz: float, half_band_hz: float
) -> NDArray[np.float64]:
    """Find the direction along which the rhythm swings most.

    Parameters
    ----------
    samples : ndarray of float64, shape (n_samples, n_axes)
    sampling_rate_hz : float
    near_hz, half_band_hz : float
        Only power within ``near_hz`` +- ``half_band_hz`` counts.

    Returns
    -------
    ndarray of float64, shape (n_axes,)
        Length 1; the largest component is positive so that the sign does not depend on chance.
    """
    centred = samples - samples.mean(axis=0)
    spectrum = fft.rfft(centred * np.hanning(len(samples))[:, None], axis=0)
    frequency_hz = np.arange(len(spectrum)) * sampling_rate_hz / len(samples)
    band = spectrum[np.abs(frequency_hz - near_hz) <= half_band_hz]
    _, vectors = np.linalg.eigh((band.conj().T @ band).real)
    axis: NDArray[np.float64] = vectors[:, -1]
    upright: NDArray[np.float64] = axis * np.sign(axis[np.argmax(np.abs(axis))])
    return upright


def _fit_sinusoids(
    samples: NDArray[np.float64], time_s: NDArray[np.float64], frequency_hz: NDArray[np.float64]
) -> tuple[int, NDArray[np.float64]]:
    """Fit level, slope, a sinusoid and its second harmonic at several frequencies: the best of them and its weights."""
    angle = 2.0 * np.pi * frequency_hz[:, None] * time_s
    level, slope = np.ones_like(angle), np.broadcast_to(time_s, angle.shape)
    model = np.stack(
        [level, slope, np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)], axis=1
    )
    inner = model @ model.transpose(0, 2, 1)
    # A trace of stiffness: a cycle longer than the stretch would otherwise be no different from level and slope.
    inner += 1e-9 * len(samples) * np.eye(6)
    outer = model @ samples
    weights = np.linalg.solve(inner, outer[:, :, None])[:, :, 0]
    best = int(np.argmax(np.sum(weights * outer, axis=1)))
    return best, weights[best]


def _continue_front(
    samples: NDArray[np.float64], *, n_before: int, sampling_rate_hz: float, near_hz: float
) -> NDArray[np.float64]:
    """Continue the samples backwards by the sinusoid (with a second harmonic) that fits their start best."""
    time_s = np.arange(len(samples)) / sampling_rate_hz
    lowest_hz, highest_hz = max(near_hz - SEARCH_HZ, 0.5), min(near_hz + SEARCH_HZ, 0.48 * sampling_rate_hz)
    coarse_hz = np.arange(lowest_hz, highest_hz, PATH_GRID_HZ)
    best, _ = _fit_sinusoids(samples, time_s, coarse_hz)
    fine_hz = coarse_hz[best] + PATH_GRID_HZ * np.linspace(-0.9, 0.9, 19)
    best, weights = _fit_sinusoids(samples, time_s, fine_hz)
    angle = 2.0 * np.pi * fine_hz[best] * np.arange(-n_before, 0) / sampling_rate_hz
    # The slope is left behind: carried on for a second and more it would run away.
    waves = np.stack(
        [np.ones_like(angle), np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
    )
    before: NDArray[np.float64] = weights[[0, 2, 3, 4, 5]] @ waves
    return before


def analytic_band(
    samples: NDArray[np.float64], *, sampling_rate_hz: float, low_hz: float, high_hz: float
) -> NDArray[np.complex128]:
    """Keep one band and only its positive frequencies, without shifting the phase.

    Parameters
    ----------
    samples : ndarray of float64, shape (n_samples,)
    sampling_rate_hz, low_hz, high_hz : float

    Returns
    -------
    ndarray of complex128, shape (n_samples,)
        Its real part is the band-passed signal, its absolute value the envelope.
    """
    n_padded = fft.next_fast_len(len(samples))
    spectrum = fft.fft(samples, n_padded)
    frequency_hz = fft.fftfreq(n_padded, 1.0 / sampling_rate_hz)
    rise = np.clip((frequency_hz - low_hz) / TAPER_HZ + 0.5, 0.0, 1.0)
    fall = np.clip((high_hz - frequency_hz) / TAPER_HZ + 0.5, 0.0, 1.0)
    gain = 1.0 - np.cos(np.pi * rise * fall)  # 2 in the band: the negative half is given to the positive one
    band: NDArray[np.complex128] = fft.ifft(spectrum * gain)[: len(samples)]
    return band


def _best_path(power: NDArray[np.float64]) -> NDArray[np.intp]:
    """Find the path of most log power whose steps are cheap (dynamic programming)."""
    gain = np.log(power / power.max() + 1e-12)
    n_steps, n_grid = gain.shape
    place = np.arange(n_grid)
    cost = PATH_PENALTY * (place[:, None] - place[None, :]) ** 2
    came_from = np.zeros((n_steps, n_grid), dtype=np.intp)
    total = gain[0]
    for step in range(1, n_steps):
        choice = total[None, :] - cost
        came_from[step] = choice.argmax(axis=1)
        total = choice.max(axis=1) + gain[step]
    path = np.empty(n_steps, dtype=np.intp)
    path[-1] = total.argmax()
    for step in range(n_steps - 1, 0, -1):
        path[step - 1] = came_from[step, path[step]]
    return path


def _course_hz(baseband: NDArray[np.complex128], *, step_s: float) -> NDArray[np.float64]:
    """Find how far the rhythm lies from 0 Hz at every block."""
    length = min(int(PATH_S / step_s), len(baseband))
    starts = np.arange(0, len(baseband) - length + 1, max(1, round(PATH_STEP_S / step_s)))
    short = np.lib.stride_tricks.sliding_window_view(baseband, length)[starts] * np.hanning(length + 2)[1:-1]
    grid_hz = np.arange(-SEARCH_HZ, SEARCH_HZ + 1e-9, PATH_GRID_HZ)
    waves = np.exp(-2j * np.pi * np.outer(np.arange(length) * step_s, grid_hz))
    path = _best_path(np.abs(short @ waves) ** 2)
    centre_s = (starts + 0.5 * (length - 1)) * step_s
    course_hz: NDArray[np.float64] = np.interp(np.arange(len(baseband)) * step_s, centre_s, grid_hz[path])
    return course_hz


def _to_blocks(
    samples: NDArray[np.float64], *, sampling_rate_hz: float, near_hz: float
) -> tuple[NDArray[np.complex128], NDArray[np.float64], float, int, int]:
    """Carry the rhythm to 0 Hz and average it into blocks: values, carrier phase, step, first and behind-last block."""
    n_fit = min(len(samples), int(FIT_S * sampling_rate_hz))
    n_before = int(EXTEND_S * sampling_rate_hz)
    rate_and_place = {"n_before": n_before, "sampling_rate_hz": sampling_rate_hz, "near_hz": near_hz}
    front = _continue_front(samples[:n_fit], **rate_and_place)  # type: ignore[arg-type]
    back = _continue_front(samples[::-1][:n_fit], **rate_and_place)[::-1]  # type: ignore[arg-type]
    longer = np.concatenate([front, samples, back])
    band = analytic_band(
        longer,
        sampling_rate_hz=sampling_rate_hz,
        low_hz=max(near_hz - KEPT_HZ, 0.7),
        high_hz=min(near_hz + KEPT_HZ, 0.5 * sampling_rate_hz),
    )
    carrier = 2.0 * np.pi * near_hz * np.arange(len(longer)) / sampling_rate_hz
    n_each = max(1, int(BLOCK_S * sampling_rate_hz))
    n_blocks = len(longer) // n_each
    blocks = (band * np.exp(-1j * carrier))[: n_blocks * n_each].reshape(n_blocks, n_each).mean(axis=1)
    carrier = carrier[: n_blocks * n_each].reshape(n_blocks, n_each).mean(axis=1)
    first, behind = -(-n_before // n_each), (n_before + len(samples)) // n_each
    return blocks, carrier, n_each / sampling_rate_hz, first, behind


def track_phase(
    samples: NDArray[np.float64], *, sampling_rate_hz: float, near_hz: float, half_band_hz: float
) -> PhaseTrack | None:
    """Follow the phase of the rhythm near one frequency.

    Parameters
    ----------
    samples : ndarray of float64, shape (n_samples, n_axes)
        Finite, without gaps.
    sampling_rate_hz : float
    near_hz : float
        Where the rhythm was found in the spectrum; its course may wander up to 1.75 Hz from there.
    half_band_hz : float
        Half of the band that decides on the principal axis.

    Returns
    -------
    PhaseTrack or None
        None when the stretch is too short, or still.
    """
    if len(samples) < SHORTEST_S * sampling_rate_hz:
        return None
    axis = principal_axis(
        samples, sampling_rate_hz=sampling_rate_hz, near_hz=near_hz, half_band_hz=half_band_hz
    )
    along = (samples - samples.mean(axis=0)) @ axis
    if not np.any(along):
        return None
    blocks, carrier, step_s, first, behind = _to_blocks(
        along, sampling_rate_hz=sampling_rate_hz, near_hz=near_hz
    )
    course = 2.0 * np.pi * step_s * np.cumsum(_course_hz(blocks, step_s=step_s))
    left = blocks * np.exp(-1j * course)
    kernel = np.hanning(int(SMOOTH_S / step_s) // 2 * 2 + 3)[1:-1]
    smooth = np.convolve(left, kernel / kernel.sum(), mode="same")
    angle = np.unwrap(np.angle(smooth))
    across = ((left - smooth) * np.exp(-1j * angle)).imag[first:behind]
    envelope = np.abs(smooth)[first:behind]
    return PhaseTrack(
        phase_rad=(carrier + course + angle)[first:behind],
        amplitude=envelope,
        step_s=step_s,
        noise_share=float(np.mean(across**2) / np.mean(envelope**2)),
        duration_s=len(samples) / sampling_rate_hz,
    )
