"""The letter has exactly two pages, is tagged, loses nothing silently, and is the same bytes for the same case."""

from __future__ import annotations

import builtins
import io
import re
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from assessment_makers import BY_LEVEL, SHA256, TODAY, assess_codes
from legato.errors import MissingExtraError, UsageError
from legato.inference.letter import make_letter, withheld_codes
from legato.knowledge.library import load_library
from legato.model.assessment import Assessment
from legato.model.letter import Letter, LetterTable
from legato.model.urgency import Urgency
from legato.report.letter_pdf import render_letter

POINTS = {"a4": (595, 842), "us-letter": (612, 792)}


def letter_of(one: Assessment, **choices: Any) -> Letter:
    return make_letter(one, library=load_library(), today=TODAY, **choices)


def pages_of(content: bytes) -> list[str]:
    return [
        " ".join(page.extract_text().replace("-\n", "-").split())
        for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


@pytest.fixture(scope="module", params=sorted(BY_LEVEL))
def case(request: pytest.FixtureRequest) -> Assessment:
    return assess_codes(BY_LEVEL[request.param], questions=("Is it dangerous?", "Can I drive?"))


@pytest.mark.parametrize("paper", sorted(POINTS))
def test_it_has_two_pages_of_the_paper_that_was_asked_for(case: Assessment, paper: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_letter(letter_of(case), paper=paper)))
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    assert len(reader.pages) == 2
    assert sizes == {POINTS[paper]}


def test_page_one_begins_with_frequency_duration_and_what_comes_with_it(case: Assessment) -> None:
    first, second = pages_of(render_letter(letter_of(case)))
    order = [
        "Frequency not asked",
        "Duration",
        "What comes with it",
        "What was told and found",
        "How soon, and why",
    ]
    places = [first.index(text) for text in order]
    assert places == sorted(places)
    order = [
        "What was measured",
        "Tests to consider",
        "Questions that",
        "Not known",
        "Plan, written by the clinician",
    ]
    places = [second.index(text) for text in order]
    assert places == sorted(places)


def test_not_asked_not_examined_and_not_measured_are_said_as_such(case: Assessment) -> None:
    first, second = pages_of(render_letter(letter_of(case)))
    assert "not examined" in first
    assert "not measured" in second
    assert "Not asked" in second


def test_both_pages_end_with_when_by_what_and_that_it_is_no_diagnosis(case: Assessment) -> None:
    for number, page in enumerate(pages_of(render_letter(letter_of(case))), 1):
        assert "made on 25 November 2026 · Legato" in page
        assert SHA256[:8] in page
        assert "not a diagnosis · not reviewed by a clinician" in page
        assert f"page {number}/2" in page


def test_all_items_of_a_short_letter_can_be_selected(case: Assessment) -> None:
    letter = letter_of(case)
    text = " ".join(pages_of(render_letter(letter)))
    assert "in the full report" not in text
    for box in (*letter.page_one, *letter.page_two):
        for row in box.rows:
            assert all(" ".join(item.split()) in text for item in row.items), row.label


def test_it_is_tagged_for_readers_that_speak(case: Assessment) -> None:
    root = pypdf.PdfReader(io.BytesIO(render_letter(letter_of(case)))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_the_same_letter_is_the_same_bytes(case: Assessment) -> None:
    assert render_letter(letter_of(case)) == render_letter(letter_of(case))


def test_no_letter_is_smaller_than_eleven_points(case: Assessment) -> None:
    sizes: set[float] = set()

    def look(text: str, _: Any, matrix: list[float], __: Any, size: float) -> None:
        if text.strip():
            sizes.add(abs(round(size * matrix[3], 1)) or size)

    for page in pypdf.PdfReader(io.BytesIO(render_letter(letter_of(case)))).pages:
        page.extract_text(visitor_text=look)
    assert sizes
    assert min(sizes) >= 11


def test_a_very_full_case_still_has_two_pages_and_says_what_is_left_out() -> None:
    library = load_library()
    beginnings = ("symptom:", "sign:", "history:", "drug:", "trigger:", "modulation:", "activation:")
    codes = [code for code in library.findings if code.startswith(beginnings) and "suicid" not in code]
    one = assess_codes(
        codes[::2],
        absent=codes[1::2],
        story="It began on a long walk. " * 200,
        texts={"medications": tuple(f"medicine number {n} with a long name, twice a day" for n in range(40))},
        questions=tuple(f"What about thing number {n}, which I have wondered about?" for n in range(30)),
    )
    letter = letter_of(one)
    table = LetterTable("What was measured", letter.measures.columns, (("a recording", *"12345"),) * 30, "")
    for paper in POINTS:
        pages = pages_of(render_letter(replace(letter, measures=table), paper=paper))
        assert len(pages) == 2
        assert "more stand in the full report." in pages[0]
        assert "24 more stand in the full report." in pages[1]
        assert "(goes on in the full report)" in pages[0]
        assert "Plan, written by the clinician" in pages[1]


def test_what_is_left_out_and_what_is_printed_add_up() -> None:
    questions = tuple(f"Question number {n} that fills a line of its own, is it not?" for n in range(90))
    one = assess_codes(BY_LEVEL["days_to_weeks"], questions=questions)
    second = pages_of(render_letter(letter_of(one)))[1]
    printed = [question for question in questions if question in second]
    left = int(re.search(r"(\d+) more stand in the full report", second)[1])
    assert printed == list(questions[: len(printed)])
    assert len(printed) + left == len(questions)


def test_letters_that_the_font_lacks_become_a_mark_that_is_explained() -> None:
    one = assess_codes(BY_LEVEL["days_to_weeks"], questions=("это опасно?", "危险吗", "bell \x07"))
    second = pages_of(render_letter(letter_of(one)))
    assert "это опасно?" in second[1]
    assert "[?]" in second[1]
    assert "[?] stands for letters" in second[0]


def test_thoughts_of_self_harm_are_left_out_unless_the_person_shares_them() -> None:
    one = assess_codes(
        ["symptom:suicidal_thoughts", "activation:rest", "symptom:anxiety"],
        story="I have thoughts of suicide at night.",
        questions=("Will I kill myself?", "Can I drive?"),
    )
    assert withheld_codes(one.facts, library=load_library()) == ("symptom:suicidal_thoughts",)
    kept = " ".join(pages_of(render_letter(letter_of(one))))
    told = " ".join(pages_of(render_letter(letter_of(one, shares_crisis=True))))
    assert not re.search(r"suicid|self-harm|ending (one's|your|their) life|kill", kept, flags=re.IGNORECASE)
    assert "Not every reason stands in this letter" in kept
    assert "were denied" not in kept
    assert one.triage.urgency is Urgency.SAME_DAY
    assert "To be seen the same day" in kept
    assert "thoughts of suicide at night" in told
    assert "Not every reason" not in told


def test_a_letter_names_no_cause() -> None:
    one = assess_codes(BY_LEVEL["days_to_weeks"])
    text = " ".join(pages_of(render_letter(letter_of(one))))
    names = [load_library().conditions[row.condition].name for row in one.differential.hypotheses[:10]]
    assert not [name for name in names if name in text]


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    really = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return really(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match="LEG-E250") as caught:
        render_letter(letter_of(assess_codes(BY_LEVEL["same_day"])))
    assert "pip install 'legato[pdf]'" in caught.value.mend


def test_another_paper_is_refused() -> None:
    with pytest.raises(UsageError, match="LEG-E251"):
        render_letter(letter_of(assess_codes(BY_LEVEL["same_day"])), paper="a5")
