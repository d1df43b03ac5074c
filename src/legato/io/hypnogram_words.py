"""What the words of a sleep laboratory mean: stages, breathing events, arousals, lights, and columns of tables.

All words stand in ``data/sleep_words.yaml``. A text that is in no list means nothing here, and is never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

import yaml

from legato.errors import InputError, UsageError
from legato.model.sleep import SleepEventKind, SleepStage

__all__ = [
    "NumberConvention",
    "SleepColumn",
    "StageWord",
    "bare_text",
    "column_unit_s",
    "event_kind_of",
    "kales_sentences",
    "kind_of_event_type",
    "lights_of",
    "number_convention",
    "sleep_column",
    "sleep_epochs_s",
    "sleep_limit",
    "stage_of",
    "tell_convention",
]

_MOST_REMEMBERED = 4096
_SPACE = re.compile(r"[\W_]+")
_END_NUMBER = re.compile(r"\s*\|\s*-?\d+\s*$")  # ``Stage 2 sleep|2`` of NSRR says its stage twice


class SleepColumn(StrEnum):
    """Role of a column in a table of stages or events."""

    STAGE = "stage"
    EPOCH = "epoch"
    TIME = "time"
    DATE = "date"
    DURATION = "duration"
    END = "end"
    TEXT = "text"
    SIDE = "side"


@dataclass(frozen=True, slots=True)
class StageWord:
    """A stage with what its spelling says about the rules it was scored by.

    Parameters
    ----------
    stage : SleepStage
    is_merged : bool
        Stage 3 or 4 of the rules of 1968, now N3.
    is_movement_time : bool
    is_bare : bool
        Nothing but the letter or word stands there, no ``stage`` before it.
    is_vague : bool
        A word that in a list of marks is an event of its own, such as ``movement``.
    """

    stage: SleepStage
    is_merged: bool = False
    is_movement_time: bool = False
    is_bare: bool = False
    is_vague: bool = False


@dataclass(frozen=True)
class NumberConvention:
    """A way to write stages as numbers.

    Parameters
    ----------
    id : str
    says : str
        In words.
    stages : mapping of int to SleepStage
    """

    id: str
    says: str
    stages: Mapping[int, SleepStage]


@cache
def _words() -> dict[str, Any]:
    text = files("legato.io").joinpath("data/sleep_words.yaml").read_text(encoding="utf-8")
    return cast(dict[str, Any], yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


@cache
def _stage_words() -> dict[str, SleepStage]:
    return {word: SleepStage(stage) for stage, words in _words()["stages"].items() for word in words}


@cache
def _columns() -> dict[str, SleepColumn]:
    return {name: SleepColumn(role) for role, names in _words()["columns"].items() for name in names}


def sleep_limit(name: str) -> float:
    """Give a limit of reading, such as ``grid_slack_s`` or ``most_epochs``.

    Parameters
    ----------
    name : str

    Returns
    -------
    float
    """
    return float(_words()[name])


def sleep_epochs_s() -> tuple[float, ...]:
    """Give the usual lengths of an epoch, the first of them being the one where nothing says.

    Returns
    -------
    tuple of float
    """
    return tuple(float(length_s) for length_s in _words()["epoch_s"])


def bare_text(text: str) -> str:
    """Write a text small, with one blank for every run of punctuation.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return _SPACE.sub(" ", text.casefold()).strip()


@lru_cache(maxsize=_MOST_REMEMBERED)
def stage_of(text: str) -> StageWord | None:
    """Read the stage that a text names.

    Parameters
    ----------
    text : str
        ``Sleep stage N2``, ``W``, ``Stage1``, ``SLEEP-S2``, ``Stage 3 sleep|3``, ``Sleep stage ?``.

    Returns
    -------
    StageWord or None
        None where the text names no stage. A bare number names none: numbers need a convention.
    """
    if len(text) > 60:
        return None
    bare = bare_text(_END_NUMBER.sub("", text))
    rest, has_word = bare, False
    for word in sorted(_words()["before_stage"], key=len, reverse=True):
        if bare.startswith(word):
            rest, has_word = bare[len(word) :].strip(), True
            break
    found = _stage_words().get(rest) or _stage_words().get(bare)
    if has_word and not rest and "?" not in text:
        found = None  # ``Sleep`` or ``Stage`` alone
    if found is None and has_word and rest in _words()["stage_numbers_behind_a_word"]:
        found = SleepStage(_words()["stage_numbers_behind_a_word"][rest])
    if found is None and bare.endswith(" sleep"):
        found = _stage_words().get(bare.removesuffix(" sleep"))
    if found is None or (not bare and "?" not in text):
        return None
    return StageWord(
        stage=found,
        is_merged=rest in _words()["rechtschaffen_kales"],
        is_movement_time=rest in _words()["movement_time"],
        is_bare=not has_word,
        is_vague=not has_word and rest in _words()["no_stage_in_lists"] and "?" not in text,
    )


def kales_sentences(words: Iterable[StageWord]) -> list[str]:
    """Say what became of stages 3 and 4 and of movement time, where the rules of 1968 were used.

    Parameters
    ----------
    words : iterable of StageWord

    Returns
    -------
    list of str
    """
    there = list(words)
    says = []
    if any(word.is_merged for word in there):
        says.append("Stages 3 and 4 of Rechtschaffen and Kales were read as N3.")
    if any(word.is_movement_time for word in there):
        says.append("Movement time was read as an epoch without a stage.")
    return says


def number_convention(name: str) -> NumberConvention:
    """Give the convention of that name.

    Parameters
    ----------
    name : str
        ``aasm``, ``yasa``, ``dreams`` or ``from_one``.

    Returns
    -------
    NumberConvention

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    known = _words()["number_conventions"]
    if name not in known:
        raise UsageError(
            f"There is no way '{name}' to write stages as numbers",
            found="; ".join(f"{id_}: {record['says']}" for id_, record in known.items()),
            mend="name one of these",
            code="LEG-E910",
        )
    record = known[name]
    stages = {int(number): SleepStage(stage) for number, stage in record["stages"].items()}
    return NumberConvention(name, record["says"], stages)


def tell_convention(numbers: Collection[int], *, where: str) -> NumberConvention:
    """Tell by which convention stages were written as numbers, where only one explains them.

    Parameters
    ----------
    numbers : collection of int
        Those that occur.
    where : str
        File, for the message.

    Returns
    -------
    NumberConvention

    Raises
    ------
    InputError
        If more than one convention, or none, explains them.
    """
    there = set(numbers)
    table = _words()
    plain = table["numbers_without_doubt"]
    if there <= set(plain["only"]) and set(plain["with"]) <= there:
        return number_convention(plain["convention"])
    for rule in table["numbers_that_tell"]:
        found = number_convention(rule["convention"])
        if set(rule["with"]) <= there <= set(found.stages) and not there & set(rule["without"]):
            return found
    fitting = {
        id_: record["says"]
        for id_, record in table["number_conventions"].items()
        if there <= {int(number) for number in record["stages"]}
    }
    raise InputError(
        "The numbers of these stages can be read in more than one way"
        if fitting
        else "No known way of writing stages as numbers has these",
        where=where,
        found=f"{_few(sorted(there))}; " + ("; ".join(f"{id_}: {says}" for id_, says in fitting.items())),
        mend="state how stages were numbered (one of these names), or write them as W, N1, N2, N3, R and ?",
        code="LEG-E911",
    )


def _few(numbers: list[int]) -> str:
    more = f" and {len(numbers) - 12} more" if len(numbers) > 12 else ""
    return ", ".join(map(str, numbers[:12])) + more


@lru_cache(maxsize=_MOST_REMEMBERED)
def event_kind_of(text: str, *, is_file_of_events: bool = False) -> SleepEventKind | None:
    """Read whether a text names a breathing event or an arousal.

    Parameters
    ----------
    text : str
    is_file_of_events : bool
        Also take the short codes (``OA``, ``CA``, ``HYP``, ``AR``) that mean other things elsewhere.

    Returns
    -------
    SleepEventKind or None
        None for everything else, among it respiratory effort-related arousals and desaturations.
    """
    if len(text) > 200:
        return None
    bare = bare_text(text)
    table = _words()["events"]
    padded = f" {bare} "
    for companion in table["companions"]:
        padded = padded.replace(f" {companion} ", " ")
    if is_file_of_events:
        for kind, codes in _words()["event_codes"].items():
            if bare in codes:
                return SleepEventKind(kind)
    for phrases, kind in (
        (table["never"], None),
        (table["arousal"], SleepEventKind.AROUSAL),
        (table["other"], None),
        (table["respiratory"], SleepEventKind.RESPIRATORY),
    ):
        if any(f" {phrase} " in padded for phrase in phrases):
            return kind
    return None


def kind_of_event_type(event_type: str) -> SleepEventKind | None:
    """Give the kind that an event type of NSRR (``Respiratory|Respiratory``) says was looked for.

    Parameters
    ----------
    event_type : str

    Returns
    -------
    SleepEventKind or None
        None for stages and for types that are of no use here.
    """
    bare = bare_text(event_type.partition("|")[0])
    for kind in SleepEventKind:
        if bare in _words()["event_types"][kind.value]:
            return kind
    return None


@lru_cache(maxsize=_MOST_REMEMBERED)
def lights_of(text: str) -> bool | None:
    """Read whether a text says that the lights went on (True) or off (False); None where it says neither.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool or None
    """
    bare = bare_text(text[:60])
    for words, is_on in ((_words()["lights_off"], False), (_words()["lights_on"], True)):
        if any(bare == word or bare.startswith(f"{word} ") for word in words):
            return is_on
    return None


@lru_cache(maxsize=_MOST_REMEMBERED)
def sleep_column(name: str) -> SleepColumn | None:
    """Give the role of a column by its name; None where the name is in no list.

    Parameters
    ----------
    name : str
        ``onset_s``, ``Sleep Stage``, ``Epoche``, ``Dauer [s]``.

    Returns
    -------
    SleepColumn or None
    """
    bare = bare_text(name)
    known = _columns()
    if bare in known:
        return known[bare]
    head, _, last = bare.rpartition(" ")
    return known.get(head) if last in _words()["column_units"] else None


def column_unit_s(name: str) -> float | None:
    """Give the seconds of one unit of a column of times, where its name ends in a unit.

    Parameters
    ----------
    name : str

    Returns
    -------
    float or None
    """
    found = _words()["column_units"].get(bare_text(name).rpartition(" ")[2])
    return None if found is None else float(found)
