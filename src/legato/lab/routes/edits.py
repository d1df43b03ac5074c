"""Edits: each is appended with author, reason and time, and answered with how the night stands then."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from legato.lab.desk import AskedEdit, NightDesk
from legato.lab.payload import render_json, render_state
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.review import ReviewEditKind

router = APIRouter()

Author = Annotated[str, Field(min_length=1, max_length=40)]
Reason = Annotated[str, Field(min_length=1, max_length=300)]


class EditRequest(BaseModel):
    """An edit that a window asks for."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    base_version: Annotated[int, Field(ge=0)]
    kind: Literal["accept", "reject", "move", "add"]
    author: Author
    reason: Reason
    event: Annotated[str, Field(max_length=200)] = ""
    side: Literal["left", "right", "both"] | None = None
    span: tuple[float, float] | None = None


class UndoRequest(BaseModel):
    """A window asks to take the last edit back."""

    model_config = ConfigDict(extra="forbid")

    base_version: Annotated[int, Field(ge=0)]
    author: Author
    reason: Reason


@router.post("/api/edits")
def edit(request: Request, asked: EditRequest) -> Response:
    """Append an edit; 409 where this window does not show the newest state."""
    desk: NightDesk = request.app.state.desk
    made = AskedEdit(
        ReviewEditKind(asked.kind),
        author=asked.author,
        reason=asked.reason,
        event=asked.event,
        side=None if asked.side is None else Side(asked.side),
        span=None if asked.span is None else Interval(*asked.span),
    )
    return render_json(render_state(desk.edit(made, base_version=asked.base_version)))


@router.post("/api/undo")
def undo(request: Request, asked: UndoRequest) -> Response:
    """Take the last edit that holds back; what was made stays in the file."""
    desk: NightDesk = request.app.state.desk
    state = desk.undo(author=asked.author, reason=asked.reason, base_version=asked.base_version)
    return render_json(render_state(state))
