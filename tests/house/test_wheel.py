"""What is inside the wheel: everything that the installed package needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from repository import ROOT


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    hatchling = Path(sys.executable).parent / "hatchling"
    subprocess.run(
        [str(hatchling), "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_the_wheel_holds_every_file_of_knowledge_and_every_template(wheel_names: list[str]) -> None:
    source = ROOT / "src"
    wanted = {
        str(file.relative_to(source))
        for file in (source / "legato").rglob("*")
        if file.suffix in {".yaml", ".html", ".css", ".j2", ".json", ".typ", ".typed"}
    }
    assert wanted
    assert wanted <= set(wheel_names)


def test_the_wheel_holds_every_module(wheel_names: list[str]) -> None:
    source = ROOT / "src"
    modules = {
        str(file.relative_to(source))
        for file in (source / "legato").rglob("*.py")
        if "fitted" not in file.parts
    }
    assert modules <= set(wheel_names)


def test_the_wheel_holds_licence_and_notice(wheel_names: list[str]) -> None:
    assert {Path(name).name for name in wheel_names} >= {"LICENSE", "NOTICE"}


def test_the_wheel_holds_nothing_but_the_package_and_its_papers(wheel_names: list[str]) -> None:
    assert {name.split("/")[0] for name in wheel_names} <= {"legato", "legato-0.1.0.dist-info"}
    assert [name for name in wheel_names if "/fitted/" in name and name.endswith(".py")] == []
