"""The page of a finding: who can state it, what it changes, and which rules look at it."""

from __future__ import annotations

from collections import defaultdict

from legato.knowledge.library import Library
from legato.knowledge.pages.parts import (
    NOT_REVIEWED,
    STATERS,
    bullets,
    finding_links,
    joined,
    make_page,
    number,
    source_items,
    under,
)
from legato.knowledge.pages.where_used import uses_of
from legato.model.finding import Finding
from legato.model.page import Block, Page, PageLink, Words

__all__ = ["finding_page"]

_SETTERS = {
    "question": "Asked by the questions",
    "exam_item": "Looked for by the examination items",
    "recording_task": "Can be recorded by the tasks",
    "derivation": "Derived from recordings by the rules",
    "test": "Settled by the tests",
    "scale": "Stated by the scales",
    "free_text": "Read out of free text by the word lists",
    "medicine": "Set by naming",
}
_MOST_SHOWN = 12


def finding_page(library: Library, id_: str) -> Page:
    """Make the page of one finding.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.findings[id_]
    cited = [row.source for _, row in library.evidence_by_finding.get(id_, ()) if row.kind == "published"]
    return make_page(
        "finding",
        id_,
        title=one.text[:1].upper() + one.text[1:],
        short=one.text,
        blocks=(
            _what(one, library),
            [one.why],
            _how(one, library),
            _limits(one, library),
            [source_items((*cited, "elicited"), library=library)],
        ),
    )


def _what(one: Finding, library: Library) -> list[Block]:
    blocks: list[Block] = [
        f"{one.text[:1].upper()}{one.text[1:]}.",
        f"In words for a person: {one.plain}.",
        f"It can be stated by {_listed([STATERS[who] for who in one.stated_by])}.",
    ]
    implied = library.by_id("implication").get(one.id)
    if implied:
        bounds = {
            "age_at_least": "an age of at least {} years",
            "age_above": "an age above {} years",
            "age_below": "an age below {} years",
            "sex": "the sex {}",
        }
        given = [words.format(_shown(implied[key])) for key, words in bounds.items() if key in implied]
        blocks.append(f"It follows from {_listed(given)}; nobody has to state it.")
    return blocks


def _shown(value: object) -> str:
    return number(value) if isinstance(value, (int, float)) else str(value)


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _how(one: Finding, library: Library) -> list[Block]:
    uses = uses_of(library)
    others = [code for code in uses.groups[one.group] if code != one.id]
    macros = uses.macros_of_code.get(one.id, [])
    blocks: list[Block] = [
        f"Background: {number(100 * one.background)} % of all people who come with a shaking leg are thought to show it, so that it"
        f" can make no cause more than {number(round(1 / one.background, 1))} times as likely.",
        (
            f"Dependence group: {one.group}. ",
            *_tuple(finding_links(others, before="It counts together with ", after=", not beside them.")),
        ),
        *_rules(uses.rules.get(one.id, []), library, "Helps to make these rules hold:"),
        *_rules(
            uses.unless.get(one.id, []),
            library,
            "Keeps parts of these rules silent where somebody stated it:",
        ),
        joined(
            (PageLink("macro", name) for name in macros), before="Part of the expressions named ", after="."
        ),
    ]
    for kind, words in _SETTERS.items():
        ids = uses.setters[kind].get(one.id, [])
        more = f" and {len(ids) - _MOST_SHOWN} more." if len(ids) > _MOST_SHOWN else "."
        blocks.append(
            joined((PageLink(kind, id_) for id_ in ids[:_MOST_SHOWN]), before=f"{words} ", after=more)
        )
    return [block for block in (*blocks, *_conditions(one, library)) if block]


def _tuple(words: Words) -> tuple[str | PageLink, ...]:
    return words if isinstance(words, tuple) else (words,) if words else ()


def _rules(ids: list[str], library: Library, lead: str) -> list[Block]:
    """List rules with their levels, the most urgent first."""
    rules = {rule.id: rule for rule in library.triage.rules}
    return under(
        lead, ((PageLink("rule", id_), f" ({rules[id_].level.value}): {rules[id_].title}") for id_ in ids)
    )


def _conditions(one: Finding, library: Library) -> list[Block]:
    """Group the conditions by the ratio, strongest first."""
    blocks: list[Block] = []
    rows = library.evidence_by_finding.get(one.id, ())
    for side, words in (("present", "When it is there"), ("absent", "When it was asked and is not there")):
        by_ratio: dict[float, list[str]] = defaultdict(list)
        for condition, row in rows:
            by_ratio[float(getattr(row, side))].append(condition)
        by_ratio.pop(1.0, None)
        if not by_ratio:
            continue
        listed: list[Words] = []
        for ratio in sorted(by_ratio, key=lambda ratio: -ratio):
            links = joined(PageLink("condition", id_) for id_ in by_ratio[ratio])
            listed.append((f"times {number(ratio)}: ", *_tuple(links)))
        blocks += [f"{words}, the odds of these causes change:", bullets(listed)]
    return blocks


def _limits(one: Finding, library: Library) -> list[Block]:
    rows = library.evidence_by_finding.get(one.id, ())
    published = sum(row.kind == "published" for _, row in rows)
    weighed = (
        f"{len(rows)} conditions weigh it, {published or 'none'} of them by a published figure; the background and the rest are our own"
        " grades."
        if rows
        else "No condition weighs it: it serves the rules, or is known from age and sex."
    )
    return [
        weighed,
        "An answer that was not given is unknown, which is never the same as no.",
        NOT_REVIEWED,
    ]
