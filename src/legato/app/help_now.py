"""The page for an emergency: whom to call and what to do, out of the same texts as the result."""

from __future__ import annotations

from dataclasses import dataclass

from legato.app.catalog import Words
from legato.inference.explain_person import country_of
from legato.knowledge.library import Library
from legato.model.explanation import ContactLine

__all__ = ["COUNTRIES", "CallLine", "call_line", "country_names", "emergency_call"]

COUNTRIES = ("gb", "us", "de", "eu")


@dataclass(frozen=True, slots=True)
class CallLine:
    """Somebody to call, ready for the page.

    Parameters
    ----------
    label, who_number, href, note : str
        The number and the address are empty where there is no single number.
    """

    label: str
    who_number: str
    href: str
    note: str


def call_line(line: ContactLine) -> CallLine:
    """Make a line that a tap can call.

    Parameters
    ----------
    line : ContactLine

    Returns
    -------
    CallLine
    """
    digits = "".join(sign for sign in line.number if sign.isdecimal() or sign == "+")
    is_number = bool(digits) and not any(sign.isalpha() for sign in line.number)
    scheme = "sms" if line.how == "text" else "tel"
    return CallLine(
        line.who,
        line.number if is_number else "",
        f"{scheme}:{digits}" if is_number else "",
        line.note if is_number else ". ".join(filter(None, (line.number, line.note))),
    )


def emergency_call(country: str, *, words: Words, library: Library) -> CallLine:
    """Give the emergency number of a country.

    Parameters
    ----------
    country : str
    words : Words
    library : Library

    Returns
    -------
    CallLine
    """
    record = country_of(country, library=library)["emergency"]
    number = str(record["number"])
    line = ContactLine(words.t("check.call.now"), number, str(record.get("note") or ""), "emergency")
    return call_line(line)


def country_names(library: Library) -> tuple[tuple[str, str], ...]:
    """List the countries whose numbers are known, each with its name.

    Parameters
    ----------
    library : Library

    Returns
    -------
    tuple of (str, str)
    """
    records = library.by_id("country")
    return tuple((code, str(records[code]["name"])) for code in COUNTRIES if code in records)
