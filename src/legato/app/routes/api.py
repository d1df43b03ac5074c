"""The JSON interface: answers in, an assessment out; nothing is kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from legato import __version__
from legato.app.desk import Desk
from legato.assess import assess_case, case_of_answers
from legato.inference.plain_answers import state_of_values
from legato.model.interview import InterviewState
from legato.report.assessment_json import render_assessments

router = APIRouter(prefix="/api/v1", tags=["assessment"])

Choice = Annotated[str, Field(max_length=4000)]
Value = Choice | float | list[Choice] | None


class CheckRequest(BaseModel):
    """Answers to assess."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    answers: dict[str, Value] = Field(
        description="By question: a number, an option, a list of options, `none`, `skip` or `dont_know`.",
        max_length=200,
    )
    scales: dict[str, list[Annotated[int, Field(ge=0, le=100)] | None]] = Field(
        default_factory=dict, max_length=20
    )
    country: Literal["gb", "us", "de", "eu"] = "eu"
    story: str = Field(default="", max_length=20000)


class Health(BaseModel):
    """That the server answers, and which it is."""

    legato: str
    knowledge: str


_PROBLEM: dict[int | str, dict[str, Any]] = {
    status: {"description": what, "content": {"application/problem+json": {}}}
    for status, what in (
        (400, "The body is no JSON."),
        (413, "The body is too large, and was not read."),
        (422, "The answers do not fit their questions; nothing was assessed."),
    )
}


@router.post("/check", responses={200: {"content": {"application/json": {}}}, **_PROBLEM})
def check(request: Request, asked: CheckRequest) -> Response:
    """Assess answers, and keep nothing.

    The result is the same as that of ``legato check --answers FILE --json`` and of the pages. Not a diagnosis.
    """
    desk: Desk = request.app.state.desk
    library = desk.library()
    state = state_of_values(
        asked.answers, asked.scales, state=InterviewState(), library=library, where="the request"
    )
    case = case_of_answers(state, id_="check", library=library, story=asked.story)
    assessment = assess_case(case, made_on=desk.today(), country=asked.country, library=library)
    return Response(render_assessments([assessment]), media_type="application/json")


@router.get("/health")
def health(request: Request) -> Health:
    """Say that the server answers, with its versions."""
    return Health(legato=__version__, knowledge=request.app.state.desk.library().version)
