"""The pages ask what the terminal asks, in the same order, and the same answers give the same result."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from check_walk import DAY, Walker, form_of, walking
from interview_makers import harmless_answer, random_answer
from legato.app.flow import STEPS
from legato.cli.check import command
from legato.inference.interview import facts_of_answers, is_for_child, next_question
from legato.inference.question_order import rank_questions
from legato.knowledge.library import load_library
from legato.model.interview import InterviewState
from legato.model.question import Answer
from legato.report.assessment_json import render_assessments

LIBRARY = load_library()
N_RANDOM_SETS = 50
# How often an answer is drawn by chance; the others are harmless, so that the walks end at every level.
WILDNESS = (0.0, 0.03, 0.08, 0.2, 1.0)
SAME = ("urgency", "rules", "unanswered", "differential", "next")


@pytest.fixture
def walker(tmp_path: Path) -> Iterator[Walker]:
    with walking(tmp_path / "data") as made:
        yield made


def next_in_terminal(state: InterviewState) -> str:
    """Choose as the terminal does."""
    ranked = None
    if "self_harm" in state.answers:
        ranked = rank_questions(facts_of_answers(state, library=LIBRARY), library=LIBRARY)
    question = next_question(state, library=LIBRARY, ranked=ranked)
    return question.id if question else ""


def plain_value(answer: Answer) -> object:
    """Write an answer as a file of answers has it."""
    if not answer.is_given:
        return {"skipped": "skip", "dont_know": "dont_know"}[answer.state.value]
    return answer.number if answer.number is not None else list(answer.choices)


def walk(walker: Walker, seed: int) -> tuple[str, dict[str, Answer]]:
    """Answer by chance until the pages have no further question; give the check and what was sent."""
    chance, id_ = random.Random(seed), walker.begin()
    sent: dict[str, Answer] = {}
    hidden = walker.fields(f"/check/{id_}/q/age")
    lead = f"/check/{id_}"
    while question_id := next_in_terminal(walker.state(id_)):
        if "/q/" not in lead:
            lead = walker.leads(f"/check/{id_}")
        assert lead == f"/check/{id_}/q/{question_id}"
        question = LIBRARY.questions[question_id]
        is_wild = chance.random() < WILDNESS[seed % len(WILDNESS)]
        sent[question_id] = random_answer(question, chance) if is_wild else harmless_answer(question)
        version = str(walker.check(id_).version)
        fields = {
            **hidden,
            "key": f"{id_}-{question_id}",
            "base_version": version,
            **form_of(sent[question_id]),
        }
        lead = walker.post(lead, fields)
        assert not lead.isdecimal()
    return id_, sent


@pytest.mark.slow
def test_the_same_answers_give_the_same_result_as_in_the_terminal(walker: Walker, tmp_path: Path) -> None:
    levels = set()
    for seed in range(N_RANDOM_SETS):
        id_, sent = walk(walker, seed)
        answers, result = tmp_path / f"{seed}.json", tmp_path / f"{seed}-result.json"
        answers.write_text(json.dumps({key: plain_value(one) for key, one in sent.items()}))
        options = ["--answers", str(answers), "--country", "gb", "--on", DAY.isoformat()]
        done = CliRunner().invoke(command, [*options, "--json", str(result)])
        assert done.exit_code == 0, done.output
        told = json.loads(result.read_text())["cases"][0]
        shown = json.loads(render_assessments([walker.desk.assess(walker.check(id_))]))["cases"][0]
        assert {key: shown[key] for key in SAME} == {key: told[key] for key in SAME}
        levels.add(shown["urgency"])
    assert len(levels) >= 3, "the random answers reach too few levels to say anything"


def test_a_check_goes_from_questions_over_medicines_forms_and_words_to_the_list(walker: Walker) -> None:
    id_ = walker.begin()
    lead = f"/check/{id_}/q/age"
    while "/q/" in lead:
        lead = walker.answer(
            id_, lead.rsplit("/", 1)[1], harmless_answer(LIBRARY.questions[lead.rsplit("/", 1)[1]])
        )
    assert lead == f"/check/{id_}/medicines"
    lead = walker.send(lead, how="none")
    assert lead == f"/check/{id_}/forms"
    lead = walker.send(lead, how="leave_out")
    assert lead == f"/check/{id_}/words"
    lead = walker.send(lead, story="It shakes in the evening.", question_1="Why?", how="go")
    assert lead == f"/check/{id_}/answers"
    body = walker.check(id_).body
    assert (body["story"], body["my_questions"], body["medicines_none"]) == (
        "It shakes in the evening.",
        ["Why?"],
        True,
    )
    assert body["steps"] == list(STEPS)
    assert body["finished_on"] is None
    assert walker.send(f"/check/{id_}/finish", on=lead) == f"/check/{id_}/done"
    assert walker.check(id_).body["finished_on"] == DAY.isoformat()
    done = walker.client.get(f"/check/{id_}/done").text
    assert f'href="/record?check={id_}"' in done
    assert f'href="/result/{id_}"' in done


def test_back_leads_over_the_answers_given_before_and_loses_none(walker: Walker) -> None:
    id_ = walker.begin()
    walker.answer(id_, "age", Answer(number=47))
    walker.answer(id_, "sex", Answer.of("male"))
    page = walker.client.get(f"/check/{id_}/q/em_stroke").text
    assert f'class="back" href="/check/{id_}/q/sex"' in page
    assert walker.answer(id_, "age", Answer(number=48)) == f"/check/{id_}/q/sex"
    again = walker.client.get(f"/check/{id_}/q/sex").text
    assert 'value="male" checked' in again
    assert walker.answer(id_, "sex", Answer.of("male")) == f"/check/{id_}/q/em_stroke"
    assert walker.state(id_).answers["age"].number == 48


def test_nothing_is_chosen_before_somebody_chooses(walker: Walker) -> None:
    id_ = walker.begin()
    for question in LIBRARY.questions:
        assert " checked" not in walker.client.get(f"/check/{id_}/q/{question}").text


def test_a_child_is_asked_the_signs_and_no_more(walker: Walker) -> None:
    id_ = walker.begin()
    lead = walker.answer(id_, "age", Answer(number=9))
    while "/q/" in lead:
        question = LIBRARY.questions[lead.rsplit("/", 1)[1]]
        assert question.section in ("age", "emergency", "self_harm")
        lead = walker.answer(id_, question.id, harmless_answer(question))
    assert lead == f"/check/{id_}/child"
    assert is_for_child(facts_of_answers(walker.state(id_), library=LIBRARY))
    assert "should be seen by a doctor" in walker.client.get(lead).text
    assert walker.leads(f"/check/{id_}").endswith("/answers")
    assert walker.check(id_).body["finished_on"] == DAY.isoformat()


def test_a_child_with_an_emergency_sign_gets_the_number_first(walker: Walker) -> None:
    id_ = walker.begin()
    walker.answer(id_, "age", Answer(number=9))
    assert walker.answer(id_, "em_child", Answer.of("floppy")) == f"/check/{id_}/now"


def test_an_answer_is_kept_before_the_next_page_and_goes_on_after_the_server_ended(tmp_path: Path) -> None:
    with walking(tmp_path / "data") as walker:
        id_ = walker.begin()
        walker.answer(id_, "age", Answer(number=47))
        walker.answer(id_, "sex", Answer.of("male"))
    with walking(tmp_path / "data") as walker:
        assert "You answered 2 questions" in walker.client.get("/").text
        lead = walker.leads(f"/check/{id_}")
        assert lead == f"/check/{id_}/q/em_stroke"


def test_save_and_come_back_later_keeps_what_is_chosen(walker: Walker) -> None:
    id_ = walker.begin()
    assert walker.send(f"/check/{id_}/q/age", how="later", typed="47") == "/"
    assert walker.state(id_).answers["age"].number == 47
    assert walker.send(f"/check/{id_}/q/sex", how="later") == "/"
    assert "sex" not in walker.state(id_).answers
    assert walker.send(f"/check/{id_}/q/em_stroke", how="later", choice="face") == f"/check/{id_}/now"


def test_a_changed_answer_opens_a_finished_check_again(walker: Walker) -> None:
    id_ = walker.begin()
    walker.answer(id_, "age", Answer(number=47))
    walker.send(f"/check/{id_}/finish", on=f"/check/{id_}/answers")
    assert walker.check(id_).body["finished_on"]
    assert walker.answer(id_, "age", Answer(number=48), tail="?from=answers") == f"/check/{id_}/answers"
    assert walker.check(id_).body["finished_on"] is None
