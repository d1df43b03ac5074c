"""Keep a recording: its samples as a bundle, its item in the store, its place in the check, and what the gate said of it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

from legato.analyze import analyze
from legato.app.desk import Desk
from legato.app.quality_gate import Verdict, judge
from legato.errors import ConflictError
from legato.model.kept import ItemKind, KeptItem
from legato.model.recording import Recording

__all__ = ["KEPT", "REPLACED", "SET_ASIDE", "attach", "keep_recording", "recordings_for"]

KEPT, SET_ASIDE, REPLACED = "kept", "set_aside", "replaced"
_TRIES = 5


def keep_recording(
    desk: Desk,
    recording: Recording,
    *,
    person: str,
    source: str,
    key: str,
    day: datetime.date,
    planned_s: float | None = None,
    check: str = "",
    device: str = "here",
    more: Mapping[str, Any] | None = None,
    raw: Recording | None = None,
) -> KeptItem:
    """Keep one recording, whatever the gate says: what was measured is never thrown away.

    Parameters
    ----------
    desk : Desk
    recording : Recording
    person : str
    source : str
        ``browser``, ``file``, ``sensor_logger``, ``phyphox`` or ``simulated``.
    key : str
        The same key again keeps nothing twice.
    day : date
    planned_s : float or None
        How long it was meant to last; its own length where nothing was planned.
    check : str
        Id of the check that it belongs to; empty for none.
    device : str
    more : mapping or None
        What else to keep beside: steps, events, notes.
    raw : Recording or None
        What is written, where the times as they were told differ from those that were fitted to them.

    Returns
    -------
    KeptItem

    Raises
    ------
    LegatoError
        If it cannot be analysed or written; then nothing was kept.
    """
    id_ = f"rec-{hashlib.sha256(f'{person}/{key}'.encode()).hexdigest()[:24]}"
    there = desk.store.get(id_)
    if there is not None:
        _count(desk, there, check=check, person=person)
        return there
    task, side = str(recording.task), _side(recording)
    verdict = judge(
        analyze(recording),
        task=task,
        planned_s=planned_s or recording.duration_s,
        library=desk.library(),
    )
    session = (recording.start or desk.now()).strftime("%Y%m%dT%H%M%S")
    place = desk.store.bundles.write(
        raw or recording, person=person, session=session, task=task.replace("_", ""), meta={"source": source}
    )
    body = {
        "task": task,
        "side": side,
        "placement": _placement(recording),
        "source": source,
        "session": session,
        "bundle": place.path,
        "sha256": place.sha256,
        "duration_s": verdict.numbers["duration_s"],
        "rates": {"rate_hz": verdict.numbers["rate_hz"], "jitter_ms": verdict.numbers["jitter_ms"]},
        "quality": {**verdict.numbers, "notes": list(verdict.notes)},
        "state": _state(verdict),
        "reasons": list(verdict.reasons),
        "check": check,
        **dict(more or {}),
    }
    item = desk.store.put(
        ItemKind.RECORDING,
        body,
        id=id_,
        person=person,
        key=f"keep-{id_}",
        day=day.isoformat(),
        base_version=0,
        device=device,
    )
    _count(desk, item, check=check, person=person)
    return item


def _count(desk: Desk, item: KeptItem, *, check: str, person: str) -> None:
    """Let a recording that can be used count for its check, also where a kill came between the two steps."""
    if check and item.body["state"] == KEPT:
        attach(desk, item, check=check, person=person)


def attach(desk: Desk, item: KeptItem, *, check: str, person: str) -> None:
    """Let a recording count for a check, in the place of an earlier one of the same task and side.

    Parameters
    ----------
    desk : Desk
    item : KeptItem
        The recording.
    check, person : str
        A check that is not there, or is somebody else's, is left alone.

    Raises
    ------
    ConflictError
        If others write without pause.
    """
    for attempt in range(_TRIES):
        kept = desk.store.get(check)
        if kept is None or kept.is_deleted or kept.kind is not ItemKind.CHECK or kept.person != person:
            return
        listed = [str(one) for one in kept.body.get("recordings", ())]
        if item.id in listed:
            return
        older = [one for one in listed if _is_same_task(desk.store.get(one), item)]
        body = {**kept.body, "recordings": [*(one for one in listed if one not in older), item.id]}
        try:
            desk.store.put(
                ItemKind.CHECK,
                body,
                id=check,
                person=person,
                key=f"attach-{item.id}-{kept.version}",
                day=kept.day,
                base_version=kept.version,
            )
        except ConflictError:
            if attempt == _TRIES - 1:
                raise
            continue
        for one in older:
            _replace(desk, one)
        return


def recordings_for(desk: Desk, *, person: str, check: str) -> list[KeptItem]:
    """Give the recordings of a check, those that were set aside too; without a check those that belong to none.

    Parameters
    ----------
    desk : Desk
    person, check : str

    Returns
    -------
    list of KeptItem
        The oldest first.
    """
    mine = desk.store.items(ItemKind.RECORDING, person=person)
    return sorted((one for one in mine if one.body.get("check", "") == check), key=lambda one: one.made_at)


def _is_same_task(other: KeptItem | None, item: KeptItem) -> bool:
    return other is not None and all(other.body.get(one) == item.body.get(one) for one in ("task", "side"))


def _replace(desk: Desk, id_: str) -> None:
    """Mark a recording as replaced; it stays, and says so."""
    older = desk.store.get(id_)
    if older is not None and not older.is_deleted:
        body = {**older.body, "state": REPLACED}
        desk.store.put(
            ItemKind.RECORDING,
            body,
            id=id_,
            person=older.person,
            key=f"replace-{id_}-{older.version}",
            day=older.day,
        )


def _state(verdict: Verdict) -> str:
    return KEPT if verdict.is_kept else SET_ASIDE


def _side(recording: Recording) -> str:
    return str(recording.sensors[0].side) if recording.sensors else "unknown"


def _placement(recording: Recording) -> str:
    return str(recording.sensors[0].placement) if recording.sensors else "unknown"
