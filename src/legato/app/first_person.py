"""Somebody to keep things for: who opens the diary before any check becomes the person "me"."""

from __future__ import annotations

import uuid

from starlette.requests import Request

from legato.app.visit import visit_of
from legato.model.kept import ItemKind

__all__ = ["ensure_person"]


def ensure_person(request: Request, *, key: str) -> str:
    """Give the person of a request, and make one where nobody was named yet.

    Parameters
    ----------
    request : Request
    key : str
        Of the form, so that sending it twice makes one person.

    Returns
    -------
    str
        Id of the person.
    """
    visit = visit_of(request)
    if visit.person:
        return visit.person
    body = {
        "who": "me",
        "label": "",
        "birth_year": None,
        "is_demo": False,
        "language": visit.language,
        "country": visit.country,
    }
    made = request.app.state.desk.store.put(
        ItemKind.PERSON,
        body,
        id=uuid.uuid4().hex,
        person="",
        key=f"{key}-person",
        base_version=0,
        device=visit.device,
    )
    return str(made.id)
