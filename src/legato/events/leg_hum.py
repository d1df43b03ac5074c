"""Mains hum in a leg's channel: is it there, how large minute by minute, and the source without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.leg_grid import LegGrid
from legato.events.leg_source import LegSource
from legato.model.criteria import Criteria
from legato.signal.mains import fit_hum, line_amplitudes, line_phasors

__all__ = ["HumFound", "take_off_hum"]

_CELLS_READ = 64  # cells projected at a time


@dataclass(frozen=True, eq=False)
class HumFound:
    """What was found of hum, and the samples with it taken off where it was.

    Parameters
    ----------
    source : LegSource
    cells : ndarray of int64, shape (n,)
        In which hum was measured.
    mains_uv : ndarray of float64, shape (n,)
        Root mean square there, all lines of the stronger of the mains frequencies, before it was taken off; NaN where a
        sample is lost.
    conditioning : tuple of str
        What was done; empty where nothing was.
    """

    source: LegSource
    cells: NDArray[np.int64]
    mains_uv: NDArray[np.float64]
    conditioning: tuple[str, ...]


def take_off_hum(source: LegSource, *, grid: LegGrid, criteria: Criteria, notch_hz: float | None) -> HumFound:
    """Measure hum in a part of the cells, and take it off where it is found or asked for.

    Parameters
    ----------
    source : LegSource
    grid : LegGrid
    criteria : Criteria
        ``leg_emg.mains_*``.
    notch_hz : float or None
        Frequency asked for.

    Returns
    -------
    HumFound
    """
    cells = np.arange(0, grid.n_cells, round(criteria.number("leg_emg.mains_every_cells")), dtype=np.int64)
    candidates = criteria.numbers("leg_emg.mains_hz") if notch_hz is None else (notch_hz,)
    window = min(grid.cell, round(criteria.number("leg_emg.mains_window_s") * grid.sampling_rate_hz))
    aside_hz = criteria.number("leg_emg.mains_aside_hz")
    lines = {base: _lines_of(base, grid=grid, criteria=criteria) for base in candidates}
    asked = [
        line + shift for base in candidates for line in lines[base] for shift in (0.0, -aside_hz, aside_hz)
    ]
    if not len(cells) or not asked:
        return HumFound(source, cells, np.full(len(cells), np.nan), ())
    phasors = _project(source, cells=cells, window=window, frequencies_hz=tuple(asked), grid=grid)
    best: tuple[float, tuple[float, ...], NDArray[np.float64]] | None = None
    column = 0
    for base in candidates:
        width = 3 * len(lines[base])
        part = phasors[:, column : column + width]
        column += width
        found, each_uv = _found_lines(part, lines=lines[base], criteria=criteria)
        total_uv = float(np.sqrt(np.sum(line_amplitudes(part)[::3] ** 2)))
        if best is None or total_uv > best[0]:
            best = (total_uv, lines[base] if notch_hz is not None else found, each_uv)
    assert best is not None
    if not best[1]:
        return HumFound(source, cells, best[2], ())
    return HumFound(
        _without(source, best[1], grid=grid, criteria=criteria),
        cells,
        best[2],
        (_sentence(best[1], amplitude_uv=best[0], is_asked=notch_hz is not None),),
    )


def _sentence(lines: tuple[float, ...], *, amplitude_uv: float, is_asked: bool) -> str:
    """Say what was taken off."""
    named = ", ".join(f"{line:g}" for line in lines)
    why = "as asked" if is_asked else "because it was found"
    return f"Mains hum at {named} Hz ({amplitude_uv:.1f} uV RMS) taken off, {why}."


def _lines_of(base_hz: float, *, grid: LegGrid, criteria: Criteria) -> tuple[float, ...]:
    """Give a mains frequency and its harmonics inside the band."""
    most_hz = criteria.number("leg_emg.mains_band") * grid.sampling_rate_hz
    count = round(criteria.number("leg_emg.mains_harmonics"))
    return tuple(base_hz * k for k in range(1, count + 1) if base_hz * k <= most_hz)


def _project(
    source: LegSource,
    *,
    cells: NDArray[np.int64],
    window: int,
    frequencies_hz: tuple[float, ...],
    grid: LegGrid,
) -> NDArray[np.complex128]:
    """Project the window at the start of each of the cells."""
    parts = []
    for at in range(0, len(cells), _CELLS_READ):
        some = cells[at : at + _CELLS_READ]
        rows = np.stack([source.read(int(c) * grid.cell, int(c) * grid.cell + window) for c in some])
        parts.append(
            line_phasors(
                rows,
                starts=some * grid.cell,
                frequencies_hz=frequencies_hz,
                sampling_rate_hz=grid.sampling_rate_hz,
            )
        )
    return np.concatenate(parts)


def _found_lines(
    phasors: NDArray[np.complex128], *, lines: tuple[float, ...], criteria: Criteria
) -> tuple[tuple[float, ...], NDArray[np.float64]]:
    """Tell which lines stand out over their neighbours and matter, and the hum of each window."""
    typical = line_amplitudes(phasors)
    beside = np.maximum(typical[1::3], typical[2::3])
    is_out = typical[::3] > criteria.number("leg_emg.mains_over_neighbours") * beside
    each = np.sqrt((np.abs(phasors[:, ::3]) ** 2).sum(axis=1) / 2.0)
    total = float(np.sqrt(np.sum(typical[::3][is_out] ** 2)))
    if not total >= criteria.number("leg_emg.mains_least_uv"):
        return (), each
    return tuple(line for line, is_one in zip(lines, is_out, strict=True) if is_one), each


def _without(source: LegSource, lines: tuple[float, ...], *, grid: LegGrid, criteria: Criteria) -> LegSource:
    """Give the source less the hum at these lines."""
    every = np.arange(grid.n_cells, dtype=np.int64)
    phasors = _project(source, cells=every, window=grid.cell, frequencies_hz=lines, grid=grid)
    cell_s = grid.cell / grid.sampling_rate_hz
    hum = fit_hum(
        phasors,
        frequencies_hz=lines,
        cell=grid.cell,
        smooth=max(1, round(criteria.number("leg_emg.mains_smooth_s") / cell_s)),
        sampling_rate_hz=grid.sampling_rate_hz,
    )
    return LegSource(source.channel, hum)
