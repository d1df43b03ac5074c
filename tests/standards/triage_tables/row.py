"""One row of a table: a small set of codes, the clause of the triage rules it stands for, and whether the rule may fire.

The tables are written from the words of the rules, not from their machine form, so that the two can contradict each other.
A row names the fewest codes with which its clause holds (or just fails to hold): a disjunct never hides behind another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Row", "each", "fires", "silent", "silent_each"]


@dataclass(frozen=True)
class Row:
    """One clause as codes.

    ``rule`` is the rule looked at, ``words`` our paraphrase of the clause, ``does_fire`` what has to come out.
    ``asked`` says that every emergency sign that isn't listed was asked and denied.
    """

    rule: str
    words: str
    present: tuple[str, ...]
    does_fire: bool = True
    absent: tuple[str, ...] = ()
    asked: bool = True
    age: float | None = None
    sex: str | None = None

    @property
    def name(self) -> str:
        """Give the name of the test of this row: rule, clause and what tells it from the rows beside it."""
        kept = "" if self.does_fire else "not for "
        who = "" if self.age is None else f" at {self.age:g}"
        return f"{self.rule}: {kept}{self.words}{who} [{' '.join(self.present)}]"


def fires(
    rule: str,
    words: str,
    *present: str,
    age: float | None = None,
    sex: str | None = None,
    absent: tuple[str, ...] = (),
    asked: bool = True,
) -> Row:
    """Make a row in which the rule has to fire."""
    return Row(rule, words, present, age=age, sex=sex, absent=absent, asked=asked)


def silent(
    rule: str,
    words: str,
    *present: str,
    age: float | None = None,
    sex: str | None = None,
    absent: tuple[str, ...] = (),
    asked: bool = True,
) -> Row:
    """Make a row in which the rule must not fire because a needed part is missing."""
    return Row(rule, words, present, does_fire=False, age=age, sex=sex, absent=absent, asked=asked)


def each(
    rule: str,
    words: str,
    *present: str,
    one_of: Iterable[str],
    age: float | None = None,
    sex: str | None = None,
) -> list[Row]:
    """Make one row for every code of a list, beside the codes that all share."""
    return [fires(rule, f"{words}: {last}", *present, last, age=age, sex=sex) for last in one_of]


def silent_each(
    rule: str,
    words: str,
    *present: str,
    one_of: Iterable[str],
    age: float | None = None,
    sex: str | None = None,
) -> list[Row]:
    """Make one row for every code of a list in which the rule must not fire."""
    return [silent(rule, f"{words}: {last}", *present, last, age=age, sex=sex) for last in one_of]
