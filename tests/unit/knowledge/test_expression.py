"""The language of the rules: what it reads, what it refuses, and what holds when it is evaluated."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legato.errors import KnowledgeError
from legato.knowledge.expression import (
    And,
    AtLeast,
    Code,
    Expression,
    Macro,
    Not,
    Or,
    codes_of,
    parse_expression,
)
from legato.model.facts import Facts, Origin

NAMES = ("a:a", "b:b", "c:c", "d:d1_x")
CODES = frozenset(NAMES)
A, B, C, D = (Code(name) for name in NAMES)
MACRO = Or((A, B))


def parse(text: str) -> Expression:
    return parse_expression(text, codes=CODES, macros={"M": MACRO, "M2": A}, where="X01")


def holds(text: str, *present: str) -> bool:
    return parse(text).support(Facts.of(present=present)) is not None


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a:a", A),
        ("  a:a  ", A),
        ("a:a and b:b and c:c", And((A, B, C))),
        ("a:a or b:b and c:c", Or((A, And((B, C))))),
        ("(a:a or b:b) and c:c", And((Or((A, B)), C))),
        ("not a:a and b:b", And((Not(A), B))),
        ("not (a:a and b:b)", Not(And((A, B)))),
        ("not not a:a", Not(Not(A))),
        ("M and d:d1_x", And((Macro("M", MACRO), D))),
        ("M2", Macro("M2", A)),
        ("any2(a:a, b:b or c:c, M)", AtLeast(2, (A, Or((B, C)), Macro("M", MACRO)))),
        ("any3(a:a,b:b,c:c)", AtLeast(3, (A, B, C))),
        ("((a:a))", A),
    ],
)
def test_it_is_read_as_it_is_meant(text: str, tree: Expression) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "a:a and",
        "or a:a",
        "a:a b:b",
        "a:a and or b:b",
        "(a:a",
        "a:a)",
        "()",
        "not",
        "e:e",
        "N",
        "a",
        "A:A",
        "any2 a:a, b:b",
        "any2(a:a, )",
        "any2(a:a",
        "any(a:a)",
        "a:a & b:b",
        "a:a;",
        "a:a AND b:b",
        "a:a and 'b:b'",
        "__import__('os')",
        "(" * 41 + "a:a" + ")" * 41,
    ],
)
def test_what_is_no_expression_is_refused_with_its_rule_and_how_to_mend_it(text: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.where) == ("LEG-E421", "X01")
    assert caught.value.found
    assert caught.value.mend


def test_forty_brackets_are_read() -> None:
    assert parse("(" * 40 + "a:a" + ")" * 40) == A


def test_what_stands_wrong_is_shown() -> None:
    with pytest.raises(KnowledgeError, match="A rule cannot be read") as caught:
        parse("a:a and e:e")
    assert "'e:e', which is no code and no macro," in caught.value.found


@pytest.mark.parametrize(("a", "b", "c"), list(product([False, True], repeat=3)))
def test_truth_is_that_of_logic(a: bool, b: bool, c: bool) -> None:
    present = [name for name, is_there in zip(NAMES, (a, b, c)) if is_there]
    assert holds("a:a and b:b or c:c", *present) == ((a and b) or c)
    assert holds("a:a and (b:b or c:c)", *present) == (a and (b or c))
    assert holds("not a:a and not (b:b or c:c)", *present) == (not a and not (b or c))
    assert holds("any2(a:a, b:b, c:c)", *present) == (a + b + c >= 2)
    assert holds("M and not c:c", *present) == ((a or b) and not c)


def test_it_tells_all_codes_that_made_it_hold_and_no_others() -> None:
    facts = Facts.of(present=["a:a", "b:b", "d:d1_x"])
    assert parse("a:a or b:b or c:c").support(facts) == {"a:a", "b:b"}
    assert parse("M and d:d1_x").support(facts) == {"a:a", "b:b", "d:d1_x"}
    assert parse("any2(a:a, c:c, d:d1_x)").support(facts) == {"a:a", "d:d1_x"}
    assert parse("not c:c").support(facts) == frozenset()
    assert parse("not a:a").support(facts) is None
    assert parse("a:a and c:c").support(facts) is None


def test_unknown_and_absent_are_the_same_to_a_rule() -> None:
    assert parse("not a:a").support(Facts.of()) == parse("not a:a").support(Facts.of(absent=["a:a"]))
    assert not holds("a:a")


@pytest.mark.parametrize("origin", [Origin.RECORDING, Origin.TEXT])
def test_what_no_person_stated_makes_a_rule_hold_and_keeps_none_from_holding(origin: Origin) -> None:
    facts = Facts.of().adding(origin=origin, present=["a:a"])
    for text in ("a:a", "not a:a", "not M", "not (a:a and not b:b)"):
        assert parse(text).support(facts) is not None, text
    implied = Facts.of().adding(origin=Origin.IMPLIED, present=["a:a"])
    assert parse("not a:a").support(implied) is None


def test_codes_are_told_by_whether_they_stand_under_a_not() -> None:
    tree = parse("a:a and not (b:b or M2) or any2(c:c, not d:d1_x)")
    assert codes_of(tree) == CODES
    assert codes_of(tree, under_not=True) == {"a:a", "b:b", "d:d1_x"}
    assert codes_of(tree, under_not=False) == {"a:a", "c:c"}


trees = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        inner.map(lambda text: f"not {text}"),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)).map(
            lambda pair: "(" + f" {pair[0]} ".join(pair[1]) + ")"
        ),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"any2({', '.join(parts)})"),
    ),
    max_leaves=8,
)


@given(text=trees, present=st.sets(st.sampled_from(NAMES)))
def test_any_rule_that_is_written_right_is_read_and_names_only_codes_that_are_there(
    text: str, present: set[str]
) -> None:
    support = parse(text).support(Facts.of(present=present))
    assert support is None or support <= present


@given(text=st.text(alphabet="ab:cM2() ,andornty\n\x00é", max_size=40))
def test_any_other_text_is_read_or_refused(text: str) -> None:
    try:
        read = codes_of(parse(text))
    except KnowledgeError as error:
        read, told = frozenset(), error.code
    else:
        told = "LEG-E421"
    assert read <= CODES
    assert told == "LEG-E421"
