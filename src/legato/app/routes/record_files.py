"""Drop in a file: any format that Legato reads, taken in piece by piece and read in a process of its own."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from legato.app.battery import home_tasks
from legato.app.big_upload import receive_file
from legato.app.desk import Desk
from legato.app.first_person import ensure_person
from legato.app.recorder import keep_recording
from legato.app.render import go, page
from legato.app.visit import visit_of
from legato.app.worker import opened_file
from legato.errors import InputError, LegatoError
from legato.model.kept import KeptItem

router = APIRouter(include_in_schema=False)
_PLACES = ("shank", "thigh", "foot", "lower_back", "pocket")
_SIDES = ("right", "left", "unknown")
_ENDING = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){1,2}$")
_MEBIBYTE = 1 << 20


@router.get("/record/files")
def choose(request: Request, check: str = "") -> Response:
    """Ask for a file, with the task and the place."""
    return _form(request, check=check)


@router.post("/record/files")
async def take(request: Request) -> Response:
    """Read a file, keep it as it is and what was in it."""
    desk: Desk = request.app.state.desk
    with tempfile.TemporaryDirectory(prefix="upload-", dir=_waiting(desk)) as folder:
        place = Path(folder) / "file"
        fields = await receive_file(request, place)
        try:
            item = await run_in_threadpool(_keep, request, desk, Path(folder), dict(fields))
        except LegatoError as error:
            return _form(request, check=fields.get("check", ""), status=422, error=error)
    return go(f"/record/of/{item.id}")


def _form(request: Request, *, check: str, status: int = 200, error: LegatoError | None = None) -> Response:
    settings = request.app.state.settings
    return page(
        request,
        "record_files.html.j2",
        status=status,
        error=error,
        check=check if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", check) else "",
        tasks=[one.id for one in home_tasks(request.app.state.desk.library()) if one.id != "table"],
        places=_PLACES,
        sides=_SIDES,
        limit_mb=settings.limit_of("/record/files") // _MEBIBYTE,
    )


def _keep(request: Request, desk: Desk, folder: Path, fields: dict[str, str]) -> KeptItem:
    """Read the file in its own process, and keep both."""
    told = {
        name: _one_of(fields.get(name, ""), allowed, name=name)
        for name, allowed in (
            ("task", tuple(one.id for one in home_tasks(desk.library()))),
            ("side", _SIDES),
            ("placement", _PLACES),
        )
    }
    ending = _ENDING.search(fields.get("file_name", ""))
    name = f"brought{ending[0] if ending else ''}"
    (folder / "file").rename(folder / name)
    key = fields.get("key", "")
    person = ensure_person(request, key=f"person-{key}")
    with opened_file(folder, name, **told) as recording:
        original = desk.store.bundles.keep_original(name, (folder / name).read_bytes())
        return keep_recording(
            desk,
            recording,
            person=person,
            source="file",
            key=key,
            day=recording.start.date() if recording.start else desk.today(),
            check=fields.get("check", ""),
            device=visit_of(request).device,
            more={"original": original.path, "original_sha256": original.sha256},
        )


def _one_of(value: str, allowed: tuple[str, ...], *, name: str) -> str:
    if value not in allowed:
        raise InputError("A choice is missing", where=name, found=value[:40], code="LEG-E842")
    return value


def _waiting(desk: Desk) -> Path:
    """Give the folder for files that are being taken in; inside the data folder, so that nothing is left elsewhere."""
    folder: Path = desk.store.folder / "incoming"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
