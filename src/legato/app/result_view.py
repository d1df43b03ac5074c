"""What the page of a result shows: the text for the person, the pictures, the numbers to call, and how old it all is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from legato.app.charts import Chart, charts_of, trace_halves
from legato.app.desk import Desk
from legato.app.help_now import CallLine, call_line
from legato.app.result_basis import BasisTeller
from legato.app.task_strip import draw_strip, strip_rows
from legato.app.visit import Visit
from legato.errors import LegatoError
from legato.inference.explain_person import explain_to_person
from legato.knowledge.library import Library
from legato.model.analysis import Analysis
from legato.model.assessment import Assessment
from legato.model.explanation import PersonText, Section
from legato.model.kept import ItemKind, KeptItem
from legato.report.level_look import level_icon

__all__ = ["RecordingView", "ResultView", "Stale", "finished_day", "note_shown", "result_view", "stale_of"]

_LASTS = "recheck.result_lasts"
_CALL_OF_CRISIS = "words:crisis.line"


@dataclass(frozen=True, slots=True)
class RecordingView:
    """One recording, as the page shows it.

    Parameters
    ----------
    name : str
        Of the task, in words.
    place : str
        Where the sensor sat.
    seconds : str
    source : str
        Name of the file, as it came.
    charts : tuple of Chart
    error : LegatoError or None
        Why it could not be judged.
    """

    name: str
    place: str
    seconds: str
    source: str
    charts: tuple[Chart, ...]
    error: LegatoError | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """Why a result may no longer hold.

    Parameters
    ----------
    days : int or None
        Its age, where it is older than a result lasts.
    has_new_knowledge : bool
        The knowledge changed since it was first shown.
    """

    days: int | None = None
    has_new_knowledge: bool = False

    def __bool__(self) -> bool:
        """Tell whether there is any reason."""
        return self.days is not None or self.has_new_knowledge


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything on the page.

    Parameters
    ----------
    check : KeptItem
    assessment : Assessment
    text : PersonText
    made_on : datetime.date
    level : str
    icon : Markup
        Sign of the level.
    crisis : Section or None
        Without the lines that the numbers to call say already.
    crisis_calls, emergency_calls, service_calls : tuple of CallLine
    recordings : tuple of RecordingView
    strip : Chart or None
        All recordings in one picture.
    basis : BasisTeller
    stale : Stale
    is_simulated : bool
        A recording was made by a computer.
    """

    check: KeptItem
    assessment: Assessment
    text: PersonText
    made_on: datetime.date
    level: str
    icon: Markup
    crisis: Section | None
    crisis_calls: tuple[CallLine, ...]
    emergency_calls: tuple[CallLine, ...]
    service_calls: tuple[CallLine, ...]
    recordings: tuple[RecordingView, ...]
    strip: Chart | None
    basis: BasisTeller
    stale: Stale
    is_simulated: bool

    @property
    def acts_first(self) -> bool:
        """Tell whether what to do stands before the reasons."""
        return self.level in ("emergency_now", "same_day")

    @property
    def failed(self) -> tuple[RecordingView, ...]:
        """Recordings that could not be judged."""
        return tuple(one for one in self.recordings if one.error is not None)


def finished_day(check: KeptItem) -> datetime.date:
    """Give the day on which a check was finished.

    Parameters
    ----------
    check : KeptItem
        That is finished.

    Returns
    -------
    datetime.date
    """
    return datetime.date.fromisoformat(str(check.body["finished_on"])[:10])


def result_view(desk: Desk, check: KeptItem, *, visit: Visit) -> ResultView:
    """Gather the page of a finished check.

    Parameters
    ----------
    desk : Desk
    check : KeptItem
    visit : Visit

    Returns
    -------
    ResultView
    """
    library = desk.library(visit.language)
    assessment = desk.assess(check, language=visit.language)
    made_on = finished_day(check)
    text = explain_to_person(assessment, library=library, today=made_on)
    recordings, strip = _recordings(desk, check, visit=visit, library=library)
    calls = {
        kind: tuple(call_line(one) for one in text.contacts if one.kind == kind)
        for kind in ("crisis", "emergency", "service")
    }
    return ResultView(
        check=check,
        assessment=assessment,
        text=text,
        made_on=made_on,
        level=text.urgency.value,
        icon=Markup(level_icon(text.urgency)),
        crisis=_without_calls(text.crisis),
        crisis_calls=calls["crisis"],
        emergency_calls=calls["emergency"],
        service_calls=calls["service"],
        recordings=recordings,
        strip=strip,
        basis=BasisTeller(assessment.facts, library=library, words=visit.words),
        stale=stale_of(desk, check),
        is_simulated=any(one.provenance.is_simulated for one in assessment.analyses),
    )


def _without_calls(section: Section | None) -> Section | None:
    """Leave out the lines that the buttons with the numbers say."""
    if section is None:
        return None
    lines = tuple(line for line in section.lines if _CALL_OF_CRISIS not in line.basis)
    return Section(section.id, section.heading, lines, section.empty)


def _recordings(
    desk: Desk, check: KeptItem, *, visit: Visit, library: Library
) -> tuple[tuple[RecordingView, ...], Chart | None]:
    """Draw the recordings of a check; one that failed is named in its place."""
    words, tasks = visit.words, library.by_id("recording_task")
    pairs = desk.analyses_of(check)
    done = [one for _, one in pairs if isinstance(one, Analysis)]
    halves = trace_halves(done)
    views, named = [], []
    for item, found in pairs:
        body = item.body
        task = str(body.get("task", ""))
        name = str(tasks[task]["name"]) if task in tasks else words.t("result.recording.other")
        failure = found if isinstance(found, LegatoError) else None
        charts = () if failure else charts_of(found, words=words, halves=halves)  # type: ignore[arg-type]
        duration = body.get("duration_s")
        views.append(
            RecordingView(
                name=name,
                place=_place(body, visit=visit),
                seconds=words.number(float(duration), digits=0) if duration is not None else "",
                source=found.provenance.source_name if isinstance(found, Analysis) else "",
                charts=charts,
                error=failure,
            )
        )
        if isinstance(found, Analysis):
            named.append((name, found))
    return tuple(views), draw_strip(strip_rows(named), words=words) if named else None


def _place(body: Any, *, visit: Visit) -> str:
    """Say where the sensor sat; empty where nobody knows."""
    ids = [
        f"result.{field}.{body.get(field)}"
        for field in ("side", "placement")
        if body.get(field) not in (None, "", "unknown")
    ]
    return ", ".join(visit.words.t(id_) for id_ in ids if visit.words.has(id_))


def stale_of(desk: Desk, check: KeptItem) -> Stale:
    """Say why a result may no longer hold.

    Parameters
    ----------
    desk : Desk
    check : KeptItem
        That is finished.

    Returns
    -------
    Stale
    """
    library = desk.library()
    age = (desk.today() - finished_day(check)).days
    shown = desk.store.get(_note_id(check))
    noted = shown.body if shown is not None and not shown.is_deleted else {}
    is_noted = noted.get("finished_on") == check.body["finished_on"]
    return Stale(
        days=age if age > int(library.setting(_LASTS)) else None,
        has_new_knowledge=is_noted and noted.get("knowledge_version") != library.version,
    )


def note_shown(desk: Desk, check: KeptItem) -> None:
    """Keep with which knowledge a result was first shown, so that a later change can be told.

    Parameters
    ----------
    desk : Desk
    check : KeptItem
        That is finished.
    """
    finished = str(check.body["finished_on"])
    known = desk.store.get(_note_id(check))
    if known is not None and not known.is_deleted and known.body.get("finished_on") == finished:
        return
    desk.store.put(
        ItemKind.SETTING,
        {"finished_on": finished, "knowledge_version": desk.library().version},
        id=_note_id(check),
        person=check.person,
        key=f"shown-{check.id}-{finished}",
    )


def _note_id(check: KeptItem) -> str:
    return f"shown-{check.id}"
