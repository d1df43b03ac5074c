"""The catalogue of visible words: English today, another language by another file.

Every visible string of a report stands in ``data/words.yaml`` or in a template; code asks for it by id.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

from legato.errors import KnowledgeError

__all__ = ["Words", "load_words"]


class Words:
    """Give visible words by id.

    Parameters
    ----------
    table : dict
        Sections of ``words.yaml``.
    """

    def __init__(self, table: dict[str, Any]) -> None:
        self._table = table

    def say(self, section: str, key: str, **fields: object) -> str:
        """Give one text with its fields filled.

        Parameters
        ----------
        section, key : str
            Of the catalogue.
        **fields : object
            Values for the places in braces.

        Returns
        -------
        str

        Raises
        ------
        KnowledgeError
            If the catalogue has no such text.
        """
        text = self._entry(section, key)
        return str(text["name"] if isinstance(text, dict) else text).format(**fields)

    def meaning(self, section: str, key: str) -> str:
        """Give the sentence that explains a named thing.

        Parameters
        ----------
        section, key : str

        Returns
        -------
        str
        """
        return str(self._entry(section, key)["meaning"])

    def keys(self, section: str) -> list[str]:
        """List the ids of a section, in the order of the catalogue.

        Parameters
        ----------
        section : str

        Returns
        -------
        list of str
        """
        return list(self._table[section])

    def state(self, state: str) -> str:
        """Give the name of a state in words.

        Parameters
        ----------
        state : str
            Id.

        Returns
        -------
        str
        """
        return self.say("states", state)

    def states(self, state: str) -> str:
        """Give the name of a state as a sentence needs it after a length of time: jerks, not jerk.

        Parameters
        ----------
        state : str
            Id.

        Returns
        -------
        str
        """
        entry = self._entry("states", state)
        return str(entry.get("several", entry["name"]))

    def detail(self, detail: str) -> str:
        """Give the refinement of a state in words: a plain word, or the kinds that could not be told apart.

        Parameters
        ----------
        detail : str
            Such as ``stairs`` or ``rest_shaking|heel_bounce``.

        Returns
        -------
        str
        """
        states = self._table["states"]
        parts = [
            self.state(part) if part in states else part.replace("_", " ")
            for part in detail.split("|")
            if part
        ]
        return f" {self.say('report', 'or')} ".join(parts)

    def quantity(self, quantity: str) -> str:
        """Give the name of a measured quantity; one that the catalogue does not know is shown by its id in plain words.

        Parameters
        ----------
        quantity : str
            Id.

        Returns
        -------
        str
        """
        known = self._table["quantities"]
        return str(known.get(quantity.replace(" ", "_"), quantity.replace("_", " ")))

    def measure(self, name: str) -> str:
        """Give the title of a measure; one without a title in the catalogue is shown by its id in plain words.

        Parameters
        ----------
        name : str
            Id.

        Returns
        -------
        str
        """
        if name in self._table["measures"]:
            return self.say("measures", name)
        return name.replace("_", " ").capitalize()

    def _entry(self, section: str, key: str) -> Any:
        try:
            return self._table[section][key]
        except KeyError as error:
            raise KnowledgeError(
                "The catalogue of words has no such text",
                where=f"words.yaml {section}.{key}",
                code="LEG-E420",
            ) from error


@cache
def load_words() -> Words:
    """Load the English catalogue.

    Returns
    -------
    Words
    """
    text = (resources.files("legato.report") / "data" / "words.yaml").read_text(encoding="utf-8")
    return Words(yaml.safe_load(text))
