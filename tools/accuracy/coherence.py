"""Measure the rule of two bins on pairs that have nothing in common, the limits, and the delays that are found.

Writes docs/accuracy/coherence.md. The nominal rate of the rule is one false pair in a hundred, for the whole search of a
pair. Everything is simulated and seeded.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from legato.knowledge.load import load_criteria
from legato.measures.coherent_peak import find_coherent_peak, find_common_peaks
from legato.measures.pair_delay import derive_pair_delay
from legato.model.criteria import Criteria
from legato.signal.coherence import independence_limit
from legato.signal.cross_spectra import compute_cross_spectra, hann_taper

OUT = Path(__file__).resolve().parents[2] / "docs" / "accuracy" / "coherence.md"
RATE_HZ, SECONDS, SEGMENT_S = 250.0, 60, 2.0
PAIRS = 10_000
N = int(RATE_HZ * SECONDS)
Maker = Callable[[np.random.Generator], NDArray[np.float64]]


def narrow(rng: np.random.Generator, *, width_hz: float) -> NDArray[np.float64]:
    """Give a rhythm at 6 Hz whose line has that full width at half height, of unit variance, both channels alike."""
    f_hz = np.fft.rfftfreq(N, 1.0 / RATE_HZ)
    shape = 1.0 / np.sqrt(1.0 + ((f_hz - 6.0) / (width_hz / 2.0)) ** 2)
    made = np.fft.irfft(shape * np.fft.rfft(rng.standard_normal((2, N)), axis=1), N, axis=1)
    return np.asarray(made / made.std(axis=1, keepdims=True))


def white(rng: np.random.Generator) -> NDArray[np.float64]:
    """Give white noise."""
    return rng.standard_normal((2, N))


def pink(rng: np.random.Generator) -> NDArray[np.float64]:
    """Give noise whose power falls with frequency."""
    f_hz = np.fft.rfftfreq(N, 1.0 / RATE_HZ)
    shape = 1.0 / np.sqrt(np.maximum(f_hz, f_hz[1]))
    return np.fft.irfft(shape * np.fft.rfft(rng.standard_normal((2, N)), axis=1), N, axis=1)


def rectified_tremor(rng: np.random.Generator) -> NDArray[np.float64]:
    """Give rectified noise that a tremor of 6 Hz opens and closes in each channel by itself."""
    return np.abs(rng.standard_normal((2, N))) * np.maximum(narrow(rng, width_hz=0.7), 0.0)


def broad_tremor(rng: np.random.Generator) -> NDArray[np.float64]:
    """Give a wandering tremor in noise."""
    return narrow(rng, width_hz=0.7) + 0.2 * rng.standard_normal((2, N))


def steady_tremor(rng: np.random.Generator) -> NDArray[np.float64]:
    """Give a tremor that keeps its phase over several segments."""
    return narrow(rng, width_hz=0.15) + 0.2 * rng.standard_normal((2, N))


def brief_tremor(rng: np.random.Generator) -> NDArray[np.float64]:
    """Give a tremor that both channels show in the same tenth of the time only."""
    shown = np.zeros(N)
    shown[: N // 10] = 1.0
    return narrow(rng, width_hz=0.7) * shown + 0.02 * rng.standard_normal((2, N))


MAKERS: dict[str, Maker] = {
    "white noise": white,
    "noise that falls with frequency": pink,
    "rectified bursts of a tremor, line of 0.7 Hz": rectified_tremor,
    "tremor in noise, line of 0.7 Hz": broad_tremor,
    "tremor in noise, line of 0.15 Hz": steady_tremor,
    "tremor in the same tenth of the time": brief_tremor,
}


def false_rates(make: Maker, *, n_pairs: int, criteria: Criteria, seed: int) -> tuple[float, float, float]:
    """Give the share of pairs with a common peak, with a false finding, and with one by the published limit alone.

    Parameters
    ----------
    make : callable
    n_pairs : int
    criteria : Criteria
    seed : int
    """
    rng = np.random.default_rng(seed)
    taper = hann_taper(int(SEGMENT_S * RATE_HZ))
    alpha = criteria.number("coherence.alpha")
    with_peak = found = published = 0
    for _ in range(n_pairs):
        spectra = compute_cross_spectra(make(rng), sampling_rate_hz=RATE_HZ, taper=taper, highest_hz=100.0)
        peaks = find_common_peaks(spectra, i=0, j=1, criteria=criteria)
        with_peak += bool(peaks)
        peak = find_coherent_peak(spectra, i=0, j=1, criteria=criteria)
        found += peak is not None and peak.is_significant
        limit = independence_limit(int(spectra.n_segments[0, 1]), alpha=alpha)
        above = spectra.coherence(0, 1) > limit
        published += any((above[k] and above[k + 1]) for low, high in peaks for k in range(low - 1, high + 1))
    return with_peak / n_pairs, found / n_pairs, published / n_pairs


def delay_errors(criteria: Criteria) -> list[str]:
    """Give rows of delays: true, largest departure of 40 runs, share of intervals that hold the truth."""
    rows = []
    taper = hann_taper(2000)
    for true_ms in (-20, -5, 0, 3, 10, 35):
        errors, holds = [], 0
        for seed in range(40):
            rng = np.random.default_rng(seed)
            drive = rng.standard_normal(121_000)
            late = np.roll(drive, true_ms)
            both = np.stack([drive, late])[:, 500:-500] + rng.standard_normal((2, 120_000))
            spectra = compute_cross_spectra(both, sampling_rate_hz=1000.0, taper=taper, highest_hz=100.0)
            delay = derive_pair_delay(spectra, i=0, j=1, criteria=criteria)
            if delay.value is not None and delay.interval is not None:
                errors.append(abs(delay.value - true_ms))
                holds += delay.interval[0] <= true_ms <= delay.interval[1]
        rows.append(
            f"| {true_ms} | {len(errors)} of 40 | {np.median(errors):.2f} | {max(errors):.2f} | {holds} |"
        )
    return rows


def main(n_pairs: int) -> None:
    """Write the part."""
    criteria = load_criteria()
    lines = [
        "## Coherence",
        "",
        f"{n_pairs} pairs of simulated channels that have nothing in common, {SECONDS} s each, segments of {SEGMENT_S:g} s.",
        "The rule: two neighbouring bins above the 99 % limit at a frequency with a peak in both spectra. Its nominal rate is 1 % a",
        "pair. The last column is the same rule with the published limit alone, which takes each segment as independent and equal.",
        "",
        "| signals | pairs with a common peak | found by the rule | by the published limit alone |",
        "|---|---|---|---|",
    ]
    for seed, (name, make) in enumerate(MAKERS.items()):
        shares = false_rates(make, n_pairs=n_pairs, criteria=criteria, seed=seed)
        lines.append(f"| {name} | " + " | ".join(f"{100.0 * share:.2f} %" for share in shares) + " |")
        print(lines[-1], flush=True)
    lines += [
        "",
        "Delays of a common drive in white noise of the same size, 120 s at 1000 Hz, 40 seeds each:",
        "",
        "| delay, ms | told | median departure, ms | largest | intervals that hold it, of 40 |",
        "|---|---|---|---|---|",
        *delay_errors(criteria),
    ]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
