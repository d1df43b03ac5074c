"""Who is here: the language, the country, the person whose leg it is, and the device that asks."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from legato.app.access import HERE, csrf_of
from legato.app.catalog import LANGUAGES, Words, load_words
from legato.model.kept import ItemKind, KeptItem

__all__ = ["COUNTRY_COOKIE", "LANGUAGE_COOKIE", "PERSON_COOKIE", "Visit", "visit_of"]

LANGUAGE_COOKIE = "legato_language"
COUNTRY_COOKIE = "legato_country"
PERSON_COOKIE = "legato_person"
_COUNTRIES = ("gb", "us", "de", "eu")
_COUNTRY_OF_REGION = {"en-gb": "gb", "en-us": "us", "de-de": "de", "de": "de"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, as the pages see it.

    Parameters
    ----------
    words : Words
    country : str
        Whose numbers are shown.
    person : str
        Id of the person; empty before anybody was named.
    person_item : KeptItem or None
    device : str
        ``here``, or the id of a phone.
    csrf : str
        Guard of the forms; empty without a known device.
    is_demo : bool
        Everything shown is an example.
    path : str
    """

    words: Words
    country: str
    person: str
    person_item: KeptItem | None
    device: str
    csrf: str
    is_demo: bool
    path: str

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.words.language


def visit_of(request: Request) -> Visit:
    """Say who is here.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Visit
    """
    device: tuple[str, str] | None = getattr(request.state, "device", None)
    desk = request.app.state.desk
    person = _person(request) if device else None
    return Visit(
        words=load_words(_language(request)),
        country=_country(request),
        person=person.id if person else "",
        person_item=person,
        device=device[1] if device else HERE,
        csrf=csrf_of(device[0]) if device else "",
        is_demo=desk.is_demo,
        path=request.url.path,
    )


def _person(request: Request) -> KeptItem | None:
    """Give the person that the browser last chose, or else the first one."""
    people: list[KeptItem] = request.app.state.desk.store.items(ItemKind.PERSON)
    chosen = request.cookies.get(PERSON_COOKIE, "")
    return next((one for one in people if one.id == chosen), people[0] if people else None)


def _language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("accept-language", "").lower().split(","):
        language = part.split(";")[0].strip()[:2]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _country(request: Request) -> str:
    chosen = request.cookies.get(COUNTRY_COOKIE, "")
    if chosen in _COUNTRIES:
        return chosen
    first = request.headers.get("accept-language", "").lower().split(",")[0].split(";")[0].strip()
    return _COUNTRY_OF_REGION.get(first, "eu")
