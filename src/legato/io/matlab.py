"""MATLAB files: recognised and refused, with the way out.

Their variables have no agreed names, rates or units, and Legato guesses none.
"""

from __future__ import annotations

from typing import NoReturn

from legato.errors import InputError
from legato.io.options import ReadOptions
from legato.io.source import Source

__all__ = ["ID", "read", "recognises"]

ID = "matlab"


def recognises(source: Source) -> bool:
    """Tell by the text that opens every MATLAB file since version 5."""
    return source.head.startswith((b"MATLAB 5.0 MAT-file", b"MATLAB 7.3 MAT-file"))


def read(source: Source, options: ReadOptions) -> NoReturn:
    """Refuse, and say how to export.

    Parameters
    ----------
    source : Source
    options : ReadOptions
        Not looked at.

    Raises
    ------
    InputError
        Always.
    """
    version = "7.3" if source.head.startswith(b"MATLAB 7.3") else "5"
    raise InputError(
        "This is a MATLAB file, which Legato does not read",
        where=source.name,
        found=f"MATLAB version {version}",
        mend=(
            "in MATLAB or Octave export a table with a time column and units in the names: "
            "writetable(table(time_s, accel_x_g, accel_y_g, accel_z_g), 'recording.csv')"
        ),
        code="LEG-E640",
    )
