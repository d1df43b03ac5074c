"""The form of a rule in words: the same tree, as points under each other, with the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from legato.knowledge.expression import And, AtLeast, Code, Expression, Macro, Not, Or
from legato.model.finding import Finding
from legato.model.page import PageLink, PageList, Words

__all__ = ["form_in_words"]

_COUNTS = {1: "One", 2: "Two", 3: "Three"}
_Item = tuple[int, Words]


def form_in_words(expression: Expression, *, findings: Mapping[str, Finding]) -> PageList:
    """Say in words when an expression holds.

    Parameters
    ----------
    expression : Expression
    findings : mapping of str to Finding

    Returns
    -------
    PageList
    """
    return PageList(tuple(_items(expression, 0, findings)))


def _items(part: Expression, depth: int, findings: Mapping[str, Finding]) -> list[_Item]:
    if isinstance(part, (Code, Macro)):
        return [(depth, _leaf(part, findings))]
    if isinstance(part, Not):
        return _negated(part.part, depth, findings)
    lead = {And: "All of these:", Or: "One of these:"}.get(type(part)) or _at_least(part)
    listed: list[_Item] = [(depth, lead)]
    for inner in part.parts:
        listed += _items(inner, depth + 1, findings)
    return listed


def _leaf(part: Code | Macro, findings: Mapping[str, Finding]) -> Words:
    if isinstance(part, Macro):
        return PageLink("macro", part.name)
    return PageLink("finding", part.code, findings[part.code].text)


def _negated(inner: Expression, depth: int, findings: Mapping[str, Finding]) -> list[_Item]:
    if isinstance(inner, (Code, Macro)):
        return [(depth, ("unless somebody stated: ", _as_link(_leaf(inner, findings))))]
    return [(depth, "unless somebody stated this:"), *_items(inner, depth + 1, findings)]


def _as_link(words: Words) -> str | PageLink:
    return words if isinstance(words, (str, PageLink)) else ""


def _at_least(part: Expression) -> str:
    count = part.count if isinstance(part, AtLeast) else 1
    return f"{_COUNTS.get(count, str(count))} or more of these:"
