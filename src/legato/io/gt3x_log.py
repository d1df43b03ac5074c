"""Records of an ActiGraph log (``log.bin`` inside a .gt3x): which are sound, and their samples on demand.

Pure decoding. Each record is a mark, a type, a second, a length, a payload and a checksum; activity payloads hold one
second of three axes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ActivitySamples", "LogIndex", "index_log"]

_HEAD = struct.Struct("<BBIH")
_MARK = 0x1E
ACTIVITY, ACTIVITY2 = 0x00, 0x1A
# Bits of one sample (three axes) and the place of x, y, z in it. The older packed form stores y before x.
BITS = {ACTIVITY: 36, ACTIVITY2: 48}
ORDER = {ACTIVITY: (1, 0, 2), ACTIVITY2: (0, 1, 2)}
MAX_RATE_HZ = 1000  # a payload is one second; longer ones are a broken length
_CHECK_CHUNK = 4096
MAX_HUNTS = 200_000  # wrong starts in one log; what lies behind more of them is noise and is not searched
READ_SAMPLES = 1 << 17  # the indices of one piece take 1 MB each, so a week is read in flat memory


@dataclass(frozen=True, eq=False)
class LogIndex:
    """What the records say.

    Parameters
    ----------
    kind : int
        ``ACTIVITY`` or ``ACTIVITY2``.
    offsets : ndarray of int64, shape (n_seconds,)
        First payload byte of each sound activity record.
    counts : ndarray of int64, shape (n_seconds,)
        Samples in each.
    seconds : ndarray of int64, shape (n_seconds,)
        Seconds since 1970 on the device's own clock.
    n_records, n_corrupt, n_skipped_bytes, n_other_kind : int
        Records met; those that fail their checksum; bytes between records; activity records of the rarer form.
    first_corrupt_byte : int
        -1 when none is.
    is_cut : bool
        The last record ends behind the file.
    """

    kind: int
    offsets: NDArray[np.int64]
    counts: NDArray[np.int64]
    seconds: NDArray[np.int64]
    n_records: int
    n_corrupt: int
    n_skipped_bytes: int
    n_other_kind: int
    first_corrupt_byte: int
    is_cut: bool


def index_log(raw: bytes) -> LogIndex:
    """Walk the records.

    Parameters
    ----------
    raw : bytes
        Whole ``log.bin``.

    Returns
    -------
    LogIndex
    """
    records, n_skipped, is_cut = _walk(raw)
    table = np.array(records, dtype=np.int64).reshape(-1, 4)
    is_sound = _checksums_hold(np.frombuffer(raw, dtype=np.uint8), table)
    corrupt = table[~is_sound]
    sound = table[is_sound]
    of_kind = {kind: sound[(sound[:, 1] == kind) & (sound[:, 3] > 1)] for kind in (ACTIVITY, ACTIVITY2)}
    kind = max(of_kind, key=lambda k: len(of_kind[k]))
    chosen = of_kind[kind]
    counts = chosen[:, 3] * 8 // BITS[kind]
    chosen, counts = chosen[counts > 0], counts[counts > 0]
    return LogIndex(
        kind=kind,
        offsets=chosen[:, 0] + _HEAD.size,
        counts=counts,
        seconds=chosen[:, 2],
        n_records=len(table),
        n_corrupt=len(corrupt),
        n_skipped_bytes=n_skipped,
        n_other_kind=sum(len(rows) for rows in of_kind.values()) - len(of_kind[kind]),
        first_corrupt_byte=int(corrupt[0, 0]) if len(corrupt) else -1,
        is_cut=is_cut,
    )


def _walk(raw: bytes) -> tuple[list[tuple[int, int, int, int]], int, bool]:
    """Give (position, type, second, payload length) of each record; hunt for the next mark behind damage."""
    records: list[tuple[int, int, int, int]] = []
    at, n_skipped, n_hunts, n_bytes, unpack = 0, 0, 0, len(raw), _HEAD.unpack_from
    while at + _HEAD.size < n_bytes:
        mark, kind, second, length = unpack(raw, at)
        end = at + _HEAD.size + length + 1
        is_likely = mark == _MARK and length <= MAX_RATE_HZ * 6
        if is_likely and end > n_bytes:
            return records, n_skipped, True
        if is_likely and (end == n_bytes or raw[end] == _MARK or _checksum_holds(raw, at, end)):
            records.append((at, kind, second, length))
            at = end
            continue
        n_hunts += 1
        if n_hunts > MAX_HUNTS:
            return records, n_skipped + n_bytes - at, False
        behind = raw.find(_MARK, at + 1)
        behind = n_bytes if behind < 0 else behind
        n_skipped += behind - at
        at = behind
    return records, n_skipped, n_bytes - at > 0


def _checksum_holds(raw: bytes, at: int, end: int) -> bool:
    """Test one record by itself: where no mark follows, only the checksum tells a record from chance."""
    piece = np.frombuffer(raw, dtype=np.uint8, count=end - at, offset=at)
    return int(np.bitwise_xor.reduce(piece)) == 0xFF


def _checksums_hold(raw: NDArray[np.uint8], table: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Test the exclusive-or of all records at once, in pieces that stay in the cache."""
    holds = np.zeros(len(table), dtype=np.bool_)
    for at in range(0, len(table), _CHECK_CHUNK):
        piece = table[at : at + _CHECK_CHUNK]
        first = int(piece[0, 0])
        lengths = piece[:, 3] + _HEAD.size + 1
        last = int((piece[:, 0] + lengths).max())
        bounds = np.stack([piece[:, 0], piece[:, 0] + lengths], axis=1).reshape(-1) - first
        # A guard byte behind the piece, because reduceat takes no index at the very end.
        window = np.append(raw[first:last], np.uint8(0))
        # With the stored checksum (a complement) the exclusive-or of a sound record is 0xFF.
        holds[at : at + len(piece)] = np.bitwise_xor.reduceat(window, bounds)[::2] == 0xFF
    return holds


@dataclass(frozen=True, eq=False)
class ActivitySamples:
    """One axis, unpacked from the records when read.

    Parameters
    ----------
    raw : ndarray of uint8, shape (n_bytes,)
    index : LogIndex
    first_samples : ndarray of int64, shape (n_seconds,)
        Index of each record's first sample.
    axis : int
        0 to 2 for x to z.
    """

    raw: NDArray[np.uint8]
    index: LogIndex
    first_samples: NDArray[np.int64]
    axis: int

    def __len__(self) -> int:
        """Give the number of samples."""
        return int(self.index.counts.sum())

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the recorded numbers ``start`` to ``stop`` (half open), int16."""
        out = np.empty(max(0, stop - start), dtype=np.int16)
        for at in range(start, stop, READ_SAMPLES):
            behind = min(at + READ_SAMPLES, stop)
            out[at - start : behind - start] = self._gather(at, behind)
        return out

    def _gather(self, start: int, stop: int) -> NDArray[np.int16]:
        first = int(np.searchsorted(self.first_samples, start, side="right")) - 1
        behind = int(np.searchsorted(self.first_samples, stop, side="left"))
        counts = self.index.counts[first:behind]
        if self.index.kind == ACTIVITY2 and bool((counts == counts[0]).all()):
            whole = self._rows(first, behind, int(counts[0]))
            return whole[start - int(self.first_samples[first]) : stop - int(self.first_samples[first])]
        return self._one_by_one(start, stop)

    def _rows(self, first: int, behind: int, count: int) -> NDArray[np.int16]:
        """Copy whole payloads of one length, which is ten times as fast as asking for each sample."""
        windows = np.lib.stride_tricks.sliding_window_view(self.raw, 6 * count)
        payloads = np.ascontiguousarray(windows[self.index.offsets[first:behind]])
        axes: NDArray[np.int16] = payloads.view("<i2").reshape(-1, 3)
        return axes[:, ORDER[ACTIVITY2][self.axis]]

    def _one_by_one(self, start: int, stop: int) -> NDArray[np.int16]:
        sample = np.arange(start, stop)
        record = np.searchsorted(self.first_samples, sample, side="right") - 1
        within = sample - self.first_samples[record]
        place = ORDER[self.index.kind][self.axis]
        base = self.index.offsets[record]
        if self.index.kind == ACTIVITY2:
            byte = base + within * 6 + 2 * place
            two_bytes = self.raw[byte[:, None] + np.arange(2)]
            words: NDArray[np.int16] = np.ascontiguousarray(two_bytes).view("<i2")[:, 0]
            return words
        bit = within * 36 + 12 * place
        byte = base + (bit >> 3)
        two = self.raw[byte].astype(np.int32) << 8 | self.raw[byte + 1]
        twelve = np.where(bit & 7, two & 0xFFF, two >> 4)
        signed: NDArray[np.int16] = (twelve - ((twelve & 0x800) << 1)).astype(np.int16)
        return signed
