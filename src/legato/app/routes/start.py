"""The first page: a start for somebody new, a home for somebody who came before; whose leg it is; where a check goes on."""

from __future__ import annotations

import datetime
import uuid

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.catalog import Words
from legato.app.desk import Desk
from legato.app.flow import is_child, new_check_body, next_path, path_of
from legato.app.follow_up import follow_up_of, last_check
from legato.app.forms import Form, read_form
from legato.app.help_now import country_names
from legato.app.render import go, page
from legato.app.visit import PERSON_COOKIE, Visit, visit_of
from legato.errors import InputError, LegatoError
from legato.inference.explain_person import explain_to_person
from legato.model.explanation import PersonText
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind, KeptItem

router = APIRouter(include_in_schema=False)
_YEAR_S = 365 * 24 * 3600
_LONGEST_LABEL = 40
_PERSON = "person:"
_BACKUP = "backup"


@router.get("/")
def first_page(request: Request) -> Response:
    """Show the start, or the home of somebody who was here before."""
    visit, desk = visit_of(request), request.app.state.desk
    if not visit.person:
        names = country_names(desk.library(visit.language))
        return page(request, "start.html.j2", countries=names, country=visit.country)
    return _home(request, visit, desk)


def _home(request: Request, visit: Visit, desk: Desk) -> Response:
    today, check = desk.today(), last_check(desk, person=visit.person)
    follow = follow_up_of(desk, person=visit.person)
    result, failed = _result_of(desk, check, language=visit.language) if check else (None, None)
    unfinished = _unfinished(desk, visit.person, since=check)
    first = today.replace(day=1).isoformat()
    entries = desk.store.items(
        ItemKind.DIARY, person=visit.person, first_day=first, last_day=today.isoformat()
    )
    return page(
        request,
        "home.html.j2",
        today=today,
        name=visit.person_item.body.get("label") or "" if visit.person_item else "",
        check=check,
        made_on=str(check.body["finished_on"])[:10] if check else "",
        result=result,
        result_path=_result_path(desk, check) if check else "",
        failed=failed,
        is_old=bool(follow.plan and follow.plan.is_expired),
        unfinished=unfinished,
        n_answers=len(InterviewState.from_json(unfinished.body["state"]).answers) if unfinished else 0,
        follow=follow,
        n_days=len({one.day for one in entries}),
        backup_days=_backup_days(desk, today),
        people=[(one, _label(one, visit.words)) for one in desk.store.items(ItemKind.PERSON)],
    )


def _result_of(desk: Desk, check: KeptItem, *, language: str) -> tuple[PersonText | None, LegatoError | None]:
    """Give the text of the last result, or why there is none; the home is shown in both cases."""
    day = datetime.date.fromisoformat(str(check.body["finished_on"])[:10])
    try:
        assessment = desk.assess(check, language=language)
        return explain_to_person(assessment, library=desk.library(language), today=day), None
    except LegatoError as error:
        return None, error


def _result_path(desk: Desk, check: KeptItem) -> str:
    """Give the page of a result; the check of a child ends with a page of its own."""
    child = is_child(desk.state_of(check), library=desk.library())
    return path_of(check.id, "child") if child else f"/result/{check.id}"


def _unfinished(desk: Desk, person: str, *, since: KeptItem | None) -> KeptItem | None:
    """Give the newest check that was begun after the last finished one and is still open."""
    begun = [
        one for one in desk.store.items(ItemKind.CHECK, person=person) if not one.body.get("finished_on")
    ]
    newest = max(begun, key=lambda one: one.changed_at, default=None)
    is_older = newest is not None and since is not None and newest.changed_at < since.changed_at
    return None if is_older else newest


def _backup_days(desk: Desk, today: datetime.date) -> int | None:
    """Say how many days ago the last backup was made; None where none is known."""
    item = desk.store.get(_BACKUP)
    if item is None or item.is_deleted:
        return None
    return max(0, (today - datetime.date.fromisoformat(item.changed_at[:10])).days)


def _label(person: KeptItem, words: Words) -> str:
    """Name a person for a list."""
    if person.body.get("label"):
        return str(person.body["label"])
    return words.t("check.who.me" if person.body.get("who") == "me" else "check.about.someone")


@router.post("/person/{id_}")
async def choose_person(request: Request, id_: str) -> Response:
    """Show the pages of another person who is kept here."""
    await read_form(request)
    person = request.app.state.desk.store.get(id_)
    if person is None or person.kind is not ItemKind.PERSON or person.is_deleted:
        raise InputError("There is no such person here", mend="go to the start page", code="LEG-E825")
    return _remember(request, go("/"), id_)


def _remember(request: Request, answer: Response, person: str) -> Response:
    secure = request.app.state.settings.is_secure
    answer.set_cookie(PERSON_COOKIE, person, max_age=_YEAR_S, httponly=True, samesite="strict", secure=secure)
    return answer


@router.get("/check/new")
def ask_who(request: Request) -> Response:
    """Ask whose leg it is."""
    return _who(request)


@router.post("/check/new")
async def begin(request: Request) -> Response:
    """Begin a check for the person who was chosen."""
    form = await read_form(request)
    who, label = form.text("who"), form.text("label")
    if who == "clinician":
        return go("/check/clinician")
    person = _person(request, form, who=who, label=label)
    if person is None or len(label) > _LONGEST_LABEL:
        return _who(request, chosen=who, label=label, is_faulty=True)
    desk, visit = request.app.state.desk, visit_of(request)
    known = desk.store.items(ItemKind.MEDICINE, person=person.id)
    body = new_check_body(
        country=visit.country,
        language=visit.language,
        today=desk.today(),
        medicines=[one.id for one in known if not one.body.get("stopped_on")],
    )
    check = desk.store.put(
        ItemKind.CHECK,
        body,
        id=uuid.uuid4().hex,
        person=person.id,
        key=form.key,
        day=desk.today().isoformat(),
        base_version=0,
        device=visit.device,
    )
    return _remember(request, go(path_of(check.id)), person.id)


def _person(request: Request, form: Form, *, who: str, label: str) -> KeptItem | None:
    """Give the person of a choice, new or known; None where nothing fits."""
    desk, visit = request.app.state.desk, visit_of(request)
    people: list[KeptItem] = desk.store.items(ItemKind.PERSON)
    if who.startswith(_PERSON):
        return next((one for one in people if one.id == who.removeprefix(_PERSON)), None)
    known_me = next((one for one in people if one.body.get("who") == "me"), None)
    if who == "me" and known_me is not None:
        return known_me
    if who not in ("me", "helper") or len(label) > _LONGEST_LABEL:
        return None
    body = {
        "who": who,
        "label": label if who == "helper" else "",
        "birth_year": None,
        "is_demo": False,
        "language": visit.language,
        "country": visit.country,
    }
    kept: KeptItem = desk.store.put(
        ItemKind.PERSON,
        body,
        id=uuid.uuid4().hex,
        person="",
        key=f"{form.key}-person",
        base_version=0,
        device=visit.device,
    )
    return kept


def _who(request: Request, *, chosen: str = "", label: str = "", is_faulty: bool = False) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    t = visit.words.t
    people = desk.store.items(ItemKind.PERSON)
    rows = [(f"{_PERSON}{one.id}", _label(one, visit.words), "") for one in people]
    if all(one.body.get("who") != "me" for one in people):
        rows.append(("me", t("check.who.me"), ""))
    rows.append(("helper", t("check.who.helper" if not people else "check.who.another"), ""))
    rows.append(("clinician", t("check.who.clinician"), t("check.who.clinician.how")))
    return page(
        request,
        "check_who.html.j2",
        status=422 if is_faulty else 200,
        rows=rows,
        chosen=chosen,
        label=label,
        fault=t("check.who.fault") if is_faulty else "",
    )


@router.get("/check/clinician")
def clinician(request: Request) -> Response:
    """Point a clinician to the command line."""
    return page(request, "check_clinician.html.j2")


@router.get("/check/{id_}")
def resume(request: Request, id_: str) -> Response:
    """Go on where the person left off."""
    visit, desk = visit_of(request), request.app.state.desk
    check = desk.check(id_, person=visit.person)
    if check.body.get("finished_on"):
        return go(path_of(check.id, "answers"))
    return go(next_path(check, desk.state_of(check), library=desk.library()))
