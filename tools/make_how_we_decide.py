"""Make the page that says how Legato decides: every rule, the gate of self-care, and one case weighed by hand.

All of it is read from the records, and the arithmetic of the example is what the engine itself gives.
"""

from __future__ import annotations

import math
from pathlib import Path

from legato.inference.differential import weigh_causes
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library
from legato.knowledge.pages.parts import LEVEL_WORDS, PLACE_WORDS
from legato.model.differential import Contribution, Hypothesis
from legato.model.facts import Facts
from legato.model.urgency import Urgency
from make_knowledge_pages import MADE, relative
from repository import ROOT

__all__ = ["PAGE", "how_we_decide_page", "worked_facts"]

PAGE = ROOT / "docs" / "explanation" / "how-we-decide.md"
_PRESENT = (
    "modulation:urge_relief",
    "activation:evening",
    "activation:sleep_onset",
    "modulation:better_walking",
)
_ABSENT = ("symptom:weakness", "activation:standing_only")
_AGE_YEARS, _SEX = 52, "female"


def worked_facts() -> Facts:
    """Give the facts of the example: a made-up person whose legs want to move in the evening."""
    return Facts.of(present=_PRESENT, absent=_ABSENT, red_flags_asked=True, age=_AGE_YEARS, sex=_SEX)


def _link(kind: str, id_: str, words: str = "") -> str:
    return f"[{words or f'`{id_}`'}]({relative(kind, id_, start=PAGE)})"


def _rules(library: Library) -> list[str]:
    lines: list[str] = []
    for level in Urgency:
        rules = [rule for rule in library.triage.rules if rule.level is level]
        if not rules:
            continue
        lines += [f"### {LEVEL_WORDS[level.value]}", "", f"Level `{level.value}`, {len(rules)} rules.", ""]
        for rule in rules:
            lines += [f"- **{_link('rule', rule.id, rule.id)}** {rule.title}.", f"  <br>`{rule.form}`"]
        lines.append("")
    return lines


def _macros(library: Library) -> list[str]:
    lines = ["Names in capitals stand for:", ""]
    for record in library.records("macro"):
        note = f" ({record['note']})" if "note" in record else ""
        lines.append(f"- {_link('macro', record['id'], record['id'])}{note}: `{record['when']}`")
    return [*lines, ""]


def _gate(library: Library) -> list[str]:
    gate = library.records("self_care_gate")[0]
    opened = " or ".join(_link("macro", name, name) for name in gate["needs"])
    closed = ", ".join(_link("finding", code) for code in gate["closed_by"])
    harmless = ", ".join(_link("finding", code) for code in gate["harmless_signs"])
    return [
        "## When looking after it oneself may be suggested",
        "",
        f"Self-care is no rule but a [gate]({relative('self_care_gate', gate['id'], start=PAGE)}). It opens only where all of this"
        " holds; otherwise the least is an ordinary appointment.",
        "",
        "- No rule holds, and every emergency sign was answered.",
        f"- A person or a clinician stated {opened}; a recording cannot.",
        f"- It was stated how long it has been there or how it began (a code of {' or '.join(gate['needs_an_answer_in'])}).",
        f"- The age is not known to be below {gate['least_age_years']:g} years.",
        f"- None of these is there: {closed}.",
        f"- No sign and no test result is there other than {harmless}.",
        "",
        gate["note"],
        "",
    ]


def _number(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _rows(rows: tuple[Contribution, ...], library: Library) -> list[str]:
    lines = []
    for row in rows:
        least = f" (recorded as {row.recorded_ratio:g})" if row.recorded_ratio != row.ratio else ""
        counts = _number(row.log_ratio) if row.counts else "counts once with its group"
        lines.append(
            f"| {_link('finding', row.finding)} | {row.presence.value} | {row.group} | {row.ratio:.3g}{least} | {counts} |"
        )
    return lines


def _worked(library: Library) -> list[str]:
    """Weigh the example and lay every term out, so that a reader can add it up."""
    facts = worked_facts()
    differential = weigh_causes(facts, triage=decide_urgency(facts, library=library), library=library)
    first, second = differential.hypotheses[:2]
    return [
        "### One case by hand",
        "",
        f"A made-up woman of {_AGE_YEARS} {PLACE_WORDS['home']}: "
        + ", ".join(_link("finding", code) for code in _PRESENT)
        + " are there, "
        + ", ".join(_link("finding", code) for code in _ABSENT)
        + " were asked and are not, and every emergency sign was denied.",
        "",
        *_hypothesis(first, library),
        *_hypothesis(second, library),
        f"Both are compared with *none of these*, whose weight is {_number(differential.none_weight)}. Shares are the exponentials of"
        f" the weights over their sum: {100 * first.share:.0f} % for the first, {100 * second.share:.0f} % for the second,"
        f" {100 * differential.none_share:.1g} % for none of these. They order the causes and are not shown as probabilities to a"
        " person.",
        "",
    ]


def _hypothesis(one: Hypothesis, library: Library) -> list[str]:
    prior = one.prior
    rows = (*one.speaks_for, *one.speaks_against)
    shown = tuple(row for row in rows if row.finding in {*_PRESENT, *_ABSENT})
    rest = [row for row in rows if row not in shown and row.counts]
    denied = math.fsum(row.log_ratio for row in rest)
    more = f" The emergency signs that were denied add {_number(denied)}." if rest else ""
    return [
        f"**{_link('condition', one.condition, library.conditions[one.condition].name)}**, band `{one.band.value}`",
        "",
        "| Finding | Is | Group | Ratio | Adds |",
        "|---|---|---|---|---|",
        *_rows(shown, library),
        "",
        f"Prior: {prior.trust:g} × ln({prior.odds:g} × {prior.age_factor:g} × {prior.sex_factor:g}) ="
        f" {_number(prior.log_odds)}.{more} Together the weight is **{_number(one.weight)}**.",
        "",
    ]


def _settings(library: Library) -> list[str]:
    lines = ["## The numbers it runs on", "", "All are choices of ours; none was measured on patients.", ""]
    lines += ["| Setting | Value | Unit | Why |", "|---|---|---|---|"]
    for one in library.records("setting"):
        lines.append(f"| {_link('setting', one['id'])} | {one['value']:g} | {one['unit']} | {one['note']} |")
    return [*lines, ""]


def _weights(library: Library) -> list[str]:
    """Say how causes are weighed."""
    rows = [row for one in library.conditions.values() for row in one.evidence]
    published, total = sum(row.kind == "published" for row in rows), len(rows)
    setting = library.setting
    return [
        "## What it could be: the weights",
        "",
        f"Each of {len(library.conditions)} [conditions](../knowledge/conditions/index.md) gets a weight, the natural logarithm of its odds:",
        "",
        "```text",
        "weight = trust × ln(prior × age × sex) + for each group: strongest ratio above 1 + strongest ratio below 1 (both as ln)",
        "```",
        "",
        "- *Ratio.* How much more often a finding is there (or not there) with this cause than among everybody who comes with a",
        f"  shaking leg. {published} of {total} ratios are computed from published figures; the others are our grades 10, 4, 2, 1, 0.5,"
        " 0.25, 0.1 and say so.",
        "- *Limit.* A finding that a share of everybody shows cannot be more than one over that share as frequent with any cause, so",
        "  ratios are cut there.",
        "- *Group.* Findings that go together, such as three ways to say that it happens at rest, share a group; in each direction only",
        "  the strongest counts. Multiplying the groups still assumes that they are independent, and they are so only roughly.",
        f"- *Trust.* Prior odds are our judgement and may be wrong ten times over, so they are raised to the power"
        f" {setting('differential.trust_in_priors'):g}.",
        "- *None of these* stands among the causes with ratios of 1. Where nothing rises above it, the answer is that none fits.",
        "- *Held back.* A cause such as fear or a functional tremor may not stand first while what it needs is unanswered or an emergency"
        f" sign is open; no cause may stand first by its rhythm alone, nor without a finding that is at least"
        f" {setting('lead.least_ratio'):g} times as frequent with it.",
        f"- *Two causes.* Pairs of the best {setting('pair.candidates'):g} are shown where together they explain the facts at least"
        f" {setting('pair.least_gain'):g} times better than the best single one.",
        "- *Unknown* adds nothing, in either direction.",
        "",
    ]


def how_we_decide_page(library: Library) -> tuple[Path, str]:
    """Give the page with its place.

    Parameters
    ----------
    library : Library

    Returns
    -------
    Path, str
    """
    flags = sorted(library.triage.red_flags)
    lines = [
        "# How we decide",
        "",
        MADE,
        "",
        "Two questions are answered apart. *How soon is help needed?* is decided by written rules alone. *What could it be?* is",
        "weighed by odds. Nothing of the second ever reaches the first.",
        "",
        "## How soon: the rules",
        "",
        "A rule is a sentence over [findings](../knowledge/findings/index.md). The level of a case is the highest of all rules that",
        "hold, and every rule that holds is listed with the facts that made it hold. There is no arithmetic in a rule and no way for a",
        "measure, a weight or a likely harmless cause to lower a level. `not` looks only at what a person or a clinician stated: a",
        "recording can make a rule hold and can never keep one from holding. A further warning sign never lowers the level;",
        "[ADR 0012](../adr/0012-monotone-triage.md) says what that took.",
        "",
        "### What nobody answered",
        "",
        "A finding in neither list is unknown, which is never read as no. An emergency sign that nobody answered keeps the level at",
        f"`{Urgency.DAYS_TO_WEEKS.value}` or above and is listed. The emergency signs are the {len(flags)} codes of the emergency rules"
        " that a person or a record can state:",
        "",
        ", ".join(_link("finding", code) for code in flags) + ".",
        "",
        *_rules(library),
        *_macros(library),
        *_gate(library),
        *_weights(library),
        *_worked(library),
        *_settings(library),
        "## What was not reviewed",
        "",
        "No clinician has reviewed the rules, the ratios, the priors or the words. The rules rest on guidelines and textbooks that are"
        " named with each; the grades are the judgement of people who are no clinicians; the settings are engineering. None of it was"
        " tested on patients. It is not a diagnosis.",
    ]
    return PAGE, "\n".join(lines) + "\n"
