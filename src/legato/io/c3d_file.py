"""Header, parameters and analogue frames of a C3D file, guarded against every count that lies.

Pure decoding. The samples stay in the memory map and are strided out when read.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError

__all__ = ["AnalogSamples", "C3dFile", "Parameter", "is_c3d_head", "parse_c3d"]

BLOCK_BYTES = 512
MAX_PARAMETERS = 20_000
_INTEL, _DEC, _SGI = 84, 85, 86

Parameter = list[str] | list[float]


@dataclass(frozen=True, eq=False)
class C3dFile:
    """What header and parameters say, and where the analogue numbers lie.

    Parameters
    ----------
    parameters : dict of str to list
        ``ANALOG:LABELS`` and so on, upper case.
    frames : ndarray, shape (n_frames, n_numbers)
        Float or integer numbers of every whole frame that is there.
    n_points : int
        Markers in a frame.
    n_channels, per_frame : int
        Analogue channels, and samples of each in a frame.
    frame_rate_hz : float
    n_frames_stated : int
    """

    parameters: dict[str, Parameter]
    frames: NDArray[np.generic]
    n_points: int
    n_channels: int
    per_frame: int
    frame_rate_hz: float
    n_frames_stated: int

    def texts(self, name: str) -> list[str]:
        """Give a parameter of texts; empty where it is not there. Long lists go on in ``NAME2``, ``NAME3``."""
        out: list[str] = []
        for suffix in ("", *(str(k) for k in range(2, 10))):
            out += [str(value) for value in self.parameters.get(name + suffix, [])]
        return out

    def numbers(self, name: str) -> list[float]:
        """Give a parameter of numbers; empty where it is not there or holds text."""
        values = self.parameters.get(name, [])
        return [float(value) for value in values if not isinstance(value, str)]


@dataclass(frozen=True, eq=False)
class AnalogSamples:
    """One analogue channel.

    Parameters
    ----------
    frames : ndarray, shape (n_frames, n_numbers)
    first : int
        Column of its first sample in a frame.
    step, per_frame : int
        Distance between its samples in a frame, and how many there are.
    """

    frames: NDArray[np.generic]
    first: int
    step: int
    per_frame: int

    def __len__(self) -> int:
        """Give the number of samples."""
        return int(self.frames.shape[0]) * self.per_frame

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the recorded numbers ``start`` to ``stop`` (half open)."""
        if stop <= start:
            return np.empty(0, dtype=np.float32)
        frame, behind = start // self.per_frame, -(-stop // self.per_frame)
        last = self.first + self.step * (self.per_frame - 1) + 1
        piece = self.frames[frame:behind, self.first : last : self.step].reshape(-1)
        return piece[start - frame * self.per_frame : stop - frame * self.per_frame]


def is_c3d_head(head: bytes) -> bool:
    """Tell by the mark, the parameter block it points to, and the processor named there."""
    if len(head) < BLOCK_BYTES or head[1] != 0x50 or not 1 < head[0] < 120:
        return False
    at = (head[0] - 1) * BLOCK_BYTES
    return len(head) >= at + 4 and head[at + 3] in (_INTEL, _DEC, _SGI)


def parse_c3d(raw: NDArray[np.uint8], *, name: str) -> C3dFile:
    """Parse header and parameters and find the frames.

    Parameters
    ----------
    raw : ndarray of uint8, shape (n_bytes,)
    name : str
        File name, for messages.

    Returns
    -------
    C3dFile

    Raises
    ------
    FormatError
        If header or parameters are cut or state impossible counts.
    InputError
        If the numbers are of a processor that Legato does not read.
    """
    at = (int(raw[0]) - 1) * BLOCK_BYTES
    processor = int(raw[at + 3])
    if processor == _DEC:
        raise InputError(
            "This C3D file holds DEC numbers, which Legato does not read",
            where=name,
            found="processor 85",
            mend="save it again as Intel C3D in the motion-capture program",
            code="LEG-E690",
        )
    order = "<" if processor == _INTEL else ">"
    head = raw[:BLOCK_BYTES].tobytes()
    n_points, n_analog, first, last = struct.unpack_from(f"{order}4H", head, 2)
    (scale,) = struct.unpack_from(f"{order}f", head, 12)
    data_block, per_frame = struct.unpack_from(f"{order}2H", head, 16)
    (frame_rate_hz,) = struct.unpack_from(f"{order}f", head, 20)
    parameters = _parameters(raw[at + 4 : at + int(raw[at + 2]) * BLOCK_BYTES].tobytes(), order)
    is_possible = (
        math.isfinite(frame_rate_hz) and 0 < frame_rate_hz < 1e6 and math.isfinite(scale) and data_block > 1
    )
    if not is_possible or (n_analog and (not per_frame or n_analog % per_frame)):
        found = f"{n_analog} analogue numbers of {per_frame} a frame, {frame_rate_hz:g} Hz, data in block {data_block}"
        raise FormatError(
            "The C3D header states impossible numbers",
            where=name,
            found=found,
            mend="copy it again",
            code="LEG-E691",
        )
    dtype = np.dtype(f"{order}f4" if scale < 0 else f"{order}i2")
    n_numbers = 4 * n_points + n_analog
    body = raw[(data_block - 1) * BLOCK_BYTES :]
    stated = _frames_stated(parameters, first, last)
    there = len(body) // (n_numbers * dtype.itemsize) if n_numbers else 0
    n_frames = min(there, stated)
    frames = body[: n_frames * n_numbers * dtype.itemsize].view(dtype).reshape(n_frames, n_numbers or 1)
    n_channels = n_analog // per_frame if per_frame else 0
    return C3dFile(parameters, frames, n_points, n_channels, per_frame, float(frame_rate_hz), stated)


def _frames_stated(parameters: dict[str, Parameter], first: int, last: int) -> int:
    """Give the number of frames; beyond 65 535 the parameters say it, since the header's words are too small."""
    stated = last - first + 1 if last >= first else 0
    words = [parameters.get(f"TRIAL:ACTUAL_{which}_FIELD", []) for which in ("START", "END")]
    if all(len(word) >= 2 and not isinstance(word[0], str) for word in words):
        begin, end = (int(float(word[0])) % 65536 + 65536 * (int(float(word[1])) % 65536) for word in words)
        if end >= begin and end - begin + 1 > stated:
            return end - begin + 1
    return max(stated, 0)


def _parameters(raw: bytes, order: str) -> dict[str, Parameter]:
    """Walk the records of groups and parameters; stop at the first that follows no rule."""
    groups: dict[int, str] = {}
    found: list[tuple[int, str, Parameter]] = []
    at = 0
    for _ in range(MAX_PARAMETERS):
        if at + 4 > len(raw):
            break
        n_chars, group = abs(struct.unpack_from("b", raw, at)[0]), struct.unpack_from("b", raw, at + 1)[0]
        name_end = at + 2 + n_chars
        if not n_chars or name_end + 2 > len(raw):
            break
        name = raw[at + 2 : name_end].decode("latin-1").strip().upper()
        (step,) = struct.unpack_from(f"{order}h", raw, name_end)
        if group < 0:
            groups[-group] = name
        else:
            value = _value(raw[name_end + 2 :], order)
            if value is not None:
                found.append((group, name, value))
        if step <= 0:
            break
        at = name_end + step
    return {f"{groups.get(group, group)}:{name}": value for group, name, value in found}


def _value(raw: bytes, order: str) -> Parameter | None:
    """Decode one parameter: texts in rows of the first dimension, numbers in one list."""
    if len(raw) < 2:
        return None
    kind, n_dims = struct.unpack_from("bB", raw, 0)
    dims = list(raw[2 : 2 + n_dims])
    count = math.prod(dims) if n_dims <= 7 else -1
    data = raw[2 + n_dims :]
    size = abs(kind)
    if kind not in (-1, 1, 2, 4) or count < 0 or count * size > len(data) or len(dims) < n_dims:
        return None
    if kind == -1:
        width = dims[0] if dims else 1
        texts = [data[k : k + width] for k in range(0, count, width)] if width else []
        return [text.decode("latin-1").replace("\x00", " ").strip() for text in texts]
    code = {1: "u1", 2: f"{order}i2", 4: f"{order}f4"}[kind]
    return [float(number) for number in np.frombuffer(data[: count * size], dtype=code)]
