"""Cases with codes taken away, codes added that mean little, or no word on the emergency signs: seeded and repeated."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from case_sets import CaseSet, assess_all, library

from legato.model.case import Case
from legato.model.facts import Facts
from legato.score import score_assessments

SEED = 20261125
REPEATS = 5
# What many people who come with leg shaking have, whatever the cause, and what no rule is about; added where its group is open.
EVERYDAY = (
    "history:blood_donor",
    "history:infection_recent",
    "history:sleep_loss",
    "symptom:avoidance",
    "symptom:distress",
    "symptom:anxiety",
    "symptom:fatigue_after_effort",
    "symptom:insomnia",
    "symptom:low_mood",
    "symptom:neck_pain",
    "symptom:twitching",
    "trigger:caffeine",
    "trigger:sleep_loss",
    "trigger:stress",
    "frequency:most_days",
    "drug:antihypertensive",
    "history:adhd",
)

Change = Callable[[Case, random.Random], Case]


def dropping(share: float, *, keeps_denied: bool = True) -> Change:
    """Give a change that takes away this share of the codes present and absent.

    Parameters
    ----------
    share : float
    keeps_denied : bool
        Where all emergency signs were asked: a sign that is taken away then counts as denied. False leaves it unknown, and
        with it every other that is not listed.
    """

    def change(case: Case, rng: random.Random) -> Case:
        facts = case.facts
        codes = sorted({*facts.present, *facts.absent})
        gone = set(rng.sample(codes, round(share * len(codes))))
        return _with(
            case,
            present=[code for code in facts.present if code not in gone],
            absent=[code for code in facts.absent if code not in gone],
            asked=facts.red_flags_asked and keeps_denied,
        )

    return change


def adding(count: int) -> Change:
    """Give a change that adds so many everyday codes, of groups about which the case says nothing."""

    def change(case: Case, rng: random.Random) -> Case:
        facts = case.facts
        told = {
            library().findings[code].group for code in (*facts.present, *facts.absent, *case.results_later)
        }
        pool = [code for code in everyday() if library().findings[code].group not in told]
        rng.shuffle(pool)
        added: list[str] = []
        groups: set[str] = set()
        for code in pool:
            group = library().findings[code].group
            if group not in groups and len(added) < count:
                added.append(code)
                groups.add(group)
        return _with(
            case, present=[*facts.present, *added], absent=list(facts.absent), asked=facts.red_flags_asked
        )

    return change


def everyday() -> list[str]:
    """Give the everyday codes that the vocabulary holds and that are no emergency sign."""
    return [
        code for code in EVERYDAY if code in library().findings and code not in library().triage.red_flags
    ]


def unasked(case: Case, rng: random.Random) -> Case:
    """Say that nobody asked about the emergency signs."""
    return _with(case, present=list(case.facts.present), absent=list(case.facts.absent), asked=False)


def _with(case: Case, *, present: Sequence[str], absent: Sequence[str], asked: bool) -> Case:
    facts = case.facts
    changed = Facts.of(
        present=present,
        absent=absent,
        red_flags_asked=asked,
        age=facts.age_years,
        sex=facts.sex,
        setting=facts.setting,
    )
    return replace(case, facts=changed)


CHANGES: dict[str, tuple[Change | None, int]] = {
    "as written": (None, 1),
    "30 % of the codes taken away": (dropping(0.3), REPEATS),
    "50 % of the codes taken away": (dropping(0.5), REPEATS),
    "30 % taken away, emergency signs unknown": (dropping(0.3, keeps_denied=False), REPEATS),
    "50 % taken away, emergency signs unknown": (dropping(0.5, keeps_denied=False), REPEATS),
    "3 everyday codes added": (adding(3), REPEATS),
    "6 everyday codes added": (adding(6), REPEATS),
    "nobody asked about emergency signs": (unasked, 1),
}


def robustness_lines(groups: dict[str, CaseSet]) -> list[str]:
    """Give the table: mean over the repeats, lowest and highest for the accepted urgency and top-3."""
    lines = [
        "| set | change | repeats | urgency accepted | below | above | emergencies found | top-1 | top-3 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, one in groups.items():
        cases = [a.case for a in one.assessed]
        for label, (change, repeats) in CHANGES.items():
            lines.append(f"| {name} | {label} | {repeats} | {' | '.join(_columns(cases, change, repeats))} |")
    return lines


def _columns(cases: Sequence[Case], change: Change | None, repeats: int) -> list[str]:
    seen: dict[str, list[float]] = {
        key: [] for key in ("accepted", "below", "above", "found", "top-1", "top-3")
    }
    for repeat in range(repeats):
        rng = random.Random(f"{SEED} {repeat}")
        changed = [change(case, rng) if change else case for case in cases]
        score = score_assessments(assess_all(changed))
        count = len(score.cases)
        seen["accepted"].append(sum(row.is_urgency_accepted for row in score.cases) / count)
        seen["below"].append(sum(row.is_under for row in score.cases) / count)
        seen["above"].append(sum(row.is_over for row in score.cases) / count)
        seen["found"].append(score.emergencies_found / score.emergencies if score.emergencies else 1.0)
        for top in (1, 3):
            seen[f"top-{top}"].append(score.share_in_top(top, with_results=False))
    return [_mean_and_range(seen[key], is_ranged=key in ("accepted", "found", "top-3")) for key in seen]


def _mean_and_range(values: Sequence[float], *, is_ranged: bool) -> str:
    mean = 100 * sum(values) / len(values)
    text = f"{mean:.1f} %"
    if is_ranged and len(values) > 1:
        text += f" ({100 * min(values):.0f}-{100 * max(values):.0f})"
    return text


def fallen_lines(groups: dict[str, CaseSet]) -> list[str]:
    """Name the cases whose level falls when everyday codes are added, with the rule that let go."""
    fallen: dict[str, set[str]] = {}
    change = adding(6)
    for one in groups.values():
        for repeat in range(REPEATS):
            rng = random.Random(f"{SEED} {repeat}")
            after = assess_all([change(a.case, rng) for a in one.assessed])
            for before, now in zip(one.assessed, after, strict=True):
                if now.triage.urgency.rank < before.triage.urgency.rank:
                    held = {rule.id for rule in now.triage.rules}
                    gone = [rule.id for rule in before.triage.rules if rule.id not in held]
                    fallen.setdefault(before.case.id, set()).update(gone)
    if not fallen:
        return ["No level falls when everyday codes are added."]
    named = "; ".join(f"`{id_}` ({', '.join(sorted(rules))})" for id_, rules in sorted(fallen.items()))
    return [
        f"Levels that fall when everyday codes are added, with the rules that let go: {named}. Only the few calming codes may do that",
        "(caffeine, stress, lost sleep and the like), where a rule asks for shaking that nothing accounts for.",
    ]
