"""XML of stages and events: that of the National Sleep Research Resource, and Compumedics Profusion's.

Read as a stream of tags, so that a large file costs little; a document type or an entity is refused before it can grow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from legato.errors import FormatError, InputError
from legato.io.hypnogram_words import (
    bare_text,
    event_kind_of,
    kind_of_event_type,
    number_convention,
    sleep_limit,
    stage_of,
)
from legato.io.night_clock import SECONDS_A_DAY, NightClock
from legato.io.sleep_events import sort_marks
from legato.io.sleep_marks import SleepMarks, StageMark
from legato.model.interval import Interval
from legato.model.issue import Issue, Severity
from legato.model.sleep import SleepEvent, SleepEventKind

__all__ = ["looks_like_xml", "read_nsrr_xml"]

_DEEPEST = 12
_LONGEST_TEXT = 1000
_MOST_EVENTS = 1_000_000
_WANTED = frozenset(
    {"EventType", "EventConcept", "Name", "Start", "Duration", "EpochLength", "SleepStage", "ClockTime"}
)
_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})[.:](\d{2}(?:\.\d+)?)\s*$")


@dataclass
class _Gathered:
    """What the tags held."""

    events: list[dict[str, str]] = field(default_factory=list)
    stage_numbers: list[str] = field(default_factory=list)
    epoch_length: str = ""
    open_tags: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    current: dict[str, str] | None = None


def looks_like_xml(head: bytes) -> bool:
    """Tell whether bytes begin like XML.

    Parameters
    ----------
    head : bytes

    Returns
    -------
    bool
    """
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or head[:4] in (
        b"\xff\xfe<\x00",
        b"\xfe\xff\x00<",
    )


def read_nsrr_xml(raw: bytes, *, where: str, night: NightClock) -> SleepMarks:
    """Read stages, breathing events, arousals and lights of one night.

    Parameters
    ----------
    raw : bytes
    where : str
        Name of the file.
    night : NightClock
        Its clock is held against the one that the file states.

    Returns
    -------
    SleepMarks

    Raises
    ------
    FormatError
        If it is no XML of this kind, cut, or holds a document type or entities.
    InputError
        If a time in it is none.
    """
    gathered = _parse(raw, where)
    if not gathered.events and not gathered.stage_numbers:
        raise FormatError(
            "This XML holds no scored events",
            where=where,
            found="no element ScoredEvent or SleepStage",
            mend="give the annotation file as NSRR or Profusion write it",
            code="LEG-E927",
        )
    origin = f"nsrr_xml:{where}"
    epoch_s = _seconds(gathered.epoch_length, "EpochLength", where) if gathered.epoch_length else None
    marks: list[tuple[float, float, str]] = []
    events: list[SleepEvent] = []
    mentioned: set[SleepEventKind] = set()
    issues: list[Issue] = []
    for event in gathered.events:
        name = event.get("EventConcept") or event.get("Name", "")
        if "ClockTime" in event:
            issues += _tell_clock(event["ClockTime"], night, origin)
            continue
        start_s = _seconds(event.get("Start", ""), "Start", where)
        duration_s = _seconds(event.get("Duration", "0"), "Duration", where)
        kind = kind_of_event_type(event.get("EventType", ""))
        if kind is not None:
            mentioned.add(kind)
        if kind is SleepEventKind.AROUSAL and event_kind_of(name) is not SleepEventKind.AROUSAL:
            events.append(SleepEvent(Interval(start_s, start_s + duration_s), kind, name))
        else:
            marks.append((start_s, duration_s, _stage_name(name) if _is_stage(event) else name))
    found = sort_marks(marks, origin=origin, is_file_of_events=True)
    stages, says = _numbered(gathered.stage_numbers, epoch_s, where)
    return replace(
        found,
        stages=found.stages + stages,
        events=tuple(sorted((*found.events, *events))),
        mentioned=found.mentioned | (mentioned - _left_out(found)),
        epoch_s=epoch_s,
        issues=(*issues, *found.issues),
        says=(*found.says, *says),
    )


def _is_stage(event: dict[str, str]) -> bool:
    """Tell whether the event is of the type of stages."""
    return bare_text(event.get("EventType", "").partition("|")[0]) in ("stages", "stage")


def _stage_name(name: str) -> str:
    """Say before a bare stage (``Wake|0``) that it is one: the type of the event has said so."""
    word = stage_of(name)
    return f"Sleep stage {name}" if word is not None and word.is_bare else name


def _left_out(found: SleepMarks) -> set[SleepEventKind]:
    """Give the kinds whose events were all left out."""
    is_left = any(issue.code == "event_without_length" for issue in found.issues)
    return (
        {SleepEventKind.RESPIRATORY}
        if is_left and SleepEventKind.RESPIRATORY not in found.mentioned
        else set()
    )


def _parse(raw: bytes, where: str) -> _Gathered:
    """Gather the wanted tags; nothing that could refer to anything is let through."""
    if len(raw) > sleep_limit("most_bytes"):
        raise FormatError(
            "This file is too large for the annotations of one night",
            where=where,
            found=f"{len(raw) / 1e6:.0f} MB",
            code="LEG-E926",
        )
    gathered = _Gathered()
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise FormatError(
            "This XML declares a document type or an entity, which annotations do not need",
            where=where,
            mend="export the annotations anew",
            code="LEG-E927",
        )

    def opens(tag: str, _: dict[str, str]) -> None:
        gathered.open_tags.append(tag)
        gathered.text.clear()
        if len(gathered.open_tags) > _DEEPEST or len(gathered.events) > _MOST_EVENTS:
            raise FormatError(
                "This XML is nested deeper or holds more events than annotations of one night do",
                where=where,
                found=f"depth {len(gathered.open_tags)}, {len(gathered.events)} events",
                code="LEG-E926",
            )
        if tag == "ScoredEvent":
            gathered.current = {}

    def closes(tag: str) -> None:
        gathered.open_tags.pop()
        _take(gathered, tag, "".join(gathered.text).strip()[:_LONGEST_TEXT])
        gathered.text.clear()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = opens
    parser.EndElementHandler = closes
    parser.CharacterDataHandler = gathered.text.append
    is_last = True
    try:
        parser.Parse(raw, is_last)
    except expat.ExpatError as error:
        raise FormatError(
            "This XML is cut or broken",
            where=f"{where}, line {error.lineno}",
            found=str(expat.ErrorString(error.code)),
            mend="export or copy the file again",
            code="LEG-E927",
        ) from error
    return gathered


def _take(gathered: _Gathered, tag: str, text: str) -> None:
    """Keep the text of one closed tag where it is wanted."""
    if tag == "ScoredEvent" and gathered.current is not None:
        gathered.events.append(gathered.current)
        gathered.current = None
    elif tag not in _WANTED:
        return
    elif gathered.current is not None:
        gathered.current[tag] = text
    elif tag == "SleepStage":
        gathered.stage_numbers.append(text)
    elif tag == "EpochLength":
        gathered.epoch_length = text


def _seconds(text: str, tag: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e12 or (tag != "Start" and value < 0):
        raise InputError("This is no time", where=f"{where}, {tag}", found=repr(text[:40]), code="LEG-E915")
    return value


def _numbered(
    numbers: list[str], epoch_s: float | None, where: str
) -> tuple[tuple[StageMark, ...], tuple[str, ...]]:
    """Read the stages of Profusion: one number an epoch, by the convention that Profusion documents."""
    if not numbers:
        return (), ()
    if epoch_s is None or not epoch_s > 0:
        raise InputError(
            "This XML lists stages and does not say how long an epoch is",
            where=where,
            found=f"{len(numbers)} stages, no EpochLength",
            mend="export the annotations with their epoch length",
            code="LEG-E920",
        )
    way = number_convention("aasm")
    read = {text: way.stages.get(int(text)) if text.isdigit() else None for text in set(numbers)}
    strange = sorted(text for text, stage in read.items() if stage is None)
    if strange:
        raise InputError(
            "These stages have numbers that are not known",
            where=where,
            found=", ".join(strange[:12]),
            code="LEG-E911",
        )
    stages = [(k * epoch_s, read[text]) for k, text in enumerate(numbers)]
    return (
        tuple(StageMark(start_s, epoch_s, stage) for start_s, stage in stages if stage is not None),
        (f"Its numbers were read as {way.says}.",),
    )


def _tell_clock(text: str, night: NightClock, origin: str) -> list[Issue]:
    """Hold the start that the file states against that of the recording."""
    found = _CLOCK.search(text)
    if found is None or night.start is None:
        return []
    stated_s = int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])
    start = night.start
    own_s = start.hour * 3600 + start.minute * 60 + start.second + start.microsecond * 1e-6
    half_s = SECONDS_A_DAY / 2
    off_s = (stated_s - own_s + half_s) % SECONDS_A_DAY - half_s
    if abs(off_s) <= sleep_limit("grid_slack_s"):
        return []
    what = f"These annotations state a start {abs(off_s):g} s {'after' if off_s > 0 else 'before'} the recording's own"
    what += f" ({found[0].strip()} and {start:%H:%M:%S}); their times were taken as seconds of the recording."
    return [Issue("start_differs", Severity.WARNING, what, origin, "check that both are of the same night")]
