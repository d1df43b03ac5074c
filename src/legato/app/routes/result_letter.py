"""The letter for a visit: choose what goes in, look at it, print it. Nothing that is typed here is kept."""

from __future__ import annotations

import base64

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from legato.app.forms import read_form
from legato.app.render import page
from legato.app.result_letter import LONGEST_NAME, LetterOptions, has_withheld, letter_of, options_of
from legato.app.result_view import finished_day, stale_of
from legato.app.routes.result import finished_check
from legato.app.visit import visit_of
from legato.errors import InputError, MissingExtraError
from legato.model.kept import KeptItem
from legato.report.letter_pdf import PAPERS, draw_letter, render_letter

router = APIRouter(include_in_schema=False)

_POINTS_AN_INCH = 110


@router.get("/result/{id_}/letter")
def show_letter(request: Request, id_: str) -> Response:
    """Show the letter as it is without any choice: without mood, without alcohol, without a name.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    check = finished_check(request, id_)
    if isinstance(check, Response):
        return check
    visit = visit_of(request)
    options = options_of(
        lambda _: "", is_sent=False, language=visit.language, country=_country(request, check)
    )
    return _letter_page(request, check, options)


@router.post("/result/{id_}/letter")
async def look_again(request: Request, id_: str) -> Response:
    """Show the letter with the choices of the form; nothing is kept.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    check = finished_check(request, id_)
    form = await read_form(request)
    if isinstance(check, Response):
        return check
    visit = visit_of(request)
    try:
        options = options_of(
            form.text, is_sent=True, language=visit.language, country=_country(request, check)
        )
    except InputError:
        usual = options_of(
            lambda _: "", is_sent=False, language=visit.language, country=_country(request, check)
        )
        fault = visit.words.t("letter.name.fault", most=LONGEST_NAME)
        return await run_in_threadpool(_letter_page, request, check, usual, fault=fault)
    return await run_in_threadpool(_letter_page, request, check, options)


@router.post("/result/{id_}/letter.pdf")
async def print_letter(request: Request, id_: str) -> Response:
    """Give the letter as a PDF of two pages.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    check = finished_check(request, id_)
    form = await read_form(request)
    if isinstance(check, Response):
        return check
    options = options_of(
        form.text, is_sent=True, language=visit_of(request).language, country=_country(request, check)
    )
    return await run_in_threadpool(_pdf, request, check, options)


@router.get("/result/{id_}/letter.pdf")
def print_plain_letter(request: Request, id_: str) -> Response:
    """Give the letter as a PDF without any choice.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    check = finished_check(request, id_)
    if isinstance(check, Response):
        return check
    visit = visit_of(request)
    options = options_of(
        lambda _: "", is_sent=False, language=visit.language, country=_country(request, check)
    )
    return _pdf(request, check, options)


def _country(request: Request, check: KeptItem) -> str:
    return str(check.body.get("country") or visit_of(request).country)


def _pdf(request: Request, check: KeptItem, options: LetterOptions) -> Response:
    desk = request.app.state.desk
    made_on = finished_day(check)
    letter = letter_of(desk, check, options=options, made_on=made_on)
    return Response(
        render_letter(letter, paper=options.paper),
        media_type="application/pdf",
        headers={"content-disposition": f'inline; filename="letter-{made_on.isoformat()}.pdf"'},
    )


def _letter_page(request: Request, check: KeptItem, options: LetterOptions, *, fault: str = "") -> Response:
    """Draw the pages and show them beside the choices."""
    desk = request.app.state.desk
    letter = letter_of(desk, check, options=options, made_on=finished_day(check))
    missing: MissingExtraError | None = None
    pictures: tuple[bytes, ...] = ()
    try:
        pictures = draw_letter(letter, paper=options.paper, ppi=_POINTS_AN_INCH)
    except MissingExtraError as error:
        missing = error
    return page(
        request,
        "letter.html.j2",
        status=422 if fault else 200,
        check=check,
        letter=letter,
        options=options,
        papers=PAPERS,
        has_crisis=has_withheld(desk, check),
        pictures=[f"data:image/png;base64,{base64.b64encode(one).decode()}" for one in pictures],
        missing=missing,
        fault=fault,
        stale=stale_of(desk, check),
        made_on=finished_day(check),
        longest_name=LONGEST_NAME,
    )
