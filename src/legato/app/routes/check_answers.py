"""The end of a check: own words, the list of all answers, taking the last change back, finishing."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.answer_list import areas_of
from legato.app.check_kept import keep_part, last_change
from legato.app.desk import Desk
from legato.app.flow import (
    STEPS,
    assess_answers,
    is_child,
    next_path,
    open_question,
    path_of,
    with_step,
)
from legato.app.forms import Form, read_form
from legato.app.medicine_entry import medicines_of_check
from legato.app.question_view import answer_words
from legato.app.render import go, page
from legato.app.visit import visit_of
from legato.app.word_scan import where_words_lead
from legato.inference.interview import open_red_flags
from legato.model.kept import KeptItem
from legato.model.urgency import Urgency

router = APIRouter(include_in_schema=False)
LONGEST_STORY = 300
LONGEST_QUESTION = 150
_QUESTIONS = ("question_1", "question_2", "question_3")
_URGENT = (Urgency.EMERGENCY_NOW, Urgency.SAME_DAY)


@router.get("/check/{id_}/words")
def show_words(request: Request, id_: str) -> Response:
    """Ask for own words and own questions."""
    check = _check(request, id_)
    story, questions = str(check.body.get("story", "")), list(check.body.get("my_questions", ()))
    return _words(request, check, story=story, questions=questions)


@router.post("/check/{id_}/words")
async def keep_words(request: Request, id_: str) -> Response:
    """Keep own words; what they say is read for signs that need help at once."""
    form = await read_form(request)
    check, desk = _check(request, id_), request.app.state.desk
    is_skipped = form.text("how") == "skip"
    story = str(check.body.get("story", "")) if is_skipped else form.text("story")
    questions = [text for name in _QUESTIONS if (text := form.text(name))]
    if is_skipped:
        questions = list(check.body.get("my_questions", ()))
    if len(story) > LONGEST_STORY or any(len(one) > LONGEST_QUESTION for one in questions):
        return _words(
            request, check, story=story, questions=questions, is_faulty=True, seen=form.base_version
        )

    def write(body: dict[str, Any]) -> dict[str, Any]:
        return with_step(body, "words") | {"story": story, "my_questions": questions}

    kept = keep_part(request, check, form, read=_own_words, write=write)
    if kept.is_conflict:
        return _conflict(request, kept.check, story=story, questions=questions)
    said = "\n".join((story, *questions))
    if _own_words(kept.before.body) != _own_words(kept.check.body):
        lead = where_words_lead(said, library=desk.library())
        if lead:
            where = f"/crisis?check={check.id}" if lead == "/crisis" else path_of(check.id, "now")
            return go(where)
    if form.text("from") == "answers":
        return go(path_of(check.id, "answers"))
    return go(next_path(kept.check, desk.state_of(kept.check), library=desk.library()))


def _own_words(body: Any) -> tuple[str, tuple[str, ...]]:
    return str(body.get("story", "")), tuple(body.get("my_questions", ()))


@router.get("/check/{id_}/answers")
def show_answers(request: Request, id_: str) -> Response:
    """List every answer, each with a way to change it."""
    visit, desk = visit_of(request), request.app.state.desk
    check = _check(request, id_)
    library, state = desk.library(visit.language), desk.state_of(check)
    undo = last_change(desk.store, check, library=library)
    question = library.questions.get(undo.question) if undo else None
    return page(
        request,
        "check_answers.html.j2",
        check=check,
        state=state,
        areas=areas_of(
            check,
            state,
            medicines=medicines_of_check(check, store=desk.store),
            library=library,
            words=visit.words,
        ),
        is_child=is_child(state, library=library),
        more=open_question(state, library=library),
        open_signs=open_red_flags(state, library=library),
        undo=undo,
        undo_question=question,
        undo_words=answer_words(question, state.answers.get(question.id), words=visit.words)
        if question
        else (),
    )


@router.post("/check/{id_}/undo")
async def take_back(request: Request, id_: str) -> Response:
    """Take the last change back, if it is still the last."""
    form = await read_form(request)
    check, desk = _check(request, id_), request.app.state.desk
    undo = last_change(desk.store, check, library=desk.library())
    if undo is None or form.base_version != check.version:
        return go(path_of(check.id, "answers"))
    restored = desk.store.undo(check.id, key=form.key)
    for id_back in restored.body.get("medicines", ()):
        gone = desk.store.get(id_back)
        if gone is not None and gone.is_deleted and gone.person == check.person:
            desk.store.undo(id_back, key=f"{form.key}-{id_back}")
    return go(path_of(check.id, "q", undo.question) if undo.question else path_of(check.id, "answers"))


@router.post("/check/{id_}/finish")
async def finish(request: Request, id_: str) -> Response:
    """Finish the check; then offer to record, unless it is urgent."""
    form = await read_form(request)
    check, desk = _check(request, id_), request.app.state.desk
    today = desk.today().isoformat()
    kept = keep_part(
        request,
        check,
        Form(type(form.fields)([("key", form.key)])),
        read=lambda body: None,
        write=lambda body: {**body, "steps": list(STEPS)},
        finished_on=today,
    )
    return go(path_of(kept.check.id, "done"))


@router.get("/check/{id_}/done")
def done(request: Request, id_: str) -> Response:
    """Offer to record, or lead to the result where it is urgent: nothing is measured while help is needed."""
    visit, desk = visit_of(request), request.app.state.desk
    check = _check(request, id_)
    if not check.body.get("finished_on"):
        return go(path_of(check.id))
    library = desk.library()
    urgency = assess_answers(desk, check, library=library, country=visit.country).triage.urgency
    if urgency in _URGENT or is_child(desk.state_of(check), library=library):
        return go(f"/result/{check.id}")
    return page(request, "check_done.html.j2", check=check, has_recordings=bool(desk.recordings_of(check)))


def _check(request: Request, id_: str) -> KeptItem:
    desk: Desk = request.app.state.desk
    return desk.check(id_, person=visit_of(request).person)


def _words(
    request: Request,
    check: KeptItem,
    *,
    story: str,
    questions: list[str],
    is_faulty: bool = False,
    seen: int | None = None,
) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    faults = []
    if len(story) > LONGEST_STORY:
        faults.append(
            ("story", visit.words.t("check.words.fault.story", count=len(story), most=LONGEST_STORY))
        )
    for name, text in zip(_QUESTIONS, questions, strict=False):
        if len(text) > LONGEST_QUESTION:
            faults.append((name, visit.words.t("check.words.fault.question", most=LONGEST_QUESTION)))
    is_from_answers = request.query_params.get("from") == "answers"
    return page(
        request,
        "check_words.html.j2",
        status=422 if is_faulty else 200,
        check=check,
        state=desk.state_of(check),
        story=story,
        questions=(*questions, "", "", "")[: len(_QUESTIONS)],
        names=_QUESTIONS,
        longest_story=LONGEST_STORY,
        longest_question=LONGEST_QUESTION,
        faults=faults,
        seen=check.version if seen is None else seen,
        is_from_answers=is_from_answers,
        back=path_of(check.id, "answers" if is_from_answers else "forms"),
    )


def _conflict(request: Request, check: KeptItem, *, story: str, questions: list[str]) -> Response:
    words = visit_of(request).words
    kept_story, kept_questions = _own_words(check.body)
    nothing = words.t("check.not_answered")
    return page(
        request,
        "check_conflict.html.j2",
        status=409,
        about=words.t("check.words.title"),
        kept=tuple(filter(None, (kept_story, *kept_questions))) or (nothing,),
        mine=tuple(filter(None, (story, *questions))) or (nothing,),
        fields=[("story", story), *zip(_QUESTIONS, questions, strict=False)],
        action=path_of(check.id, "words"),
        seen=check.version,
        keep_path=path_of(check.id),
    )
