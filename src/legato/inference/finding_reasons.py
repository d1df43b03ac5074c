"""The sentences that say why a recording states a finding, or why it cannot: always with the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legato.inference.derivation import Answer, Condition, Derivation, Role
from legato.inference.recording_values import SESSION_VALUES, VALUES, Missing
from legato.inference.recording_view import RecordingView

__all__ = ["lacking", "names_of", "needs_pair", "needs_recording", "told", "undecided", "unread"]

_TASK_WORDS = {
    "rest": "sitting at rest",
    "count": "counting backwards at rest",
    "leg_out": "the leg held out",
    "stand": "standing still",
    "stop": "being asked to hold still",
    "heel_shin": "the heel moved along the shin",
    "toe_tap": "tapping with the toes",
    "toes_on_floor": "the toes on the floor with the heel up",
    "weight": "the leg held out with a weight",
    "walk": "walking",
    "lie": "lying",
    "night": "a night",
    "free": "everyday life",
}
_SAME_WORDS = {
    "leg": "the same leg",
    "place": "the same place of the sensor",
    "task": "the same task",
    "recording": "both at once",
}
_UNITS_BEHIND = {"1": "", "state": ""}


def names_of(views: Iterable[RecordingView]) -> str:
    """Give the names of the files, each once.

    Parameters
    ----------
    views : iterable of RecordingView

    Returns
    -------
    str
    """
    return ", ".join(dict.fromkeys(view.name for view in views))


def needs_recording(role: Role) -> str:
    """Say which recording is missing.

    Parameters
    ----------
    role : Role

    Returns
    -------
    str
    """
    tasks = [_TASK_WORDS[task] for task in role.tasks]
    asked = tasks[0] if len(tasks) == 1 else f"{', '.join(tasks[:-1])} or {tasks[-1]}"
    side = f" of the {role.sides[0]} leg" if role.sides else ""
    where = "" if "unknown" in role.placements else f", at the {' or '.join(_plain(role.placements))}"
    return f"needs a recording{side} of {asked}{where}; none was given"


def needs_pair(rule: Derivation) -> str:
    """Say that the recordings that were given do not belong together.

    Parameters
    ----------
    rule : Derivation

    Returns
    -------
    str
    """
    shared = ", ".join(_SAME_WORDS[word] for word in rule.same)
    return f"the recordings that it needs do not match: they must share {shared}"


def lacking(role: Role, view: RecordingView) -> str:
    """Say what a recording lacks to be good enough.

    Parameters
    ----------
    role : Role
    view : RecordingView

    Returns
    -------
    str
        Empty where it is good enough.
    """
    if view.rate_hz < role.rate_hz:
        return f"{view.name}: {_number(view.rate_hz, 3)} samples a second, and {_number(role.rate_hz, 3)} are needed"
    if view.assessable_percent < role.assessable_percent:
        return (
            f"{view.name}: only {view.assessable_percent:.0f} % of it could be assessed, and "
            f"{role.assessable_percent:g} % are needed"
        )
    if view.usable_s < role.usable_s:
        return f"{view.name}: {view.usable_s:.0f} s could be assessed, and {role.usable_s:g} s are needed"
    if view.quality_ratio is None or view.quality_ratio < role.quality_ratio:
        found = "unknown" if view.quality_ratio is None else f"{view.quality_ratio:.2f}"
        return f"{view.name}: its quality is {found}, and {role.quality_ratio:g} is needed"
    return ""


def told(answers: Sequence[Answer], rule: Derivation, *, ground: Sequence[Answer] = ()) -> str:
    """Say what decided, each number with what it had to be, and then the numbers that it rests on.

    Parameters
    ----------
    answers : sequence of Answer
        That decided.
    rule : Derivation
    ground : sequence of Answer
        That allowed a decision.

    Returns
    -------
    str
    """
    reason = "; ".join(_of_role(answer, rule) + _one(answer) for answer in answers)
    if ground:
        reason += "; with " + ", ".join(_of_role(answer, rule) + _short(answer) for answer in ground)
    return f"{reason} ({rule.limit})" if rule.limit else reason


def unread(answer: Answer) -> str:
    """Say why a value is missing.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    str
    """
    why = answer.value.why if isinstance(answer.value, Missing) else ""
    return f"{_words(answer.condition)} is not known: {why}"


def undecided(present: Sequence[Answer], absent: Sequence[Answer]) -> str:
    """Say what speaks against it being there, and against it being away.

    Parameters
    ----------
    present, absent : sequence of Answer
        To the conditions for either.

    Returns
    -------
    str
    """
    parts = [f"not enough for it to be there: {_failing(present)}"] if present else []
    if absent:
        parts.append(f"not enough for it to be away: {_failing(absent)}")
    elif present:
        parts.append("that it was not seen does not show that it is never there")
    return "; ".join(parts)


def _failing(answers: Sequence[Answer]) -> str:
    missed = next((answer for answer in answers if not answer.holds), answers[0])
    return unread(missed) if missed.holds is None else _one(missed)


def _of_role(answer: Answer, rule: Derivation) -> str:
    """Name the recording that a number is of, where the rule has several."""
    role = answer.condition.value[0]
    if len(rule.roles) < 2 or role == "session" or answer.condition.minus is not None:
        return ""
    return f"{role.replace('_', ' ')}: "


def _short(answer: Answer) -> str:
    condition, value = answer.condition, answer.value
    if isinstance(value, Missing):
        return unread(answer)
    if isinstance(value, str):
        return f"{_words(condition)} '{value.replace('_', ' ')}'"
    return f"{_words(condition)} {_with_unit(value, condition)}"


def _one(answer: Answer) -> str:
    condition, value = answer.condition, answer.value
    if isinstance(value, Missing):
        return unread(answer)
    if isinstance(value, str) and answer.holds:
        return _short(answer)
    return f"{_short(answer)} (rule: {_wanted(condition)})"


def _wanted(condition: Condition) -> str:
    if condition.among:
        return "one of " + ", ".join(word.replace("_", " ") for word in condition.among)
    if condition.outside:
        return f"outside {condition.outside[0]:g} to {condition.outside[1]:g}"
    parts = [
        f"{words} {limit:g}"
        for words, limit in (
            ("at least", condition.at_least),
            ("more than", condition.above),
            ("at most", condition.at_most),
            ("less than", condition.below),
        )
        if limit is not None
    ]
    return " and ".join(parts)


def _words(condition: Condition) -> str:
    role, name = condition.value
    if role == "session":
        return SESSION_VALUES[name][0]
    words = VALUES[name].words
    if condition.minus is None:
        return words
    return f"{words}, {role.replace('_', ' ')} less {condition.minus[0].replace('_', ' ')}"


def _with_unit(value: float, condition: Condition) -> str:
    role, name = condition.value
    digits = 0 if role == "session" else VALUES[name].digits
    unit = _UNITS_BEHIND.get(condition.unit, f" {condition.unit}")
    return f"{value:.{digits}f}{unit}"


def _plain(words: Sequence[str]) -> list[str]:
    return [word.replace("_", " ") for word in words]


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}g}"
