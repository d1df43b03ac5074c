"""The five parts of the page for the person: why, what was measured, points to harmless, points to a check, what is unknown.

Each line names the rule and the answers that it rests on, so that taking an answer away takes away exactly its lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from legato.inference.telling import Teller
from legato.inference.wording import Wording
from legato.knowledge.library import Library
from legato.model.assessment import Assessment, DerivedFinding
from legato.model.differential import Band
from legato.model.explanation import WHOLE, Line, Section
from legato.model.facts import Origin
from legato.model.urgency import FiredRule, Urgency

__all__ = [
    "check_section",
    "harmless_section",
    "impact_section",
    "measured_section",
    "open_signs",
    "unknown_section",
    "why_section",
]

_MOST_DENIED = 4
_MOST_PATTERNS = 3


def why_section(one: Assessment, *, teller: Teller, words: Wording, library: Library) -> Section:
    """Say why the level is what it is: the rules that set it, or what keeps looking after it oneself closed.

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
    triage = one.triage
    lines = [
        _rule_line(rule, teller=teller, words=words, library=library)
        for rule in triage.rules
        if rule.level is triage.urgency
    ]
    if triage.unanswered and triage.urgency is Urgency.DAYS_TO_WEEKS:
        lines += [words.line("why.open"), words.line("why.open.answer")]
    lines += [
        _closed_line(reason, teller=teller, words=words, library=library)
        for reason in triage.closed_self_care
    ]
    return Section("why", words.say("why.heading"), tuple(lines), words.say("why.empty"))


def check_section(one: Assessment, *, teller: Teller, words: Wording, library: Library) -> Section:
    """Say what else points to a check: every other rule that holds.

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
    level = one.triage.urgency
    lines = tuple(
        _rule_line(rule, teller=teller, words=words, library=library)
        for rule in one.triage.rules
        if rule.level is not level
    )
    empty = "check.empty.self_care" if level is Urgency.SELF_CARE else "check.empty"
    return Section("check", words.say("check.heading"), lines, words.say(empty))


def _rule_line(rule: FiredRule, *, teller: Teller, words: Wording, library: Library) -> Line:
    """Tell the answers that made a rule hold, and why the rule asks for help."""
    notes = [words.say(f"note.{code}") for code in rule.facts if words.has(f"note.{code}")]
    parts = [teller.tell(rule.facts), words.say(f"because.{rule.id}"), *notes]
    record = next((known for known in library.triage.rules if known.id == rule.id), None)
    gate = library.records("self_care_gate")[0]
    source = f"{record.source} {record.confidence}" if record else f"{gate['source']} {gate['confidence']}"
    return Line(" ".join(part for part in parts if part), (rule.id, *rule.facts), source)


def _closed_line(reason: str, *, teller: Teller, words: Wording, library: Library) -> Line:
    """Say what keeps looking after it oneself closed."""
    if reason in library.findings:
        return Line(f"{teller.tell([reason])} {words.say('closed.code')}", (library.triage.gate.id, reason))
    return words.line(f"closed.{reason}", basis=(library.triage.gate.id,))


def harmless_section(one: Assessment, *, teller: Teller, words: Wording) -> Section:
    """Say which answers point to a harmless cause. It never says that the shaking is harmless.

    Parameters
    ----------
    one : Assessment
    teller : Teller
    words : Wording

    Returns
    -------
    Section
        Empty at an emergency: nothing there may calm.
    """
    heading = words.say("harmless.heading")
    if one.triage.urgency is Urgency.EMERGENCY_NOW:
        return Section("harmless", heading, (), words.say("harmless.emergency"))
    lines = []
    for code in sorted(code for code in one.facts.present if one.facts.has_stated(code)):
        id_ = f"harmless.{code}"
        if words.has(id_):
            lines.append(
                Line(f"{teller.tell([code])} {words.say(id_)}", (code, *words.basis(id_), f"words:{id_}"))
            )
    lines += _denied(one, teller=teller, words=words)
    if one.facts.red_flags_asked:
        lines.append(words.line("harmless.asked", basis=("red_flags_asked",)))
    if lines:
        lines.append(words.line("harmless.caveat"))
    return Section("harmless", heading, tuple(lines), words.say("harmless.empty"))


def _denied(one: Assessment, *, teller: Teller, words: Wording) -> list[Line]:
    """Tell the denials that count most.

    A score below its mark is told as a number elsewhere, and that somebody denied thoughts of self-harm comforts nobody.
    """
    asked, of_crisis = one.facts.red_flags_asked, words.basis("crisis.heading")
    telling = [
        code
        for code, origins in one.facts.absent.items()
        if Origin.STATED in origins and code not in one.facts.present and code not in of_crisis
        if not code.startswith("test:")
        and teller.severity(code) >= Urgency.DAYS_TO_WEEKS.rank
        and not (asked and teller.severity(code) == Urgency.EMERGENCY_NOW.rank)
    ]
    return [Line(teller.tell_absent(code), (code,)) for code in teller.by_severity(telling)[:_MOST_DENIED]]


def measured_section(one: Assessment, *, teller: Teller, words: Wording) -> Section:
    """Say what the recordings showed, what was looked for and not found, and what could not be told.

    Parameters
    ----------
    one : Assessment
    teller : Teller
    words : Wording

    Returns
    -------
    Section
    """
    lines = [
        Line(teller.tell([code]), (code,))
        for code in one.facts.present
        if teller.who(code) == "recording" and not any(row.finding == code for row in one.derived)
    ]
    for row in _worth_showing(one.derived, teller=teller):
        basis = (row.finding, row.rule, f"recording:{row.recording}")
        plain = teller.plain(row.finding)
        if row.presence == "present":
            text = words.say(
                "lead.recording" if len(plain.split()) <= 16 else "lead.recording.short", plain=plain
            )
        else:
            text = words.say("measured.absent", plain=plain)
        lines.append(Line(text, basis))
    unknown = tuple(row.finding for row in one.derived if row.presence == "unknown")
    if lines and unknown:
        lines.append(words.line("measured.unknown", basis=unknown))
    if one.analyses and not lines:
        lines.append(words.line("measured.nothing_told"))
    if lines:
        lines.append(words.line("measured.caveat"))
    return Section("measured", words.say("measured.heading"), tuple(lines), words.say("measured.empty"))


_QUIET = "noise_floor"


def _worth_showing(derived: Sequence[DerivedFinding], *, teller: Teller) -> list[DerivedFinding]:
    """Give what was found, then what was looked for in vain where nothing of its kind was found.

    That a rhythm of 15 Hz is none of 5 Hz tells a reader nothing; the page for the clinician lists all.
    """
    found = [row for row in derived if row.presence == "present"]
    kinds = {teller.group(row.finding) for row in found}
    if found:
        kinds.add(_QUIET)  # that it was not quiet is said by what was found
    sought = [row for row in derived if row.presence == "absent" and teller.group(row.finding) not in kinds]
    return [*found, *sought]


def unknown_section(one: Assessment, *, teller: Teller, words: Wording, library: Library) -> Section:
    """Say what is not known: open warning signs, contradictions, what was not asked, examined or tested, and the cause.

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
    lines = [
        Line(words.say("unknown.red_flag", signs=words.say(id_)), (*codes, f"words:{id_}"))
        for id_, codes in open_signs(one, words=words, library=library).items()
    ]
    lines += [
        words.line("unknown.conflict", basis=(code,), plain=teller.plain(code))
        for code in one.facts.conflicts
    ]
    known = {*one.facts.present, *one.facts.absent}
    if one.triage.urgency is not Urgency.EMERGENCY_NOW:
        lines += [
            words.line("unknown.not_asked", basis=(f"words:{id_}",), what=words.say(id_))
            for id_ in words.ids("asked.")
            if not _is_known(words.basis(id_), known)
        ]
    lines += [
        words.line(id_)
        for id_ in ("unknown.not_examined", "unknown.not_tested")
        if not _is_known(words.basis(id_), known)
    ]
    if any(score.total is None and library.scales[score.scale].is_summed for score in one.scales):
        lines.append(words.line("unknown.score"))
    lines.append(words.line("unknown.cause"))
    if one.triage.urgency.rank < Urgency.SAME_DAY.rank:
        lines += _patterns(one, words=words, library=library)
    return Section("unknown", words.say("unknown.heading"), tuple(lines))


def open_signs(one: Assessment, *, words: Wording, library: Library) -> dict[str, tuple[str, ...]]:
    """Give the unanswered emergency signs by the page of questions that asks for them.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    dict of str to tuple of str
        Codes by id of the wording, in the order of the questions.
    """
    first: dict[str, str] = {}
    for question in library.questions.values():
        for option in question.options:
            for code in option.present:
                first.setdefault(code, f"open.{question.id}")
    found: dict[str, list[str]] = {}
    for code in one.triage.unanswered:
        id_ = first.get(code, "open.other")
        found.setdefault(id_ if words.has(id_) else "open.other", []).append(code)
    order = [f"open.{question}" for question in library.questions] + ["open.other"]
    return {id_: tuple(found[id_]) for id_ in order if id_ in found}


def _is_known(beginnings: tuple[str, ...], known: set[str]) -> bool:
    return any(code.startswith(beginnings) for code in known)


def _patterns(one: Assessment, *, words: Wording, library: Library) -> list[Line]:
    """Say which patterns the answers fit, in words for the bands, and never as a finding."""
    ranked = one.differential.hypotheses
    fitting = [row for row in ranked if row.band in (Band.LEADING, Band.LIKELY)][:_MOST_PATTERNS]
    if not fitting or one.differential.does_none_fit:
        return [words.line("unknown.none", basis=(WHOLE,))]
    lines = [words.line("unknown.several", basis=(WHOLE,))]
    for index, row in enumerate(fitting):
        cause = library.conditions[row.condition].plain_name
        id_ = f"unknown.{row.band.value}.first" if index == 0 else ""
        band = id_ if id_ and words.has(id_) else f"unknown.{row.band.value}"
        lines.append(words.line(band, basis=(row.condition, WHOLE), cause=cause))
    if one.differential.pairs:
        pair = one.differential.pairs[0]
        first, second = (library.conditions[id_].plain_name for id_ in pair.conditions)
        lines.append(words.line("unknown.two", basis=(*pair.conditions, WHOLE), first=first, second=second))
    lines.append(words.line("unknown.pattern"))
    return lines


def impact_section(one: Assessment, *, teller: Teller, words: Wording, library: Library) -> Section:
    """Say what the shaking does to the person's life, or that nobody asked.

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
    codes = [code for code in words.basis("impact.heading") if code in one.facts.present]
    lines = [Line(teller.tell([code]), (code,)) for code in codes]
    for scale, answers in one.case.scales.items():
        if scale in library.scales and not library.scales[scale].is_summed:
            lines += [
                Line(words.say("impact.rating", item=item.text, points=points), (f"{scale}:{item.id}",))
                for item, points in zip(library.scales[scale].items, answers)
                if points is not None
            ]
    if any(code != "symptom:no_distress" for code in codes):
        lines.append(words.line("impact.help"))
    return Section("impact", words.say("impact.heading"), tuple(lines), words.say("impact.empty"))
