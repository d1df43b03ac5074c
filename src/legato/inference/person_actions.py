"""What the person can do: whom to call, the next three steps, words for the telephone, what to try, what to watch for.

Nothing here tells anybody to begin, stop or change a medicine, and nothing is measured while help is urgent.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from legato.inference.readability import longest_sentence_words
from legato.inference.steps import all_steps
from legato.inference.telling import MOST_WORDS, Teller
from legato.inference.wording import Wording
from legato.knowledge.library import Library
from legato.model.assessment import Assessment
from legato.model.differential import Band
from legato.model.explanation import WHOLE, ContactLine, Line, Section
from legato.model.facts import Facts, Origin
from legato.model.next_step import Step
from legato.model.urgency import Urgency

__all__ = [
    "care_section",
    "contact_lines",
    "crisis_section",
    "dates_of",
    "more_urgent_causes",
    "next_section",
    "say_section",
    "sooner_section",
]

_STEPS = 3
_MOST_TOLD = 6
_CALM = (Urgency.SELF_CARE, Urgency.ROUTINE)


def crisis_section(one: Assessment, *, country: Mapping[str, Any], words: Wording) -> Section | None:
    """Give what stands before everything else where thoughts of self-harm were told; None where they were not.

    Parameters
    ----------
    one : Assessment
    country : mapping
        Record of the country.
    words : Wording

    Returns
    -------
    Section or None
    """
    told = tuple(code for code in words.basis("crisis.heading") if one.facts.has(code))
    if not told:
        return None
    number = country["emergency"]["number"]
    lines = [
        words.line("crisis.thanks", basis=told),
        words.line("crisis.now", basis=told, number=number),
        *(
            words.line(
                "crisis.line",
                basis=(*told, f"country:{country['id']}"),
                who=line["name"],
                how=_how(line, words=words),
                number=line["number"],
                hours=line["hours"],
            )
            for line in country["crisis_lines"]
        ),
        *(words.line(f"crisis.{part}", basis=told) for part in ("trust", "safe", "watch")),
    ]
    return Section("crisis", words.say("crisis.heading"), tuple(lines))


def contact_lines(one: Assessment, *, country: Mapping[str, Any], words: Wording) -> tuple[ContactLine, ...]:
    """Give the numbers to call: of a crisis first, then of an emergency, then of the line for today.

    Parameters
    ----------
    one : Assessment
    country : mapping
    words : Wording

    Returns
    -------
    tuple of ContactLine
    """
    lines = []
    needs_crisis = any(
        one.facts.has(code) for id_ in ("crisis.heading", "crisis.support") for code in words.basis(id_)
    )
    if needs_crisis:
        lines += [
            ContactLine(
                words.say(
                    "contact.crisis", who=line["name"], how=_how(line, words=words), hours=line["hours"]
                ),
                line["number"],
                line["note"],
                "crisis",
                line["how"],
            )
            for line in country["crisis_lines"]
        ]
    emergency = country["emergency"]
    lines.append(
        ContactLine(
            words.say("contact.emergency"), emergency["number"], emergency.get("note", ""), "emergency"
        )
    )
    if one.facts.has("history:overdose_suspected") or any(rule.id == "E14" for rule in one.triage.rules):
        lines.append(_service(country["poison_line"], words=words))
    if one.triage.urgency is not Urgency.EMERGENCY_NOW:
        lines.append(_service(country["urgent_line"], words=words))
    return tuple(lines)


def _how(line: Mapping[str, Any], *, words: Wording) -> str:
    """Say how a crisis line is reached; the record itself says it for programs."""
    return words.say(f"how.{line['how'].replace(' ', '_')}")


def _service(line: Mapping[str, Any], *, words: Wording) -> ContactLine:
    """Give a service; one without a single number is told with where to find it."""
    if not line["number"]:
        return ContactLine(line["name"], words.say("contact.none"), line["note"])
    note = words.say("contact.hours", hours=line["hours"], note=line["note"])
    return ContactLine(line["name"], line["number"], note)


def next_section(
    one: Assessment, *, dates: Mapping[str, str], country: Mapping[str, Any], words: Wording, library: Library
) -> Section:
    """Give the next three steps, after the first help that a rule asks for.

    Parameters
    ----------
    one : Assessment
    dates : mapping of str to str
        Written dates by level.
    country : mapping
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    level = one.triage.urgency
    lines = [
        words.line(id_, basis=words.basis(id_))
        for id_ in words.ids("aid.")
        if _is_aid_due(words.basis(id_), one=one, library=library)
    ]
    fixed = words.ids(f"next.{level.value}.")
    number = country["emergency"]["number"]
    steps = [words.line(id_, number=number, date=dates[level.value]) for id_ in fixed]
    if level.rank < Urgency.SAME_DAY.rank:
        for step in one.next_for_person:
            signs = f"open.{step.step.id}"
            if step.is_safety_first and words.has(signs):
                text = words.say("next.signs", signs=words.say(signs))
            else:
                plain = _step_words(step.step, library=library)
                text = words.say(f"next.{step.step.kind}", plain=plain)
            steps.append(Line(text, (step.step.id, WHOLE)))
    lines += steps[:_STEPS]
    medicines = tuple(code for code in one.facts.present if code.startswith("drug:"))
    if medicines:
        lines.append(words.line("next.medicine", basis=medicines))
    id_ = f"next.heading.{level.value}"
    heading = words.say(id_ if words.has(id_) else "next.heading")
    return Section("next", heading, tuple(lines), words.say("next.none"))


def _step_words(step: Step, *, library: Library) -> str:
    """Give the words of a step in the language of the page, whatever the library was that the case was assessed with."""
    same = (one.plain for one in all_steps(library) if (one.kind, one.id) == (step.kind, step.id))
    return next(same, step.plain)


def _is_aid_due(basis: tuple[str, ...], *, one: Assessment, library: Library) -> bool:
    """Tell whether the rule holds and, where codes are named, one of them is there."""
    codes = [part for part in basis if part in library.findings]
    rules = set(basis) - set(codes)
    holds = any(rule.id in rules for rule in one.triage.rules)
    return holds and (not codes or any(one.facts.has(code) for code in codes))


def say_section(one: Assessment, *, teller: Teller, words: Wording) -> Section:
    """Give words for the telephone: who calls, how long, how often, what comes with it, what to ask.

    Parameters
    ----------
    one : Assessment
    teller : Teller
    words : Wording

    Returns
    -------
    Section
    """
    level = one.triage.urgency
    told = tuple(code for code in words.basis("crisis.heading") if one.facts.has(code))
    lines = [words.line("say.self_harm", basis=told)] if told else []
    lines.append(words.line(f"say.{level.value}"))
    for code, id_ in (
        ("history:child", "say.child"),
        ("history:pregnant", "say.pregnant"),
        ("history:postpartum", "say.pregnant"),
    ):
        if one.facts.has(code):
            lines.append(words.line(id_, basis=(code,)))
    times: list[Line] = []
    for beginning, prompt in (("tempo:", "say.how_long"), ("frequency:", "say.how_often")):
        stated = [code for code in one.facts.present if code.startswith(beginning)]
        times += [_tell(code, teller=teller, words=words) for code in stated]
        if not stated:
            times.append(words.line(prompt))
    worth = [code for code in one.facts.present if _is_worth_telling(code, one.facts, told=told)]
    signs = [_tell(code, teller=teller, words=words) for code in teller.by_severity(worth)[:_MOST_TOLD]]
    # In an emergency the sign comes first: a call taker decides on the first sentence.
    lines += [*signs, *times] if level is Urgency.EMERGENCY_NOW else [*times, *signs]
    ask = f"say.ask.{level.value}"
    lines.append(words.line(ask if words.has(ask) else "say.ask"))
    heading = "say.heading.self_care" if level is Urgency.SELF_CARE else "say.heading"
    return Section("say", words.say(heading), tuple(lines))


def _is_worth_telling(code: str, facts: Facts, *, told: tuple[str, ...]) -> bool:
    """Leave out what has its own line, and what age and sex say by themselves."""
    own_line = code.startswith(("tempo:", "frequency:")) or code in told
    return not own_line and facts.present[code] != {Origin.IMPLIED}


def _tell(code: str, *, teller: Teller, words: Wording) -> Line:
    text = words.say("say.tell", plain=teller.plain(code))
    if longest_sentence_words(text) > MOST_WORDS:
        text = words.say("say.tell.short", plain=teller.plain(code))
    return Line(text, (code,))


def sooner_section(one: Assessment, *, words: Wording, library: Library) -> Section:
    """Give the signs that need emergency care, at every level, and a first cause that is mostly seen sooner.

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
        words.line(id_, basis=words.basis(id_))
        for id_ in words.ids("sooner.")
        if id_.removeprefix("sooner.").isdigit()
    ]
    lines += [
        words.line(
            f"sooner.cause.{cause.urgency.value}",
            basis=(cause.id, WHOLE),
            cause=cause.plain_name,
        )
        for cause in (library.conditions[id_] for id_ in more_urgent_causes(one, library=library))
    ]
    emergency = one.triage.urgency is Urgency.EMERGENCY_NOW
    heading = words.say("sooner.heading.emergency_now" if emergency else "sooner.heading")
    if any(one.facts.has(code) for code in words.basis("crisis.support")):
        lines.append(words.line("crisis.support", basis=words.basis("crisis.support")))
    return Section("sooner", heading, tuple(lines))


def more_urgent_causes(one: Assessment, *, library: Library) -> tuple[str, ...]:
    """Give the cause that stands first where it is typically seen sooner than the rules asked for.

    Parameters
    ----------
    one : Assessment
    library : Library

    Returns
    -------
    tuple of str
        A cause that leads, or the first of those that are likely; empty where the level is as high.
    """
    first = one.differential.hypotheses[:1]
    return tuple(
        row.condition
        for row in first
        if row.band in (Band.LEADING, Band.LIKELY)
        and library.conditions[row.condition].urgency.rank > one.triage.urgency.rank
    )


def care_section(one: Assessment, *, words: Wording, library: Library) -> Section:
    """Give what the person can try, only where the level is self-care or routine.

    Parameters
    ----------
    one : Assessment
    words : Wording
    library : Library

    Returns
    -------
    Section
    """
    heading, empty = words.say("care.heading"), words.say("care.empty")
    if one.triage.urgency not in _CALM:
        return Section("care", heading, (), empty)
    lines = []
    for record in library.records("self_care"):
        reasons = tuple(code for code in record["for"] if one.facts.has_stated(code))
        if any(one.facts.has(code) for code in record["not_if"]):
            continue
        is_general = not record["for"] and record["id"] in words.basis(
            f"care.general.{one.triage.urgency.value}"
        )
        is_offered = record["kind"] == "advice" or record["id"] in words.basis("care.limits")
        if (is_offered and reasons) or is_general:
            text = record["plain"]
            if record.get("stop_if"):
                text = words.say("care.advice", plain=text, stop_if=record["stop_if"])
            source = f"{record['source']} {record['confidence']}"
            lines.append(Line(text, (f"self_care:{record['id']}", *reasons), source))
    lines += _coping(one, words=words, library=library)
    if lines:
        lines.append(words.line("care.stop"))
    return Section("care", heading, tuple(lines), empty)


def _coping(one: Assessment, *, words: Wording, library: Library) -> list[Line]:
    """Give one way to cope for each topic that an answer calls for; which way belongs to which topic is data."""
    records = library.by_id("coping")
    lines = []
    for topic in words.ids("cope."):
        way, *codes = words.basis(topic)
        reasons = tuple(code for code in codes if one.facts.has_stated(code))
        if reasons:
            record = records[way.removeprefix("coping:")]
            text = words.say(
                "care.coping", topic=words.say(topic), plain=record["plain"], limits=record["limits"]
            )
            lines.append(Line(text, (way, *reasons), f"{record['source']} {record['confidence']}"))
    return lines


def dates_of(today: datetime.date, *, words: Wording, library: Library) -> dict[str, str]:
    """Give the written date of each level: when to be seen, or when to look again.

    Parameters
    ----------
    today : date
    words : Wording
    library : Library

    Returns
    -------
    dict of str to str
    """
    again = next(
        figure["typical"]
        for record in library.records("self_care")
        if record["id"] == "look_again"
        for figure in record["figures"]
    )
    days = {
        Urgency.EMERGENCY_NOW: 0,
        Urgency.SAME_DAY: 0,
        Urgency.DAYS_TO_WEEKS: int(library.setting("level.weeks_within")),
        Urgency.ROUTINE: int(library.setting("level.routine_within")),
        Urgency.SELF_CARE: int(again),
    }
    return {level.value: words.date(today + datetime.timedelta(days=count)) for level, count in days.items()}
