"""A text in another language: the English text itself is the key, so that a translation of an older text is never shown.

The files stand in ``locales/<language>/<area>.yaml``. They are read for a language that somebody asks for, apart from the
knowledge: no translation can change an id, a rule or the version of what decides.
"""

from __future__ import annotations

from legato.knowledge.schema import Kind, record, text

__all__ = ["LOCALE"]

LOCALE = Kind(
    "locale",
    "locales",
    record(en=text(), text=text()),
    what="A text that a person can see, and the same in another language.",
)
