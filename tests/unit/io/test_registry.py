"""The readers: every name in the list is a reader, ids are unique, and asking is cheap."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from legato.errors import FormatError
from legato.io.registry import READERS, describe_head, find_reader, readers
from legato.io.source import open_source


def test_every_reader_has_an_id_of_its_own_and_both_functions() -> None:
    found = list(readers())
    ids = [reader.ID for reader in found]
    assert len(ids) == len(set(ids))
    assert all(callable(reader.recognises) and callable(reader.read) for reader in found)


def test_special_text_comes_before_plain_tables_and_archives_last() -> None:
    assert READERS[-1] == "archive"
    assert READERS[-2] == "delimited"
    assert READERS.index("gt3x") < READERS.index("archive")


def test_asking_every_reader_costs_little(tmp_path: Path) -> None:
    path = tmp_path / "leg.csv"
    path.write_text("time_s,accel_x_g\n" + "".join(f"{i / 100},0.1\n" for i in range(5000)))
    source = open_source(path)
    find_reader(source)
    began = time.process_time()
    assert find_reader(source).ID == "delimited"
    assert time.process_time() - began < 0.25


def test_the_door_loads_no_heavy_library_before_it_reads() -> None:
    code = (
        "import sys, legato.io.read, legato.io.registry as r; list(r.readers()); "
        "print([m for m in ('pyarrow', 'h5py', 'ezc3d', 'pyxdf', 'edfio', 'scipy.signal', 'pandas') if m in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.strip() == "[]"


def test_a_head_of_unknown_bytes_is_described_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x07\x00\x01\x02")
    assert describe_head(open_source(path)) == "unknown bytes that start with 07 00 01 02"


@pytest.mark.parametrize(("place", "magic"), [(128, b"DICM"), (344, b"n+1\x00")])
def test_an_image_is_called_an_image(tmp_path: Path, place: int, magic: bytes) -> None:
    path = tmp_path / "brain"
    path.write_bytes(b"\x5c\x01" + bytes(place - 2) + magic + bytes(100))
    assert describe_head(open_source(path)).startswith("an image of the inside of the body")


def test_a_header_that_no_row_follows_is_refused_for_having_no_row(tmp_path: Path) -> None:
    path = tmp_path / "leg.csv"
    path.write_text("time_s,accel_x_g,accel_y_g,accel_z_g\n")
    with pytest.raises(FormatError, match="holds no row of numbers") as caught:
        find_reader(open_source(path))
    assert "refused_text" not in str(caught.value)
