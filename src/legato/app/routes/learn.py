"""Pages to learn from, printed from the knowledge: causes, medicines, tests, ways to cope, messengers, recordings, and how it is decided."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.decide_view import decide_view
from legato.app.learn_view import KINDS, cards_of, known_page, learn_page, search
from legato.app.render import page
from legato.app.visit import visit_of
from legato.errors import InputError
from legato.knowledge.pages.shelf import PAGE_KINDS, list_pages

router = APIRouter(include_in_schema=False)

_LONGEST_QUERY = 100


@router.get("/learn")
def index(request: Request, q: str = "") -> Response:
    """Show what there is to learn, or what was found.

    Parameters
    ----------
    request : Request
    q : str

    Returns
    -------
    Response
    """
    visit = visit_of(request)
    library = request.app.state.desk.library(visit.language)
    asked = " ".join(q[:_LONGEST_QUERY].split())
    return page(
        request,
        "learn.html.j2",
        asked=asked,
        found=search(library, asked),
        kinds=[(kind, len(library.records(kind))) for kind in KINDS],
        others=[(kind, one.plural) for kind, one in PAGE_KINDS.items() if kind not in KINDS],
    )


@router.get("/learn/{kind}")
def list_of(request: Request, kind: str) -> Response:
    """List the pages of one kind.

    Parameters
    ----------
    request : Request
    kind : str

    Returns
    -------
    Response
    """
    library = request.app.state.desk.library(visit_of(request).language)
    if kind in KINDS:
        return page(request, "learn_list.html.j2", kind=kind, cards=cards_of(library, kind), ids=[])
    if kind not in PAGE_KINDS:
        raise InputError("There is no such page", mend="look for it under Learn", code="LEG-E825")
    return page(request, "learn_list.html.j2", kind=kind, cards=[], ids=list_pages(library, kind))


@router.get("/learn/{kind}/{id_}")
def one_page(request: Request, kind: str, id_: str) -> Response:
    """Show one thing: in plain words where there are some, and the whole record behind.

    Parameters
    ----------
    request : Request
    kind, id_ : str

    Returns
    -------
    Response
    """
    visit = visit_of(request)
    library = request.app.state.desk.library(visit.language)
    known = known_page(library, kind, id_)
    return page(
        request,
        "learn_page.html.j2",
        kind=kind,
        record=known,
        plain=learn_page(library, kind, id_, words=visit.words),
        linked=frozenset(PAGE_KINDS),
    )


@router.get("/how-we-decide")
def how_we_decide(request: Request) -> Response:
    """Print the rules, how things are weighed, and what of it is judged.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Response
    """
    visit = visit_of(request)
    library = request.app.state.desk.library(visit.language)
    return page(request, "how_we_decide.html.j2", view=decide_view(library, words=visit.words))
