"""A table of stages or events as marks in seconds of the recording: CSV, TSV, a stage a line, exports of recorders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from legato.errors import InputError
from legato.io.hypnogram_words import (
    kales_sentences,
    number_convention,
    sleep_epochs_s,
    stage_of,
    tell_convention,
)
from legato.io.night_clock import NightClock
from legato.io.sleep_columns import SleepRoles, column, find_roles, is_number
from legato.io.sleep_events import sort_marks
from legato.io.sleep_marks import SleepMarks, StageMark
from legato.io.sleep_text import SleepText, split_sleep_text
from legato.io.sleep_times import row_durations_s, row_starts_s
from legato.model.sleep import SleepStage

__all__ = ["read_sleep_table"]


def read_sleep_table(
    raw: bytes,
    *,
    where: str,
    night: NightClock,
    epoch_s: float | None = None,
    stage_numbers: str | None = None,
) -> SleepMarks:
    """Read a table of stages, of events, or of both.

    Parameters
    ----------
    raw : bytes
        UTF-8, UTF-16 or Windows text; tab, semicolon or comma; with a header or, where there is one way to see the
        columns, without.
    where : str
        Name of the file.
    night : NightClock
        Of the recording.
    epoch_s : float or None
        Length of an epoch; None takes what the file states, else the usual one.
    stage_numbers : str or None
        How stages are written as numbers; None tells it where only one way explains them.

    Returns
    -------
    SleepMarks

    Raises
    ------
    FormatError
        If it is no table.
    InputError
        If a cell can't be read, or numbers of stages can be read in more than one way.
    """
    table = split_sleep_text(raw, where=where)
    origin = f"csv:{where}"
    if not table.rows:
        return SleepMarks(origin, mentioned=table.scored, epoch_s=table.epoch_s, issues=table.issues)
    roles = find_roles(table, where=where)
    length_s = epoch_s or table.epoch_s or sleep_epochs_s()[0]
    if _is_table_of_events(table, roles):
        return _events(table, roles, origin=origin, where=where, night=night, epoch_s=length_s)
    stages, says = _stages_of(table, roles, stage_numbers, where)
    starts_s = row_starts_s(table, roles, night=night, epoch_s=length_s, is_rolling=True, where=where)
    durations_s = row_durations_s(table, roles, starts_s, where=where)
    if durations_s is None:
        durations_s = [0.0 if roles.time is not None else length_s] * len(starts_s)
    if roles.time is None:
        said = "as stated" if epoch_s or table.epoch_s else "as is usual, since the file states no length"
        says.append(f"Its epochs were counted from the start of the recording, {length_s:g} s each, {said}.")
    is_length_known = bool(epoch_s or table.epoch_s) or roles.time is None
    return SleepMarks(
        origin,
        stages=tuple(map(StageMark, starts_s, durations_s, stages)),
        mentioned=table.scored,
        epoch_s=length_s if is_length_known else None,
        issues=table.issues,
        says=tuple(says),
    )


def _is_table_of_events(table: SleepText, roles: SleepRoles) -> bool:
    """Tell a list of events, whose column of stages only says in which stage each was, from a list of stages."""
    if roles.text is None:
        return False
    texts = column(table, roles.text)
    return roles.stage is None or any(text and stage_of(text) is None for text in texts)


def _stages_of(
    table: SleepText, roles: SleepRoles, stage_numbers: str | None, where: str
) -> tuple[list[SleepStage], list[str]]:
    """Read the column of stages: words, numbers of a convention, or the letters W and R with numbers between."""
    place = roles.stage if roles.stage is not None else roles.text
    assert place is not None
    cells = column(table, place)
    distinct = set(cells)
    numbers = {cell for cell in distinct if is_number(cell)}
    words = {cell: stage_of(cell) or (stage_of("?") if not cell else None) for cell in distinct - numbers}
    unread = [cell for cell, word in words.items() if word is None]
    if unread:
        counts = Counter(cell for cell in cells if cell in set(unread))
        listed = ", ".join(f"{word[:30]!r} ({n})" for word, n in counts.most_common(6))
        raise InputError(
            "These words are no stage that is known",
            where=where,
            found=listed,
            mend="write W, N1, N2, N3, R, or ? where nothing was scored",
            code="LEG-E911",
        )
    known = {cell: word for cell, word in words.items() if word is not None}
    read = {cell: word.stage for cell, word in known.items()}
    says = kales_sentences(known.values())
    is_written = any(word.stage is not SleepStage.UNKNOWN for word in known.values())
    if numbers and is_written and stage_numbers is None:
        behind = {cell: stage_of(f"stage {cell}") for cell in numbers}
        if any(cell not in ("1", "2", "3", "4") for cell in numbers):
            raise InputError(
                "Stages stand here both as words and as numbers that a word should say",
                where=where,
                found=", ".join(sorted(distinct)[:12]),
                mend="write W, N1, N2, N3, R and ? for all of them",
                code="LEG-E911",
            )
        read |= {cell: word.stage for cell, word in behind.items() if word is not None}
        says += kales_sentences([word for word in behind.values() if word is not None])
    elif numbers:
        read |= _by_numbers(numbers, stage_numbers, where, says)
    return [read[cell] for cell in cells], says


def _by_numbers(
    cells: Iterable[str], stage_numbers: str | None, where: str, says: list[str]
) -> dict[str, SleepStage]:
    values = {cell: float(cell.replace(",", ".")) for cell in cells}
    broken = [cell for cell, value in values.items() if not value.is_integer()]
    if broken:
        raise InputError(
            "A stage is written as a number that is not whole", where=where, found=broken[0], code="LEG-E911"
        )
    numbers = {int(value) for value in values.values()}
    way = number_convention(stage_numbers) if stage_numbers else tell_convention(numbers, where=where)
    strange = sorted(numbers - set(way.stages))
    if strange:
        raise InputError(
            f"The way '{way.id}' to number stages does not have these",
            where=where,
            found=f"{', '.join(map(str, strange[:12]))}; {way.says}",
            code="LEG-E911",
        )
    says.append(f"Its numbers were read as {way.says}.")
    return {cell: way.stages[int(value)] for cell, value in values.items()}


def _events(
    table: SleepText, roles: SleepRoles, *, origin: str, where: str, night: NightClock, epoch_s: float
) -> SleepMarks:
    """Read a list of events, among which stages and lights may stand."""
    assert roles.text is not None
    texts = column(table, roles.text)
    is_rolling = all(stage_of(text) is not None for text in texts)
    starts_s = row_starts_s(table, roles, night=night, epoch_s=epoch_s, is_rolling=is_rolling, where=where)
    durations_s = row_durations_s(table, roles, starts_s, where=where) or [0.0] * len(starts_s)
    marks = zip(starts_s, durations_s, texts, strict=True)
    found = sort_marks(marks, origin=origin, is_file_of_events=True)
    return replace(
        found,
        mentioned=found.mentioned | table.scored,
        epoch_s=table.epoch_s,
        issues=table.issues + found.issues,
    )
