"""What the pages of all kinds share: links, sources, marks, the words of the levels, and numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legato.knowledge.library import Library
from legato.model.page import HEADINGS, Block, Page, PageLink, PageList, PageSection, Words

__all__ = [
    "LEVEL_WORDS",
    "NOT_REVIEWED",
    "PLACE_WORDS",
    "STATERS",
    "bullets",
    "finding_links",
    "joined",
    "make_page",
    "number",
    "source_items",
    "under",
]

NOT_REVIEWED = "Not a diagnosis. No clinician has reviewed this."

LEVEL_WORDS = {
    "emergency_now": "Get emergency help now",
    "same_day": "Be seen today",
    "days_to_weeks": "See someone within two weeks",
    "routine": "Book an ordinary appointment",
    "self_care": "Look after it and look again on a set date",
}

PLACE_WORDS = {
    "home": "at home",
    "general_practice": "in general practice",
    "neurology": "in a neurology clinic",
    "sleep_lab": "in a sleep laboratory",
}

STATERS = {
    "person": "the person",
    "exam": "an examination",
    "recording": "a recording",
    "test": "a test result",
    "record": "a record of age, medicines or history",
}

MARKS = {
    "V": "seen in the source",
    "V2": "seen in a secondary source",
    "K": "known in the field, not re-read",
    "E": "our own judgement or choice",
}


def make_page(kind: str, id_: str, *, title: str, short: str, blocks: Sequence[Sequence[Block]]) -> Page:
    """Bind the blocks of the five headings into a page; what is empty is said to be empty.

    Parameters
    ----------
    kind, id_, title, short : str
    blocks : sequence of sequence of Block
        One for each heading.

    Returns
    -------
    Page
    """
    sections = tuple(
        PageSection(heading, tuple(block for block in under if block))
        for heading, under in zip(HEADINGS, blocks)
    )
    return Page(kind, id_, title, short, sections)


def bullets(items: Iterable[Words]) -> PageList:
    """Give a flat list."""
    return PageList(tuple((0, item) for item in items))


def under(lead: str, items: Iterable[Words]) -> list[Block]:
    """Give a lead and its list, or nothing where the list is empty.

    Parameters
    ----------
    lead : str
    items : iterable of Words

    Returns
    -------
    list of Block
    """
    listed = tuple(items)
    return [lead, bullets(listed)] if listed else []


def joined(
    parts: Iterable[str | PageLink], *, between: str = ", ", before: str = "", after: str = ""
) -> Words:
    """Join words and links into one line.

    Parameters
    ----------
    parts : iterable of str or PageLink
    between : str
    before, after : str
        Words around the whole.

    Returns
    -------
    Words
        Empty text where there are no parts.
    """
    words: list[str | PageLink] = []
    for part in parts:
        words += [part] if not words else [between, part]
    if not words:
        return ""
    return tuple(one for one in (before, *words, after) if one)


def finding_links(codes: Iterable[str], *, before: str = "", after: str = "") -> Words:
    """Give one line of findings by their codes.

    Parameters
    ----------
    codes : iterable of str
    before, after : str

    Returns
    -------
    Words
        Empty text where there are no codes.
    """
    return joined((PageLink("finding", code) for code in codes), before=before, after=after)


def number(value: float) -> str:
    """Write a number without zeros that say nothing."""
    return f"{value:g}"


def source_items(keys: Iterable[str], *, library: Library, marks: str = "") -> PageList:
    """List sources with what was seen of each.

    Parameters
    ----------
    keys : iterable of str
        Each is told once.
    library : Library
    marks : str
        Confidence mark to explain after the list; empty for none.

    Returns
    -------
    PageList
    """
    known = library.by_id("source")
    items: list[Words] = [
        (PageLink("source", key), f": {known[key]['citation']} (seen: {known[key]['seen']})")
        for key in dict.fromkeys(keys)
    ]
    if marks:
        items.append(f"Mark {marks}: {MARKS[marks]}.")
    return bullets(items)
