"""Where a person's own words lead at once: to the people to call, or to help, or nowhere in particular.

The words are kept in any case, before anything else happens. Which words count is knowledge; they raise and never calm.
"""

from __future__ import annotations

from legato.inference.free_text import scan_text
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library
from legato.model.facts import Facts, Origin
from legato.model.urgency import Urgency

__all__ = ["where_words_lead"]

_CRISIS_TOPIC = "self_harm"


def where_words_lead(text: str, *, library: Library) -> str:
    """Say which page must open because of what somebody wrote.

    Parameters
    ----------
    text : str
    library : Library

    Returns
    -------
    str
        ``/crisis``, ``/help``, or empty.
    """
    hits = scan_text(text, library=library)
    if any(hit.topic == _CRISIS_TOPIC for hit in hits):
        return "/crisis"
    codes = [code for hit in hits for code in hit.codes]
    facts = Facts(present={}, absent={}).adding(origin=Origin.TEXT, present=codes)
    # Only rules that hold because of these words; signs that nobody asked about here say nothing.
    fired = decide_urgency(facts, library=library).rules if codes else ()
    return "/help" if any(rule.level.rank >= Urgency.SAME_DAY.rank for rule in fired) else ""
