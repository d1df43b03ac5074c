"""NilsPod .bin files: recognised by their sample counter and refused, with the way out.

Their header packs ranges and enabled sensors in codes that changed between firmwares; the maker's own library knows them.
"""

from __future__ import annotations

import itertools
import struct
from typing import NoReturn

from legato.errors import InputError
from legato.io.options import ReadOptions
from legato.io.source import Source

__all__ = ["ID", "read", "recognises"]

ID = "nilspod"
_N_LOOKED_AT = 8


def recognises(source: Source) -> bool:
    """Tell by the first byte, the header's own length, and a counter at the end of each sample that rises by one."""
    head = source.head
    if len(head) < 64 or not 44 <= head[0] <= 64 or not 8 <= head[1] <= 64:
        return False
    ends = [head[0] + head[1] * (k + 1) for k in range(_N_LOOKED_AT)]
    if ends[-1] > len(head):
        return False
    counters = [struct.unpack_from("<I", head, end - 4)[0] for end in ends]
    return all(after - before == 1 for before, after in itertools.pairwise(counters))


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
        "This is a NilsPod recording, which Legato does not read",
        where=source.name,
        found=f"header of {source.head[0]} bytes, samples of {source.head[1]} bytes",
        mend=(
            "with the maker's library: NilsPodLib's Dataset.from_bin_file(path).calibrate_...().data_as_df(), then "
            "to_csv with columns such as time_s, accel_x_mps2, gyro_x_dps"
        ),
        code="LEG-E644",
    )
