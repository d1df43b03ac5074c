"""One import of a health export from the file to the diary: its folder, its state, keeping its days, taking them out again."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from legato.app.desk import Desk
from legato.app.health_reading import FILE, PROGRESS, RESULT
from legato.errors import InputError
from legato.model.diary import HealthDay
from legato.model.kept import ItemKind, KeptItem

__all__ = [
    "HealthImport",
    "KeptImport",
    "begin_reading",
    "find_import",
    "forget_import",
    "give_to",
    "keep_days",
    "kept_imports",
    "new_import",
    "take_out",
]

_FOLDER = "imports"
_META = "import.json"
_ID = re.compile(r"[0-9a-f]{32}")
_STALE_DAYS = 2
_RUNNING: dict[str, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class HealthImport:
    """An import that was begun.

    Parameters
    ----------
    id : str
    folder : Path
    state : str
        ``reading``, ``found`` or ``failed``.
    done_bytes : int
        How much XML was read so far.
    error : str
        Code of what went wrong.
    days : tuple of HealthDay
    problems : tuple of (str, str, int)
    n_records : int
    counts : mapping of str to int
        On how many days each measure was found.
    """

    id: str
    folder: Path
    state: str
    done_bytes: int = 0
    error: str = ""
    days: tuple[HealthDay, ...] = ()
    problems: tuple[tuple[str, str, int], ...] = ()
    n_records: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptImport:
    """Days in the diary that came with one import.

    Parameters
    ----------
    id : str
    imported_on : str
    first, last : str
        ISO dates.
    n_days : int
    """

    id: str
    imported_on: str
    first: str
    last: str
    n_days: int


def new_import(desk: Desk) -> Path:
    """Make the folder of a new import, and clear away what was left of old ones.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    Path
    """
    place = desk.store.folder / _FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    oldest = (desk.now() - datetime.timedelta(days=_STALE_DAYS)).timestamp()
    for old in place.iterdir():
        if _ID.fullmatch(old.name) and old.stat().st_mtime < oldest:
            forget_import(old)
    folder = place / uuid.uuid4().hex
    folder.mkdir(mode=0o700)
    return folder


def give_to(folder: Path, *, person: str) -> None:
    """Write down whose import it is.

    Parameters
    ----------
    folder : Path
    person : str
    """
    (folder / _META).write_text(json.dumps({"person": person}), encoding="utf-8")


def begin_reading(folder: Path) -> None:
    """Start the process that reads the file of a folder.

    Parameters
    ----------
    folder : Path
    """
    command = [sys.executable, "-m", "legato.app.health_reading", str(folder)]
    _RUNNING[folder.name] = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def find_import(desk: Desk, id_: str, *, person: str) -> HealthImport:
    """Give the state of an import.

    Parameters
    ----------
    desk : Desk
    id_, person : str

    Returns
    -------
    HealthImport

    Raises
    ------
    InputError
        If there is none of that id, or it is somebody else's.
    """
    folder = desk.store.folder / _FOLDER / id_
    if not _ID.fullmatch(id_) or not (folder / _META).is_file() or _person_of(folder) != person:
        raise InputError("This import is not here any more", mend="choose the file again", code="LEG-E825")
    # Asked before the result is looked for: a process that ended in between has left its result by now.
    ended = _has_ended(id_, folder)
    if (folder / RESULT).is_file():
        return _with_result(id_, folder)
    if ended:
        return HealthImport(id_, folder, "failed", error="LEG-E861")
    progress = folder / PROGRESS
    done = progress.read_text(encoding="utf-8") if progress.is_file() else "0"
    return HealthImport(id_, folder, "reading", done_bytes=int(done or 0))


def _person_of(folder: Path) -> str:
    return str(json.loads((folder / _META).read_text(encoding="utf-8"))["person"])


def _has_ended(id_: str, folder: Path) -> bool:
    """Tell whether nobody reads this any more; after a restart of the server nobody does."""
    process = _RUNNING.get(id_)
    if process is None:
        return True
    if process.poll() is None:
        return False
    _RUNNING.pop(id_, None)
    (folder / FILE).unlink(missing_ok=True)
    return True


def _with_result(id_: str, folder: Path) -> HealthImport:
    found: dict[str, Any] = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    if "error" in found:
        return HealthImport(id_, folder, "failed", error=str(found["error"]))
    days = tuple(
        HealthDay.from_body(one, day=datetime.date.fromisoformat(one["day"]))
        for one in ({**row} for row in found["days"])
    )
    names = ("sleep_h", "steps", "heart_rate_mean")
    return HealthImport(
        id_,
        folder,
        "found",
        days=days,
        problems=tuple((code, kind, n) for code, kind, n in found["problems"]),
        n_records=int(found["n_records"]),
        counts={name: sum(getattr(day, name) is not None for day in days) for name in names},
    )


def forget_import(folder: Path) -> None:
    """Stop reading and remove the folder of an import.

    Parameters
    ----------
    folder : Path
    """
    process = _RUNNING.pop(folder.name, None)
    if process is not None and process.poll() is None:
        process.kill()
        process.wait(timeout=10)
    shutil.rmtree(folder, ignore_errors=True)


def keep_days(desk: Desk, days: Sequence[HealthDay], *, import_id: str, person: str, key: str) -> int:
    """Keep the days of an import; a day that came with an earlier import gets a new version.

    Parameters
    ----------
    desk : Desk
    days : sequence of HealthDay
    import_id, person : str
    key : str
        Of the form; sending it twice keeps nothing twice.

    Returns
    -------
    int
        How many days were kept.
    """
    today = desk.today().isoformat()
    for day in days:
        desk.store.put(
            ItemKind.HEALTH_DAY,
            {**day.to_body(), "import": import_id, "imported_on": today},
            id=f"health-{person}-{day.day.isoformat()}",
            person=person,
            key=f"{key}-{day.day.isoformat()}",
            day=day.day.isoformat(),
        )
    return len(days)


def _of_import(desk: Desk, import_id: str, *, person: str) -> list[KeptItem]:
    items = desk.store.items(ItemKind.HEALTH_DAY, person=person)
    return [item for item in items if item.body.get("import") == import_id]


def kept_imports(desk: Desk, *, person: str) -> list[KeptImport]:
    """Give the imports whose days stand in the diary, latest first.

    Parameters
    ----------
    desk : Desk
    person : str

    Returns
    -------
    list of KeptImport
    """
    groups: dict[str, list[KeptItem]] = {}
    for item in desk.store.items(ItemKind.HEALTH_DAY, person=person):
        if item.body.get("import"):
            groups.setdefault(str(item.body["import"]), []).append(item)
    made = [
        KeptImport(id_, str(items[0].body.get("imported_on", "")), items[0].day, items[-1].day, len(items))
        for id_, items in groups.items()
    ]
    return sorted(made, key=lambda one: one.imported_on, reverse=True)


def take_out(desk: Desk, import_id: str, *, person: str, key: str) -> int:
    """Take all days of an import out again; a day that stood there before it comes back.

    Parameters
    ----------
    desk : Desk
    import_id, person : str
    key : str

    Returns
    -------
    int
        How many days were taken out.
    """
    items = _of_import(desk, import_id, person=person)
    for item in items:
        before = _before_import(desk, item.id, import_id)
        own_key = f"{key}-{item.day}"
        if before is not None:
            desk.store.put(
                ItemKind.HEALTH_DAY, before.body, id=item.id, person=person, key=own_key, day=item.day
            )
        else:
            desk.store.delete(item.id, key=own_key)
    return len(items)


def _before_import(desk: Desk, id_: str, import_id: str) -> KeptItem | None:
    """Give what a day said just before an import; None where it said nothing."""
    versions = desk.store.history(id_)
    first = next(n for n, one in enumerate(versions) if one.body.get("import") == import_id)
    return None if first == 0 or versions[first - 1].is_deleted else versions[first - 1]
