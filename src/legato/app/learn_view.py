"""What the pages to learn from show: the knowledge in plain words first, the whole record behind it.

A page for people has a lead and few short parts. Every other record is shown as the knowledge prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legato.app.catalog import Words
from legato.errors import InputError
from legato.knowledge.library import Library
from legato.knowledge.pages.shelf import PAGE_KINDS, find_ids, make_page_of
from legato.model.page import Page

__all__ = [
    "KINDS",
    "LearnCard",
    "LearnItem",
    "LearnPage",
    "LearnPart",
    "cards_of",
    "known_page",
    "learn_page",
    "search",
]

KINDS = ("condition", "medicine", "test", "coping", "transmitter", "recording_task")
"""What is told in plain words, in the order of the index."""

_SPEAKS_FOR = 4.0
_SPEAKS_AGAINST = 0.25
_MOST_EVIDENCE = 10
_MOST_FOUND = 40
_LONGEST_SHORT = 160


@dataclass(frozen=True, slots=True)
class LearnCard:
    """One entry of a list.

    Parameters
    ----------
    kind, id, title : str
    other : str
        Name in the words of medicine; may be empty.
    short : str
    """

    kind: str
    id: str
    title: str
    other: str
    short: str

    @property
    def href(self) -> str:
        """Address of its page."""
        return f"/learn/{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class LearnItem:
    """A point of a list.

    Parameters
    ----------
    text : str
    href : str
        Page that tells more; may be empty.
    """

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class LearnPart:
    """A heading with its points.

    Parameters
    ----------
    heading : str
    items : tuple of LearnItem
        One is a paragraph, several are a list.
    """

    heading: str
    items: tuple[LearnItem, ...]


@dataclass(frozen=True, slots=True)
class LearnPage:
    """A page in plain words.

    Parameters
    ----------
    card : LearnCard
    lead : str
    parts : tuple of LearnPart
    """

    card: LearnCard
    lead: str
    parts: tuple[LearnPart, ...]


def cards_of(library: Library, kind: str) -> list[LearnCard]:
    """List the pages of one kind by their plain names.

    Parameters
    ----------
    library : Library
    kind : str

    Returns
    -------
    list of LearnCard
    """
    return sorted((_card(kind, one) for one in library.records(kind)), key=lambda card: card.title.casefold())


def _card(kind: str, record: Mapping[str, Any]) -> LearnCard:
    name = str(record["names"][0] if kind == "medicine" else record.get("plain_name") or record["name"])
    other = str(record["class"]) if kind == "medicine" else str(record.get("name", ""))
    plain = str(record["plain"])
    short = plain.split(". ")[0].rstrip(".") + "."
    title = name[:1].upper() + name[1:]
    return LearnCard(
        kind,
        str(record["id"]),
        title,
        "" if other.casefold() == name.casefold() else other.replace("_", " "),
        short if len(short) <= _LONGEST_SHORT else plain[:_LONGEST_SHORT].rsplit(" ", 1)[0] + " …",
    )


def search(library: Library, text: str) -> list[LearnCard]:
    """Find pages that hold every word; those with the words in their names come first.

    Parameters
    ----------
    library : Library
    text : str

    Returns
    -------
    list of LearnCard
    """
    wanted = text.casefold().split()
    if not wanted:
        return []
    named = [pair for pair in find_ids(library, text.strip()) if pair[0] in KINDS]
    found: dict[tuple[str, str], tuple[int, LearnCard]] = {}
    for kind in KINDS:
        for record in library.records(kind):
            card = _card(kind, record)
            names = " ".join((card.title, card.other, *record.get("names", ()), *record.get("brands", ())))
            rank = _rank(wanted, names.casefold(), f"{names} {record['plain']}".casefold())
            if (kind, card.id) in named:
                rank = 0
            if rank is not None:
                found[(kind, card.id)] = (rank, card)
    ordered = sorted(
        found.values(), key=lambda pair: (pair[0], KINDS.index(pair[1].kind), pair[1].title.casefold())
    )
    return [card for _, card in ordered[:_MOST_FOUND]]


def _rank(wanted: Sequence[str], names: str, everything: str) -> int | None:
    if all(word in names for word in wanted):
        return 1
    return 2 if all(word in everything for word in wanted) else None


def known_page(library: Library, kind: str, id_: str) -> Page:
    """Give the whole record as the knowledge prints it.

    Parameters
    ----------
    library : Library
    kind, id_ : str

    Returns
    -------
    Page

    Raises
    ------
    InputError
        If there is no such record.
    """
    if kind not in PAGE_KINDS or id_ not in library.by_id(kind):
        raise InputError("There is no such page", mend="look for it under Learn", code="LEG-E825")
    return make_page_of(library, kind, id_)


def learn_page(library: Library, kind: str, id_: str, *, words: Words) -> LearnPage | None:
    """Give a page in plain words.

    Parameters
    ----------
    library : Library
    kind, id_ : str
        Of a record that is there.
    words : Words

    Returns
    -------
    LearnPage or None
        None for a kind that is shown as its record only.
    """
    make = _MAKERS.get(kind)
    if make is None:
        return None
    record = library.by_id(kind)[id_]
    parts = tuple(part for part in make(library, record, words) if part.items)
    sources = [*record.get("sources", ()), *([record["source"]] if "source" in record else ())]
    return LearnPage(
        _card(kind, record), str(record["plain"]), (*parts, _sources(library, sources, words=words))
    )


def _part(words: Words, key: str, items: Sequence[LearnItem | str]) -> LearnPart:
    told = tuple(one if isinstance(one, LearnItem) else LearnItem(one) for one in items if one)
    return LearnPart(words.t(f"learn.part.{key}"), told)


def _findings(library: Library, codes: Sequence[str]) -> list[LearnItem]:
    return [LearnItem(library.findings[code].plain, f"/learn/finding/{code}") for code in codes]


def _named(library: Library, kind: str, ids: Sequence[str]) -> list[LearnItem]:
    known = library.by_id(kind)
    cards = (_card(kind, known[id_]) for id_ in ids if id_ in known)
    return [LearnItem(card.title, card.href) for card in cards]


def _messengers(library: Library, names: Sequence[str]) -> list[LearnItem]:
    return _named(library, "transmitter", list(dict.fromkeys(one.rpartition("_")[0] for one in names)))


def _sources(library: Library, keys: Sequence[str], *, words: Words) -> LearnPart:
    known = library.by_id("source")
    items = [
        LearnItem(
            words.t("learn.source", citation=known[key]["citation"], seen=known[key]["seen"]),
            f"/learn/source/{key}",
        )
        for key in dict.fromkeys(keys)
        if key in known
    ]
    return _part(words, "sources", items)


def _condition(library: Library, record: Mapping[str, Any], words: Words) -> list[LearnPart]:
    one = library.conditions[record["id"]]
    # What a person can notice stands before what a test or an examination shows.
    rows = sorted(
        one.evidence,
        key=lambda row: ("person" not in library.findings[row.finding].stated_by, -row.present, row.absent),
    )
    speaks_for = [row.finding for row in rows if row.present >= _SPEAKS_FOR][:_MOST_EVIDENCE]
    against = [row.finding for row in rows if row.present <= _SPEAKS_AGAINST][:_MOST_EVIDENCE]
    absent = [row.finding for row in rows if row.absent <= _SPEAKS_AGAINST][:_MOST_EVIDENCE]
    return [
        _part(words, "speaks_for", _findings(library, speaks_for)),
        _part(words, "speaks_against", _findings(library, against)),
        _part(words, "if_absent", _findings(library, absent)),
        _part(words, "taken_for", _named(library, "condition", one.mimics)),
        _part(words, "tests", _named(library, "test", one.tests)),
        _part(words, "messengers", _messengers(library, one.transmitters)),
        _part(words, "how_soon", [words.t(f"learn.level.{one.urgency.value}"), words.t("learn.how_soon.not_here")]),
        _part(words, "limits", [one.limits]),
    ]  # fmt: skip


def _medicine(library: Library, record: Mapping[str, Any], words: Words) -> list[LearnPart]:
    return [
        _part(words, "medicine_rule", [words.t("learn.medicine.never"), words.t("learn.medicine.who")]),
        _part(words, "effects", [_effect(library, one, words) for one in record["effects"]]),
        _part(words, "timing", [record["timing"]]),
        _part(words, "how", [record["mechanism"]]),
        _part(words, "messengers", _messengers(library, record["transmitters"])),
        _part(words, "names", [", ".join((*record["names"], *record["brands"]))]),
        _part(words, "limits", [record.get("limits", "")]),
    ]


def _effect(library: Library, effect: Mapping[str, Any], words: Words) -> str:
    name = str(effect["effect"])
    helped = library.conditions.get(name.removeprefix("helps:"))
    told = (
        words.t("learn.effect.helps", what=helped.plain_name)
        if helped is not None and name.startswith("helps:")
        else words.t(f"learn.effect.{name}")
    )
    when = effect.get("when")
    return words.t("learn.effect.when", effect=told, when=words.t(f"learn.when.{when}")) if when else told


def _test(library: Library, record: Mapping[str, Any], words: Words) -> list[LearnPart]:
    return [
        _part(words, "can_tell", record["can_tell"]),
        _part(words, "cannot_tell", record["cannot_tell"]),
        _part(words, "burden", [record["burden_note"], words.t(f"learn.who.{record['who']}")]),
        _part(words, "figures", [LearnItem(one["text"], f"/learn/source/{one['source']}") for one in record.get("figures", ())]),
        _part(words, "limits", [record["limits"]]),
    ]  # fmt: skip


def _coping(library: Library, record: Mapping[str, Any], words: Words) -> list[LearnPart]:
    grade = words.t(f"learn.grade.{record['evidence_grade']}")
    return [
        _part(words, "evidence", [grade, record["evidence"]]),
        _part(words, "needs", [words.t(f"learn.needs.{record['needs']}")]),
        _part(words, "limits", [record["limits"]]),
        _part(words, "for_patterns", _named(library, "condition", record["conditions"])),
    ]


def _transmitter(library: Library, record: Mapping[str, Any], words: Words) -> list[LearnPart]:
    return [
        _part(words, "role", [record["role"]]),
        _part(words, "when_low", record["seen_when_low"]),
        _part(words, "when_high", record["seen_when_high"]),
        _part(words, "lowered_by", record["lowered_by"]),
        _part(words, "raised_by", record["raised_by"]),
        _part(words, "not_measured", [words.t("learn.transmitter.not_measured")]),
        _part(words, "for_patterns", _named(library, "condition", record["conditions"])),
        _part(words, "medicines", _named(library, "medicine", record["medicines"])),
    ]


def _task(library: Library, record: Mapping[str, Any], words: Words) -> list[LearnPart]:
    seconds = words.t("result.recording.seconds", n=words.number(record["duration_s"], digits=0))
    return [
        _part(words, "lasts", [seconds]),
        _part(words, "can_show", _findings(library, record["codes"])),
        _part(words, "safety", [record["safety"]]),
        _part(words, "not_offered", _findings(library, record["excluded_if"])),
    ]


_MAKERS: Mapping[str, Callable[[Library, Mapping[str, Any], Words], list[LearnPart]]] = {
    "condition": _condition,
    "medicine": _medicine,
    "test": _test,
    "coping": _coping,
    "transmitter": _transmitter,
    "recording_task": _task,
}
