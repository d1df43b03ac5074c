"""How the intervals between leg movements are spread, on a logarithmic axis."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ImiDistribution", "ImiPart"]


@dataclass(frozen=True, slots=True)
class ImiPart:
    """One log-normal part of a mixture.

    Parameters
    ----------
    share : float
        0 to 1 of the intervals; the shares of a mixture add up to 1.
    median_s : float
        The middle of the part, seconds.
    spread_log : float
        Standard deviation of the natural logarithm.
    """

    share: float
    median_s: float
    spread_log: float


@dataclass(frozen=True, slots=True)
class ImiDistribution:
    """Spread of the intervals from onset to onset between candidate movements.

    Parameters
    ----------
    n_intervals : int
        All of them, those outside the bins too.
    edges_s : tuple of float
        Edges of the bins, equally wide on a logarithmic axis; one more than there are counts. A bin holds its lower
        edge and not its upper one.
    counts : tuple of int
    n_shorter, n_longer : int
        Intervals below the first edge, and at or above the last.
    peak_s : float or None
        Geometric middle of the fullest bin, the first where several are as full; None when no bin holds any.
    parts : tuple of ImiPart
        The mixture of log-normals with the lowest BIC, by median; empty with too few intervals.
    bic : tuple of float
        BIC of the mixture of one, two, ... parts, in order; empty with too few intervals.
    note : str
        Which intervals these are, or why there is no mixture.
    """

    n_intervals: int
    edges_s: tuple[float, ...]
    counts: tuple[int, ...]
    n_shorter: int
    n_longer: int
    peak_s: float | None
    parts: tuple[ImiPart, ...]
    bic: tuple[float, ...]
    note: str = ""
