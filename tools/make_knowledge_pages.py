"""Make the pages of the knowledge: one a condition, finding, rule, medicine and test, one a kind for the rest, and an index.

The pages are those that ``legato explain`` prints; here they get their addresses. Called by ``make_docs.py``, which writes
them, or with ``--check`` names those that are stale or belong to no record any more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from legato.knowledge.kinds import KINDS
from legato.knowledge.library import Library
from legato.knowledge.pages.shelf import PAGE_KINDS, list_pages, make_page_of
from legato.model.page import PageLink
from legato.report.pages import page_to_markdown
from repository import ROOT

__all__ = ["KNOWLEDGE", "MADE", "SCHEMAS", "address", "knowledge_pages", "knowledge_schemas", "leftovers"]

KNOWLEDGE = ROOT / "docs" / "knowledge"
SCHEMAS = ROOT / "docs" / "schema"
MADE = "<!-- Made by `make docs` from the records; edit those, not this page. -->"
ONE_A_PAGE = ("condition", "finding", "rule", "medicine", "test")


def _slug(id_: str) -> str:
    return id_.replace(":", "-")


def address(kind: str, id_: str) -> tuple[Path, str]:
    """Give the file of a record's page, and the anchor in it where it shares the file.

    Parameters
    ----------
    kind, id_ : str

    Returns
    -------
    Path, str
        The anchor is empty for a page of its own.
    """
    folder = PAGE_KINDS[kind].plural
    if kind in ONE_A_PAGE:
        return KNOWLEDGE / folder / f"{_slug(id_)}.md", ""
    return KNOWLEDGE / f"{folder}.md", _slug(id_)


class _Targets:
    """The address of a link as seen from one page, for records that are there."""

    def __init__(self, library: Library, page: Path) -> None:
        self._library, self._page = library, page

    def __call__(self, link: PageLink) -> str | None:
        """Give the address, or None for a kind without pages or a record that is not there."""
        if link.kind not in PAGE_KINDS or link.id not in self._library.by_id(link.kind):
            return None
        return relative(link.kind, link.id, start=self._page)


def relative(kind: str, id_: str, *, start: Path) -> str:
    """Give the address of a record's page as seen from another page.

    Parameters
    ----------
    kind, id_ : str
    start : Path
        The page that the link stands on.

    Returns
    -------
    str
    """
    file, anchor = address(kind, id_)
    way = Path(os.path.relpath(file, start.parent)).as_posix() if file != start else ""
    return f"{way}#{anchor}" if anchor else way


def _own_page(library: Library, kind: str, id_: str) -> tuple[Path, str]:
    file, _ = address(kind, id_)
    head, _, rest = "\n".join(
        page_to_markdown(make_page_of(library, kind, id_), target=_Targets(library, file))
    ).partition("\n")
    return file, f"{head}\n\n{MADE}\n{rest}\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _index_of_kind(library: Library, kind: str) -> tuple[Path, str]:
    """Give the list of one kind, with a line for each page."""
    one = PAGE_KINDS[kind]
    file = KNOWLEDGE / one.plural / "index.md"
    lines = [
        f"# {one.plural.capitalize()}",
        "",
        MADE,
        "",
        f"{one.what} `legato explain {one.plural}` lists the same.",
        "",
    ]
    lines += ["| Id | In short |", "|---|---|"]
    for id_ in list_pages(library, kind):
        short = make_page_of(library, kind, id_).short
        lines.append(f"| [`{id_}`]({_slug(id_)}.md) | {_cell(short)} |")
    return file, "\n".join(lines) + "\n"


def _shared_page(library: Library, kind: str) -> tuple[Path, str]:
    """Give the page that all records of a small kind share."""
    one = PAGE_KINDS[kind]
    file = KNOWLEDGE / f"{one.plural}.md"
    lines = [f"# {one.plural.replace('-', ' ').capitalize()}", "", MADE, "", one.what]
    for id_ in list_pages(library, kind):
        page = make_page_of(library, kind, id_)
        lines += ["", f'<a id="{_slug(id_)}"></a>', ""]
        lines += page_to_markdown(page, target=_Targets(library, file), level=2)
    return file, "\n".join(lines) + "\n"


def _whole_index(library: Library) -> tuple[Path, str]:
    lines = [
        "# What Legato knows",
        "",
        MADE,
        "",
        "Every record has its page, always with the same five headings: what it is, why it matters, how Legato sees it, known",
        "limits, sources. No clinician has reviewed any of it. [How we decide](../explanation/how-we-decide.md) says how the records",
        "work together; the forms that they are checked against are in [schema](../schema).",
        "",
        "| Kind | Records | What |",
        "|---|---|---|",
    ]
    for kind, one in PAGE_KINDS.items():
        place = f"{one.plural}/index.md" if kind in ONE_A_PAGE else f"{one.plural}.md"
        name = one.plural.replace("-", " ").capitalize()
        lines.append(f"| [{name}]({place}) | {len(library.records(kind))} | {one.what} |")
    return KNOWLEDGE / "index.md", "\n".join(lines) + "\n"


def knowledge_pages(library: Library) -> Iterator[tuple[Path, str]]:
    """Give every page of the knowledge with its place.

    Parameters
    ----------
    library : Library

    Yields
    ------
    Path, str
    """
    yield _whole_index(library)
    for kind in PAGE_KINDS:
        if kind not in ONE_A_PAGE:
            yield _shared_page(library, kind)
            continue
        yield _index_of_kind(library, kind)
        for id_ in list_pages(library, kind):
            yield _own_page(library, kind, id_)


def knowledge_schemas() -> Iterator[tuple[Path, str]]:
    """Give the form of each kind of record as JSON Schema, with its place.

    Yields
    ------
    Path, str
    """
    for kind in KINDS:
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"Legato knowledge: {kind.id}",
            "description": f"{kind.what} One record of knowledge/data/{kind.place}.",
            **kind.form.json_schema(),
        }
        yield SCHEMAS / f"knowledge-{kind.id.replace('_', '-')}.json", json.dumps(schema, indent=1) + "\n"


def leftovers(made: set[Path]) -> list[Path]:
    """Give files in the places of made pages that belong to no record any more.

    Parameters
    ----------
    made : set of Path

    Returns
    -------
    list of Path
    """
    there = {*KNOWLEDGE.rglob("*.md"), *SCHEMAS.glob("knowledge-*.json")}
    return sorted(there - made)
