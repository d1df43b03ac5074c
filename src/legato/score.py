"""Score assessments against the answers that a file of cases holds: urgency and causes, never used by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legato.model.assessment import Assessment
from legato.model.case import CaseAnswer
from legato.model.differential import Band, Differential
from legato.model.urgency import Urgency

__all__ = ["CaseScore", "Score", "score_assessments"]


@dataclass(frozen=True, slots=True)
class CaseScore:
    """How one assessment stands to its answer.

    Parameters
    ----------
    id : str
    urgency, wanted : str
    is_urgency_accepted, is_under, is_over : bool
        Under: below the least accepted level. Over: above the highest accepted one.
    rank, rank_with_results : int or None
        Place of the first accepted cause; None where there is none.
    leading : str
        The cause that stands first.
    """

    id: str
    urgency: str
    wanted: str
    is_urgency_accepted: bool
    is_under: bool
    is_over: bool
    rank: int | None
    rank_with_results: int | None
    leading: str


@dataclass(frozen=True)
class Score:
    """Scores of all cases.

    Parameters
    ----------
    cases : tuple of CaseScore
    emergencies : int
        Cases whose answer is an emergency.
    emergencies_found : int
    by_band : dict of str to tuple of int
        For the cause that stands first: how many bore this word, and how many of them were accepted.
    """

    cases: tuple[CaseScore, ...]
    emergencies: int
    emergencies_found: int
    by_band: dict[str, tuple[int, int]]

    def share_in_top(self, count: int, *, with_results: bool) -> float:
        """Give the share of cases with an accepted cause among the first few.

        Parameters
        ----------
        count : int
        with_results : bool

        Returns
        -------
        float
        """
        ranks = [one.rank_with_results if with_results else one.rank for one in self.cases]
        return sum(rank is not None and rank <= count for rank in ranks) / len(ranks)


def score_assessments(assessments: Sequence[Assessment]) -> Score:
    """Score every assessment whose case holds an answer.

    Parameters
    ----------
    assessments : sequence of Assessment
        Those without an answer are left out.

    Returns
    -------
    Score
    """
    cases = []
    by_band = {band.value: (0, 0) for band in Band}
    emergencies = found = 0
    for one in assessments:
        answer = one.case.answer
        if answer is None or not answer.urgency:
            continue
        cases.append(_score(one, answer))
        if answer.urgency == Urgency.EMERGENCY_NOW.value:
            emergencies += 1
            found += one.triage.urgency is Urgency.EMERGENCY_NOW
        first = one.differential_with_results.hypotheses[0]
        total, right = by_band[first.band.value]
        by_band[first.band.value] = (total + 1, right + (first.condition in _accepted(one)))
    return Score(tuple(cases), emergencies, found, by_band)


def _accepted(one: Assessment) -> set[str]:
    answer = one.case.answer
    return {answer.diagnosis, *answer.acceptable} if answer else set()


def _score(one: Assessment, answer: CaseAnswer) -> CaseScore:
    levels = [Urgency(level) for level in answer.urgency_acceptable] or [Urgency(answer.urgency)]
    given = one.triage.urgency
    return CaseScore(
        id=one.case.id,
        urgency=given.value,
        wanted=answer.urgency,
        is_urgency_accepted=given in levels,
        is_under=given.rank < min(level.rank for level in levels),
        is_over=given.rank > max(level.rank for level in levels),
        rank=_rank(one.differential, _accepted(one)),
        rank_with_results=_rank(one.differential_with_results, _accepted(one)),
        leading=one.differential_with_results.hypotheses[0].condition,
    )


def _rank(differential: Differential, accepted: set[str]) -> int | None:
    """Give the place of the first accepted cause, counted from 1."""
    return next(
        (place for place, row in enumerate(differential.hypotheses, start=1) if row.condition in accepted),
        None,
    )
