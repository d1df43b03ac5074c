"""A page about one thing that Legato knows, before anybody lays it out: always the same five headings, in the same order.

The same page is printed by ``legato explain`` and written as Markdown by ``make docs``.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HEADINGS", "Block", "Page", "PageLink", "PageList", "PageSection", "PageTable", "Words"]

HEADINGS = ("What it is", "Why it matters", "How Legato sees it", "Known limits", "Sources")


@dataclass(frozen=True, slots=True)
class PageLink:
    """Words that lead to another page.

    Parameters
    ----------
    kind : str
        Such as ``finding``.
    id : str
    words : str
        What is shown; the id where empty.
    """

    kind: str
    id: str
    words: str = ""

    def __str__(self) -> str:
        return self.words or self.id


Words = str | PageLink | tuple[str | PageLink, ...]


@dataclass(frozen=True, slots=True)
class PageList:
    """A list of points.

    Parameters
    ----------
    items : tuple of (int, Words)
        How deep a point stands, 0 outermost, and its words.
    """

    items: tuple[tuple[int, Words], ...]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table.

    Parameters
    ----------
    head : tuple of str
    rows : tuple of tuple of Words
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


Block = Words | PageList | PageTable


@dataclass(frozen=True, slots=True)
class PageSection:
    """One of the five headings with what stands under it.

    Parameters
    ----------
    heading : str
    blocks : tuple of Block
        Paragraphs, lists and tables.
    """

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Parameters
    ----------
    kind, id, title : str
    short : str
        One line for a list of pages.
    sections : tuple of PageSection
        In the order of ``HEADINGS``.
    """

    kind: str
    id: str
    title: str
    short: str
    sections: tuple[PageSection, ...]
