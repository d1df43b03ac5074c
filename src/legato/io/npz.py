"""NumPy arrays (.npy, .npz): recognised and refused, with the way out.

An array carries neither rate nor unit nor the names of its columns; a table does.
"""

from __future__ import annotations

from typing import NoReturn

from legato.errors import InputError
from legato.io.options import ReadOptions
from legato.io.source import Source

__all__ = ["ID", "read", "recognises"]

ID = "npz"


def recognises(source: Source) -> bool:
    """Tell by NumPy's mark, or by a zip that holds arrays and nothing else."""
    if source.head.startswith(b"\x93NUMPY"):
        return True
    # The first member's name stands in the first bytes of a zip: no need to open other zips.
    if not source.is_zip or b".npy" not in source.head[:300]:
        return False
    return bool(source.members) and all(member.name.endswith(".npy") for member in source.members)


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
    names = [member.name.removesuffix(".npy") for member in source.members[:12]]
    raise InputError(
        "These are NumPy arrays, which say neither rate nor unit",
        where=source.name,
        found=f"arrays {', '.join(names)}" if names else "one array",
        mend=(
            "write a table with named columns: np.savetxt('recording.csv', x, delimiter=',', comments='', "
            "header='time_s,accel_x_g,accel_y_g,accel_z_g')"
        ),
        code="LEG-E643",
    )
