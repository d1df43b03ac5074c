"""How it is decided, printed from the data: the rules by level, what keeps looking after it oneself closed, what is judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from legato.app.catalog import Words
from legato.app.result_basis import Basis, BasisTeller
from legato.inference.wording import wording_of
from legato.knowledge.library import Library
from legato.model.urgency import Urgency

__all__ = ["DecideView", "LevelRules", "RuleView", "decide_view"]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule in words.

    Parameters
    ----------
    id, plain, because : str
    source : Basis
    """

    id: str
    plain: str
    because: str
    source: Basis


@dataclass(frozen=True, slots=True)
class LevelRules:
    """The rules of one level.

    Parameters
    ----------
    level : str
    heading : str
    rules : tuple of RuleView
    """

    level: str
    heading: str
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class DecideView:
    """Everything on the page.

    Parameters
    ----------
    levels : tuple of LevelRules
        The most urgent first.
    gate : str
        Id of the gate of self-care.
    closed_by : tuple of (str, str)
        What closes it: code and words.
    counts : mapping of str to int
        How many rules, findings, causes, ratios there are, and how many are published.
    settings : tuple of (str, str, str)
        Name, value with unit, what it does.
    version : str
        Of the knowledge.
    """

    levels: tuple[LevelRules, ...]
    gate: str
    closed_by: tuple[tuple[str, str], ...]
    counts: dict[str, int]
    settings: tuple[tuple[str, str, str], ...]
    version: str


def decide_view(library: Library, *, words: Words) -> DecideView:
    """Gather the page.

    Parameters
    ----------
    library : Library
    words : Words

    Returns
    -------
    DecideView
    """
    said, teller = wording_of(library), BasisTeller(None, library=library, words=words)
    levels = []
    for level in sorted(Urgency, key=lambda one: -one.rank):
        rules = tuple(
            RuleView(
                rule.id,
                rule.plain,
                said.say(f"because.{rule.id}"),
                teller.source(f"{rule.source} {rule.confidence}"),
            )
            for rule in library.triage.rules
            if rule.level is level
        )
        levels.append(LevelRules(level.value, words.t(f"learn.level.{level.value}"), rules))
    gate = library.triage.gate
    kinds = Counter(row.kind for one in library.conditions.values() for row in one.evidence)
    return DecideView(
        levels=tuple(levels),
        gate=gate.id,
        closed_by=tuple((code, library.findings[code].plain) for code in sorted(gate.closed_by)),
        counts={
            "rules": len(library.triage.rules),
            "findings": len(library.findings),
            "causes": len(library.conditions),
            "ratios": sum(kinds.values()),
            "published": kinds["published"],
            "judged": sum(kinds.values()) - kinds["published"],
            "derivations": len(library.records("derivation")),
            "sources": len(library.records("source")),
        },
        settings=tuple(
            (
                str(one["id"]),
                f"{one['value']:g} {'' if one['unit'] == '1' else one['unit']}".strip(),
                str(one["note"]),
            )
            for one in library.records("setting")
        ),
        version=library.version,
    )
