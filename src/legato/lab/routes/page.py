"""The page itself, and the door to it."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import yaml
from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from legato import __version__
from legato.lab.desk import NightDesk
from legato.lab.door import LabDoor

router = APIRouter()


@router.get("/enter")
def enter(request: Request, key: str = "") -> Response:
    """Let a browser in that brings a good key."""
    door: LabDoor = request.app.state.door
    token = door.admit(key)
    if token is None:
        return PlainTextResponse(
            "This key was used before, or never given. Start the review again for a new one.", status_code=403
        )
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(door.cookie, token, httponly=True, samesite="strict")
    return answer


@router.get("/")
def show(request: Request) -> Response:
    """Show the night."""
    desk: NightDesk = request.app.state.desk
    body = _templates().get_template("review.html.j2").render(
        night=desk.night, author=desk.author, review_name=desk.review_name, w=words(), words_json=_for_script(words())
    )  # fmt: skip
    return HTMLResponse(body)


@cache
def words() -> dict[str, Any]:
    """Give everything that the page says."""
    loaded: dict[str, Any] = yaml.safe_load((resources.files("legato.lab") / "words.yaml").read_text("utf-8"))
    return loaded


@cache
def _templates() -> Environment:
    """Give the templates, with escaping always on."""
    made = Environment(
        loader=PackageLoader("legato.lab", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["version"] = __version__
    return made


def _for_script(value: Any) -> Markup:
    """Write data for a script element, so that no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
