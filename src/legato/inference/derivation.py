"""The rules by which recordings state findings, as nouns, and whether one of their conditions holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from legato.errors import KnowledgeError
from legato.inference.recording_values import SESSION_VALUES, VALUES, Missing, Reading, session_value
from legato.inference.recording_view import RecordingView
from legato.knowledge.library import Library

__all__ = ["Answer", "Condition", "Derivation", "Role", "ask", "derivations_of"]

_SESSION = "session"


@dataclass(frozen=True, slots=True)
class Condition:
    """One threshold.

    Parameters
    ----------
    value, minus, near : tuple of (str, str) or None
        Role (or ``session``) and name of the value, of what is taken off it, and of the frequency that it is read at.
    either_way : bool
        The sign of the value does not matter.
    at_least, above, at_most, below : float or None
    outside : tuple of float or None
        Must lie below the first or above the second.
    among : tuple of str
        Words that are allowed.
    unit : str
    """

    value: tuple[str, str]
    minus: tuple[str, str] | None
    near: tuple[str, str] | None
    either_way: bool
    at_least: float | None
    above: float | None
    at_most: float | None
    below: float | None
    outside: tuple[float, float] | None
    among: tuple[str, ...]
    unit: str

    def holds(self, value: float | str) -> bool:
        """Tell whether a value passes."""
        if isinstance(value, str):
            return value in self.among
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
            and (self.outside is None or not self.outside[0] <= value <= self.outside[1])
        )


@dataclass(frozen=True, slots=True)
class Role:
    """A recording that a rule needs.

    Parameters
    ----------
    name : str
    tasks, placements : tuple of str
        That it may have.
    sides : tuple of str
        Empty for any.
    usable_s, quality_ratio, assessable_percent, rate_hz : float
        Least; below it the recording says nothing.
    """

    name: str
    tasks: tuple[str, ...]
    placements: tuple[str, ...]
    sides: tuple[str, ...]
    usable_s: float
    quality_ratio: float
    assessable_percent: float
    rate_hz: float

    def fits(self, view: RecordingView) -> bool:
        """Tell whether a recording is of the kind that is meant, good or not."""
        return (
            view.task in self.tasks
            and view.placement in self.placements
            and (not self.sides or view.side in self.sides)
        )


@dataclass(frozen=True, slots=True)
class Derivation:
    """One rule.

    Parameters
    ----------
    id, finding : str
    roles : tuple of Role
    same : tuple of str
        What the recordings of all roles share: ``leg``, ``place``, ``task``, ``recording``.
    only_if, present_when, absent_when : tuple of Condition
        All of one list must hold. Where ``only_if`` fails, nothing is said.
    not_measured : str
        What it would need, for a finding that this version does not measure.
    limit : str
        Must stand beside the number.
    """

    id: str
    finding: str
    roles: tuple[Role, ...]
    same: tuple[str, ...]
    only_if: tuple[Condition, ...]
    present_when: tuple[Condition, ...]
    absent_when: tuple[Condition, ...]
    not_measured: str
    limit: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one condition.

    Parameters
    ----------
    condition : Condition
    holds : bool or None
        None where the value is missing.
    value : float, str or Missing
    """

    condition: Condition
    holds: bool | None
    value: Reading


def ask(
    condition: Condition, cast: Mapping[str, RecordingView], *, everything: Sequence[RecordingView]
) -> Answer:
    """Ask whether a condition holds.

    Parameters
    ----------
    condition : Condition
    cast : mapping of str to RecordingView
        The recording in each role.
    everything : sequence of RecordingView
        All recordings of the person, for the values of the session.

    Returns
    -------
    Answer
    """
    near: float | None = None
    if condition.near is not None:
        found = _read(condition.near, cast, everything, None)
        if isinstance(found, Missing):
            return Answer(condition, None, found)
        near = None if isinstance(found, str) else found
    value = _read(condition.value, cast, everything, near)
    if condition.minus is not None and not isinstance(value, (Missing, str)):
        other = _read(condition.minus, cast, everything, near)
        if isinstance(other, (Missing, str)):
            value = other
        else:
            value -= other
    if isinstance(value, Missing):
        return Answer(condition, None, value)
    if condition.either_way and not isinstance(value, str):
        value = abs(value)
    return Answer(condition, condition.holds(value), value)


def _read(
    name: tuple[str, str],
    cast: Mapping[str, RecordingView],
    everything: Sequence[RecordingView],
    near: float | None,
) -> Reading:
    role, value = name
    if role == _SESSION:
        return session_value(value, everything)
    return VALUES[value].read(cast[role], near)


@lru_cache(maxsize=4)
def derivations_of(library: Library) -> tuple[Derivation, ...]:
    """Give the rules of a library.

    Parameters
    ----------
    library : Library

    Returns
    -------
    tuple of Derivation
        In the order of the files.

    Raises
    ------
    KnowledgeError
        If a rule asks for a value, a unit or a role that is not there, or neither decides nor says what it would need.
    """
    faults: list[str] = []
    rules = tuple(_derivation(one, faults) for one in library.records("derivation"))
    if faults:
        raise KnowledgeError(
            f"{len(faults)} faults in the rules for findings from recordings",
            found="\n          ".join(faults),
            mend="the values and their units are in inference/recording_values.py",
            code="LEG-E428",
        )
    return rules


def _derivation(one: Mapping[str, Any], faults: list[str]) -> Derivation:
    roles = tuple(_role(role) for role in one.get("recordings", ()))
    names = {role.name for role in roles}
    lists = {
        key: tuple(
            _condition(condition, where=f"{one['id']}.{key}", roles=names, faults=faults)
            for condition in one.get(key, ())
        )
        for key in ("only_if", "present_when", "absent_when")
    }
    decides = bool(lists["present_when"] or lists["absent_when"])
    if decides == bool(one.get("not_measured")) or decides != bool(roles):
        faults.append(f"{one['id']}: needs recordings and thresholds, or the reason why it is not measured")
    return Derivation(
        id=one["id"],
        finding=one["finding"],
        roles=roles,
        same=tuple(one.get("same", ())),
        not_measured=one.get("not_measured", ""),
        limit=one.get("limit", ""),
        **lists,
    )


def _role(one: Mapping[str, Any]) -> Role:
    return Role(
        name=one["as"],
        tasks=tuple(one["tasks"]),
        placements=tuple(one["placements"]),
        sides=tuple(one.get("sides", ())),
        usable_s=float(one["usable_s"]),
        quality_ratio=float(one["quality_ratio"]),
        assessable_percent=float(one["assessable_percent"]),
        rate_hz=float(one["rate_hz"]),
    )


def _condition(one: Mapping[str, Any], *, where: str, roles: set[str], faults: list[str]) -> Condition:
    names = {key: _name(one.get(key)) for key in ("value", "minus", "near")}
    for name in names.values():
        if name is not None:
            faults += _faults_of(name, where=where, roles=roles)
    value = names["value"]
    assert value is not None  # required by the form
    unit = _unit(value)
    if unit is not None and unit != one["unit"]:
        faults.append(f"{where}: {one['value']} is in {unit}, not {one['unit']}")
    thresholds = {key: one.get(key) for key in ("at_least", "above", "at_most", "below", "outside", "among")}
    if all(threshold is None for threshold in thresholds.values()):
        faults.append(f"{where}: {one['value']} has no threshold")
    outside = thresholds["outside"]
    return Condition(
        value=value,
        minus=names["minus"],
        near=names["near"],
        either_way=bool(one.get("either_way")),
        at_least=thresholds["at_least"],
        above=thresholds["above"],
        at_most=thresholds["at_most"],
        below=thresholds["below"],
        outside=(float(outside[0]), float(outside[1])) if outside else None,
        among=tuple(thresholds["among"] or ()),
        unit=one["unit"],
    )


def _name(written: str | None) -> tuple[str, str] | None:
    if written is None:
        return None
    role, _, value = written.partition(".")
    return role, value


def _faults_of(name: tuple[str, str], *, where: str, roles: set[str]) -> list[str]:
    role, value = name
    known = SESSION_VALUES if role == _SESSION else VALUES
    faults = [] if value in known else [f"{where}: there is no value '{value}'"]
    if role != _SESSION and role not in roles:
        faults.append(f"{where}: there is no recording '{role}'")
    return faults


def _unit(name: tuple[str, str]) -> str | None:
    role, value = name
    if role == _SESSION:
        return SESSION_VALUES[value][1] if value in SESSION_VALUES else None
    return VALUES[value].unit if value in VALUES else None
