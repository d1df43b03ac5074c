"""The EMG of a sleeping leg: resting noise, movements, and where they begin and end by the rule of scoring."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.interval import Interval
from legato.model.recording import Side
from legato.simulation.emg_truth import TrueLegMovement
from legato.simulation.muscle_noise import RECTIFIED_OF_RMS, NoiseStream, grainy_noise, level_to_rms
from legato.simulation.night_movements import Piece
from legato.simulation.parameters import number, numbers

__all__ = ["Resting", "find_by_rule", "level_of", "make_leg_emg"]

_CHUNK = 1 << 18
_STEP = 256  # samples: a resting level that drifts over minutes stands still for half a second


@dataclass(frozen=True, eq=False)
class Resting:
    """Resting level of one leg in the night.

    Parameters
    ----------
    knots_s, knots_uv : ndarray of float64
        Mean rectified amplitude; linear between the knots.
    """

    knots_s: NDArray[np.float64]
    knots_uv: NDArray[np.float64]

    @classmethod
    def drawn(
        cls, typical_uv: float, *, log_sd: float, duration_s: float, rng: np.random.Generator
    ) -> Resting:
        """Draw a level that wanders slowly and comes back.

        Parameters
        ----------
        typical_uv : float
        log_sd : float
            Of the level over the night.
        duration_s : float
        rng : numpy.random.Generator
        """
        every_s = number("night.resting_knot_s")
        knots_s = np.arange(math.ceil(duration_s / every_s) + 1, dtype=np.float64) * every_s
        steps = rng.standard_normal(len(knots_s))
        walk = np.zeros(len(knots_s))
        keep = number("night.resting_keep")
        for k in range(1, len(walk)):
            walk[k] = keep * walk[k - 1] + math.sqrt(1.0 - keep**2) * steps[k]
        return cls(knots_s, typical_uv * np.exp(log_sd * walk))

    def at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the level at these times, uV."""
        return np.interp(times_s, self.knots_s, self.knots_uv)


def level_of(piece: Piece, times_s: NDArray[np.float64], *, rng: np.random.Generator) -> NDArray[np.float64]:
    """Give the planned mean rectified amplitude over rest of one activation.

    Parameters
    ----------
    piece : Piece
    times_s : ndarray of float64, shape (n_samples,)
    rng : numpy.random.Generator
        For the bursts inside; the draws don't depend on the times, so that every sampling rate shows the same movement.

    Returns
    -------
    ndarray of float64, shape (n_samples,)
        uV; 0 outside the activation.
    """
    since_s = times_s - piece.onset_s
    rise_s, fall_s = piece.edge_s
    rise = np.clip(since_s / rise_s, 0.0, 1.0)
    fall = np.clip((piece.duration_s - since_s) / fall_s, 0.0, 1.0)
    shape = (0.5 - 0.5 * np.cos(math.pi * rise)) * (0.5 - 0.5 * np.cos(math.pi * fall))
    if piece.is_rough:
        low_s, high_s = numbers("night.inner_s")
        least, most = numbers("night.inner_range")
        n_knots = math.ceil(piece.duration_s / low_s) + 2
        knots_s = np.cumsum(rng.uniform(low_s, high_s, n_knots)) - high_s
        swell = np.exp(number("night.inner_sd") * rng.standard_normal(n_knots))
        shape *= np.interp(since_s, knots_s, np.clip(swell, least, most))
    return np.asarray(piece.level_uv * shape)


def find_by_rule(level_uv: NDArray[np.float64], *, sampling_rate_hz: float) -> list[tuple[int, int]]:
    """Find movements in an amplitude over rest that is known exactly.

    Parameters
    ----------
    level_uv : ndarray of float64, shape (n_samples,)
        Expected rectified amplitude over rest; taken as 0 before and after.
    sampling_rate_hz : float

    Returns
    -------
    list of (int, int)
        Half-open sample ranges. A movement begins at the first sample at or above 8 uV and ends at the first sample of a
        stretch of 0.5 s at or below 2 uV.
    """
    quiet = math.ceil(number("night.rule.quiet_s") * sampling_rate_hz - 1e-9)
    above = np.flatnonzero(level_uv > number("night.rule.offset_uv"))
    if not len(above):
        return []
    breaks = np.flatnonzero(np.diff(above) > quiet)
    firsts = above[np.concatenate(([0], breaks + 1))]
    lasts = above[np.concatenate((breaks, [len(above) - 1]))]
    found = []
    for first, last in zip(firsts, lasts, strict=True):
        loud = np.flatnonzero(level_uv[first : last + 1] >= number("night.rule.onset_uv"))
        if len(loud):
            found.append((int(first + loud[0]), int(last) + 1))
    return found


def _clusters(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Put together what lies too close for the rule to tell apart."""
    clusters: list[list[Piece]] = []
    end_s = -math.inf
    for piece in pieces:
        if clusters and piece.onset_s < end_s + 2.0 * number("night.rule.quiet_s"):
            clusters[-1].append(piece)
        else:
            clusters.append([piece])
        end_s = max(end_s, piece.end_s)
    return clusters


def make_leg_emg(
    pieces: Sequence[Piece],
    *,
    side: Side,
    resting: Resting,
    n_samples: int,
    sampling_rate_hz: float,
    seed: Sequence[int],
) -> tuple[NDArray[np.float32], list[TrueLegMovement]]:
    """Make the EMG of one leg for a whole night, and the truth about its movements.

    Parameters
    ----------
    pieces : sequence of Piece
        Of both legs, by onset; the other leg's are left out.
    side : Side
    resting : Resting
    n_samples : int
    sampling_rate_hz : float
    seed : sequence of int

    Returns
    -------
    (ndarray of float32, shape (n_samples,), list of TrueLegMovement)
        uV. Resting noise of the level asked for, plus noise from motor unit discharges for every movement, in the band of
        the EMG of a leg.
    """
    low_hz, high_hz = numbers("night.band_hz")
    band_hz = (low_hz, min(high_hz, number("night.band_of_rate") * sampling_rate_hz))
    stream = NoiseStream(
        np.random.default_rng([*seed, 0]), sampling_rate_hz=sampling_rate_hz, band_hz=band_hz
    )
    signal = np.empty(n_samples, dtype=np.float32)
    _fill_rest(signal, stream, resting, sampling_rate_hz)
    movements: list[TrueLegMovement] = []
    own = [piece for piece in pieces if piece.side is side]
    for number_of, cluster in enumerate(_clusters(own)):
        first = max(0, math.floor(cluster[0].onset_s * sampling_rate_hz) - 1)
        behind = min(n_samples, math.ceil(max(p.end_s for p in cluster) * sampling_rate_hz) + 2)
        times_s = np.arange(first, behind) / sampling_rate_hz
        over_rest = _level_of_all(cluster, times_s, np.random.default_rng([*seed, 1, number_of]))
        noise = grainy_noise(
            np.random.default_rng([*seed, 2, number_of]),
            behind - first,
            sampling_rate_hz=sampling_rate_hz,
            band_hz=band_hz,
            discharges_per_s=_discharges_per_s(cluster[0].level_uv),
        )
        signal[first:behind] += noise * level_to_rms(over_rest, resting=resting.at(times_s)).astype(
            np.float32
        )
        movements += _told(cluster, over_rest, first=first, rate_hz=sampling_rate_hz)
    return signal, movements


def _fill_rest(signal: NDArray[np.float32], stream: NoiseStream, resting: Resting, rate_hz: float) -> None:
    """Write the noise of the resting muscle, its level steady within a step of samples."""
    for start in range(0, len(signal), _CHUNK):
        stop = min(start + _CHUNK, len(signal))
        edges_s = np.arange(start, stop + _STEP, _STEP) / rate_hz
        rms = (resting.at(edges_s) / RECTIFIED_OF_RMS).astype(np.float32)
        np.multiply(stream.take(stop - start), np.repeat(rms, _STEP)[: stop - start], out=signal[start:stop])


def _level_of_all(
    cluster: Sequence[Piece], times_s: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Give the level of several activations together: the larger where two meet."""
    whole = np.zeros(len(times_s))
    for piece in cluster:
        a, b = np.searchsorted(times_s, (piece.onset_s, piece.end_s))
        np.maximum(whole[a:b], level_of(piece, times_s[a:b], rng=rng), out=whole[a:b])
    return whole


def _discharges_per_s(level_uv: float) -> float:
    """Tell how many motor unit discharges make up activity of this level."""
    sparse, dense = numbers("night.discharges_per_s")
    fullness = min(1.0, level_uv / number("night.full_uv"))
    return float(sparse * (dense / sparse) ** fullness)


def _told(
    cluster: Sequence[Piece], level: NDArray[np.float64], *, first: int, rate_hz: float
) -> list[TrueLegMovement]:
    """Write down the movements of a cluster."""
    told = []
    for a, b in find_by_rule(level, sampling_rate_hz=rate_hz):
        span = Interval((first + a) / rate_hz, (first + b) / rate_hz)
        piece = max(cluster, key=lambda p: min(p.end_s, span.end_s) - max(p.onset_s, span.start_s))
        told.append(
            TrueLegMovement(span, piece.side, float(level[a:b].max()), piece.cause, piece.group, piece.series)
        )
    return told
