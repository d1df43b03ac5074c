"""Pages of a GENEActiv .bin file: 300 samples each as hexadecimal text, decoded on demand.

Pure decoding; ``geneactiv.py`` makes the recording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

__all__ = ["AXES", "PAGE_SAMPLES", "PageIndex", "PageSamples", "index_pages"]

PAGE_SAMPLES = 300
HEX_PER_SAMPLE = 12
PAGE_HEX = PAGE_SAMPLES * HEX_PER_SAMPLE
AXES = ("x", "y", "z")
CHUNK_PAGES = 256
MAX_PAGE_HEAD = 2000  # the text above the numbers takes about 200 bytes
_MARK = b"Recorded Data"
_LINE = re.compile(rb"(?P<key>[^:\r\n]+):(?P<value>[^\r\n]*)\r?\n")
_STAMP = re.compile(r"(\d{4})-(\d\d?)-(\d\d?) (\d\d?):(\d\d?):(\d\d?)[:.](\d{1,3})")
_NIBBLE = np.full(256, 255, dtype=np.uint8)
for _k, _digit in enumerate("0123456789ABCDEF"):
    _NIBBLE[ord(_digit)] = _NIBBLE[ord(_digit.lower())] = _k


@dataclass(frozen=True, eq=False)
class PageIndex:
    """What the heads of all pages say.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n_pages,)
        First hexadecimal digit of each sound page.
    start_s : ndarray of float64, shape (n_pages,)
        Page time, seconds since 1970 on the device's own clock.
    counts : ndarray of int64, shape (n_pages,)
        300, less in a last page that is cut.
    temperature_c : ndarray of float64, shape (n_pages,)
    rates_hz : ndarray of float64, shape (n_pages,)
    broken : list of int
        Number of each page that has no time or holds other characters than digits.
    n_cut_samples : int
        Samples missing from the last page.
    """

    offsets: NDArray[np.int64]
    start_s: NDArray[np.float64]
    counts: NDArray[np.int64]
    temperature_c: NDArray[np.float64]
    rates_hz: NDArray[np.float64]
    broken: list[int]
    n_cut_samples: int


def index_pages(raw: NDArray[np.uint8]) -> PageIndex:
    """Find the pages.

    Parameters
    ----------
    raw : ndarray of uint8, shape (n_bytes,)
        The whole file.

    Returns
    -------
    PageIndex
    """
    rows: list[tuple[int, float, int, float, float]] = []
    broken: list[int] = []
    starts = _marks(raw)
    n_cut = 0
    for k, start in enumerate(starts):
        limit = starts[k + 1] if k + 1 < len(starts) else len(raw)
        is_last = k + 1 == len(starts)
        # A mark closer than a page of digits needs no look: a file full of marks must not take hours.
        page = _page(raw, start, limit) if is_last or limit - start > PAGE_HEX else None
        if page is None:
            broken.append(k)
            continue
        if page[2] < PAGE_SAMPLES:
            if not is_last or page[2] == 0:
                broken.append(k)
                continue
            n_cut = PAGE_SAMPLES - page[2]
        rows.append(page)
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    offsets, counts = table[:, 0].astype(np.int64), table[:, 2].astype(np.int64)
    return PageIndex(offsets, table[:, 1], counts, table[:, 3], table[:, 4], broken, n_cut)


def _marks(raw: NDArray[np.uint8]) -> list[int]:
    """Find where the pages begin; a piece at a time, with an overlap so that no mark is cut in two."""
    found: list[int] = []
    step = 1 << 24
    for at in range(0, len(raw), step):
        piece = raw[at : at + step + len(_MARK) - 1].tobytes()
        position = piece.find(_MARK)
        while position >= 0:
            found.append(at + position)
            position = piece.find(_MARK, position + 1)
    return found


def _page(raw: NDArray[np.uint8], start: int, limit: int) -> tuple[int, float, int, float, float] | None:
    """Give (first digit, time, samples, temperature, rate) of one page, or None when it cannot be used."""
    head = raw[start : min(limit, start + MAX_PAGE_HEAD)].tobytes()
    at = head.find(b"\n") + 1
    fields: dict[bytes, str] = {}
    while found := _LINE.match(head, at):
        fields[found["key"].strip()] = found["value"].decode("latin-1").strip()
        at = found.end()
    seconds = _seconds(fields.get(b"Page Time", ""))
    if seconds is None:
        return None
    digits = raw[start + at : min(limit, start + at + PAGE_HEX)]
    is_digit = _NIBBLE[digits] != 255
    n_digits = len(digits) if is_digit.all() else int(np.argmin(is_digit))
    is_ended = n_digits == len(digits) or digits[n_digits] in (10, 13)
    if not is_ended:
        return None
    count = n_digits // HEX_PER_SAMPLE
    temperature_c = _number(fields.get(b"Temperature", ""))
    return start + at, seconds, count, temperature_c, _number(fields.get(b"Measurement Frequency", ""))


def _seconds(text: str) -> float | None:
    found = _STAMP.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return (moment - datetime(1970, 1, 1)) / timedelta(seconds=1) + int(found[7].ljust(3, "0")) / 1000.0


def _number(text: str) -> float:
    try:
        return float(text.removesuffix("Hz").replace(",", "."))
    except ValueError:
        return float("nan")


@dataclass(frozen=True, eq=False)
class PageSamples:
    """One field of the samples, decoded from the pages when read.

    Parameters
    ----------
    raw : ndarray of uint8, shape (n_bytes,)
    index : PageIndex
    field : str
        ``x``, ``y``, ``z`` (signed, 12 bits) or ``light`` (10 bits).
    """

    raw: NDArray[np.uint8]
    index: PageIndex
    field: str

    def __len__(self) -> int:
        """Give the number of samples."""
        return int(self.index.counts.sum())

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the recorded numbers ``start`` to ``stop`` (half open), int16."""
        if stop <= start:
            return np.empty(0, dtype=np.int16)
        # Only the last page can be short, so sample and page follow from one another.
        first, behind = start // PAGE_SAMPLES, -(-stop // PAGE_SAMPLES)
        pieces = [self._pages(at, min(at + CHUNK_PAGES, behind)) for at in range(first, behind, CHUNK_PAGES)]
        return np.concatenate(pieces)[start - first * PAGE_SAMPLES : stop - first * PAGE_SAMPLES]

    def _pages(self, first: int, behind: int) -> NDArray[np.int16]:
        place = 9 if self.field == "light" else 3 * AXES.index(self.field)
        offsets, counts = self.index.offsets[first:behind], self.index.counts[first:behind]
        digit = np.arange(PAGE_SAMPLES) * HEX_PER_SAMPLE + place
        where = (offsets[:, None] + digit[None, :]).reshape(-1)[: int(counts.sum())]
        number = np.zeros(len(where), dtype=np.int32)
        for k in range(3):
            number = number << 4 | _NIBBLE[self.raw[where + k]]
        if self.field == "light":
            return (number >> 2).astype(np.int16)
        return (number - ((number & 0x800) << 1)).astype(np.int16)
