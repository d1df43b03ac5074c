"""Fit the weights of the freezing score on Daphnet (S02, S06) and Stanford (pt3, pt5) and write freezing.yaml beside it.

A ridge-regularised logistic regression on four terms of the acceleration, and one on three terms where there is a gyroscope
(pt3, pt5), every person and class of equal weight, so that no person's hours decide. Then the log odds are shifted so that one threshold of 0.5 balances sensitivity and specificity. Read by
``tools/accuracy/freezing.py`` too, which fits without the person it tests. Never fitted: tdcsFOG and the lumbar windows
(licence), and any recording of the negatives.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from legato.events.extract import FeatureExtractor, TriadSource
from legato.events.freezing import FREEZING_COLUMNS, freezing_columns, freezing_terms, score_freezing
from legato.events.grid import PositionClock
from legato.knowledge.load import load_criteria
from legato.model.criteria import Criteria, Criterion
from legato.model.recording import Placement

OUT = Path(__file__).with_name("freezing.yaml")
DATA = Path(__file__).resolve().parents[6] / "shared" / "data"
STEP_S, WINDOW_S = 1.0, 4.0
STANDARD_GRAVITY_MPS2 = 9.80665
TERMS = ("index", "index_before", "stride", "rhythm")
SWING_TERMS = ("still", "drop", "rhythm")
# Two persons have a gyroscope, so its weights are shrunk more.
RIDGE, SWING_RIDGE = 0.1, 0.3
FITTED_IDS = (
    "freezing.weights",
    "freezing.leg.offset",
    "freezing.leg.swing_weights",
    "freezing.thigh.offset",
    "freezing.trunk.offset",
)

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SensorRows:
    """Rows of one sensor in one recording: what was measured, and what the video says.

    Parameters
    ----------
    study, person, recording, sensor : str
    placement : Placement
    columns : dict of str to ndarray, each shape (n,)
    labels : ndarray of int8, shape (n,)
        1 where at least half of the window is frozen, 0 where not, -1 where part of it lies outside the experiment.
    """

    study: str
    person: str
    recording: str
    sensor: str
    placement: Placement
    columns: dict[str, Float64]
    labels: NDArray[np.int8]

    @property
    def has_gyro(self) -> bool:
        """Tell whether the sensor has a gyroscope."""
        return bool(np.isfinite(self.columns["stride_swing"]).any())


def measure(
    accel: Float64, gyro: Float64 | None, *, rate_hz: float, criteria: Criteria
) -> dict[str, Float64]:
    """Measure all windows of one sensor with the engine; arrays are (n, 3), SI units."""
    clock = PositionClock.steady(sampling_rate_hz=rate_hz)
    extractor = FeatureExtractor(
        accel=TriadSource(clock),
        gyro=None if gyro is None else TriadSource(clock),
        has_gravity=True,
        criteria=criteria,
        step_s=STEP_S,
        extra_columns=lambda spectra: freezing_columns(spectra, criteria=criteria),
        extra=tuple(FREEZING_COLUMNS),
    )
    extractor.feed(
        accel=np.ascontiguousarray(accel.T, dtype=np.float32),
        gyro=None if gyro is None else np.ascontiguousarray(gyro.T, dtype=np.float32),
    )
    return extractor.finish().columns


def window_labels(frozen: NDArray[np.int_], *, rate_hz: float, n_rows: int) -> NDArray[np.int8]:
    """Label windows from samples: 1 frozen, 0 not, -1 outside the experiment."""
    n_window = round(WINDOW_S * rate_hz)
    labels = np.empty(n_rows, dtype=np.int8)
    for row in range(n_rows):
        start = round(row * STEP_S * rate_hz)
        part = frozen[start : start + n_window]
        labels[row] = -1 if (part < 0).any() else int(part.mean() >= 0.5)
    return labels


def daphnet_rows(criteria: Criteria) -> Iterable[SensorRows]:
    """Read Daphnet: three accelerometers, mg, 64 Hz."""
    for name in ("S02R01.txt.gz", "S02R02.txt.gz", "S06R02.txt"):
        table = np.loadtxt(DATA / "daphnet_fog" / name)
        frozen = table[:, 10].astype(int) - 1
        for first, placement in ((1, Placement.ANKLE), (4, Placement.THIGH), (7, Placement.LOWER_BACK)):
            accel = table[:, first : first + 3] * (STANDARD_GRAVITY_MPS2 / 1000.0)
            columns = measure(accel, None, rate_hz=64.0, criteria=criteria)
            labels = window_labels(frozen, rate_hz=64.0, n_rows=len(columns["start_s"]))
            yield SensorRows("daphnet", name[:3], name[:6], placement.value, placement, columns, labels)


def stanford_rows(criteria: Criteria) -> Iterable[SensorRows]:
    """Read the Stanford walks: accelerometers and gyroscopes, SI units, 128 Hz."""
    places = {"ankle": Placement.ANKLE, "foot": Placement.FOOT, "thigh": Placement.THIGH}
    for path in sorted((DATA / "stanford_fog_imu" / "parquet").glob("*.parquet")):
        table = pq.read_table(path)
        names = {n[4:-3] for n in table.column_names if n.endswith("_ax")}
        frozen = table["freeze_label"].to_numpy().astype(int)
        for sensor in sorted(names):
            placement = Placement.LOWER_BACK if sensor == "lumbar" else places.get(sensor.split("_")[0])
            if placement is None:
                continue
            triads = [
                np.stack([table[f"imu_{sensor}_{kind}{axis}"].to_numpy() for axis in "xyz"], axis=1)
                for kind in "ag"
            ]
            columns = measure(triads[0], triads[1], rate_hz=128.0, criteria=criteria)
            labels = window_labels(frozen, rate_hz=128.0, n_rows=len(columns["start_s"]))
            person = path.stem.split("_")[0]
            yield SensorRows("stanford", person, path.stem, sensor, placement, columns, labels)


def read_rows(criteria: Criteria) -> list[SensorRows]:
    """Read and measure everything that may be fitted on."""
    return [*daphnet_rows(criteria), *stanford_rows(criteria)]


def with_values(criteria: Criteria, values: Mapping[str, tuple[float, ...] | float]) -> Criteria:
    """Give criteria with other fitted numbers."""
    records = dict(criteria.records)
    for id_, value in values.items():
        records[id_] = Criterion(id_, value, "1", OUT.name, "E")
    return replace(criteria, records=records)


def logit(rows: SensorRows, criteria: Criteria) -> Float64:
    """Give the log odds of the score, NaN where it has none."""
    score = score_freezing(rows.columns, step_s=STEP_S, criteria=criteria, placement=rows.placement)
    return np.log(score) - np.log1p(-score)


def fit_weights(
    chosen: list[SensorRows], criteria: Criteria, *, names: tuple[str, ...], ridge: float
) -> tuple[float, ...]:
    """Fit intercept and one weight a term on moving windows of ankles, every person and class of equal weight."""
    parts = []
    for person in sorted({rows.person for rows in chosen}):
        terms, labels = [], []
        for rows in (r for r in chosen if r.person == person):
            found = freezing_terms(rows.columns, step_s=STEP_S, criteria=criteria, placement=rows.placement)
            is_moving = rows.columns["freeze_power"] >= criteria.numbers("freezing.leg.trembling")[0]
            keep = (rows.labels >= 0) & is_moving
            terms.append(np.stack([found[name][keep] for name in names], axis=1))
            labels.append(rows.labels[keep])
        x, y = np.concatenate(terms), np.concatenate(labels).astype(float)
        parts.append((x, y, np.where(y == 1, 0.5 / y.sum(), 0.5 / (1 - y).sum())))
    x, y, weight = (np.concatenate([part[i] for part in parts]) for i in range(3))
    weight = weight / weight.sum()
    mean = weight @ x
    spread = np.sqrt(weight @ (x - mean) ** 2)
    slopes = _ridge_logistic((x - mean) / spread, y, weight, ridge=ridge)
    raw = slopes[1:] / spread
    return (float(slopes[0] - raw @ mean), *(float(v) for v in raw))


def _ridge_logistic(x: Float64, y: Float64, weight: Float64, *, ridge: float) -> Float64:
    """Fit by Newton's method; the intercept is not shrunk."""
    design = np.c_[np.ones(len(x)), x]
    shrink = np.diag([0.0, *[ridge] * x.shape[1]])
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-design @ beta))
        slope = design.T @ (weight * (chance - y)) + shrink @ beta
        curve = (design * (weight * chance * (1.0 - chance))[:, None]).T @ design + shrink
        step = np.linalg.solve(curve, slope)
        beta -= step
        if np.abs(step).max() < 1e-10:
            return beta
    raise RuntimeError("the logistic regression did not settle in 50 steps")


def balance(chosen: list[SensorRows], criteria: Criteria) -> float:
    """Give the log odds at which the smaller of sensitivity and specificity is largest."""
    z = np.concatenate([logit(rows, criteria)[rows.labels >= 0] for rows in chosen])
    y = np.concatenate([rows.labels[rows.labels >= 0] for rows in chosen])
    z, y = z[np.isfinite(z)], y[np.isfinite(z)]
    tries = np.linspace(-4.0, 6.0, 1001)
    gain = [min((z[y == 1] >= t).mean(), (z[y == 0] < t).mean()) for t in tries]
    best = np.flatnonzero(np.isclose(gain, max(gain)))
    return float(tries[best[len(best) // 2]])


def without_gyro(rows: SensorRows) -> SensorRows:
    """Give the rows as if the sensor had no gyroscope."""
    blank = np.full(len(rows.labels), np.nan)
    return replace(
        rows, columns={**rows.columns, "stride_swing": blank, "late_still": blank, "late_swing": blank}
    )


def fit(all_rows: list[SensorRows], criteria: Criteria) -> dict[str, tuple[float, ...] | float]:
    """Fit weights and offsets on the persons given."""
    zero: dict[str, tuple[float, ...] | float] = dict.fromkeys(FITTED_IDS[1:], 0.0)
    zero["freezing.leg.swing_weights"] = (0.0,) * (1 + len(SWING_TERMS))
    ankles = [rows for rows in all_rows if rows.placement is Placement.ANKLE]
    frozen_persons = {rows.person for rows in ankles if (rows.labels == 1).any()}
    frozen = [rows for rows in ankles if rows.person in frozen_persons]
    with_gyro = [rows for rows in ankles if rows.has_gyro]
    weights = fit_weights(frozen, with_values(criteria, zero), names=TERMS, ridge=RIDGE)
    swing = fit_weights(
        [rows for rows in frozen if rows.has_gyro],
        with_values(criteria, zero),
        names=SWING_TERMS,
        ridge=SWING_RIDGE,
    )
    values = {**zero, "freezing.weights": weights, "freezing.leg.swing_weights": swing}
    model = with_values(criteria, values)
    without = [rows for rows in ankles if not rows.has_gyro]
    if not any((rows.labels == 1).any() for rows in without):
        without = [without_gyro(rows) for rows in with_gyro]
    values["freezing.leg.offset"] = balance(without, model)
    values["freezing.leg.swing_weights"] = _balanced(swing, with_gyro, with_values(criteria, values))
    for site, placement in (("thigh", Placement.THIGH), ("trunk", Placement.LOWER_BACK)):
        values[f"freezing.{site}.offset"] = balance(
            [rows for rows in all_rows if rows.placement is placement], model
        )
    return values


def _balanced(weights: tuple[float, ...], chosen: list[SensorRows], criteria: Criteria) -> tuple[float, ...]:
    """Move the intercept of shuffling until 0.5 balances the likelier of trembling and shuffling."""
    y = np.concatenate([rows.labels[rows.labels >= 0] for rows in chosen])
    moved = [(weights[0] - float(shift), *weights[1:]) for shift in np.linspace(-3.0, 3.0, 301)]
    gain = []
    for tried in moved:
        model = with_values(criteria, {"freezing.leg.swing_weights": tried})
        z = np.concatenate([logit(rows, model)[rows.labels >= 0] for rows in chosen])
        known = np.isfinite(z)
        gain.append(min((z[known & (y == 1)] >= 0).mean(), (z[known & (y == 0)] < 0).mean()))
    best = np.flatnonzero(np.isclose(gain, max(gain)))
    return moved[best[len(best) // 2]]


def write(values: dict[str, tuple[float, ...] | float]) -> None:
    """Write the data file."""
    notes = {
        "freezing.weights": "intercept, index, index_before, stride, rhythm; ankles of 3 persons (S02, pt3, pt5)",
        "freezing.leg.offset": "taken off the log odds, so that 0.5 balances the ankles of S02 and S06 (no gyroscope)",
        "freezing.leg.swing_weights": "where there is a gyroscope: intercept (0.5 balances the ankles of pt3 and pt5), still, drop, rhythm",
        "freezing.thigh.offset": "no threshold held from person to person: no state is claimed here",
        "freezing.trunk.offset": "as freezing.thigh.offset",
    }
    lines = ["# Made by fit_freezing.py on Daphnet and Stanford recordings; not by hand."]
    for id_, value in values.items():
        shown = [round(v, 4) for v in value] if isinstance(value, tuple) else round(value, 4)
        lines.append(
            f'- {{id: {id_}, value: {shown}, unit: "1", source: fit_freezing.py, confidence: E, note: "{notes[id_]}"}}'
        )
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"fit_freezing.py: the recordings are not there: {DATA}; freezing.yaml is left as it is")
    knowledge = load_criteria()
    fitted = fit(read_rows(knowledge), knowledge)
    write(fitted)
    print(OUT.read_text(encoding="utf-8"))
