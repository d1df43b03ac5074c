"""Weighing causes by hand: groups, limits, what may stand first, bands, two causes at once, and none of these."""

from __future__ import annotations

import math

import pytest

from legato.inference.differential import known_presence, prior_term, weigh_causes
from legato.inference.implied import add_implied
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library
from legato.model.differential import Band, Differential
from legato.model.facts import Facts
from legato.model.presence import Presence
from library_makers import evidence, library_of, plain_condition
from triage_makers import facts_of, shared_library

LOG = math.log
SETTINGS = {"differential.trust_in_priors": 0.5, "differential.none_prior": 1.0}


def weigh(library: Library, facts: Facts) -> Differential:
    return weigh_causes(facts, triage=decide_urgency(facts, library=library), library=library)


def weighed(*rows: dict[str, object], present: tuple[str, ...] = (), absent: tuple[str, ...] = ()) -> float:
    """Give the weight of one cause with these rows and even odds."""
    library = library_of(plain_condition("a", *rows), settings=SETTINGS)
    (one,) = weigh(library, facts_of(*present, absent=absent)).hypotheses
    return one.weight


def test_the_weight_is_the_prior_and_one_logarithm_for_each_group() -> None:
    rows = (
        evidence("trigger:noise", 4, group="startle"),
        evidence("drug:lithium", 2, group="drug"),
        evidence("modulation:urge_relief", 10, 0.25, group="urge"),
    )
    present = ("trigger:noise", "drug:lithium")
    assert weighed(*rows, present=present, absent=("modulation:urge_relief",)) == pytest.approx(
        LOG(4) + LOG(2) + LOG(0.25)
    )


def test_within_a_group_the_strongest_for_and_the_strongest_against_count() -> None:
    rows = (
        evidence("activation:posture", 4, group="when"),
        evidence("activation:kinetic", 2, group="when"),
        evidence("activation:rest", 0.25, group="when"),
        evidence("activation:walking", 0.5, group="when"),
    )
    library = library_of(plain_condition("a", *rows), settings=SETTINGS)
    (one,) = weigh(library, facts_of(*(row["finding"] for row in rows))).hypotheses
    assert one.weight == pytest.approx(LOG(4) + LOG(0.25))
    assert [(row.finding, row.counts) for row in (*one.speaks_for, *one.speaks_against)] == [
        ("activation:posture", True),
        ("activation:kinetic", False),
        ("activation:rest", True),
        ("activation:walking", False),
    ]


def test_a_ratio_cannot_exceed_what_the_background_allows() -> None:
    background = shared_library().findings["activation:rest"].background
    assert background * 10 > 1
    assert weighed(evidence("activation:rest", 10), present=("activation:rest",)) == pytest.approx(
        LOG(1 / background)
    )
    assert weighed(evidence("activation:rest", 1, 1000), absent=("activation:rest",)) == pytest.approx(
        LOG(1 / (1 - background))
    )


def test_what_nobody_knows_and_what_says_nothing_moves_nothing() -> None:
    row = evidence("symptom:tremor", 4, 0.25)
    assert weighed(row) == 0
    assert weighed(evidence("symptom:tremor", 1, 1), present=("symptom:tremor",)) == 0


def test_asked_and_denied_counts_for_the_signs_that_are_an_emergency_alone() -> None:
    row = evidence("symptom:saddle_bladder", 4, 0.5)
    library = library_of(plain_condition("a", row), settings=SETTINGS)
    for asked, weight in ((True, LOG(0.5)), (False, 0.0)):
        assert weigh(library, Facts.of(red_flags_asked=asked)).hypotheses[0].weight == pytest.approx(weight)
    known = known_presence(Facts.of(red_flags_asked=True), library=library)
    assert set(known) == set(library.triage.sole_red_flags)
    assert set(known.values()) == {Presence.ABSENT}


def test_the_prior_takes_setting_age_and_sex_and_is_trusted_in_part() -> None:
    record = plain_condition("a")
    record["prior"] |= {"neurology": 9.0}
    record["age"] |= {"60-": 4}
    record["sex"] |= {"female": 2}
    one = library_of(record).conditions["a"]
    old = prior_term(one, facts=Facts.of(age=60, sex="female", setting="neurology"), trust=0.5)
    assert (old.odds, old.age_factor, old.sex_factor) == (9, 4, 2)
    assert old.log_odds == pytest.approx(0.5 * LOG(72))
    unknown = prior_term(one, facts=Facts.of(sex="other"), trust=0.5)
    assert (unknown.odds, unknown.age_factor, unknown.sex_factor) == (1, 1, 1)


@pytest.mark.parametrize(
    ("age", "factor"), [(15.9, 1), (16, 2), (39.9, 2), (40, 3), (59.5, 3), (60, 4), (110, 4)]
)
def test_an_age_between_two_whole_years_belongs_to_the_year_that_was_reached(
    age: float, factor: float
) -> None:
    record = plain_condition("a") | {"age": {"0-15": 1, "16-39": 2, "40-59": 3, "60-": 4}}
    one = library_of(record).conditions["a"]
    assert prior_term(one, facts=Facts.of(age=age), trust=1).age_factor == factor


def test_causes_of_one_weight_stand_in_the_order_of_their_names() -> None:
    library = library_of(plain_condition("b"), plain_condition("a"))
    assert [one.condition for one in weigh(library, facts_of()).hypotheses] == ["a", "b"]


def test_a_cause_stands_first_only_on_a_finding_of_its_own() -> None:
    library = library_of(
        plain_condition("common", odds=100),
        plain_condition("found", evidence("trigger:noise", 10)),
    )
    differential = weigh(library, facts_of("trigger:noise"))
    assert [one.condition for one in differential.hypotheses] == ["found", "common"]
    assert differential.hypotheses[1].held_back == ("no_defining_finding",)
    assert differential.hypotheses[0].held_back == ()


def test_a_rhythm_alone_holds_back() -> None:
    library = library_of(plain_condition("a", evidence("measure:f_13_18", 10, group="rhythm")))
    (one,) = weigh(library, facts_of("measure:f_13_18")).hypotheses
    assert (one.held_back, one.band) == (("frequency_alone",), Band.LIKELY)


def test_what_must_be_answered_first_is_named_and_lifted_by_a_no() -> None:
    needs = [["red_flags"], ["trigger:new_medicine", "drug:ssri"]]
    library = library_of(plain_condition("a", evidence("trigger:stress", 10), lead_needs=needs))
    assert weigh(library, Facts.of(present=["trigger:stress"])).hypotheses[0].held_back == (
        "red_flags",
        "trigger:new_medicine or drug:ssri",
    )
    answered = facts_of("trigger:stress", absent=["drug:ssri"])
    assert weigh(library, answered).hypotheses[0].held_back == ()
    urgent = facts_of("trigger:stress", "symptom:fever", absent=["drug:ssri"])
    assert weigh(library, urgent).hypotheses[0].held_back == ("red_flags",)


def test_leading_needs_a_defining_finding_and_a_clear_share() -> None:
    def band(ratio: float, *others: dict[str, object]) -> Band:
        library = library_of(plain_condition("a", evidence("trigger:noise", ratio)), *others)
        return weigh(library, facts_of("trigger:noise")).hypotheses[0].band

    assert band(10) is Band.LEADING
    assert band(4) is Band.LIKELY
    rivals = [plain_condition(f"b{index}", evidence("trigger:noise", 10)) for index in range(9)]
    assert band(10, *rivals) is Band.POSSIBLE


def test_without_any_line_a_cause_cannot_be_assessed() -> None:
    library = library_of(plain_condition("a", evidence("trigger:noise", 10)))
    assert weigh(library, Facts.of()).hypotheses[0].band is Band.NOT_ASSESSABLE


def test_missing_names_what_would_tell_most_and_leaves_out_what_is_known() -> None:
    rows = (evidence("trigger:noise", 4), evidence("symptom:spasm", 10), evidence("side:bilateral", 2))
    library = library_of(plain_condition("a", *rows))
    assert weigh(library, Facts.of()).hypotheses[0].missing == ("symptom:spasm", "trigger:noise")
    assert weigh(library, Facts.of(absent=["symptom:spasm"])).hypotheses[0].missing == ("trigger:noise",)


def test_none_of_these_leads_where_everything_speaks_against_every_cause() -> None:
    library = library_of(
        plain_condition("a", evidence("trigger:noise", 0.5)),
        plain_condition("b", evidence("trigger:noise", 0.25)),
    )
    differential = weigh(library, facts_of("trigger:noise"))
    assert differential.does_none_fit
    assert differential.none_share == pytest.approx(1 / (1 + 0.5 + 0.25))
    assert all(one.band is not Band.LEADING for one in differential.hypotheses)
    assert not weigh(library, facts_of()).does_none_fit


def test_two_causes_at_once_are_weighed_by_hand() -> None:
    first = plain_condition("a", evidence("trigger:noise", 10), evidence("drug:lithium", 0.1))
    second = plain_condition("b", evidence("drug:lithium", 10), evidence("trigger:noise", 0.1))
    library = library_of(first, second, settings={**SETTINGS, "pair.least_gain": 4})
    differential = weigh(library, facts_of("trigger:noise", "drug:lithium"))
    (pair,) = differential.pairs
    weight = 2 * LOG(10) - 0.5 * LOG(2)
    assert pair.weight == pytest.approx(weight)
    assert pair.gain == pytest.approx(math.exp(weight))
    assert (pair.conditions, pair.first_explains, pair.second_explains) == (
        ("a", "b"),
        ("trigger:noise",),
        ("drug:lithium",),
    )


def test_one_cause_that_explains_everything_has_no_partner() -> None:
    whole = plain_condition("a", evidence("trigger:noise", 10), evidence("drug:lithium", 10))
    library = library_of(whole, plain_condition("b", evidence("drug:lithium", 10)))
    assert weigh(library, facts_of("trigger:noise", "drug:lithium")).pairs == ()


def test_what_is_absent_counts_against_both_of_two_causes() -> None:
    def rows(mine: str) -> tuple[dict[str, object], ...]:
        return evidence(mine, 10), evidence("symptom:spasm", 1, 0.1)

    library = library_of(
        plain_condition("a", *rows("trigger:noise")),
        plain_condition("b", *rows("drug:lithium")),
        settings=SETTINGS,
    )
    (pair,) = weigh(library, facts_of("trigger:noise", "drug:lithium", absent=["symptom:spasm"])).pairs
    assert pair.weight == pytest.approx(2 * LOG(10) - 0.5 * LOG(2) + LOG(0.1))


ESSENTIAL = (
    "side:bilateral",
    "activation:posture",
    "activation:kinetic",
    "tempo:years",
    "history:family_tremor",
    "symptom:tremor",
    "modulation:better_alcohol",
)


def _real(*present: str, age: float, sex: str, setting: str = "neurology") -> Differential:
    library = shared_library()
    facts = Facts.of(present=present, red_flags_asked=True, age=age, sex=sex, setting=setting)
    return weigh(library, add_implied(facts, library=library))


def test_essential_tremor_alone_stands_first_and_alone() -> None:
    differential = _real(*ESSENTIAL, age=60, sex="female")
    assert differential.hypotheses[0].condition == "essential_tremor"
    assert differential.pairs == ()


@pytest.mark.parametrize("drug", ["drug:valproate", "drug:lithium"])
@pytest.mark.parametrize("setting", ["home", "neurology"])
def test_essential_tremor_with_a_new_medicine_that_makes_tremor_is_two_causes_at_once(
    drug: str, setting: str
) -> None:
    differential = _real(*ESSENTIAL, drug, "trigger:new_medicine", age=60, sex="female", setting=setting)
    best = differential.pairs[0]
    assert set(best.conditions) == {"essential_tremor", "drug_induced_tremor"}
    assert best.gain >= 4
    assert drug in best.first_explains + best.second_explains


@pytest.mark.parametrize(
    "codes",
    [
        ("modulation:better_walking", "activation:turning", "side:unilateral", "activation:intention"),
        ("activation:intention", "activation:sleep_onset", "side:unilateral", "history:alcohol_heavy"),
        ("activation:intention", "modulation:distractible", "tempo:stable_years", "trigger:heat"),
    ],
)
def test_none_of_these_leads_for_everyday_codes_that_fit_nothing(codes: tuple[str, ...]) -> None:
    differential = _real(*codes, age=40, sex="male", setting="home")
    assert differential.does_none_fit
    assert all(one.band is not Band.LEADING for one in differential.hypotheses)
