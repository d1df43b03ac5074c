"""Write the windows table as Parquet: exactly the published columns, text as dictionaries, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from legato.model.window_table import COLUMNS, WindowTable

__all__ = ["write_windows"]


def write_windows(windows: WindowTable, path: Path, *, provenance: dict[str, str] | None = None) -> None:
    """Write the windows table to a Parquet file.

    Parameters
    ----------
    windows : WindowTable
    path : Path
        Written straight away; the caller brings a path beside the final one and renames it.
    provenance : dict of str to str or None
        Text that is kept in the file's own metadata, such as the hash of the input and the version.

    Notes
    -----
    Text columns stay dictionary-encoded, so that a week of windows costs a few MB. Floats are float64 on disk: readers
    then see the numbers that Legato saw. What the sensor can't give is NaN, as in the table, and never null.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [_arrow_column(windows, name, kind) for name, kind in COLUMNS.items()]
    facts = {
        "legato.schema": "legato.windows/1",
        "legato.window_s": str(windows.window_s),
        "legato.step_s": str(windows.step_s),
        **(provenance or {}),
    }
    table = pa.Table.from_arrays(arrays, names=list(COLUMNS)).replace_schema_metadata(facts)
    pq.write_table(table, path, compression="zstd")


def _arrow_column(windows: WindowTable, name: str, kind: str) -> Any:
    """Turn one column into an Arrow array of its published type."""
    import pyarrow as pa

    if kind == "text":
        codes = pa.array(windows.columns[name].astype(np.int16))
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(windows.words[name]), type=pa.string()))
    if kind == "bool":
        return pa.array(windows.columns[name].astype(np.bool_))
    return pa.array(windows.floats(name), from_pandas=False)
