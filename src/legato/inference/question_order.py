"""How much each question would tell about the cause, given what is known; the interview asks the most telling one next."""

from __future__ import annotations

from collections.abc import Mapping

from legato.inference.differential import weigh_causes
from legato.inference.next_step import rank_steps
from legato.inference.steps import all_steps
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library
from legato.model.facts import Facts

__all__ = ["rank_questions"]


def rank_questions(facts: Facts, *, library: Library) -> Mapping[str, float]:
    """Rank the questions of the interview.

    Parameters
    ----------
    facts : Facts
    library : Library

    Returns
    -------
    mapping of str to float
        Bits for each unit of burden, by question id; a question that would tell nothing is left out.
    """
    triage = decide_urgency(facts, library=library)
    causes = weigh_causes(facts, triage=triage, library=library)
    steps = [step for step in all_steps(library) if step.kind == "question"]
    ranked = rank_steps(steps, facts=facts, triage=triage, differential=causes, library=library)
    return {one.step.id: one.score for one in ranked}
