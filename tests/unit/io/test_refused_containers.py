"""Containers that Legato knows and does not read say what they are and how to export them."""

from __future__ import annotations

import gzip
import io
import lzma
import time
from pathlib import Path

import numpy as np
import pytest

from legato.errors import InputError
from legato.io.read import read_recording
from legato.io.source import open_source


def npz():
    out = io.BytesIO()
    np.savez(out, acc=np.zeros(3), gyro=np.zeros(3))
    return out.getvalue()


CONTAINERS = {
    "mat5": (b"MATLAB 5.0 MAT-file, Platform: GLNXA64".ljust(128), "MATLAB", "writetable"),
    "mat73": (b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n", "MATLAB", "writetable"),
    "rdata": (gzip.compress(b"RDX3\nX\n"), "R data", "write.csv"),
    "rdata_xz": (lzma.compress(b"RDX3\nX\n"), "R data", "write.csv"),
    "avro": (b"Obj\x01\x04", "Avro", "CSV"),
    "npz": (npz(), "NumPy", "savetxt"),
    "npy": (b"\x93NUMPY\x01\x00", "NumPy", "savetxt"),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_known_container_is_named_with_the_way_out(name, tmp_path):
    raw, words, way = CONTAINERS[name]
    path = tmp_path / "recording.any"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=words) as caught:
        read_recording(path)
    assert way in caught.value.mend


def test_the_arrays_of_an_npz_are_named(tmp_path):
    path = tmp_path / "x.npz"
    path.write_bytes(npz())
    with pytest.raises(InputError) as caught:
        read_recording(path)
    assert "acc, gyro" in caught.value.found


def test_gzip_that_states_to_be_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "leg.csv.gz"
    path.write_bytes(gzip.compress(b"time_s,accel_x_g\n" + b"0,1\n" * 17_000_000, compresslevel=9))
    began = time.process_time()
    with (
        pytest.raises(InputError, match="unpacks to more than a recording can have"),
        open_source(path).open(),
    ):
        pass
    assert time.process_time() - began < 0.1
