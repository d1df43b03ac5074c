"""What was changed in two places: shown side by side, until a person chooses one or keeps both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from legato.app.catalog import Words
from legato.app.offline.sync import CONFLICT
from legato.errors import InputError
from legato.knowledge.library import Library
from legato.model.diary import ENTRY_LIMITS
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind, KeptItem
from legato.model.question import NONE_OF_THESE, Answer, AnswerState
from legato.store.store import Store

__all__ = ["Row", "Sides", "open_conflicts", "settle_conflict", "sides_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that differs.

    Parameters
    ----------
    label, here, there : str
    """

    label: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Two versions of one thing.

    Parameters
    ----------
    conflict : str
        Id of the item that holds the other version.
    title : str
    rows : tuple of Row
        Only what differs.
    base_version : int
        Of the version on the computer.
    is_gone : bool
        It was deleted on the computer.
    changed_here, changed_there : str
        Days.
    """

    conflict: str
    title: str
    rows: tuple[Row, ...]
    base_version: int
    is_gone: bool
    changed_here: str
    changed_there: str


def open_conflicts(store: Store, *, person: str) -> list[KeptItem]:
    """Give the items that hold a version nobody has chosen about.

    Parameters
    ----------
    store : Store
    person : str

    Returns
    -------
    list of KeptItem
    """
    return [one for one in store.items(ItemKind.SETTING, person=person) if one.id.startswith(CONFLICT)]


def sides_of(conflict: KeptItem, *, store: Store, library: Library, words: Words) -> Sides:
    """Lay two versions side by side.

    Parameters
    ----------
    conflict : KeptItem
    store : Store
    library : Library
    words : Words

    Returns
    -------
    Sides
    """
    other = conflict.body
    current = store.get(str(other["of"]))
    is_gone = current is None or current.is_deleted
    mine: Mapping[str, Any] = {} if current is None or current.is_deleted else current.body
    if other["kind"] == ItemKind.CHECK.value:
        here, there = (_check_lines(one, library=library, words=words) for one in (mine, other["body"]))
    else:
        here, there = (_diary_lines(one, words=words) for one in (mine, other["body"]))
    labels = list(dict.fromkeys((*there, *here)))
    nothing = words.t("offline.conflicts.not_answered")
    rows = [Row(label, here.get(label, nothing), there.get(label, nothing)) for label in labels]
    day = str(other["day"] or conflict.changed_at[:10])
    return Sides(
        conflict=conflict.id,
        title=words.t(f"offline.conflicts.kind.{other['kind']}", day=words.date(day)),
        rows=tuple(one for one in rows if one.here != one.there),
        base_version=current.version if current is not None else 0,
        is_gone=is_gone,
        changed_here=words.date(current.changed_at[:10]) if current is not None else "",
        changed_there=words.date(conflict.changed_at[:10]),
    )


def settle_conflict(
    store: Store, id_: str, *, choice: str, person: str, key: str, base_version: int | None
) -> None:
    """Do what a person chose; the other version stays in the history.

    Parameters
    ----------
    store : Store
    id_ : str
        Of the item that holds the other version.
    choice : str
        ``here``, ``there`` or ``both``.
    person : str
    key : str
    base_version : int or None
        Version on the computer that the person saw.

    Raises
    ------
    InputError
        If there is no such conflict, or no such choice.
    """
    conflict = store.get(id_)
    if conflict is None or conflict.person != person or not id_.startswith(CONFLICT):
        raise InputError(
            "There is nothing to choose here", mend="open the list of changes again", code="LEG-E891"
        )
    if choice not in ("here", "there", "both"):
        raise InputError(
            "There is no such choice", found=choice[:40], mend="choose here, there or both", code="LEG-E892"
        )
    if conflict.is_deleted:
        return
    other = conflict.body
    if choice != "here":
        is_new = choice == "both"
        current = store.get(str(other["of"]))
        is_gone = current is None
        store.put(
            ItemKind(other["kind"]),
            other["body"],
            id=f"both-{id_.removeprefix(CONFLICT)}" if is_new else str(other["of"]),
            person=person,
            key=f"{key}-put",
            day=str(other["day"]),
            base_version=None if is_new or is_gone else base_version,
            device=str(other["device"]),
        )
    store.delete(id_, key=f"{key}-settled")


def _check_lines(body: Mapping[str, Any], *, library: Library, words: Words) -> dict[str, str]:
    """Write the answers of a check, question by question."""
    if not body:
        return {}
    state = InterviewState.from_json(body["state"])
    lines = {
        library.questions[id_].ask: _said(id_, answer, library=library, words=words)
        for id_, answer in state.answers.items()
        if id_ in library.questions
    }
    if body["story"]:
        lines[words.t("offline.conflicts.story")] = str(body["story"])
    finished = body["finished_on"]
    lines[words.t("offline.conflicts.finished")] = (
        words.date(finished) if finished else words.t("offline.conflicts.open")
    )
    for id_, points in state.scales.items():
        if id_ in library.scales:
            lines[library.scales[id_].name] = ", ".join("–" if one is None else str(one) for one in points)
    return lines


def _said(id_: str, answer: Answer, *, library: Library, words: Words) -> str:
    question = library.questions[id_]
    if answer.state is AnswerState.SKIPPED:
        return words.t("offline.conflicts.skipped")
    if answer.state is AnswerState.DONT_KNOW:
        return words.t("offline.conflicts.dont_know")
    if answer.number is not None:
        return f"{words.number(answer.number)} {question.unit}"
    if answer.choices == (NONE_OF_THESE,):
        return question.none_text or words.t("offline.conflicts.none_of_these")
    texts = [option.text for option in question.options if option.id in answer.choices]
    return answer.text or " ".join(texts)


def _diary_lines(body: Mapping[str, Any], *, words: Words) -> dict[str, str]:
    """Write a diary entry, field by field; what was not answered has no line."""
    lines = {
        words.t(f"offline.conflicts.field.{name}"): words.number(float(body[name]))
        for name in ENTRY_LIMITS
        if body.get(name) is not None
    }
    if body.get("caffeine") is not None:
        total = sum(float(row["mg"]) * float(row["count"]) for row in body["caffeine"])
        lines[words.t("offline.conflicts.field.caffeine")] = words.number(total)
    if body.get("medicine_taken"):
        taken = sum(bool(one) for one in body["medicine_taken"].values())
        lines[words.t("offline.conflicts.field.medicine_taken")] = words.number(taken, digits=0)
    if body.get("note"):
        lines[words.t("offline.conflicts.field.note")] = str(body["note"])
    return lines
