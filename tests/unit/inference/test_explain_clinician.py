"""The page for the clinician: every weight can be computed again from what is printed, and what is not known is said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from explanation_makers import (
    assessed,
    case_of,
    clinician_of,
    is_own,
    random_cases,
    text_of,
    without,
    written_cases,
)
from legato.inference.clinician_causes import shown_causes
from legato.inference.explain_clinician import explain_to_clinician
from legato.knowledge.library import Library, load_library
from legato.model.case import Case
from legato.model.differential import Band
from legato.model.explanation import CauseTable, ClinicianText, Line, Section

NUMBER = r"[+-]\d+\.\d+"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [*written_cases()[::2], *random_cases(60, seed=5)]


@pytest.fixture(scope="module")
def texts(cases: list[Case]) -> list[ClinicianText]:
    return [clinician_of(case) for case in cases]


def sections_of(text: ClinicianText) -> tuple[Section, ...]:
    return (
        *(text.triage, text.unanswered, text.opening, *text.findings, text.not_known, text.other_readings),
        *(text.next_tests, text.impact, text.person_questions, text.sources, text.based_on),
    )


def rows_of(cause: CauseTable) -> tuple[Line, ...]:
    return (*cause.speaks_for, *cause.speaks_against)


def test_every_weight_can_be_computed_again_from_what_is_printed(texts: list[ClinicianText]) -> None:
    for text in texts:
        for cause in text.causes:
            printed = re.search(rf"({NUMBER})$", cause.prior.text)
            assert printed is not None
            total = float(printed[1])
            for row in rows_of(cause):
                log = re.search(rf"ln ({NUMBER});", row.text)
                assert log is not None
                total += float(log[1]) if row.mark == "counts" else 0.0
            assert total == pytest.approx(cause.weight, abs=0.02), cause.name


def test_the_sum_is_printed_with_its_terms(texts: list[ClinicianText]) -> None:
    for text in texts[::5]:
        for cause in text.causes:
            terms, _, weight = cause.total.text.partition(" = ")
            assert sum(map(float, terms.split())) == pytest.approx(cause.weight, abs=0.02)
            assert float(weight.split()[0]) == pytest.approx(cause.weight, abs=0.001)


def test_the_prior_is_printed_so_that_it_can_be_computed_again(texts: list[ClinicianText]) -> None:
    from math import log

    pattern = re.compile(r"([\d.]+) x ln\(odds ([\d.e-]+) x age ([\d.]+) x sex ([\d.]+)\) = " f"({NUMBER})")
    for text in texts[::5]:
        for cause in text.causes:
            match = pattern.fullmatch(cause.prior.text)
            assert match is not None, cause.prior.text
            trust, odds, age, sex, value = map(float, match.groups())
            assert trust * log(odds * age * sex) == pytest.approx(value, abs=0.001)


def test_of_each_group_and_direction_one_row_counts(cases: list[Case]) -> None:
    for case in cases[::4]:
        one = assessed(case)
        for row in shown_causes(one.differential):
            for side in (row.speaks_for, row.speaks_against):
                groups = [contribution.group for contribution in side if contribution.counts]
                assert len(groups) == len(set(groups))


def test_six_causes_and_every_one_that_leads_or_is_likely_are_shown(
    cases: list[Case], texts: list[ClinicianText]
) -> None:
    for case, text in zip(cases, texts):
        ranked = assessed(case).differential.hypotheses
        wanted = {row.condition for row in ranked[:6]}
        wanted |= {row.condition for row in ranked if row.band in (Band.LEADING, Band.LIKELY)}
        assert {cause.condition for cause in text.causes} == wanted


def test_against_and_missing_stand_beside_for(texts: list[ClinicianText]) -> None:
    causes = [cause for text in texts for cause in text.causes]
    assert all(cause.missing for cause in causes)
    assert all(cause.tests for cause in causes)
    assert any(cause.speaks_against for cause in causes)


def test_every_line_has_a_basis_and_every_ratio_its_source_and_mark(texts: list[ClinicianText]) -> None:
    for text in texts:
        lines = [line for section in sections_of(text) for line in section.lines]
        assert all(line.basis for line in lines)
        for cause in text.causes:
            for row in (*rows_of(cause), *cause.missing, *cause.tests, cause.prior):
                assert re.fullmatch(r"\S+ (V|V2|K|E)", row.source), row.text


def test_every_source_that_is_cited_is_listed(texts: list[ClinicianText]) -> None:
    for text in texts[::5]:
        listed = {line.basis[0].removeprefix("source:") for line in text.sources.lines}
        cited = {row.source.split()[0] for cause in text.causes for row in rows_of(cause)}
        cited |= {line.source.split()[0] for line in text.triage.lines if line.source}
        assert cited <= listed


def test_taking_a_fact_away_takes_away_exactly_its_rows(library: Library) -> None:
    chosen = [*written_cases()[::10], *random_cases(8, seed=21)]
    for case in chosen:
        before = clinician_of(case)
        denied_anyway = library.triage.sole_red_flags if case.facts.red_flags_asked else frozenset()
        for code in sorted({*case.facts.present, *case.facts.absent} - denied_anyway):
            after = clinician_of(without(case, code))
            pairs = [(list(old.lines), list(new.lines)) for old, new in zip(before.findings, after.findings)]
            new_causes = {cause.condition: cause for cause in after.causes}
            for cause in before.causes:
                if cause.condition in new_causes:
                    pairs.append((list(rows_of(cause)), list(rows_of(new_causes[cause.condition]))))
                    assert cause.prior == new_causes[cause.condition].prior
            for old, new in pairs:
                bare = [replace(line, mark="") for line in new]
                for line in old:
                    is_its_own = is_own(line, library=library) and code in line.basis
                    assert (replace(line, mark="") in bare) is not is_its_own, (case.id, code, line.text)


def test_the_three_opening_lines_stand_even_where_nobody_asked() -> None:
    text = clinician_of(case_of(asked=False))
    assert [line.text for line in text.opening.lines] == [
        "Frequency: not asked",
        "Duration: not asked",
        "What comes with it: not asked",
    ]


def test_the_opening_lines_give_frequency_duration_and_what_comes_with_it() -> None:
    text = clinician_of(case_of("frequency:daily", "tempo:weeks", "symptom:tremor", "sign:clonus"))
    assert [line.text for line in text.opening.lines] == [
        "Frequency: shaking every day",
        "Duration: shaking for weeks",
        "What comes with it: ankle clonus, rhythmic shaking",
    ]


def test_what_is_not_known_is_told_apart() -> None:
    text = clinician_of(case_of("symptom:tremor"))
    told = [line.text for line in text.not_known.lines]
    for beginning in ("Not asked: onset", "Not examined: Ankle clonus", "Not measured", "Not tested"):
        assert any(line.startswith(beginning) for line in told), beginning
    by_id = {section.id: section for section in text.findings}
    assert by_id["examination"].empty == "not examined"
    assert by_id["recordings"].empty.startswith("not measured")


def test_an_item_that_was_examined_is_no_longer_listed_as_not_examined() -> None:
    text = clinician_of(case_of("symptom:tremor", absent=("sign:clonus",)))
    assert not any("Ankle clonus" in line.text for line in text.not_known.lines)
    examination = next(section for section in text.findings if section.id == "examination")
    assert [line.text for line in examination.lines] == ["absent: ankle clonus (on examination)"]


def test_unanswered_emergency_signs_are_all_listed() -> None:
    one = assessed(case_of("symptom:tremor", asked=False))
    text = explain_to_clinician(one, library=load_library())
    assert tuple(line.basis[0] for line in text.unanswered.lines) == one.triage.unanswered


def test_none_of_these_and_two_causes_are_always_spoken_of(texts: list[ClinicianText]) -> None:
    assert all(text.other_readings.lines[0].text.startswith("None of these: weight") for text in texts)
    assert all(len(text.other_readings.lines) >= 2 for text in texts)


def test_later_results_are_told_apart_from_the_first_contact() -> None:
    case = next(case for case in written_cases() if case.results_later)
    assert any(line.text.startswith("With the results") for line in clinician_of(case).other_readings.lines)


def test_a_test_says_what_it_cannot_tell(texts: list[ClinicianText]) -> None:
    assert all("Cannot tell:" in row.text for text in texts for cause in text.causes for row in cause.tests)


def test_it_says_that_no_clinician_has_reviewed_it_and_that_it_is_no_diagnosis(
    texts: list[ClinicianText],
) -> None:
    for text in texts[::10]:
        based = " ".join(line.text for line in text.based_on.lines)
        assert "Not reviewed by a clinician" in based
        assert "no diagnosis" in based


def test_the_questions_of_the_person_are_shown_as_asked() -> None:
    case = replace(case_of("symptom:tremor"), questions=("Can I drive?",))
    assert [line.text for line in clinician_of(case).person_questions.lines] == ["Can I drive?"]
    assert clinician_of(case_of("symptom:tremor")).person_questions.empty == "not asked"


def test_the_impact_stands_on_the_page_or_is_said_not_to_be_asked() -> None:
    assert clinician_of(case_of("symptom:tremor")).impact.empty == "not asked"
    assert clinician_of(case_of("symptom:avoidance")).impact.lines


def test_no_text_holds_an_unfilled_place(texts: list[ClinicianText]) -> None:
    assert not [text for text in texts if re.search(r"\{[a-z_]+\}", text_of(text))]
