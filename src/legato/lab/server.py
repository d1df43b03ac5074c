"""Put the review page together: the doorkeeper in front, the page and what it asks for behind, assets beside."""

from __future__ import annotations

import logging
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from legato import __version__
from legato.errors import ConflictError, InputError, LegatoError
from legato.lab.desk import NightDesk
from legato.lab.door import DoorKeeper, LabDoor
from legato.lab.routes import edits, night, page, trace

__all__ = ["create_lab"]

_LOG = logging.getLogger("legato.lab")


def create_lab(desk: NightDesk, door: LabDoor | None = None) -> FastAPI:
    """Make the application that shows one night.

    Parameters
    ----------
    desk : NightDesk
    door : LabDoor or None
        Who may come in, and under which host; on port 8770 by default.

    Returns
    -------
    FastAPI
        With ``state.desk`` and ``state.door``.
    """
    lab = FastAPI(
        title="Legato review",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    lab.state.desk, lab.state.door = desk, door or LabDoor()
    for module in (page, night, trace, edits):
        lab.include_router(module.router)
    lab.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    lab.add_exception_handler(LegatoError, answer_legato)
    lab.add_exception_handler(RequestValidationError, answer_validation)
    lab.add_exception_handler(Exception, answer_bug)
    lab.add_middleware(DoorKeeper, door=lab.state.door)
    return lab


async def answer_legato(request: Request, error: Exception) -> Response:
    """Answer one of our own errors: 409 for a stale window, 422 for what does not fit, 507 where the disk refuses.

    Parameters
    ----------
    request : Request
    error : Exception

    Returns
    -------
    Response
    """
    assert isinstance(error, LegatoError)
    status = 409 if isinstance(error, ConflictError) else 422 if isinstance(error, InputError) else 507
    parts = {"where": error.where, "found": error.found, "mend": error.mend}
    return _problem(status, error.what, code=error.code, **{key: text for key, text in parts.items() if text})


async def answer_validation(request: Request, error: Exception) -> Response:
    """Answer a request whose parts do not have the right form.

    Parameters
    ----------
    request : Request
    error : Exception

    Returns
    -------
    Response
    """
    assert isinstance(error, RequestValidationError)
    faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return _problem(422, "This request does not have the right form", code="LEG-E970", found=faults)


async def answer_bug(request: Request, error: Exception) -> Response:
    """Answer a fault of ours; what was saved before is kept, and the log says where it was.

    Parameters
    ----------
    request : Request
    error : Exception

    Returns
    -------
    Response
    """
    _LOG.error("the review page failed", exc_info=error)
    return _problem(500, "A fault of Legato itself; what was saved before is kept")


def _problem(status: int, what: str, **parts: str) -> Response:
    """Write an error for the page (RFC 9457)."""
    body = {"type": "about:blank", "title": what, "status": status, **parts}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")
