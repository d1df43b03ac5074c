"""Recorder apps: the address that Sensor Logger pushes to, what came of it, and fetching from phyphox."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from legato.app.battery import home_tasks
from legato.app.desk import Desk
from legato.app.first_person import ensure_person
from legato.app.forms import Form, read_form
from legato.app.home_network import HomeNetwork
from legato.app.phyphox_fetch import address_of, fetch_experiment
from legato.app.pushes import PushBox
from legato.app.recorder import keep_recording
from legato.app.render import go, page
from legato.app.visit import visit_of
from legato.app.worker import opened_file
from legato.errors import InputError, LegatoError
from legato.model.kept import KeptItem

router = APIRouter(include_in_schema=False)
_SIDES = ("right", "left", "unknown")
_PUSH = "/ingest/sensorlogger/"


@router.get("/record/apps")
def apps(request: Request, check: str = "") -> Response:
    """Say how two apps can send what they measure, and what came."""
    return _apps(request, check=check)


@router.post("/record/apps/open")
async def open_box(request: Request) -> Response:
    """Make a fresh address for Sensor Logger."""
    form = await read_form(request)
    _box(request).open()
    return go(f"/record/apps?check={_id(form.text('check'))}")


@router.post("/record/apps/keep")
async def keep_pushed(request: Request) -> Response:
    """Keep what Sensor Logger pushed as one recording."""
    form = await read_form(request)
    box = _box(request)
    return await _keep(request, form, box.export, source="sensor_logger", after=box.close)


@router.post("/record/apps/phyphox")
async def fetch(request: Request) -> Response:
    """Fetch what phyphox measured, and keep it as one recording."""
    form = await read_form(request)

    def bring(folder: Path) -> str:
        host, port = address_of(form.text("address"))
        return fetch_experiment(host, port, folder=folder)

    return await _keep(request, form, bring, source="phyphox")


@router.post(_PUSH + "{token}")
async def push(request: Request, token: str) -> Response:
    """Take one message of Sensor Logger; the same message again is answered and changes nothing."""
    try:
        message = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise InputError("The body is no JSON", code="LEG-E844") from None
    if not isinstance(message, dict):
        raise InputError("The body is no message", code="LEG-E844")
    is_new = await run_in_threadpool(_box(request).take, token, message)
    return JSONResponse({"kept": is_new})


async def _keep(
    request: Request,
    form: Form,
    bring: Callable[[Path], str],
    *,
    source: str,
    after: Callable[[], None] | None = None,
) -> Response:
    try:
        item = await run_in_threadpool(_read_and_keep, request, form, bring, source)
    except LegatoError as error:
        return _apps(request, check=form.text("check"), status=422, error=error)
    if after is not None:
        after()
    return go(f"/record/of/{item.id}")


def _read_and_keep(request: Request, form: Form, bring: Callable[[Path], str], source: str) -> KeptItem:
    desk: Desk = request.app.state.desk
    task, side = form.text("task"), form.text("side")
    if task not in {one.id for one in home_tasks(desk.library())} or side not in _SIDES:
        raise InputError("A choice is missing", found=f"{task[:30]} {side[:30]}", code="LEG-E842")
    person = ensure_person(request, key=f"person-{form.key}")
    with tempfile.TemporaryDirectory(prefix="legato-") as name:
        folder = Path(name)
        brought = bring(folder)
        with opened_file(folder, brought, task=task, side=side, placement="shank") as recording:
            original = desk.store.bundles.keep_original(brought, (folder / brought).read_bytes())
            return keep_recording(
                desk,
                recording,
                person=person,
                source=source,
                key=form.key,
                day=recording.start.date() if recording.start else desk.today(),
                check=_id(form.text("check")),
                device=visit_of(request).device,
                more={"original": original.path, "original_sha256": original.sha256},
            )


def _apps(request: Request, *, check: str, status: int = 200, error: LegatoError | None = None) -> Response:
    network: HomeNetwork = request.app.state.network
    state = _box(request).state()
    address = ""
    if state.token and network.push_port:
        address = f"http://{network.addresses[0]}:{network.push_port}{_PUSH}{state.token}"
    values: dict[str, Any] = {
        "check": _id(check),
        "state": state,
        "address": address,
        "is_listening": bool(network.push_port),
        "tasks": [one.id for one in home_tasks(request.app.state.desk.library()) if one.id != "table"],
        "sides": _SIDES,
        "error": error,
    }
    return page(request, "record_apps.html.j2", status=status, **values)


def _box(request: Request) -> PushBox:
    """Give the box that all servers of this desk share."""
    desk: Desk = request.app.state.desk
    return desk.pushes


def _id(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text) else ""
