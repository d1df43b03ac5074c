"""Help at once, nothing overwritten silently, the last change taken back, medicines, forms, own words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from check_walk import Walker, walking
from legato.knowledge.library import load_library
from legato.model.kept import ItemKind
from legato.model.question import Answer
from legato.model.urgency import Urgency

LIBRARY = load_library()
SIGNS = [
    (question.id, option.id)
    for question in LIBRARY.questions.values()
    if question.section == "emergency"
    for option in question.options
    if option.stops_now
]


@pytest.fixture
def walker(tmp_path: Path) -> Iterator[Walker]:
    with walking(tmp_path / "data") as made:
        yield made


@pytest.mark.parametrize(("question", "option"), SIGNS)
def test_each_sign_that_is_enough_leads_to_help_at_once(walker: Walker, question: str, option: str) -> None:
    id_ = walker.begin()
    if question == "em_child":
        walker.answer(id_, "age", Answer(number=9))
    page = walker.client.get(f"/check/{id_}/q/{question}").text
    assert f'value="{option}" data-acts' in page
    assert walker.answer(id_, question, Answer.of(option)) == f"/check/{id_}/now"
    assert walker.check(id_).body["state"]["emergency_rules"]
    told = walker.client.get(f"/check/{id_}/now").text
    assert 'href="tel:999"' in told
    assert "Get emergency help now" in told
    assert f'href="/check/{id_}"' in told, "the questions can go on"
    assert "/record?" not in told, "nothing is measured while help is needed"


def test_the_number_is_that_of_the_country_that_was_chosen(walker: Walker) -> None:
    id_ = walker.begin()
    walker.client.get("/country/us", follow_redirects=False)
    walker.answer(id_, "em_stroke", Answer.of("face"))
    told = walker.client.get(f"/check/{id_}/now").text
    assert 'href="tel:911"' in told
    assert 'href="tel:999"' not in told
    assert walker.check(id_).body["country"] == "us"


def test_an_emergency_stays_in_sight_on_every_later_page(walker: Walker) -> None:
    id_ = walker.begin()
    walker.answer(id_, "em_stroke", Answer.of("face"))
    for path in ("q/em_attacks", "medicines", "forms", "forms/gad7/1", "words", "answers"):
        assert f'href="/check/{id_}/now"' in walker.client.get(f"/check/{id_}/{path}").text, path


def test_an_emergency_is_led_to_its_result_and_not_to_a_measurement(walker: Walker) -> None:
    id_ = walker.begin()
    walker.answer(id_, "em_stroke", Answer.of("face"))
    walker.send(f"/check/{id_}/finish", on=f"/check/{id_}/answers")
    assert walker.leads(f"/check/{id_}/done") == f"/result/{id_}"


def test_thoughts_of_ending_life_lead_to_people_to_talk_to(walker: Walker) -> None:
    id_ = walker.begin()
    assert walker.answer(id_, "self_harm", Answer.of("thoughts")) == f"/crisis?check={id_}"
    assert walker.answer(id_, "self_harm_now", Answer.of("plan")) == f"/crisis?check={id_}"
    assert f'href="/crisis?check={id_}"' in walker.client.get(f"/check/{id_}/q/what").text


@pytest.mark.parametrize("field", ["story", "question_1"])
def test_own_words_are_read_for_signs(walker: Walker, field: str) -> None:
    id_ = walker.begin()
    lead = walker.send(f"/check/{id_}/words", how="go", **{field: "I want to kill myself"})
    assert lead == f"/crisis?check={id_}"
    kept = walker.check(id_).body
    assert "I want to kill myself" in (kept["story"], *kept["my_questions"])


def test_an_older_page_never_overwrites_a_newer_answer(walker: Walker) -> None:
    id_ = walker.begin()
    older = walker.fields(f"/check/{id_}/q/side")
    walker.answer(id_, "side", Answer.of("both"))
    sent = {**older, "how": "go", "choice": "one"}
    answer = walker.client.post(f"/check/{id_}/q/side", data=sent, follow_redirects=False)
    assert answer.status_code == 409
    assert "Both legs, about the same." in answer.text
    assert "One leg only." in answer.text
    assert walker.state(id_).answers["side"] == Answer.of("both")
    hidden = {"csrf": older["csrf"], "key": "chosen-by-hand", "base_version": str(walker.check(id_).version)}
    walker.post(f"/check/{id_}/q/side", {**hidden, "how": "go", "choice": "one"})
    assert walker.state(id_).answers["side"] == Answer.of("one")


def test_an_older_page_of_another_question_is_taken(walker: Walker) -> None:
    id_ = walker.begin()
    older = walker.fields(f"/check/{id_}/q/side")
    walker.answer(id_, "what", Answer.of("shake"))
    walker.post(f"/check/{id_}/q/side", {**older, "how": "go", "choice": "both"})
    assert dict(walker.state(id_).answers) == {"what": Answer.of("shake"), "side": Answer.of("both")}


def test_a_page_that_is_sent_twice_counts_once(walker: Walker) -> None:
    id_ = walker.begin()
    fields = {**walker.fields(f"/check/{id_}/q/side"), "how": "go", "choice": "both"}
    assert walker.post(f"/check/{id_}/q/side", fields) == walker.post(f"/check/{id_}/q/side", fields)
    assert walker.check(id_).version == 2


def test_older_words_are_shown_beside_newer_ones(walker: Walker) -> None:
    id_ = walker.begin()
    older = walker.fields(f"/check/{id_}/words")
    walker.send(f"/check/{id_}/words", how="go", story="In the evening.")
    assert walker.post(f"/check/{id_}/words", {**older, "how": "go", "story": "At night."}) == "409"
    assert walker.check(id_).body["story"] == "In the evening."


def test_the_last_change_is_taken_back_once_and_only_by_the_page_that_shows_it(walker: Walker) -> None:
    id_ = walker.begin()
    walker.answer(id_, "side", Answer.of("one"))
    walker.answer(id_, "side", Answer.of("both"))
    old = walker.fields(f"/check/{id_}/answers")
    assert walker.post(f"/check/{id_}/undo", {**old, "base_version": "1"}) == f"/check/{id_}/answers"
    assert walker.state(id_).answers["side"] == Answer.of("both")
    version = str(walker.check(id_).version)
    assert walker.post(
        f"/check/{id_}/undo", {**old, "key": "take-it-back", "base_version": version}
    ).endswith("/q/side")
    assert walker.state(id_).answers["side"] == Answer.of("one")
    assert "/undo" not in walker.client.get(f"/check/{id_}/answers").text
    walker.answer(id_, "side", Answer.of("both"))
    walker.answer(id_, "side", Answer.of("one"))
    assert "/undo" in walker.client.get(f"/check/{id_}/answers").text, "there and back are two changes"


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("age", {}),
        ("age", {"typed": "seven"}),
        ("age", {"typed": "700"}),
        ("age", {"typed": "47", "choice": "dont_know"}),
        ("side", {}),
        ("side", {"choice": "of_nobody"}),
        ("what", {"choice": ["none", "shake"]}),
        ("side", {"choice": "both", "site": "leg_left"}),
    ],
)
def test_what_is_no_answer_is_told_and_not_kept(
    walker: Walker, question: str, fields: dict[str, str]
) -> None:
    id_ = walker.begin()
    assert walker.send(f"/check/{id_}/q/{question}", how="go", **fields) == "422"
    assert walker.state(id_).answers == {}


@pytest.mark.parametrize(
    ("sites", "option"),
    [(["leg_left"], "one"), (["leg_right"], "one"), (["leg_left", "leg_right"], "both")],
)
def test_the_picture_alone_answers_which_leg(walker: Walker, sites: list[str], option: str) -> None:
    id_ = walker.begin()
    walker.send(f"/check/{id_}/q/side", how="go", site=sites)
    assert walker.state(id_).answers["side"] == Answer.of(option)
    assert walker.check(id_).body["sites"] == sites


def test_a_medicine_is_kept_and_reaches_the_assessment_by_its_whole_name(walker: Walker) -> None:
    id_ = walker.begin()
    page = f"/check/{id_}/medicines/new"
    asked = walker.send(page, how="go", name="sertralien")
    assert asked == "200", "a name that is nearly another is asked back"
    assert walker.desk.store.items(ItemKind.MEDICINE) == []
    lead = walker.send(
        page, how="go", name="sertralien", name_asked="sertralien", match="sertraline",
        dose_text="50 mg", started_on_year="2026", started_on_month="9",
    )  # fmt: skip
    assert lead == f"/check/{id_}/medicines"
    (kept,) = walker.desk.store.items(ItemKind.MEDICINE)
    assert dict(kept.body) == {
        "name": "sertraline", "record_id": "sertraline", "dose_text": "50 mg",
        "started_on": "2026-09", "changed_on": None, "stopped_on": None,
    }  # fmt: skip
    assert walker.desk.assess(walker.check(id_)).facts.has("drug:ssri")


def test_a_misspelt_name_that_stays_sets_no_code(walker: Walker) -> None:
    id_ = walker.begin()
    walker.send(f"/check/{id_}/medicines/new", how="go", name="sertralien", name_asked="sertralien", match="")
    assert walker.check(id_).body["medicines"]
    assert not walker.desk.assess(walker.check(id_)).facts.has("drug:ssri")


@pytest.mark.parametrize(("year", "counts"), [("2026", True), ("2024", False)])
def test_a_stopped_medicine_counts_for_three_months(walker: Walker, year: str, counts: bool) -> None:
    id_ = walker.begin()
    stopped = {"stopped_on_year": year, "stopped_on_month": "10", "stopped_on_day": "20"}
    walker.send(f"/check/{id_}/medicines/new", how="go", name="sertraline", **stopped)
    assert walker.desk.assess(walker.check(id_)).facts.has("drug:ssri") is counts


@pytest.mark.parametrize(
    "dates",
    [
        {"started_on_day": "3"},
        {"started_on_year": "2026", "started_on_month": "13"},
        {"started_on_year": "2030"},
        {"started_on_year": "2026", "stopped_on_year": "2025"},
    ],
)
def test_a_date_that_cannot_be_is_told(walker: Walker, dates: dict[str, str]) -> None:
    id_ = walker.begin()
    assert walker.send(f"/check/{id_}/medicines/new", how="go", name="sertraline", **dates) == "422"


def test_a_medicine_comes_back_when_taking_it_off_is_undone(walker: Walker) -> None:
    id_ = walker.begin()
    walker.send(f"/check/{id_}/medicines/new", how="go", name="sertraline")
    (kept,) = walker.desk.store.items(ItemKind.MEDICINE)
    walker.send(f"/check/{id_}/medicines/{kept.id}", how="remove", name="sertraline")
    assert walker.desk.store.items(ItemKind.MEDICINE) == []
    fields = {**walker.fields(f"/check/{id_}/answers"), "base_version": str(walker.check(id_).version)}
    walker.post(f"/check/{id_}/undo", {**fields, "key": "bring-it-back"})
    assert [one.id for one in walker.desk.store.items(ItemKind.MEDICINE)] == [kept.id]


def test_names_are_suggested(walker: Walker) -> None:
    found = walker.client.get("/check/medicine-names?q=sert").json()["names"]
    assert "sertraline" in [one["name"] for one in found]
    assert walker.client.get("/check/medicine-names?q=").json() == {"names": []}


def test_the_note_on_timing_is_there_only_where_the_person_said_so(walker: Walker) -> None:
    id_ = walker.begin()
    note = "You told us about a medicine and the time"
    assert note not in walker.client.get(f"/check/{id_}/medicines").text
    walker.answer(id_, "em_changes", Answer.of("new_medicine"))
    assert note in walker.client.get(f"/check/{id_}/medicines").text


def test_forms_are_scored_as_in_the_terminal_and_items_can_be_left_out(walker: Walker) -> None:
    id_ = walker.begin()
    for number in range(1, 8):
        walker.send(f"/check/{id_}/forms/gad7/{number}", how="go", points="2")
    assert walker.state(id_).scales["gad7"] == (2,) * 7
    assert [one.total for one in walker.desk.assess(walker.check(id_)).scales] == [14]
    walker.send(f"/check/{id_}/forms/gad7/3", how="skip")
    assert walker.state(id_).scales["gad7"] == (2, 2, None, 2, 2, 2, 2)
    assert walker.client.get(f"/check/{id_}/forms/phq9/1").status_code == 404


@pytest.mark.parametrize("language", ["de", "es"])
def test_another_language_offers_our_own_ratings_alone_and_says_why(walker: Walker, language: str) -> None:
    id_ = walker.begin()
    walker.client.get(f"/language/{language}", follow_redirects=False)
    page = walker.client.get(f"/check/{id_}/forms").text
    assert "GAD-7" in page, "what is held back is named"
    assert walker.client.get(f"/check/{id_}/forms/gad7/1").status_code == 404
    assert walker.client.get(f"/check/{id_}/forms/own_impact/1").status_code == 200


def test_answers_never_calm_what_medicines_raise(walker: Walker) -> None:
    id_ = walker.begin()
    walker.answer(id_, "em_heart_mind", Answer.of("confused"))
    assert walker.desk.assess(walker.check(id_)).triage.urgency is Urgency.EMERGENCY_NOW
    walker.send(f"/check/{id_}/medicines/new", how="go", name="lithium")
    assert walker.desk.assess(walker.check(id_)).triage.urgency is Urgency.EMERGENCY_NOW


def test_somebody_else_never_sees_a_check(walker: Walker) -> None:
    mine = walker.begin()
    walker.begin("helper")
    assert walker.client.get(f"/check/{mine}/answers").status_code == 404


def test_a_clinician_is_pointed_to_the_terminal_and_nobody_is_kept(walker: Walker) -> None:
    assert walker.send("/check/new", who="clinician") == "/check/clinician"
    assert "legato assess" in walker.client.get("/check/clinician").text
    assert walker.desk.store.items(ItemKind.PERSON) == []
