"""What was found, in one or two sentences for a reader in a hurry; made from the numbers, never written by hand."""

from __future__ import annotations

from legato.model.analysis import Analysis
from legato.model.channel import ChannelKind
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import INVOLUNTARY_SHAKING, Bout, MovementKind
from legato.model.recording import Sensor
from legato.report.notable import leading_sensor
from legato.report.numbers import format_interval, format_number, format_seconds, format_share
from legato.report.words import Words

__all__ = [
    "assessable_seconds",
    "dominant_frequency",
    "headline",
    "listed_measures",
    "shaking_seconds",
    "standing_lines",
]

_NOT_ASSESSED = (MovementKind.OFF_BODY.value, MovementKind.NOT_ASSESSABLE.value)
_OWN_SENTENCE = (MovementKind.HEEL_BOUNCE.value, MovementKind.CANNOT_TELL.value)
_SHAKING = frozenset(kind.value for kind in INVOLUNTARY_SHAKING)
# Seconds of a state below which the sentence leaves it to the table of states.
_SHARE_WORTH_A_WORD = 0.05


def assessable_seconds(analysis: Analysis) -> float:
    """Give the seconds in which something could be said.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    float
    """
    return sum(seconds for state, seconds in analysis.states.items() if state not in _NOT_ASSESSED)


def shaking_seconds(analysis: Analysis) -> float:
    """Give the seconds of involuntary shaking of any kind.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    float
    """
    return sum(seconds for state, seconds in analysis.states.items() if state in _SHAKING)


def dominant_frequency(analysis: Analysis, *, state: str | None = None) -> Measure | None:
    """Give the measured dominant frequency, of one state where it is named and there is one.

    Parameters
    ----------
    analysis : Analysis
    state : str or None

    Returns
    -------
    Measure or None
    """
    found = [
        measure
        for measure in analysis.measures
        if measure.name == "dominant_frequency_hz" and measure.status is MeasureStatus.MEASURED
    ]
    return next(
        (measure for measure in found if measure.state == state), None if state else next(iter(found), None)
    )


def listed_measures(analysis: Analysis) -> tuple[list[Measure], list[Measure]]:
    """Give the measures of the tables: those with a number or a bound, and those without.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    with_number, without : list of Measure
        Without the times of states, which have a table of their own; the JSON has all.
    """
    told = [measure for measure in analysis.measures if measure.name != "time_in_state_s"]
    return [m for m in told if _has_number(m)], [m for m in told if not _has_number(m)]


def _has_number(measure: Measure) -> bool:
    """Tell whether a measure has a number, or a bound under which it lies."""
    is_bound = measure.status is MeasureStatus.BELOW_NOISE_FLOOR and measure.value is not None
    return is_bound or measure.status is MeasureStatus.MEASURED


def standing_lines(analysis: Analysis, words: Words) -> list[str]:
    """Give the lines that stand on every result.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    list of str
    """
    source = analysis.provenance
    return [
        words.say("standing", "not_a_diagnosis"),
        words.say("standing", "not_reviewed"),
        words.say("standing", "based_on", version=source.legato_version, source=source.source_name),
    ]


def headline(analysis: Analysis, words: Words) -> list[str]:
    """Say what was found.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    list of str
        One to four sentences, the most important first.
    """
    if not len(analysis.windows) and not _was_analysed(analysis):
        return [words.say("headline", "no_motion")]
    if not len(analysis.windows):
        window = f"{analysis.windows.window_s:g}"
        return [words.say("headline", "too_short", window=window)]
    assessable_s = assessable_seconds(analysis)
    if assessable_s <= 0:
        return [words.say("headline", "nothing_to_assess")]
    sentences = _found(analysis, words, assessable_s=assessable_s)
    is_all = not any(analysis.states.get(state) for state in (*_SHAKING, *_OWN_SENTENCE))
    return [*sentences, *_rest(analysis, words, assessable_s=assessable_s, is_all=is_all)]


def _was_analysed(analysis: Analysis) -> bool:
    """Tell whether some sensor was analysed, though it gave no window: one that moves, or one whose axes were completed."""
    if any(issue.code == "no_motion_channel" for issue in analysis.issues):
        return False
    is_short = any(issue.code == "shorter_than_a_window" for issue in analysis.issues)
    return is_short or any(_has_motion(sensor) for sensor in analysis.recording.sensors)


def _has_motion(sensor: Sensor) -> bool:
    """Tell whether a sensor gives a movement on three axes."""
    kinds = (ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION, ChannelKind.ANGULAR_VELOCITY)
    return any(sensor.triad(kind) is not None for kind in kinds)


def _found(analysis: Analysis, words: Words, *, assessable_s: float) -> list[str]:
    """Say the shaking, the bounce and what can't be told, longest first; or that there was no shaking."""
    shaking = sorted(
        ((seconds, state) for state, seconds in analysis.states.items() if state in _SHAKING and seconds > 0),
        reverse=True,
    )
    told: list[tuple[float, list[str]]] = []
    if shaking:
        told.append((shaking[0][0], _shaking(shaking, analysis, words, assessable_s=assessable_s)))
    bounce_s = analysis.states.get(MovementKind.HEEL_BOUNCE.value, 0.0)
    if bounce_s:
        told.append((bounce_s, [words.say("headline", "bounce", seconds=format_seconds(bounce_s))]))
    unsure_s = analysis.states.get(MovementKind.CANNOT_TELL.value, 0.0)
    if unsure_s:
        told.append((unsure_s, [_unsure(unsure_s, analysis, words, assessable_s=assessable_s)]))
    sentences = [sentence for _, part in sorted(told, key=lambda item: -item[0]) for sentence in part]
    # What can't be told may be shaking, so only the time that can be told is said to be free of it.
    clear_s = assessable_s - unsure_s
    if not shaking and clear_s / assessable_s >= _SHARE_WORTH_A_WORD:
        is_first = clear_s > unsure_s
        key = "none_found" if is_first else "none_found_else"
        sentence = words.say("headline", key, seconds=format_seconds(clear_s))
        sentences.insert(0 if is_first else len(sentences), sentence)
    return sentences


def _unsure(unsure_s: float, analysis: Analysis, words: Words, *, assessable_s: float) -> str:
    """Say how long the kind of movement can't be told, why, and its frequency where it took most of the time."""
    state = MovementKind.CANNOT_TELL.value
    frequency = _frequency(analysis, words, state=state) if 2.0 * unsure_s >= assessable_s else ""
    pair = _pair(analysis, words)
    return words.say(
        "headline", "cannot_tell", seconds=format_seconds(unsure_s), frequency=frequency, pair=pair
    )


def _shaking(
    shaking: list[tuple[float, str]], analysis: Analysis, words: Words, *, assessable_s: float
) -> list[str]:
    """Say the kind of shaking that lasted longest with its frequency, and the others by name."""
    seconds, state = shaking[0]
    n_jerks = _jerks_at_leading_sensor(analysis) if state == MovementKind.JERK.value else 0
    sentences = [
        words.say("headline", "found_jerks" if n_jerks > 1 else "found_jerk", n=n_jerks)
        if n_jerks
        else words.say(
            "headline",
            "found",
            state=words.states(state),
            seconds=format_seconds(seconds),
            share=format_share(seconds / assessable_s),
            frequency=_frequency(analysis, words, state=state),
        )
    ]
    # A kind that filled less than one window is a guess of one row, and stays in the table of states.
    others_s = [(other, span) for span, other in shaking[1:] if span >= analysis.windows.window_s]
    if others_s:
        others = _listed(others_s, words)
        sentences.append(words.say("headline", "found_more", states=others))
    return sentences


def _jerks_at_leading_sensor(analysis: Analysis) -> int:
    """Count the single jerks: the seconds of the windows that hold one say nothing about so short an event."""
    sensor = leading_sensor(analysis)
    return sum(bout.state is MovementKind.JERK and bout.sensor == sensor for bout in analysis.bouts)


def _frequency(analysis: Analysis, words: Words, *, state: str) -> str:
    """Say the frequency of a state: its measure, else that of its longest bout, else nothing."""
    measure = dominant_frequency(analysis, state=state)
    value, interval = (measure.value, measure.interval) if measure else (None, None)
    if value is None:
        looked = [m.status for m in analysis.measures if m.name == "dominant_frequency_hz"]
        # Where the whole state was searched and showed no rhythm, the peak of one stretch is none either.
        if looked and all(status is MeasureStatus.NOT_FOUND for status in looked):
            return ""
        bouts = [b for b in analysis.bouts if b.state.value == state and b.frequency_hz is not None]
        if not bouts:
            return ""
        longest = max(bouts, key=lambda bout: bout.span.duration_s)
        value, interval = longest.frequency_hz, longest.frequency_interval_hz
    if interval is None:
        return words.say("headline", "frequency_bare", value=format_number(value))
    low, high = format_interval(interval).split(" to ")
    return words.say(
        "headline", "frequency", value=format_number(value, interval=interval), low=low, high=high
    )


def _pair(analysis: Analysis, words: Words) -> str:
    """Name the pair of kinds of the longest bout that can't be told."""
    undecided = [bout for bout in analysis.bouts if bout.state is MovementKind.CANNOT_TELL]
    bouts = [bout for bout in undecided if bout.detail or bout.runner_up]
    if not bouts:
        return _why(undecided, words)
    longest = max(bouts, key=lambda bout: bout.span.duration_s)
    # The detail names both kinds where two were close; otherwise the runner-up is all that is known.
    pair = longest.detail or (longest.runner_up.value if longest.runner_up else "")
    return words.say("headline", "pair" if "|" in pair else "perhaps", pair=words.detail(pair))


def _why(undecided: list[Bout], words: Words) -> str:
    """Say the reason of the longest undecided bout, where no two kinds are named."""
    longest = max(undecided, key=lambda bout: bout.span.duration_s, default=None)
    if longest is None or not longest.reasons:
        return ""
    return words.say("headline", "because", reason=longest.reasons[0])


def _rest(analysis: Analysis, words: Words, *, assessable_s: float, is_all: bool) -> list[str]:
    """Say the other states that took a worthwhile share, and what could not be assessed."""
    told = _SHAKING | {*_OWN_SENTENCE, *_NOT_ASSESSED}
    others = [
        (state, seconds)
        for state, seconds in sorted(analysis.states.items(), key=lambda item: -item[1])
        if state not in told and seconds / assessable_s >= _SHARE_WORTH_A_WORD
    ]
    sentences = []
    if others:
        key = "all" if is_all else "rest"
        sentences.append(words.say("headline", key, states=_listed(others, words)))
    lost_s = sum(analysis.states.get(state, 0.0) for state in _NOT_ASSESSED)
    if lost_s > 0:
        sentences.append(
            words.say(
                "headline",
                "not_assessable",
                seconds=format_seconds(lost_s),
                total=format_seconds(lost_s + assessable_s),
            )
        )
    return sentences


def _listed(states: list[tuple[str, float]], words: Words) -> str:
    return ", ".join(f"{words.states(state)} ({format_seconds(seconds)})" for state, seconds in states)
