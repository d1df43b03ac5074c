"""Phones at home: how to connect one, the code that lets it in, the certificate it may install, the list of devices."""

from __future__ import annotations

from typing import Any

import segno
from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from legato.app.access import COOKIE
from legato.app.forms import read_form
from legato.app.home_network import HomeNetwork
from legato.app.render import go, page
from legato.model.kept import ItemKind

router = APIRouter(include_in_schema=False)
_PHONE_DAYS = 180
_CODE_LETTERS = 6


@router.get("/phone")
def phone(request: Request) -> Response:
    """Say how to connect a phone, step by step."""
    network: HomeNetwork = request.app.state.network
    values: dict[str, Any] = {"network": network, "devices": _devices(request)}
    if network.is_open and network.pairing is not None:
        address = network.url("/pair")
        drawn = segno.make(address, error="m").svg_inline(border=2, scale=6, omitsize=True, title=address)
        values |= {"address": address, "qr": Markup(drawn), "code": network.pairing.code()}
    return page(request, "phone.html.j2", **values)


@router.post("/phone/remove")
async def remove(request: Request) -> Response:
    """Take back what lets a device in."""
    form = await read_form(request)
    desk = request.app.state.desk
    item = desk.store.get(form.text("device"))
    if item is not None and item.kind is ItemKind.DEVICE:
        desk.store.delete(item.id, key=form.key)
    return go("/phone")


@router.get("/pair")
def ask_code(request: Request) -> Response:
    """Ask for the six digits."""
    network: HomeNetwork = request.app.state.network
    return page(request, "pair.html.j2", is_open=network.is_open, faults=[])


@router.post("/pair")
async def take_code(request: Request) -> Response:
    """Let a phone in that knows the six digits."""
    network: HomeNetwork = request.app.state.network
    fields = await request.form(max_fields=8, max_files=0)
    typed = "".join(letter for letter in str(fields.get("code", ""))[:40] if letter.isdecimal())
    name = str(fields.get("name", "")).strip()[:60]
    if not network.is_open or network.pairing is None:
        return page(request, "pair.html.j2", status=403, is_open=False, faults=[])
    if len(typed) != _CODE_LETTERS or not network.pairing.take(typed):
        return page(request, "pair.html.j2", status=403, is_open=True, faults=["lan.pair.wrong"])
    answer = go("/")
    token = request.app.state.access.admit(
        name=name or request.app.state.desk.today().isoformat(), kind="phone"
    )
    answer.set_cookie(
        COOKIE,
        token,
        max_age=_PHONE_DAYS * 24 * 3600,
        httponly=True,
        samesite="strict",
        secure=request.app.state.settings.is_secure,
    )
    return answer


@router.get("/home-certificate")
def certificate_page(request: Request) -> Response:
    """Say how to install the certificate of this home, and what does not work without it."""
    return page(request, "home_certificate.html.j2", network=request.app.state.network)


@router.get("/home-certificate.crt")
def certificate(request: Request) -> Response:
    """Give the certificate of this home."""
    network: HomeNetwork = request.app.state.network
    if network.certificate is None:
        return page(request, "home_certificate.html.j2", status=404, network=network)
    return Response(
        network.certificate.authority_der,
        media_type="application/x-x509-ca-cert",
        headers={"content-disposition": 'attachment; filename="legato-at-home.crt"'},
    )


def _devices(request: Request) -> list[dict[str, Any]]:
    own: tuple[str, str] | None = getattr(request.state, "device", None)
    return [
        {
            "id": item.id,
            "name": str(item.body.get("name", "")),
            "kind": str(item.body.get("kind", "")),
            "day": item.made_at[:10],
            "is_this": own is not None and own[1] == item.id,
        }
        for item in request.app.state.desk.store.items(ItemKind.DEVICE)
    ]
