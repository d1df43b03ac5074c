"""A piece of the traces, thinned for the screen."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from legato.errors import InputError
from legato.lab.desk import NightDesk
from legato.lab.traces import render_pieces
from legato.model.interval import Interval

router = APIRouter()
_LONGEST_S = 3600.0  # a page shows minutes; nobody may ask for the whole night at once
_COLUMNS = Query(ge=16, le=8192)


@router.get("/api/trace")
def trace(request: Request, start_s: float, end_s: float, columns: Annotated[int, _COLUMNS]) -> Response:
    """Give both legs between two times, as ``render_pieces`` lays them out."""
    desk: NightDesk = request.app.state.desk
    if not (math.isfinite(start_s) and math.isfinite(end_s) and 0 < end_s - start_s <= _LONGEST_S):
        raise InputError(
            "A piece of the trace must be longer than 0 s and at most an hour",
            found=f"{start_s} to {end_s} s",
            code="LEG-E978",
        )
    body = render_pieces(desk.traces, span=Interval(start_s, end_s), columns=columns)
    return Response(body, media_type="application/octet-stream")
