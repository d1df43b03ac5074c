"""What the pages of help show: numbers of a country, the emergency signs, and the person whom somebody trusts.

Nothing here needs a key, a store or a check, so that help opens for everybody and before anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from legato.app.catalog import Words
from legato.app.desk import Desk
from legato.app.help_now import CallLine, call_line, country_names, emergency_call
from legato.app.visit import Visit
from legato.errors import InputError
from legato.inference.explain_person import country_of
from legato.inference.wording import wording_of
from legato.knowledge.library import Library
from legato.model.explanation import ContactLine
from legato.model.kept import ItemKind, KeptItem

__all__ = ["HelpView", "Trusted", "forget_trusted", "help_view", "keep_trusted", "read_number", "trusted_of"]

_LONGEST_NAME = 60
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.\-]{2,28}")
_SIGN = re.compile(r"sooner\.\d+")


@dataclass(frozen=True, slots=True)
class HelpView:
    """Numbers and signs.

    Parameters
    ----------
    country : str
    countries : tuple of (str, str)
        All that are known, with their names.
    emergency : CallLine
    urgent, poison : CallLine
    crisis : tuple of CallLine
    signs : tuple of str
        When to call the emergency number.
    written_on : str
        ISO date on which the numbers were written down; nobody dialled them.
    """

    country: str
    countries: tuple[tuple[str, str], ...]
    emergency: CallLine
    urgent: CallLine
    poison: CallLine
    crisis: tuple[CallLine, ...]
    signs: tuple[str, ...]
    written_on: str


@dataclass(frozen=True, slots=True)
class Trusted:
    """Somebody whom the person trusts, as typed.

    Parameters
    ----------
    name, number : str
    version : int
        Of the item; 0 where nothing is kept.
    """

    name: str = ""
    number: str = ""
    version: int = 0

    @property
    def digits(self) -> str:
        """The number as a telephone dials it."""
        return "".join(sign for sign in self.number if sign.isdecimal() or sign == "+")


def help_view(visit: Visit, *, library: Library) -> HelpView:
    """Gather the numbers of the chosen country.

    Parameters
    ----------
    visit : Visit
    library : Library

    Returns
    -------
    HelpView
    """
    record, words = country_of(visit.country, library=library), wording_of(library)
    return HelpView(
        country=str(record["id"]),
        countries=country_names(library),
        emergency=emergency_call(visit.country, words=visit.words, library=library),
        urgent=_service(record["urgent_line"], visit.words),
        poison=_service(record["poison_line"], visit.words),
        crisis=tuple(_crisis(one, visit.words) for one in record["crisis_lines"]),
        signs=tuple(words.say(id_) for id_ in words.ids("sooner.") if _SIGN.fullmatch(id_)),
        written_on=str(record["written_on"]),
    )


def _service(line: Mapping[str, Any], words: Words) -> CallLine:
    note = ", ".join(str(line[field]) for field in ("hours", "note") if line.get(field))
    if not line["number"]:
        note = ". ".join(filter(None, (words.t("help.no_number"), note)))
    return call_line(ContactLine(str(line["name"]), str(line["number"] or ""), note))


def _crisis(line: Mapping[str, Any], words: Words) -> CallLine:
    """Give a crisis line; the label says whether it is called or written to."""
    how = "text" if line["how"] == "text" else "call"
    label = words.t(f"help.crisis.{how}", name=line["name"])
    note = ", ".join(str(line[field]) for field in ("hours", "note") if line.get(field))
    return call_line(ContactLine(label, str(line["number"] or ""), note, "crisis", how))


def trusted_of(desk: Desk, visit: Visit) -> Trusted:
    """Give the person whom somebody trusts; nothing to a browser that is not known here.

    Parameters
    ----------
    desk : Desk
    visit : Visit

    Returns
    -------
    Trusted
    """
    item = desk.store.get(_trusted_id(visit)) if visit.csrf else None
    if item is None or item.is_deleted:
        return Trusted(version=item.version if item else 0)
    return Trusted(str(item.body.get("name", "")), str(item.body.get("number", "")), item.version)


def keep_trusted(desk: Desk, visit: Visit, *, name: str, number: str, key: str) -> KeptItem:
    """Keep whom the person trusts.

    Parameters
    ----------
    desk : Desk
    visit : Visit
    name, number : str
        As typed.
    key : str
        Of the form.

    Returns
    -------
    KeptItem

    Raises
    ------
    InputError
        If the name is too long or the number is none.
    """
    if len(name) > _LONGEST_NAME:
        raise InputError("The name is too long", found=f"{len(name)} letters", code="LEG-E851")
    return desk.store.put(
        ItemKind.SETTING,
        {"name": " ".join(name.split()), "number": read_number(number)},
        id=_trusted_id(visit),
        person=visit.person,
        key=key,
        device=visit.device,
    )


def forget_trusted(desk: Desk, visit: Visit) -> None:
    """Take out whom the person trusts, for good.

    Parameters
    ----------
    desk : Desk
    visit : Visit
    """
    desk.store.erase(_trusted_id(visit))


def read_number(text: str) -> str:
    """Read a telephone number as it was typed.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Raises
    ------
    InputError
        If no telephone could dial it.
    """
    typed = " ".join(text.split())
    if not _NUMBER.fullmatch(typed):
        raise InputError(
            "This is no telephone number",
            found=typed[:40],
            mend="type digits, such as +44 20 7946 0000",
            code="LEG-E852",
        )
    return typed


def _trusted_id(visit: Visit) -> str:
    return f"trusted-{visit.person}" if visit.person else "trusted"
