"""Join history, examination, tests and recordings of one case into an assessment. Read it like a recipe.

Emergency rules come first and know nothing of the arithmetic below them. Reads no file itself: cases come from
``io.case_file``, analyses from ``analyze``. The date comes in as an argument.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from legato import __version__
from legato.inference.differential import weigh_causes
from legato.inference.free_text import add_from_text
from legato.inference.implied import add_implied
from legato.inference.interview import facts_of_answers
from legato.inference.next_step import choose_next_steps, rank_steps
from legato.inference.steps import all_steps
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library, load_library
from legato.model.assessment import Assessment, AssessmentProvenance, DerivedFinding, ScaleScore
from legato.model.case import Case
from legato.model.facts import Facts, Origin
from legato.model.interview import InterviewState

if TYPE_CHECKING:
    from legato.model.analysis import Analysis

__all__ = ["assess_case", "case_of_answers"]


def case_of_answers(
    state: InterviewState,
    *,
    id_: str,
    library: Library,
    story: str = "",
    texts: Mapping[str, tuple[str, ...]] | None = None,
) -> Case:
    """Make a case of the answers of one interview; terminal, page and interface all come this way.

    Parameters
    ----------
    state : InterviewState
    id_ : str
    library : Library
    story : str
        What the person wrote besides, read like the texts typed in answers.
    texts : mapping of str to tuple of str or None
        Such as ``medications``, by name.

    Returns
    -------
    Case
    """
    typed = [answer.text for key, answer in state.answers.items() if answer.text and key in library.questions]
    return Case(
        id=id_,
        facts=facts_of_answers(state, library=library),
        scales=state.scales,
        story="\n".join(one for one in (*typed, story) if one),
        texts=texts or {},
    )


def assess_case(
    case: Case,
    *,
    analyses: Sequence[Analysis] = (),
    case_sha256: str = "",
    made_on: datetime.date | None = None,
    country: str | None = None,
    library: Library | None = None,
) -> Assessment:
    """Assess one case.

    Parameters
    ----------
    case : Case
    analyses : sequence of Analysis
        Of the recordings that belong to it.
    case_sha256 : str
        Hash of the case file, for the provenance.
    made_on : date or None
        Printed on reports; no part of the result.
    country : str or None
        Two letters; that of the case, else ``eu``.
    library : Library or None
        The knowledge; that of the package by default.

    Returns
    -------
    Assessment

    Raises
    ------
    KnowledgeError
        If the knowledge cannot be loaded.
    InputError
        If a scale of the case is unknown or has the wrong number of items.
    """
    shelf = library or load_library()
    facts, notes = _read_words(add_implied(case.facts, library=shelf), case, library=shelf)
    facts, scales = _score_scales(facts, case, library=shelf)
    facts, derived = _derive(facts, analyses, library=shelf)
    triage = decide_urgency(facts, library=shelf)
    differential = weigh_causes(facts, triage=triage, library=shelf)
    later = _with_results(facts, case)
    with_results = weigh_causes(later, triage=triage, library=shelf) if case.results_later else differential
    ranked = rank_steps(
        all_steps(shelf), facts=facts, triage=triage, differential=differential, library=shelf
    )
    for_person, for_clinician = choose_next_steps(
        ranked, differential=differential, library=shelf, count=int(shelf.setting("next.count"))
    )
    place = country or case.country or "eu"
    return Assessment(
        case=case,
        facts=facts,
        triage=triage,
        differential=differential,
        differential_with_results=with_results,
        next_for_person=for_person,
        next_for_clinician=for_clinician,
        derived=derived,
        scales=scales,
        analyses=tuple(analyses),
        country=place,
        notes=(*case.notes, *notes, *_elsewhere(place, library=shelf), *_conflicts(facts)),
        provenance=AssessmentProvenance(
            legato_version=__version__,
            knowledge_version=shelf.version,
            case_sha256=case_sha256,
            recordings=tuple((one.provenance.source_name, one.provenance.sha256) for one in analyses),
            made_on=made_on.isoformat() if made_on else "",
        ),
    )


def _read_words(facts: Facts, case: Case, *, library: Library) -> tuple[Facts, tuple[str, ...]]:
    """Add what the free text must raise, and the classes of the medicines that are named."""
    text = ".\n".join(
        [case.story, *case.questions, *(line for lines in case.texts.values() for line in lines)]
    )
    facts, hits = add_from_text(facts, text, library=library)
    notes = [f"the text says '{hit.words}', which counts as {', '.join(hit.codes)}" for hit in hits]
    lines = case.texts.get("medications", ())
    if lines:
        from legato.inference.named_medicines import add_named_medicines

        facts, of_medicines = add_named_medicines(facts, lines, library=library)
        notes += of_medicines
    return facts, tuple(notes)


def _score_scales(facts: Facts, case: Case, *, library: Library) -> tuple[Facts, tuple[ScaleScore, ...]]:
    """Score the scales of the case and add the codes that they state."""
    if not case.scales:
        return facts, ()
    from legato.inference.scales import score_scale

    scores = tuple(
        score_scale(id_, answers, library=library, sex=case.facts.sex) for id_, answers in case.scales.items()
    )
    for score in scores:
        facts = facts.adding(origin=Origin.STATED, present=score.present, absent=score.absent)
    return facts, scores


def _derive(
    facts: Facts, analyses: Sequence[Analysis], *, library: Library
) -> tuple[Facts, tuple[DerivedFinding, ...]]:
    """Add what the recordings show."""
    if not analyses:
        return facts, ()
    from legato.inference.findings import derive_findings

    derived = derive_findings(analyses, library=library)
    return (
        facts.with_recording(
            present=[one.finding for one in derived if one.presence == "present"],
            absent=[one.finding for one in derived if one.presence == "absent"],
        ),
        derived,
    )


def _with_results(facts: Facts, case: Case) -> Facts:
    """Add the results that came later; what was absent and is now present counts as present."""
    later = set(case.results_later)
    for code in sorted(later & set(facts.absent)):
        facts = facts.without(code)
    return facts.adding(origin=Origin.STATED, present=case.results_later)


def _elsewhere(country: str, *, library: Library) -> tuple[str, ...]:
    """Say so where the numbers shown are not those of the country."""
    if country in library.by_id("country"):
        return ()
    return (
        f"no telephone numbers of '{country}' are known; those of the eu pack are shown, so look yours up",
    )


def _conflicts(facts: Facts) -> tuple[str, ...]:
    return tuple(
        f"one source says that {code} is there and another that it is not; for the urgency it counts as there, for the causes"
        " as not known"
        for code in facts.conflicts
    )
