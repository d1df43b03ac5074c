"""The findings of a case in the order of the clinic: rules, three opening lines, positives and telling negatives, what is not known."""

from __future__ import annotations

from collections.abc import Iterable

from legato.inference.telling import Teller
from legato.inference.wording import Wording
from legato.knowledge.library import Library
from legato.model.assessment import Assessment, DerivedFinding, ScaleScore
from legato.model.explanation import Line, Section
from legato.model.facts import Origin
from legato.model.urgency import FiredRule, Urgency

__all__ = [
    "finding_sections",
    "impact_section",
    "not_known_section",
    "opening_section",
    "person_line",
    "triage_section",
    "unanswered_section",
]

_NOT_STATED = frozenset({Origin.DENIED, Origin.IMPLIED})


def person_line(one: Assessment, *, words: Wording) -> Line:
    """Say age, sex and setting, which the odds begin with.

    Parameters
    ----------
    one : Assessment
    words : Wording

    Returns
    -------
    Line
    """
    facts = one.facts
    age = facts.age_years
    return words.line(
        "c.person",
        basis=("age", "sex", "setting"),
        age=words.say("c.person.age_unknown") if age is None else words.say("c.person.years", years=age),
        sex=words.say(f"c.person.{facts.sex}" if facts.sex else "c.person.sex_unknown"),
        setting=words.say(f"c.setting.{facts.setting}"),
    )


def triage_section(one: Assessment, *, words: Wording, library: Library) -> Section:
    """List the rules that hold, each with the facts that made it hold and its source.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    lines = [_rule_line(rule, words=words, library=library) for rule in one.triage.rules]
    if one.triage.unanswered and one.triage.urgency is Urgency.DAYS_TO_WEEKS:
        level = words.say(f"c.level.{one.triage.urgency.value}")
        lines.append(words.line("c.triage.open", level=level))
    for reason in one.triage.closed_self_care:
        is_code = reason in library.findings
        text = library.findings[reason].text if is_code else words.say(f"c.closed.{reason}")
        lines.append(words.line("c.triage.closed", basis=(library.triage.gate.id, reason), reason=text))
    lines.append(words.line("c.triage.fixed"))
    return Section("triage", words.say("c.triage.heading"), tuple(lines))


def _rule_line(fired: FiredRule, *, words: Wording, library: Library) -> Line:
    facts = _texts(fired.facts, library=library)
    record = next((rule for rule in library.triage.rules if rule.id == fired.id), None)
    if record is None:
        gate = library.records("self_care_gate")[0]
        text = words.say("c.triage.gate", facts=facts)
        return Line(text, (fired.id, *fired.facts), f"{gate['source']} {gate['confidence']}")
    text = words.say(
        "c.triage.rule",
        rule=fired.id,
        level=words.say(f"c.level.{fired.level.value}"),
        title=record.title,
        facts=facts,
        why=record.why,
    )
    return Line(text, (fired.id, *fired.facts), f"{record.source} {record.confidence}")


def _texts(codes: Iterable[str], *, library: Library) -> str:
    return ", ".join(library.findings[code].text for code in codes)


def unanswered_section(one: Assessment, *, words: Wording, library: Library) -> Section:
    """List every emergency sign that nobody answered.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    lines = tuple(Line(library.findings[code].text, (code,)) for code in one.triage.unanswered)
    return Section("unanswered", words.say("c.unanswered.heading"), lines, words.say("c.unanswered.empty"))


def opening_section(one: Assessment, *, teller: Teller, words: Wording, library: Library) -> Section:
    """Give frequency, duration and what comes with it: always three lines.

    Parameters
    ----------
    one : Assessment
    teller : Teller
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    present = one.facts.present
    lines = []
    for id_, beginning in (("c.opening.frequency", "frequency:"), ("c.opening.duration", "tempo:")):
        codes = tuple(code for code in present if code.startswith(beginning))
        text = _texts(codes, library=library) or words.say("c.not_asked")
        lines.append(words.line(id_, basis=codes, text=text))
    asked = one.facts.red_flags_asked or any(code.startswith("symptom:") for code in one.facts.absent)
    with_it = tuple(teller.by_severity(code for code in present if code.startswith(("symptom:", "sign:"))))
    nothing = words.say("c.none_reported" if asked else "c.not_asked")
    lines.append(
        words.line("c.opening.with", basis=with_it, text=_texts(with_it, library=library) or nothing)
    )
    return Section("opening", words.say("c.opening.heading"), tuple(lines))


def finding_sections(
    one: Assessment, *, teller: Teller, words: Wording, library: Library
) -> tuple[Section, ...]:
    """Give history, examination, recordings and tests: what is there first, then what is not.

    Parameters
    ----------
    one : Assessment
    teller : Teller
    words : Wording
    library : Library

    Returns
    -------
    tuple of Section
    """
    sections = []
    for id_ in words.ids("c.section."):
        name = id_.removeprefix("c.section.")
        beginnings = words.basis(id_)
        lines = [
            _fact_line(code, teller=teller, words=words, library=library)
            for code in one.facts.present
            if code.startswith(beginnings) and not teller.is_implied(code)
        ]
        lines += [
            _fact_line(code, teller=teller, words=words, library=library, is_absent=True)
            for code, origins in one.facts.absent.items()
            if code.startswith(beginnings) and not origins <= _NOT_STATED
        ]
        if name == "symptoms" and one.facts.red_flags_asked:
            lines.append(words.line("c.red_flags", basis=("red_flags_asked",)))
        if name == "recordings":
            lines += _derived_lines(one, words=words, library=library)
        if name == "tests":
            lines += [_scale_line(score, words=words, library=library) for score in one.scales]
        sections.append(Section(name, words.say(id_), tuple(lines), words.say(f"c.empty.{name}")))
    return tuple(sections)


def _fact_line(
    code: str, *, teller: Teller, words: Wording, library: Library, is_absent: bool = False
) -> Line:
    who = words.say(f"c.{teller.who(code, is_absent=is_absent)}")
    text = words.say("c.absent" if is_absent else "c.present", text=library.findings[code].text, who=who)
    return Line(text, (code,))


def _derived_lines(one: Assessment, *, words: Wording, library: Library) -> list[Line]:
    """Tell what the recordings showed and what they did not, with the numbers."""
    return [
        Line(
            words.say(
                "c.derived",
                presence=words.say(f"c.derived.{row.presence}"),
                text=library.findings[row.finding].text,
                reason=row.reason,
                recording=row.recording,
            ),
            (row.finding, row.rule, f"recording:{row.recording}"),
        )
        for row in one.derived
        if row.presence != "unknown"
    ]


def _scale_line(score: ScaleScore, *, words: Wording, library: Library) -> Line:
    name = library.scales[score.scale].name
    basis = (f"scale:{score.scale}", *score.present, *score.absent)
    if score.total is None:
        return Line(words.say("c.scale.none", name=name, note=score.note), basis)
    text = words.say("c.scale", name=name, total=score.total, most=score.most, band=score.band)
    return Line(text, basis, f"{library.scales[score.scale].source} {library.scales[score.scale].confidence}")


def _not_derived(one: Assessment, *, words: Wording, library: Library) -> list[Line]:
    """Say what the recordings could not tell, one line for each reason."""
    reasons: dict[str, list[DerivedFinding]] = {}
    for row in one.derived:
        if row.presence == "unknown":
            reasons.setdefault(row.reason, []).append(row)
    return [
        words.line(
            "c.not_known.derived",
            basis=tuple(part for row in rows for part in (row.finding, row.rule)),
            text="; ".join(library.findings[row.finding].text for row in rows),
            reason=reason,
        )
        for reason, rows in reasons.items()
    ]


def not_known_section(one: Assessment, *, words: Wording, library: Library) -> Section:
    """Say what was not asked, not examined, not measured and not tested, each as such.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    known = {*one.facts.present, *one.facts.absent}
    lines = [
        words.line("c.not_known.asked", basis=(id_,), what=words.say(id_))
        for id_ in words.ids("c.topic.")
        if not any(code.startswith(words.basis(id_)) for code in known)
    ]
    lines += [
        words.line("c.not_known.examined", basis=(item["id"],), item=item["name"])
        for item in library.records("exam_item")
        if item["who"] == "clinician" and known.isdisjoint(item["codes"])
    ]
    if not one.analyses and not any(code.startswith("measure:") for code in known):
        lines.append(words.line("c.not_known.measured"))
    lines += _not_derived(one, words=words, library=library)
    if not any(code.startswith("test:") for code in known):
        lines.append(words.line("c.not_known.tested"))
    lines += [
        words.line("c.conflict", basis=(code,), text=library.findings[code].text)
        for code in one.facts.conflicts
    ]
    return Section("not_known", words.say("c.not_known.heading"), tuple(lines))


def impact_section(one: Assessment, *, words: Wording, library: Library) -> Section:
    """Say how it affects the person, or that nobody asked; it stands beside the movement.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    lines = [
        Line(library.findings[code].text, (code,))
        for code in words.basis("impact.heading")
        if code in one.facts.present
    ]
    for id_, answers in one.case.scales.items():
        scale = library.scales.get(id_)
        if scale is not None and not scale.is_summed:
            lines += [
                Line(words.say("c.impact.rating", item=item.text, points=points), (f"{id_}:{item.id}",))
                for item, points in zip(scale.items, answers)
                if points is not None
            ]
    return Section("impact", words.say("c.impact.heading"), tuple(lines), words.say("c.impact.empty"))
