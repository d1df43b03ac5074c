"""Keep a change of a check without ever overwriting silently what another page kept in between.

Every page edits one part: the answer to one question, one item of a form, the own words. A page that is older than what is
kept may still be taken where its part did not change since; where it did, the person sees both and chooses.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from legato.app.forms import Form
from legato.app.visit import visit_of
from legato.errors import ConflictError
from legato.knowledge.library import Library
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind, KeptItem
from legato.store.store import Store

__all__ = ["Kept", "LastChange", "keep_part", "last_change"]

Body = Mapping[str, Any]

_TRIES = 5
# Taking something back brings the count back too, which tells it from a change.
_COUNT = "changes"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a change.

    Parameters
    ----------
    before : KeptItem
        The check as it was kept before the change.
    check : KeptItem
        As it is kept now.
    is_conflict : bool
        The part was changed elsewhere since the page was made, so nothing was written.
    """

    before: KeptItem
    check: KeptItem
    is_conflict: bool = False


def keep_part(
    request: Request,
    check: KeptItem,
    form: Form,
    *,
    read: Callable[[Body], Any],
    write: Callable[[dict[str, Any]], dict[str, Any]],
    finished_on: str | None = None,
) -> Kept:
    """Keep the part of a check that a page edits.

    Parameters
    ----------
    request : Request
    check : KeptItem
    form : Form
        Brings the version that the page showed.
    read : callable
        Gives the part out of a body.
    write : callable
        Gives a body with the part as the page has it.
    finished_on : str or None
        ISO date; a changed check is open again unless one is given.

    Returns
    -------
    Kept

    Raises
    ------
    ConflictError
        If others write without pause; nothing was written.
    """
    store, visit = request.app.state.desk.store, visit_of(request)
    seen = _seen(store, check, form)
    current = check
    for attempt in range(_TRIES):
        body = write(copy.deepcopy(dict(current.body)))
        was_changed = seen is not None and read(seen) != read(current.body)
        if was_changed and read(body) != read(current.body):
            return Kept(current, current, is_conflict=True)
        if body == current.body and finished_on in (None, body.get("finished_on")):
            return Kept(current, current)
        body |= {"country": visit.country, "language": visit.language, "finished_on": finished_on}
        body[_COUNT] = int(current.body.get(_COUNT, 0)) + 1
        try:
            kept = store.put(
                ItemKind.CHECK,
                body,
                id=current.id,
                person=current.person,
                key=form.key,
                day=current.day,
                base_version=current.version,
                device=visit.device,
            )
        except ConflictError as error:
            if attempt == _TRIES - 1 or not isinstance(error.current, KeptItem):
                raise
            current = error.current
        else:
            return Kept(current, kept)
    raise AssertionError("the last try returns or raises")


def _seen(store: Store, check: KeptItem, form: Form) -> Body | None:
    """Give the body that the page showed; None where it is the newest or the page did not say."""
    version = form.base_version
    if version is None or version >= check.version:
        return None
    return next((one.body for one in store.history(check.id) if one.version == version), None)


@dataclass(frozen=True, slots=True)
class LastChange:
    """What the last change was, so that it can be taken back.

    Parameters
    ----------
    part : str
        ``question``, ``medicines``, ``forms``, ``words`` or ``other``.
    question : str
        Id of the question that was answered; empty for another part.
    version : int
        Of the check that was made by it.
    """

    part: str
    question: str
    version: int


def last_change(store: Store, check: KeptItem, *, library: Library) -> LastChange | None:
    """Say what the last change was.

    Parameters
    ----------
    store : Store
    check : KeptItem
    library : Library

    Returns
    -------
    LastChange or None
        None for a check that was just begun, and where the last thing was taking something back.
    """
    bodies = [one.body for one in store.history(check.id)[-2:]]
    if len(bodies) < 2 or int(bodies[1].get(_COUNT, 0)) <= int(bodies[0].get(_COUNT, 0)):
        return None
    before, after = bodies
    old, new = (InterviewState.from_json(one["state"], where=check.id) for one in (before, after))
    for id_ in library.questions:
        if old.answers.get(id_) != new.answers.get(id_):
            return LastChange("question", id_, check.version)
    parts = (
        ("forms", ("state",)),
        ("medicines", ("medicines", "medicines_none")),
        ("words", ("story", "my_questions")),
    )
    for part, names in parts:
        if any(before.get(name) != after.get(name) for name in names):
            return LastChange(part, "", check.version)
    return None
