"""The page of one drink with caffeine."""

from __future__ import annotations

from legato.knowledge.library import Library
from legato.knowledge.pages.parts import NOT_REVIEWED, make_page, number, source_items
from legato.model.page import Page

__all__ = ["drink_page"]


def drink_page(library: Library, id_: str) -> Page:
    """Make the page of one drink.

    Parameters
    ----------
    library : Library
    id_ : str

    Returns
    -------
    Page
    """
    one = library.by_id("drink")[id_]
    about = f"{one['name']}, {one['serving']}: about {number(one['mg'])} mg of caffeine."
    spread = (
        f"It varies from {number(one['low_mg'])} to {number(one['high_mg'])} mg." if "low_mg" in one else ""
    )
    return make_page(
        "drink",
        id_,
        title=one["name"],
        short=about,
        blocks=(
            ["A drink or bite that the diary offers."],
            [about],
            [spread or "How far single cups differ from this was not looked up."],
            ["A typical value: the cup in front of you may hold more or less.", NOT_REVIEWED],
            [source_items([one["source"]], library=library, marks=one["confidence"])],
        ),
    )
