"""Put into words which features decided, with their numbers, and what would tell two kinds apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.events.evidence import EVIDENCE
from legato.events.kinds import KINDS, NO_KIND, WindowStates
from legato.events.rules import KindRule, Ramp
from legato.model.movement import MovementKind
from legato.signal.order import finite_median

__all__ = ["MM_HOLDS_GRAVITY", "explain_rows", "row_reasons", "tell_apart"]

MM_HOLDS_GRAVITY = "amplitude_mm without a gyroscope, so it holds a rest of gravity"
_PLAIN = {
    MovementKind.OFF_BODY: "nothing but the sensor's own noise, without heartbeat or drift of a worn leg",
    MovementKind.STILL: "no movement above what a resting leg does",
    MovementKind.STANDING: "sway, and signs of standing",
    MovementKind.NOT_ASSESSABLE: "too few usable samples, too low a rate, or a sensor that gave nothing or repeated one value",
    MovementKind.CANNOT_TELL: "no kind of movement fits clearly enough",
    MovementKind.OTHER_MOVEMENT: "movement without a steady rhythm, and no picture of walking or of a change of posture",
}
_NO_SIZE = "no unit is known, so no size is, and no kind that depends on size is claimed"


def explain_rows(states: WindowStates, rows: NDArray[np.intp], *, kind: MovementKind) -> tuple[str, ...]:
    """Say which features decided for a kind over some rows, strongest first.

    Parameters
    ----------
    states : WindowStates
    rows : ndarray of int, shape (n_rows,)
        The windows of a bout.
    kind : MovementKind

    Returns
    -------
    tuple of str
        One a feature, with the median over the rows and the edge from which it speaks fully for the kind.
    """
    if kind is MovementKind.CANNOT_TELL and _is_without_size(states, rows):
        return (_NO_SIZE,)
    if kind in _PLAIN:
        return (_PLAIN[kind],)
    rule = _best_rule(states, rows, kind)
    if rule is None:
        return ("no rule of its own",)
    lines = []
    for ramp in rule.ramps:
        if ramp.feature in states.evidence.absent:
            continue
        value = finite_median(states.evidence.values[ramp.feature][rows])
        if value is not None:
            is_estimated = states.evidence.is_turning_estimated and ramp.feature.endswith("_dps")
            lines.append(_sentence(ramp, value, is_estimated=is_estimated))
    missing = sorted({r.feature for r in rule.ramps} & states.evidence.absent)
    if missing:
        lines.append(
            "not asked, because this sensor can't give it: " + ", ".join(EVIDENCE[m][0] for m in missing)
        )
    return tuple(lines)


def _sentence(ramp: Ramp, value: float, *, is_estimated: bool) -> str:
    """Give one feature with its number and the edge."""
    words, unit = EVIDENCE[ramp.feature]
    words += ", estimated from the acceleration at a usual lever arm" if is_estimated else ""
    if unit == "0 to 1" and ramp.one_at > ramp.zero_at:
        # A number between 0 and 1 says nothing to a reader; that something holds, and how nearly, does.
        return words if value >= ramp.one_at else f"{words}: to {100.0 * value:.0f} %"
    side = "or more" if ramp.one_at > ramp.zero_at else "or less"
    shown_unit = "" if unit in ("1", "times", "0 to 1", "0 to 2") else f" {unit}"
    shown = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # 1.73e+03 is no number to read
    return f"{words}: {shown}{shown_unit} (clear at {ramp.one_at:g}{shown_unit} {side})"


def _is_without_size(states: WindowStates, rows: NDArray[np.intp]) -> bool:
    """Tell whether neither turning nor acceleration has a size in any of the rows, though there are such rows."""
    named = [states.evidence.values[n] for n in ("level_dps", "level_mps2") if n in states.evidence.values]
    return bool(named) and not any(np.isfinite(values[rows]).any() for values in named)


def _best_rule(states: WindowStates, rows: NDArray[np.intp], kind: MovementKind) -> KindRule | None:
    """Give the variant of a kind's rule that fits the rows best."""
    variants = [rule for rule in states.rules if rule.kind is kind]
    if len(variants) < 2:
        return variants[0] if variants else None
    best: tuple[float, KindRule] | None = None
    for rule in variants:
        grades = [
            float(np.mean(ramp.membership(states.evidence.values[ramp.feature][rows])))
            for ramp in rule.ramps
            if ramp.feature not in states.evidence.absent
        ]
        grade = min(grades, default=0.0)
        if best is None or grade > best[0]:
            best = (grade, rule)
    return None if best is None else best[1]


def tell_apart(states: WindowStates, first: MovementKind, second: MovementKind | None) -> str:
    """Say what would tell two kinds apart.

    Parameters
    ----------
    states : WindowStates
    first : MovementKind
    second : MovementKind or None

    Returns
    -------
    str
        Empty when the knowledge base holds nothing on the pair.
    """
    for pair in states.pairs:
        if second is not None and pair.kinds == frozenset({first, second}):
            return pair.tell_apart
    return ""


def row_reasons(states: WindowStates) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Give a short reason for every row, as codes into words: the feature that held the claimed kind back the most.

    Returns
    -------
    codes : ndarray of int16, shape (n_windows,)
    words : tuple of str
    """
    words: list[str] = [""]
    codes = np.zeros(len(states.state), dtype=np.int16)
    for kind in np.unique(states.state):
        rows = np.flatnonzero(states.state == kind)
        plain = _PLAIN.get(KINDS[kind])
        if plain is not None:
            codes[rows] = len(words)
            words.append(plain)
            if KINDS[kind] is MovementKind.CANNOT_TELL:
                _name_pairs(states, rows, codes, words)
            continue
        weakest = _weakest_feature(states, rows, KINDS[kind])
        for feature in np.unique(weakest):
            codes[rows[weakest == feature]] = len(words)
            name = list(EVIDENCE)[feature]
            words.append(f"fits {KINDS[kind].value} in every feature asked; weakest: {EVIDENCE[name][0]}")
    return codes, tuple(words)


def _name_pairs(
    states: WindowStates, rows: NDArray[np.intp], codes: NDArray[np.int16], words: list[str]
) -> None:
    """Say of the undecided rows between which two kinds they lie."""
    for runner, partner in {(int(states.runner_up[r]), int(states.partner[r])) for r in rows}:
        if runner == NO_KIND:
            continue
        mine = rows[(states.runner_up[rows] == runner) & (states.partner[rows] == partner)]
        codes[mine] = len(words)
        between = KINDS[runner].value + (
            f" and {KINDS[partner].value}" if partner != NO_KIND else " and something else"
        )
        words.append(f"features lie between {between}")


def _weakest_feature(states: WindowStates, rows: NDArray[np.intp], kind: MovementKind) -> NDArray[np.intp]:
    """Give for each row the place in ``EVIDENCE`` of the feature with the lowest membership."""
    names = list(EVIDENCE)
    lowest = np.full(len(rows), np.inf)
    weakest = np.zeros(len(rows), dtype=np.intp)
    for rule in states.rules:
        if rule.kind is not kind:
            continue
        for ramp in rule.ramps:
            if ramp.feature in states.evidence.absent:
                continue
            grade = ramp.membership(states.evidence.values[ramp.feature][rows])
            is_lower = grade < lowest
            lowest[is_lower] = grade[is_lower]
            weakest[is_lower] = names.index(ramp.feature)
    return weakest
