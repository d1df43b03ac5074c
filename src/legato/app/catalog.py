"""The words of the pages, by id and language, out of gettext catalogues; nothing visible stands in code."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from legato.errors import KnowledgeError

__all__ = ["LANGUAGES", "Words", "load_words"]

LANGUAGES = ("en", "de", "es")
_FALLBACK = "en"
_FORMATS = {"en": "en_GB", "de": "de_DE", "es": "es_ES"}


class Words:
    """All messages of one language.

    Parameters
    ----------
    language : str
    messages : mapping of str to str or tuple of str
        By id; a tuple holds the plural forms.
    plural_index : callable
        Gives the index of the form for a number.
    """

    def __init__(
        self,
        language: str,
        messages: Mapping[str, str | tuple[str, ...]],
        plural_index: Callable[[int], int],
    ) -> None:
        self.language = language
        self._messages = messages
        self._plural_index = plural_index
        self._format = Locale.parse(_FORMATS[language])

    def has(self, id_: str) -> bool:
        """Tell whether there is a message of that id."""
        return id_ in self._messages

    def ids(self, beginning: str) -> list[str]:
        """List the ids that begin so."""
        return [id_ for id_ in self._messages if id_.startswith(beginning)]

    def t(self, id_: str, **fields: object) -> str:
        """Give one message with its fields filled.

        Parameters
        ----------
        id_ : str
        **fields : object

        Returns
        -------
        str

        Raises
        ------
        KnowledgeError
            If there is no such message.
        """
        found = self._message(id_)
        text = found if isinstance(found, str) else found[-1]
        return text.format(**fields) if fields else text

    def tn(self, id_: str, n: int, **fields: object) -> str:
        """Give one message in the form that goes with a number.

        Parameters
        ----------
        id_ : str
        n : int
            Fills ``{n}``.
        **fields : object

        Returns
        -------
        str

        Raises
        ------
        KnowledgeError
            If there is no such message.
        """
        found = self._message(id_)
        forms = (found,) if isinstance(found, str) else found
        return forms[min(self._plural_index(n), len(forms) - 1)].format(n=n, **fields)

    def date(self, day: datetime.date | str) -> str:
        """Write a day out, so that no reader takes the month for the day."""
        chosen = datetime.date.fromisoformat(day) if isinstance(day, str) else day
        return str(format_date(chosen, format="long", locale=self._format))

    def number(self, value: float, *, digits: int = 1) -> str:
        """Write a number with the decimal mark of the language."""
        return str(format_decimal(round(value, digits), locale=self._format))

    def for_script(self, beginning: str) -> str:
        """Give the messages whose ids begin so as JSON that may stand inside a script element."""
        chosen = {id_: self._messages[id_] for id_ in self.ids(beginning)}
        return json.dumps(chosen, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")

    def _message(self, id_: str) -> str | tuple[str, ...]:
        try:
            return self._messages[id_]
        except KeyError:
            raise KnowledgeError(
                f"No message '{id_}' in the catalogues",
                where=self.language,
                mend="add it to app/locales/en",
                code="LEG-E820",
            ) from None


@cache
def load_words(language: str) -> Words:
    """Read the catalogues of one language; what is missing there is said in English.

    Parameters
    ----------
    language : str
        ``en``, ``de`` or ``es``.

    Returns
    -------
    Words
    """
    messages: dict[str, str | tuple[str, ...]] = {}
    plural_index: Callable[[int], int] = _one_or_more
    for one in dict.fromkeys((_FALLBACK, language)):
        folder = resources.files("legato.app") / "locales" / one
        if not folder.is_dir():
            continue
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if not file.name.endswith(".po"):
                continue
            with file.open("rb") as stream:
                for message in read_po(stream, locale=one, abort_invalid=True):
                    if message.id and message.string:
                        key, text = _read(message.id, message.string)
                        if text:
                            messages[key] = text
    return Words(language, messages, plural_index)


def _one_or_more(n: int) -> int:
    """Choose between two forms, as English, German and Spanish do."""
    return 0 if n == 1 else 1


def _read(id_: object, text: object) -> tuple[str, str | tuple[str, ...]]:
    key = id_[0] if isinstance(id_, (tuple, list)) else id_
    if isinstance(text, (tuple, list)):
        forms = tuple(str(one) for one in text)
        return str(key), forms if all(forms) else ()
    return str(key), str(text)
