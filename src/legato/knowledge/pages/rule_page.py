"""The pages of a triage rule, of a macro, and of the gate of self-care."""

from __future__ import annotations

from legato.knowledge.expression import Expression, codes_of
from legato.knowledge.library import Library
from legato.knowledge.pages.form_words import form_in_words
from legato.knowledge.pages.parts import (
    LEVEL_WORDS,
    NOT_REVIEWED,
    bullets,
    finding_links,
    joined,
    make_page,
    number,
    source_items,
    under,
)
from legato.knowledge.pages.where_used import macros_of, uses_of
from legato.model.page import Block, Page, PageLink

__all__ = ["gate_page", "macro_page", "rule_page"]

_TABLES = "tests/standards/triage_tables"
_TESTED = {
    "emergency_now": f"{_TABLES}/emergency_*.py and added_emergency.py",
    "same_day": f"{_TABLES}/same_day_*.py and added_others.py",
    "days_to_weeks": f"{_TABLES}/weeks.py and added_others.py",
    "routine": f"{_TABLES}/routine.py and added_others.py",
    "self_care": f"{_TABLES}/self_care.py",
}


def rule_page(library: Library, id_: str) -> Page:
    """Make the page of one triage rule.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    rule = next(rule for rule in library.triage.rules if rule.id == id_)
    level = rule.level.value
    asked = sorted(codes_of(rule.when, under_not=False) & library.triage.red_flags)
    named = sorted(macros_of(rule.when))
    return make_page(
        "rule",
        id_,
        title=f"{id_}: {rule.title}",
        short=rule.title,
        blocks=(
            [
                f"{rule.title}.",
                f"In words for a person: {rule.plain}.",
                f"Level: {LEVEL_WORDS[level]} ({level}).",
            ],
            [rule.why],
            [
                ("Form: ", PageLink("form", rule.form)),
                "It holds when:",
                form_in_words(rule.when, findings=library.findings),
                *_macros(named, library),
                finding_links(asked, before="Emergency signs that must be answered: ", after=".")
                if level == "emergency_now"
                else "",
                "No number and no weight of a cause can silence it, and a further warning sign never does.",
                f"Tested clause by clause in {_TESTED[level]}, row by row; test_triage_mutations.py breaks each part of it and a row"
                " must notice.",
            ],
            [
                rule.note,
                "It sees codes alone: what a code cannot carry, such as how much or since when, is decided by the question that"
                " states it.",
                NOT_REVIEWED,
            ],
            [source_items([rule.source], library=library, marks=rule.confidence)],
        ),
    )


def _macros(names: list[str], library: Library) -> list[Block]:
    """Say what the names in capitals stand for."""
    forms = {one["id"]: one["when"] for one in library.records("macro")}
    return under(
        "Where:", ((PageLink("macro", name), " is ", PageLink("form", forms[name])) for name in names)
    )


def macro_page(library: Library, id_: str) -> Page:
    """Make the page of one macro.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    record = library.by_id("macro")[id_]
    body: Expression = library.triage.macros[id_]
    uses = uses_of(library)
    rules = uses.rules_of_macro.get(id_, [])
    gate = library.records("self_care_gate")[0]
    opens = id_ in gate["needs"]
    return make_page(
        "macro",
        id_,
        title=id_,
        short=record.get("note") or record["when"],
        blocks=(
            ["A name for an expression that rules use.", record.get("note", "")],
            [
                joined((PageLink("rule", rule) for rule in rules), before="Used by the rules ", after="."),
                "One of the three that open self-care." if opens else "",
            ],
            [
                ("Form: ", PageLink("form", record["when"])),
                "It holds when:",
                form_in_words(body, findings=library.findings),
            ],
            ["It names and decides nothing by itself.", NOT_REVIEWED],
            ["As the rules that use it."],
        ),
    )


def gate_page(library: Library, id_: str) -> Page:
    """Make the page of the gate of self-care.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    record = library.by_id("self_care_gate")[id_]
    groups = " or ".join(record["needs_an_answer_in"])
    return make_page(
        "self_care_gate",
        id_,
        title=f"{id_}: the gate of self-care",
        short="what must all hold before looking after it oneself may be suggested",
        blocks=(
            [
                "What must all hold before looking after it oneself may be suggested. Otherwise an ordinary appointment is the"
                " least.",
                f"Level: {LEVEL_WORDS['self_care']} (self_care).",
            ],
            [
                "Self-care is offered only where something harmless is plain and nothing speaks against it; doubt closes the gate."
            ],
            [
                "All of these:",
                bullets(
                    [
                        "no rule holds, and every emergency sign was answered",
                        joined(
                            (PageLink("macro", name) for name in record["needs"]),
                            between=" or ",
                            before="a person or a clinician stated ",
                        ),
                        f"how long or how it began was stated (a code of {groups})",
                        f"the age is not known to be below {number(record['least_age_years'])} years",
                        finding_links(record["closed_by"], before="none of these is there: "),
                        finding_links(
                            record["harmless_signs"], before="no sign and no test result is there other than "
                        ),
                    ]
                ),
                f"Tested in {_TESTED['self_care']}.",
            ],
            [record.get("note", ""), NOT_REVIEWED],
            [source_items([record["source"]], library=library, marks=record["confidence"])],
        ),
    )
