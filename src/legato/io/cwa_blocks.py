"""Blocks of an Axivity CWA file as arrays: which are sound, when they were taken, and their samples on demand.

Pure decoding: no nouns, no Issues. ``cwa.py`` turns this into a recording. A week of 100 Hz (258 MB) is indexed in one
pass over the memory map and never held as a whole; samples are unpacked from the map when they are read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK", "BLOCK_BYTES", "BlockIndex", "BlockSamples", "index_blocks"]

BLOCK_BYTES = 512
HEADER_BYTES = 30
HEADER = np.dtype(
    [
        ("id", "S2"),
        ("length", "<u2"),
        ("fraction", "<u2"),
        ("session", "<u4"),
        ("sequence", "<u4"),
        ("stamp", "<u4"),
        ("light", "<u2"),
        ("temperature", "<u2"),
        ("events", "u1"),
        ("battery", "u1"),
        ("rate", "u1"),
        ("layout", "u1"),
        ("offset", "<i2"),
        ("count", "<u2"),
    ]
)
BLOCK = np.dtype([("header", f"V{HEADER_BYTES}"), ("data", "V480"), ("checksum", "<u2")])
INDEX_BLOCKS = 2048  # one megabyte a piece while indexing: read once, used twice
CHUNK_BLOCKS = 512  # 256 KB a piece while unpacking: it stays in the second-level cache between its passes
# Axes of one read are asked for one after the other; the last piece is kept unpacked up to this many samples.
KEPT_SAMPLES = 1 << 20


@dataclass(frozen=True, eq=False)
class BlockIndex:
    """What the headers of all blocks say.

    Parameters
    ----------
    sound : ndarray of int64, shape (n_sound,)
        Positions of the blocks that can be used, in file order.
    corrupt, unused : ndarray of int64
        Positions of blocks that fail their checksum or contradict the others; of blocks never written (one byte all
        over).
    start_s : ndarray of float64, shape (n_sound,)
        Time of the first sample, seconds since 1970 on the device's own clock.
    count : int
        Samples in each block.
    axes : int
        3 (accelerometer), 6 (gyroscope, accelerometer) or 9 (and magnetometer).
    is_packed : bool
        10 bits with a common exponent, else 16 bits.
    nominal_rate_hz, range_g : float
    light_word : int
        The first block's light field, which also carries the scales of 16-bit samples.
    has_fraction : bool
        Stamps finer than a second.
    headers : ndarray of HEADER, shape (n_sound,)
    """

    sound: NDArray[np.int64]
    corrupt: NDArray[np.int64]
    unused: NDArray[np.int64]
    start_s: NDArray[np.float64]
    count: int
    axes: int
    is_packed: bool
    nominal_rate_hz: float
    range_g: float
    light_word: int
    has_fraction: bool
    headers: NDArray[np.void]


def index_blocks(blocks: NDArray[np.void]) -> BlockIndex | None:
    """Read the headers of all blocks and sort the sound from the others.

    Parameters
    ----------
    blocks : ndarray of BLOCK, shape (n_blocks,)

    Returns
    -------
    BlockIndex or None
        None when no block is sound.

    Notes
    -----
    Source: the maker's description of the format (ax3-technical). A stamp with the top bit of ``fraction`` set carries
    15 bits of a second, and the firmware then took the whole samples of that fraction off ``offset`` so that old readers
    stay right; adding them back puts the stamp at sample ``offset + floor(fraction * rate)``. Taking them off a second
    time, as some readers do, moves the start by up to a second.
    """
    headers, is_whole, is_unused = _checked(blocks)
    if not is_whole.any():
        return None
    layout, rate, count = _commonest(headers[is_whole])
    axes, width = layout >> 4, layout & 15
    nominal_hz = 3200.0 / (1 << (15 - (rate & 15))) if rate else 0.0
    capacity = 120 if width == 0 else 480 // (2 * max(axes, 1))
    if axes not in (3, 6, 9) or width not in (0, 2) or (width == 0 and axes != 3):
        return None
    if not 0 < count <= capacity or not 3.0 <= nominal_hz <= 3200.0:
        return None
    is_sound = (
        is_whole & (headers["layout"] == layout) & (headers["rate"] == rate) & (headers["count"] == count)
    )
    time_s = _epoch_s(headers["stamp"])
    is_sound &= np.isfinite(time_s)
    sound = np.flatnonzero(is_sound)
    headers = headers[sound] if len(sound) < len(headers) else headers
    start_s, has_fraction = _first_sample_s(headers, time_s[sound], nominal_hz)
    return BlockIndex(
        sound=sound,
        corrupt=np.flatnonzero(~is_sound & ~is_unused),
        unused=np.flatnonzero(is_unused),
        start_s=start_s,
        count=count,
        axes=axes,
        is_packed=width == 0,
        nominal_rate_hz=nominal_hz,
        range_g=float(16 >> (rate >> 6)),
        light_word=int(headers["light"][0]) if len(sound) else 0,
        has_fraction=has_fraction,
        headers=headers,
    )


def _checked(blocks: NDArray[np.void]) -> tuple[NDArray[np.void], NDArray[np.bool_], NDArray[np.bool_]]:
    """Copy the headers; mark blocks whose mark, length and checksum hold, and blocks that were never written.

    The checksum makes the 16-bit words of a block add up to zero, which numpy sums faster than a disk delivers.
    """
    headers = np.empty(len(blocks), dtype=HEADER)
    sums = np.empty(len(blocks), dtype=np.uint16)
    words = blocks.view("<u2").reshape(len(blocks), BLOCK_BYTES // 2)
    for at in range(0, len(blocks), INDEX_BLOCKS):
        piece = slice(at, at + INDEX_BLOCKS)
        np.add.reduce(words[piece], axis=1, dtype=np.uint16, out=sums[piece])
        headers.view(f"V{HEADER_BYTES}")[piece] = blocks["header"][piece]
    is_whole = (headers["id"] == b"AX") & (headers["length"] == BLOCK_BYTES - 4) & (sums == 0)
    is_unused = np.zeros(len(blocks), dtype=np.bool_)
    doubtful = np.flatnonzero(~is_whole)
    first = words[doubtful, 0]
    doubtful = doubtful[(first == 0) | (first == 0xFFFF)]
    is_unused[doubtful] = (words[doubtful] == words[doubtful, :1]).all(axis=1)
    return headers, is_whole, is_unused


def _commonest(headers: NDArray[np.void]) -> tuple[int, int, int]:
    """Give the layout, rate code and sample count that most whole blocks share."""
    key = headers["layout"].astype(np.int64) << 24 | headers["rate"].astype(np.int64) << 16
    key |= headers["count"]
    values, times = (key[:1], np.ones(1)) if (key == key[0]).all() else np.unique(key, return_counts=True)
    chosen = int(values[int(np.argmax(times))])
    return chosen >> 24, chosen >> 16 & 0xFF, chosen & 0xFFFF


def _epoch_s(stamp: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Turn packed date and time fields into seconds since 1970; NaN where they name no moment."""
    # A week has few dates and half a million blocks: the calendar is asked once a date.
    dates, which = np.unique(stamp >> np.uint32(17), return_inverse=True)
    word = dates.astype(np.int64)
    year, month, day = (word >> 9) + 2000, word >> 5 & 15, word & 31
    is_date = (month >= 1) & (month <= 12) & (day >= 1)
    months = ((year - 1970) * 12 + np.where(is_date, month, 1) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) + day - 1
    is_date &= (months + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) > days
    midnight_s = np.where(is_date, days * 86400.0, np.nan)
    hour = (stamp >> np.uint32(12) & np.uint32(31)).astype(np.int32)
    minute = (stamp >> np.uint32(6) & np.uint32(63)).astype(np.int32)
    second = (stamp & np.uint32(63)).astype(np.int32)
    is_time = (hour < 24) & (minute < 60) & (second < 60)
    seconds = midnight_s[which] + (hour * 3600 + minute * 60 + second)
    return np.where(is_time, seconds, np.nan)


def _first_sample_s(
    fields: NDArray[np.void], time_s: NDArray[np.float64], rate_hz: float
) -> tuple[NDArray[np.float64], bool]:
    word = fields["fraction"]
    has_fraction = word >= 0x8000
    fraction_s = np.where(has_fraction, (word & 0x7FFF) / 32768.0, 0.0)
    at_sample = fields["offset"] + np.floor(fraction_s * rate_hz)
    return time_s + fraction_s - at_sample / rate_hz, bool(has_fraction.any())


@dataclass(eq=False)
class BlockSamples:
    """Samples of the sound blocks, unpacked piece by piece.

    Parameters
    ----------
    blocks : ndarray of BLOCK, shape (n_blocks,)
        Usually a memory map.
    index : BlockIndex
    """

    blocks: NDArray[np.void]
    index: BlockIndex
    _kept: tuple[int, int, NDArray[np.int16]] | None = field(default=None, repr=False)

    @property
    def n_samples(self) -> int:
        """Number of samples of each axis."""
        return len(self.index.sound) * self.index.count

    def read_axis(self, axis: int, start: int, stop: int) -> NDArray[np.int16]:
        """Give raw numbers of one axis (file order: gyroscope before accelerometer), half open."""
        count = self.index.count
        if stop <= start:
            return np.empty(0, dtype=np.int16)
        first, behind = start // count, -(-stop // count)
        inside = slice(start - first * count, stop - first * count)
        if (behind - first) * count > KEPT_SAMPLES:
            whole: NDArray[np.int16] = self.decode(first, behind, axes=(axis,))[0][inside]
            return whole
        kept = self._kept
        if kept is None or not (kept[0] <= first and behind <= kept[1]):
            kept = (first, behind, self.decode(first, behind, axes=tuple(range(self.index.axes))))
            self._kept = kept
        shift = (first - kept[0]) * count
        piece: NDArray[np.int16] = kept[2][axis, inside.start + shift : inside.stop + shift]
        return piece

    def decode(self, first: int, behind: int, *, axes: tuple[int, ...]) -> NDArray[np.int16]:
        """Unpack whole sound blocks.

        Parameters
        ----------
        first, behind : int
            Half-open range of sound blocks.
        axes : tuple of int

        Returns
        -------
        ndarray of int16, shape (len(axes), n_samples)
        """
        count = self.index.count
        out = np.empty((len(axes), behind - first, count), dtype=np.int16)
        unpack = self._unpack_10_bits if self.index.is_packed else self._unpack_16_bits
        buffer = np.empty((CHUNK_BLOCKS, 480), dtype=np.uint8)
        for at in range(first, behind, CHUNK_BLOCKS):
            positions = self.index.sound[at : min(at + CHUNK_BLOCKS, behind)]
            piece = buffer[: len(positions)]
            # The data start at byte 30 of a block; copying the rows aligns them for the passes that follow.
            piece.view("V480")[:, 0] = self._data_of(positions)
            unpack(piece, axes, out[:, at - first : at - first + len(positions)])
        return out.reshape(len(axes), -1)

    def _data_of(self, positions: NDArray[np.int64]) -> NDArray[np.void]:
        lowest, highest = int(positions[0]), int(positions[-1])
        if highest - lowest == len(positions) - 1:
            data: NDArray[np.void] = self.blocks["data"][lowest : highest + 1]
        else:
            data = self.blocks["data"][positions]
        return data

    def _unpack_16_bits(
        self, piece: NDArray[np.uint8], axes: tuple[int, ...], out: NDArray[np.int16]
    ) -> None:
        n_axes, count = self.index.axes, self.index.count
        numbers = piece.view("<i2")[:, : n_axes * count].reshape(len(piece), count, n_axes)
        for k, axis in enumerate(axes):
            out[k] = numbers[:, :, axis]

    def _unpack_10_bits(
        self, piece: NDArray[np.uint8], axes: tuple[int, ...], out: NDArray[np.int16]
    ) -> None:
        """Unpack eezzzzzzzzzzyyyyyyyyyyxxxxxxxxxx: ten bits an axis, shared left shift e."""
        words = piece.view("<u4")[:, : self.index.count]
        exponent = np.right_shift(words, np.uint32(30)).astype(np.uint16)
        lowest, highest = int(exponent.min()), int(exponent.max())
        # The axis is moved to the top of 16 bits; an arithmetic shift back by 6 - e keeps the sign and applies e.
        back = np.int16(6 - lowest) if lowest == highest else (6 - exponent).view(np.int16)
        for k, axis in enumerate(axes):
            if axis == 0:
                top = np.left_shift(words, np.uint32(6)).astype(np.uint16)
            else:
                top = np.right_shift(words, np.uint32(10 * axis - 6)).astype(np.uint16)
                top &= np.uint16(0xFFC0)
            np.right_shift(top.view(np.int16), back, out=out[k])
