"""Where the real recordings are, for the tests that need them: beside the checkout, never inside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MISSING = "the real recordings (../shared/data beside the checkout) are not here"


def find_shared_data() -> Path | None:
    """Give the folder of real recordings, or None where there is none.

    ``LEGATO_SHARED_DATA`` names another folder.
    """
    named = os.environ.get("LEGATO_SHARED_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def shared_data(*parts: str) -> Path:
    """Give the folder of real recordings, or one set or file in it.

    Skips the test with a plain line where the folder is missing, and fails it in CI, where it must not be missing.
    A set that is not in a folder that is there counts as missing too.
    """
    folder = find_shared_data()
    path = folder.joinpath(*parts) if folder else None
    if path is not None and path.exists():
        return path
    reason = MISSING if folder is None else f"{'/'.join(parts)} is not among the real recordings"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{reason}, and CI=true says that they must be")
    pytest.skip(reason)
