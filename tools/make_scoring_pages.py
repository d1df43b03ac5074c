"""Make the pages of the rule sets for leg movements: one a rule set with every clause, and one that lays them side by side.

Called by ``make_docs.py``, which writes them, or with ``--check`` names those that are stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from legato.events.score_movements import score_variants
from legato.knowledge.library import Library
from legato.knowledge.load import load_criteria
from legato.knowledge.pages.parts import MARKS, NOT_REVIEWED
from legato.knowledge.records.scoring_rule import ROLES
from legato.knowledge.scoring import load_scoring_rule, scoring_rule_ids
from legato.measures.leg_movement_indices import compute_leg_movement_measures
from legato.measures.sleep_times import compute_sleep_times
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.scoring import Clause, ScoringRule
from legato.model.sleep import SleepNotes
from legato.report.night_words import explain_leg_measure, unit_of_leg_measure
from make_knowledge_pages import KNOWLEDGE, MADE, relative

__all__ = ["SCORING", "scoring_pages"]

SCORING = KNOWLEDGE / "scoring"

GROUPS = {
    "A movement of one leg": (
        "onset_uv",
        "offset_uv",
        "offset_s",
        "shortest_s",
        "longest_s",
        "long_movement_counts",
        "morphology_median_uv",
        "morphology_s",
        "resting_most_uv",
    ),
    "A movement of both legs": (
        "bilateral_gap_s",
        "bilateral_onset_gap_s",
        "bilateral_longest_s",
        "bilateral_most_parts",
    ),
    "A series": (
        "series_fewest",
        "interval_s",
        "short_interval_ends",
        "short_interval_starts",
        "long_movement_ends",
    ),
    "Breathing, arousals and stages": (
        "respiratory_s",
        "respiratory_anchor",
        "respiratory_counts",
        "arousal_gap_s",
        "assumed_stage",
    ),
    "How periodic": (
        "periodicity_interval_s",
        "periodicity_fewest_intervals",
        "periodicity_fewest_movements",
    ),
    "How times are compared": ("time_tolerance_s",),
}
"""The clauses in the order that a night is scored in; every role stands in one group."""


def _value(clause: Clause) -> str:
    """Write the value with its unit."""
    value, unit = clause.value, "" if clause.unit == "1" else f" {clause.unit}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " to ".join(f"{number:g}" for number in value) + unit
    return value.replace("_", " ") if isinstance(value, str) else f"{value:g}{unit}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _source(key: str, *, start: Path) -> str:
    return f"[{key}]({relative('source', key, start=start)})"


def _rule_page(rule: ScoringRule) -> tuple[Path, str]:
    """Give the page of one rule set."""
    page = SCORING / f"{rule.id}.md"
    lines = [
        f"# {rule.title}",
        "",
        MADE,
        "",
        f"Rule set `{rule.id}`, {rule.year}, source {_source(rule.source, start=page)}. {NOT_REVIEWED}",
        "",
        rule.note,
        "",
        "Every movement of a scored night carries the id of the clause that admitted or refused it. What stands under a clause in",
        "italics is where Legato differs from the publication, or decides what it leaves open.",
    ]
    for title, roles in GROUPS.items():
        there = [role for role in roles if rule.has(role)]
        lines += ["", f"## {title}", ""]
        if not there:
            lines.append("This rule set says nothing of it.")
            continue
        lines += ["| Clause | Value | In our words | Source | Mark |", "|---|---|---|---|---|"]
        for role in there:
            clause = rule.clause(role)
            words = _cell(clause.says) + (f"<br>*{_cell(clause.note)}*" if clause.note else "")
            lines.append(
                f"| `{clause.id}` | {_value(clause)} | {words} | {_source(clause.source, start=page)} | {clause.confidence} |"
            )
    lines += ["", "Marks: " + "; ".join(f"**{mark}** {words}" for mark, words in MARKS.items()) + "."]
    return page, "\n".join(lines) + "\n"


def _index(rules: list[ScoringRule]) -> tuple[Path, str]:
    """Give the page that lays the rule sets side by side."""
    lines = [
        "# Rule sets for leg movements",
        "",
        MADE,
        "",
        "Legato scores a night by several published rule sets with one engine; what differs between them is data. A dash means that",
        "the rule set says nothing of it. `legato sleep score --rules` takes the ids. [Counts and indices](indices.md) says what is counted.",
        "",
        "| Clause | " + " | ".join(f"[{rule.id}]({rule.id}.md)" for rule in rules) + " |",
        "|---" * (len(rules) + 1) + "|",
    ]
    for roles in GROUPS.values():
        for role in roles:
            cells = [_value(rule.clause(role)) if rule.has(role) else "—" for rule in rules]
            lines.append(f"| `{role}` | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Taking the movements related to breathing events out can raise the count of periodic ones under `wasm2016`: a movement that",
        "came too soon no longer ends a run. Both counts are reported for that reason.",
    ]
    return SCORING / "index.md", "\n".join(lines) + "\n"


def _names() -> list[str]:
    """Give the names of all measures of a night, from a night of one hour without movements."""
    rule, notes, span = load_scoring_rule("wasm2016"), SleepNotes(), Interval(0.0, 3600.0)
    found = compute_leg_movement_measures(
        score_variants([], rule=rule, notes=notes, span=span),
        rule=rule,
        notes=notes,
        legs=(Side.LEFT, Side.RIGHT),
        scorable=[span],
        span=span,
        criteria=load_criteria(),
    )
    return [one.name for one in (*found, *compute_sleep_times(notes, span=span))]


def _indices_page() -> tuple[Path, str]:
    """Give the page of what is counted in a night."""
    lines = [
        "# Counts and indices of a night",
        "",
        MADE,
        "",
        "What is counted under every rule set, with the same names. An index is a count over the hours in which it could be counted:",
        "hours of the stages that it names, between lights off and lights on, in which at least one leg could be scored; the note beside",
        "it says how many. A measure that could not be made is not 0: it has no value and says why. Indices carry no interval of doubt,",
        "as leg movements come in clusters and the usual interval of a count would be far too narrow. `plm_hour_1` stands for each hour",
        "of the night. The sleep times at the end belong to no rule set.",
        "",
        "| Name | Unit | What |",
        "|---|---|---|",
    ]
    for name in _names():
        lines.append(f"| `{name}` | {unit_of_leg_measure(name)} | {_cell(explain_leg_measure(name))} |")
    return SCORING / "indices.md", "\n".join(lines) + "\n"


def scoring_pages(library: Library) -> Iterator[tuple[Path, str]]:
    """Give every page of the rule sets with its place.

    Parameters
    ----------
    library : Library
        Holds the rule sets; a role without a group is a fault of this page.

    Yields
    ------
    Path, str

    Raises
    ------
    ValueError
        If a role stands in no group.
    """
    lost = set(ROLES) - {role for roles in GROUPS.values() for role in roles}
    if lost:
        raise ValueError(f"no group for {', '.join(sorted(lost))}")
    rules = [load_scoring_rule(id_) for id_ in scoring_rule_ids() if id_ in library.by_id("scoring_rule")]
    order = {"wasm2016": 0, "aasm3": 1}
    rules.sort(key=lambda rule: (order.get(rule.id, len(order)), -rule.year))
    yield _index(rules)
    yield _indices_page()
    for rule in rules:
        yield _rule_page(rule)
