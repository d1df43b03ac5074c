"""What does not change while a night is reviewed, and how it stands now."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.lab.desk import NightDesk
from legato.lab.payload import render_json, render_night, render_state

router = APIRouter()


@router.get("/api/night")
def night(request: Request) -> Response:
    """Give the night as it was scored."""
    desk: NightDesk = request.app.state.desk
    return render_json(render_night(desk))


@router.get("/api/review")
def review(request: Request) -> Response:
    """Give the movements, the edits and the indices as they stand now."""
    desk: NightDesk = request.app.state.desk
    return render_json(render_state(desk.state()))
