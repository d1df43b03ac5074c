"""The way without the computer: the service worker, the kept page, the questions as data, and the way back of changes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from legato.app.desk import Desk
from legato.app.forms import check_guard, read_form
from legato.app.offline.conflict import open_conflicts, settle_conflict, sides_of
from legato.app.offline.contact import contact_lines
from legato.app.offline.graph import graph_bytes
from legato.app.offline.precache import worker_source
from legato.app.offline.sync import MOST_CHANGES, changes_since, take_change
from legato.app.render import go, page
from legato.app.routes.help import show_crisis, show_help
from legato.app.visit import visit_of

router = APIRouter(tags=["offline"])
_INK, _PAGE = "#17626b", "#f6f6f2"
_PROBLEM: dict[int | str, dict[str, Any]] = {
    status: {"description": what, "content": {"application/problem+json": {}}}
    for status, what in (
        (400, "The body is no JSON."),
        (403, "The guard of the pages is missing; nothing was changed."),
        (413, "The body is too large, and was not read."),
        (422, "The request does not have this form; nothing was changed."),
    )
}


class Change(BaseModel):
    """One thing that was made or changed while the computer was out of reach."""

    model_config = ConfigDict(strict=True, extra="forbid")

    key: str = Field(
        pattern=r"^[A-Za-z0-9_-]{8,100}$", description="New for each change; repeated with each try."
    )
    kind: Literal["check", "diary"]
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    person: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$")
    body: dict[str, Any]
    base_version: int = Field(ge=0, le=1_000_000_000, description="Version that was seen; 0 for a new thing.")
    day: str = Field(default="", pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")
    made_at: str = Field(default="", max_length=40)


class Changes(BaseModel):
    """What a device brings back."""

    model_config = ConfigDict(strict=True, extra="forbid")

    changes: list[Change] = Field(max_length=MOST_CHANGES)


@router.get("/sw.js", include_in_schema=False)
def service_worker(request: Request) -> Response:
    """Give the service worker, with the list of what it keeps for this language and country."""
    visit = visit_of(request)
    library = request.app.state.desk.library(visit.language)
    text = worker_source(library, language=visit.language, country=visit.country)
    return Response(text, media_type="text/javascript")


@router.get("/manifest.webmanifest", include_in_schema=False)
def manifest(request: Request) -> Response:
    """Say how the pages look when they are put on the first screen of a phone."""
    words = visit_of(request).words
    icons = [
        {"src": "/static/img/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": "/static/img/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": "/static/img/icon-512.png", "sizes": "512x512", "type": "image/png"},
        {
            "src": "/static/img/icon-maskable-512.png",
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    tabs = (("/help", "help"), ("/record", "record"), ("/diary", "diary"))
    body = {
        "id": "/",
        "name": words.t("offline.app.name"),
        "short_name": words.t("offline.app.name"),
        "description": words.t("offline.app.about"),
        "lang": words.language,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": _INK,
        "background_color": _PAGE,
        "icons": icons,
        "shortcuts": [{"name": words.t(f"base.nav.{name}"), "url": path} for path, name in tabs],
    }
    return JSONResponse(body, media_type="application/manifest+json")


@router.get("/offline/help", include_in_schema=False)
def help_to_keep(request: Request) -> Response:
    """Give the page of help for a phone to keep."""
    _as_stranger(request)
    return show_help(request)


@router.get("/offline/crisis", include_in_schema=False)
def crisis_to_keep(request: Request) -> Response:
    """Give the page of a crisis for a phone to keep, without the person whom somebody trusts."""
    _as_stranger(request)
    return show_crisis(request)


def _as_stranger(request: Request) -> None:
    """Let a page be made as for somebody who is not known: what a browser keeps of it tells nothing of anybody."""
    request.state.device = None


@router.get("/offline", include_in_schema=False)
def offline(request: Request) -> Response:
    """Show the page that works without the computer; the numbers to call stand in it and need no script."""
    _as_stranger(request)
    visit = visit_of(request)
    library = request.app.state.desk.library(visit.language)
    country = library.by_id("country")[visit.country]
    return page(request, "offline.html.j2", **contact_lines(country, library=library))


@router.get("/api/v1/questions", responses={200: {"content": {"application/json": {}}}, 422: _PROBLEM[422]})
def questions(request: Request, language: Literal["en", "de", "es"] | None = None) -> Response:
    """Give questions, rules and fixed words as data, for a device that asks them by itself.

    The interpreter that runs on it gives the same next question and the same urgency as this server. Not a diagnosis.
    """
    chosen = language or visit_of(request).language
    library = request.app.state.desk.library(chosen)
    tag = f'"{library.version}-{chosen}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(graph_bytes(library, language=chosen), media_type="application/json", headers=headers)


@router.get("/api/v1/sync", responses={422: _PROBLEM[422]})
def changed(request: Request, since: Annotated[int, Query(ge=0, le=2**53)] = 0) -> dict[str, Any]:
    """Give what changed for this person since a number that an earlier answer gave, and the guard for sending."""
    desk: Desk = request.app.state.desk
    visit = visit_of(request)
    found = changes_since(desk.store, since=since, person=visit.person)
    waiting = len(open_conflicts(desk.store, person=visit.person))
    return {**found, "person": visit.person, "csrf": visit.csrf, "conflicts": waiting}


@router.post("/api/v1/sync", responses=_PROBLEM)
def take(request: Request, brought: Changes) -> dict[str, Any]:
    """Take changes one by one: each is accepted, was there already, or is kept beside what it contradicts.

    Every accepted change is on the disk before this answers. A change that is sent again changes nothing.
    """
    check_guard(request)
    desk: Desk = request.app.state.desk
    visit = visit_of(request)
    results = [
        take_change(desk.store, one.model_dump(), person=visit.person, device=visit.device)
        for one in brought.changes
    ]
    return {"results": results}


@router.get("/offline/conflicts", include_in_schema=False)
def conflicts(request: Request) -> Response:
    """Show what was changed in two places, side by side."""
    desk: Desk = request.app.state.desk
    visit = visit_of(request)
    library = desk.library(visit.language)
    found = [
        sides_of(one, store=desk.store, library=library, words=visit.words)
        for one in open_conflicts(desk.store, person=visit.person)
    ]
    return page(request, "offline_conflict.html.j2", conflicts=found)


@router.post("/offline/conflicts", include_in_schema=False)
async def choose(request: Request) -> Response:
    """Take the choice between two versions."""
    form = await read_form(request)
    desk: Desk = request.app.state.desk
    settle_conflict(
        desk.store,
        form.text("conflict"),
        choice=form.text("choice"),
        person=visit_of(request).person,
        key=form.key,
        base_version=form.base_version,
    )
    return go("/offline/conflicts")
