"""Help and the page of a crisis: they open without a key, without a script and before anything else."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.forms import read_form
from legato.app.help_view import Trusted, forget_trusted, help_view, keep_trusted, trusted_of
from legato.app.render import go, page
from legato.app.visit import visit_of
from legato.errors import InputError

router = APIRouter(include_in_schema=False)

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


@router.get("/help")
def show_help(request: Request) -> Response:
    """Show the numbers and the emergency signs.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Response
    """
    visit, desk = visit_of(request), request.app.state.desk
    return page(request, "help.html.j2", help=help_view(visit, library=desk.library(visit.language)))


@router.get("/crisis")
def show_crisis(request: Request, check: str = "") -> Response:
    """Show what helps when it is all too much; it stays until it is closed.

    Parameters
    ----------
    request : Request
    check : str

    Returns
    -------
    Response
    """
    return _crisis_page(request, check=check)


def _crisis_page(request: Request, *, check: str, typed: Trusted | None = None, fault: str = "") -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    is_id = bool(_ID.fullmatch(check))
    return page(
        request,
        "crisis.html.j2",
        status=422 if fault else 200,
        help=help_view(visit, library=desk.library(visit.language)),
        check=check if is_id else "",
        back=f"/check/{check}" if is_id else "/",
        trusted=trusted_of(desk, visit),
        typed=typed,
        fault=fault,
    )


@router.post("/crisis/contact")
async def keep_contact(request: Request) -> Response:
    """Keep whom the person trusts.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Response
    """
    form = await read_form(request)
    visit, desk = visit_of(request), request.app.state.desk
    name, number, check = form.text("name"), form.text("number"), form.text("check")
    try:
        keep_trusted(desk, visit, name=name, number=number, key=form.key)
    except InputError:
        typed = Trusted(name, number)
        return _crisis_page(request, check=check, typed=typed, fault=visit.words.t("crisis.contact.fault"))
    return go(f"/crisis{f'?check={check}' if _ID.fullmatch(check) else ''}#trusted")


@router.post("/crisis/contact/forget")
async def forget_contact(request: Request) -> Response:
    """Take the contact out again.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Response
    """
    form = await read_form(request)
    visit, desk = visit_of(request), request.app.state.desk
    forget_trusted(desk, visit)
    check = form.text("check")
    return go(f"/crisis{f'?check={check}' if _ID.fullmatch(check) else ''}#trusted")
