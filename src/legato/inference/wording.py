"""Give the visible words of an explanation by id; nothing visible stands in Python."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from legato.errors import KnowledgeError
from legato.knowledge.library import Library
from legato.model.explanation import Line

__all__ = ["Wording", "wording_of"]


class Wording:
    """The words of one language.

    Parameters
    ----------
    library : Library
    """

    def __init__(self, library: Library) -> None:
        self._records: Mapping[str, dict[str, Any]] = library.by_id("wording")

    def has(self, id_: str) -> bool:
        """Tell whether there is a text of that id."""
        return id_ in self._records

    def say(self, id_: str, **fields: object) -> str:
        """Give one text with its fields filled.

        Parameters
        ----------
        id_ : str
        **fields : object
            Values for the places in braces.

        Returns
        -------
        str

        Raises
        ------
        KnowledgeError
            If there is no such text.
        """
        record = self._records.get(id_)
        if record is None:
            raise KnowledgeError(
                f"No wording '{id_}' in the knowledge base",
                mend="add it to knowledge/data/words",
                code="LEG-E423",
            )
        text: str = record["text"]
        return text.format(**fields) if fields else text

    def line(self, id_: str, *, basis: tuple[str, ...] = (), **fields: object) -> Line:
        """Give one text as a line that rests on itself and on what is named.

        Parameters
        ----------
        id_ : str
        basis : tuple of str
        **fields : object

        Returns
        -------
        Line
        """
        return Line(self.say(id_, **fields), (*basis, f"words:{id_}"))

    def basis(self, id_: str) -> tuple[str, ...]:
        """Give what a text is written down to stand for: rule ids, codes or beginnings of codes."""
        return tuple(self._records[id_].get("basis") or ())

    def ids(self, beginning: str) -> list[str]:
        """List the ids that begin so, in the order of the files."""
        return [id_ for id_ in self._records if id_.startswith(beginning)]

    def labels(self, reader: str) -> dict[str, str]:
        """Give the labels of the page of one reader, by their short names."""
        beginning = f"label.{reader}."
        return {id_.removeprefix(beginning): self.say(id_) for id_ in self.ids(beginning)}

    def date(self, day: datetime.date) -> str:
        """Write a date out, so that no reader takes the month for the day."""
        month = self.say("months").split()[day.month - 1]
        return self.say("date", day=day.day, month=month, year=day.year)


def wording_of(library: Library) -> Wording:
    """Give the words of a library, made once.

    Parameters
    ----------
    library : Library

    Returns
    -------
    Wording
    """
    words = library.memory.get("wording")
    if not isinstance(words, Wording):
        words = library.memory["wording"] = Wording(library)
    return words
