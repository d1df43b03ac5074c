"""Whatever the codes: triage only goes up, never reads unknown as no, and takes no notice of order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legato.inference.triage import decide_urgency
from legato.model.facts import Facts
from legato.model.urgency import Urgency
from standards.triage_tables.every import RULE_ROWS
from standards.triage_tables.exempt import MAY_CALM, may_open_self_care
from standards.triage_tables.row import Row
from triage_makers import facts_of, rules_of, shared_library, triage_of

CODES = sorted({code for row in RULE_ROWS for code in row.present})
WARNINGS = [code for code in CODES if code not in MAY_CALM and not may_open_self_care(code)]
POSITIVE = [row for row in RULE_ROWS if row.does_fire]

some_codes = st.lists(st.sampled_from(CODES), max_size=8, unique=True)
some_warnings = st.lists(st.sampled_from(WARNINGS), max_size=6, unique=True)
ages = st.none() | st.floats(min_value=0, max_value=110)


def _rank(facts: Facts) -> int:
    return decide_urgency(facts, library=shared_library()).urgency.rank


@given(codes=some_codes, more=some_warnings, age=ages, asked=st.booleans())
def test_more_warning_codes_never_lower_the_level(
    codes: list[str], more: list[str], age: float | None, asked: bool
) -> None:
    assert _rank(facts_of(*codes, *more, age=age, asked=asked)) >= _rank(
        facts_of(*codes, age=age, asked=True)
    )


@given(row=st.sampled_from(POSITIVE), more=some_warnings, age=ages)
def test_a_rule_that_fired_still_fires_among_other_warnings(
    row: Row, more: list[str], age: float | None
) -> None:
    kept = [code for code in more if code not in row.absent]
    result = triage_of(*row.present, *kept, age=row.age if row.age is not None else age, sex=row.sex)
    assert row.rule in rules_of(result)


@given(codes=some_codes, shown=some_codes, hidden=some_codes, age=ages, asked=st.booleans())
def test_a_recording_only_raises(
    codes: list[str], shown: list[str], hidden: list[str], age: float | None, asked: bool
) -> None:
    facts = facts_of(*codes, age=age, asked=asked)
    assert _rank(facts.with_recording(shown, absent=hidden)) >= min(_rank(facts), Urgency.DAYS_TO_WEEKS.rank)
    if asked:
        assert _rank(facts.with_recording(shown, absent=hidden)) >= _rank(facts)


@given(codes=some_codes, age=ages)
def test_unknown_is_at_least_weeks_and_at_least_what_a_no_would_give(
    codes: list[str], age: float | None
) -> None:
    unknown = triage_of(*codes, age=age, asked=False)
    assert unknown.urgency.rank >= max(_rank(facts_of(*codes, age=age)), Urgency.DAYS_TO_WEEKS.rank)
    assert unknown.unanswered != ()


@given(codes=some_codes, age=st.floats(min_value=0, max_value=15.99))
def test_nobody_under_sixteen_is_sent_to_self_care(codes: list[str], age: float) -> None:
    assert triage_of(*codes, age=age).urgency is not Urgency.SELF_CARE


@given(codes=some_codes.flatmap(lambda codes: st.tuples(st.just(codes), st.permutations(codes))))
def test_the_order_of_codes_changes_nothing(codes: tuple[list[str], list[str]]) -> None:
    assert triage_of(*codes[0]) == triage_of(*codes[1])


@given(codes=some_codes, age=ages)
def test_the_level_is_the_highest_of_the_rules_that_fired(codes: list[str], age: float | None) -> None:
    result = triage_of(*codes, age=age)
    highest = max((rule.level.rank for rule in result.rules), default=Urgency.ROUTINE.rank)
    assert result.urgency.rank == highest
