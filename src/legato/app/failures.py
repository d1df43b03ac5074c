"""Answer when something goes wrong: a page or problem+json that says what happened, what was kept and what to do."""

from __future__ import annotations

import logging

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from legato.app.render import page
from legato.errors import InputError, KnowledgeError, LegatoError, UsageError

__all__ = ["answer_bug", "answer_http", "answer_legato", "answer_validation", "status_of"]

_LOG = logging.getLogger("legato.app")
_DISK_FULL = "LEG-E808"


def status_of(error: LegatoError) -> int:
    """Give the HTTP status of an error.

    Parameters
    ----------
    error : LegatoError

    Returns
    -------
    int
    """
    if error.code == "LEG-E823":
        return 403
    if error.code == "LEG-E825":
        return 404
    if getattr(error, "current", None) is not None:
        return 409
    if isinstance(error, (InputError, UsageError)):
        return 422
    return 500 if isinstance(error, KnowledgeError) else 507


async def answer_legato(request: Request, error: Exception) -> Response:
    """Answer one of our own errors.

    Parameters
    ----------
    request : Request
    error : Exception

    Returns
    -------
    Response
    """
    assert isinstance(error, LegatoError)
    status = status_of(error)
    if _wants_json(request):
        return problem(
            status, error.what, code=error.code, where=error.where, found=error.found, mend=error.mend
        )
    return page(request, "failure.html.j2", status=status, error=error, kind="told")


async def answer_http(request: Request, error: Exception) -> Response:
    """Answer a page that is not there, or a way of asking that is not offered.

    Parameters
    ----------
    request : Request
    error : Exception

    Returns
    -------
    Response
    """
    assert isinstance(error, HTTPException)
    if _wants_json(request):
        return problem(error.status_code, str(error.detail), code="LEG-E826")
    kind = "missing" if error.status_code in (404, 405) else "refused"
    return page(request, "failure.html.j2", status=error.status_code, error=None, kind=kind)


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
    if _wants_json(request):
        return problem(
            422, "The request does not have the form that is documented", code="LEG-E827", found=faults
        )
    return page(request, "failure.html.j2", status=422, error=None, kind="refused")


async def answer_bug(request: Request, error: Exception) -> Response:
    """Answer a fault of ours: nothing that was confirmed is lost, and the log says where it was.

    Parameters
    ----------
    request : Request
    error : Exception

    Returns
    -------
    Response
    """
    _LOG.error("a page failed", exc_info=error)
    if _wants_json(request):
        return problem(500, "A fault of Legato itself", code="LEG-E828")
    return page(request, "failure.html.j2", status=500, error=None, kind="bug")


def problem(
    status: int, what: str, *, code: str, where: str = "", found: str = "", mend: str = ""
) -> Response:
    """Write an error for machines (RFC 9457).

    Parameters
    ----------
    status : int
    what, code, where, found, mend : str

    Returns
    -------
    Response
    """
    parts = {"where": where, "found": found, "mend": mend}
    body = {"type": "about:blank", "title": what, "status": status, "code": code}
    body |= {key: text for key, text in parts.items() if text}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/ingest/"))
