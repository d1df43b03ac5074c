"""What goes wrong with the leg electrodes in a night: heart, mains, pops, wander, crosstalk, bad legs, drop-outs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.time_base import Run, TimeBase
from legato.simulation.parameters import draw, draw_log, number, numbers

__all__ = [
    "LegFault",
    "NightArtefacts",
    "add_artefacts",
    "add_crosstalk",
    "break_leg",
    "draw_artefacts",
    "draw_beats",
    "drop_out",
]

_CHUNK = 1 << 18


class LegFault(StrEnum):
    """Ways in which one leg's electrode is bad."""

    FLAT = "flat"  # a dead input
    CLIPPED = "clipped"  # the amplifier's range is too small
    DETACHED = "detached"  # an open input: mains and nothing of the muscle
    NOISY = "noisy"  # resting level too high for scoring


@dataclass(frozen=True)
class NightArtefacts:
    """What is wrong with the leg channels; nothing by default.

    Parameters
    ----------
    ecg_uv : tuple of float
        Peak of the QRS complex in the left and the right leg.
    mains_uv : float
        RMS of the mains in each leg.
    mains_hz : float
        50 or 60.
    wander_uv : float
        RMS of the slow wander of the electrodes' offset.
    pops_per_h : float
        Electrode pops, each leg.
    crosstalk : float
        Share of each leg's signal that the other's electrodes pick up, 0 to 1.
    bad_leg : Side or None
    fault : LegFault
        Of the bad leg.
    bad_span : Interval or None
        When the bad leg is bad; None: all night.
    drop_outs : tuple of Interval
        Samples of both legs that are lost.
    is_gap : bool
        True: lost samples are missing and the clock has gaps; False: they are NaN.
    """

    ecg_uv: tuple[float, float] = (0.0, 0.0)
    mains_uv: float = 0.0
    mains_hz: float = 50.0
    wander_uv: float = 0.0
    pops_per_h: float = 0.0
    crosstalk: float = 0.0
    bad_leg: Side | None = None
    fault: LegFault = LegFault.FLAT
    bad_span: Interval | None = None
    drop_outs: tuple[Interval, ...] = ()
    is_gap: bool = False

    def __post_init__(self) -> None:
        """Refuse artefacts that can't be."""
        amounts = (*self.ecg_uv, self.mains_uv, self.wander_uv, self.pops_per_h, self.crosstalk)
        if min(amounts) < 0 or self.crosstalk > 1 or self.bad_leg in (Side.BOTH, Side.UNKNOWN):
            raise UsageError(
                "Artefacts can't be like this",
                found=f"amounts {amounts}, bad leg {self.bad_leg}",
                mend="give amounts from 0, crosstalk up to 1, and the left or the right leg",
                code="LEG-E512",
            )


def draw_artefacts(rng: np.random.Generator, *, duration_s: float) -> NightArtefacts:
    """Draw the artefacts of a degraded night.

    Parameters
    ----------
    rng : numpy.random.Generator
    duration_s : float

    Returns
    -------
    NightArtefacts
        One night in three has one bad leg.
    """
    drops = []
    for _ in range(round(draw(rng, "person.degraded.drops"))):
        length_s = draw_log(rng, "person.degraded.drop_s")
        start_s = float(rng.uniform(0.0, max(1.0, duration_s - length_s)))
        drops.append(Interval(start_s, min(start_s + length_s, duration_s)))
    side = Side.LEFT if rng.random() < 0.5 else Side.RIGHT
    bad = side if rng.random() < number("person.degraded.bad_chance") else None
    return NightArtefacts(
        ecg_uv=(draw(rng, "person.degraded.ecg_uv"), draw(rng, "person.degraded.ecg_uv")),
        mains_uv=draw(rng, "person.degraded.mains_uv"),
        mains_hz=float(rng.choice((50.0, 60.0))),
        wander_uv=number("person.degraded.wander_share") * draw(rng, "person.degraded.mains_uv"),
        pops_per_h=draw(rng, "person.degraded.pops_per_h"),
        crosstalk=draw(rng, "person.degraded.crosstalk"),
        bad_leg=bad,
        fault=list(LegFault)[int(rng.integers(len(LegFault)))],
        drop_outs=tuple(drops),
        is_gap=bool(rng.random() < 0.5),
    )


def draw_beats(rng: np.random.Generator, duration_s: float) -> NDArray[np.float64]:
    """Draw the instants of the heart's beats, with the variability of a sleeper.

    Parameters
    ----------
    rng : numpy.random.Generator
    duration_s : float

    Returns
    -------
    ndarray of float64
        Seconds, ascending.
    """
    rate_hz = draw(rng, "night.heart_hz")
    n = math.ceil(duration_s * rate_hz * 1.3) + 8
    intervals = np.exp(number("night.heart_log_sd") * rng.standard_normal(n)) / rate_hz
    beats = np.cumsum(intervals)
    return beats[beats < duration_s]


def add_beats(
    signal: NDArray[np.float32], beats_s: NDArray[np.float64], *, peak: float, sampling_rate_hz: float
) -> None:
    """Add QRS complexes in place.

    Parameters
    ----------
    signal : ndarray of float32, shape (n_samples,)
    beats_s : ndarray of float64
    peak : float
        Of the R wave, in the unit of the signal.
    sampling_rate_hz : float
    """
    half_s = 1.5 * number("night.qrs_s")
    half = math.ceil(half_s * sampling_rate_hz)
    centre = np.round(beats_s * sampling_rate_hz).astype(np.int64)
    is_inside = (centre >= half) & (centre < len(signal) - half)
    centre, beats_s = centre[is_inside], beats_s[is_inside]
    offsets = np.arange(-half, half + 1)
    width_s = number("night.qrs_s") / 5.0
    for start in range(0, len(centre), 4096):
        index = centre[start : start + 4096, None] + offsets
        at_s = (index / sampling_rate_hz - beats_s[start : start + 4096, None]) / width_s
        wave = peak / float(_qrs(np.zeros(1))[0]) * _qrs(at_s)
        np.add.at(signal, index, wave.astype(np.float32))


def _qrs(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the shape of a QRS complex, time in widths of its R wave."""
    waves = ((1.0, 0.0), (-0.15, -2.0), (-0.35, 2.2))
    return np.asarray(sum(size * np.exp(-0.5 * (at - centre) ** 2) for size, centre in waves))


def add_crosstalk(left: NDArray[np.float32], right: NDArray[np.float32], *, share: float) -> None:
    """Mix a share of each leg into the other, in place.

    Parameters
    ----------
    left, right : ndarray of float32, shape (n_samples,)
    share : float
    """
    for start in range(0, len(left), _CHUNK):
        piece = slice(start, start + _CHUNK)
        own = left[piece].copy()
        left[piece] += np.float32(share) * right[piece]
        right[piece] += np.float32(share) * own


def add_artefacts(
    signal: NDArray[np.float32],
    artefacts: NightArtefacts,
    *,
    ecg_uv: float,
    beats_s: NDArray[np.float64],
    sampling_rate_hz: float,
    rng: np.random.Generator,
) -> None:
    """Add heart, mains, wander and pops to one leg, in place.

    Parameters
    ----------
    signal : ndarray of float32, shape (n_samples,)
        uV.
    artefacts : NightArtefacts
    ecg_uv : float
        This leg's.
    beats_s : ndarray of float64
    sampling_rate_hz : float
    rng : numpy.random.Generator
    """
    hum_rng, wander_rng, pop_rng = rng.spawn(3)
    if ecg_uv > 0:
        add_beats(signal, beats_s, peak=ecg_uv, sampling_rate_hz=sampling_rate_hz)
    if artefacts.mains_uv > 0:
        _add_mains(signal, artefacts, rms_uv=artefacts.mains_uv, rate_hz=sampling_rate_hz, rng=hum_rng)
    if artefacts.wander_uv > 0:
        every = max(1, round(number("night.wander_knot_s") * sampling_rate_hz))
        knots = artefacts.wander_uv * wander_rng.standard_normal(len(signal) // every + 2)
        for start in range(0, len(signal), _CHUNK):
            stop = min(start + _CHUNK, len(signal))
            at = np.arange(start, stop) / every
            k = at.astype(np.int64)
            ease = 0.5 - 0.5 * np.cos(math.pi * (at - k))
            signal[start:stop] += (knots[k] * (1.0 - ease) + knots[k + 1] * ease).astype(np.float32)
    hours = len(signal) / sampling_rate_hz / 3600.0
    for at in pop_rng.integers(0, len(signal), int(pop_rng.poisson(artefacts.pops_per_h * hours))):
        decay_s = draw_log(pop_rng, "night.pop_s")
        stop = min(len(signal), int(at) + math.ceil(8.0 * decay_s * sampling_rate_hz))
        size = draw_log(pop_rng, "night.pop_uv") * (1.0 if pop_rng.random() < 0.5 else -1.0)
        since_s = np.arange(stop - int(at)) / sampling_rate_hz
        signal[int(at) : stop] += (size * np.exp(-since_s / decay_s)).astype(np.float32)


def _add_mains(
    signal: NDArray[np.float32],
    artefacts: NightArtefacts,
    *,
    rms_uv: float,
    rate_hz: float,
    rng: np.random.Generator,
) -> None:
    """Add mains with those harmonics that the amplifier lets through."""
    base_hz = artefacts.mains_hz + draw(rng, "night.mains_off_hz")
    shares = np.array(numbers("night.mains_harmonics"))
    phases = rng.uniform(0.0, 2.0 * math.pi, len(shares))
    orders = np.arange(1, len(shares) + 1)
    is_heard = orders * base_hz < number("night.band_of_rate") * rate_hz
    if not is_heard.any():
        return
    sizes = math.sqrt(2.0) * rms_uv * shares / math.sqrt(float(np.sum(shares[is_heard] ** 2)))
    for start in range(0, len(signal), _CHUNK):
        stop = min(start + _CHUNK, len(signal))
        turns = np.arange(start, stop) * (base_hz / rate_hz)
        turns -= np.floor(turns[0])
        angle = (2.0 * math.pi * turns).astype(np.float64)
        for order, size, phase in zip(orders[is_heard], sizes[is_heard], phases[is_heard], strict=True):
            wave = np.sin(((order * angle) % (2.0 * math.pi) + phase).astype(np.float32))
            signal[start:stop] += np.float32(size) * wave


def break_leg(
    signal: NDArray[np.float32],
    artefacts: NightArtefacts,
    *,
    resting_uv: float,
    sampling_rate_hz: float,
    rng: np.random.Generator,
) -> None:
    """Do to the bad leg's samples what its fault does, in place.

    Parameters
    ----------
    signal : ndarray of float32, shape (n_samples,)
        uV.
    artefacts : NightArtefacts
    resting_uv : float
    sampling_rate_hz : float
    rng : numpy.random.Generator
    """
    span = artefacts.bad_span
    first = 0 if span is None else math.ceil(max(0.0, span.start_s) * sampling_rate_hz)
    behind = len(signal) if span is None else math.ceil(span.end_s * sampling_rate_hz)
    bad = signal[first:behind]
    fault = artefacts.fault
    if fault is LegFault.CLIPPED:
        rail = np.float32(number("night.clipped_share") * resting_uv)
        np.clip(bad, -rail, rail, out=bad)
        return
    rms_uv = number("night.flat_uv")
    if fault is LegFault.NOISY:
        rms_uv = draw(rng, "night.noisy_uv") * math.sqrt(math.pi / 2.0)
    elif fault is LegFault.DETACHED:
        rms_uv = draw(rng, "night.detached_uv")
    if fault is not LegFault.NOISY:
        bad[:] = 0.0
    if fault is LegFault.DETACHED:
        _add_mains(bad, artefacts, rms_uv=rms_uv, rate_hz=sampling_rate_hz, rng=rng)
        rms_uv *= 0.1
    for start in range(0, len(bad), _CHUNK):
        piece = bad[start : start + _CHUNK]
        piece += np.float32(rms_uv) * rng.standard_normal(len(piece), dtype=np.float32)


def drop_out(
    signals: list[NDArray[np.float32]], artefacts: NightArtefacts, *, sampling_rate_hz: float
) -> tuple[list[NDArray[np.float32]], TimeBase]:
    """Lose the samples of the drop-outs.

    Parameters
    ----------
    signals : list of ndarray of float32, each shape (n_samples,)
        Written into.
    artefacts : NightArtefacts
    sampling_rate_hz : float

    Returns
    -------
    (list of ndarray of float32, TimeBase)

    Raises
    ------
    UsageError
        If no sample is left.
    """
    n = len(signals[0])
    if not artefacts.drop_outs:
        return signals, TimeBase.regular(n, sampling_rate_hz=sampling_rate_hz)
    kept = np.ones(n, dtype=np.bool_)
    for drop in artefacts.drop_outs:
        first, behind = (max(0, math.ceil(t * sampling_rate_hz - 1e-9)) for t in (drop.start_s, drop.end_s))
        kept[first:behind] = False
    if not kept.any():
        raise UsageError("The drop-outs leave no sample", found=f"{n} lost", code="LEG-E513")
    if not artefacts.is_gap:
        for signal in signals:
            signal[~kept] = np.nan
        return signals, TimeBase.regular(n, sampling_rate_hz=sampling_rate_hz)
    firsts = np.flatnonzero(kept & ~np.concatenate(([False], kept[:-1])))
    index = np.cumsum(kept) - 1
    runs = tuple(Run(int(index[k]), float(k / sampling_rate_hz), sampling_rate_hz) for k in firsts)
    time = TimeBase(
        n_samples=int(kept.sum()),
        sampling_rate_hz=sampling_rate_hz,
        runs=runs,
        nominal_rate_hz=sampling_rate_hz,
    )
    return [signal[kept] for signal in signals], time
