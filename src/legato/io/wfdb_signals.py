"""Sample storage formats of WFDB: bytes to integers, only the frames that are asked for.

Formats 8, 16, 24, 32, 61, 80, 160, 212, 310 and 311. Signals of one file lie interleaved frame by frame, each with its
own number of samples a frame. Pure decoding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BITS", "FrameSamples", "decode_numbers", "n_numbers"]

# Bits one number takes in the file, for each storage format that Legato reads.
BITS: dict[int, int] = {8: 8, 16: 16, 24: 24, 32: 32, 61: 16, 80: 8, 160: 16, 212: 12, 310: 32, 311: 32}
_PER_WORD = {310: 3, 311: 3}  # three ten-bit numbers in four bytes
# The number that stands for "no valid sample", the most negative of each format.
MISSING = {
    16: -32768,
    61: -32768,
    80: -128,
    160: -32768,
    212: -2048,
    310: -512,
    311: -512,
    24: -(1 << 23),
    32: -(1 << 31),
}


def n_numbers(n_bytes: int, storage: int) -> int:
    """Give how many whole numbers fit into that many bytes.

    Parameters
    ----------
    n_bytes : int
    storage : int
        Storage format of WFDB.

    Returns
    -------
    int
    """
    if storage in _PER_WORD:
        return n_bytes // 4 * 3
    return n_bytes * 8 // BITS[storage]


def decode_numbers(raw: NDArray[np.uint8], storage: int, start: int, stop: int) -> NDArray[np.int32]:
    """Decode the numbers ``start`` to ``stop`` of one file.

    Parameters
    ----------
    raw : ndarray of uint8, shape (n_bytes,)
        From the first sample on.
    storage : int
        Key of ``BITS``; format 8 gives the differences as they stand.
    start, stop : int
        Half open, inside the file.

    Returns
    -------
    ndarray of int32, shape (stop - start,)
    """
    if storage == 212:
        return _decode_212(raw, start, stop)
    if storage in _PER_WORD:
        return _decode_31x(raw, storage, start, stop)
    width = BITS[storage] // 8
    piece = np.ascontiguousarray(raw[start * width : stop * width])
    if storage == 8:
        return piece.view(np.int8).astype(np.int32)
    if storage == 80:
        return piece.astype(np.int32) - 128
    if storage == 160:
        return piece.view("<u2").astype(np.int32) - 32768
    if storage == 24:
        wide = np.zeros((stop - start, 4), dtype=np.uint8)
        wide[:, 1:] = piece.reshape(-1, 3)
        return wide.view("<i4")[:, 0] >> 8
    return piece.view({16: "<i2", 61: ">i2", 32: "<i4"}[storage]).astype(np.int32)


def _decode_212(raw: NDArray[np.uint8], start: int, stop: int) -> NDArray[np.int32]:
    """Decode pairs of 12-bit numbers in three bytes; a last odd number takes two bytes."""
    first, behind = start // 2, -(-stop // 2)
    piece = np.zeros((behind - first) * 3, dtype=np.uint8)
    stored = raw[first * 3 : behind * 3]
    piece[: len(stored)] = stored
    triple = piece.reshape(-1, 3).astype(np.int32)
    pair = np.empty((len(triple), 2), dtype=np.int32)
    pair[:, 0] = triple[:, 0] | (triple[:, 1] & 0x0F) << 8
    pair[:, 1] = triple[:, 2] | (triple[:, 1] & 0xF0) << 4
    pair -= (pair & 0x800) << 1
    return pair.reshape(-1)[start - first * 2 : stop - first * 2]


def _decode_31x(raw: NDArray[np.uint8], storage: int, start: int, stop: int) -> NDArray[np.int32]:
    """Decode three 10-bit numbers in four bytes."""
    first, behind = start // 3, -(-stop // 3)
    piece = np.zeros((behind - first) * 4, dtype=np.uint8)
    stored = raw[first * 4 : behind * 4]
    piece[: len(stored)] = stored
    word = piece.view("<u4").astype(np.int64)
    if storage == 311:
        fields = (word, word >> 10, word >> 20)
    else:  # 310 keeps the third number in the top five bits of both halves
        fields = (word >> 1, word >> 17, (word >> 11 & 0x1F) | (word >> 27 & 0x1F) << 5)
    triple = np.stack([number & 0x3FF for number in fields], axis=1).astype(np.int32)
    triple -= (triple & 0x200) << 1
    return triple.reshape(-1)[start - first * 3 : stop - first * 3]


@dataclass(frozen=True, eq=False)
class FrameSamples:
    """Samples of one signal in a file of interleaved frames.

    Parameters
    ----------
    raw : ndarray of uint8, shape (n_bytes,)
        From the first frame on.
    storage : int
    frame_numbers : int
        Numbers in a frame, all signals of the file together.
    offset, per_frame : int
        Where the signal's numbers lie in a frame, and how many.
    skew : int
        Frames by which the signal lies late in the file.
    n_samples : int
    first : int
        Value before the first difference (format 8).
    """

    raw: NDArray[np.uint8]
    storage: int
    frame_numbers: int
    offset: int
    per_frame: int
    skew: int
    n_samples: int
    first: int = 0

    def __len__(self) -> int:
        """Give the number of samples."""
        return self.n_samples

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the recorded numbers, NaN (and then float64) where the file marks a sample as missing."""
        if stop <= start:
            return np.empty(0, dtype=np.int32)
        frame, behind = start // self.per_frame, -(-stop // self.per_frame)
        origin = 0 if self.storage == 8 else frame  # differences add up from the beginning
        numbers = self._frames(origin, behind)
        if self.storage == 8:
            return (self.first + np.cumsum(numbers))[start:stop]
        numbers = numbers[start - frame * self.per_frame : stop - frame * self.per_frame]
        is_missing = numbers == MISSING[self.storage]
        return np.where(is_missing, np.nan, numbers) if is_missing.any() else numbers

    def _frames(self, first: int, behind: int) -> NDArray[np.int32]:
        low, high = first + self.skew, behind + self.skew
        flat = decode_numbers(self.raw, self.storage, low * self.frame_numbers, high * self.frame_numbers)
        rows = flat.reshape(high - low, self.frame_numbers)
        return rows[:, self.offset : self.offset + self.per_frame].reshape(-1)
