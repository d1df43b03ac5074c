"""Bring in an Apple Health export: choose the file, see what was found, keep its days, take them out again."""

from __future__ import annotations

import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from legato.app.big_upload import receive_file
from legato.app.desk import Desk
from legato.app.diary_dates import short_day
from legato.app.diary_view import health_facts
from legato.app.first_person import ensure_person
from legato.app.forms import read_form
from legato.app.health_import import (
    HealthImport,
    begin_reading,
    find_import,
    forget_import,
    give_to,
    keep_days,
    kept_imports,
    new_import,
    take_out,
)
from legato.app.health_reading import FILE
from legato.app.render import go, page
from legato.app.visit import visit_of

router = APIRouter(include_in_schema=False)
_HOME = "/import/apple-health"
_YEAR_DAYS = 365
_SHOWN_DAYS = 31


@router.get(_HOME)
def choose_file(request: Request, done: str = "", n: int = 0) -> Response:
    """Say how to get the file, and offer to choose it.

    Parameters
    ----------
    request : Request
    done : str
    n : int

    Returns
    -------
    Response
    """
    visit, desk = visit_of(request), request.app.state.desk
    return page(
        request,
        "import_health.html.j2",
        imports=kept_imports(desk, person=visit.person),
        done=done if done in ("kept", "out") else "",
        n=max(n, 0),
    )


@router.post(_HOME)
async def take_file(request: Request) -> Response:
    """Take the file in and begin to read it."""
    folder = new_import(request.app.state.desk)
    is_whole = False
    try:
        fields = await receive_file(request, folder / FILE)
        give_to(folder, person=ensure_person(request, key=fields.get("key") or folder.name))
        is_whole = True
    finally:
        if not is_whole:
            forget_import(folder)
    begin_reading(folder)
    return go(f"{_HOME}/{folder.name}")


@router.get(_HOME + "/{id_}")
def show_import(request: Request, id_: str) -> Response:
    """Show how far the reading is, or what was found.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    visit, desk = visit_of(request), request.app.state.desk
    return page(request, "import_health_found.html.j2", **_values(desk, _found(request, id_), visit.words))


@router.post(_HOME + "/{id_}/keep")
async def keep_import(request: Request, id_: str) -> Response:
    """Keep the days that were found: those of the last year, or all.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    form, desk, found = await read_form(request), request.app.state.desk, _found(request, id_)
    begin = desk.today() - datetime.timedelta(days=_YEAR_DAYS)
    days = [day for day in found.days if form.text("how_far") == "all" or day.day >= begin]
    n = await run_in_threadpool(
        keep_days, desk, days, import_id=id_, person=visit_of(request).person, key=form.key
    )
    forget_import(found.folder)
    return go(f"{_HOME}?done=kept&n={n}")


@router.post(_HOME + "/{id_}/stop")
async def stop_import(request: Request, id_: str) -> Response:
    """Stop reading, or leave out what was found.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    await read_form(request)
    forget_import(_found(request, id_).folder)
    return go(_HOME)


@router.post(_HOME + "/{id_}/out")
async def take_import_out(request: Request, id_: str) -> Response:
    """Take the days of an import out of the diary again.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    form, desk = await read_form(request), request.app.state.desk
    n = await run_in_threadpool(take_out, desk, id_, person=visit_of(request).person, key=form.key)
    return go(f"{_HOME}?done=out&n={n}")


def _found(request: Request, id_: str) -> HealthImport:
    return find_import(request.app.state.desk, id_, person=visit_of(request).person)


def _values(desk: Desk, found: HealthImport, words: Any) -> dict[str, Any]:
    """Give what the page shows of an import."""
    begin = desk.today() - datetime.timedelta(days=_YEAR_DAYS)
    return {
        "found": found,
        "mebibytes": found.done_bytes // 1024**2,
        "n_year": sum(day.day >= begin for day in found.days),
        "rows": [
            (f"{short_day(day.day, words.language)} {day.day.year}", health_facts(day, words=words))
            for day in reversed(found.days[-_SHOWN_DAYS:])
        ],
        "error_known": words.has(f"health.error.{found.error}"),
    }
