"""A page as text for a terminal, and as Markdown. Draws what it is given; the words are the page's own."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from legato.model.page import Block, Page, PageLink, PageList, PageTable, Words

__all__ = ["page_to_markdown", "page_to_text"]

LinkTarget = Callable[[PageLink], str | None]
_LEAST_LAST_COLUMN = 24  # Columns of a terminal kept for the last, longest cell.


def page_to_text(page: Page, *, width: int) -> str:
    """Write a page for a terminal.

    Parameters
    ----------
    page : Page
    width : int
        Columns.

    Returns
    -------
    str
    """
    lines = [f"{page.id}  ({page.kind.replace('_', ' ')})"]
    if page.title != page.id:
        lines += _wrapped(page.title, width=width, indent="")
    for section in page.sections:
        lines += ["", section.heading]
        for block in section.blocks:
            lines += _text_of(block, width=width)
    return "\n".join(lines) + "\n"


def _text_of(block: Block, *, width: int) -> list[str]:
    if isinstance(block, PageTable):
        return _text_table(block, width=width)
    if isinstance(block, PageList):
        return [
            line
            for depth, words in block.items
            for line in _wrapped(_flat(words), width=width, indent="  " * (depth + 1), mark="- ")
        ]
    return _wrapped(_flat(block), width=width, indent="  ")


def _flat(words: Words) -> str:
    """Give words without their links; the id stands behind words that differ from it."""
    if isinstance(words, tuple):
        return "".join(_flat(one) for one in words)
    if isinstance(words, PageLink) and words.words:
        return f"{words.words} [{words.id}]"
    return str(words)


def _wrapped(text: str, *, width: int, indent: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width=width,
        initial_indent=indent + mark,
        subsequent_indent=indent + " " * len(mark),
        break_on_hyphens=False,
        break_long_words=False,
    ) or [indent.rstrip()]


def _text_table(table: PageTable, *, width: int) -> list[str]:
    rows = [[_flat(cell) for cell in row] for row in (table.head, *table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.head))]
    fixed = 2 + sum(size + 2 for size in widths[:-1])
    if fixed + min(widths[-1], _LEAST_LAST_COLUMN) > width:
        return _text_records(rows, width=width)
    last = max(width - fixed, _LEAST_LAST_COLUMN)
    lines = []
    for row in rows:
        start = "  " + "".join(f"{cell:<{size + 2}}" for cell, size in zip(row[:-1], widths[:-1]))
        parts = textwrap.wrap(row[-1], width=last, break_long_words=False) or [""]
        lines += [(start + parts[0]).rstrip(), *(" " * fixed + part for part in parts[1:])]
    return lines


def _text_records(rows: Sequence[Sequence[str]], *, width: int) -> list[str]:
    """Write a table that is too wide row by row, each cell behind the name of its column."""
    head, *body = rows
    lines: list[str] = []
    for row in body:
        text = "; ".join(f"{name.lower()} {cell}" for name, cell in zip(head[1:], row[1:]) if cell)
        lines += _wrapped(f"{row[0]}: {text}", width=width, indent="  ", mark="- ")
    return lines


def page_to_markdown(page: Page, *, target: LinkTarget, level: int = 1) -> list[str]:
    """Write a page as Markdown.

    Parameters
    ----------
    page : Page
    target : callable
        Gives the address of a link, or None where it leads nowhere.
    level : int
        Of the title; the five headings are real headings under a title of level 1 and bold words under a deeper one.

    Returns
    -------
    list of str
        Lines.
    """
    lines = [f"{'#' * level} {_escaped(page.title)}", ""]
    if page.title != page.id:
        lines += [f"`{page.id}` ({page.kind.replace('_', ' ')})", ""]
    for section in page.sections:
        lines += [f"{'#' * (level + 1)} {section.heading}" if level == 1 else f"*{section.heading}.*", ""]
        for block in section.blocks:
            lines += [*_markdown_of(block, target), ""]
    return lines[:-1]


def _markdown_of(block: Block, target: LinkTarget) -> list[str]:
    if isinstance(block, PageTable):
        return [
            f"| {' | '.join(block.head)} |",
            "|" + "---|" * len(block.head),
            *(f"| {' | '.join(_cell(cell, target) for cell in row)} |" for row in block.rows),
        ]
    if isinstance(block, PageList):
        return [f"{'  ' * depth}- {_marked(words, target)}" for depth, words in block.items]
    return [_marked(block, target)]


def _cell(words: Words, target: LinkTarget) -> str:
    return _marked(words, target).replace("|", "\\|")


def _marked(words: Words, target: LinkTarget) -> str:
    """Give words with their links."""
    if isinstance(words, tuple):
        return "".join(_marked(one, target) for one in words)
    if isinstance(words, PageLink):
        address = target(words)
        shown = _escaped(words.words) if words.words else f"`{words.id}`"
        return f"[{shown}]({address})" if address else shown
    return _escaped(words)


def _escaped(text: str) -> str:
    """Keep signs that Markdown would read as marks."""
    return text.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_").replace("[", "\\[")
