"""Bring what was found in the windows of all sensors into the published windows table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.kinds import KINDS, NO_KIND, POSTURES, WindowStates
from legato.events.reasons import MM_HOLDS_GRAVITY, row_reasons
from legato.model.movement import MovementKind
from legato.model.sensor_track import SensorTrack
from legato.model.window_table import COLUMNS, WindowTable

__all__ = ["SensorRows", "tabulate_windows"]


@dataclass(frozen=True, eq=False)
class SensorRows:
    """What the table needs of one sensor.

    Parameters
    ----------
    track : SensorTrack
    states : WindowStates
    freezing_score : ndarray of float64, shape (n_windows,)
    frequency_interval_hz : tuple of two ndarray of float64, each shape (n_windows,)
        Lower and upper end of the 95 % interval of the row's frequency.
    """

    track: SensorTrack
    states: WindowStates
    freezing_score: NDArray[np.float64]
    frequency_interval_hz: tuple[NDArray[np.float64], NDArray[np.float64]]


_STATE_WORDS = tuple(kind.value for kind in KINDS)
_POSTURE_WORDS = tuple(posture.value for posture in POSTURES)


def tabulate_windows(sensors: Sequence[SensorRows], *, window_s: float, step_s: float) -> WindowTable:
    """Make the windows table of a recording.

    Parameters
    ----------
    sensors : sequence of SensorRows
    window_s, step_s : float

    Returns
    -------
    WindowTable
        Sensor by sensor, each in order of time; empty when there is no whole window.
    """
    parts: dict[str, list[NDArray[np.generic]]] = {name: [] for name in COLUMNS}
    words: dict[str, list[str]] = {name: [] for name, kind in COLUMNS.items() if kind == "text"}
    n_transformed = 0
    for rows in sensors:
        for name, column in _columns(rows, words).items():
            parts[name].append(column)
        n_transformed += int(np.nansum(rows.track["is_transformed"]))
    kinds = {"text": np.int16, "bool": np.bool_, "float": np.float64}
    columns: dict[str, NDArray[np.generic]] = {
        name: np.concatenate(parts[name]) if parts[name] else np.empty(0, dtype=kinds[COLUMNS[name]])
        for name in COLUMNS
    }
    return WindowTable(
        columns=columns,
        words={name: tuple(listed) for name, listed in words.items()},
        window_s=window_s,
        step_s=step_s,
        n_transformed=n_transformed,
    )


def _columns(rows: SensorRows, words: dict[str, list[str]]) -> dict[str, NDArray[np.generic]]:
    """Give the columns of one sensor, text as codes into the shared words."""
    track, states = rows.track, rows.states
    n = len(track)
    lead = "gyro" if track.has_gyro else "accel"
    ok = states.is_assessable
    reasons, reason_words = row_reasons(states)
    detail_codes, detail_words = _details(states)
    nan = np.full(n, np.nan)
    numbers = {
        "start_s": track["start_s"],
        "end_s": track["start_s"] + track.window_s,
        "quality": np.where(ok, states.quality, np.nan),
        "frequency_hz": np.where(ok, track[f"{lead}_peak_hz"], np.nan),
        "frequency_low_hz": np.where(ok, rows.frequency_interval_hz[0], np.nan),
        "frequency_high_hz": np.where(ok, rows.frequency_interval_hz[1], np.nan),
        "amplitude_mps2": np.where(ok, track["accel_band_rms"], np.nan) if track.has_accel_unit else nan,
        "amplitude_dps": np.degrees(np.where(ok, track["gyro_band_rms"], np.nan))
        if track.has_gyro_unit
        else nan,
        "amplitude_mm": np.where(ok, track["displacement_mm"], np.nan),
        "regularity": np.clip(1.0 - np.where(ok, track["cycle_cv"], np.nan), 0.0, 1.0),
        "freezing_score": np.where(ok, rows.freezing_score, np.nan),
        "shaking_score": states.shaking_score,
    }
    if track.mm_holds_gravity:
        reasons, reason_words = _marked(reasons, reason_words, np.isfinite(numbers["amplitude_mm"]))
    texts = {
        "sensor": _constant(track.sensor.id, n),
        "side": _constant(track.sensor.side.value, n),
        "placement": _constant(track.sensor.placement.value, n),
        "state": (states.state, _STATE_WORDS),
        "detail": (detail_codes, detail_words),
        "runner_up": (states.runner_up + 1, ("", *_STATE_WORDS)),
        "posture": (states.posture, _POSTURE_WORDS),
        "reason": (reasons, reason_words),
    }
    columns: dict[str, NDArray[np.generic]] = {}
    for name in COLUMNS:
        if name in texts:
            columns[name] = _recode(*texts[name], words[name])
        else:
            columns[name] = ok if name == "assessable" else numbers[name]
    return columns


def _marked(
    codes: NDArray[np.int16], words: tuple[str, ...], is_marked: NDArray[np.bool_]
) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Say in the reason of those rows that their displacement was found without a gyroscope."""
    marked = tuple(f"{word}; {MM_HOLDS_GRAVITY}" for word in words)
    return np.where(is_marked, codes + len(words), codes).astype(np.int16), (*words, *marked)


def _constant(word: str, n: int) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Give one word for all rows."""
    return np.zeros(n, dtype=np.int16), (word,)


def _recode(codes: NDArray[np.int16], words: tuple[str, ...], shared: list[str]) -> NDArray[np.generic]:
    """Turn codes into a sensor's own words into codes into the shared words, adding those that are used."""
    used = np.unique(codes)
    mapping = np.zeros(len(words), dtype=np.int16)
    for code in used:
        word = words[int(code)]
        if word not in shared:
            shared.append(word)
        mapping[code] = shared.index(word)
    return mapping[codes]


def _details(states: WindowStates) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Name the pair that could not be told apart, or the refinement of a state."""
    words = [""]
    codes = np.zeros(len(states.state), dtype=np.int16)
    is_open = (states.state == KINDS.index(MovementKind.CANNOT_TELL)) & (states.partner != NO_KIND)
    for runner, partner in {
        (int(states.runner_up[r]), int(states.partner[r])) for r in np.flatnonzero(is_open)
    }:
        mine = is_open & (states.runner_up == runner) & (states.partner == partner)
        codes[mine] = len(words)
        words.append(f"{KINDS[runner].value}|{KINDS[partner].value}")
    for code, word in enumerate(states.detail_words):
        if word:
            mine = (states.detail == code) & ~is_open
            codes[mine] = len(words)
            words.append(word)
    return codes, tuple(words)
