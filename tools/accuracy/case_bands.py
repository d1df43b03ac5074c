"""How the words of a ranking did, how often a cause was held back, and what simpler rankings and levels would reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from case_sets import CaseSet, accepted_by, answer_of, library, of, percent

from legato.inference.differential import prior_term
from legato.model.assessment import Assessment
from legato.model.condition import age_band_of
from legato.model.differential import Band, Differential, Hypothesis
from legato.model.urgency import Urgency

RHYTHM = "rhythm"
LABELS = ("anxiety_shaking", "functional_tremor")
BINS = ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.97), (0.97, 1.01))


def first_of(differential: Differential) -> Hypothesis:
    """Give the cause that stands first."""
    return differential.hypotheses[0]


def band_lines(groups: dict[str, CaseSet]) -> list[str]:
    """Give the table of the words: the first cause, and every cause that bears a word."""
    lines = [
        "| set | word | first cause: accepted of so many | every cause: accepted of so many |",
        "|---|---|---|---|",
    ]
    for name, one in groups.items():
        for band in Band:
            firsts = [a for a in one.assessed if first_of(a.differential).band is band]
            right = sum(first_of(a.differential).condition in accepted_by(a) for a in firsts)
            every = [
                row.condition in accepted_by(a)
                for a in one.assessed
                for row in a.differential.hypotheses
                if row.band is band
            ]
            if every:
                lines.append(
                    f"| {name} | {band.value} | {of(right, len(firsts))} | {sum(every)} of {len(every)} "
                    f"({100 * sum(every) / len(every):.1f} %) |"
                )
    return lines


def share_lines(groups: dict[str, CaseSet]) -> list[str]:
    """Give the table of the shares inside: what the first cause claimed, and how often it was accepted."""
    lines = ["| set | share of the first cause | cases | mean share | accepted |", "|---|---|---|---|---|"]
    for name, one in groups.items():
        for low, high in BINS:
            firsts = [a for a in one.assessed if low <= first_of(a.differential).share < high]
            if not firsts:
                continue
            mean = sum(first_of(a.differential).share for a in firsts) / len(firsts)
            right = sum(first_of(a.differential).condition in accepted_by(a) for a in firsts)
            lines.append(
                f"| {name} | {low:g} to {min(high, 1):g} | {len(firsts)} | {mean:.2f} | {right / len(firsts):.2f} |"
            )
    return lines


def held_back_lines(groups: dict[str, CaseSet]) -> list[str]:
    """Tell how often anxiety or a functional tremor was held back, and how often nothing of the list led."""
    lines = [
        "| set | cases | none of these led | anxiety or functional heaviest | of these held back | first all the same, and accepted | accepted but held back |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in groups.items():
        none = sum(a.differential.does_none_fit for a in one.assessed)
        heavy = held = stood = right = wronged = 0
        for a in one.assessed:
            heaviest = max(a.differential.hypotheses, key=lambda row: row.weight)
            is_label = heaviest.condition in LABELS
            heavy += is_label
            held += is_label and bool(heaviest.held_back)
            first = first_of(a.differential).condition
            stood += first in LABELS
            right += first in LABELS and first in accepted_by(a)
            wronged += any(
                row.held_back and row.condition == answer_of(a).diagnosis
                for row in a.differential.hypotheses
                if row.condition in LABELS
            )
        lines.append(
            f"| {name} | {len(one.assessed)} | {none} | {heavy} | {held} | {stood}, {right} | {wronged} |"
        )
    return lines


Ranking = Callable[[Assessment], Sequence[str]]


def by_engine(one: Assessment) -> Sequence[str]:
    """Rank as Legato does at first contact."""
    return [row.condition for row in one.differential.hypotheses]


def by_setting(one: Assessment) -> Sequence[str]:
    """Rank by how common each cause is where the person is seen."""
    odds = {id_: cause.prior[one.facts.setting] for id_, cause in library().conditions.items()}
    return sorted(odds, key=lambda id_: (-odds[id_], id_))


def by_prior(one: Assessment) -> Sequence[str]:
    """Rank by setting, age and sex, without any finding."""
    odds = {
        id_: prior_term(cause, facts=one.facts, trust=1.0).log_odds
        for id_, cause in library().conditions.items()
    }
    return sorted(odds, key=lambda id_: (-odds[id_], id_))


def by_rhythm(one: Assessment) -> Sequence[str]:
    """Rank by setting, age, sex and the frequency of the shaking alone."""
    weights = {
        row.condition: row.prior.log_odds
        + sum(
            part.log_ratio
            for part in (*row.speaks_for, *row.speaks_against)
            if part.counts and part.group == RHYTHM
        )
        for row in one.differential.hypotheses
    }
    return sorted(weights, key=lambda id_: (-weights[id_], id_))


def by_age(one: Assessment) -> Sequence[str]:
    """Rank by age and sex alone, each cause as common as any other."""
    bands = next(iter(library().conditions.values())).age
    band = age_band_of(one.facts.age_years, bands=bands)
    odds = {
        id_: (float(cause.age[band]) if band else 1.0) * float(cause.sex.get(one.facts.sex or "", 1.0))
        for id_, cause in library().conditions.items()
    }
    return sorted(odds, key=lambda id_: (-odds[id_], id_))


RANKINGS: dict[str, Ranking] = {
    "Legato at first contact": by_engine,
    "how common in the setting": by_setting,
    "age and sex": by_age,
    "setting, age and sex (pure prior)": by_prior,
    "pure prior and the frequency in Hz": by_rhythm,
}


def has_rhythm(one: Assessment) -> bool:
    """Tell whether a frequency is known."""
    return any(code.startswith("measure:f_") for code in one.facts.present)


def baseline_lines(groups: dict[str, CaseSet]) -> list[str]:
    """Give what simpler rankings reach on the same cases."""
    lines = ["| set | ranked by | top-1 | top-3 | top-5 |", "|---|---|---|---|---|"]
    measured = [a for one in groups.values() for a in one.assessed if has_rhythm(a)]
    rows = {name: one.assessed for name, one in groups.items()} | {
        "all with a known frequency": tuple(measured)
    }
    for name, assessed in rows.items():
        for label, ranking in RANKINGS.items():
            ranks = [_rank(ranking(a), accepted_by(a)) for a in assessed]
            tops = " | ".join(percent(sum(rank <= top for rank in ranks), len(ranks)) for top in (1, 3, 5))
            lines.append(f"| {name} | {label} | {tops} |")
    return lines


def _rank(order: Sequence[str], accepted: frozenset[str]) -> int:
    return next((place for place, id_ in enumerate(order, start=1) if id_ in accepted), len(order) + 1)


def one_level_lines(groups: dict[str, CaseSet]) -> list[str]:
    """Give what always saying one level would reach."""
    lines = ["| set | always this level | accepted | below | above |", "|---|---|---|---|---|"]
    for name, one in groups.items():
        for level in Urgency:
            ranks = [_levels(a) for a in one.assessed]
            accepted = sum(level.rank in some for some in ranks)
            below, above = (
                sum(level.rank < min(some) for some in ranks),
                sum(level.rank > max(some) for some in ranks),
            )
            lines.append(
                f"| {name} | {level.value} | {percent(accepted, len(ranks))} | {percent(below, len(ranks))} "
                f"| {percent(above, len(ranks))} |"
            )
    return lines


def _levels(one: Assessment) -> set[int]:
    answer = answer_of(one)
    return {Urgency(level).rank for level in answer.urgency_acceptable or (answer.urgency,)}
