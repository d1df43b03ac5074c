"""Make a backup, and bring one back."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from legato.app.big_upload import receive_file
from legato.app.catalog import Words
from legato.app.desk import Desk
from legato.app.forms import read_form
from legato.app.own_data.backup import (
    MAGIC,
    SHORTEST_PASSPHRASE,
    backup_days,
    backup_name,
    note_backup,
    write_backup,
)
from legato.app.own_data.outgoing import new_place
from legato.app.own_data.restore import has_content, opened_file, restore_backup
from legato.app.own_data.share_file import open_share
from legato.app.render import go, page
from legato.app.visit import PERSON_COOKIE, visit_of
from legato.errors import InputError, StoreError

router = APIRouter(include_in_schema=False)
_WRONG = ("LEG-E865", "LEG-E868")


@router.get("/me/backup")
def ask_backup(request: Request) -> Response:
    """Say what a backup is, and ask for a passphrase twice."""
    return _backup(request, faults=[])


@router.post("/me/backup")
async def send_backup(request: Request) -> Response:
    """Make the backup, prove that it opens, and send it; its day is kept when all of it was sent."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    passphrase = form.text("passphrase")
    faults = passphrase_faults(passphrase, form.text("again"), words=visit.words)
    if faults:
        return _backup(request, faults=faults)
    place = await run_in_threadpool(_make, desk, passphrase)
    size = place.stat().st_size

    def done() -> None:
        place.unlink(missing_ok=True)
        note_backup(desk.store, key=form.key, n_bytes=size)

    return FileResponse(
        place,
        media_type="application/octet-stream",
        filename=backup_name(desk.today()),
        background=BackgroundTask(done),
    )


def passphrase_faults(passphrase: str, again: str, *, words: Words) -> list[tuple[str, str]]:
    """Say what is wrong with a passphrase that was typed twice.

    Parameters
    ----------
    passphrase, again : str
    words : Words

    Returns
    -------
    list of (str, str)
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return [("passphrase", words.t("data.passphrase.fault.short", least=SHORTEST_PASSPHRASE))]
    if passphrase != again:
        return [("again", words.t("data.passphrase.fault.again"))]
    return []


def _make(desk: Desk, passphrase: str) -> Path:
    place = new_place(desk, ending=".legato")
    write_backup(desk.store, place, passphrase)
    with opened_file(place, passphrase, magic=MAGIC):
        pass
    return place


def _backup(request: Request, *, faults: list[tuple[str, str]]) -> Response:
    desk = request.app.state.desk
    return page(
        request,
        "backup.html.j2",
        status=422 if faults else 200,
        days=backup_days(desk.store, today=desk.today()),
        least=SHORTEST_PASSPHRASE,
        faults=faults,
    )


@router.get("/me/restore")
def ask_restore(request: Request) -> Response:
    """Ask for the file, its passphrase, and the word where something would be replaced."""
    return _restore(request, faults=[])


@router.post("/me/restore")
async def take_backup(request: Request) -> Response:
    """Prove the file, and put what it holds in the place of everything."""
    desk, words = request.app.state.desk, visit_of(request).words
    place = new_place(desk, ending=".upload")
    try:
        try:
            fields = await receive_file(request, place)
        except InputError:
            return _restore(request, faults=[("file", words.t("data.restore.fault.none"))])
        word = words.t("data.restore.word")
        is_needed = await run_in_threadpool(has_content, desk.store)
        if is_needed and fields.get("word", "").strip().casefold() != word.casefold():
            return _restore(request, faults=[("word", words.t("data.word.fault", word=word))])
        try:
            await run_in_threadpool(restore_backup, desk.store, place, fields.get("passphrase", "").strip())
        except (InputError, StoreError) as error:
            if error.code not in _WRONG:
                raise
            field = "passphrase" if error.code == _WRONG[0] else "file"
            return _restore(request, faults=[(field, words.t(f"data.restore.fault.{field}"))])
    finally:
        place.unlink(missing_ok=True)
    answer = go("/me/restore?done=restored")
    answer.delete_cookie(PERSON_COOKIE)
    return answer


def _restore(request: Request, *, faults: list[tuple[str, str]]) -> Response:
    desk, words = request.app.state.desk, visit_of(request).words
    return page(
        request,
        "me_restore.html.j2",
        status=422 if faults else 200,
        needs_word=has_content(desk.store),
        word=words.t("data.restore.word"),
        faults=faults,
        is_done=request.query_params.get("done") == "restored",
    )


@router.get("/me/restore/shared")
def ask_shared(request: Request) -> Response:
    """Ask for a file that somebody shared, and its passphrase."""
    return _shared(request, faults=[])


@router.post("/me/restore/shared")
async def open_shared(request: Request) -> Response:
    """Prove the file, and give the zip that is inside."""
    desk, words = request.app.state.desk, visit_of(request).words
    place, target = new_place(desk, ending=".upload"), new_place(desk, ending=".zip")
    try:
        fields = await receive_file(request, place)
        await run_in_threadpool(open_share, place, target, fields.get("passphrase", "").strip())
    except (InputError, StoreError) as error:
        if error.code == _WRONG[0]:
            return _shared(request, faults=[("passphrase", words.t("data.restore.fault.passphrase"))])
        if isinstance(error, StoreError):
            raise
        return _shared(request, faults=[("file", words.t("data.share.open.fault.file"))])
    finally:
        place.unlink(missing_ok=True)
    return FileResponse(
        target,
        media_type="application/zip",
        filename=f"legato-share-{desk.today().isoformat()}.zip",
        background=BackgroundTask(target.unlink, missing_ok=True),
    )


def _shared(request: Request, *, faults: list[tuple[str, str]]) -> Response:
    return page(request, "share_open.html.j2", status=422 if faults else 200, faults=faults)
