"""The numbers to call, as they stand in the kept page: with them, help needs neither the computer nor a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from legato.inference.wording import Wording, wording_of
from legato.knowledge.library import Library

__all__ = ["CallLine", "contact_lines"]

_NOT_DIALLED = re.compile(r"[^\d+]")


@dataclass(frozen=True, slots=True)
class CallLine:
    """Somebody to call.

    Parameters
    ----------
    label : str
    who_number : str
        As it is written; empty where there is no single number.
    href : str
    note : str
    """

    label: str
    who_number: str
    href: str
    note: str


def contact_lines(country: Mapping[str, Any], *, library: Library) -> dict[str, Any]:
    """Give the numbers of a country.

    Parameters
    ----------
    country : mapping
        Its record.
    library : Library
        For the words.

    Returns
    -------
    dict
        ``emergency`` and ``urgent`` are a CallLine, ``crisis`` is a list of them.
    """
    words = wording_of(library)
    emergency = country["emergency"]
    return {
        "emergency": _line(words.say("contact.emergency"), emergency["number"], emergency["note"]),
        "urgent": _service(country["urgent_line"], words=words),
        "crisis": [
            _line(
                words.say("contact.crisis", who=one["name"], how=one["how"], hours=one["hours"]),
                one["number"],
                one["note"],
                how=one["how"],
            )
            for one in country["crisis_lines"]
        ],
    }


def _line(label: str, number: str, note: str, *, how: str = "call") -> CallLine:
    scheme = "sms" if how == "text" else "tel"
    return CallLine(label, number, f"{scheme}:{_NOT_DIALLED.sub('', number)}", note)


def _service(one: Mapping[str, Any], *, words: Wording) -> CallLine:
    """Give a service; one without a single number is told with where to find it."""
    if not one["number"]:
        return CallLine(one["name"], "", "", one["note"])
    return _line(one["name"], one["number"], words.say("contact.hours", hours=one["hours"], note=one["note"]))
