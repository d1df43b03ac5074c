"""The door: a key from the terminal opens it once and lets this browser in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.access import COOKIE
from legato.app.catalog import LANGUAGES
from legato.app.render import go, page
from legato.app.visit import COUNTRY_COOKIE, LANGUAGE_COOKIE

router = APIRouter(include_in_schema=False)
_YEAR_S = 365 * 24 * 3600
_COUNTRIES = ("gb", "us", "de", "eu")


@router.get("/enter")
def enter(request: Request, key: str = "") -> Response:
    """Let a browser in that brings a good key, or say how to come in."""
    if not key:
        return page(request, "enter.html.j2", is_refused=False)
    access = request.app.state.access
    if not access.take_one_time(key):
        return page(request, "enter.html.j2", status=403, is_refused=True)
    settings = request.app.state.settings
    answer = go("/")
    answer.set_cookie(
        COOKIE,
        access.admit(name="browser"),
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=settings.is_secure,
    )
    return answer


@router.get("/language/{language}")
def choose_language(request: Request, language: str, back: str = "/") -> Response:
    """Change the language and stay on the page."""
    answer = go(_own_path(back))
    if language in LANGUAGES:
        _remember(request, answer, LANGUAGE_COOKIE, language)
    return answer


@router.get("/country/{country}")
def choose_country(request: Request, country: str, back: str = "/") -> Response:
    """Change whose numbers are shown and stay on the page."""
    answer = go(_own_path(back))
    if country in _COUNTRIES:
        _remember(request, answer, COUNTRY_COOKIE, country)
    return answer


def _own_path(back: str) -> str:
    """Keep a way back inside these pages."""
    is_own = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_own else "/"


def _remember(request: Request, answer: Response, name: str, value: str) -> None:
    secure = request.app.state.settings.is_secure
    answer.set_cookie(name, value, max_age=_YEAR_S, httponly=True, samesite="strict", secure=secure)
