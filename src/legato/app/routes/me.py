"""My data: who this is, who else is kept here, everything in one file, and taking things away."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from legato.app.access import COOKIE
from legato.app.first_person import ensure_person
from legato.app.forms import Form, read_form
from legato.app.help_now import country_names
from legato.app.own_data.backup import backup_days
from legato.app.own_data.export import export_pieces
from legato.app.own_data.things import delete_everything, find_thing, things_of
from legato.app.render import go, page
from legato.app.visit import COUNTRY_COOKIE, LANGUAGE_COOKIE, PERSON_COOKIE, visit_of
from legato.errors import InputError
from legato.model.kept import ItemKind, KeptItem

router = APIRouter(include_in_schema=False)
_YEAR_S = 365 * 24 * 3600
_LONGEST_LABEL = 40
_EARLIEST_YEAR = 1900
_LANGUAGES = (("en", "English"), ("de", "Deutsch"), ("es", "Español"))


@router.get("/me")
def show_menu(request: Request) -> Response:
    """Show everything that belongs to the person."""
    visit, desk = visit_of(request), request.app.state.desk
    return page(
        request,
        "me.html.j2",
        days=backup_days(desk.store, today=desk.today()),
        is_encrypted=desk.store.is_encrypted,
        n_people=len(desk.store.items(ItemKind.PERSON)),
        knowledge=desk.library(visit.language).version,
    )


@router.get("/me/profile")
def show_profile(request: Request) -> Response:
    """Show who this is, to be changed."""
    return _profile(request, fields=None, faults=[])


@router.post("/me/profile")
async def keep_profile(request: Request) -> Response:
    """Keep the profile; the year is kept only where one was typed."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    fields = {name: form.text(name) for name in ("label", "birth_year", "language", "country")}
    faults = _profile_faults(request, fields)
    if faults:
        return _profile(request, fields=fields, faults=faults)
    person = ensure_person(request, key=form.key)
    before: KeptItem = desk.store.get(person)
    body = {
        **before.body,
        "label": fields["label"],
        "birth_year": int(fields["birth_year"]) if fields["birth_year"] else None,
        "language": fields["language"],
        "country": fields["country"],
    }
    version = form.base_version if visit.person else before.version
    desk.store.put(ItemKind.PERSON, body, id=person, person=before.person, key=form.key, base_version=version)
    answer = go("/me/profile?done=saved")
    _remember(request, answer, LANGUAGE_COOKIE, fields["language"])
    _remember(request, answer, COUNTRY_COOKIE, fields["country"])
    return answer


def _profile_faults(request: Request, fields: dict[str, str]) -> list[tuple[str, str]]:
    visit, year = visit_of(request), fields["birth_year"]
    latest = request.app.state.desk.today().year
    faults = []
    if len(fields["label"]) > _LONGEST_LABEL:
        faults.append(("label", visit.words.t("data.profile.fault.label", most=_LONGEST_LABEL)))
    if year and not (year.isascii() and year.isdecimal() and _EARLIEST_YEAR <= int(year[:9]) <= latest):
        faults.append(("birth_year", visit.words.t("data.profile.fault.year")))
    countries = [code for code, _ in country_names(request.app.state.desk.library())]
    if fields["country"] not in countries or fields["language"] not in dict(_LANGUAGES):
        faults.append(("language", visit.words.t("data.profile.fault.choice")))
    return faults


def _profile(request: Request, *, fields: dict[str, str] | None, faults: list[tuple[str, str]]) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    body: Any = visit.person_item.body if visit.person_item else {}
    kept = {"label": str(body.get("label") or ""), "birth_year": str(body.get("birth_year") or "")}
    return page(
        request,
        "me_profile.html.j2",
        status=422 if faults else 200,
        fields=fields or {**kept, "language": visit.language, "country": visit.country},
        version=visit.person_item.version if visit.person_item else None,
        is_helped=body.get("who") == "helper",
        languages=_LANGUAGES,
        countries=country_names(desk.library(visit.language)),
        faults=faults,
        is_done=request.query_params.get("done") == "saved",
    )


@router.get("/me/people")
def show_people(request: Request) -> Response:
    """Show who is kept here, to switch or to add somebody who is helped."""
    return _people(request, faults=[])


@router.post("/me/people")
async def add_person(request: Request) -> Response:
    """Add somebody whom the person helps, and show that person's pages."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    label = form.text("label")
    if not label or len(label) > _LONGEST_LABEL:
        fault = visit.words.t("data.people.fault", most=_LONGEST_LABEL)
        return _people(request, faults=[("label", fault)])
    body = {
        "who": "helper",
        "label": label,
        "birth_year": None,
        "is_demo": desk.is_demo,
        "language": visit.language,
        "country": visit.country,
    }
    kept = desk.store.put(
        ItemKind.PERSON,
        body,
        id=uuid.uuid4().hex,
        person="",
        key=form.key,
        base_version=0,
        device=visit.device,
    )
    answer = go("/me/people")
    _remember(request, answer, PERSON_COOKIE, kept.id)
    return answer


@router.post("/me/people/{id_}")
async def switch_person(request: Request, id_: str) -> Response:
    """Show the pages of another person."""
    await read_form(request)
    person = request.app.state.desk.store.get(id_)
    if person is None or person.is_deleted or person.kind is not ItemKind.PERSON:
        raise InputError("There is no such person here", mend="choose one of the list", code="LEG-E869")
    answer = go("/me/people")
    _remember(request, answer, PERSON_COOKIE, person.id)
    return answer


def _people(request: Request, *, faults: list[tuple[str, str]]) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    t = visit.words.t
    people = [
        (
            one,
            str(
                one.body.get("label")
                or t("check.who.me" if one.body.get("who") == "me" else "check.about.someone")
            ),
        )
        for one in desk.store.items(ItemKind.PERSON)
    ]
    return page(request, "me_people.html.j2", status=422 if faults else 200, people=people, faults=faults)


@router.get("/me/export")
def ask_export(request: Request) -> Response:
    """Say what an export holds, and offer it."""
    return page(request, "me_export.html.j2", is_encrypted=request.app.state.desk.store.is_encrypted)


@router.post("/me/export")
async def send_export(request: Request) -> Response:
    """Send everything as one zip."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    name = f"legato-export-{desk.today().isoformat()}.zip"
    return StreamingResponse(
        export_pieces(desk, words=visit.words, has_names=bool(form.text("names"))),
        media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/me/delete")
def show_things(request: Request) -> Response:
    """Show all things, each to be deleted, and the way to delete everything."""
    visit, desk = visit_of(request), request.app.state.desk
    things = things_of(desk, person=visit.person, words=visit.words) if visit.person else []
    return page(
        request,
        "me_delete.html.j2",
        things=[one for one in things if not one.item.is_deleted],
        gone=[one for one in things if one.item.is_deleted],
        is_erased=request.query_params.get("done") == "erased",
    )


@router.post("/me/delete/thing")
async def change_thing(request: Request) -> Response:
    """Delete one thing, bring it back, or take it away for good."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    thing = find_thing(desk, form.text("id"), person=visit.person, words=visit.words)
    how = form.text("how")
    if thing is None:
        return go("/me/delete?done=erased" if how == "erase" else "/me/delete")
    if how == "delete" and not thing.item.is_deleted:
        await run_in_threadpool(desk.store.delete, thing.item.id, key=form.key)
    elif how == "undo" and thing.item.is_deleted:
        await run_in_threadpool(desk.store.undo, thing.item.id, key=form.key)
    elif how == "ask":
        return page(request, "me_erase.html.j2", thing=thing)
    elif how == "erase":
        await run_in_threadpool(desk.store.erase, thing.item.id)
        return go("/me/delete?done=erased")
    return go("/me/delete")


@router.get("/me/delete/everything")
def ask_everything(request: Request) -> Response:
    """Ask for the word that deletes everything."""
    return _everything(request, is_faulty=False)


@router.post("/me/delete/everything")
async def take_everything(request: Request) -> Response:
    """Delete everything after the word was typed; this browser may stay, nobody else."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    if not _is_word(form, visit.words.t("data.everything.word")):
        return _everything(request, is_faulty=True)
    await run_in_threadpool(delete_everything, desk)
    answer = page(request, "me_deleted.html.j2")
    settings = request.app.state.settings
    answer.set_cookie(
        COOKIE,
        request.app.state.access.admit(name="browser"),
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=settings.is_secure,
    )
    for name in (PERSON_COOKIE, "legato_undo"):
        answer.delete_cookie(name)
    return answer


def _is_word(form: Form, word: str) -> bool:
    """Tell whether the word that was shown was typed, in small or large letters."""
    return form.text("word").casefold() == word.casefold()


def _everything(request: Request, *, is_faulty: bool) -> Response:
    words = visit_of(request).words
    word = words.t("data.everything.word")
    faults = [("word", words.t("data.word.fault", word=word))] if is_faulty else []
    return page(request, "me_everything.html.j2", status=422 if is_faulty else 200, word=word, faults=faults)


def _remember(request: Request, answer: Response, name: str, value: str) -> None:
    secure = request.app.state.settings.is_secure
    answer.set_cookie(name, value, max_age=_YEAR_S, httponly=True, samesite="strict", secure=secure)
