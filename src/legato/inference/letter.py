"""Make the letter of two pages that a person takes to a visit, from the assessment and the clinician's text.

Thoughts of self-harm are left out unless the person chose to share them here; the letter then says that not every reason
stands in it, and no longer says that every emergency sign was denied.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from legato.inference.explain_clinician import explain_to_clinician
from legato.inference.free_text import scan_text
from legato.inference.wording import Wording, wording_of
from legato.knowledge.library import Library
from legato.model.assessment import Assessment
from legato.model.explanation import ClinicianText, Line, Section
from legato.model.facts import Facts, Origin
from legato.model.letter import Letter, LetterBox, LetterChoices, LetterRow, LetterTable

if TYPE_CHECKING:  # a letter without recordings must not load numpy
    from legato.model.analysis import Analysis
    from legato.model.measure import Measure

__all__ = ["make_letter", "withheld_codes"]

_MOST_LETTERS = 420  # of one item: about four lines of print
_MOST_LETTERS_OF_STORY = 300
_MOST_TOLD = 6
_NOT_TOLD = "c.not_known.derived"
_WRITE_IN_LINES = 3
_HASH_LETTERS = 8
_AS_EVER = LetterChoices()


def withheld_codes(facts: Facts, *, library: Library) -> tuple[str, ...]:
    """Give the facts that a letter leaves out unless the person chose to share them.

    Parameters
    ----------
    facts : Facts
    library : Library

    Returns
    -------
    tuple of str
        Empty where there is nothing of that kind.
    """
    return tuple(code for code in wording_of(library).basis("crisis.heading") if facts.has(code))


def make_letter(
    assessment: Assessment,
    *,
    library: Library,
    today: datetime.date,
    shares_crisis: bool = False,
    choices: LetterChoices = _AS_EVER,
) -> Letter:
    """Make the letter.

    Parameters
    ----------
    assessment : Assessment
    library : Library
    today : date
        Printed at the foot.
    shares_crisis : bool
        The person wants thoughts of self-harm to stand in it.
    choices : LetterChoices

    Returns
    -------
    Letter

    Raises
    ------
    KnowledgeError
        If a text is missing in the knowledge base.
    """
    words = wording_of(library)
    is_withheld = not shares_crisis and bool(withheld_codes(assessment.facts, library=library))
    told = assessment if shares_crisis else _without_crisis(assessment, words=words, is_withheld=is_withheld)
    is_withheld = is_withheld or any(told.facts.has(code) for code in choices.left_out)
    known = told
    told = _as_chosen(told, choices=choices)
    text = explain_to_clinician(told, library=library)
    if told is not known:
        text = _without_false_gaps(text, whole=explain_to_clinician(known, library=library), words=words)
    return Letter(
        title=words.say("letter.title"),
        lead=words.say("letter.lead"),
        blanks=(words.say("letter.name"), words.say("letter.born")),
        reference=words.say("letter.reference", id=assessment.case.id),
        notice=words.say("letter.simulated") if _is_simulated(assessment) else "",
        urgency=text.urgency,
        page_one=_page_one(
            told, text, words=words, library=library, is_withheld=is_withheld, choices=choices
        ),
        page_two=_page_two(told, text, words=words, library=library, shares_crisis=shares_crisis),
        measures=_measures(assessment.analyses, words=words),
        plan_heading=words.say("letter.plan.heading"),
        footer=_footer(assessment, today=today, words=words),
        page=words.say("letter.page"),
        more=words.say("letter.more"),
        more_one=words.say("letter.more.one"),
        unprintable=words.say("letter.unprintable"),
        name=choices.name,
    )


def _without_crisis(one: Assessment, *, words: Wording, is_withheld: bool) -> Assessment:
    """Give the assessment as it may be told: neither the facts, nor the rules that rest on them."""
    codes = frozenset(words.basis("crisis.heading"))
    told = _without(one, codes)
    # "All others were denied" would deny what is only left out.
    return replace(told, facts=replace(told.facts, red_flags_asked=False)) if is_withheld else told


def _without(one: Assessment, codes: frozenset[str]) -> Assessment:
    """Take facts out, with the rules that rest on them."""
    facts = one.facts
    for code in sorted(codes):
        facts = facts.without(code)
    rules = tuple(rule for rule in one.triage.rules if codes.isdisjoint(rule.facts))
    unanswered = tuple(code for code in one.triage.unanswered if code not in codes)
    return replace(one, facts=facts, triage=replace(one.triage, rules=rules, unanswered=unanswered))


def _without_false_gaps(text: ClinicianText, *, whole: ClinicianText, words: Wording) -> ClinicianText:
    """Say "left out" of what was left out, never that nobody asked or tested."""
    known = {line.text for line in whole.not_known.lines}
    gaps = tuple(line for line in text.not_known.lines if line.text in known)

    def told(section: Section, full: Section) -> Section:
        is_left_out = bool(full.lines) and not section.lines
        return replace(section, empty=words.say("letter.left_out")) if is_left_out else section

    return replace(
        text,
        not_known=replace(text.not_known, lines=gaps),
        impact=told(text.impact, whole.impact),
        findings=tuple(told(a, b) for a, b in zip(text.findings, whole.findings, strict=True)),
    )


def _as_chosen(one: Assessment, *, choices: LetterChoices) -> Assessment:
    """Give the assessment with nothing that the person left out; the same one where nothing was."""
    told = _without(one, frozenset(choices.left_out)) if choices.left_out else one
    if choices.scales_left_out:
        answered = {id_: rows for id_, rows in told.case.scales.items() if id_ not in choices.scales_left_out}
        scores = tuple(score for score in told.scales if score.scale not in choices.scales_left_out)
        told = replace(told, case=replace(told.case, scales=answered), scales=scores)
    if choices.medicines is not None:
        texts = {**told.case.texts, "medications": choices.medicines}
        told = replace(told, case=replace(told.case, texts=texts))
    return told


def _page_one(
    one: Assessment,
    text: ClinicianText,
    *,
    words: Wording,
    library: Library,
    is_withheld: bool,
    choices: LetterChoices,
) -> tuple[LetterBox, ...]:
    own_words = (_own_words(one, words=words, library=library),) if choices.has_own_words else ()
    opening = zip(("letter.frequency", "letter.duration", "letter.with"), text.opening.lines, strict=True)
    boxes = [
        LetterBox(
            "opening",
            words.say("letter.opening.heading"),
            tuple(LetterRow(words.say(id_), (_after_name(line, words=words),)) for id_, line in opening),
            is_fixed=True,
        ),
        LetterBox(
            "findings",
            words.say("letter.findings.heading"),
            (
                *own_words,
                *(
                    _facts_row(section, one.facts, words=words, library=library)
                    for section in text.findings
                    if section.id != "recordings"
                ),
                LetterRow(
                    words.say("letter.medicines"),
                    tuple(_short(line, words=words) for line in one.case.texts.get("medications", ())),
                    words.say("letter.medicines.empty"),
                ),
                _row(text.impact, words=words),
            ),
        ),
    ]
    rules = [_sourced(line, words=words) for line in text.triage.lines]
    if is_withheld:
        rules.insert(0, words.say("letter.not_every_reason"))
    level = (
        LetterRow(words.say("letter.level"), (text.headline,)),
        LetterRow(words.say("letter.rules"), tuple(rules), style="list"),
        _row(text.unanswered, words=words, label=words.say("letter.unanswered")),
    )
    boxes.append(LetterBox("level", words.say("letter.level.heading"), level))
    return tuple(boxes)


def _page_two(
    one: Assessment, text: ClinicianText, *, words: Wording, library: Library, shares_crisis: bool
) -> tuple[LetterBox, ...]:
    recordings = next(section for section in text.findings if section.id == "recordings")
    hidden = frozenset(() if shares_crisis else words.basis("crisis.heading"))
    questions = tuple(
        _short(question, words=words)
        for question in one.case.questions
        if not _tells(question, hidden, library=library)
    )
    shown = _facts_row(recordings, one.facts, words=words, library=library)
    return (
        LetterBox("recordings", "", (replace(shown, label=words.say("letter.recordings")),)),
        LetterBox(
            "tests",
            words.say("letter.tests.heading"),
            (_tests(one, empty=text.next_tests.empty, words=words, library=library),),
        ),
        LetterBox(
            "questions",
            words.say("letter.questions.heading"),
            (LetterRow("", questions, words.say("letter.questions.empty"), "numbers"),),
            write_in_lines=max(0, _WRITE_IN_LINES - len(questions)),
        ),
        LetterBox(
            "not_known", words.say("letter.not_known.heading"), _not_known(text.not_known, words=words)
        ),
    )


def _own_words(one: Assessment, *, words: Wording, library: Library) -> LetterRow:
    """Give what the person wrote, unless it tells what is left out."""
    hidden = frozenset(words.basis("crisis.heading")) - set(one.facts.present)
    label = words.say("letter.own_words")
    if _tells(one.case.story, hidden, library=library):
        return LetterRow(label, (words.say("letter.own_words.in_full"),))
    story = " ".join(one.case.story.split())
    items = (_short(story, words=words, most=_MOST_LETTERS_OF_STORY),) if story else ()
    return LetterRow(label, items, words.say("letter.own_words.empty"))


def _tells(text: str, codes: frozenset[str], *, library: Library) -> bool:
    return any(not codes.isdisjoint(hit.codes) for hit in scan_text(text, library=library))


def _row(section: Section, *, words: Wording, label: str | None = None) -> LetterRow:
    items = tuple(_sourced(line, words=words) for line in section.lines)
    return LetterRow(section.heading if label is None else label, items, section.empty)


def _facts_row(section: Section, facts: Facts, *, words: Wording, library: Library) -> LetterRow:
    """Give the facts of a section in few words: those that are there, then those that are not under one 'absent'."""
    items: list[str] = []
    told: set[str] = set()
    has_absent = False
    for line in section.lines:
        code = line.basis[0]
        if code not in library.findings:
            items.append(_sourced(line, words=words))
            continue
        if code in told or _is_other_of_kind(code, facts, library=library):
            continue  # a second line gives the reason in full; the letter has the numbers in its table
        told.add(code)
        text = library.findings[code].text
        if code in facts.present:
            is_read = facts.present[code] == {Origin.TEXT}
            items.append(words.say("letter.from_text", text=text) if is_read else text)
        else:
            items.append(text if has_absent else words.say("letter.absent", text=text))
            has_absent = True
    return LetterRow(section.heading, tuple(items), section.empty)


def _is_other_of_kind(code: str, facts: Facts, *, library: Library) -> bool:
    """Tell whether a recording only says that one of a kind is not there while another of that kind is.

    That a rhythm of 15 Hz is none of 5 Hz fills a letter and tells nothing.
    """
    if code in facts.present or facts.absent.get(code) != frozenset({Origin.RECORDING}):
        return False
    group = library.findings[code].group
    return any(
        library.findings[other].group == group and Origin.RECORDING in origins
        for other, origins in facts.present.items()
    )


def _tests(one: Assessment, *, empty: str, words: Wording, library: Library) -> LetterRow:
    """Name the tests with what they would settle, and no cause: that is for the one who examines."""
    items = tuple(
        _short(
            words.say(
                "letter.test",
                name=step.step.name,
                telling=", ".join(library.findings[code].text for code in step.telling[:_MOST_TOLD]),
            ),
            words=words,
        )
        for step in one.next_for_clinician
    )
    return LetterRow("", items, empty, "numbers")


def _sourced(line: Line, *, words: Wording) -> str:
    text = _short(line.text, words=words)
    return f"{text} [{line.source}]" if line.source else text


def _short(text: str, *, words: Wording, most: int = _MOST_LETTERS) -> str:
    """Cut a very long text at a word, and say that it goes on."""
    if len(text) <= most:
        return text
    kept = text[:most].rsplit(" ", 1)[0].rstrip(" ,;:.")
    return words.say("letter.goes_on", text=kept)


def _after_name(line: Line, *, words: Wording) -> str:
    """Give what stands behind 'Frequency: ', which the letter prints in its own column."""
    id_ = next(one.removeprefix("words:") for one in line.basis if one.startswith("words:"))
    return _short(line.text.removeprefix(words.say(id_, text="")), words=words)


def _not_known(section: Section, *, words: Wording) -> tuple[LetterRow, ...]:
    """Gather what was not asked, not examined, not measured, each under its name."""
    rows = []
    for id_ in words.ids("letter.not_") + words.ids("letter.contradiction"):
        for template in words.basis(id_):
            lines = [line for line in section.lines if f"words:{template}" in line.basis]
            if lines:
                name = words.say(id_)
                items: tuple[str, ...]
                if template == _NOT_TOLD:
                    items = (
                        words.say("letter.count_not_told", count=sum(_codes_in(line) for line in lines)),
                    )
                else:
                    items = tuple(_short(_behind(line.text), words=words) for line in lines)
                rows.append(LetterRow(name, items))
    return tuple(rows)


def _codes_in(line: Line) -> int:
    """Count the findings that a line of the full report gathers."""
    return sum(":" in part and not part.startswith(("words:", "recording:")) for part in line.basis)


def _behind(text: str) -> str:
    """Give what stands behind 'Not asked: '."""
    return text.partition(": ")[2] or text


def _measures(analyses: Iterable[Analysis], *, words: Wording) -> LetterTable:
    ids = words.ids("letter.column.")
    columns = tuple(words.say(id_) for id_ in ids)
    rows = []
    for one in analyses:
        by_name: dict[str, Measure] = {}
        for measure in one.measures:
            by_name.setdefault(measure.name, measure)
        cells = [_cell(by_name.get(name), words=words) for id_ in ids[1:] for name in words.basis(id_)]
        rows.append((_recording_name(one), *cells))
    return LetterTable(
        words.say("letter.measures.heading"), columns, tuple(rows), words.say("letter.measures.empty")
    )


def _recording_name(one: Analysis) -> str:
    recording = one.recording
    places = [f"{sensor.placement.value} {sensor.side.value}" for sensor in recording.sensors[:2]]
    said = ", ".join(part.replace("_", " ") for part in (str(recording.task or ""), *places) if part)
    return f"{one.provenance.source_name} ({said})" if said else one.provenance.source_name


def _cell(measure: Measure | None, *, words: Wording) -> str:
    """Write a measure with its interval, or why there is none."""
    if measure is None:
        return words.say("letter.status.not_measured")
    if measure.status.value != "measured" or measure.value is None:
        return words.say(f"letter.status.{measure.status.value}")
    value = f"{measure.value:.3g}"
    if measure.interval is None or measure.name.endswith("percent"):
        return value
    low, high = measure.interval
    return words.say("letter.measured", value=value, low=f"{low:.3g}", high=f"{high:.3g}")


def _footer(one: Assessment, *, today: datetime.date, words: Wording) -> str:
    made = one.provenance
    return words.say(
        "letter.footer",
        date=words.date(today),
        version=made.legato_version,
        knowledge=made.knowledge_version[:_HASH_LETTERS],
        hash=made.case_sha256[:_HASH_LETTERS] or words.say("letter.footer.no_file"),
    )


def _is_simulated(one: Assessment) -> bool:
    return any(analysis.provenance.is_simulated for analysis in one.analyses)
