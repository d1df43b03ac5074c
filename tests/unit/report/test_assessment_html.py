"""The page of an assessment is one safe file: the person first, the clinician behind, every sentence with its basis."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from assessment_makers import BY_LEVEL, assess_codes, both_texts
from legato.model.assessment import Assessment
from legato.model.explanation import Line, Section
from legato.model.urgency import Urgency
from legato.report.assessment_html import render_assessment_html
from legato.report.level_look import level_icon, level_shapes

VOID = {"meta", "path", "circle", "link", "br", "img"}


class Page(HTMLParser):
    """Collects tags, attributes and text, and checks that the tags are nested."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, key: str) -> list[str]:
        return [attributes[key] for _, attributes in self.tags if key in attributes]

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).replace("\u00a0", " ").split())


def draw(one: Assessment) -> str:
    return render_assessment_html(one, *both_texts(one))


@pytest.fixture(scope="module", params=sorted(BY_LEVEL))
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def drawn(level: str) -> tuple[Assessment, str]:
    one = assess_codes(BY_LEVEL[level], questions=("Is it <b>dangerous</b>?",))
    assert one.triage.urgency.value == level
    return one, draw(one)


def test_the_page_needs_no_script_and_no_second_file(drawn: tuple[Assessment, str]) -> None:
    page = Page(drawn[1])
    assert not {"script", "link", "iframe", "object", "form", "img"} & {tag for tag, _ in page.tags}
    assert all(address.startswith(("#", "tel:", "sms:")) for address in page.values("href"))
    assert page.values("src") == []
    assert not re.search(r"https?://|@import|url\(", drawn[1])
    assert "default-src 'none'" in drawn[1]


def test_every_link_leads_to_a_place_and_every_place_has_its_own_name(drawn: tuple[Assessment, str]) -> None:
    page = Page(drawn[1])
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in page.values("href") if address.startswith("#")} <= set(ids)


def test_the_person_stands_before_the_clinician_and_reads_no_name_of_a_cause_in_a_heading(
    drawn: tuple[Assessment, str],
) -> None:
    one, text = drawn
    person, behind = text.index('id="person"'), text.index('id="clinician"')
    assert person < behind
    headings = re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", text[person:behind], flags=re.DOTALL)
    names = {cause.name for cause in both_texts(one)[1].causes}
    assert headings
    assert not any(name in heading for name in names for heading in headings)


def test_no_sentence_of_either_reader_is_lost(drawn: tuple[Assessment, str]) -> None:
    one, text = drawn
    words = Page(text).words
    person, clinician = both_texts(one)
    for section in (
        *(person.why, person.measured, person.harmless, person.check, person.unknown, person.impact),
        *(person.sooner, person.next_steps, person.to_say, person.self_care, person.based_on),
        *(clinician.triage, clinician.unanswered, *clinician.findings, clinician.not_known),
        *(clinician.other_readings, clinician.next_tests, clinician.impact, clinician.person_questions),
        *(clinician.sources, clinician.based_on),
    ):
        assert section.heading in words
        assert all(" ".join(line.text.split()) in words for line in section.lines)
        assert section.lines or section.empty in words
    for cause in clinician.causes:
        rows = (
            *cause.speaks_for,
            *cause.speaks_against,
            *cause.missing,
            *cause.tests,
            cause.total,
            cause.prior,
        )
        assert all(" ".join(line.text.split()) in words for line in rows)
    assert all(text in words for text in (person.now_know, person.do_not_know, person.next_line))
    assert all(text in words for text in (person.headline, person.where_to_go, person.by_when))


def test_every_reason_can_show_what_it_is_based_on(drawn: tuple[Assessment, str]) -> None:
    one, text = drawn
    why = both_texts(one)[0].why
    assert why.lines
    section = text[text.index('<section id="why">') :].split("</section>")[0]
    assert section.count('<details class="basis">') == len(why.lines)
    assert all(code in section for line in why.lines for code in line.basis if not code.startswith("words:"))


def test_the_level_is_told_by_word_and_shape_and_not_by_colour_alone(drawn: tuple[Assessment, str]) -> None:
    one, text = drawn
    assert f"level-{one.triage.urgency.value}" in text
    assert level_icon(one.triage.urgency) in text
    assert f'<h1 id="what-to-do">{both_texts(one)[0].headline}</h1>' in text


def test_each_level_has_a_shape_of_its_own() -> None:
    assert len({level_shapes(one) for one in Urgency}) == len(Urgency)


def test_what_stems_from_a_file_is_escaped() -> None:
    text = draw(assess_codes(BY_LEVEL["same_day"], id_="<script>x</script>", questions=("<img src=x>",)))
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;img src=x&gt;" in text


def test_numbers_to_call_are_links_that_a_telephone_dials(drawn: tuple[Assessment, str]) -> None:
    links = Page(drawn[1]).values("href")
    assert "tel:999" in links


def test_a_crisis_comes_before_everything_with_its_lines_to_call_and_to_write_to() -> None:
    text = draw(assess_codes(["symptom:suicidal_thoughts", "activation:rest"]))
    assert 0 < text.index('id="crisis"') < text.index('class="level"')
    crisis = text[text.index('id="crisis"') : text.index('class="level"')]
    assert crisis.index('href="tel:999"') < crisis.index('href="tel:116123"')
    assert 'href="sms:85258"' in crisis


def test_a_place_without_a_number_is_told_without_a_link() -> None:
    one = assess_codes(BY_LEVEL["days_to_weeks"], country="eu")
    person, clinician = both_texts(one)
    contacts = (replace(person.contacts[0], number="no number known", note="ask at a pharmacy"),)
    text = render_assessment_html(one, replace(person, contacts=contacts), clinician)
    assert 'href="tel:"' not in text
    assert "no number known" in text


def test_targets_are_large_enough_and_small_screens_need_no_sideways_scroll(
    drawn: tuple[Assessment, str],
) -> None:
    style = drawn[1][drawn[1].index("<style>") : drawn[1].index("</style>")]
    assert ".call{" in style
    assert re.search(r"\.call\{[^}]*min-height:(\d+)px", style).group(1) >= "44"
    assert "width:44px;height:44px" in style
    assert "@media print" in style
    assert "prefers-color-scheme:dark" in style
    assert "width=device-width" in drawn[1]


def test_one_page_is_the_same_every_time(drawn: tuple[Assessment, str]) -> None:
    assert draw(drawn[0]) == drawn[1]


def test_a_section_without_lines_says_what_is_not_there() -> None:
    one = assess_codes(BY_LEVEL["days_to_weeks"])
    person, clinician = both_texts(one)
    empty = Section("measured", "What was measured", (), "Nothing was measured at all.")
    odd = replace(clinician, causes=(), next_tests=Section("next_tests", "Next", (Line("a test"),)))
    text = render_assessment_html(one, replace(person, measured=empty), odd)
    assert "Nothing was measured at all." in text
    assert "No cause is listed." in text
