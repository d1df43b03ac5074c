"""The ranked list of possible causes, with everything that was counted, so that each weight can be computed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legato.model.presence import Presence

__all__ = ["Band", "CausePair", "Contribution", "Differential", "Hypothesis", "PriorTerm"]


class Band(StrEnum):
    """How a cause stands, in fixed words; never a percentage to a person."""

    LEADING = "leading"
    LIKELY = "likely"
    POSSIBLE = "possible"
    LESS_LIKELY = "less_likely"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one fact adds to or takes from one cause.

    Parameters
    ----------
    finding : str
    presence : Presence
        Present or absent.
    ratio : float
        The likelihood ratio that was used, after the limit below.
    recorded_ratio : float
        As it stands in the evidence.
    log_ratio : float
        Natural logarithm of ``ratio``.
    counts : bool
        False where a stronger finding of the same group and direction stands for it.
    group, kind, source, confidence, doubt : str
        Of the evidence.

    Notes
    -----
    A finding that a share ``b`` of everybody with leg shaking has cannot be more than ``1 / b`` times as frequent under any
    cause; a larger recorded ratio is limited to that.
    """

    finding: str
    presence: Presence
    ratio: float
    recorded_ratio: float
    log_ratio: float
    counts: bool
    group: str
    kind: str
    source: str
    confidence: str
    doubt: str


@dataclass(frozen=True, slots=True)
class PriorTerm:
    """The part of a weight that was there before any finding.

    Parameters
    ----------
    odds, age_factor, sex_factor : float
        Elicited; a factor is 1 where age or sex is unknown.
    trust : float
        Power to which their product is raised.
    log_odds : float
        ``trust * ln(odds * age_factor * sex_factor)``.
    """

    odds: float
    age_factor: float
    sex_factor: float
    trust: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One possible cause with its evidence.

    Parameters
    ----------
    condition : str
    weight : float
        Natural log odds: prior term plus every contribution that counts.
    share : float
        Of all causes and "none of these" together, 0 to 1; for wording bands, never shown to a person.
    band : Band
    prior : PriorTerm
    speaks_for, speaks_against : tuple of Contribution
        Strongest first; those that do not count stand too, and say so.
    missing : tuple of str
        Findings nobody knows that would change the weight much, most telling first.
    held_back : tuple of str
        Why it may not stand first: what must be answered before, or ``frequency_alone``; empty if nothing holds it.
    """

    condition: str
    weight: float
    share: float
    band: Band
    prior: PriorTerm
    speaks_for: tuple[Contribution, ...]
    speaks_against: tuple[Contribution, ...]
    missing: tuple[str, ...]
    held_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CausePair:
    """Two causes that together explain the facts better than the best single one.

    Parameters
    ----------
    conditions : tuple of str
    weight : float
        Natural log odds of both at once.
    gain : float
        How many times better than the best single cause.
    first_explains, second_explains : tuple of str
        Findings that speak for the one and not for the other.
    """

    conditions: tuple[str, str]
    weight: float
    gain: float
    first_explains: tuple[str, ...]
    second_explains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differential:
    """All causes, best first.

    Parameters
    ----------
    hypotheses : tuple of Hypothesis
    none_weight, none_share : float
        Of "none of these fits".
    does_none_fit : bool
        Whether "none of these fits" stands above every cause.
    pairs : tuple of CausePair
        Best first; empty where one cause is enough.
    """

    hypotheses: tuple[Hypothesis, ...]
    none_weight: float
    none_share: float
    does_none_fit: bool
    pairs: tuple[CausePair, ...]
