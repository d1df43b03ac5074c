"""The page of a condition, with the whole table of what speaks for and against it."""

from __future__ import annotations

from collections.abc import Sequence

from legato.knowledge.library import Library
from legato.knowledge.pages.parts import (
    LEVEL_WORDS,
    NOT_REVIEWED,
    PLACE_WORDS,
    joined,
    make_page,
    number,
    source_items,
)
from legato.model.condition import Condition, Evidence
from legato.model.page import Block, Page, PageLink, PageTable, Words

__all__ = ["condition_page"]

_CODES = {"icd10": "ICD-10", "icd10cm": "ICD-10-CM", "icd11": "ICD-11", "hpo": "HPO"}
_ORIGINS = {
    "central": "the central nervous system",
    "cortical": "the cortex of the brain",
    "subcortical": "the brain below its cortex",
    "brainstem": "the brainstem",
    "cerebellar": "the cerebellum and its loops",
    "spinal": "the spinal cord",
    "peripheral": "a nerve or root",
    "muscle": "the muscle",
    "systemic": "the body as a whole: blood, hormones, temperature or medicines",
    "behavioural": "how a movement is used, learnt or attended to",
    "vascular": "a blood vessel",
    "not_brain": "none that lies in the brain",
    "mixed": "more than one place",
}


def condition_page(library: Library, id_: str) -> Page:
    """Make the page of one condition.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.conditions[id_]
    return make_page(
        "condition",
        id_,
        title=one.name,
        short=one.plain_name,
        blocks=(
            _what(one, library),
            _why(one, library),
            _how(one, library),
            _limits(one),
            [source_items((*one.sources, *(row.source for row in one.evidence)), library=library)],
        ),
    )


def _what(one: Condition, library: Library) -> list[Block]:
    codes = "; ".join(
        f"{label} {', '.join(one.codes[key])}" for key, label in _CODES.items() if one.codes[key]
    )
    return [
        one.what,
        f"In plain words, {one.plain_name}: {one.plain}",
        f"It starts in {_ORIGINS[one.origin]}. {one.mechanism}",
        _transmitters(one, library),
        f"Codes: {codes}." if codes else "",
    ]


def _transmitters(one: Condition, library: Library) -> Words:
    known = library.by_id("transmitter")
    parts: list[str | PageLink] = []
    for name in one.transmitters:
        base, _, how = name.rpartition("_")
        if base in known:
            parts.append(PageLink("transmitter", base, f"{known[base]['name']} ({_HOW.get(how, how)})"))
    return joined(parts, before="Messengers: ", after=".")


_HOW = {"up": "more than usual", "down": "less than usual", "block": "blocked"}


def _why(one: Condition, library: Library) -> list[Block]:
    known = library.conditions
    level = LEVEL_WORDS[one.urgency.value]
    return [
        f"As it is typically met: {level}. {one.urgency_note}".strip(),
        "This is shown and never changes the level: the rules alone decide how soon help is needed.",
        joined(
            (PageLink("condition", other, known[other].name) for other in one.mimics if other in known),
            before="Easily taken for it: ",
            after=".",
            between="; ",
        ),
    ]


def _how(one: Condition, library: Library) -> list[Block]:
    tests = library.by_id("test")
    return [
        _frequency(one),
        "Odds before any finding, against each other and not measured (our judgement, mark E):",
        _priors(one),
        _lead_needs(one),
        joined(
            (PageLink("test", test, tests[test]["plain_name"]) for test in one.tests),
            before="Tests, the most telling first: ",
            after=".",
        ),
        *_evidence(one.evidence),
    ]


def _frequency(one: Condition) -> Words:
    if one.frequency_hz is None:
        return "No rhythm of its own is on record."
    low, high, typical, mark, source = one.frequency_hz
    usual = f", typically {number(typical)}" if typical is not None else ""
    return (
        f"Rhythm: {number(low)} to {number(high)} Hz{usual} (",
        PageLink("source", source),
        f", mark {mark}).",
    )


def _priors(one: Condition) -> PageTable:
    odds = [(f"Odds {words}", number(one.prior[place])) for place, words in PLACE_WORDS.items()]
    ages = [
        (f"Factor from {band.rstrip('-')} years on", number(value))
        for band, value in one.age.items()
        if band.endswith("-")
    ]
    bands = [
        (f"Factor at {band} years", number(value))
        for band, value in one.age.items()
        if not band.endswith("-")
    ]
    sexes = [(f"Factor, {sex}", number(value)) for sex, value in one.sex.items()]
    return PageTable(("What", "Value"), (*odds, *bands, *ages, *sexes))


def _lead_needs(one: Condition) -> Words:
    if not one.lead_needs:
        return ""
    groups: list[str | PageLink] = []
    for group in one.lead_needs:
        groups += [" and "] if groups else []
        for place, code in enumerate(group):
            groups += [" or "] if place else []
            groups.append("all emergency signs" if code == "red_flags" else PageLink("finding", code))
    return ("It may not stand first before this is answered: ", *groups, ".")


def _evidence(rows: Sequence[Evidence]) -> list[Block]:
    """Lay out the evidence, the strongest for it first: published ratios with all that is known of them, then our grades."""
    ordered = sorted(rows, key=lambda row: (-row.present, row.absent, row.group, row.finding))
    published = [row for row in ordered if row.kind == "published"]
    graded = [row for row in ordered if row.kind != "published"]
    blocks: list[Block] = [
        "What speaks for it (above 1) and against it (below 1), when a finding is there and when it was asked and is not, against"
        " everybody with a shaking leg. Of each group only the strongest for and the strongest against count."
    ]
    if published:
        blocks += [f"Computed from published figures ({len(published)}):", _published(published)]
    if graded:
        blocks += [
            f"Graded by us ({len(graded)}); source, mark and doubt of each: elicited, E, not measured.",
            _graded(graded),
        ]
    return blocks


def _published(rows: Sequence[Evidence]) -> PageTable:
    return PageTable(
        ("Finding", "There", "Not there", "Group", "Source", "Mark", "In whom", "Doubt", "How computed"),
        tuple(
            (
                PageLink("finding", row.finding),
                number(row.present),
                number(row.absent),
                row.group,
                PageLink("source", row.source),
                row.confidence,
                row.population,
                row.doubt,
                row.note,
            )
            for row in rows
        ),
    )


def _graded(rows: Sequence[Evidence]) -> PageTable:
    return PageTable(
        ("Finding", "There", "Not there", "Group", "Note"),
        tuple(
            (PageLink("finding", row.finding), number(row.present), number(row.absent), row.group, _note(row))
            for row in rows
        ),
    )


def _note(row: Evidence) -> str:
    """Give the note, with whatever is not the usual source, mark and doubt of a grade."""
    odd = [
        text
        for text, usual in ((row.source, "elicited"), (row.confidence, "E"), (row.doubt, "elicited"))
        if text != usual
    ]
    return " ".join([row.note, *(f"({text})" for text in odd)]).strip()


def _limits(one: Condition) -> list[Block]:
    published = sum(row.kind == "published" for row in one.evidence)
    return [
        one.limits,
        f"Of {len(one.evidence)} ratios {published or 'none'} {'rests' if published == 1 else 'rest'} on published figures; the others are"
        " grades by people who are no clinicians.",
        NOT_REVIEWED,
    ]
