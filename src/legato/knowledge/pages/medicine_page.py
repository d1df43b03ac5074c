"""The page of a medicine or substance. Nobody is told to stop, start or change one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legato.knowledge.library import Library
from legato.knowledge.pages.parts import NOT_REVIEWED, finding_links, joined, make_page, source_items
from legato.model.page import Block, Page, PageLink, Words

__all__ = ["medicine_page"]

_GRADES = {
    "a": "a: from trials or strong cohorts",
    "b": "b: from consistent observations or the label",
    "c": "c: from case reports and series",
}
_WHEN = {
    "combined": "together with another medicine",
    "high_level": "when there is too much of it in the blood",
    "kidney_failure": "when the kidneys fail",
    "long_term": "after long use",
    "mixed": "when mixed",
    "rare": "rarely",
    "withdrawal": "when it is stopped",
}


def medicine_page(library: Library, id_: str) -> Page:
    """Make the page of one medicine.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("medicine")[id_]
    effects = "; ".join(_effect(effect, library) for effect in one["effects"])
    return make_page(
        "medicine",
        id_,
        title=one["names"][0][:1].upper() + one["names"][0][1:],
        short=f"{one['class']}; brands: {', '.join(one['brands'])}" if one["brands"] else one["class"],
        blocks=(
            _what(one, library),
            [
                f"Known to bring: {effects}.",
                f"When: {one['timing']}.",
                f"How well that is known, grade {_GRADES[one['grade']]}.",
            ],
            _how(one),
            [
                one.get("limits", ""),
                "That it is taken never says that it is the cause. Naming it can raise the urgency and never lowers it.",
                "Do not stop, start or change a medicine because of this page; ask the prescriber or a pharmacist.",
                NOT_REVIEWED,
            ],
            [source_items([one["source"]], library=library, marks=one["confidence"])],
        ),
    )


def _effect(effect: Mapping[str, Any], library: Library) -> str:
    name = effect["effect"]
    if name == "none_known":
        return "nothing known that shakes"
    if name.startswith("helps:"):
        helped = name.removeprefix("helps:")
        known = library.conditions.get(helped)
        words = f"used against {known.name if known else helped.replace('_', ' ')}"
    else:
        words = name.replace("_", " ")
    when = _WHEN.get(effect.get("when", ""), "")
    mark = f"mark {effect['confidence']}" if "confidence" in effect else ""
    more = ", ".join(part for part in (when, mark) if part)
    return f"{words} ({more})" if more else words


def _what(one: Mapping[str, Any], library: Library) -> list[Block]:
    brands = ", ".join(one["brands"])
    return [
        f"A {one['kind']} of the class {one['class']}."
        if one["kind"] != "class"
        else f"A class: {one['class']}.",
        f"Names: {', '.join(one['names'])}." + (f" Brands: {brands}." if brands else ""),
        one["mechanism"],
        _transmitters(one, library),
        one["plain"],
    ]


def _transmitters(one: Mapping[str, Any], library: Library) -> Words:
    known = library.by_id("transmitter")
    parts: list[str | PageLink] = []
    for name in one["transmitters"]:
        base, _, how = name.rpartition("_")
        if base in known:
            parts.append(PageLink("transmitter", base, f"{known[base]['name']} {how}"))
    return joined(parts, before="Messengers it moves: ", after=".")


def _how(one: Mapping[str, Any]) -> list[Block]:
    codes = finding_links(one["codes"], before="Naming it by a whole name or brand states ", after=".")
    return [
        codes or "Naming it states no finding.",
        "A misspelt name is asked back and states nothing. A code that needs a date, such as a change within two weeks, is never"
        " set by the name alone.",
    ]
