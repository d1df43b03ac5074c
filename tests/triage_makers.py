"""Make a case of a few codes and triage it, for every test of the triage rules."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from legato.inference.implied import add_implied
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library, load_library
from legato.model.facts import Facts
from legato.model.urgency import Triage

__all__ = ["facts_of", "rules_of", "shared_library", "triage_of"]


@cache
def shared_library() -> Library:
    """Load the knowledge once for all tests of a process; it is frozen."""
    return load_library()


def facts_of(
    *present: str,
    absent: Iterable[str] = (),
    asked: bool = True,
    age: float | None = None,
    sex: str | None = None,
) -> Facts:
    """Make facts with what age and sex imply; ``asked``: every emergency sign that isn't named was asked and denied."""
    facts = Facts.of(present=present, absent=absent, red_flags_asked=asked, age=age, sex=sex)
    return add_implied(facts, library=shared_library())


def triage_of(
    *present: str,
    absent: Iterable[str] = (),
    asked: bool = True,
    age: float | None = None,
    sex: str | None = None,
) -> Triage:
    """Decide the urgency of these codes."""
    return decide_urgency(
        facts_of(*present, absent=absent, asked=asked, age=age, sex=sex), library=shared_library()
    )


def rules_of(result: Triage) -> set[str]:
    """Give the ids of the rules that hold."""
    return {rule.id for rule in result.rules}
