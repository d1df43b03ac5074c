"""What must hold whatever the rules say: section 0 of the triage words, DECISIONS on urgency, and section 6.

The tables are cases; every claim here is made for all of them.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from legato.inference.triage import decide_urgency
from legato.knowledge.expression import codes_of
from legato.model.facts import Facts
from legato.model.urgency import Triage, Urgency
from standards.triage_tables import self_care
from standards.triage_tables.every import EVERY_ROW, RULE_ROWS, first_case_of_each_rule
from standards.triage_tables.exempt import MAY_CALM, may_open_self_care
from standards.triage_tables.row import Row
from triage_makers import facts_of, rules_of, shared_library, triage_of

FIRST_CASES = first_case_of_each_rule()
TEMPOS = (
    "tempo:minutes",
    "tempo:hours",
    "tempo:days",
    "tempo:weeks",
    "tempo:months",
    "tempo:years",
    "tempo:lifelong",
)


def _facts(row: Row, *more: str, asked: bool | None = None) -> Facts:
    return facts_of(
        *row.present,
        *(code for code in more if code not in row.absent),
        absent=row.absent,
        asked=row.asked if asked is None else asked,
        age=row.age,
        sex=row.sex,
    )


def _triage(facts: Facts) -> Triage:
    return decide_urgency(facts, library=shared_library())


def _vocabulary() -> list[str]:
    return sorted(shared_library().findings)


def test_every_code_of_the_tables_is_in_the_vocabulary() -> None:
    used = {code for row in EVERY_ROW for code in (*row.present, *row.absent)}
    assert used - set(_vocabulary()) == set()


def test_the_vocabulary_has_at_least_the_394_codes_of_the_paper() -> None:
    assert len(_vocabulary()) >= 394


def test_the_level_is_the_highest_of_all_rules_that_fired() -> None:
    wrong = []
    for row in RULE_ROWS:
        result = _triage(_facts(row, asked=True))
        if result.rules and result.urgency is not max(
            (rule.level for rule in result.rules), key=lambda level: level.rank
        ):
            wrong.append(row.name)
    assert wrong == []


@pytest.mark.parametrize("rule", sorted(FIRST_CASES))
def test_no_further_code_lowers_the_level_that_a_rule_has_set(rule: str) -> None:
    row = FIRST_CASES[rule]
    before = _triage(_facts(row)).urgency
    lowered = [
        code
        for code in _vocabulary()
        if code not in MAY_CALM and _triage(_facts(row, code)).urgency.rank < before.rank
    ]
    assert lowered == []


@pytest.mark.parametrize("rule", sorted(FIRST_CASES))
def test_no_code_stated_as_absent_lowers_the_level_that_a_rule_has_set(rule: str) -> None:
    row = FIRST_CASES[rule]
    before = _triage(_facts(row)).urgency
    absent = [code for code in _vocabulary() if code not in row.present]
    after = triage_of(*row.present, absent=absent, asked=row.asked, age=row.age, sex=row.sex).urgency
    assert after.rank >= before.rank


def test_only_the_few_calming_codes_stand_under_a_not() -> None:
    negated = {
        rule.id: codes_of(rule.when, under_not=True) - MAY_CALM for rule in shared_library().triage.rules
    }
    assert {rule: codes for rule, codes in negated.items() if codes} == {}


def test_a_further_code_lowers_the_default_only_by_completing_self_care() -> None:
    """Where no rule fired the level is routine; only how long, how it began and brief attacks may complete self-care."""
    bases = [("trigger:caffeine",), ("tempo:hours",), ("symptom:tremor",), ("symptom:no_distress",)]
    lowering = {
        code
        for base in bases
        for code in _vocabulary()
        if _triage(facts_of(*base, code, age=30)).urgency is Urgency.SELF_CARE
    }
    assert {code for code in lowering if code not in MAY_CALM and not may_open_self_care(code)} == set()


def test_a_recording_lowers_no_level() -> None:
    """Not even by the codes that may calm when a person states them, and not all of them at once."""
    recorded = [code for code, one in shared_library().findings.items() if "recording" in one.stated_by]
    wrong = []
    for row in RULE_ROWS:
        facts = _facts(row)
        before = _triage(facts).urgency.rank
        shown = facts.with_recording(recorded)
        denied = facts.with_recording((), absent=recorded)
        if min(_triage(shown).urgency.rank, _triage(denied).urgency.rank) < before:
            wrong.append(row.name)
    assert wrong == []


def test_a_calming_code_found_by_a_recording_calms_nothing() -> None:
    wrong = [
        (row.name, code)
        for row in FIRST_CASES.values()
        for code in sorted(MAY_CALM)
        if _triage(_facts(row).with_recording([code])).urgency.rank < _triage(_facts(row)).urgency.rank
    ]
    assert wrong == []


def test_a_recording_never_opens_self_care() -> None:
    waiting = facts_of("tempo:hours", "symptom:tremor", age=30, sex="male")
    shown = waiting.with_recording(
        ["modulation:stops_on_request", "activation:sleep_onset", "measure:below_noise"]
    )
    assert _triage(shown).urgency is Urgency.ROUTINE


def test_a_still_recording_is_no_evidence_of_safety() -> None:
    facts = facts_of("symptom:falls").with_recording(["measure:below_noise"])
    assert _triage(facts).urgency is Urgency.DAYS_TO_WEEKS


def test_a_sign_that_a_recording_shows_counts_though_a_person_denied_it() -> None:
    facts = facts_of("symptom:tremor", absent=["symptom:continuous_jerking"])
    assert _triage(facts.with_recording(["symptom:continuous_jerking"])).urgency is Urgency.EMERGENCY_NOW


def test_unanswered_emergency_signs_give_at_least_weeks_and_are_listed() -> None:
    result = triage_of("trigger:caffeine", "tempo:hours", asked=False, age=30)
    assert result.urgency is Urgency.DAYS_TO_WEEKS
    assert {"symptom:convulsion", "symptom:chest_pain", "symptom:saddle_bladder"} <= set(result.unanswered)


def test_every_sign_that_alone_is_an_emergency_is_asked_for() -> None:
    alone = {
        row.present[0]
        for row in RULE_ROWS
        if row.does_fire and row.rule.startswith("E") and len(row.present) == 1 and row.age is None
    }
    answerable = {
        code for code in alone if {"person", "record"} & set(shared_library().findings[code].stated_by)
    }
    assert answerable - set(triage_of("symptom:tremor", asked=False).unanswered) == set()


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_answered_sign_is_no_longer_listed_as_unanswered(state: str) -> None:
    code = "symptom:chest_pain"
    result = triage_of(
        *([code] if state == "present" else []), absent=[code] if state == "absent" else [], asked=False
    )
    assert code not in result.unanswered
    assert result.unanswered != ()


def test_one_single_unanswered_sign_keeps_the_level_at_weeks() -> None:
    everything = triage_of("trigger:caffeine", "tempo:hours", asked=False, age=30).unanswered
    result = triage_of("trigger:caffeine", "tempo:hours", absent=everything[1:], asked=False, age=30)
    assert (result.urgency, result.unanswered) == (Urgency.DAYS_TO_WEEKS, everything[:1])


def test_signs_denied_one_by_one_are_worth_as_much_as_all_asked_and_denied() -> None:
    everything = triage_of("trigger:caffeine", "tempo:hours", asked=False, age=30).unanswered
    result = triage_of("trigger:caffeine", "tempo:hours", absent=everything, asked=False, age=30)
    assert (result.urgency, result.unanswered) == (Urgency.SELF_CARE, ())


def test_asked_and_denied_lists_nothing_as_unanswered() -> None:
    assert triage_of("symptom:tremor").unanswered == ()


def test_unknown_is_never_taken_as_no() -> None:
    wrong = [
        row.name
        for row in EVERY_ROW
        if _triage(_facts(row, asked=False)).urgency.rank
        < max(_triage(_facts(row, asked=True)).urgency.rank, Urgency.DAYS_TO_WEEKS.rank)
    ]
    assert wrong == []


def test_a_sign_that_a_recording_does_not_show_stays_unanswered() -> None:
    facts = facts_of("symptom:tremor", asked=False).with_recording((), absent=["symptom:continuous_jerking"])
    assert "symptom:continuous_jerking" in _triage(facts).unanswered


@pytest.mark.parametrize("age", [0, 5, 15, 15.99])
def test_under_sixteen_is_never_self_care(age: float) -> None:
    levels = {row.name: triage_of(*row.present, age=age).urgency for row in self_care.ROWS if row.does_fire}
    assert [name for name, level in levels.items() if level is Urgency.SELF_CARE] == []


@pytest.mark.parametrize("rule", sorted(FIRST_CASES))
def test_the_order_of_the_codes_changes_nothing(rule: str) -> None:
    codes = FIRST_CASES[rule].present
    assert len({triage_of(*order) for order in permutations(codes)}) == 1


def test_a_rule_names_only_codes_that_are_there() -> None:
    wrong = [
        (row.name, rule.id)
        for row in RULE_ROWS
        for rule in _triage(_facts(row)).rules
        if not set(rule.facts) <= set(_facts(row).present)
    ]
    assert wrong == []


def test_no_rule_and_no_open_self_care_is_routine() -> None:
    result = triage_of("symptom:tremor", age=30)
    assert (result.urgency, rules_of(result)) == (Urgency.ROUTINE, set())


@pytest.mark.parametrize("tempo", TEMPOS)
@pytest.mark.parametrize(
    "calm", ["trigger:caffeine", "trigger:new_medicine", "history:known_benign", "symptom:no_distress"]
)
def test_weakness_of_any_tempo_is_never_below_weeks(tempo: str, calm: str) -> None:
    assert triage_of("symptom:weakness", tempo, calm, age=30).urgency.rank >= Urgency.DAYS_TO_WEEKS.rank


@pytest.mark.parametrize(
    ("sign", "least"),
    [
        ("symptom:weight_loss", Urgency.DAYS_TO_WEEKS),
        ("symptom:fever", Urgency.SAME_DAY),
        ("symptom:breathlessness", Urgency.SAME_DAY),
    ],
)
def test_tiredness_with_a_general_sign_is_more_than_routine(sign: str, least: Urgency) -> None:
    assert triage_of("symptom:fatigue_persistent").urgency is Urgency.ROUTINE
    assert triage_of("symptom:fatigue_persistent", sign).urgency.rank >= least.rank


@pytest.mark.parametrize(
    ("change", "least"),
    [
        (("symptom:numbness", "tempo:days"), Urgency.SAME_DAY),
        (("symptom:numbness", "tempo:months"), Urgency.DAYS_TO_WEEKS),
        (("symptom:saddle_bladder", "tempo:months"), Urgency.EMERGENCY_NOW),
        (("symptom:weakness_one_side", "tempo:years"), Urgency.EMERGENCY_NOW),
        (("symptom:ascending", "tempo:weeks"), Urgency.EMERGENCY_NOW),
    ],
)
def test_weakness_and_change_of_feeling_of_the_article_reach_their_rules(
    change: tuple[str, ...], least: Urgency
) -> None:
    assert triage_of(*change).urgency.rank >= least.rank


@pytest.mark.parametrize("often", ["frequency:most_days", "frequency:daily", "frequency:long_episodes"])
@pytest.mark.parametrize("trigger", self_care.TRIGGERS)
def test_frequent_or_long_shaking_is_at_least_routine_with_any_trigger(often: str, trigger: str) -> None:
    assert triage_of(trigger, "tempo:days", often, age=30, sex="male").urgency is Urgency.ROUTINE
