"""A mark that a person or a device made on the recording."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Annotation"]


@dataclass(frozen=True, order=True, slots=True)
class Annotation:
    """Mark made by a person or a device, as it stands in the file.

    Parameters
    ----------
    start_s : float
        Seconds since the start of the recording.
    duration_s : float
        0 for a point.
    text : str
        As recorded, identity removed.
    origin : str
        Where it stood: ``edf_annotation``, ``wfdb:atr``, ``column:label``.
    """

    start_s: float
    duration_s: float
    text: str
    origin: str = ""
