"""Six digits: good once, for ten minutes, and not to be guessed."""

from __future__ import annotations

import datetime

from legato.app.pairing import Pairing


class Clock:
    def __init__(self) -> None:
        self.time = datetime.datetime(2026, 11, 25, 20, 0, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.time


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_is_good_once() -> None:
    pairing = Pairing(Clock())
    code = pairing.code()
    assert len(code) == 6
    assert code.isdecimal()
    assert pairing.take(code)
    assert not pairing.take(code)
    assert pairing.code() != code or pairing.take(pairing.code())


def test_a_code_runs_out_after_ten_minutes() -> None:
    clock = Clock()
    pairing = Pairing(clock)
    code = pairing.code()
    clock.time += datetime.timedelta(minutes=10)
    assert not pairing.take(code)


def test_a_shown_code_stays_while_it_is_good() -> None:
    clock = Clock()
    pairing = Pairing(clock)
    code = pairing.code()
    clock.time += datetime.timedelta(minutes=9)
    assert pairing.code() == code


def test_five_wrong_tries_change_the_code() -> None:
    pairing = Pairing(Clock())
    code = pairing.code()
    for _ in range(4):
        assert not pairing.take(wrong(code))
    assert pairing.code() == code
    assert not pairing.take(wrong(code))
    assert not pairing.take(code) or pairing.code() == code


def test_nothing_is_good_before_a_code_was_shown() -> None:
    assert not Pairing(Clock()).take("")
    assert not Pairing(Clock()).take("000000")
