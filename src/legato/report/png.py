"""Write a small indexed PNG, and the perceptually even colours that it uses. No picture library is needed for that.

The colour map is made here: lightness rises evenly in the OKLab space while the hue goes from deep blue over rose to
yellow, so that equal steps of power look like equal steps, in grey print and to colour-blind eyes too.
"""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["NOTHING_INDEX", "colour_map", "indexed_png", "png_data_uri"]

NOTHING_INDEX = 0  # Transparent: nothing was assessable there.
_N_COLOURS = 255


@cache
def colour_map() -> NDArray[np.uint8]:
    """Give the colours from weak to strong.

    Returns
    -------
    ndarray of uint8, shape (255, 3)
        sRGB.

    Notes
    -----
    Source: Björn Ottosson's OKLab, matrices as published by him (2020).
    """
    share = np.linspace(0.0, 1.0, _N_COLOURS)
    lightness = 0.16 + 0.80 * share
    # Strong in the middle, weak at both ends: the darkest and the lightest colours have no room for chroma in sRGB.
    chroma = 0.02 + 0.15 * np.sin(np.pi * np.clip(share, 0.0, 1.0)) ** 0.8
    hue = np.deg2rad(285.0 + 185.0 * share)
    a, b = chroma * np.cos(hue), chroma * np.sin(hue)
    cones = np.stack(
        [
            lightness + 0.3963377774 * a + 0.2158037573 * b,
            lightness - 0.1055613458 * a - 0.0638541728 * b,
            lightness - 0.0894841775 * a - 1.2914855480 * b,
        ]
    )
    to_rgb = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    linear = np.clip(to_rgb @ cones**3, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(255 * encoded.T).astype(np.uint8)


def indexed_png(index: NDArray[np.uint8]) -> bytes:
    """Write a PNG whose pixel 0 is transparent and whose pixels 1 to 255 go from weak to strong.

    Parameters
    ----------
    index : ndarray of uint8, shape (height, width)

    Returns
    -------
    bytes
    """
    height, width = index.shape
    rows = np.zeros(
        (height, width + 1), dtype=np.uint8
    )  # Column 0: each row starts with its filter, 0 for none.
    rows[:, 1:] = index
    palette = np.vstack([np.zeros((1, 3), dtype=np.uint8), colour_map()])
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.tobytes()),
            _chunk(b"tRNS", b"\x00"),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        ]
    )


def png_data_uri(index: NDArray[np.uint8]) -> str:
    """Give the PNG as a data address that needs no second file.

    Parameters
    ----------
    index : ndarray of uint8, shape (height, width)

    Returns
    -------
    str
    """
    return "data:image/png;base64," + base64.b64encode(indexed_png(index)).decode("ascii")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
