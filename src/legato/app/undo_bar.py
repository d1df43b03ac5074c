"""The bar that offers to take the last change back; it stays until it is used or put away.

What was done last stands in a cookie of this browser: kind of change, id and version. Whoever changed the thing since then
is not overwritten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from legato.model.kept import KeptItem
from legato.store.store import Store

__all__ = ["UNDO_COOKIE", "Undo", "forget_undo", "offer_undo", "take_back", "undo_of"]

UNDO_COOKIE = "legato_undo"
_FORM = re.compile(r"(saved|changed|deleted)\.(\d{1,9})\.([\w-]{1,100})")
_KINDS = frozenset({"diary", "goal", "appointment", "recheck", "recording"})


@dataclass(frozen=True, slots=True)
class Undo:
    """A change that can be taken back.

    Parameters
    ----------
    done : str
        ``saved``, ``changed`` or ``deleted``.
    item : KeptItem
        As it is now.
    """

    done: str
    item: KeptItem


def offer_undo(response: Response, *, done: str, item: KeptItem, is_secure: bool) -> Response:
    """Remember what was done, so that the next pages offer to take it back.

    Parameters
    ----------
    response : Response
    done : str
        ``saved``, ``changed`` or ``deleted``.
    item : KeptItem
        As the change left it.
    is_secure : bool

    Returns
    -------
    Response
        The same.
    """
    response.set_cookie(
        UNDO_COOKIE,
        f"{done}.{item.version}.{item.id}",
        max_age=7 * 24 * 3600,
        httponly=True,
        samesite="strict",
        secure=is_secure,
    )
    return response


def forget_undo(response: Response) -> Response:
    """Put the bar away.

    Parameters
    ----------
    response : Response

    Returns
    -------
    Response
        The same.
    """
    response.delete_cookie(UNDO_COOKIE)
    return response


def undo_of(request: Request, *, person: str) -> Undo | None:
    """Give the change that can be taken back.

    Parameters
    ----------
    request : Request
    person : str
        Only what is hers can be.

    Returns
    -------
    Undo or None
        None where nothing was done, or it was changed since.
    """
    found = _FORM.fullmatch(request.cookies.get(UNDO_COOKIE, ""))
    if not found:
        return None
    store: Store = request.app.state.desk.store
    item = store.get(found[3])
    if item is None or item.person != person or str(item.kind) not in _KINDS or item.version != int(found[2]):
        return None
    return Undo(found[1], item)


def take_back(store: Store, undo: Undo, *, key: str) -> None:
    """Take a change back.

    Parameters
    ----------
    store : Store
    undo : Undo
    key : str
        Of the form, so that sending it twice takes back once.
    """
    if undo.done == "saved":
        store.delete(undo.item.id, key=key, base_version=undo.item.version)
    else:
        store.undo(undo.item.id, key=key)
