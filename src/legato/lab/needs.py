"""What the review page needs beyond the core, said before anything is imported."""

from __future__ import annotations

from importlib.util import find_spec

from legato.errors import MissingExtraError

__all__ = ["require_lab"]


def require_lab() -> None:
    """Say how to install the review page where its libraries are not.

    Raises
    ------
    MissingExtraError
        If a library of the extra ``lab`` is missing.
    """
    missing = [name for name in ("fastapi", "uvicorn") if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            "The review page needs libraries that are not installed",
            found=", ".join(missing),
            mend='pip install "legato[lab]"',
            code="LEG-E979",
        )
