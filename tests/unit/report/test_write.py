"""A file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from legato.errors import UsageError
from legato.report.write import write_beside, write_text_beside


def test_text_arrives_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_text_beside(tmp_path / "new" / "a.txt", "leg ü\n")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "leg ü\n".encode()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.txt"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ZeroDivisionError])
def test_a_broken_or_cancelled_write_keeps_the_old_file_and_no_half_one(
    tmp_path: Path, fault: type[BaseException]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write(beside: Path) -> None:
        beside.write_text("half")
        raise fault

    with pytest.raises(fault):
        write_beside(path, write)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_told_with_its_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError) as caught:
        write_text_beside(tmp_path / "file" / "a.txt", "x")
    assert caught.value.mend
    assert str(tmp_path) in caught.value.where
