"""Whatever the codes: weights can be computed by hand, unknown is neutral, one fact moves only its own lines."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legato.assess import assess_case
from legato.inference.differential import prior_term, weigh_causes
from legato.inference.implied import add_implied
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library
from legato.model.case import Case
from legato.model.differential import Band, Contribution, Differential, Hypothesis
from legato.model.facts import Facts, Origin
from legato.model.presence import Presence
from legato.model.urgency import Urgency
from legato.report.assessment_json import assessment_to_json
from library_makers import evidence, library_changed
from triage_makers import shared_library

LIBRARY = shared_library()
CODES = sorted(LIBRARY.evidence_by_finding)
CONDITIONS = sorted(LIBRARY.conditions)
GRADES = (0.1, 0.25, 0.5, 1, 2, 4, 10)
RHYTHM = [code for code in CODES if LIBRARY.findings[code].group == "rhythm"]
NORMAL = [
    code
    for code in LIBRARY.findings
    if "normal" in code and code.split(":")[0] in ("test", "sign") and "abn" not in code
]
RECORDED = [code for code, one in LIBRARY.findings.items() if "recording" in one.stated_by]
SETTINGS = ("home", "general_practice", "neurology", "sleep_lab")
# Each example makes a whole library, a tenth of a second.
few = settings(max_examples=60 if os.environ.get("LEGATO_SOAK") else 6)

codes = st.lists(st.sampled_from(CODES), max_size=12, unique=True)
some_ages = st.none() | st.floats(min_value=0, max_value=110)
sexes = st.sampled_from([None, "male", "female", "other"])


@st.composite
def cases(draw: st.DrawFn, *, asked: bool | None = None) -> Facts:
    """Draw a case: codes present, others absent, and who it is."""
    drawn = draw(codes)
    cut = draw(st.integers(0, len(drawn)))
    facts = Facts.of(
        present=drawn[:cut],
        absent=drawn[cut:],
        red_flags_asked=draw(st.booleans()) if asked is None else asked,
        age=draw(some_ages),
        sex=draw(sexes),
        setting=draw(st.sampled_from(SETTINGS)),
    )
    return add_implied(facts, library=LIBRARY)


def weigh(facts: Facts, library: Library = LIBRARY) -> Differential:
    return weigh_causes(facts, triage=decide_urgency(facts, library=library), library=library)


def by_condition(differential: Differential) -> dict[str, Hypothesis]:
    return {one.condition: one for one in differential.hypotheses}


def rows_of(one: Hypothesis) -> dict[str, Contribution]:
    return {row.finding: row for row in (*one.speaks_for, *one.speaks_against)}


def groups_of(condition: str) -> dict[str, str]:
    return {row.finding: row.group for row in LIBRARY.conditions[condition].evidence}


@given(facts=cases())
def test_the_order_of_codes_changes_nothing(facts: Facts) -> None:
    turned = Facts(
        dict(list(facts.present.items())[::-1]),
        dict(list(facts.absent.items())[::-1]),
        facts.red_flags_asked,
        facts.age_years,
        facts.sex,
        facts.setting,
    )
    assert weigh(turned) == weigh(facts)


@given(facts=cases(asked=False), code=st.sampled_from(CODES))
def test_what_sources_contradict_each_other_about_is_as_unknown(facts: Facts, code: str) -> None:
    without = facts.without(code)
    both = without.adding(origin=Origin.STATED, present=[code]).adding(origin=Origin.RECORDING, absent=[code])
    triage = decide_urgency(without, library=LIBRARY)
    known, unknown = (
        by_condition(weigh_causes(one, triage=triage, library=LIBRARY)) for one in (both, without)
    )
    for condition, one in known.items():
        assert one.weight == unknown[condition].weight
        assert rows_of(one) == rows_of(unknown[condition])


@given(facts=cases())
def test_every_line_stands_for_a_fact_that_is_known(facts: Facts) -> None:
    denied = LIBRARY.triage.sole_red_flags if facts.red_flags_asked else frozenset()
    for one in weigh(facts).hypotheses:
        for row in rows_of(one).values():
            state = facts.presence(row.finding)
            assert row.presence is (Presence.ABSENT if state is Presence.UNKNOWN else state)
            assert state is not Presence.UNKNOWN or row.finding in denied


@few
@given(facts=cases(), condition=st.sampled_from(CONDITIONS), data=st.data())
def test_a_record_with_ratio_one_changes_nothing(facts: Facts, condition: str, data: st.DataObject) -> None:
    free = [code for code in CODES if code not in groups_of(condition)]
    code = data.draw(st.sampled_from([*(code for code in facts.present if code in free), *free]))
    library = library_changed(condition, lambda record: record["evidence"].append(evidence(code, 1.0, 1.0)))
    assert weigh(facts, library) == weigh(facts)


@few
@given(facts=cases(), condition=st.sampled_from(CONDITIONS), data=st.data())
def test_raising_one_ratio_never_lowers_its_condition(
    facts: Facts, condition: str, data: st.DataObject
) -> None:
    rows = LIBRARY.conditions[condition].evidence
    known = [index for index, row in enumerate(rows) if facts.presence(row.finding) is not Presence.UNKNOWN]
    index = data.draw(st.sampled_from(known or range(len(rows))))
    is_there = facts.presence(rows[index].finding) is not Presence.ABSENT
    side, ratio = ("present", rows[index].present) if is_there else ("absent", rows[index].absent)
    higher = data.draw(st.sampled_from([grade for grade in (*GRADES, ratio * 3) if grade > ratio]))

    def raised(record: dict[str, Any]) -> None:
        record["evidence"][index][side] = higher

    before, after = weigh(facts), weigh(facts, library_changed(condition, raised))
    old, new = by_condition(before)[condition], by_condition(after)[condition]
    assert new.weight >= old.weight
    assert new.share >= old.share * (1 - 1e-12)
    assert _place(after, condition) <= _place(before, condition)
    for other, one in by_condition(after).items():
        if other != condition:
            assert one.weight == by_condition(before)[other].weight


def _place(differential: Differential, condition: str) -> int:
    return [one.condition for one in differential.hypotheses].index(condition)


@given(facts=cases(asked=False), data=st.data())
def test_removing_a_fact_removes_exactly_its_lines_and_moves_only_its_group(
    facts: Facts, data: st.DataObject
) -> None:
    code = data.draw(st.sampled_from(sorted({*facts.present, *facts.absent}) or CODES))
    before, after = by_condition(weigh(facts)), by_condition(weigh(facts.without(code)))
    for condition, old in before.items():
        new, group = after[condition], groups_of(condition).get(code)
        assert new.prior == old.prior
        assert rows_of(new).keys() == rows_of(old).keys() - {code}
        for finding, row in rows_of(new).items():
            was = rows_of(old)[finding]
            if row.group != group:
                assert row == was
            assert (row.ratio, row.recorded_ratio, row.log_ratio, row.presence) == (
                was.ratio,
                was.recorded_ratio,
                was.log_ratio,
                was.presence,
            )
        if code not in rows_of(old):
            assert new.weight == old.weight


@given(facts=cases())
def test_in_each_group_the_strongest_of_each_direction_counts_and_nothing_else(facts: Facts) -> None:
    for one in weigh(facts).hypotheses:
        for rows in (one.speaks_for, one.speaks_against):
            for group in {row.group for row in rows}:
                sizes = [abs(row.log_ratio) for row in rows if row.group == group]
                counting = [abs(row.log_ratio) for row in rows if row.group == group and row.counts]
                assert counting == [max(sizes)]
            assert [abs(row.log_ratio) for row in rows] == sorted(
                (abs(row.log_ratio) for row in rows), reverse=True
            )


@given(facts=cases())
def test_each_weight_can_be_computed_by_hand_from_the_printed_numbers(facts: Facts) -> None:
    printed = assessment_to_json(assess_case(Case("x", facts)))
    for row in printed["differential"]:
        assert _by_hand(row) == pytest.approx(row["weight"], abs=1e-6)
        prior = row["prior"]
        odds = prior["odds"] * prior["age_factor"] * prior["sex_factor"]
        assert prior["log_odds"] == pytest.approx(prior["trust"] * math.log(odds), abs=1e-6)
        groups = [(line["group"], line["ratio"] > 1) for line in (*row["for"], *row["against"])]
        assert len(groups) == len(set(groups))


def _by_hand(row: Mapping[str, Any]) -> float:
    ratios = [line["ratio"] for line in (*row["for"], *row["against"])]
    return float(row["prior"]["log_odds"]) + sum(math.log(ratio) for ratio in ratios)


@given(facts=cases())
def test_the_prior_of_a_condition_is_its_own(facts: Facts) -> None:
    trust = LIBRARY.setting("differential.trust_in_priors")
    for condition, one in by_condition(weigh(facts)).items():
        assert one.prior == prior_term(LIBRARY.conditions[condition], facts=facts, trust=trust)


@given(facts=cases())
def test_shares_lie_between_nought_and_one_and_add_up_with_none_of_these(facts: Facts) -> None:
    differential = weigh(facts)
    shares = [one.share for one in differential.hypotheses]
    assert all(0 <= share <= 1 for share in (*shares, differential.none_share))
    assert math.fsum([*shares, differential.none_share]) == pytest.approx(1, abs=1e-12)
    assert len(shares) == len(CONDITIONS)
    assert differential.does_none_fit == all(
        one.weight < differential.none_weight for one in differential.hypotheses
    )


@given(
    facts=cases(),
    rhythm=st.lists(st.sampled_from(RHYTHM), min_size=1, max_size=5, unique=True),
)
def test_frequency_codes_alone_never_lead(facts: Facts, rhythm: list[str]) -> None:
    bare = Facts.of(present=rhythm, age=facts.age_years, sex=facts.sex, setting=facts.setting)
    for one in (bare, add_implied(bare, library=LIBRARY)):
        for row in weigh(one).hypotheses:
            assert row.band is not Band.LEADING
            assert not row.speaks_for or row.held_back


def _pull_of(condition: str) -> list[str]:
    return [row.finding for row in LIBRARY.conditions[condition].evidence if row.present > 1]


@pytest.mark.parametrize("condition", ["anxiety_shaking", "functional_tremor"])
@given(data=st.data(), facts=cases())
def test_a_cause_that_others_must_be_ruled_out_before_never_leads_unanswered(
    condition: str, data: st.DataObject, facts: Facts
) -> None:
    pull = data.draw(st.lists(st.sampled_from(_pull_of(condition)), min_size=1, max_size=8, unique=True))
    pulled = facts.adding(origin=Origin.STATED, present=pull)
    first = weigh(pulled).hypotheses[0]
    assert _is_answered(condition, pulled) or first.condition != condition


@pytest.mark.parametrize("condition", ["anxiety_shaking", "functional_tremor"])
@given(data=st.data(), facts=cases())
def test_such_a_cause_is_never_called_leading_unanswered_and_says_what_holds_it_back(
    condition: str, data: st.DataObject, facts: Facts
) -> None:
    pull = data.draw(st.lists(st.sampled_from(_pull_of(condition)), min_size=1, max_size=8, unique=True))
    pulled = facts.adding(origin=Origin.STATED, present=pull)
    one = by_condition(weigh(pulled))[condition]
    assert _is_answered(condition, pulled) or (one.held_back and one.band is not Band.LEADING)


def _is_answered(condition: str, facts: Facts) -> bool:
    """Tell whether what must be ruled out before a cause is answered, and no emergency sign is open."""
    triage = decide_urgency(facts, library=LIBRARY)
    is_open = bool(triage.unanswered) or triage.urgency.rank >= Urgency.SAME_DAY.rank
    needs = [group for group in LIBRARY.conditions[condition].lead_needs if "red_flags" not in group]
    return not is_open and all(any(facts.is_answered(code) for code in group) for group in needs)


@given(facts=cases(), normal=st.lists(st.sampled_from(NORMAL), min_size=1, max_size=5, unique=True))
def test_a_normal_test_never_lowers_the_urgency(facts: Facts, normal: list[str]) -> None:
    more = facts.adding(origin=Origin.STATED, present=normal)
    assert (
        decide_urgency(more, library=LIBRARY).urgency.rank
        >= decide_urgency(facts, library=LIBRARY).urgency.rank
    )


@given(
    facts=cases(),
    shown=st.lists(st.sampled_from(RECORDED), max_size=6, unique=True),
    hidden=st.lists(st.sampled_from(RECORDED), max_size=6, unique=True),
)
def test_a_recording_never_lowers_the_urgency(facts: Facts, shown: list[str], hidden: list[str]) -> None:
    more = facts.with_recording(shown, absent=hidden)
    assert (
        decide_urgency(more, library=LIBRARY).urgency.rank
        >= decide_urgency(facts, library=LIBRARY).urgency.rank
    )


@few
@given(facts=cases(), condition=st.sampled_from(CONDITIONS))
def test_what_the_causes_are_changes_no_urgency(facts: Facts, condition: str) -> None:
    other = library_changed(condition, lambda record: record["evidence"].clear())
    assert assess_case(Case("x", facts), library=other).triage == assess_case(Case("x", facts)).triage
