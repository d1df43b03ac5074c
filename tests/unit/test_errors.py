"""Errors say what, where, found and mend, are the builtin a caller expects, and survive the way between processes."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from legato import errors
from legato.errors import (
    FormatError,
    InputError,
    KnowledgeError,
    LegatoError,
    MissingChannelError,
    UsageError,
)

ALL = [getattr(errors, name) for name in errors.__all__]


@pytest.mark.parametrize("kind", ALL)
def test_every_error_keeps_its_five_parts_through_pickling(kind):
    error = kind("It broke", where="leg.csv", found="7", mend="mend it", code="LEG-E999")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is kind
    assert vars(back) == vars(error)
    assert str(back) == str(error)


def refuse(where):
    raise InputError("It broke", where=where, code="LEG-E998")


@pytest.mark.slow
def test_an_error_comes_back_from_another_process():
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        pytest.raises(InputError, match="It broke") as caught,
    ):
        pool.submit(refuse, "leg.csv").result()
    assert (caught.value.where, caught.value.code) == ("leg.csv", "LEG-E998")


def test_parts_stand_one_a_line_and_empty_ones_are_left_away():
    assert str(LegatoError("It broke")) == "LEG-E000  It broke"
    full = LegatoError("It broke", where="leg.csv", found="7", mend="mend it", code="LEG-E999")
    assert str(full).splitlines() == [
        "LEG-E999  It broke",
        "  where   leg.csv",
        "  found   7",
        "  mend    mend it",
    ]


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (InputError, ValueError),
        (UsageError, ValueError),
        (FormatError, InputError),
        (MissingChannelError, InputError),
    ],
)
def test_an_error_is_also_what_a_caller_would_expect(kind, builtin):
    assert issubclass(kind, builtin)
    assert issubclass(kind, LegatoError)


def test_wrong_knowledge_is_not_taken_for_wrong_input():
    assert not issubclass(KnowledgeError, ValueError)
