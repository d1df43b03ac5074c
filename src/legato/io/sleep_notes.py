"""All that is known about a night besides its leg signals, from the recording itself, from side files and from options.

What is stated outweighs a side file, a side file outweighs the recording's own annotations, and each source is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from legato.errors import InputError
from legato.io.hypnogram import check_hypnogram_fits, make_hypnogram
from legato.io.night_clock import NightClock, seconds_of_text
from legato.io.sleep_events import check_events_fit, sort_marks
from legato.io.sleep_file import read_sleep_file
from legato.io.sleep_marks import SleepMarks
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording
from legato.model.sleep import Hypnogram, SleepEvent, SleepEventKind, SleepNotes

__all__ = ["read_sleep_notes"]

OWN = "edf_annotation"  # origin of marks that stand in the recording itself


def read_sleep_notes(
    recording: Recording,
    *,
    hypnogram: Path | None = None,
    events: Path | None = None,
    lights_off: str | None = None,
    lights_on: str | None = None,
    epoch_s: float | None = None,
    stage_numbers: str | None = None,
) -> tuple[SleepNotes, tuple[Issue, ...]]:
    """Read stages, breathing events, arousals and lights of a night.

    Parameters
    ----------
    recording : Recording
        Its own annotations are read too.
    hypnogram, events : Path or None
        Side files: EDF+ annotations, NSRR or Profusion XML, CSV or TSV, one stage a line, exports of recorders. One file
        may hold both.
    lights_off, lights_on : str or None
        ``22:47:00``, ``2026-01-02T22:47`` or seconds since the start of the recording; None takes them from the marks.
    epoch_s : float or None
        Length of an epoch; None takes what the files state or show.
    stage_numbers : str or None
        How stages are written as numbers (``aasm``, ``yasa``, ``dreams``, ``from_one``); None tells it where only one way
        explains them.

    Returns
    -------
    notes : SleepNotes
        ``None`` in it means: nobody scored that. Its ``sources`` say in one sentence each where things came from.
    issues : tuple of Issue
        What does not fit, with the numbers; nothing is stretched, moved or filled.

    Raises
    ------
    FormatError
        If a side file follows no known format.
    InputError
        If times do not fit the recording, one epoch has two stages, numbers or dates can be read in two ways, or the
        lights go on before they go off.
    """
    night = NightClock(recording.start, recording.duration_s)
    files: dict[Path, SleepMarks] = {
        path: read_sleep_file(path, night=night, epoch_s=epoch_s, stage_numbers=stage_numbers)
        for path in dict.fromkeys(path for path in (hypnogram, events) if path is not None)
    }
    own = sort_marks([(a.start_s, a.duration_s, a.text) for a in recording.annotations], origin=OWN)
    staging = [files[path] for path in (hypnogram, events) if path is not None]
    marking = [files[path] for path in (events, hypnogram) if path is not None]
    if hypnogram is not None and not files[hypnogram].stages:
        raise InputError("There is no stage in this hypnogram", where=hypnogram.name, code="LEG-E917")
    issues = [issue for marks in files.values() for issue in marks.issues]
    issues += own.issues if not files else ()
    gathered = _Gathered(night, issues, [])
    stages = _hypnogram([*staging, own], gathered, epoch_s)
    respiratory = _events_of(SleepEventKind.RESPIRATORY, [*marking, own], gathered)
    arousals = _events_of(SleepEventKind.AROUSAL, [*marking, own], gathered)
    off_s = _light(lights_off, [*marking, own], gathered, is_on=False)
    on_s = _light(lights_on, [*marking, own], gathered, is_on=True)
    if off_s is not None and on_s is not None and on_s <= off_s:
        raise InputError(
            "The lights went on before they went off",
            where=recording.provenance.source_name,
            found=f"off at {off_s:g} s, on at {on_s:g} s since the start of the recording",
            mend="give both with their date, or in seconds since the start of the recording",
            code="LEG-E915",
        )
    if events is not None and not files[events].mentioned and not files[events].stages:
        gathered.issues.append(_nothing_mentioned(files[events]))
    notes = SleepNotes(stages, respiratory, arousals, off_s, on_s, tuple(gathered.sources))
    return notes, tuple(gathered.issues)


@dataclass(frozen=True)
class _Gathered:
    """The night, and the lists that grow while its notes are read."""

    night: NightClock
    issues: list[Issue]
    sources: list[str]


def _place(origin: str) -> str:
    """Say where marks stood."""
    _, _, name = origin.partition(":")
    return f"the file {name}" if name else "the annotations of the recording"


def _nothing_mentioned(marks: SleepMarks) -> Issue:
    what = "No breathing event and no arousal is in this list; both count as not scored."
    mend = "where they were looked for and none was found, write the line '# scored: respiratory, arousals' into it"
    return Issue("events_not_mentioned", Severity.WARNING, what, marks.origin, mend)


def _hypnogram(sources: Sequence[SleepMarks], gathered: _Gathered, epoch_s: float | None) -> Hypnogram | None:
    """Take the stages of the first source that has some."""
    for marks in sources:
        if not marks.stages:
            continue
        found, issues = make_hypnogram(marks.stages, origin=marks.origin, epoch_s=epoch_s or marks.epoch_s)
        issues += check_hypnogram_fits(found, duration_s=gathered.night.duration_s)
        gathered.issues.extend(issues)
        said = " ".join(marks.says)
        sentence = (
            f"Stages come from {_place(marks.origin)}: {len(found.stages)} epochs of {found.epoch_s:g} s, "
        )
        sentence += f"the first at {found.start_s:g} s."
        gathered.sources.append(f"{sentence} {said}".strip())
        return found
    gathered.sources.append(
        "Nobody staged this night: no hypnogram was given, and its annotations hold no stages."
    )
    return None


def _events_of(
    kind: SleepEventKind, sources: Sequence[SleepMarks], gathered: _Gathered
) -> tuple[SleepEvent, ...] | None:
    """Take the events of one kind from the first source in which that kind was scored."""
    name = "Breathing events" if kind is SleepEventKind.RESPIRATORY else "Arousals"
    for marks in sources:
        if kind not in marks.mentioned:
            continue
        found = tuple(event for event in marks.events if event.kind is kind)
        issues = check_events_fit(found, duration_s=gathered.night.duration_s, origin=marks.origin)
        gathered.issues.extend(issues)
        gathered.sources.append(f"{name} come from {_place(marks.origin)}: {len(found)}.")
        return found
    gathered.sources.append(f"{name} were not scored: nothing that was read mentions one.")
    return None


def _light(
    stated: str | None, sources: Sequence[SleepMarks], gathered: _Gathered, *, is_on: bool
) -> float | None:
    """Take lights off or on from the option, else from the first source that has a mark."""
    word = "on" if is_on else "off"
    if stated is not None:
        at_s = seconds_of_text(stated, night=gathered.night, where=f"lights {word}")
        if not 0 <= at_s <= gathered.night.duration_s:
            raise InputError(
                f"Lights {word} lies outside the recording",
                where=f"lights {word}",
                found=f"{at_s:g} s; recording 0 to {gathered.night.duration_s:g} s",
                mend="give a clock with its date, or seconds since the start of the recording",
                code="LEG-E914",
            )
        gathered.sources.append(f"Lights {word} at {at_s:g} s, as stated ({stated.strip()}).")
        return at_s
    for marks in sources:
        times_s = sorted(time_s for time_s, went_on in marks.lights if went_on is is_on)
        if not times_s:
            continue
        at_s = times_s[-1] if is_on else times_s[0]
        if len(times_s) > 1:
            listed = ", ".join(f"{time_s:g} s" for time_s in times_s[:6])
            what = f"Lights {word} is marked {len(times_s)} times ({listed}); the {'last' if is_on else 'first'} counts."
            mend = f"state the one that counts with --lights-{word}"
            gathered.issues.append(Issue("lights_marked_again", Severity.WARNING, what, marks.origin, mend))
        gathered.sources.append(f"Lights {word} at {at_s:g} s, from {_place(marks.origin)}.")
        return at_s
    gathered.sources.append(f"Nothing says when the lights went {word}.")
    return None
