"""The lock files: hashes for everything, no host, and the smaller one agrees with the larger one."""

from __future__ import annotations

import re
import tomllib

import pytest

from repository import ROOT

LOCKS = ["requirements.lock", "requirements-core.lock", "bootstrap.lock"]


def pins(name: str) -> dict[str, str]:
    """Give the entries of a lock: what is pinned, and the text of its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    return {entry.partition("\\")[0].strip(): entry.partition("\\")[2] for entry in entries}


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_version_and_a_hash(name: str) -> None:
    assert [
        pin for pin, hashes in pins(name).items() if "==" not in pin or "--hash=sha256:" not in hashes
    ] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(r"://|--index|--extra-index|--find-links", text) is None


def test_the_core_lock_is_a_part_of_the_full_one() -> None:
    assert set(pins("requirements-core.lock")) <= set(pins("requirements.lock"))


def test_every_dependency_is_in_the_core_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.match(r"[a-z0-9_-]+", line)[0] for line in project["dependencies"]}
    assert wanted <= {re.match(r"[a-z0-9_-]+", pin)[0] for pin in pins("requirements-core.lock")}
