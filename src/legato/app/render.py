"""Turn templates into pages: everything that is filled in is escaped, and every page knows who is here."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from legato import __version__
from legato.app.visit import Visit, visit_of

__all__ = ["environment", "go", "page"]


@cache
def environment() -> Environment:
    """Give the templates, with escaping always on.

    Returns
    -------
    Environment
    """
    made = Environment(
        loader=PackageLoader("legato.app", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["version"] = __version__
    return made


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page.

    Parameters
    ----------
    request : Request
    template : str
        Name of the file.
    status : int
    **values : object
        What the template needs.

    Returns
    -------
    HTMLResponse
    """
    visit = visit_of(request)
    key = uuid.uuid4().hex
    body = environment().get_template(template).render(
        visit=visit,
        t=visit.words.t,
        tn=visit.words.tn,
        date=visit.words.date,
        number=visit.words.number,
        key=key,
        form_guard=lambda base_version=None: _guard(visit, key, base_version),
        words_json=lambda beginning: _words_json(visit, beginning),
        **values,
    )  # fmt: skip
    return HTMLResponse(body, status_code=status)


def go(path: str) -> RedirectResponse:
    """Lead to another page after something was sent, so that a reload sends nothing twice.

    Parameters
    ----------
    path : str

    Returns
    -------
    RedirectResponse
    """
    return RedirectResponse(path, status_code=303)


def _guard(visit: Visit, key: str, base_version: int | None) -> Markup:
    """Give the hidden fields that every form carries."""
    fields = Markup(
        '<input type="hidden" name="csrf" value="{}"><input type="hidden" name="key" value="{}">'
    ).format(visit.csrf, key)
    if base_version is None:
        return fields
    return fields + Markup('<input type="hidden" name="base_version" value="{}">').format(base_version)


def _words_json(visit: Visit, beginning: str) -> Markup:
    """Give messages to a script as data that no browser runs."""
    return Markup('<script type="application/json" id="words">{}</script>').format(
        Markup(visit.words.for_script(beginning))
    )
