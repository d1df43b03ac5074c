"""The picture of two legs beside the question which leg it is; it sets options that the question has, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

__all__ = ["MAPPED_QUESTION", "SITES", "choice_of_sites", "contradicts"]

MAPPED_QUESTION = "side"
SITES = ("leg_left", "leg_right")
"""Regions of the picture, from left to right as one looks down at one's own legs."""

_OPTION_OF: Mapping[frozenset[str], str] = MappingProxyType(
    {
        frozenset({"leg_left"}): "one",
        frozenset({"leg_right"}): "one",
        frozenset(SITES): "both",
    }
)


def choice_of_sites(sites: Sequence[str]) -> str:
    """Give the option that the marked regions mean.

    Parameters
    ----------
    sites : sequence of str

    Returns
    -------
    str
        Empty where nothing was marked.
    """
    return _OPTION_OF.get(frozenset(sites) & frozenset(SITES), "")


def contradicts(sites: Sequence[str], choice: str) -> bool:
    """Tell whether the picture says another number of legs than the list.

    Parameters
    ----------
    sites : sequence of str
    choice : str
        Option of the list.

    Returns
    -------
    bool
        Never where nothing was marked: a picture left empty says nothing.
    """
    marked = choice_of_sites(sites)
    return bool(marked) and bool(choice) and (marked == "one") != (choice == "one")
