"""Read a file of cases: each becomes a Case or a RefusedCase, with the line of what is wrong and how to mend it.

A fault of one case never stops the others. Codes are checked against the vocabulary that the caller hands down; what a key
or a code was likely meant to be is said. Interprets nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from legato.errors import FormatError, InputError
from legato.io.plain_yaml import MOST_BYTES, Located, read_plain_yaml
from legato.model.case import Case, CaseAnswer, RefusedCase
from legato.model.facts import Facts
from legato.model.urgency import Urgency

__all__ = ["CASE_KEYS", "read_case_bytes", "read_case_file", "read_cases"]

SETTINGS = ("home", "general_practice", "neurology", "sleep_lab")
SEXES = ("male", "female", "other")
CASE_KEYS = (
    "id", "age", "sex", "setting", "present", "absent", "red_flags_asked", "results_later", "recordings", "story",
    "answer", "country", "scales", "questions", "medications",
)  # fmt: skip
_FREE_TEXTS = ("basis", "source", "tempo_text", "exam", "medications")
_ANSWER_KEYS = ("diagnosis", "acceptable", "must_consider", "urgency", "urgency_acceptable", "trap")
_OLDEST_YEARS = 130
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_LONGEST_ID = 100
_LONGEST_TEXT = 100_000
_LONGEST_SHOWN = 80


def read_case_file(path: Path, *, codes: Collection[str]) -> list[Case | RefusedCase]:
    """Read every case of a file.

    Parameters
    ----------
    path : Path
    codes : collection of str
        The vocabulary.

    Returns
    -------
    list of Case or RefusedCase
        In the order of the file.

    Raises
    ------
    FormatError
        If the file as a whole cannot be read.
    """
    return read_cases(read_case_bytes(path), where=path.name, codes=codes)


def read_case_bytes(path: Path) -> bytes:
    """Read the bytes of a file of cases, as far as one may reach; what goes on for ever is not waited for.

    Parameters
    ----------
    path : Path
        A file, or a pipe.

    Returns
    -------
    bytes
        One more than allowed where there are more, so that the reader refuses them.

    Raises
    ------
    FormatError
        If it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise FormatError(
            "The file of cases cannot be opened",
            where=path.name,
            found=getattr(error, "strerror", None) or str(error),
            mend="check the name and whether you may read it",
            code="LEG-E703",
        ) from error


def read_cases(raw: bytes, *, where: str, codes: Collection[str]) -> list[Case | RefusedCase]:
    """Read every case of a text, as ``read_case_file`` does.

    Parameters
    ----------
    raw : bytes
    where : str
        Name for the messages.
    codes : collection of str

    Returns
    -------
    list of Case or RefusedCase

    Raises
    ------
    FormatError
        If the text as a whole cannot be read.
    """
    whole = read_plain_yaml(raw, where=where)
    if not isinstance(whole.value, dict):
        raise _no_cases(where, whole.line, "it is no mapping")
    members = _members(whole, where=where)
    known = frozenset(codes)
    seen: dict[str, int] = {}
    return [_one(member, index, where=where, codes=known, seen=seen) for index, member in enumerate(members)]


def _no_cases(where: str, line: int, why: str) -> FormatError:
    return FormatError(
        f"The file holds no cases: {why}",
        where=f"{where}, line {line}",
        mend="write 'cases:' with a list of cases below it, or one case with id, age, sex and present",
        code="LEG-E704",
    )


def _members(whole: Located, *, where: str) -> list[Located]:
    """Give the cases of the file: those under ``cases``, or the file as one case."""
    schema = whole.value.get("schema")
    if schema is not None and (isinstance(schema.value, bool) or schema.value != 1):
        raise FormatError(
            f"This Legato reads case files of schema 1, and the file says {_shown(schema.value)}",
            where=f"{where}, line {schema.line}",
            mend="write schema: 1, or use a newer Legato",
            code="LEG-E705",
        )
    if "cases" in whole.value:
        cases = whole.value["cases"]
        if not isinstance(cases.value, list) or not cases.value:
            raise _no_cases(where, cases.line, "'cases' is no list, or an empty one")
        beside = [key for key in whole.value if key in CASE_KEYS or key in _FREE_TEXTS]
        if beside:
            raise FormatError(
                f"'{beside[0]}' stands beside 'cases' and belongs to no case",
                where=f"{where}, line {whole.value[beside[0]].line}",
                mend="move it into the case that it is about; nothing beside 'cases' is read",
                code="LEG-E704",
            )
        listed: list[Located] = cases.value
        return listed
    if "present" in whole.value or "id" in whole.value:
        return [Located({key: value for key, value in whole.value.items() if key != "schema"}, whole.line)]
    raise _no_cases(where, whole.line, "there is neither 'cases' nor 'present'")


class _Fault(Exception):
    """One thing that is wrong with a case; caught where the case is read."""

    def __init__(self, what: str, line: int, mend: str) -> None:
        super().__init__(what)
        self.what, self.line, self.mend = what, line, mend


def _one(
    member: Located, index: int, *, where: str, codes: frozenset[str], seen: dict[str, int]
) -> Case | RefusedCase:
    """Read one case, or say why not."""
    id_ = f"case {index + 1}"
    try:
        if not isinstance(member.value, dict):
            raise _Fault(
                "A case must be a mapping", member.line, "write id, age, sex, present … below one dash"
            )
        id_ = _id(member.value.get("id"), fallback=id_)
        if id_ in seen:
            raise _Fault(
                f"The id '{id_}' stands on line {seen[id_]} already", member.line, "give each case its own id"
            )
        seen[id_] = member.line
        return _case(id_, member, codes=codes)
    except _Fault as fault:
        return RefusedCase(id_, fault.what, f"{where}, line {fault.line}", fault.mend)
    except InputError as error:
        return RefusedCase(id_, f"{error.what}: {error.found}", f"{where}, line {member.line}", error.mend)


def _id(located: Located | None, *, fallback: str) -> str:
    """Give the id as it is written; one that would not fit on a line of a list is none."""
    if located is None or located.value is None or located.value == "":
        return fallback
    if isinstance(located.value, (list, dict)):
        raise _Fault("The id must be one word", located.line, "write id: any_name")
    if len(located.written) > _LONGEST_ID or not located.written.isprintable():
        raise _Fault(
            f"The id must be at most {_LONGEST_ID} plain letters on one line",
            located.line,
            "write id: any_name",
        )
    return located.written


def _case(id_: str, member: Located, *, codes: frozenset[str]) -> Case:
    fields: dict[str, Located] = member.value
    notes = _check_keys(fields)
    present = _codes(fields, "present", codes=codes)
    absent = _codes(fields, "absent", codes=codes)
    later = _codes(fields, "results_later", codes=codes)
    both = sorted(set(present) & set(absent))
    if both:
        raise _Fault(
            f"Present and absent at once: {', '.join(both)}",
            absent[both[0]],
            "keep it in one of the two lists, or in neither when it is not known",
        )
    age = _age(fields.get("age"))
    sex = _one_of(fields, "sex", SEXES)
    facts = Facts.of(
        present=present,
        absent=absent,
        red_flags_asked=_flag(fields.get("red_flags_asked"), "red_flags_asked"),
        age=age,
        sex=sex,
        setting=_one_of(fields, "setting", SETTINGS) or "home",
    )
    return Case(
        id=id_,
        facts=facts,
        results_later=tuple(later),
        recordings=_texts(fields.get("recordings"), "recordings"),
        story="\n".join(_texts(fields.get("story"), "story")),
        texts={key: _texts(fields[key], key) for key in _FREE_TEXTS if key in fields},
        scales=_scales(fields.get("scales")),
        questions=_texts(fields.get("questions"), "questions"),
        country=_country(fields.get("country")),
        answer=_answer(fields.get("answer")),
        line=member.line,
        notes=tuple(notes),
    )


def _check_keys(fields: Mapping[str, Located]) -> list[str]:
    """Refuse a key that is likely a slip of the pen; note one that is another's."""
    notes = []
    known = (*CASE_KEYS, *_FREE_TEXTS)
    for key, located in fields.items():
        if key in known:
            continue
        word = key.strip().casefold().replace("-", "_").replace(" ", "_")[:_LONGEST_SHOWN]
        near = get_close_matches(word, known, n=1, cutoff=0.75)
        if near:
            raise _Fault(f"No key '{_cut(key)}' in a case", located.line, f"did you mean '{near[0]}'?")
        notes.append(f"line {located.line}: the key '{_cut(key)}' means nothing to Legato and was left aside")
    return notes


def _codes(fields: Mapping[str, Located], key: str, *, codes: frozenset[str]) -> dict[str, int]:
    """Read a list of codes with their lines."""
    located = fields.get(key)
    if located is None or located.value is None:
        return {}
    if not isinstance(located.value, list):
        raise _Fault(
            f"'{key}' must be a list of codes",
            located.line,
            f"write {key}: [activation:rest, side:bilateral]",
        )
    found: dict[str, int] = {}
    for item in located.value:
        if not isinstance(item.value, str):
            raise _Fault(
                f"'{key}' holds {_shown(item.value)}, which is no code",
                item.line,
                "write group:code, such as activation:rest",
            )
        if item.value not in codes:
            raise _unknown_code(item, codes)
        found[item.value] = item.line
    return found


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping (a code has no space after its colon)"
    return repr(value[:_LONGEST_SHOWN] if isinstance(value, str) else value)


def _cut(text: str) -> str:
    """Give the beginning of a name of the file, fit for a message."""
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _unknown_code(item: Located, codes: frozenset[str]) -> _Fault:
    near = _near(item.value[:_LONGEST_SHOWN], codes)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    return _Fault(
        f"No finding '{_cut(item.value)}' in the vocabulary",
        item.line,
        f"{hint}`legato explain findings` lists all {len(codes)}",
    )


@lru_cache(maxsize=1024)
def _near(word: str, codes: frozenset[str]) -> tuple[str, ...]:
    """Give the codes that were likely meant; remembered, since one slip often stands in many cases."""
    return tuple(get_close_matches(word, sorted(codes), n=2, cutoff=0.6))


def _age(located: Located | None) -> float | None:
    if located is None or located.value is None:
        return None
    value = located.value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _Fault(
            f"The age must be a number of years, found {_shown(value)}",
            located.line,
            "write age: 47, or age: null",
        )
    if not 0 <= value <= _OLDEST_YEARS:
        raise _Fault(
            f"The age {value:g} lies outside 0 to {_OLDEST_YEARS} years",
            located.line,
            "write the age in years",
        )
    return float(value)


def _one_of(fields: Mapping[str, Located], key: str, allowed: tuple[str, ...]) -> str | None:
    located = fields.get(key)
    if located is None or located.value is None:
        return None
    if located.value not in allowed:
        raise _Fault(
            f"'{key}' is {_shown(located.value)}", located.line, f"use one of {', '.join(allowed)}, or null"
        )
    return str(located.value)


def _flag(located: Located | None, key: str) -> bool:
    if located is None or located.value is None:
        return False
    if not isinstance(located.value, bool):
        raise _Fault(
            f"'{key}' must be true or false, found {_shown(located.value)}",
            located.line,
            f"write {key}: true",
        )
    return located.value


def _texts(located: Located | None, key: str) -> tuple[str, ...]:
    """Read one text or a list of texts, each as it is written."""
    if located is None or located.value is None:
        return ()
    items = located.value if isinstance(located.value, list) else [located]
    for item in items:
        if isinstance(item.value, (list, dict)):
            raise _Fault(
                f"'{key}' must be a text or a list of texts", item.line, "quote a text that holds a colon"
            )
    letters = sum(len(item.written) for item in items)
    if letters > _LONGEST_TEXT:
        raise _Fault(
            f"'{key}' holds {letters} letters, more than a text of a case may ({_LONGEST_TEXT})",
            located.line,
            "shorten it to what matters for the shaking",
        )
    return tuple(item.written for item in items if item.value is not None)


def _country(located: Located | None) -> str | None:
    if located is None or located.value is None:
        return None
    if not isinstance(located.value, str) or not _COUNTRY.fullmatch(located.value):
        raise _Fault(
            f"'country' must be two letters, found {_shown(located.value)}", located.line, "write country: gb"
        )
    country = located.value.lower()
    return "gb" if country == "uk" else country


def _scales(located: Located | None) -> dict[str, tuple[int | None, ...]]:
    if located is None or located.value is None:
        return {}
    if not isinstance(located.value, dict):
        raise _Fault(
            "'scales' must be a mapping", located.line, "write scales: {gad7: [0, 1, 2, 0, 1, 0, 0]}"
        )
    scales: dict[str, tuple[int | None, ...]] = {}
    for name, answers in located.value.items():
        items = answers.value if isinstance(answers.value, list) else None
        if items is None or any(
            isinstance(item.value, bool) or not (item.value is None or isinstance(item.value, int))
            for item in items
        ):
            raise _Fault(
                f"The answers to '{_cut(name)}' must be a list of whole numbers",
                answers.line,
                "write null for a skipped item",
            )
        scales[name] = tuple(item.value for item in items)
    return scales


def _answer(located: Located | None) -> CaseAnswer | None:
    if located is None or located.value is None:
        return None
    if not isinstance(located.value, dict):
        raise _Fault("'answer' must be a mapping", located.line, "write answer: {diagnosis: …, urgency: …}")
    fields = located.value
    unknown = sorted(set(fields) - set(_ANSWER_KEYS))
    if unknown:
        raise _Fault(
            f"No key '{_cut(unknown[0])}' in an answer",
            fields[unknown[0]].line,
            f"there are {', '.join(_ANSWER_KEYS)}",
        )
    levels = tuple(level.value for level in Urgency)
    urgency = _one_of(fields, "urgency", levels) or ""
    accepted = _texts(fields.get("urgency_acceptable"), "urgency_acceptable")
    strange = [level for level in accepted if level not in levels]
    if strange:
        raise _Fault(
            f"No level '{_cut(strange[0])}'",
            fields["urgency_acceptable"].line,
            f"use one of {', '.join(levels)}",
        )
    diagnosis = "".join(_texts(fields.get("diagnosis"), "diagnosis"))
    return CaseAnswer(
        diagnosis=diagnosis,
        acceptable=_texts(fields.get("acceptable"), "acceptable") or ((diagnosis,) if diagnosis else ()),
        must_consider=_texts(fields.get("must_consider"), "must_consider"),
        urgency=urgency,
        urgency_acceptable=accepted or ((urgency,) if urgency else ()),
    )
