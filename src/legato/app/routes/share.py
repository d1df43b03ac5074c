"""Share by choice: a file, or a paper with a code; and the list of what was shared."""

from __future__ import annotations

import datetime
from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from legato.app.follow_up import last_check
from legato.app.forms import Form, read_form
from legato.app.medicine_entry import medicines_of_check
from legato.app.own_data.outgoing import new_place
from legato.app.own_data.share_file import PARTS, ShareChoice, share_entries, write_share
from legato.app.own_data.share_log import note_share, shares_of
from legato.app.own_data.summary_qr import private_codes, summary_of, summary_text
from legato.app.render import page
from legato.app.routes.backup import passphrase_faults
from legato.app.visit import visit_of
from legato.errors import MissingExtraError
from legato.model.kept import KeptItem

router = APIRouter(include_in_schema=False)
_EXTRAS = ("mood", "alcohol", "notes", "crisis")


@router.get("/share")
def ask_share(request: Request) -> Response:
    """Let the person pick what goes into a file."""
    return _share(request, picked=(), days=("", ""), faults=[])


@router.post("/share")
async def send_share(request: Request) -> Response:
    """Make the file of what was picked; Legato itself sends it to nobody but this browser."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    picked, days = form.many("what"), (form.text("first"), form.text("last"))
    is_sealed, passphrase = form.text("how") != "plain", form.text("passphrase")
    faults = _faults(request, form, picked, days)
    if is_sealed:
        faults += passphrase_faults(passphrase, form.text("again"), words=visit.words)
    if faults:
        return _share(request, picked=picked, days=days, faults=faults, is_plain=not is_sealed)
    choice = ShareChoice(
        parts=tuple(one for one in PARTS if one in picked),
        first_day=days[0],
        last_day=days[1],
        has_mood="mood" in picked,
        has_alcohol="alcohol" in picked,
        has_notes="notes" in picked,
        has_crisis="crisis" in picked,
    )
    check = last_check(desk, person=visit.person) if visit.person else None
    ending = ".legato" if is_sealed else ".zip"
    place = new_place(desk, ending=ending)
    entries = share_entries(
        desk, choice, person=visit.person, check=check, words=visit.words, country=visit.country
    )
    try:
        await run_in_threadpool(write_share, place, entries, passphrase if is_sealed else "")
    except MissingExtraError:
        place.unlink(missing_ok=True)
        fault = ("what", visit.words.t("data.share.fault.letter"))
        return _share(request, picked=picked, days=days, faults=[fault], is_plain=not is_sealed)
    what = [one for one in (*PARTS, *_EXTRAS) if one in picked]
    day = desk.today().isoformat()
    how = "sealed" if is_sealed else "plain"
    note_share(desk.store, person=visit.person, key=form.key, day=day, how=how, what=what)
    return FileResponse(
        place,
        media_type="application/octet-stream" if is_sealed else "application/zip",
        filename=f"legato-share-{day}{ending}",
        background=BackgroundTask(place.unlink, missing_ok=True),
    )


def _faults(
    request: Request, form: Form, picked: tuple[str, ...], days: tuple[str, str]
) -> list[tuple[str, str]]:
    t = visit_of(request).words.t
    faults = []
    if not set(picked) & set(PARTS):
        faults.append(("what", t("data.share.fault.what")))
    if not all(_is_day(one) for one in days) or (all(days) and days[0] > days[1]):
        faults.append(("first", t("data.share.fault.days")))
    if form.text("how") not in ("sealed", "plain"):
        faults.append(("how", t("data.share.fault.how")))
    return faults


def _is_day(text: str) -> bool:
    try:
        return not text or datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _share(
    request: Request,
    *,
    picked: tuple[str, ...],
    days: tuple[str, str],
    faults: list[tuple[str, str]],
    is_plain: bool = False,
) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    check = last_check(desk, person=visit.person) if visit.person else None
    return page(
        request,
        "share.html.j2",
        status=422 if faults else 200,
        parts_there=[one for one in PARTS if check is not None or one not in ("result", "letter")],
        extras=_EXTRAS,
        picked=picked,
        days=days,
        is_plain=is_plain,
        faults=faults,
    )


@router.get("/share/qr")
def ask_code(request: Request) -> Response:
    """Say what stands in the code and who can read it, and offer to make it."""
    return page(request, "share_qr.html.j2", check=_check(request), drawn=None, picked=())


@router.post("/share/qr")
async def draw_code(request: Request) -> Response:
    """Draw the code, and keep in the list that it was made."""
    form = await read_form(request)
    check = _check(request)
    if check is None:
        return page(request, "share_qr.html.j2", check=None, drawn=None, picked=())
    picked = tuple(one for one in ("mood", "alcohol") if one in form.many("what"))
    text = await run_in_threadpool(_summary, request, check, picked)
    drawn = segno.make(text, error="l", micro=False)
    visit, desk = visit_of(request), request.app.state.desk
    day = desk.today().isoformat()
    note_share(desk.store, person=visit.person, key=form.key, day=day, how="qr", what=("summary", *picked))
    picture: Any = Markup(
        drawn.svg_inline(border=4, scale=4, omitsize=True, title=visit.words.t("data.qr.picture"))
    )
    return page(request, "share_qr.html.j2", check=check, drawn=picture, picked=picked, n_bytes=len(text))


def _check(request: Request) -> KeptItem | None:
    visit = visit_of(request)
    return last_check(request.app.state.desk, person=visit.person) if visit.person else None


def _summary(request: Request, check: KeptItem, picked: tuple[str, ...]) -> str:
    desk = request.app.state.desk
    assessment = desk.assess(check)
    hidden = private_codes(
        assessment, library=desk.library(), has_mood="mood" in picked, has_alcohol="alcohol" in picked
    )
    medicines = [str(one.body.get("name", "")) for one in medicines_of_check(check, store=desk.store)]
    return summary_text(summary_of(assessment, left_out=hidden, medicines=medicines))


@router.get("/share/log")
def show_log(request: Request) -> Response:
    """Show what was shared, when and how."""
    visit, desk = visit_of(request), request.app.state.desk
    shares = shares_of(desk.store, person=visit.person) if visit.person else []
    return page(request, "share_log.html.j2", shares=shares)
