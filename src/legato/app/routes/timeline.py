"""The timeline: everything on one axis of days, with buttons for its length and its place."""

from __future__ import annotations

import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.diary_charts import timeline_svg
from legato.app.diary_dates import short_day
from legato.app.diary_kept import timeline_of
from legato.app.render import page
from legato.app.visit import visit_of
from legato.tracking.diary import DiaryDay
from legato.tracking.timeline import LANES, SPANS_DAYS, Mark, Span, span_of

router = APIRouter(include_in_schema=False)


@router.get("/timeline")
def show_timeline(request: Request) -> Response:
    """Draw everything between two days; ``from`` and ``to`` stand in the address."""
    visit, desk = visit_of(request), request.app.state.desk
    today = desk.today()
    span = span_of(request.query_params.get("from", ""), request.query_params.get("to", ""), today=today)
    timeline = timeline_of(desk, span, person=visit.person)
    shaking = [value for _, value in timeline.lanes[0].points]
    half = max(1, span.n_days // 2)
    return page(
        request,
        "timeline.html.j2",
        timeline=timeline,
        wide=timeline_svg(timeline, words=visit.words, is_wide=True),
        narrow=timeline_svg(timeline, words=visit.words, is_wide=False),
        is_long=span.n_days > 120,
        zooms=[(n, _address(span.ending_as(n_days=n)), n == span.n_days) for n in SPANS_DAYS],
        earlier=_address(span.moved(days=-half)),
        later=_address(span.moved(days=half)) if span.last < today else "",
        shaking_days=len(shaking),
        shaking_mean=sum(shaking) / len(shaking) if shaking else None,
        measures=[kind.measure for kind in LANES],
        table=_table(timeline.days, timeline.marks, language=visit.language),
    )


def _address(span: Span) -> str:
    return f"/timeline?from={span.first.isoformat()}&to={span.last.isoformat()}"


def _table(
    days: tuple[DiaryDay, ...], marks: tuple[Mark, ...], *, language: str
) -> list[tuple[str, datetime.date, list[float | None], list[Mark]]]:
    """Give the days of which something is known, latest first: name, day, values, events."""
    of_day: dict[datetime.date, list[Mark]] = {}
    for mark in marks:
        of_day.setdefault(mark.day, []).append(mark)
    return [
        (
            f"{short_day(day.day, language)} {day.day.year}",
            day.day,
            [day.value(kind.measure) for kind in LANES],
            of_day.get(day.day, []),
        )
        for day in reversed(days)
        if day.is_recorded or day.day in of_day
    ]
