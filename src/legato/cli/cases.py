"""From a file of cases and its recordings to assessments; what ``assess`` and ``verify`` share."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from legato.cli.options import ReadingOptions
from legato.errors import InputError, LegatoError, UsageError

if TYPE_CHECKING:
    from legato.model.analysis import Analysis
    from legato.model.assessment import Assessment
    from legato.model.case import Case, RefusedCase

__all__ = ["assess_each", "read_case_list"]

_SAID = re.compile(r"\s(?=(?:task|side|placement)=)")


def read_case_list(path: Path, recordings: Sequence[str]) -> tuple[list[Case | RefusedCase], str]:
    """Read a file of cases.

    Parameters
    ----------
    path : Path
    recordings : sequence of str
        Named beside the file; only one case may stand in it then.

    Returns
    -------
    list of (Case or RefusedCase), str
        And the hash of the file.

    Raises
    ------
    FormatError
        If the file as a whole cannot be read.
    UsageError
        If recordings are named and it holds several cases.
    """
    from legato.io.case_file import read_case_bytes, read_cases
    from legato.knowledge.library import load_library

    raw = read_case_bytes(path)  # once: a pipe gives its bytes a single time
    cases = read_cases(raw, where=path.name, codes=load_library().findings)
    if recordings and len(cases) != 1:
        raise UsageError(
            f"Recordings were named and the file holds {len(cases)} cases",
            where=path.name,
            mend="name the recordings inside the cases, or give a file with one case",
            code="LEG-E222",
        )
    return cases, hashlib.sha256(raw).hexdigest()


def assess_each(
    cases: Sequence[Case | RefusedCase],
    recordings: Sequence[str],
    *,
    where: str,
    folder: Path,
    reading: ReadingOptions,
    country: str | None,
    day: datetime.date,
    sha256: str,
) -> Iterator[Assessment | RefusedCase]:
    """Assess case by case; one that fails stays in the list with its reason.

    Parameters
    ----------
    cases : sequence of Case or RefusedCase
    recordings : sequence of str
        Named beside those that the cases name.
    where : str
        Name of the file of cases, for messages.
    folder : Path
        From which the cases name their recordings.
    reading : ReadingOptions
    country : str or None
    day : date
    sha256 : str
        Of the file of cases.

    Yields
    ------
    Assessment or RefusedCase
    """
    from legato.assess import assess_case
    from legato.model.case import RefusedCase

    for case in cases:
        if isinstance(case, RefusedCase):
            yield case
            continue
        try:
            analyses = [
                *(_analysis_of(name, folder=folder, reading=reading) for name in case.recordings),
                *(_analysis_of(name, folder=Path(), reading=reading) for name in recordings),
            ]
            yield assess_case(case, analyses=analyses, case_sha256=sha256, made_on=day, country=country)
        except LegatoError as error:
            yield RefusedCase(
                case.id,
                f"{error.what}: {error.found}"
                if error.mend and error.found not in error.what
                else error.what,
                f"{where}, line {case.line}" + (f": {_name_only(error.where)}" if error.where else ""),
                error.mend or error.found,
            )


def _name_only(where: str) -> str:
    """Leave the folders of a path out: one may carry a person's name."""
    return " ".join(PurePath(word).name if "/" in word or "\\" in word else word for word in where.split(" "))


def _analysis_of(name: str, *, folder: Path, reading: ReadingOptions) -> Analysis:
    """Read one recording of a case; its task may stand behind the name, as in ``left.csv task=stand side=left``."""
    from legato.cli.analyses import take_analysis
    from legato.cli.options import PLACEMENTS, SIDES, TASKS

    allowed = {"task": TASKS, "side": SIDES, "placement": PLACEMENTS}
    begin = _SAID.search(name)
    path, said = (name[: begin.start()].strip(), name[begin.start() :]) if begin else (name, "")
    stated: dict[str, Any] = {}
    for word in said.split():
        key, _, value = word.partition("=")
        if value not in allowed.get(key, ()):
            raise InputError(
                f"'{word[:60]}' behind the name of a recording means nothing",
                where=path,
                mend="write it as:  left.csv task=stand side=left placement=shank",
                code="LEG-E707",
            )
        stated[key] = value
    if not path:
        raise InputError("A recording has no name", mend="write the name of its file", code="LEG-E708")
    try:
        return take_analysis(folder / path, replace(reading, **stated))
    except (OSError, ValueError) as error:
        if isinstance(error, LegatoError):
            raise
        # Names that no file can have: too long, or with a zero byte in them.
        raise InputError(
            "A recording cannot be opened",
            where=path[:60],
            found=getattr(error, "strerror", None) or str(error)[:200],
            mend="write the name as your system shows it, relative to the case file",
            code="LEG-E708",
        ) from error
