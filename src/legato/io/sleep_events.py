"""Sort a list of marks into stages, breathing events, arousals and lights; what is none of them is counted, not lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from legato.errors import InputError
from legato.io.hypnogram_words import StageWord, event_kind_of, kales_sentences, lights_of, stage_of
from legato.io.sleep_marks import SleepMarks, StageMark
from legato.model.interval import Interval
from legato.model.issue import Issue, Severity
from legato.model.sleep import SleepEvent, SleepEventKind, SleepStage

__all__ = ["check_events_fit", "sort_marks"]

# Letters alone (W, N2, R) are stages where these are among them: one R or M alone is somebody's abbreviation.
_TELLING = frozenset({SleepStage.WAKE, SleepStage.N2})


def sort_marks(
    marks: Iterable[tuple[float, float, str]], *, origin: str, is_file_of_events: bool = False
) -> SleepMarks:
    """Sort marks by what their texts say.

    Parameters
    ----------
    marks : iterable of (float, float, str)
        Start and length in seconds of the recording, and text.
    origin : str
    is_file_of_events : bool
        Take short codes (``OA``, ``HYP``), and tell which marks were not understood.

    Returns
    -------
    SleepMarks
        A kind without one event is not ``mentioned``: it may not have been scored.
    """
    stages: list[StageMark] = []
    events: list[SleepEvent] = []
    lights: list[tuple[float, bool]] = []
    mentioned: set[SleepEventKind] = set()
    unread: Counter[str] = Counter()
    n_pointless = 0
    listed = list(marks)
    words = _stage_words([text for _, _, text in listed])
    for start_s, duration_s, text in listed:
        word = words.get(text)
        if word is not None:
            stages.append(StageMark(start_s, duration_s, word.stage))
            continue
        kind = event_kind_of(text, is_file_of_events=is_file_of_events)
        if kind is None:
            is_on = lights_of(text)
            if is_on is not None:
                lights.append((start_s, is_on))
            else:
                unread[text] += 1
            continue
        mentioned.add(kind)
        if kind is SleepEventKind.RESPIRATORY and duration_s == 0:
            n_pointless += 1
            continue
        events.append(SleepEvent(_span(start_s, duration_s, origin), kind, text))
    mentioned -= _without_length(events, n_pointless)
    return SleepMarks(
        origin,
        stages=tuple(stages),
        events=tuple(sorted(events)),
        mentioned=frozenset(mentioned),
        lights=tuple(lights),
        issues=_issues(unread if is_file_of_events else Counter(), n_pointless, origin),
        says=tuple(kales_sentences(words.values())),
    )


def _without_length(events: list[SleepEvent], n_pointless: int) -> set[SleepEventKind]:
    """Breathing events of which none has a length were marked, and can't be used: as if not scored."""
    has_breathing = any(event.kind is SleepEventKind.RESPIRATORY for event in events)
    return {SleepEventKind.RESPIRATORY} if n_pointless and not has_breathing else set()


def _stage_words(texts: list[str]) -> dict[str, StageWord]:
    """Read which texts are stages; letters and words alone only where there is a whole set of them."""
    read = {text: stage_of(text) for text in set(texts)}
    known = {text: word for text, word in read.items() if word is not None and not word.is_vague}
    is_set = {word.stage for word in known.values() if word.is_bare} >= _TELLING
    is_staged = is_set or any(not word.is_bare for word in known.values())
    return {
        text: word
        for text, word in known.items()
        if not word.is_bare or is_set or (is_staged and word.stage is SleepStage.UNKNOWN)
    }


def _span(start_s: float, duration_s: float, origin: str) -> Interval:
    if not duration_s >= 0:
        raise InputError(
            "An event has a length below 0 s",
            where=origin,
            found=f"{duration_s:g} s at {start_s:g} s",
            code="LEG-E918",
        )
    return Interval(start_s, start_s + duration_s)


def _issues(unread: Counter[str], n_pointless: int, origin: str) -> tuple[Issue, ...]:
    issues = []
    if unread:
        listed = ", ".join(f"'{text[:40]}' ({n})" for text, n in unread.most_common(8))
        more = f" and {len(unread) - 8} more words" if len(unread) > 8 else ""
        what = f"{sum(unread.values())} marks are neither stage, breathing event, arousal nor light: {listed}{more}."
        issues.append(Issue("events_not_used", Severity.NOTE, what, origin))
    if n_pointless:
        what = f"{n_pointless} breathing events have no length; their end is open, so they were left out."
        issues.append(
            Issue("event_without_length", Severity.DAMAGE, what, origin, "export them with their length")
        )
    return tuple(issues)


def check_events_fit(events: tuple[SleepEvent, ...], *, duration_s: float, origin: str) -> tuple[Issue, ...]:
    """Tell events that lie outside the recording; refuse a list of which none lies inside.

    Parameters
    ----------
    events : tuple of SleepEvent
    duration_s : float
        Of the recording.
    origin : str

    Returns
    -------
    tuple of Issue

    Raises
    ------
    InputError
        If there are events, and not one touches the recording.
    """
    outside = [event for event in events if event.span.end_s < 0 or event.span.start_s > duration_s]
    if not outside:
        return ()
    found = f"{len(outside)} of {len(events)} events, from {outside[0].span.start_s:g} s"
    found += f" to {max(event.span.end_s for event in outside):g} s; recording 0 to {duration_s:g} s"
    if len(outside) == len(events):
        raise InputError(
            "Not one of these events lies in the recording",
            where=origin,
            found=found,
            mend="check that both are of the same night, and that times count in seconds from the same start",
            code="LEG-E924",
        )
    what = f"Some events lie outside the recording: {found}."
    return (Issue("events_outside", Severity.WARNING, what, origin, "check the times of the list"),)
