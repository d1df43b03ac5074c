"""The pages of what can be done to find out: a test, an item of the examination, a recording task, a question, a scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legato.knowledge.library import Library
from legato.knowledge.pages.parts import (
    NOT_REVIEWED,
    bullets,
    finding_links,
    joined,
    make_page,
    number,
    source_items,
    under,
)
from legato.knowledge.pages.where_used import uses_of
from legato.model.page import Block, Page, PageLink, Words

__all__ = ["exam_page", "protected_scale_page", "question_page", "scale_page", "task_page", "test_page"]

_WHO = {
    "person": "The person can do it alone.",
    "clinician": "A clinician does it or orders it.",
    "anyone": "Anyone can fill it in alone.",
    "with_clinician": "It is filled in with a clinician.",
}
_DOES = "It states findings and never decides by itself; an image or a trace is never read by the software."


def _burden(one: Mapping[str, Any]) -> str:
    note = f" ({one['burden_note']})" if "burden_note" in one else ""
    return (
        f"What it asks of a person, on our own scale from 1 (nothing) to 30: {number(one['burden'])}{note}."
    )


def test_page(library: Library, id_: str) -> Page:
    """Make the page of one test.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("test")[id_]
    conditions = uses_of(library).tests.get(id_, [])
    return make_page(
        "test",
        id_,
        title=one["name"],
        short=one["plain_name"],
        blocks=(
            [
                f"{one['name']}, in plain words {one['plain_name']} ({one['kind']}).",
                one["plain"],
                *_regions(one),
            ],
            [
                "It can tell:",
                bullets(one["can_tell"]),
                joined(
                    (PageLink("condition", other, library.conditions[other].name) for other in conditions),
                    before="Named among the tests of ",
                    after=".",
                    between="; ",
                ),
            ],
            [
                finding_links(one["codes"], before="Its result is written down as ", after=".")
                or "Its result is no code of the vocabulary yet.",
                _burden(one),
                _WHO[one["who"]],
                _DOES,
            ],
            ["It cannot tell:", bullets(one["cannot_tell"]), one["limits"], NOT_REVIEWED],
            [*_figures(one), source_items(one["sources"], library=library, marks=one["confidence"])],
        ),
    )


def _regions(one: Mapping[str, Any]) -> list[Block]:
    items = [f"{region['region']}: {' '.join(region['questions'])}" for region in one["regions"]]
    return under("Where it looks, and the question there:", items)


def _figures(one: Mapping[str, Any]) -> list[Block]:
    return under(
        "Figures:",
        (
            (f"{figure['text']} (", PageLink("source", figure["source"]), f", mark {figure['confidence']})")
            for figure in one.get("figures", ())
        ),
    )


def exam_page(library: Library, id_: str) -> Page:
    """Make the page of one item of the examination.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("exam_item")[id_]
    return make_page(
        "exam_item",
        id_,
        title=one["name"],
        short=one["name"],
        blocks=(
            [f"{one['name']}, an item of the examination.", one["how"]],
            [finding_links(one["codes"], before="It can settle ", after=".")],
            [f"Scale: {one['scale']}.", _burden(one), _WHO[one["who"]], f"Safety: {one['safety']}."],
            ["What is seen depends on who looks, and when.", NOT_REVIEWED],
            [source_items(one["sources"], library=library, marks=one["confidence"])],
        ),
    )


def task_page(library: Library, id_: str) -> Page:
    """Make the page of one recording task.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("recording_task")[id_]
    return make_page(
        "recording_task",
        id_,
        title=one["name"],
        short=f"{one['name']}, {number(one['duration_s'])} s",
        blocks=(
            [f"{one['name']}: {one['plain']}", f"One run takes {number(one['duration_s'])} s."],
            [finding_links(one["codes"], before="It can settle ", after=".")],
            [
                _burden(one),
                f"Safety: {one['safety']}.",
                finding_links(
                    one["excluded_if"],
                    before="Not offered with ",
                    after="; where that is unknown it is asked first.",
                ),
                "A recording can raise the urgency and never lowers it.",
            ],
            [
                "One run shows one moment: that nothing shook then does not mean that nothing shakes.",
                NOT_REVIEWED,
            ],
            [source_items(one["sources"], library=library, marks=one["confidence"])],
        ),
    )


def question_page(library: Library, id_: str) -> Page:
    """Make the page of one question of the interview.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("question")[id_]
    emergency = "It asks for emergency signs and comes first." if one["red_flag"] else ""
    return make_page(
        "question",
        id_,
        title=one["ask"],
        short=one["ask"],
        blocks=(
            [one["ask"], one.get("help", ""), f"Section {one['section']}, kind {one['kind']}."],
            [one["why"], emergency],
            [
                f"Asked only if: {one['shown_if']}" if "shown_if" in one else "",
                *_options(one),
                _none(one),
                "It may be skipped; what it would state is then unknown.",
            ],
            ["An answer is as good as memory and words allow.", NOT_REVIEWED],
            ["The words are our own; what they state is decided by the rules and the vocabulary."],
        ),
    )


def _options(one: Mapping[str, Any]) -> list[Block]:
    items: list[Words] = []
    for option in one.get("options", ()):
        line: list[str | PageLink] = [f"{option['text']} "]
        for key, words in (("present", "is there"), ("absent", "is not there")):
            for code in option.get(key, ()):
                line += [PageLink("finding", code), f" {words}; "]
        items.append(tuple(line) if len(line) > 1 else option["text"])
    return under("Answers and what they state:", items)


def _none(one: Mapping[str, Any]) -> Words:
    if not one.get("none"):
        return ""
    states = finding_links(one.get("none_present", ()), before=" and states ")
    more = states if isinstance(states, tuple) else ()
    return ("None of these: says no to all of them", *more, ".")


def scale_page(library: Library, id_: str) -> Page:
    """Make the page of one scale.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("scale")[id_]
    bands = [
        f"{number(band['low'])} to {number(band['high'])}: {band['text']}"
        + (f" ({band['sex']})" if "sex" in band else "")
        for band in one["bands"]
    ]
    sets: list[Words] = [
        (
            PageLink("finding", rule["code"]),
            f" from {number(rule['at_least'])}" + (f" in {rule['item']}" if "item" in rule else ""),
        )
        for rule in one["sets"]
    ]
    return make_page(
        "scale",
        id_,
        title=one["name"],
        short=one["about"],
        blocks=(
            [one["about"], f"“{one['ask']}”", f"{len(one['items'])} items. {_WHO[one['who']]}"],
            ["It puts a number on how it is, so that a later day can be compared."],
            [
                *under("Bands:", bands),
                *(under("States:", sets) or ["It states no finding by itself."]),
                "A skipped item is never filled in: then there is no sum.",
            ],
            [one.get("note", ""), f"Licence: {one['licence']['text']}", NOT_REVIEWED],
            [
                source_items(
                    [one["source"], one["licence"]["source"]], library=library, marks=one["confidence"]
                )
            ],
        ),
    )


def protected_scale_page(library: Library, id_: str) -> Page:
    """Make the page of one scale whose words belong to somebody.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("protected_scale")[id_]
    licence = one["licence"]
    return make_page(
        "protected_scale",
        id_,
        title=one["name"],
        short=f"not packaged: {licence['text']}",
        blocks=(
            [f"{one['name']}: a questionnaire that is named here and not packaged."],
            ["A reader shall see why it is missing."],
            [f"Instead: {one['instead']}."],
            [f"Licence ({licence['status']}): {licence['text']}."],
            [source_items([licence["source"]], library=library)],
        ),
    )
