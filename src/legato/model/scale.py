"""A questionnaire whose words may be packaged: items, answer key, cut-offs, source and licence."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Scale", "ScaleBand", "ScaleCode", "ScaleItem"]


@dataclass(frozen=True, slots=True)
class ScaleItem:
    """One item.

    Parameters
    ----------
    id, text : str
    answers : tuple of (int, str)
        Points and words of each answer.
    """

    id: str
    text: str
    answers: tuple[tuple[int, str], ...]

    @property
    def points(self) -> tuple[int, ...]:
        """Give the points that can be scored."""
        return tuple(points for points, _ in self.answers)


@dataclass(frozen=True, slots=True)
class ScaleBand:
    """A range of totals, ends included.

    Parameters
    ----------
    low, high : int
    id, text : str
    sex : str
        Empty where it holds for everyone.
    """

    low: int
    high: int
    id: str
    text: str
    sex: str = ""


@dataclass(frozen=True, slots=True)
class ScaleCode:
    """A code that a total, or one item, states from a number of points on.

    Parameters
    ----------
    code : str
    at_least : int
    item : str
        Empty for the total.
    """

    code: str
    at_least: int
    item: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """One questionnaire.

    Parameters
    ----------
    id, name : str
    ask : str
        The words above the items.
    about : str
    needs_clinician : bool
        It is not offered to a person alone.
    is_summed : bool
    items : tuple of ScaleItem
    bands : tuple of ScaleBand
    sets : tuple of ScaleCode
    source, confidence : str
    licence : str
        ``free``, ``public_domain`` or ``own``.
    licence_text, note : str
    """

    id: str
    name: str
    ask: str
    about: str
    needs_clinician: bool
    is_summed: bool
    items: tuple[ScaleItem, ...]
    bands: tuple[ScaleBand, ...]
    sets: tuple[ScaleCode, ...]
    source: str
    confidence: str
    licence: str
    licence_text: str
    note: str = ""

    @property
    def most(self) -> int:
        """Give the highest total."""
        return sum(max(item.points) for item in self.items)
