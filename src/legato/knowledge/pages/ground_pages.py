"""The pages of what the rest stands on: transmitters, sources, settings, derivations, self-care and coping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

__all__ = [
    "coping_page",
    "derivation_page",
    "self_care_page",
    "setting_page",
    "source_page",
    "transmitter_page",
]


def _links(kind: str, ids: Iterable[str], names: Mapping[str, str], *, before: str) -> Words:
    return joined(
        (PageLink(kind, id_, names.get(id_, id_)) for id_ in ids), before=before, after=".", between="; "
    )


def _named(library: Library, kind: str, field: str) -> dict[str, str]:
    return {one["id"]: one[field] for one in library.records(kind)}


def transmitter_page(library: Library, id_: str) -> Page:
    """Make the page of one transmitter.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("transmitter")[id_]
    return make_page(
        "transmitter",
        id_,
        title=one["name"],
        short=one["plain"],
        blocks=(
            [f"{one['name']}: {one['role']}", f"Pathway: {one['pathway']}.", one["plain"]],
            [
                "Seen when there is too little:",
                bullets(one["seen_when_low"]),
                *under("Seen when there is too much:", one["seen_when_high"]),
                _links(
                    "condition", one["conditions"], _named(library, "condition", "name"), before="Part of "
                ),
            ],
            [
                "Lowered by:",
                bullets(one["lowered_by"]),
                *under("Raised by:", one["raised_by"]),
                joined(
                    (PageLink("medicine", name) for name in one["medicines"]), before="Moved by ", after="."
                ),
                _links(
                    "test",
                    one["tests"],
                    _named(library, "test", "plain_name"),
                    before="Tests that look near it: ",
                ),
            ],
            [
                "No test measures it in the brain of a person at home or in a surgery. It explains and never decides.",
                NOT_REVIEWED,
            ],
            [source_items(one["sources"], library=library, marks=one["confidence"])],
        ),
    )


def source_page(library: Library, id_: str) -> Page:
    """Make the page of one source.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("source")[id_]
    cited = uses_of(library).sources.get(id_, {})
    records = ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in sorted(cited.items()))
    return make_page(
        "source",
        id_,
        title=id_,
        short=one["citation"],
        blocks=(
            [f"{one['citation']} ({one['kind']})."],
            [
                f"Records that cite it: {records}."
                if records
                else "No record of the knowledge cites it; criteria or pages may."
            ],
            [f"Seen: {one['seen']}."],
            ["Nobody read more of it than that line says, and no clinician has checked it."],
            ["It is one."],
        ),
    )


def setting_page(library: Library, id_: str) -> Page:
    """Make the page of one setting.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("setting")[id_]
    unit = "" if one["unit"] == "1" else f" {one['unit']}"
    return make_page(
        "setting",
        id_,
        title=id_,
        short=f"{number(one['value'])}{unit}: {one['note']}",
        blocks=(
            ["A number that the reasoning runs on."],
            [f"{one['note'][:1].upper()}{one['note'][1:]}."],
            [f"Value: {number(one['value'])}{unit}."],
            ["A choice, not clinical evidence; it was not measured on patients.", NOT_REVIEWED],
            [source_items([one["source"]], library=library, marks=one["confidence"])],
        ),
    )


def derivation_page(library: Library, id_: str) -> Page:
    """Make the page of one derivation.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("derivation")[id_]
    blocks: list[Block] = []
    for recording in one.get("recordings", ()):
        sides = f", {' or '.join(recording['sides'])} leg" if "sides" in recording else ""
        blocks.append(
            f"From a recording of {', '.join(recording['tasks'])} at {', '.join(recording['placements'])}{sides}, with at least"
            f" {number(recording['usable_s'])} s usable, {number(recording['rate_hz'])} samples a second, quality"
            f" {number(recording['quality_ratio'])} and {number(recording['assessable_percent'])} % assessable."
        )
    for key, words in (
        ("only_if", "Only if"),
        ("present_when", "Present when"),
        ("absent_when", "Absent when"),
    ):
        if key in one:
            blocks += [f"{words} all of these hold:", bullets(_condition(part) for part in one[key])]
    return make_page(
        "derivation",
        id_,
        title=id_,
        short=f"states {one['finding']} from recordings",
        blocks=(
            [("A written rule by which recordings state ", PageLink("finding", one["finding"]), ".")],
            [one["note"]],
            blocks or [f"Legato does not derive it: {one.get('not_measured', 'no rule is written yet')}."],
            [
                one.get("limit", ""),
                "Where neither side holds the answer is unknown. A recording never lowers the urgency.",
                NOT_REVIEWED,
            ],
            [source_items([one["source"]], library=library, marks=one["confidence"])],
        ),
    )


def _condition(part: Mapping[str, Any]) -> str:
    unit = "" if part["unit"] == "1" else f" {part['unit']}"
    value = part["value"] + (f" minus {part['minus']}" if "minus" in part else "")
    value += f" (near {part['near']})" if "near" in part else ""
    bounds = {
        "at_least": "at least",
        "above": "above",
        "at_most": "at most",
        "below": "below",
    }
    said = [f"{words} {number(part[key])}{unit}" for key, words in bounds.items() if key in part]
    if "outside" in part:
        said.append(f"outside {' to '.join(number(bound) for bound in part['outside'])}{unit}")
    if "among" in part:
        said.append(f"one of {', '.join(str(one) for one in part['among'])}")
    return f"{value} is {' and '.join(said)}" + (" (either way)" if part.get("either_way") else "")


def self_care_page(library: Library, id_: str) -> Page:
    """Make the page of one piece of advice.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("self_care")[id_]
    figures = [
        f"{figure['what']}: "
        + " to ".join(number(figure[key]) for key in ("low", "typical", "high") if key in figure)
        + f" {figure['unit']} ({figure['source']}, mark {figure['confidence']})"
        for figure in one.get("figures", ())
    ]
    return make_page(
        "self_care",
        id_,
        title=one["name"],
        short=one["plain"],
        blocks=(
            [f"{one['name']} ({one['kind'].replace('_', ' ')}): {one['plain']}"],
            [finding_links(one["for"], before="For ", after=".") or "It goes with every self-care page."],
            [
                "Shown only where the gate of self-care is open.",
                finding_links(one["not_if"], before="Not with ", after="."),
                *under("Figures:", figures),
            ],
            [
                f"Stop if {one['stop_if']}." if "stop_if" in one else "",
                "Never about a medicine.",
                NOT_REVIEWED,
            ],
            [source_items([one["source"]], library=library, marks=one["confidence"])],
        ),
    )


def coping_page(library: Library, id_: str) -> Page:
    """Make the page of one way to live with the shaking.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("coping")[id_]
    return make_page(
        "coping",
        id_,
        title=one["name"],
        short=one["plain"],
        blocks=(
            [f"{one['name']}: {one['plain']}"],
            [f"For {', '.join(word.replace('_', ' ') for word in one['for'])}."],
            [
                f"How far it was tested: {one['evidence']} Grade: {one['evidence_grade']}.",
                _links(
                    "condition",
                    one["conditions"],
                    _named(library, "condition", "name"),
                    before="Suggested with ",
                ),
                f"Needs: {one['needs'].replace('_', ' ')}.",
            ],
            [one["limits"], NOT_REVIEWED],
            [source_items([one["source"]], library=library, marks=one["confidence"])],
        ),
    )
