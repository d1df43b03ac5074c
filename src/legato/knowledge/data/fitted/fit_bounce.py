"""Fit the likeness of a rhythm to a heel bounce on simulated legs and write bounce.yaml beside it.

A ridge-regularised logistic regression on four logarithms: second and third harmonic of the acceleration, unevenness of
the cycles, size. Persons 50 000 onwards; the accuracy tables use others. The frequency is left out on purpose: bounce and
tremor share their band.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from legato.events.extract import extract_features
from legato.knowledge.load import load_criteria
from legato.model.movement import MovementKind, Posture
from legato.model.recording import Placement, Task
from legato.simulation.act import Act
from legato.simulation.person import draw_person
from legato.simulation.simulate import simulate_recording

OUT = Path(__file__).with_name("bounce.yaml")
N_PERSONS, FIRST_PERSON = 300, 50_000
RIDGE = 1e-3
LEAST = 1e-5
PLACEMENTS = (Placement.ANKLE, Placement.THIGH, Placement.SHANK, Placement.FOOT, Placement.POCKET)
TERMS = ("accel_harmonic2", "accel_harmonic3", "envelope_cv", "gyro_band_rms")

Float64 = NDArray[np.float64]


def windows_of(kind: MovementKind) -> Iterator[Float64]:
    """Give the terms of all windows that lie within the rhythm, person by person, shape (n, 4)."""
    criteria = load_criteria()
    for number in range(N_PERSONS):
        plan = [
            Act(MovementKind.STILL, 4.0, posture=Posture.SITTING),
            Act(kind, 24.0, posture=Posture.SITTING),
        ]
        recording, truth = simulate_recording(
            plan,
            person=draw_person(FIRST_PERSON + number),
            placement=PLACEMENTS[number % len(PLACEMENTS)],
            seed=FIRST_PERSON + number,
            task=Task.REST,
            has_amounts=False,
        )
        features = extract_features(
            recording.sensors[0], criteria=criteria, step_s=1.0, duration_s=recording.duration_s
        )
        (span,) = (episode.span for episode in truth.episodes if episode.kind is kind)
        start_s = features["start_s"]
        inside = (start_s >= span.start_s) & (start_s + features.window_s <= span.end_s)
        columns = [features[name][inside] for name in TERMS]
        columns[-1] = np.degrees(columns[-1])
        terms = np.log10(np.maximum(np.stack(columns, axis=1), LEAST))
        # A window without a whole cycle, or with a harmonic above the band, says nothing about the shape.
        yield terms[np.isfinite(terms).all(axis=1)]


def fit(terms: Float64, is_bounce: Float64) -> Float64:
    """Fit intercept and weights by Newton's method."""
    mean, spread = terms.mean(axis=0), terms.std(axis=0)
    design = np.column_stack([np.ones(len(terms)), (terms - mean) / spread])
    ridge = RIDGE * np.diag([0.0, *np.ones(terms.shape[1])])
    weights = np.zeros(design.shape[1])
    for _ in range(100):
        chance = 1.0 / (1.0 + np.exp(-design @ weights))
        curve = (design * (chance * (1.0 - chance) + 1e-9)[:, None]).T @ design / len(design) + ridge
        weights += np.linalg.solve(curve, design.T @ (is_bounce - chance) / len(design) - ridge @ weights)
    slopes = weights[1:] / spread
    return np.array([weights[0] - (slopes * mean).sum(), *slopes])


def main() -> None:
    """Fit and write."""
    parts = {
        kind: np.concatenate(list(windows_of(kind)))
        for kind in (MovementKind.REST_SHAKING, MovementKind.HEEL_BOUNCE)
    }
    tremor, bounce = parts.values()
    terms = np.concatenate([tremor, bounce])
    weights = fit(terms, np.concatenate([np.zeros(len(tremor)), np.ones(len(bounce))]))
    numbers = ", ".join(f"{weight:.3f}" for weight in weights)
    OUT.write_text(
        "# Made by fit_bounce.py on simulated recordings; not by hand.\n"
        f'- {{id: bounce.weights, value: [{numbers}], unit: "1", source: fit_bounce.py, confidence: E, '
        f'note: "intercept; log10 of accel_harmonic2, accel_harmonic3, envelope_cv, size in deg/s; {N_PERSONS} simulated persons"}}\n',
        encoding="utf-8",
    )
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
