"""The page of a statement about leg shaking that is loose or wrong: what is said, what is right, why it matters."""

from __future__ import annotations

from legato.knowledge.library import Library
from legato.knowledge.pages.parts import NOT_REVIEWED, finding_links, make_page, source_items
from legato.model.page import Page

__all__ = ["correction_page"]


def correction_page(library: Library, id_: str) -> Page:
    """Make the page of one correction.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("correction")[id_]
    return make_page(
        "correction",
        id_,
        title=one["said"],
        short=one["said"],
        blocks=(
            [f"Said: {one['said']} ({one['where']})", f"Right: {one['right']}", one["plain"]],
            [one["matters"]],
            [finding_links(one["findings"], before="Findings that tell it apart: ", after=".")],
            ["It corrects a sentence, and does not say what somebody has.", NOT_REVIEWED],
            [source_items([one["source"]], library=library, marks=one["confidence"])],
        ),
    )
