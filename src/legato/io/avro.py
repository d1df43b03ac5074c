"""Avro containers (Empatica and others): recognised and refused, with the way out."""

from __future__ import annotations

from typing import NoReturn

from legato.errors import InputError
from legato.io.options import ReadOptions
from legato.io.source import Source

__all__ = ["ID", "read", "recognises"]

ID = "avro"


def recognises(source: Source) -> bool:
    """Tell by the mark of Avro object containers."""
    return source.head.startswith(b"Obj\x01")


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
    raise InputError(
        "This is an Avro container (as Empatica writes), which Legato does not read",
        where=source.name,
        found="Avro object container",
        mend=(
            "export the accelerometer as CSV with the maker's own converter: one column time_s or a Unix clock, and "
            "accel_x_g, accel_y_g, accel_z_g; the raw numbers must be scaled with the sensor's own digital and "
            "physical limits"
        ),
        code="LEG-E642",
    )
