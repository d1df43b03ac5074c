"""The language of the rules: codes joined by ``and``, ``or``, ``not``, brackets and ``any2(…)``; macros in capitals.

``not`` asks what a person stated: a recording can make a rule hold, never keep it from holding. Parsed once at load,
evaluated without names or text. Holds no clinical content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from legato.errors import KnowledgeError
from legato.model.facts import Facts

__all__ = ["And", "AtLeast", "Code", "Expression", "Macro", "Not", "Or", "codes_of", "parse_expression"]

_TOKEN = re.compile(r"\s*(\(|\)|,|[a-z_]+:[A-Za-z0-9_]+|[A-Z][A-Z0-9_]*|any[0-9]+|[a-z]+)")
_MOST_LEVELS = 40


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the vocabulary."""

    code: str

    def support(self, facts: Facts, *, stated: bool = False) -> frozenset[str] | None:
        """Give the codes that make it hold, or None."""
        holds = facts.has_stated(self.code) if stated else facts.has(self.code)
        return frozenset((self.code,)) if holds else None


@dataclass(frozen=True, slots=True)
class Macro:
    """A named expression."""

    name: str
    body: Expression

    def support(self, facts: Facts, *, stated: bool = False) -> frozenset[str] | None:
        """Give the codes that make it hold, or None."""
        return self.body.support(facts, stated=stated)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where the part does not hold by what persons stated; what is unknown makes it hold."""

    part: Expression

    def support(self, facts: Facts, *, stated: bool = False) -> frozenset[str] | None:
        """Give no codes if it holds, or None."""
        return None if self.part.support(facts, stated=True) is not None else frozenset()


@dataclass(frozen=True, slots=True)
class And:
    """Holds where every part holds."""

    parts: tuple[Expression, ...]

    def support(self, facts: Facts, *, stated: bool = False) -> frozenset[str] | None:
        """Give the codes of all parts, or None."""
        found: frozenset[str] = frozenset()
        for part in self.parts:
            support = part.support(facts, stated=stated)
            if support is None:
                return None
            found |= support
        return found


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Holds where so many of the parts hold."""

    count: int
    parts: tuple[Expression, ...]

    def support(self, facts: Facts, *, stated: bool = False) -> frozenset[str] | None:
        """Give the codes of all parts that hold, or None if too few do."""
        supports = [part.support(facts, stated=stated) for part in self.parts]
        holding = [support for support in supports if support is not None]
        return frozenset().union(*holding) if len(holding) >= self.count else None


@dataclass(frozen=True, slots=True)
class Or:
    """Holds where a part holds; all parts that hold are told."""

    parts: tuple[Expression, ...]

    def support(self, facts: Facts, *, stated: bool = False) -> frozenset[str] | None:
        """Give the codes of all parts that hold, or None if none does."""
        supports = [part.support(facts, stated=stated) for part in self.parts]
        holding = [support for support in supports if support is not None]
        return frozenset().union(*holding) if holding else None


Expression = Code | Macro | Not | And | Or | AtLeast


def codes_of(expression: Expression, *, under_not: bool | None = None) -> frozenset[str]:
    """Give every code that stands in an expression.

    Parameters
    ----------
    expression : Expression
    under_not : bool or None
        True for the codes below a ``not`` only, False for those outside, None for all.

    Returns
    -------
    frozenset of str
    """
    return frozenset(
        code for code, negated in _walk(expression, negated=False) if under_not in (None, negated)
    )


def _walk(expression: Expression, *, negated: bool) -> Iterable[tuple[str, bool]]:
    if isinstance(expression, Code):
        yield expression.code, negated
    elif isinstance(expression, Not):
        yield from _walk(expression.part, negated=True)
    elif isinstance(expression, Macro):
        yield from _walk(expression.body, negated=negated)
    else:
        for part in expression.parts:
            yield from _walk(part, negated=negated)


def parse_expression(
    text: str, *, codes: frozenset[str], macros: Mapping[str, Expression], where: str
) -> Expression:
    """Read one expression.

    Parameters
    ----------
    text : str
    codes : frozenset of str
        The vocabulary.
    macros : mapping of str to Expression
        Those defined before.
    where : str
        Rule id, for the error.

    Returns
    -------
    Expression

    Raises
    ------
    KnowledgeError
        If the text is not an expression, or names a code or macro that is not there.
    """
    return _Parser(text, codes=codes, macros=macros, where=where).whole()


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(
        self, text: str, *, codes: frozenset[str], macros: Mapping[str, Expression], where: str
    ) -> None:
        self._codes, self._macros, self._where, self._text = codes, macros, where, text
        self._tokens: list[str] = []
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if not match:
                raise self._fault(f"'{text[position : position + 20]}'")
            self._tokens.append(match.group(1))
            position = match.end()
        self._next = 0
        self._level = 0

    def whole(self) -> Expression:
        tree = self._or()
        if self._next < len(self._tokens):
            raise self._fault(f"'{self._tokens[self._next]}' after the end of the rule")
        return tree

    def _fault(self, found: str) -> KnowledgeError:
        return KnowledgeError(
            "A rule cannot be read",
            where=self._where,
            found=f"{found} in: {self._text}",
            mend="write group:code, MACRO, and, or, not, any2(a, b) and brackets",
            code="LEG-E421",
        )

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self, wanted: str | None = None) -> str:
        token = self._peek()
        if not token or (wanted is not None and token != wanted):
            raise self._fault(f"'{token or 'the end'}'" + (f" instead of '{wanted}'" if wanted else ""))
        self._next += 1
        return token

    def _or(self) -> Expression:
        parts = [self._and()]
        while self._peek() == "or":
            self._take()
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Expression:
        parts = [self._one()]
        while self._peek() == "and":
            self._take()
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Expression:
        token = self._take()
        if token == "not":
            return Not(self._one())
        if token == "(":
            return self._bracket()
        if token.startswith("any") and token[3:].isdigit():
            return self._at_least(int(token[3:]))
        if token in self._macros:
            return Macro(token, self._macros[token])
        if token in self._codes:
            return Code(token)
        raise self._fault(f"'{token}', which is no code and no macro,")

    def _bracket(self) -> Expression:
        self._level += 1
        if self._level > _MOST_LEVELS:
            raise self._fault("too many brackets")
        inner = self._or()
        self._take(")")
        self._level -= 1
        return inner

    def _at_least(self, count: int) -> Expression:
        self._take("(")
        parts = [self._or()]
        while self._peek() == ",":
            self._take()
            parts.append(self._or())
        self._take(")")
        return AtLeast(count, tuple(parts))
