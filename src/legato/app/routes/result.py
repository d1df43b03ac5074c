"""The result of a check: the page for the person, the page for a clinician, what to say on the telephone."""

from __future__ import annotations

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from legato.app.flow import is_child, path_of
from legato.app.help_now import emergency_call
from legato.app.render import go, page
from legato.app.result_view import finished_day, note_shown, result_view, stale_of
from legato.app.visit import visit_of
from legato.inference.explain_clinician import explain_to_clinician
from legato.inference.explain_person import explain_to_person
from legato.model.explanation import ClinicianText, PersonText
from legato.model.kept import KeptItem
from legato.report.assessment_html import halves, overview_of, render_assessment_html, split_lines
from legato.report.basis_links import Anchors
from legato.report.level_look import level_icon
from legato.report.state_look import pattern_definitions
from legato.report.words import load_words as load_report_words

__all__ = ["finished_check", "router"]

router = APIRouter(include_in_schema=False)


def finished_check(request: Request, id_: str) -> KeptItem | Response:
    """Give a check that has a result, or the page on which it goes on.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    KeptItem or Response

    Raises
    ------
    InputError
        If there is no such check.
    """
    desk = request.app.state.desk
    check: KeptItem = desk.check(id_, person=visit_of(request).person)
    if not check.body.get("finished_on"):
        return go(path_of(check.id))
    if is_child(desk.state_of(check), library=desk.library()):
        return go(path_of(check.id, "child"))
    return check


@router.get("/result/{id_}")
def show_result(request: Request, id_: str) -> Response:
    """Show the result.

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
    desk = request.app.state.desk
    view = result_view(desk, check, visit=visit_of(request))
    if request.method == "GET":
        note_shown(desk, check)
    return page(request, "result.html.j2", view=view, patterns=Markup(pattern_definitions()))


@router.get("/result/{id_}/clinician")
def show_clinician(request: Request, id_: str) -> Response:
    """Show the evidence for, against and missing, for somebody who examines.

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
    _, text = _texts(request, check)
    said = load_report_words()
    anchors = Anchors(text, said)
    return page(
        request,
        "result_clinician.html.j2",
        check=check,
        made_on=finished_day(check),
        clinician=text,
        icon=Markup(level_icon(text.urgency)),
        level=text.urgency.value,
        say=said.say,
        names=anchors.names,
        source=anchors.source,
        halves=halves,
        split=split_lines,
        overview=[overview_of(cause) for cause in text.causes],
        stale=stale_of(request.app.state.desk, check),
    )


@router.get("/result/{id_}/one-file")
def one_file(request: Request, id_: str) -> Response:
    """Give both pages as one file that opens anywhere without Legato.

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
    desk = request.app.state.desk
    person, clinician = _texts(request, check)
    body = render_assessment_html(desk.assess(check), person, clinician)
    name = f"legato-{finished_day(check).isoformat()}.html"
    return Response(
        body,
        media_type="text/html; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _texts(request: Request, check: KeptItem) -> tuple[PersonText, ClinicianText]:
    """Give both texts in English, the language that the page for a clinician is written in."""
    desk = request.app.state.desk
    library = desk.library()
    assessment = desk.assess(check)
    return (
        explain_to_person(assessment, library=library, today=finished_day(check)),
        explain_to_clinician(assessment, library=library),
    )


@router.get("/result/{id_}/phone")
def show_phone(request: Request, id_: str) -> Response:
    """Show what to say on the telephone, and the number.

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
    desk, visit = request.app.state.desk, visit_of(request)
    view = result_view(desk, check, visit=visit)
    country = str(check.body.get("country") or visit.country)
    return page(
        request,
        "phone_script.html.j2",
        view=view,
        emergency=emergency_call(country, words=visit.words, library=desk.library(visit.language)),
    )
