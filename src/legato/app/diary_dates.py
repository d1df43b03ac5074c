"""Days and months as the diary writes them, in the language of the page."""

from __future__ import annotations

import datetime

from babel.dates import format_date, get_day_names

__all__ = ["month_name", "month_short", "short_day", "weekday_names"]

_LOCALES = {"en": "en_GB", "de": "de_DE", "es": "es_ES"}


def short_day(day: datetime.date, language: str) -> str:
    """Write a day with its weekday, such as ``Mon 23 November``.

    Parameters
    ----------
    day : datetime.date
    language : str

    Returns
    -------
    str
    """
    return str(format_date(day, format="EEE d MMMM", locale=_LOCALES[language]))


def month_name(first: datetime.date, language: str) -> str:
    """Write a month with its year, such as ``November 2026``.

    Parameters
    ----------
    first : datetime.date
    language : str

    Returns
    -------
    str
    """
    return str(format_date(first, format="LLLL y", locale=_LOCALES[language]))


def month_short(first: datetime.date, language: str) -> str:
    """Write a month as short as an axis needs it, such as ``Nov``.

    Parameters
    ----------
    first : datetime.date
    language : str

    Returns
    -------
    str
    """
    return str(format_date(first, format="LLL", locale=_LOCALES[language]))


def weekday_names(language: str) -> list[tuple[str, str]]:
    """Give the days of the week from Monday on, each short and whole.

    Parameters
    ----------
    language : str

    Returns
    -------
    list of (str, str)
    """
    short = get_day_names("abbreviated", context="stand-alone", locale=_LOCALES[language])
    whole = get_day_names("wide", context="stand-alone", locale=_LOCALES[language])
    return [(str(short[n]), str(whole[n])) for n in range(7)]
