"""Freezing of gait at one sensor: what each window must be measured for, and one score a window.

Freezing trembles or shuffles, and the score is that of the likelier. Trembling asks four things of the acceleration: is there
trembling at 3-8 Hz compared with stepping (the freeze index with a floor), was that so in the seconds before, are the strides
gone, is their rhythm gone. Shuffling, where there is a gyroscope at the leg, asks three: does the leg hardly tilt for most
of the end of the window, does it tilt less than its own best of the last 10 s, is the rhythm of the strides gone. Guards
lower both: nothing trembles (a person who stands), nobody walked in the seconds before (a tremor at rest, a bounce), the
leg came to rest after walking (a person who stops), the leg swings as in walking; and shuffling alone: the leg halted, or
half a second is as quiet as standing.
Weights and edges are data (``fitted/freezing.yaml``); who claims the state from the score is ``claims_freezing``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.spectra import WindowSpectra
from legato.model.criteria import Criteria
from legato.model.recording import Placement

__all__ = ["FREEZING_COLUMNS", "claims_freezing", "freezing_columns", "freezing_terms", "score_freezing"]

Float64 = NDArray[np.float64]

# Name -> meaning; NaN where the acceleration or its vertical is missing, or the window was too still to be transformed.
FREEZING_COLUMNS: dict[str, str] = {
    "freeze_index": "published freeze index: vertical power in the freeze band over that in the locomotion band",
    "freeze_power": "acceleration power in the freeze band, three axes, (m/s2)^2",
    "freeze_floor": "power of the trembling in the quietest half second but one of the window, (m/s2)^2",
    "stride_power": "acceleration power in the stride band, three axes, (m/s2)^2",
    "stride_vertical": "part of stride_power along gravity, (m/s2)^2",
    "stride_swing": "power of the angular velocity in the stride band, three axes, (rad/s)^2; NaN without a gyroscope",
    "late_still": "share of the late part of the window in which the leg hardly tilts; NaN without a gyroscope",
    "late_swing": "mean square of the tilting in the late part of the window, (rad/s)^2; NaN without a gyroscope",
    "stride_rhythm": "largest autocorrelation at lags of one stride, mean of vertical and all axes, -1 to 1",
}

# Where a sensor sits decides how large strides are there; the state is claimed at the leg below the knee alone.
_SITES: dict[Placement, str] = {
    Placement.FOOT: "leg",
    Placement.ANKLE: "leg",
    Placement.SHANK: "leg",
    Placement.UNKNOWN: "leg",
    Placement.THIGH: "thigh",
    Placement.POCKET: "thigh",
    Placement.LOWER_BACK: "trunk",
    Placement.CHEST: "trunk",
}
_WEIGHED = ("index", "index_before", "stride", "rhythm")
_WEIGHED_SWING = ("still", "drop", "rhythm")
_OF_GYRO = ("stride_swing", "late_still", "late_swing")
# Stands for no power at all under a logarithm.
_TINY = 1e-12
_CLAIMED_AT = frozenset({Placement.FOOT, Placement.ANKLE, Placement.SHANK})


def freezing_columns(spectra: WindowSpectra, *, criteria: Criteria) -> dict[str, Float64]:
    """Measure a chunk of transformed windows for freezing, each from its own samples alone.

    Parameters
    ----------
    spectra : WindowSpectra
    criteria : Criteria
        Bands and lags ``freezing.*``.

    Returns
    -------
    dict of str to ndarray of float64, each shape (n,)
        The names of ``FREEZING_COLUMNS``. All NaN without acceleration and gravity, or below 16 samples a second.

    Notes
    -----
    Source: Moore 2008 and Baechlin 2010 for the freeze index (3-8 Hz over 0.5-3 Hz, vertical acceleration of the shank).
    Deviation: the whole window's mean acceleration is taken as vertical instead of an axis of the sensor, so that the
    mounting does not matter; the bin at 3 Hz counts as freezing alone. The arithmetic of a row does not depend on how many
    rows are done at once.
    """
    missing = {name: np.full(len(spectra), np.nan) for name in FREEZING_COLUMNS}
    accel, vertical, bins_hz = spectra.accel_density, spectra.vertical_density, spectra.accel_frequency_hz
    if accel is None or vertical is None or bins_hz is None or spectra.accel is None:
        return missing
    freeze_hz = criteria.numbers("freezing.freeze_band_hz")
    stride_hz = criteria.numbers("freezing.stride_band_hz")
    walk_hz = criteria.numbers("freezing.locomotion_band_hz")
    if len(bins_hz) < 2 or bins_hz[-1] < freeze_hz[1] - bins_hz[1]:
        return missing
    lags_s = _lags(criteria)
    rhythm_hz = criteria.numbers("freezing.rhythm_band_hz")
    walking = _band(vertical, bins_hz, walk_hz, is_open=True)
    trembling = _band(vertical, bins_hz, freeze_hz)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.where(walking > 0, trembling / walking, np.nan)
    columns = {
        "freeze_index": index,
        "freeze_power": _band(accel, bins_hz, freeze_hz),
        "freeze_floor": _floor(spectra.accel, sampling_rate_hz=spectra.accel_rate_hz, criteria=criteria),
        "stride_power": _band(accel, bins_hz, stride_hz),
        "stride_vertical": _band(vertical, bins_hz, stride_hz),
        **{name: missing[name] for name in _OF_GYRO},
        "stride_rhythm": 0.5
        * (_rhythm(accel, bins_hz, rhythm_hz, lags_s) + _rhythm(vertical, bins_hz, rhythm_hz, lags_s)),
    }
    if spectra.gyro_density is not None and spectra.gyro_frequency_hz is not None:
        columns["stride_swing"] = _band(spectra.gyro_density, spectra.gyro_frequency_hz, stride_hz)
        columns["late_still"], columns["late_swing"] = _late_tilting(spectra, criteria=criteria)
    columns["freeze_floor"] = np.where(np.isnan(columns["freeze_power"]), np.nan, columns["freeze_floor"])
    return columns


def _inside(bins_hz: Float64, band_hz: tuple[float, ...], *, is_open: bool = False) -> slice:
    """Give the bins of a band, by their number, so that a rate measured as 99.9 Hz moves no bin over the edge."""
    spacing = bins_hz[1]
    first, last = round(band_hz[0] / spacing), round(band_hz[1] / spacing)
    return slice(first, min(last + (not is_open), len(bins_hz)))


def _band(
    density: NDArray[np.float32], bins_hz: Float64, band_hz: tuple[float, ...], *, is_open: bool = False
) -> Float64:
    """Add the power of a band, row by row in a fixed order."""
    part = np.ascontiguousarray(density[:, _inside(bins_hz, band_hz, is_open=is_open)], dtype=np.float64)
    return np.asarray(part.sum(axis=1) * bins_hz[1])


def _lags(criteria: Criteria) -> Float64:
    """Give the lags of one stride, seconds."""
    first, last = criteria.numbers("freezing.stride_s")
    return np.linspace(first, last, round((last - first) / criteria.number("freezing.stride_step_s")) + 1)


def _rhythm(
    density: NDArray[np.float32], bins_hz: Float64, band_hz: tuple[float, ...], lags_s: Float64
) -> Float64:
    """Give the largest autocorrelation among the lags, from the spectrum."""
    inside = _inside(bins_hz, band_hz)
    part = np.ascontiguousarray(density[:, inside], dtype=np.float64)
    largest = np.full(len(part), -np.inf)
    for lag_s in lags_s:
        np.maximum(largest, np.vecdot(part, np.cos(2.0 * np.pi * bins_hz[inside] * lag_s)), out=largest)
    whole = part.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0, largest / whole, np.nan))


def _floor(accel: NDArray[np.float32], *, sampling_rate_hz: float, criteria: Criteria) -> Float64:
    """Give the trembling power of the quietest half second but one.

    Block means, then a twofold difference over 0.1 s: it passes 3-8 Hz (gain 0.65, 1 at 5 Hz, 0.35) and little of a stride
    (0.1 at 1 Hz), and costs a fiftieth of a filter.
    """
    block = max(1, round(sampling_rate_hz / criteria.number("freezing.envelope_rate_hz")))
    lag = max(1, round(criteria.number("freezing.envelope_lag_s") * sampling_rate_hz / block))
    n_blocks = accel.shape[1] // block
    n_parts = round(accel.shape[1] / sampling_rate_hz / criteria.number("freezing.envelope_part_s")) - 1
    per_part = (n_blocks - 2 * lag) // max(n_parts, 1)
    if n_parts < 2 or per_part < 1:
        return np.full(len(accel), np.nan)
    power = np.zeros((len(accel), n_parts * per_part), dtype=np.float32)
    for axis in range(3):
        blocks = np.zeros((len(accel), n_blocks), dtype=np.float32)
        for offset in range(block):
            blocks += accel[:, offset : n_blocks * block : block, axis]
        bend = blocks[:, 2 * lag :] - 2.0 * blocks[:, lag:-lag] + blocks[:, : -2 * lag]
        power += np.square(bend[:, : power.shape[1]])
    parts = power.reshape(len(accel), n_parts, per_part).sum(axis=2, dtype=np.float32)
    scale = 1.0 / (per_part * (4.0 * block) ** 2)
    return np.asarray(np.partition(parts, 1, axis=1)[:, 1].astype(np.float64) * scale)


def _late_tilting(spectra: WindowSpectra, *, criteria: Criteria) -> tuple[Float64, Float64]:
    """Give the share of the late part of the window in which the leg hardly tilts, and its mean square tilting.

    Tilting is the angular velocity across gravity, so that turning on the spot is no swing, averaged over two samples at
    about 20 Hz, so that a knee that trembles counts less (gain 0.99 at 1 Hz, 0.7 at 5 Hz, 0.3 at 8 Hz).
    """
    gyro, gravity = spectra.gyro, spectra.gravity
    if gyro is None or gravity is None:
        return np.full(len(spectra), np.nan), np.full(len(spectra), np.nan)
    every = max(1, round(spectra.gyro_rate_hz / criteria.number("freezing.envelope_rate_hz")))
    n_late = min(round(criteria.number("freezing.late_s") * spectra.gyro_rate_hz), gyro.shape[1])
    first = gyro.shape[1] - n_late
    with np.errstate(divide="ignore", invalid="ignore"):
        up = (gravity / np.sqrt(np.vecdot(gravity, gravity))[:, None]).astype(np.float32)
    square, along = np.float32(0.0), np.float32(0.0)
    for axis in range(3):
        sampled = np.ascontiguousarray(gyro[:, first::every, axis])
        smooth = (sampled[:, :-1] + sampled[:, 1:]) * np.float32(0.5)
        square = square + np.square(smooth)
        along = along + smooth * up[:, axis, None]
    tilting = np.asarray(square - np.square(along))
    is_known = np.isfinite(up[:, 0])
    still = (tilting < np.float32(criteria.number("freezing.still_rad_s") ** 2)).mean(axis=1)
    swing = np.maximum(tilting.mean(axis=1, dtype=np.float64), 0.0)
    return np.where(is_known, still, np.nan), np.where(is_known, swing, np.nan)


@dataclass(frozen=True, slots=True)
class _Model:
    """Weights and guards of one site of the body."""

    weights: tuple[float, ...]
    trembling: tuple[float, ...]
    walked: tuple[float, ...]
    resting: tuple[float, ...]
    swinging: tuple[float, ...] | None
    halted: tuple[float, ...]
    fading: tuple[float, ...]
    quiet: tuple[float, ...]
    offset: float
    swing_weights: tuple[float, ...] | None
    margins: tuple[float, ...]
    outweighing: tuple[float, ...]
    penalties: tuple[float, ...]
    rest_slope: tuple[float, ...]

    @classmethod
    def at(cls, site: str, criteria: Criteria) -> _Model:
        """Read the model of one site."""
        return cls(
            weights=criteria.numbers("freezing.weights"),
            trembling=criteria.numbers(f"freezing.{site}.trembling"),
            walked=criteria.numbers(f"freezing.{site}.walked"),
            resting=criteria.numbers("freezing.resting"),
            swinging=criteria.numbers("freezing.leg.swinging") if site == "leg" else None,
            halted=criteria.numbers("freezing.leg.halted"),
            fading=criteria.numbers("freezing.leg.fading"),
            quiet=criteria.numbers("freezing.leg.quiet"),
            offset=criteria.number(f"freezing.{site}.offset"),
            swing_weights=criteria.numbers("freezing.leg.swing_weights") if site == "leg" else None,
            margins=criteria.numbers("freezing.leg.trembling_margins"),
            outweighing=criteria.numbers("freezing.leg.outweighing"),
            penalties=criteria.numbers("freezing.penalties"),
            rest_slope=criteria.numbers("freezing.rest_slope"),
        )


def freezing_terms(
    columns: dict[str, Float64], *, step_s: float, criteria: Criteria, placement: Placement
) -> dict[str, Float64]:
    """Give the terms that are weighed, and what the guards look at.

    Parameters
    ----------
    columns : dict of str to ndarray of float64, each shape (n_windows,)
        ``FREEZING_COLUMNS``, ``is_transformed``, ``coverage``, ``accel_rms``, ``gravity_norm``.
    step_s : float
    criteria : Criteria
    placement : Placement
        A site on the body.

    Returns
    -------
    dict of str to ndarray of float64, each shape (n_windows,)
        ``index``, ``index_before``, ``stride``, ``rhythm``: weighed for trembling; ``still``, ``drop`` (log of the largest
        ``late_swing`` of the last 10 s over that of the row), ``rhythm``: weighed for shuffling; ``rest``: log of
        ``freeze_floor`` over the largest ``freeze_power`` of the last 10 s; ``walked``: largest ``stride_power`` of the
        last 10 s. NaN where not assessable.
    """
    small = criteria.number("freezing.power_floor")
    stride_floor = criteria.number(f"freezing.{_SITES[placement]}.stride_floor")
    column = _assessable_columns(columns, criteria)
    power = column["freeze_power"]
    index = np.log(power + small) - np.log(column["stride_power"] + stride_floor)
    rows_before = max(1, int(criteria.number("freezing.before_s") // step_s))
    rows_back = int(criteria.number("window.memory_s") // step_s)
    largest = _largest_of_past(power, rows_back)
    swing_floor = criteria.number("freezing.swing_floor")
    swing = column["late_swing"]
    return {
        "index": index,
        "index_before": _mean_before(index, rows_before),
        # A third of the power lies along each axis when none is preferred.
        "stride": np.log(column["stride_vertical"] + stride_floor / 3.0),
        "rhythm": column["stride_rhythm"],
        "still": column["late_still"],
        "drop": np.log(_largest_of_past(swing, rows_back) + swing_floor) - np.log(swing + swing_floor),
        "rest": np.log(column["freeze_floor"] + small) - np.log(largest + small),
        "walked": _largest_of_past(column["stride_power"], rows_back),
    }


def score_freezing(
    columns: dict[str, Float64], *, step_s: float, criteria: Criteria, placement: Placement
) -> Float64:
    """Score every window for freezing of gait.

    Parameters
    ----------
    columns : dict of str to ndarray of float64, each shape (n_windows,)
        ``FREEZING_COLUMNS``, ``is_transformed``, ``coverage``, ``accel_rms``, ``gravity_norm`` of one sensor, in order.
    step_s : float
        Distance between rows, s.
    criteria : Criteria
    placement : Placement

    Returns
    -------
    ndarray of float64, shape (n_windows,)
        0-1. NaN where the window is not assessable, the sensor gives no acceleration with gravity, or sits at the head, the
        wrist or the hand. Near 0 where nothing moves.

    Notes
    -----
    A row uses rows that started at most ``window.memory_s`` before it, so a person who freezes before the first step, after
    more than that without one, is not found. Fitted on three persons with freezing (Daphnet S02,
    Stanford pt3 and pt5; the terms of the gyroscope on the latter two), see ``docs/accuracy/freezing.md``; amounts are
    absolute, so the unit must be known. A row without angular velocity is asked for trembling alone. At thigh and trunk the score ranks windows of one person and is not comparable between persons.
    """
    if placement not in _SITES:
        return np.full(len(columns["freeze_power"]), np.nan)
    model = _Model.at(_SITES[placement], criteria)
    terms = freezing_terms(columns, step_s=step_s, criteria=criteria, placement=placement)
    column = _assessable_columns(columns, criteria)
    logit = _weigh(terms, model.weights, _WEIGHED) - model.offset
    if model.swing_weights is not None and model.swinging is not None:
        few, most = model.margins
        trembling = logit - few + (few - most) * _ramp(terms["index"], *model.outweighing)
        shuffling = _weigh(terms, model.swing_weights, _WEIGHED_SWING) - _stops(terms, column, model)
        swings = model.penalties[3] * _ramp_of_log(column["stride_swing"], model.swinging)
        logit = np.where(np.isnan(terms["still"]), logit, np.maximum(trembling, shuffling) - swings)
    logit -= _guards(terms, column, model)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0))))


def claims_freezing(score: Float64, *, criteria: Criteria, placement: Placement) -> NDArray[np.bool_]:
    """Tell which windows are called freezing of gait.

    Parameters
    ----------
    score : ndarray of float64, shape (n_windows,)
        From ``score_freezing``.
    criteria : Criteria
        One threshold for all sensors, ``freezing.threshold``.
    placement : Placement

    Returns
    -------
    ndarray of bool, shape (n_windows,)
        All False unless the sensor sits at foot, ankle or shank: elsewhere no threshold held from person to person.
    """
    if placement not in _CLAIMED_AT:
        return np.zeros(len(score), dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        return np.asarray(score >= criteria.number("freezing.threshold"))


def _weigh(terms: dict[str, Float64], weights: tuple[float, ...], names: tuple[str, ...]) -> Float64:
    """Add an intercept and weighed terms."""
    total = np.full(len(terms[names[0]]), weights[0])
    for weight, name in zip(weights[1:], names, strict=True):
        total += weight * terms[name]
    return total


def _guards(terms: dict[str, Float64], column: dict[str, Float64], model: _Model) -> Float64:
    """Give how much the guards that need no gyroscope lower the log odds."""
    still, rest, unwalked = model.penalties[:3]
    slope, below = model.rest_slope
    lowered = still * _ramp_of_log(column["freeze_power"], model.trembling)
    lowered += unwalked * _ramp_of_log(terms["walked"], model.walked)
    lowered += rest * _ramp(terms["rest"], *model.resting)
    lowered += slope * np.clip(below - terms["rest"], 0.0, below - model.resting[1])
    return lowered


def _stops(terms: dict[str, Float64], column: dict[str, Float64], model: _Model) -> Float64:
    """Give how much the log odds of shuffling are lowered where the leg stands as after a stop."""
    halted, quiet = model.penalties[4:]
    # A leg that trembles in place has halted too, but its trembling goes on.
    lowered = halted * _ramp(terms["drop"], *model.halted) * _ramp(terms["rest"], *model.fading)
    return lowered + quiet * _ramp_of_log(column["freeze_floor"], model.quiet)


def _ramp_of_log(values: Float64, edges: tuple[float, ...]) -> Float64:
    """Rise from 0 to 1 between two edges on a logarithmic scale."""
    return _ramp(np.log(np.maximum(values, _TINY)), *np.log(edges))


def _ramp(values: Float64, none_at: float, full_at: float) -> Float64:
    """Rise from 0 to 1 between two edges, whichever is larger."""
    return np.clip((values - none_at) / (full_at - none_at), 0.0, 1.0)


def _assessable_columns(columns: dict[str, Float64], criteria: Criteria) -> dict[str, Float64]:
    """Give the columns with 0 where the window was too still to be transformed, and NaN where it can't be assessed."""
    is_still = columns["is_transformed"] == 0
    is_still &= columns["coverage"] >= criteria.number("state.min_coverage")
    is_still &= np.isfinite(columns["accel_rms"]) & np.isfinite(columns["gravity_norm"])
    still = {name: np.where(is_still, 0.0, columns[name]) for name in FREEZING_COLUMNS}
    for name in _OF_GYRO:
        still[name] = columns[name]
    return still


def _earlier(values: Float64, rows: int) -> Float64:
    """Give for each row the value that stood some rows before; NaN before the first."""
    shifted = np.full(len(values), np.nan)
    shifted[rows:] = values[: max(len(values) - rows, 0)]
    return shifted


def _largest_of_past(values: Float64, rows: int) -> Float64:
    """Give the largest value of each row and the rows before it, leaving out what is missing."""
    largest = values.copy()
    for back in range(1, rows + 1):
        largest = np.fmax(largest, _earlier(values, back))
    return largest


def _mean_before(values: Float64, rows: int) -> Float64:
    """Average the rows before each row, leaving out what is missing; the row's own value where there are none."""
    total, count = np.zeros(len(values)), np.zeros(len(values))
    for back in range(1, rows + 1):
        earlier = _earlier(values, back)
        total += np.nan_to_num(earlier)
        count += np.isfinite(earlier)
    return np.where(count > 0, total / np.maximum(count, 1.0), values)
