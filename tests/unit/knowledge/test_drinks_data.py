"""Drinks of the diary: the same milligrams as the advice on caffeine, each with a source and a mark."""

from __future__ import annotations

from legato.knowledge.library import load_library

LIBRARY = load_library()


def test_the_milligrams_are_those_of_the_advice_on_caffeine() -> None:
    said = {
        (figure.get("typical", figure.get("low")), figure["source"], figure["confidence"])
        for figure in LIBRARY.by_id("self_care")["caffeine_drinks"]["figures"]
    }
    drinks = {one["id"]: (one["mg"], one["source"], one["confidence"]) for one in LIBRARY.records("drink")}
    assert {id_ for id_, told in drinks.items() if told not in said} == {"mate"}


def test_every_drink_says_how_large_it_is_and_a_typical_value_lies_within_its_spread() -> None:
    for one in LIBRARY.records("drink"):
        assert one["serving"]
        assert one.get("low_mg", one["mg"]) <= one["mg"] <= one.get("high_mg", one["mg"])
