"""Each possible cause in three columns, with every number that its weight was made of, so that it can be computed by hand."""

from __future__ import annotations

import math

from legato.inference.wording import Wording
from legato.knowledge.library import Library
from legato.model.assessment import Assessment
from legato.model.condition import Evidence
from legato.model.differential import Band, Contribution, Differential, Hypothesis
from legato.model.explanation import WHOLE, CauseTable, Line, Section
from legato.model.next_step import NextStep
from legato.model.presence import Presence

__all__ = ["cause_tables", "next_tests_section", "other_readings_section", "shown_causes"]

_TOP = 6
_MOST_TESTS = 4
_MOST_MISSING = 6
_SHOWN_BANDS = (Band.LEADING, Band.LIKELY)


def shown_causes(differential: Differential) -> tuple[Hypothesis, ...]:
    """Give the first six causes, and every one that leads or is likely.

    Parameters
    ----------
    differential : Differential

    Returns
    -------
    tuple of Hypothesis
        Best first.
    """
    return tuple(
        row for index, row in enumerate(differential.hypotheses) if index < _TOP or row.band in _SHOWN_BANDS
    )


def cause_tables(one: Assessment, *, words: Wording, library: Library) -> tuple[CauseTable, ...]:
    """Lay out what speaks for each cause, what against it, and what is missing.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    tuple of CauseTable
    """
    return tuple(_table(row, words=words, library=library) for row in shown_causes(one.differential))


def _table(row: Hypothesis, *, words: Wording, library: Library) -> CauseTable:
    condition = library.conditions[row.condition]
    evidence = {record.finding: record for record in condition.evidence}
    prior = row.prior
    source = library.by_id("condition")[condition.id]["prior"]
    return CauseTable(
        condition=condition.id,
        name=condition.name,
        band=words.say(f"band.{row.band.value}"),
        weight=row.weight,
        urgency=Line(
            words.say(
                "c.cause.urgency",
                level=words.say(f"c.level.{condition.urgency.value}"),
                note=condition.urgency_note,
            ),
            (condition.id,),
        ),
        prior=Line(
            words.say(
                "c.cause.prior",
                trust=prior.trust,
                odds=prior.odds,
                age=prior.age_factor,
                sex=prior.sex_factor,
                value=prior.log_odds,
            ),
            (condition.id,),
            f"{source['source']} {source['confidence']}",
        ),
        total=_total(row, words=words),
        speaks_for=tuple(_row(one, words=words, library=library) for one in row.speaks_for),
        speaks_against=tuple(_row(one, words=words, library=library) for one in row.speaks_against),
        missing=tuple(
            _missing(code, evidence, words=words, library=library)
            for code in sorted(row.missing, key=lambda code: evidence[code].present <= 1)[:_MOST_MISSING]
        ),
        tests=tuple(
            _test_line(test, condition.id, words=words, library=library)
            for test in condition.tests[:_MOST_TESTS]
        ),
        held_back=_held_back(row, words=words, library=library),
    )


def _total(row: Hypothesis, *, words: Wording) -> Line:
    """Write the weight as the sum of the printed numbers."""
    terms = [row.prior.log_odds]
    terms += [one.log_ratio for one in (*row.speaks_for, *row.speaks_against) if one.counts]
    text = words.say("c.cause.total", terms=" ".join(f"{term:+.3f}" for term in terms), weight=row.weight)
    return Line(text, (row.condition, WHOLE))


def _row(one: Contribution, *, words: Wording, library: Library) -> Line:
    """Write one finding with its ratio, its source, and whether it counts."""
    finding = library.findings[one.finding]
    ratio = f"{one.ratio:g}"
    if not math.isclose(one.ratio, one.recorded_ratio):
        share = finding.background if one.presence is Presence.PRESENT else 1 - finding.background
        ratio = words.say(
            f"c.cause.limited.{one.presence.value}", ratio=one.ratio, share=share, recorded=one.recorded_ratio
        )
    text = words.say(
        "c.cause.row",
        presence=words.say(f"c.cause.{one.presence.value}"),
        text=finding.text,
        ratio=ratio,
        log=one.log_ratio,
        kind=words.say(f"c.cause.kind.{one.kind}"),
    )
    mark = words.say("c.cause.counts" if one.counts else "c.cause.stands_behind", group=one.group)
    return Line(text, (one.finding,), f"{one.source} {one.confidence}", mark)


def _missing(code: str, evidence: dict[str, Evidence], *, words: Wording, library: Library) -> Line:
    record = evidence[code]
    text = words.say(
        "c.cause.missing",
        text=library.findings[code].text,
        present=record.present,
        absent=record.absent,
    )
    return Line(text, (code,), f"{record.source} {record.confidence}")


def _test_line(id_: str, condition: str, *, words: Wording, library: Library) -> Line:
    test = library.by_id("test")[id_]
    text = words.say(
        "c.cause.test",
        name=test["name"],
        can="; ".join(test["can_tell"]),
        cannot="; ".join(test["cannot_tell"]),
    )
    return Line(text, (f"test:{id_}", condition), f"{test['sources'][0]} {test['confidence']}")


def _held_back(row: Hypothesis, *, words: Wording, library: Library) -> str:
    """Say why a cause may not stand first."""
    if not row.held_back:
        return ""
    reasons = []
    for reason in row.held_back:
        if words.has(f"c.cause.held.{reason}"):
            reasons.append(words.say(f"c.cause.held.{reason}"))
        else:
            texts = [
                library.findings[code].text if code in library.findings else code
                for code in reason.split(" or ")
            ]
            reasons.append(words.say("c.cause.held.answer", texts=words.say("c.or").join(texts)))
    return words.say("c.cause.held", reasons="; ".join(reasons))


def other_readings_section(one: Assessment, *, words: Wording, library: Library) -> Section:
    """Give "none of these", two causes at once, and how later results changed the order.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    differential = one.differential
    ranked = differential.hypotheses
    above = sum(row.weight > differential.none_weight for row in ranked)
    place = (
        words.say("c.other.none.above")
        if differential.does_none_fit
        else words.say("c.other.none.below", count=above, all=len(ranked))
    )
    lines = [
        words.line("c.other.none", basis=(WHOLE,), weight=differential.none_weight, place=place),
    ]
    for pair in differential.pairs:
        first, second = (library.conditions[id_].name for id_ in pair.conditions)
        lines.append(
            words.line(
                "c.other.pair",
                basis=(*pair.conditions, *pair.first_explains, *pair.second_explains, WHOLE),
                first=first,
                second=second,
                gain=pair.gain,
                mine=", ".join(library.findings[code].text for code in pair.first_explains),
                theirs=", ".join(library.findings[code].text for code in pair.second_explains),
            )
        )
    if not differential.pairs:
        lines.append(words.line("c.other.no_pair", basis=(WHOLE,)))
    if one.case.results_later:
        later = one.differential_with_results.hypotheses[:_TOP]
        causes = "; ".join(
            words.say(
                "c.other.later.one",
                name=library.conditions[row.condition].name,
                band=words.say(f"band.{row.band.value}"),
                weight=row.weight,
            )
            for row in later
        )
        lines.append(words.line("c.other.later", basis=(*one.case.results_later, WHOLE), causes=causes))
    return Section("other_readings", words.say("c.other.heading"), tuple(lines))


def next_tests_section(one: Assessment, *, words: Wording, library: Library) -> Section:
    """Give what would tell most for its burden, with what it can and cannot tell.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    lines = tuple(_next_line(step, words=words, library=library) for step in one.next_for_clinician)
    return Section("next_tests", words.say("c.next.heading"), lines, words.say("c.next.empty"))


def _next_line(one: NextStep, *, words: Wording, library: Library) -> Line:
    text = words.say(
        "c.next.step",
        name=one.step.name,
        bits=one.gain_bits,
        burden=one.step.burden,
        telling=", ".join(library.findings[code].text for code in one.telling[:_MOST_TESTS]),
        separates=", ".join(library.conditions[id_].name for id_ in one.separates),
    )
    test = library.by_id("test").get(one.step.id)
    if test is not None:
        can, cannot = "; ".join(test["can_tell"]), "; ".join(test["cannot_tell"])
        text = f"{text} {words.say('c.next.can', can=can, cannot=cannot)}"
    return Line(text, (one.step.id, WHOLE))
