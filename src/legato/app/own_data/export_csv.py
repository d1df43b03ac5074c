"""Tables of what is kept, for any program that reads CSV; no cell of them is a formula."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from legato.app.catalog import Words
from legato.app.desk import Desk
from legato.app.question_view import answer_words
from legato.knowledge.library import Library
from legato.model.diary import DiaryEntry
from legato.model.interview import InterviewState
from legato.model.kept import KeptItem

__all__ = [
    "DIARY_ALCOHOL",
    "DIARY_MOOD",
    "DIARY_NOTE",
    "Row",
    "check_table",
    "csv_text",
    "diary_table",
    "medicine_table",
    "recording_table",
]

DIARY_MOOD = ("worry", "stress")
DIARY_ALCOHOL = ("alcohol_drinks",)
DIARY_NOTE = ("note",)
_DIARY = ("shaking", "worry", "caffeine_mg", "sleep_h", "stress", "alcohol_drinks", "exercise_min", "note")
_MEDICINE = ("name", "dose_text", "started_on", "changed_on", "stopped_on")
_RECORDING = ("task", "side", "placement", "source", "session", "state", "duration_s", "bundle", "sha256")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = Sequence[object]


def csv_text(rows: Iterable[Row]) -> str:
    """Write rows as CSV; a text that a table program would run as a formula gets a quotation mark before it.

    Parameters
    ----------
    rows : iterable of sequence
        None is an empty cell; numbers stay numbers.

    Returns
    -------
    str
    """
    sink = StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(one) for one in row])
    return sink.getvalue()


def diary_table(
    entries: Iterable[KeptItem], *, left_out: Sequence[str] = (), has_recording: bool = True
) -> list[Row]:
    """Give the diary, one row an entry; what was not answered is an empty cell.

    Parameters
    ----------
    entries : iterable of KeptItem
    left_out : sequence of str
        Columns that do not stand in it.
    has_recording : bool
        The id of the recording and of the person stand in it.

    Returns
    -------
    list of sequence
    """
    columns = [one for one in _DIARY if one not in left_out]
    ends = ["is_backfilled", *(("recording", "person") if has_recording else ())]
    rows: list[Row] = [["day", *columns, *ends]]
    for entry in entries:
        body = {**entry.body, "caffeine_mg": _caffeine_mg(entry)}
        more = (body.get("recording"), entry.person) if has_recording else ()
        rows.append([entry.day, *(body.get(one) for one in columns), bool(body.get("is_backfilled")), *more])
    return rows


def medicine_table(medicines: Iterable[KeptItem]) -> list[Row]:
    """Give the medicines with their dates."""
    return [[*_MEDICINE, "person"], *([*_of(one.body, _MEDICINE), one.person] for one in medicines)]


def recording_table(recordings: Iterable[KeptItem]) -> list[Row]:
    """Give the recordings with what was found of their quality, one column a number."""
    items = list(recordings)
    names = sorted({name for one in items for name in one.body.get("quality") or {}})
    rows: list[Row] = [["id", "day", *_RECORDING, *(f"quality_{name}" for name in names), "person"]]
    for one in items:
        quality = one.body.get("quality") or {}
        rows.append(
            [one.id, one.day, *_of(one.body, _RECORDING), *(quality.get(name) for name in names), one.person]
        )
    return rows


def check_table(desk: Desk, checks: Iterable[KeptItem], *, library: Library, words: Words) -> list[Row]:
    """Give the answers of checks in words, one row an answer.

    Parameters
    ----------
    desk : Desk
    checks : iterable of KeptItem
    library : Library
    words : Words

    Returns
    -------
    list of sequence
    """
    rows: list[Row] = [["check", "started_on", "finished_on", "id", "question", "answer", "person"]]
    for check in checks:
        state = desk.state_of(check) if "state" in check.body else InterviewState()
        said = _said(check, state, library=library, words=words)
        front = (check.id, check.body.get("started_on"), check.body.get("finished_on"))
        rows += [(*front, id_, ask, answer, check.person) for id_, ask, answer in said]
    return rows


def _said(
    check: KeptItem, state: InterviewState, *, library: Library, words: Words
) -> list[tuple[str, str, str]]:
    found = [
        (id_, question.ask, "; ".join(answer_words(question, state.answers[id_], words=words)))
        for id_, question in library.questions.items()
        if id_ in state.answers
    ]
    for id_, points in state.scales.items():
        for item, given in zip(library.scales[id_].items, points):
            texts = dict(item.answers)
            answer = words.t("data.csv.skipped") if given is None else f"{given}: {texts.get(given, '')}"
            found.append((f"{id_}.{item.id}", item.text, answer))
    if check.body.get("story"):
        found.append(("story", words.t("data.csv.story"), str(check.body["story"])))
    for one in check.body.get("my_questions", ()):
        found.append(("my_questions", words.t("data.csv.my_questions"), str(one)))
    return found


def _of(body: Mapping[str, Any], names: Sequence[str]) -> list[object]:
    return [body.get(name) for name in names]


def _cell(value: object) -> object:
    if value is None or isinstance(value, (int, float)):
        return "" if value is None else value
    text = value if isinstance(value, str) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _caffeine_mg(entry: KeptItem) -> float | None:
    return DiaryEntry.from_body(entry.body, day=datetime.date.fromisoformat(entry.day)).caffeine_mg
