"""All pages by kind and id, and what somebody likely meant by a name.

A name is an id, a name or a brand; small and capital letters and the signs between words do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from legato.knowledge.library import Library
from legato.knowledge.pages import (
    condition_page,
    correction_page,
    drink_page,
    finding_page,
    ground_pages,
    medicine_page,
    rule_page,
    step_pages,
)
from legato.model.page import Page

__all__ = ["PAGE_KINDS", "PageKind", "find_ids", "list_pages", "make_page_of", "nearest_names"]


@dataclass(frozen=True, slots=True)
class PageKind:
    """One kind of page.

    Parameters
    ----------
    id : str
        As the kind of the records.
    plural : str
        Name of the list, such as ``conditions``.
    what : str
        One sentence for the index.
    make : callable
        Makes the page of an id.
    names : tuple of str
        Fields of the record by which it may also be called.
    """

    id: str
    plural: str
    what: str
    make: Callable[[Library, str], Page]
    names: tuple[str, ...] = ("name",)


PAGE_KINDS: Mapping[str, PageKind] = {
    kind.id: kind
    for kind in (
        PageKind(
            "condition",
            "conditions",
            "Possible causes, each with what speaks for and against it.",
            condition_page.condition_page,
            ("name", "plain_name"),
        ),
        PageKind(
            "finding",
            "findings",
            "The vocabulary in which a case is written down.",
            finding_page.finding_page,
            (),
        ),
        PageKind("rule", "rules", "When help is needed at least how soon.", rule_page.rule_page, ()),
        PageKind(
            "macro", "macros", "Names for expressions that several rules use.", rule_page.macro_page, ()
        ),
        PageKind(
            "self_care_gate",
            "gates",
            "What must hold before looking after it oneself may be suggested.",
            rule_page.gate_page,
            (),
        ),
        PageKind(
            "medicine",
            "medicines",
            "Medicines and substances that can add to shaking or are used against it.",
            medicine_page.medicine_page,
            (),
        ),
        PageKind(
            "test",
            "tests",
            "What each test can and cannot tell.",
            step_pages.test_page,
            ("name", "plain_name"),
        ),
        PageKind("exam_item", "exam-items", "What is looked for in the examination.", step_pages.exam_page),
        PageKind("recording_task", "tasks", "What a person can record.", step_pages.task_page),
        PageKind("question", "questions", "What the interview asks.", step_pages.question_page, ()),
        PageKind("scale", "scales", "Questionnaires whose words may be packaged.", step_pages.scale_page),
        PageKind(
            "protected_scale",
            "protected-scales",
            "Questionnaires that are named, since their words belong to somebody.",
            step_pages.protected_scale_page,
        ),
        PageKind(
            "transmitter",
            "transmitters",
            "The messengers of the nervous system.",
            ground_pages.transmitter_page,
        ),
        PageKind(
            "derivation", "derivations", "How recordings state findings.", ground_pages.derivation_page, ()
        ),
        PageKind(
            "self_care",
            "self-care",
            "What may be suggested where the gate is open.",
            ground_pages.self_care_page,
        ),
        PageKind("drink", "drinks", "How much caffeine is in a drink.", drink_page.drink_page),
        PageKind("coping", "coping", "Ways to live with the shaking.", ground_pages.coping_page),
        PageKind(
            "correction",
            "corrections",
            "Statements about leg shaking that are loose or wrong, and what is right.",
            correction_page.correction_page,
            (),
        ),
        PageKind(
            "source",
            "sources",
            "What the knowledge rests on, and what of it was seen.",
            ground_pages.source_page,
            (),
        ),
        PageKind(
            "setting", "settings", "The numbers that the reasoning runs on.", ground_pages.setting_page, ()
        ),
    )
}


def make_page_of(library: Library, kind: str, id_: str) -> Page:
    """Make one page.

    Parameters
    ----------
    library : Library
    kind : str
        Of ``PAGE_KINDS``.
    id_ : str

    Returns
    -------
    Page
    """
    return PAGE_KINDS[kind].make(library, id_)


def list_pages(library: Library, kind: str) -> list[str]:
    """Give the ids of a kind, in alphabetical order.

    Parameters
    ----------
    library : Library
    kind : str

    Returns
    -------
    list of str
    """
    return sorted((record["id"] for record in library.records(kind)), key=lambda id_: (id_.casefold(), id_))


def find_ids(library: Library, name: str) -> list[tuple[str, str]]:
    """Give kind and id of everything that has this id, name or brand.

    Parameters
    ----------
    library : Library
    name : str

    Returns
    -------
    list of (str, str)
        Ids before names; empty where there is none.
    """
    by_id = [(kind, name) for kind in PAGE_KINDS if name in library.by_id(kind)]
    if by_id:
        return by_id
    wanted = _plain(name)
    found = [pair for spelling, pair in _spellings(library) if spelling == wanted]
    return list(dict.fromkeys([*found, *_medicines(library, name)]))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


def _spellings(library: Library) -> list[tuple[str, tuple[str, str]]]:
    """Give every id and name in plain letters, once a process."""
    known = library.memory.get("pages.spellings")
    if not isinstance(known, list):
        known = [
            (_plain(spelling), (kind.id, record["id"]))
            for kind in PAGE_KINDS.values()
            for record in library.records(kind.id)
            for spelling in (record["id"], *(record[field] for field in kind.names))
        ]
        library.memory["pages.spellings"] = known
    return known


def _medicines(library: Library, name: str) -> list[tuple[str, str]]:
    """Find a medicine by a whole name or brand."""
    from legato.knowledge.medicine_search import MedicineIndex, find_medicines

    index = MedicineIndex(library.records("medicine"))
    return [
        ("medicine", match.id) for match in find_medicines(name, medicines=index) if match.kind == "exact"
    ]


def nearest_names(library: Library, name: str, *, count: int = 3) -> list[str]:
    """Give the names that are spelt most like one that is not there.

    Parameters
    ----------
    library : Library
    name : str
    count : int

    Returns
    -------
    list of str
        Ids, each once.
    """
    from legato.knowledge.medicine_search import MedicineIndex, find_medicines

    index = MedicineIndex(library.records("medicine"))
    meant = [match.id for match in find_medicines(name, medicines=index)]
    ids: dict[str, list[str]] = {}
    for spelling, (_, id_) in _spellings(library):
        ids.setdefault(spelling, []).append(id_)
    near = get_close_matches(_plain(name), ids, n=count, cutoff=0.6)
    return list(dict.fromkeys([*meant, *(id_ for spelling in near for id_ in ids[spelling])]))[:count]
