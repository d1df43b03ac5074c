"""Spikes, shapes and turns of needle EMG. Samples only; called by ``events.motor_units``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["cluster_shapes", "find_spikes", "potential_extent", "turn_points"]

MAD_TO_SD = 1.4826


def find_spikes(samples: NDArray[np.float32], *, mads: float, apart: int) -> NDArray[np.int64]:
    """Find the largest sample of each potential.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_samples,)
        High-passed.
    mads : float
        Threshold in scaled median absolute deviations about 0.
    apart : int
        Of two peaks closer than this only the larger counts.

    Returns
    -------
    ndarray of int64, shape (n_spikes,)
        Rising.
    """
    size = np.abs(samples)
    threshold = mads * MAD_TO_SD * float(np.median(size)) if len(size) else 0.0
    peaks = np.flatnonzero((size[1:-1] >= size[:-2]) & (size[1:-1] > size[2:]) & (size[1:-1] > threshold)) + 1
    kept: list[int] = []
    for peak in peaks.tolist():
        if kept and peak - kept[-1] < apart:
            if size[peak] > size[kept[-1]]:
                kept[-1] = peak
        else:
            kept.append(peak)
    return np.array(kept, dtype=np.int64)


def cluster_shapes(shapes: NDArray[np.float32], *, most_difference: float) -> NDArray[np.int64]:
    """Sort shapes by likeness, the largest first: each joins the template that it is most like, or founds one.

    Parameters
    ----------
    shapes : ndarray of float32, shape (n_shapes, n_samples)
    most_difference : float
        Energy of the difference over that of the larger of shape and template, from which on the two are not alike.

    Returns
    -------
    ndarray of int64, shape (n_shapes,)
        Number of the template of each.
    """
    energy = np.sum(np.square(shapes, dtype=np.float64), axis=1)
    label = np.full(len(shapes), -1, dtype=np.int64)
    templates = np.empty((0, shapes.shape[1]))
    counts: list[int] = []
    for index in np.argsort(-energy, kind="stable"):
        if len(templates):
            apart = np.sum((templates - shapes[index]) ** 2, axis=1)
            larger = np.maximum(np.sum(templates**2, axis=1), energy[index])
            nearest = int(np.argmin(apart / larger))
            if apart[nearest] <= most_difference * larger[nearest]:
                counts[nearest] += 1
                templates[nearest] += (shapes[index] - templates[nearest]) / counts[nearest]
                label[index] = nearest
                continue
        templates = np.vstack((templates, shapes[index]))
        counts.append(1)
        label[index] = len(counts) - 1
    return label


def turn_points(samples: NDArray[np.float32], *, least: float) -> NDArray[np.int64]:
    """Find the turns: extremes between which the signal changes by at least so much.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_samples,)
    least : float

    Returns
    -------
    ndarray of int64, shape (n_turns,)
        Rising; maxima and minima in turn.
    """
    change = np.diff(samples)
    extremes = np.flatnonzero(change[:-1] * change[1:] <= 0) + 1
    turns: list[int] = []
    values = samples[extremes].tolist()
    last, direction, at = None, 0, -1
    for index, value in zip(extremes.tolist(), values, strict=True):
        if last is None or direction * (value - last) > 0:
            last, at = value, index
        elif abs(value - last) >= least:
            if direction:
                turns.append(at)
            direction = 1 if value > last else -1
            last, at = value, index
    if direction:
        turns.append(at)
    return np.array(turns, dtype=np.int64)


def potential_extent(
    potential: NDArray[np.float64], *, edge_share: float, rest: int
) -> tuple[int, int, int, int]:
    """Give where a potential begins and ends, and how many phases and turns it has.

    Parameters
    ----------
    potential : ndarray of float64, shape (n_samples,)
        With its baseline at 0.
    edge_share : float
        Share of the peak to peak amplitude that is no part of it, and no phase or turn of its own.
    rest : int
        Samples within that share that end the potential: what lies beyond belongs to other units.

    Returns
    -------
    first, behind_last, n_phases, n_turns : int
    """
    limit = edge_share * float(np.ptp(potential))
    outside = np.flatnonzero(np.abs(potential) > limit)
    if not len(outside) or limit == 0.0:
        return 0, 0, 0, 0
    group = np.concatenate(([0], np.cumsum(np.diff(outside) > rest)))
    outside = outside[group == group[int(np.argmax(np.abs(potential[outside])))]]
    first, behind = int(outside[0]), int(outside[-1]) + 1
    signs = np.sign(potential[outside])
    n_phases = 1 + int(np.count_nonzero(np.diff(signs)))
    n_turns = len(turn_points(potential[first:behind].astype(np.float32), least=limit))
    return first, behind, n_phases, n_turns
