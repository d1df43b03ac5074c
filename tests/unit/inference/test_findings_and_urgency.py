"""A recording can raise the urgency and never lower it, whatever it finds and whatever else is known."""

from __future__ import annotations

import random

from finding_makers import (
    BOUNCES,
    STANDS,
    STANDS_TREMBLING,
    WALKS,
    absent_in,
    analysed,
    present_in,
    quiet,
    trembling,
)
from legato.inference.triage import decide_urgency
from legato.model.facts import Facts
from legato.model.recording import Side, Task
from triage_makers import shared_library

N_CASES = 400


def sessions() -> list[tuple[set[str], set[str]]]:
    """Give what several real sessions state: (present, absent)."""
    still = [analysed(quiet(), Task.REST), analysed(STANDS, Task.STAND)]
    recordings = [
        still,
        [analysed(STANDS_TREMBLING, Task.STAND), analysed(quiet(), Task.REST), analysed(WALKS, Task.WALK)],
        [analysed(BOUNCES, Task.TOES_ON_FLOOR), analysed(quiet(30.0), Task.STOP)],
        [analysed(trembling(), Task.REST, seed=3, side=side) for side in (Side.LEFT, Side.RIGHT)],
        [
            analysed(trembling(side=Side.LEFT), Task.REST, seed=3, side=side)
            for side in (Side.LEFT, Side.RIGHT)
        ],
    ]
    return [(present_in(*some), absent_in(*some)) for some in recordings]


def urgency(facts: Facts) -> int:
    return decide_urgency(facts, library=shared_library()).urgency.rank


def random_facts(rng: random.Random) -> Facts:
    codes = sorted(shared_library().findings)
    chosen = rng.sample(codes, rng.randint(0, 12))
    cut = rng.randint(0, len(chosen))
    return Facts.of(
        present=chosen[:cut],
        absent=chosen[cut:],
        red_flags_asked=rng.random() < 0.7,
        age=rng.choice([None, 12, 34, 70]),
        sex=rng.choice([None, "female", "male"]),
    )


def test_adding_a_recorded_session_never_lowers_the_urgency():
    rng = random.Random(5)
    states = sessions()
    for _ in range(N_CASES):
        facts = random_facts(rng)
        present, absent = rng.choice(states)
        assert urgency(facts.with_recording(present, absent)) >= urgency(facts)


def test_no_findings_that_a_recording_could_state_ever_lower_the_urgency():
    rng = random.Random(7)
    can_state = sorted(
        code for code, one in shared_library().findings.items() if "recording" in one.stated_by
    )
    for _ in range(N_CASES):
        facts = random_facts(rng)
        some = rng.sample(can_state, rng.randint(1, 15))
        cut = rng.randint(0, len(some))
        assert urgency(facts.with_recording(some[:cut], some[cut:])) >= urgency(facts)


def test_a_quiet_session_leaves_self_care_closed_where_it_was_closed():
    present, absent = sessions()[0]
    facts = Facts.of(present=["symptom:tremor"], red_flags_asked=True, age=40)
    before = decide_urgency(facts, library=shared_library())
    after = decide_urgency(facts.with_recording(present, absent), library=shared_library())
    assert set(before.closed_self_care) <= set(after.closed_self_care)
    assert after.urgency is before.urgency


def test_what_a_person_says_and_the_recording_does_not_show_stays_there_for_the_urgency():
    facts = Facts.of(present=["measure:f_13_18", "activation:rest"], red_flags_asked=True, age=60)
    assert urgency(facts.with_recording([], ["measure:f_13_18", "activation:rest"])) == urgency(facts)
