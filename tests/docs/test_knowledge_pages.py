"""Every record has its page, always under the same five headings, and the made pages are what the records say."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path

import pytest

from legato.inference.differential import weigh_causes
from legato.inference.triage import decide_urgency
from legato.knowledge.kinds import KINDS
from legato.knowledge.library import Library, load_library
from legato.knowledge.pages.shelf import PAGE_KINDS, list_pages, make_page_of
from legato.model.page import HEADINGS
from make_how_we_decide import how_we_decide_page, worked_facts
from make_knowledge_pages import KNOWLEDGE, ONE_A_PAGE, SCHEMAS, address, knowledge_pages, leftovers
from make_scoring_pages import scoring_pages
from make_signals_page import LOOKS_AT, STEPS, signals_page
from make_translation_page import translation_page
from repository import ROOT

NO_PAGE = {
    "translation": "on one page of the reference, docs/reference/translation.md",
    "implication": "told on the page of the finding that follows",
    "free_text": "told on the page of the finding that the words state",
    "look_alike": "words that are no medicines",
    "country": "telephone numbers, shown by the reports",
    "scoring_rule": "one page a rule set with all its clauses, made by tools/make_scoring_pages.py",
    "wording": "the words of the reports themselves",
    "never_say": "a check of the words of the reports",
}


@cache
def library() -> Library:
    return load_library()


@cache
def made() -> dict[Path, str]:
    return dict(knowledge_pages(library()))


def test_every_kind_of_knowledge_has_pages_or_a_reason_why_not() -> None:
    assert {kind.id for kind in KINDS} == set(PAGE_KINDS) | set(NO_PAGE)
    assert set(PAGE_KINDS) & set(NO_PAGE) == set()


@pytest.mark.parametrize("kind", ONE_A_PAGE)
def test_every_record_of_the_large_kinds_has_a_page_of_its_own_that_is_in_the_index(kind: str) -> None:
    index = made()[KNOWLEDGE / PAGE_KINDS[kind].plural / "index.md"]
    for record in library().records(kind):
        file, anchor = address(kind, record["id"])
        assert anchor == ""
        assert file.is_file(), f"{record['id']}: run `make docs`"
        assert f"]({file.name})" in index


@pytest.mark.parametrize("kind", sorted(set(PAGE_KINDS) - set(ONE_A_PAGE)))
def test_every_record_of_the_small_kinds_has_its_place_on_their_page(kind: str) -> None:
    for record in library().records(kind):
        file, anchor = address(kind, record["id"])
        assert f'<a id="{anchor}"></a>' in made()[file]


@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_every_page_has_the_same_five_headings_and_something_under_each(kind: str) -> None:
    for id_ in list_pages(library(), kind):
        page = make_page_of(library(), kind, id_)
        assert tuple(section.heading for section in page.sections) == HEADINGS
        assert [section.heading for section in page.sections if not section.blocks] == [], id_
        assert page.title.strip()
        assert page.short.strip()


@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_every_page_but_those_of_sources_says_that_nobody_reviewed_it(kind: str) -> None:
    if kind in ("source", "protected_scale"):
        return
    for id_ in list_pages(library(), kind):
        assert "No clinician has reviewed this." in str(make_page_of(library(), kind, id_)), id_


def test_the_pages_are_what_the_records_say_and_none_is_left_over() -> None:
    pages = {
        **made(),
        **dict([how_we_decide_page(library()), signals_page(library()), translation_page(library())]),
    }
    stale = [
        page.name
        for page, text in pages.items()
        if not page.is_file() or page.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make docs`"
    schemas = set(SCHEMAS.glob("knowledge-*.json"))
    scored = {page for page, _ in scoring_pages(library())}
    assert leftovers(set(pages) | schemas | scored) == []


def test_a_page_of_a_record_that_is_gone_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("make_knowledge_pages.KNOWLEDGE", tmp_path)
    lost = tmp_path / "conditions" / "gone.md"
    lost.parent.mkdir()
    lost.write_text("# Gone\n")
    assert leftovers(set(SCHEMAS.glob("knowledge-*.json"))) == [lost]


def test_a_condition_page_shows_every_ratio_with_its_group() -> None:
    for id_, condition in library().conditions.items():
        text = made()[address("condition", id_)[0]]
        rows = re.findall(r"^\| \[`([a-z_]+:\w+)`\]\(\S+\) \| (\S+) \| (\S+) \| (\S+) \|", text, re.M)
        shown = {
            (code, float(there), float(not_there), group.replace("\\_", "_"))
            for code, there, not_there, group in rows
        }
        kept = {
            (row.finding, float(f"{row.present:g}"), float(f"{row.absent:g}"), row.group)
            for row in condition.evidence
        }
        assert kept <= shown, id_


def test_a_published_ratio_is_shown_with_source_mark_doubt_and_how_it_was_computed() -> None:
    seen = 0
    for id_, condition in library().conditions.items():
        text = made()[address("condition", id_)[0]].replace("\\", "")
        for row in condition.evidence:
            if row.kind == "published":
                seen += 1
                assert all(part in text for part in (row.source, row.doubt, row.population, row.note)), id_
    assert seen > 5


def test_every_rule_stands_in_how_we_decide_with_its_form() -> None:
    _, text = how_we_decide_page(library())
    for rule in library().triage.rules:
        assert f"**[{rule.id}](" in text
        assert f"`{rule.form}`" in text
    for setting in library().records("setting"):
        assert setting["id"] in text
    for code in library().triage.red_flags:
        assert f"`{code}`" in text


def test_the_worked_example_adds_up_to_the_weight_that_the_engine_gives() -> None:
    facts = worked_facts()
    triage = decide_urgency(facts, library=library())
    first = weigh_causes(facts, triage=triage, library=library()).hypotheses[0]
    _, text = how_we_decide_page(library())
    table = text.partition("### One case by hand")[2].partition("Together the weight")[0]
    added = [float(cell.replace("−", "-")) for cell in re.findall(r"\| (−?\d+\.\d+) \|$", table, re.M)]
    prior = float(re.search(r"= (−?\d+\.\d+)\.", table)[1].replace("−", "-"))  # type: ignore[index]
    denied = re.search(r"denied add (−?\d+\.\d+)", table)
    total = prior + math.fsum(added) + (float(denied[1].replace("−", "-")) if denied else 0.0)
    assert total == pytest.approx(first.weight, abs=0.005)


def test_every_test_has_its_step_and_every_condition_and_messenger_its_place_among_the_signals() -> None:
    _, text = signals_page(library())
    assert set(LOOKS_AT) == {one["id"] for one in library().records("test")}
    assert {step for steps in LOOKS_AT.values() for step in steps} <= set(STEPS)
    for condition in library().conditions.values():
        assert f"[{condition.name}](" in text
    for one in library().records("transmitter"):
        assert f"### {one['name']}" in text


def test_no_made_page_is_large() -> None:
    assert {page.name for page, text in made().items() if len(text) > 120_000} == set()
    assert (ROOT / "docs" / "knowledge" / "index.md").is_file()
