"""The windows table: one row a window and sensor, in columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError

__all__ = ["COLUMNS", "WindowTable"]

# Name -> kind of column: "text", "bool" or "float". Order is that of the file.
COLUMNS: dict[str, str] = {
    "sensor": "text",
    "side": "text",
    "placement": "text",
    "start_s": "float",
    "end_s": "float",
    "state": "text",
    "detail": "text",
    "runner_up": "text",
    "assessable": "bool",
    "quality": "float",
    "frequency_hz": "float",
    "frequency_low_hz": "float",
    "frequency_high_hz": "float",
    "amplitude_mps2": "float",
    "amplitude_dps": "float",
    "amplitude_mm": "float",
    "regularity": "float",
    "posture": "text",
    "freezing_score": "float",
    "shaking_score": "float",
    "reason": "text",
}


@dataclass(frozen=True, eq=False)
class WindowTable:
    """Rows of windows in columns.

    Parameters
    ----------
    columns : dict of str to ndarray, each shape (n_windows,)
        Exactly the names of ``COLUMNS``. Text columns are stored as int16 codes into ``words`` so that a week stays small.
    words : dict of str to tuple of str
        For each text column its words; code ``i`` stands for ``words[column][i]``.
    window_s, step_s : float
        Length of a window and distance between two.
    n_transformed : int
        Windows whose spectrum was computed; the others were too still to need one.

    Raises
    ------
    InputError
        If columns are missing, unknown or of different length.
    """

    columns: dict[str, NDArray[np.generic]]
    words: dict[str, tuple[str, ...]]
    window_s: float
    step_s: float
    n_transformed: int = 0

    def __post_init__(self) -> None:
        """Refuse a table with other columns than the published ones."""
        lengths = {name: len(column) for name, column in self.columns.items()}
        if list(self.columns) != list(COLUMNS) or len(set(lengths.values())) > 1:
            raise InputError(
                "A windows table has other columns than the published ones, or columns of different length",
                found=str(lengths),
                code="LEG-E312",
            )

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self.columns["start_s"])

    def floats(self, name: str) -> NDArray[np.float64]:
        """Give a numeric column."""
        return self.columns[name].astype(np.float64, copy=False)

    def text(self, name: str) -> NDArray[np.object_]:
        """Give a text column as words."""
        return np.array(self.words[name], dtype=object)[self.columns[name].astype(np.intp)]

    def is_word(self, name: str, word: str) -> NDArray[np.bool_]:
        """Tell for each row whether a text column holds that word, without making the words."""
        words = self.words[name]
        if word not in words:
            return np.zeros(len(self), dtype=np.bool_)
        return np.asarray(self.columns[name] == words.index(word), dtype=np.bool_)
