"""What goes into a letter: the choices of the person, and the letter that follows from them.

Mood and alcohol stand in it only where they were ticked; thoughts of ending one's life too. The name is printed and never
kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from legato.app.catalog import LANGUAGES, Words, load_words
from legato.app.desk import Desk
from legato.app.medicine_entry import medicines_of_check
from legato.errors import InputError
from legato.inference.letter import make_letter, withheld_codes
from legato.knowledge.library import Library
from legato.model.kept import KeptItem
from legato.model.letter import Letter, LetterChoices
from legato.report.letter_pdf import PAPERS

__all__ = ["LONGEST_NAME", "LetterOptions", "has_withheld", "letter_of", "options_of"]

LONGEST_NAME = 80
"""Most letters of a name."""

_MOOD_GROUP = "mood"
_MOOD_SCALES = ("gad7", "phq2", "phq8", "phq9", "own_impact")
_ALCOHOL_CODES = (
    "history:alcohol_heavy",
    "history:prior_dt",
    "trigger:alcohol_stop",
    "modulation:better_alcohol",
)
_ALCOHOL_SCALES = ("audit_c",)
_PAPER_OF_COUNTRY = {"us": "us-letter"}


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """What the person ticked.

    Parameters
    ----------
    paper : str
        ``a4`` or ``us-letter``.
    language : str
    has_own_words, has_mood, has_alcohol, has_crisis : bool
    name : str
        Printed, and never kept.
    """

    paper: str = "a4"
    language: str = "en"
    has_own_words: bool = True
    has_mood: bool = False
    has_alcohol: bool = False
    has_crisis: bool = False
    name: str = ""


def options_of(read: Callable[[str], str], *, is_sent: bool, language: str, country: str) -> LetterOptions:
    """Read the choices of a form; what is not of its lists is taken as the first.

    Parameters
    ----------
    read : callable
        Gives one field.
    is_sent : bool
        The form was sent; else the choices are those that it starts with.
    language, country : str
        Of the visit.

    Returns
    -------
    LetterOptions

    Raises
    ------
    InputError
        If the name is too long for a line.
    """
    usual = _PAPER_OF_COUNTRY.get(country, PAPERS[0])
    if not is_sent:
        return LetterOptions(paper=usual, language=language)
    name = " ".join(read("name").split())
    if len(name) > LONGEST_NAME:
        raise InputError(
            "The name is too long for its line",
            found=f"{len(name)} letters",
            mend=f"at most {LONGEST_NAME}",
            code="LEG-E850",
        )
    paper, chosen = read("paper"), read("language")
    return LetterOptions(
        paper=paper if paper in PAPERS else usual,
        language=chosen if chosen in LANGUAGES else language,
        has_own_words=bool(read("own_words")),
        has_mood=bool(read("mood")),
        has_alcohol=bool(read("alcohol")),
        has_crisis=bool(read("crisis")),
        name=name,
    )


def has_withheld(desk: Desk, check: KeptItem) -> bool:
    """Tell whether thoughts were told that a letter leaves out unless they are ticked.

    Parameters
    ----------
    desk : Desk
    check : KeptItem

    Returns
    -------
    bool
    """
    return bool(withheld_codes(desk.assess(check).facts, library=desk.library()))


def letter_of(desk: Desk, check: KeptItem, *, options: LetterOptions, made_on: datetime.date) -> Letter:
    """Make the letter.

    Parameters
    ----------
    desk : Desk
    check : KeptItem
        That is finished.
    options : LetterOptions
    made_on : datetime.date
        Printed at the foot.

    Returns
    -------
    Letter
    """
    library = desk.library(options.language)
    words = load_words(options.language)
    codes, scales = _left_out(options, library=library)
    medicines = tuple(_medicine_line(one, words) for one in medicines_of_check(check, store=desk.store))
    return make_letter(
        desk.assess(check, language=options.language),
        library=library,
        today=made_on,
        shares_crisis=options.has_crisis,
        choices=LetterChoices(
            left_out=codes,
            scales_left_out=scales,
            has_own_words=options.has_own_words,
            medicines=medicines or None,
            name=options.name,
        ),
    )


def _left_out(options: LetterOptions, *, library: Library) -> tuple[frozenset[str], frozenset[str]]:
    """Give the codes and the questionnaires that stay out; thoughts of ending one's life have a choice of their own."""
    codes: set[str] = set()
    scales: set[str] = set()
    if not options.has_mood:
        mood = {code for code, one in library.findings.items() if one.group == _MOOD_GROUP}
        codes |= mood - set(library.by_id("wording")["crisis.heading"]["basis"])
        scales |= set(_MOOD_SCALES)
    if not options.has_alcohol:
        codes |= set(_ALCOHOL_CODES)
        scales |= set(_ALCOHOL_SCALES)
    return frozenset(codes), frozenset(scales)


def _medicine_line(item: KeptItem, words: Words) -> str:
    """Write a medicine with what was told of its dates."""
    body = item.body
    parts = [" ".join(str(body.get(field) or "") for field in ("name", "dose_text")).strip()]
    for field in ("started_on", "changed_on", "stopped_on"):
        if body.get(field):
            parts.append(words.t(f"letter.medicine.{field}", day=_day_words(str(body[field]), words)))
    return ", ".join(parts)


def _day_words(text: str, words: Words) -> str:
    """Write a date out; one of which only the month or the year is known stays as it was told."""
    try:
        return words.date(text[:10])
    except ValueError:
        return text
