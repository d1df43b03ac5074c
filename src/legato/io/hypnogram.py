"""From marks with stages to a hypnogram on one grid of epochs; nothing is stretched, moved or invented to make it fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.io.hypnogram_words import sleep_epochs_s, sleep_limit
from legato.io.sleep_marks import StageMark
from legato.model.issue import Issue, Severity
from legato.model.sleep import Hypnogram, SleepStage

__all__ = ["check_hypnogram_fits", "make_hypnogram"]

_STAGES = tuple(SleepStage)
_PLACE = {stage: place for place, stage in enumerate(_STAGES)}
_EMPTY = _PLACE[SleepStage.UNKNOWN]


def make_hypnogram(
    marks: Sequence[StageMark], *, origin: str, epoch_s: float | None = None
) -> tuple[Hypnogram, tuple[Issue, ...]]:
    """Lay marks with stages on one grid of epochs.

    Parameters
    ----------
    marks : sequence of StageMark
        At least one, in any order.
    origin : str
        Where they came from.
    epoch_s : float or None
        Length of an epoch; None finds it from the marks.

    Returns
    -------
    hypnogram : Hypnogram
    issues : tuple of Issue
        Epochs without a stage, doubled ones, a last one that is cut.

    Raises
    ------
    InputError
        If one epoch has two stages, marks lie off the grid, or there are more epochs than a night can have.
    """
    if not marks:
        raise InputError("There is no stage in this hypnogram", where=origin, code="LEG-E917")
    start_s = np.array([mark.start_s for mark in marks])
    duration_s = np.array([mark.duration_s for mark in marks])
    places = np.array([_PLACE[mark.stage] for mark in marks], dtype=np.int8)
    if not (np.isfinite(start_s).all() and np.isfinite(duration_s).all() and (duration_s >= 0).all()):
        raise InputError(
            "The stages of this hypnogram have times that are none",
            where=origin,
            found="a start that is not finite or a negative length",
            code="LEG-E918",
        )
    order = np.argsort(start_s, kind="stable")
    start_s, duration_s, places = start_s[order], duration_s[order], places[order]
    issues: list[Issue] = []
    length_s = epoch_s or _find_epoch_s(start_s, duration_s, origin)
    if not (math.isfinite(length_s) and length_s > 0):
        raise InputError(
            "An epoch needs a length above 0 s", where=origin, found=f"{length_s} s", code="LEG-E919"
        )
    duration_s = _with_lengths(start_s, duration_s, length_s, issues, origin)
    first, n_epochs = _cells(start_s, duration_s, length_s, issues, origin)
    grid = _fill(first, n_epochs, places, issues, origin=origin, epoch_s=length_s, start_s=float(start_s[0]))
    stages = tuple(_STAGES[place] for place in grid.tolist())
    return Hypnogram(float(length_s), float(start_s[0]), stages, origin), tuple(issues)


def _find_epoch_s(start_s: NDArray[np.float64], duration_s: NDArray[np.float64], origin: str) -> float:
    """Find the length of an epoch: a known one that all lengths are multiples of, else the shortest that is one."""
    steps_s = np.diff(start_s)
    lengths_s = duration_s[duration_s > 0] if (duration_s > 0).any() else steps_s[steps_s > 0]
    lengths_s = lengths_s[:-1] if lengths_s.size > 1 else lengths_s  # the last one may be cut
    known_s = sleep_epochs_s()
    slack_s = sleep_limit("grid_slack_s")
    if not lengths_s.size:
        return known_s[0]
    for candidate_s in (*known_s, float(lengths_s.min())):
        off_s = np.abs(lengths_s - np.round(lengths_s / candidate_s) * candidate_s)
        if candidate_s > slack_s and lengths_s.min() > candidate_s - slack_s and off_s.max() <= slack_s:
            return candidate_s
    raise InputError(
        "The length of an epoch can't be told from these stages",
        where=origin,
        found=f"lengths from {lengths_s.min():g} to {lengths_s.max():g} s are no multiples of one",
        mend="state the length of an epoch in seconds (30 by the AASM manual)",
        code="LEG-E920",
    )


def _with_lengths(
    start_s: NDArray[np.float64],
    duration_s: NDArray[np.float64],
    epoch_s: float,
    issues: list[Issue],
    origin: str,
) -> NDArray[np.float64]:
    """Let marks without a length hold until the next mark, and the last of them for one epoch."""
    is_open = duration_s == 0
    if not is_open.any():
        return duration_s
    until_next_s = np.append(np.diff(start_s), epoch_s)
    held_s = np.where(is_open, np.maximum(until_next_s, 0.0), duration_s)
    # Two marks at one place: both hold for their epoch, so that a conflict is seen.
    held_s[is_open & (held_s == 0)] = epoch_s
    if bool((until_next_s[is_open] > epoch_s + sleep_limit("grid_slack_s")).any()):
        what = "Stages were marked without a length where they change; each was taken to hold until the next mark."
        issues.append(Issue("stage_until_next", Severity.NOTE, what, origin))
    return held_s


def _cells(
    start_s: NDArray[np.float64],
    duration_s: NDArray[np.float64],
    epoch_s: float,
    issues: list[Issue],
    origin: str,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the first epoch and the number of epochs of each mark; refuse marks off the grid."""
    slack_s = min(sleep_limit("grid_slack_s"), epoch_s / 4)
    span_s = float((start_s + duration_s).max() - start_s[0])
    if span_s / epoch_s > sleep_limit("most_epochs"):
        raise InputError(
            "This hypnogram is longer than any night",
            where=origin,
            found=f"{span_s / 86400:.1f} days of {epoch_s:g}-s epochs",
            mend="check the times of its rows, and their unit",
            code="LEG-E921",
        )
    first = np.round((start_s - start_s[0]) / epoch_s)
    behind = np.round((start_s + duration_s - start_s[0]) / epoch_s)
    off_start_s = np.abs(start_s - start_s[0] - first * epoch_s)
    off_end_s = np.abs(start_s + duration_s - start_s[0] - behind * epoch_s)
    is_last = start_s + duration_s >= float((start_s + duration_s).max()) - slack_s
    is_off = (off_start_s > slack_s) | ((off_end_s > slack_s) & ~is_last)
    if is_off.any():
        k = int(np.argmax(is_off))
        raise InputError(
            f"The stages do not lie on one grid of {epoch_s:g}-s epochs",
            where=origin,
            found=f"{int(is_off.sum())} of {len(start_s)} marks, first at {start_s[k]:g} s for {duration_s[k]:g} s",
            mend="state the length of an epoch, or mend the times; stages are never moved or stretched",
            code="LEG-E922",
        )
    is_cut = is_last & (off_end_s > slack_s)
    if is_cut.any():
        behind[is_cut] = np.floor((start_s + duration_s - start_s[0])[is_cut] / epoch_s)
        left_s = float(((start_s + duration_s - start_s[0]) - behind * epoch_s)[is_cut].max())
        what = f"The last epoch lasts {left_s:g} s of {epoch_s:g} s and was left out."
        issues.append(Issue("stage_cut", Severity.NOTE, what, origin))
    return first.astype(np.int64), (behind - first).astype(np.int64)


def _fill(
    first: NDArray[np.int64],
    n_epochs: NDArray[np.int64],
    places: NDArray[np.int8],
    issues: list[Issue],
    *,
    origin: str,
    epoch_s: float,
    start_s: float,
) -> NDArray[np.int8]:
    """Fill the grid; tell doubled and empty epochs, refuse those with two stages."""
    n_grid = int(max(0, (first + n_epochs).max()))
    if not n_grid:
        raise InputError("Not one whole epoch is staged", where=origin, code="LEG-E917")
    if int(n_epochs.sum()) > sleep_limit("most_epochs") + 2 * n_grid:
        raise _refuse_overlap(origin, f"{int(n_epochs.sum())} staged epochs in a span of {n_grid}")
    cells = np.repeat(first, n_epochs) + _ramps(n_epochs)
    values = np.repeat(places, n_epochs)
    lowest = np.full(n_grid, len(_STAGES), dtype=np.int8)
    highest = np.full(n_grid, -1, dtype=np.int8)
    np.minimum.at(lowest, cells, values)
    np.maximum.at(highest, cells, values)
    is_staged = highest >= 0
    is_torn = is_staged & (lowest != highest)
    if is_torn.any():
        k = int(np.argmax(is_torn))
        found = f"{int(is_torn.sum())} epochs, first at {start_s + k * epoch_s:g} s: "
        raise _refuse_overlap(origin, found + f"{_STAGES[lowest[k]]} and {_STAGES[highest[k]]}")
    n_doubled = int(cells.size - is_staged.sum())
    if n_doubled:
        what = f"{n_doubled} epochs stand more than once, with the same stage each time."
        issues.append(Issue("stage_doubled", Severity.WARNING, what, origin, "check the export"))
    n_empty = int((~is_staged).sum())
    if n_empty:
        what = f"{n_empty} of {n_grid} epochs have no stage; they count as not scored."
        issues.append(Issue("stage_missing", Severity.WARNING, what, origin))
    return np.where(is_staged, highest, np.int8(_EMPTY)).astype(np.int8)


def _ramps(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    ends = np.cumsum(lengths)
    ramp: NDArray[np.int64] = np.arange(int(ends[-1])) - np.repeat(ends - lengths, lengths)
    return ramp


def _refuse_overlap(origin: str, found: str) -> InputError:
    return InputError(
        "One epoch has two different stages",
        where=origin,
        found=found,
        mend="keep one scorer's stages in the file, and each epoch once",
        code="LEG-E923",
    )


def check_hypnogram_fits(hypnogram: Hypnogram, *, duration_s: float) -> tuple[Issue, ...]:
    """Tell where a hypnogram and its recording differ in start and length; refuse one that lies outside.

    Parameters
    ----------
    hypnogram : Hypnogram
    duration_s : float
        Of the recording.

    Returns
    -------
    tuple of Issue
        Empty where both ends fit to within one epoch.

    Raises
    ------
    InputError
        If not one epoch lies in the recording.
    """
    epoch_s, first_s, last_s = hypnogram.epoch_s, hypnogram.start_s, hypnogram.end_s
    spans = f"hypnogram {first_s:g} to {last_s:g} s ({len(hypnogram.stages)} epochs of {epoch_s:g} s)"
    spans += f", recording 0 to {duration_s:g} s"
    if first_s >= duration_s or last_s <= 0:
        raise InputError(
            "This hypnogram and this recording share no time",
            where=hypnogram.origin,
            found=spans,
            mend="check that both are of the same night, and that its times count from the same start",
            code="LEG-E924",
        )
    faults = []
    for edge_s, wanted_s, early, late in (
        (first_s, 0.0, "begins before the recording", "begins after the recording"),
        (last_s, duration_s, "ends before the recording", "ends after the recording"),
    ):
        if abs(edge_s - wanted_s) >= epoch_s:
            off_s = edge_s - wanted_s
            faults.append(f"{early if off_s < 0 else late} does, by {abs(off_s):g} s")
    if not faults:
        return ()
    what = f"The hypnogram {' and '.join(faults)}: {spans}. It was not stretched or moved."
    mend = "check the length of an epoch, and that both are of the same night"
    return (Issue("hypnogram_misfit", Severity.WARNING, what, hypnogram.origin, mend),)
