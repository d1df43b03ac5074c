"""The questions of a check, one a page: answers are kept before the next page, and help comes before everything else."""

from __future__ import annotations

import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from legato.app.body_map import MAPPED_QUESTION, SITES, choice_of_sites, contradicts
from legato.app.check_kept import Kept, keep_part, last_change
from legato.app.desk import Desk
from legato.app.flow import (
    assess_answers,
    is_child,
    most_questions,
    open_question,
    path_after,
    path_before,
    path_of,
    position_of,
    where_answers_lead,
)
from legato.app.forms import Form, read_form
from legato.app.help_now import call_line, country_names, emergency_call
from legato.app.question_view import DONT_KNOW, answer_words, read_answer, rows_of, typed_of
from legato.app.render import go, page
from legato.app.visit import Visit, visit_of
from legato.errors import InputError
from legato.inference.explain_person import explain_to_person
from legato.inference.interview import record_answer
from legato.knowledge.library import Library
from legato.model.interview import InterviewState
from legato.model.kept import KeptItem
from legato.model.question import Answer, Question, QuestionKind
from legato.model.urgency import Urgency

router = APIRouter(include_in_schema=False)


@router.get("/check/{id_}/q/{question_id}")
def show(request: Request, id_: str, question_id: str) -> Response:
    """Show one question with what was answered before, or with nothing chosen."""
    check, question, state = _found(request, id_, question_id)
    chosen, typed = typed_of(state.answers.get(question.id))
    sites = tuple(check.body.get("sites", ()))
    return _page(request, check, question, state, chosen=chosen, typed=typed, sites=sites)


@router.post("/check/{id_}/q/{question_id}")
async def keep(request: Request, id_: str, question_id: str) -> Response:
    """Keep the answer, then lead to help where it asks for it, and else to the next page."""
    form = await read_form(request)
    check, question, state = _found(request, id_, question_id)
    how = form.text("how")
    if how == "later" and not form.many("choice") and not form.text("typed"):
        return go("/")
    form, sites = _with_map(form, question)
    sent = read_answer(form, question)
    fault = sent.fault
    if sent.answer is not None and contradicts(sites, next(iter(sent.answer.choices), "")):
        fault = "check.fault.map"
    if fault or sent.answer is None:
        return _page(
            request, check, question, state, chosen=form.many("choice"), typed=form.text("typed"),
            sites=sites, fault=fault, seen=form.base_version, came_from=form.text("from"),
        )  # fmt: skip
    kept = _keep(request, check, form, question=question, answer=sent.answer, sites=sites)
    if kept.is_conflict:
        return _conflict(request, kept.check, question, answer=sent.answer, form=form)
    return go(_where(request, kept, question, form=form))


def _found(request: Request, id_: str, question_id: str) -> tuple[KeptItem, Question, InterviewState]:
    visit, desk = visit_of(request), request.app.state.desk
    check = desk.check(id_, person=visit.person)
    question = desk.library(visit.language).questions.get(question_id)
    if question is None:
        raise InputError("There is no such question", mend="go on from the start page", code="LEG-E825")
    return check, question, desk.state_of(check)


def _with_map(form: Form, question: Question) -> tuple[Form, tuple[str, ...]]:
    """Take the picture for the list where only the picture was marked."""
    if question.id != MAPPED_QUESTION or form.text("how") == "skip":
        return form, ()
    sites = tuple(one for one in SITES if one in form.many("site"))
    if sites and not form.many("choice"):
        form = Form(FormData([*form.fields.multi_items(), ("choice", choice_of_sites(sites))]))
    return form, sites


def _keep(
    request: Request,
    check: KeptItem,
    form: Form,
    *,
    question: Question,
    answer: Answer,
    sites: tuple[str, ...],
) -> Kept:
    library = request.app.state.desk.library()
    today = request.app.state.desk.today()

    def read(body: Any) -> Any:
        answer = InterviewState.from_json(body["state"]).answers.get(question.id)
        return (answer, tuple(body.get("sites", ()))) if question.id == MAPPED_QUESTION else answer

    def write(body: dict[str, Any]) -> dict[str, Any]:
        state = record_answer(InterviewState.from_json(body["state"]), question.id, answer, library=library)
        body["state"] = state.to_json()
        if question.id == MAPPED_QUESTION:
            body["sites"] = list(sites)
        return body

    state = record_answer(request.app.state.desk.state_of(check), question.id, answer, library=library)
    return keep_part(
        request, check, form, read=read, write=write, finished_on=_end_of_child(state, today, library=library)
    )


def _end_of_child(state: InterviewState, today: datetime.date, *, library: Library) -> str | None:
    """Give the day where the check of a child ends, which has no further pages."""
    is_end = is_child(state, library=library) and open_question(state, library=library) is None
    return today.isoformat() if is_end else None


def _where(request: Request, kept: Kept, question: Question, *, form: Form) -> str:
    """Give the page after an answer: help first, then where the person came from or wants to go."""
    desk: Desk = request.app.state.desk
    library = desk.library()
    before, state = desk.state_of(kept.before), desk.state_of(kept.check)
    if lead := where_answers_lead(before, state, check_id=kept.check.id, question=question):
        return lead
    if form.text("how") == "later":
        return "/"
    if form.text("from") == "answers":
        return path_of(kept.check.id, "answers")
    return path_after(
        question.id, kept.check, state, was_answered=question.id in before.answers, library=library
    )


def _page(
    request: Request,
    check: KeptItem,
    question: Question,
    state: InterviewState,
    *,
    chosen: tuple[str, ...],
    typed: str,
    sites: tuple[str, ...],
    fault: str = "",
    seen: int | None = None,
    came_from: str = "",
) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    library = desk.library(visit.language)
    is_from_answers = (came_from or request.query_params.get("from")) == "answers"
    undo = last_change(desk.store, check, library=library)
    return page(
        request,
        "check_question.html.j2",
        status=422 if fault else 200,
        check=check,
        question=question,
        kind=_kind(question),
        rows=rows_of(question, chosen=chosen, words=visit.words),
        typed=typed,
        is_unknown=DONT_KNOW in chosen,
        sites=sites if question.id == MAPPED_QUESTION else (),
        all_sites=SITES if question.id == MAPPED_QUESTION else (),
        position=position_of(question.id, state),
        most=max(most_questions(library), position_of(question.id, state)),
        back=path_of(check.id, "answers") if is_from_answers else path_before(question.id, check, state),
        is_from_answers=is_from_answers,
        fault=visit.words.t(fault, low=f"{question.low or 0:g}", high=f"{question.high or 0:g}")
        if fault
        else "",
        seen=check.version if seen is None else seen,
        undo=undo,
        undo_question=library.questions.get(undo.question) if undo else None,
        undo_words=_undo_words(undo, state, library=library, visit=visit),
        state=state,
        call=emergency_call(visit.country, words=visit.words, library=library),
    )


def _undo_words(undo: Any, state: InterviewState, *, library: Library, visit: Visit) -> tuple[str, ...]:
    if not undo or not undo.question:
        return ()
    return answer_words(library.questions[undo.question], state.answers.get(undo.question), words=visit.words)


def _kind(question: Question) -> str:
    if question.kind is QuestionKind.NUMBER:
        return "number"
    if question.kind is QuestionKind.TEXT:
        return "text"
    return "checkbox" if question.kind is QuestionKind.SEVERAL else "radio"


def _conflict(
    request: Request, check: KeptItem, question: Question, *, answer: Answer, form: Form
) -> Response:
    """Show what is kept and what was sent, side by side."""
    visit, desk = visit_of(request), request.app.state.desk
    kept = desk.state_of(check).answers.get(question.id)
    fields = [
        (name, value)
        for name, value in form.fields.multi_items()
        if name in ("choice", "typed", "how", "from", "site") and isinstance(value, str)
    ]
    return page(
        request,
        "check_conflict.html.j2",
        status=409,
        about=question.ask,
        kept=answer_words(question, kept, words=visit.words),
        mine=answer_words(question, answer, words=visit.words),
        fields=fields,
        action=path_of(check.id, "q", question.id),
        seen=check.version,
        keep_path=path_of(check.id),
    )


@router.get("/check/{id_}/now")
def help_now(request: Request, id_: str) -> Response:
    """Say what to do at once: whom to call, what to do beside it, and why."""
    visit, desk = visit_of(request), request.app.state.desk
    return _told(request, desk.check(id_, person=visit.person), "check_now.html.j2")


@router.get("/check/{id_}/child")
def child(request: Request, id_: str) -> Response:
    """Say that a child with shaking should be seen; the check ends here."""
    visit, desk = visit_of(request), request.app.state.desk
    check = desk.check(id_, person=visit.person)
    if not is_child(desk.state_of(check), library=desk.library()):
        return go(path_of(check.id))
    return _told(request, check, "check_child.html.j2")


def _told(request: Request, check: KeptItem, template: str) -> Response:
    """Render a page out of the texts of the result, without recordings: it must be there at once."""
    visit, desk = visit_of(request), request.app.state.desk
    library = desk.library(visit.language)
    assessment = assess_answers(desk, check, library=library, country=visit.country)
    text = explain_to_person(assessment, library=library, today=desk.today())
    return page(
        request,
        template,
        check=check,
        text=text,
        is_emergency=text.urgency is Urgency.EMERGENCY_NOW,
        is_urgent=text.urgency.rank >= Urgency.SAME_DAY.rank,
        calls=[call_line(one) for one in text.contacts],
        emergency=emergency_call(visit.country, words=visit.words, library=library),
        countries=country_names(library),
        country=visit.country,
    )
