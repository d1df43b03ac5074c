"""What could be done next, and how much it would tell for its burden."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NextStep", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """A question, recording task, item of the examination or test that can settle findings.

    Parameters
    ----------
    id : str
    kind : str
        ``question``, ``task``, ``exam`` or ``test``.
    name, plain : str
        For a clinician and for a person.
    codes : tuple of str
        Findings it can settle.
    burden : float
        1 for a question; time, discomfort, radiation and cost of the others beside it; elicited.
    is_for_person : bool
        A person at home can do it alone.
    excluded_if : tuple of str
        Codes that make it unsafe.
    """

    id: str
    kind: str
    name: str
    plain: str
    codes: tuple[str, ...]
    burden: float
    is_for_person: bool
    excluded_if: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step with what it would tell.

    Parameters
    ----------
    step : Step
    gain_bits : float
        Expected fall of the uncertainty about the cause, in bits.
    score : float
        Gain for each unit of burden.
    telling : tuple of str
        Its findings that nobody knows, most telling first.
    separates : tuple of str
        Causes that its answer would move most, up to three.
    is_safety_first : bool
        It answers an emergency sign, and so comes before every gain.
    """

    step: Step
    gain_bits: float
    score: float
    telling: tuple[str, ...]
    separates: tuple[str, ...]
    is_safety_first: bool = False
