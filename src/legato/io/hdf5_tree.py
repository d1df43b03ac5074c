"""What lies in an HDF5 file: its series of numbers, where they stand, what attributes say about them.

Links out of the file are not followed, and nothing is read but shapes, types and attributes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError
from legato.io.labels import words_of

if TYPE_CHECKING:
    import h5py

__all__ = ["HDF5_DAMAGE", "H5Samples", "Series", "find_series", "is_clock", "rate_near", "words_in"]

MAX_OBJECTS = 20_000
MAX_COLUMNS = 64  # a matrix with more columns than any leg montage has is a picture or a spectrogram
MAX_RATIO = 300.0  # as for zip members: numbers of a recording do not pack better
RATIO_FREE_BYTES = 64 << 20
_RATE_WORDS = {"fs", "srate", "rate", "rate hz", "sampling rate", "sample rate", "sampling frequency"}
_RATE_WORDS |= {"samplerate", "samplingrate", "sampling rate hz", "sample rate hz", "sampling frequency hz"}
_RATE_WORDS |= {"target rate hz", "frequency hz", "nominal rate", "nominal srate", "sfreq"}
_NAME_WORDS = (
    "columns",
    "column_names",
    "labels",
    "channels",
    "channel_names",
    "Names",
    "axes",
    "columns_names",
)
_UNIT_WORDS = ("unit", "units", "Unit", "Units", "UNITS", "physical_unit")
# What a damaged file makes the library raise.
HDF5_DAMAGE = (
    OSError,
    RuntimeError,
    KeyError,
    ValueError,
    TypeError,
    OverflowError,
    MemoryError,
    AttributeError,
)


@dataclass(frozen=True, eq=False)
class H5Samples:
    """One column of a dataset, read on demand.

    Parameters
    ----------
    dataset : h5py.Dataset
        One or two dimensions, rows first, or records.
    column : int or str or None
        Column of a matrix, field of a record, None for one dimension.
    """

    dataset: h5py.Dataset
    column: int | str | None

    def __len__(self) -> int:
        """Give the number of samples."""
        return int(self.dataset.shape[0])

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the recorded numbers ``start`` to ``stop`` (half open).

        Raises
        ------
        FormatError
            If the stored bytes cannot be unpacked.
        """
        try:
            if isinstance(self.column, int):
                piece = self.dataset[start:stop, self.column]
            else:
                piece = self.dataset[start:stop]
        except HDF5_DAMAGE as error:
            raise FormatError(
                "A dataset of this HDF5 file cannot be unpacked",
                where=str(self.dataset.name),
                found=str(error).splitlines()[0][:200] if str(error) else type(error).__name__,
                mend="copy the file again",
                code="LEG-E670",
            ) from error
        return np.asarray(piece[self.column] if isinstance(self.column, str) else piece)


@dataclass(frozen=True, eq=False)
class Series:
    """One series of numbers in the file.

    Parameters
    ----------
    path : str
        Of the dataset.
    name : str
        Of the series: the dataset's own, or that of its column.
    column : int or str or None
    n_columns : int
        Of the dataset it stands in.
    dataset : h5py.Dataset
    unit : str
        As an attribute states it; empty where none does.
    """

    path: str
    name: str
    column: int | str | None
    n_columns: int
    dataset: h5py.Dataset
    unit: str

    @property
    def group(self) -> str:
        """Path of the group that holds it."""
        return self.path.rsplit("/", 1)[0]

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return int(self.dataset.shape[0])

    @property
    def samples(self) -> H5Samples:
        """The numbers, to be read later."""
        return H5Samples(self.dataset, self.column)


def find_series(file: h5py.File, *, name: str) -> list[Series]:
    """Find every series of numbers.

    Parameters
    ----------
    file : h5py.File
    name : str
        File name, for messages.

    Returns
    -------
    list of Series
        In the order of the file.

    Raises
    ------
    InputError
        If there are more objects than a recording can have, or a dataset unpacks to far more than is stored.
    """
    import h5py

    datasets: list[h5py.Dataset] = []
    n_objects = 0

    def _visit(_: str, thing: object) -> bool | None:
        nonlocal n_objects
        n_objects += 1
        if isinstance(thing, h5py.Dataset):
            datasets.append(thing)
        return True if n_objects > MAX_OBJECTS else None

    file.visititems(_visit)
    if n_objects > MAX_OBJECTS:
        found = f"more than {MAX_OBJECTS} objects"
        raise InputError(
            "This HDF5 file holds more than a recording can have", where=name, found=found, code="LEG-E671"
        )
    return [series for dataset in datasets for series in _series_of(dataset, name)]


def _series_of(dataset: h5py.Dataset, name: str) -> Iterator[Series]:
    shape, dtype, path = dataset.shape, dataset.dtype, str(dataset.name)
    own = path.rsplit("/", 1)[1]
    if shape is None or len(shape) not in (1, 2) or shape[0] < 2:
        return
    units = words_in(dataset.attrs, _UNIT_WORDS)
    if dtype.names and len(shape) == 1:
        fields = [field for field in dtype.names if dtype[field].kind in "iuf" and not dtype[field].shape]
        for k, field in enumerate(fields):
            yield Series(path, field, field, len(fields), dataset, _nth(units, k, len(fields)))
    elif dtype.kind in "iuf":
        n_columns = int(shape[1]) if len(shape) == 2 else 1
        if n_columns > MAX_COLUMNS or n_columns < 1 or (len(shape) == 2 and shape[0] < shape[1]):
            return
        names = words_in(dataset.attrs, _NAME_WORDS)
        for k in range(n_columns):
            title = names[k] if len(names) == n_columns and n_columns > 1 else own
            column = k if len(shape) == 2 else None
            yield Series(path, title, column, n_columns, dataset, _nth(units, k, n_columns))
    else:
        return
    _check_size(dataset, name)


def _check_size(dataset: h5py.Dataset, name: str) -> None:
    n_bytes = int(np.prod([float(n) for n in dataset.shape])) * dataset.dtype.itemsize
    stored = dataset.id.get_storage_size()
    if n_bytes > RATIO_FREE_BYTES and n_bytes > MAX_RATIO * max(1, stored):
        raise InputError(
            "A dataset unpacks to more than a recording can have",
            where=f"{name}: {dataset.name}",
            found=f"{n_bytes} bytes from {stored}",
            mend="write the recording again without the empty part",
            code="LEG-E672",
        )


def words_in(attrs: Any, keys: tuple[str, ...]) -> list[str]:
    """Give the text or list of texts of the first of these attributes that is there.

    Parameters
    ----------
    attrs : mapping
        Attributes of a dataset or group.
    keys : tuple of str

    Returns
    -------
    list of str
        Empty when none is there.
    """
    for key in keys:
        if key not in attrs:
            continue
        value = attrs[key]
        values = np.atleast_1d(np.asarray(value)).ravel().tolist()[:1000]
        texts = [v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in values]
        return texts[0].split(",") if len(texts) == 1 and "," in texts[0] else texts
    return []


def _nth(texts: list[str], k: int, n: int) -> str:
    if not texts:
        return ""
    return texts[k].strip() if len(texts) == n else texts[0].strip()


def is_clock(name: str) -> bool:
    """Tell whether a name is that of time: time, timestamps, global_time_seconds, t."""
    words = words_of(name)
    return bool(words) and (
        bool({"time", "times", "timestamp", "timestamps"} & set(words)) or words[0] in ("t", "ts")
    )


def rate_near(dataset: h5py.Dataset) -> float | None:
    """Give the sampling rate that an attribute of the dataset or of a group around it states."""
    node = dataset
    for _ in range(32):
        for key in node.attrs:
            if " ".join(words_of(key)) not in _RATE_WORDS:
                continue
            value = np.asarray(node.attrs[key])
            if value.size == 1 and value.dtype.kind in "iuf" and 1e-6 < float(value.ravel()[0]) < 1e9:
                return float(value.ravel()[0])
        if node.name in ("/", None):
            return None
        node = node.parent
    return None
