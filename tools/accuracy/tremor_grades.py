"""Rank the measured amplitude against the clinician's grade. Graded tremor of the HAND (TIM-Tremor, PdAssist).

Writes docs/accuracy/tremor_grades.md. The sets hold 2.56-s pieces; the pieces of one segment are joined to a recording.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from real_sets import graded_windows
from scipy.stats import spearmanr

from legato.analyze import analyze
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side
from legato.model.time_base import TimeBase

OUT = Path(__file__).resolve().parents[2] / "docs" / "accuracy" / "tremor_grades.md"
RATE_HZ = 50.0


def recording_of(samples: np.ndarray) -> Recording:
    """Make a recording of linear acceleration out of joined pieces; the unit is taken as m/s2 (only ranks are used)."""
    time = TimeBase.regular(len(samples), sampling_rate_hz=RATE_HZ)
    channels = tuple(
        Channel(
            f"accel_{axis}",
            ChannelKind.LINEAR_ACCELERATION,
            axis,
            "hand",
            ArraySamples(samples[:, i].copy()),
            time,
        )
        for i, axis in enumerate("xyz")
    )
    sensor = Sensor("hand", Placement.HAND, Side.UNKNOWN, channels)
    return Recording(
        channels, (sensor,), Provenance("segment", "", "memory", "0"), duration_s=len(samples) / RATE_HZ
    )


def median_amplitude(samples: np.ndarray) -> float:
    """Give the median over the windows of Legato's amplitude; 0 where a window was too still to have one, NaN if none."""
    table = analyze(recording_of(samples)).windows
    if not len(table):
        return float("nan")
    amplitude = table.floats("amplitude_mps2")
    return float(np.median(np.nan_to_num(amplitude)[table.columns["assessable"].astype(bool)]))


def bootstrap(x: np.ndarray, y: np.ndarray, *, n: int = 2000) -> tuple[float, float]:
    """Give the 95 % interval of Spearman's coefficient over segments."""
    rng = np.random.default_rng(0)
    picks = rng.integers(0, len(x), (n, len(x)))
    return tuple(float(q) for q in np.quantile([spearmanr(x[p], y[p])[0] for p in picks], [0.025, 0.975]))


def main() -> None:
    """Rank both sets and write the table."""
    lines = [
        "## Amplitude against the clinical grade (hand)",
        "",
        "Median over the windows of a segment of Legato's amplitude in m/s2, against the grade 0-3 of a clinician. Hands, not",
        "legs: no such set exists for the leg, and an amplitude is never turned into a grade. Bound of the issue: 0.75.",
        "",
        "| set | segments | too short for a window | Spearman | 95 % interval (segments) |",
        "|---|---|---|---|---|",
    ]
    for name in ("Tim-Tremor.npz", "PdAssist.npz"):
        samples, grade, segment, _ = graded_windows(name)
        ids = np.unique(segment)
        values = np.array([median_amplitude(samples[segment == s].reshape(-1, 3)) for s in ids])
        grades = np.array([np.median(grade[segment == s]) for s in ids])
        ok = np.isfinite(values)
        rho = float(spearmanr(values[ok], grades[ok])[0])
        low, high = bootstrap(values[ok], grades[ok])
        lines.append(f"| {name[:-4]} | {ok.sum()} | {(~ok).sum()} | {rho:.3f} | {low:.3f} to {high:.3f} |")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(OUT.read_text())


if __name__ == "__main__":
    main()
