"""A condition that may shake a leg, and the evidence that a finding gives for or against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from legato.model.urgency import Urgency

__all__ = ["Condition", "Evidence", "age_band_of"]


def age_band_of(age_years: float | None, *, bands: Iterable[str]) -> str | None:
    """Give the age band that an age falls into; None where the age is unknown.

    Parameters
    ----------
    age_years : float or None
    bands : iterable of str
        Such as ``16-39``, both years included, or ``60-``.

    Returns
    -------
    str or None
    """
    if age_years is None:
        return None
    for band in bands:
        first, last = band.split("-")
        if int(first) <= age_years < (int(last) + 1 if last else float("inf")):
            return band
    return None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one finding says about one condition.

    Parameters
    ----------
    finding : str
        Code of the vocabulary.
    present, absent : float
        Likelihood ratio against everybody with leg shaking, when it is there and when it is not. 1 says nothing.
    kind : str
        ``published`` (computed from a published number) or ``elicited`` (a graded judgement of ours).
    group : str
        Dependence group: within one, only the strongest for and the strongest against count.
    population, source, confidence, doubt, note : str
    """

    finding: str
    present: float
    absent: float
    kind: str
    group: str
    population: str
    source: str
    confidence: str
    doubt: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One possible cause.

    Parameters
    ----------
    id, name, plain_name, category : str
    urgency : Urgency
        As it is typically met; shown, never used by the rules.
    urgency_note : str
    prior : mapping of str to float
        Relative odds by setting, elicited.
    age, sex : mapping of str to float
        Factors of the odds, elicited.
    lead_needs : tuple of tuple of str
        Before it may stand first, one code of each group must be answered; ``red_flags`` stands for all of them.
    origin, mechanism, what, plain, limits : str
    transmitters, tests, mimics, sources : tuple of str
    codes : mapping of str to tuple of str
        ICD and HPO codes.
    frequency_hz : tuple or None
        Low, high, typical (or None), confidence, source.
    evidence : tuple of Evidence
    """

    id: str
    name: str
    plain_name: str
    category: str
    urgency: Urgency
    urgency_note: str
    prior: Mapping[str, float]
    age: Mapping[str, float]
    sex: Mapping[str, float]
    lead_needs: tuple[tuple[str, ...], ...]
    origin: str
    mechanism: str
    what: str
    plain: str
    limits: str
    transmitters: tuple[str, ...]
    tests: tuple[str, ...]
    mimics: tuple[str, ...]
    sources: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    frequency_hz: tuple[float, float, float | None, str, str] | None
    evidence: tuple[Evidence, ...]
