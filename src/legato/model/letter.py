"""The letter of two pages that a person takes to a visit, before anybody lays it out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from legato.model.urgency import Urgency

__all__ = ["Letter", "LetterBox", "LetterChoices", "LetterRow", "LetterTable"]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A name with what is said of it.

    Parameters
    ----------
    label : str
        Empty where the heading of the box says it.
    items : tuple of str
        Most telling first: where there is no room, the last ones are left for the full report, and a sentence says so.
    empty : str
        What to say where there is no item, such as ``not asked``.
    style : str
        ``run`` puts one item behind the other, ``list`` and ``numbers`` give each a line.
    """

    label: str
    items: tuple[str, ...]
    empty: str = ""
    style: str = "run"


@dataclass(frozen=True, slots=True)
class LetterBox:
    """A heading with its rows.

    Parameters
    ----------
    id, heading : str
    rows : tuple of LetterRow
    is_fixed : bool
        Nothing of it may be left for the full report.
    write_in_lines : int
        Blank lines to write on.
    """

    id: str
    heading: str
    rows: tuple[LetterRow, ...]
    is_fixed: bool = False
    write_in_lines: int = 0


@dataclass(frozen=True, slots=True)
class LetterTable:
    """Measures of the recordings, one row each.

    Parameters
    ----------
    heading : str
    columns : tuple of str
    rows : tuple of tuple of str
    empty : str
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that stands in a letter, in its order.

    Parameters
    ----------
    title, lead : str
    blanks : tuple of str
        Names of the lines that are left blank to be filled by hand.
    reference : str
    notice : str
        Said large where the recordings are simulated; else empty.
    urgency : Urgency
    page_one, page_two : tuple of LetterBox
        In page one the box ``level`` bears the sign of the level.
    measures : LetterTable
        At the head of page two.
    plan_heading : str
        Above the blank lines that fill page two.
    footer : str
    page : str
        With ``{page}`` and ``{pages}``.
    more, more_one : str
        How many more stand in the full report; ``more`` with ``{count}``.
    unprintable : str
        What a mark in place of a letter means.
    name : str
        Of the person, printed in place of the first blank line; empty for the line.
    """

    title: str
    lead: str
    blanks: tuple[str, ...]
    reference: str
    notice: str
    urgency: Urgency
    page_one: tuple[LetterBox, ...]
    page_two: tuple[LetterBox, ...]
    measures: LetterTable
    plan_heading: str
    footer: str
    page: str
    more: str
    more_one: str
    unprintable: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class LetterChoices:
    """What a person chose for a letter beyond thoughts of self-harm.

    Parameters
    ----------
    left_out : collection of str
        Codes that do not stand in it; it then says that not every reason does.
    scales_left_out : collection of str
        Ids of questionnaires that do not stand in it.
    has_own_words : bool
        What the person wrote stands in it.
    medicines : tuple of str or None
        Lines with dates in place of the names of the case; None for those of the case.
    name : str
        Printed in place of the first blank line; empty for the line.
    """

    left_out: Collection[str] = ()
    scales_left_out: Collection[str] = ()
    has_own_words: bool = True
    medicines: tuple[str, ...] | None = None
    name: str = ""
