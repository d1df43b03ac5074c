"""German as it is meant: Sie, calm, the five levels word for word, and emergency signs that lost nothing."""

from __future__ import annotations

import re

import pytest

from legato.inference.never_say import find_never_said
from legato.knowledge.library import Library, load_library
from legato.knowledge.locales import library_in, load_locale


@pytest.fixture(scope="module")
def library() -> Library:
    return library_in("de")


@pytest.fixture(scope="module")
def words(library: Library) -> dict[str, str]:
    return {one["id"]: one["text"] for one in library.records("wording")}


def test_the_levels_are_said_in_these_words(words: dict[str, str]) -> None:
    levels = {id_: text for id_, text in words.items() if id_.startswith("level.")}
    assert levels == {
        "level.emergency_now": "Holen Sie jetzt Notfallhilfe",
        "level.same_day": "Lassen Sie sich heute untersuchen",
        "level.days_to_weeks": "Lassen Sie sich innerhalb von zwei Wochen untersuchen",
        "level.routine": "Vereinbaren Sie einen gewöhnlichen Termin",
        "level.self_care": "Kümmern Sie sich selbst darum und schauen Sie am {date} wieder nach",
    }


def test_nobody_is_addressed_as_du_and_nothing_is_called_normal() -> None:
    du = re.compile(r"\b(du|dich|dir|dein\w*|euch|eure\w*)\b|\bnormal\w*", re.IGNORECASE)
    assert [text for text in load_locale("de").values() if du.search(text)] == []


def test_months_and_dates_are_german(words: dict[str, str]) -> None:
    assert words["months"].split()[2] == "März"
    assert len(words["months"].split()) == 12
    assert words["date"].format(day=3, month="März", year=2026) == "3. März 2026"


def test_a_finding_is_a_sentence_of_its_own(library: Library) -> None:
    wrong = [
        one["id"]
        for one in library.records("finding")
        if not one["plain"][0].isupper() or one["plain"].endswith((".", ":"))
    ]
    assert wrong == []


def test_a_finding_stands_at_the_beginning_of_a_sentence(words: dict[str, str]) -> None:
    """Since each begins with a capital letter, no text may put one behind a comma or a 'dass'."""
    wrong = [
        id_
        for id_, text in words.items()
        if "{plain}" in text
        and id_ not in ("care.advice", "care.coping", "next.task", "next.question")
        and not text.startswith("{plain}")
        and ": {plain}" not in text
    ]
    assert wrong == []
    assert words["and_that"] == "{first}. {second}"


# What must stand in a line, by its id: a sign that is left out is a person who stays at home.
SIGNS = {
    "sooner.01": ["plötzlich", "Schwäche", "Taubheit", "einer Seite", "Gesicht", "Sprechen", "Sehen", "Gleichgewicht"],
    "sooner.02": ["plötzlicher Kopfschmerz", "schlimmste"],
    "sooner.03": ["bewusstlos", "Krampfanfall", "Zunge", "verwirrt", "kaum zu wecken"],
    "sooner.04": ["Zuckungen", "ausbreiten", "zuckt", "schleudert", "nicht anhalten"],
    "sooner.05": ["Aufstehen", "Nacken", "Anstrengung", "Hitze"],
    "sooner.06": ["Taubheit zwischen den Beinen", "Blase", "Darm", "Sex", "beide Beine"],
    "sooner.07": ["Stunden oder Tagen", "schwach", "Atmen", "Schlucken"],
    "sooner.08": ["Schlag", "Kopf", "Nacken", "Rücken", "Operation", "Wirbelsäule"],
    "sooner.09": ["Rückenschmerz", "Fieber", "Krebs", "Immunsystem", "Blutverdünnern"],
    "sooner.10": ["Brustschmerz", "Atemnot", "Ohnmacht", "kalt", "blass", "schmerzhaft"],
    "sooner.11": ["Fieber", "Schüttelfrost", "Verwirrung", "schnellem Atmen", "Nacken", "Ausschlag", "nicht verblasst"],
    "sooner.12": ["neu", "erhöht", "abgesetzt", "Fieber", "Steifheit", "Schwitzen", "Verwirrung", "zuckende Beine"],
    "sooner.13": ["zu viel", "Medikament", "Gift"],
    "sooner.14": ["Dunkler Urin", "Muskeln", "Krämpfe", "Kiefer", "Atmen"],
    "sooner.15": ["sehr niedrig", "sehr hoch", "nicht messen"],
    "sooner.16": ["Alkohol", "Beruhigungsmittel", "sehen Sie Dinge", "Krampfanfall", "Fieber", "Verwirrung"],
    "sooner.17": ["Herz", "Schilddrüse", "Fieber", "Unruhe", "Erbrechen"],
    "sooner.18": ["Schwangerschaft", "Geburt", "Kopfschmerz", "Sehprobleme", "Rippen", "Schwellung"],
    "sooner.19": ["Kind", "schlaff", "blass", "kaum zu wecken", "Baby", "zittert"],
    "sooner.20": ["Baclofen-Pumpe", "Juckreiz", "Fieber", "Krämpfe"],
    "sooner.21": ["Leben zu beenden", "jederzeit"],
    "aid.E03": ["Platz frei", "danach auf die Seite", "nichts in den Mund"],
    "aid.E05": ["bevor", "nächste Dosis"],
    "aid.E11": ["wach sind und schlucken können", "schläfrig", "nichts in den Mund"],
    "next.emergency_now.1": ["{number}", "jetzt", "Fahren Sie nicht"],
    "next.medicine": ["kein Medikament", "selbst ab"],
    "crisis.now": ["jetzt", "{number}"],
}  # fmt: skip


def test_every_emergency_sign_is_looked_at() -> None:
    shown = {
        one["id"] for one in load_library().records("wording") if re.fullmatch(r"sooner\.\d+", one["id"])
    }
    assert shown == {id_ for id_ in SIGNS if id_.startswith("sooner.")}


@pytest.mark.parametrize("id_", SIGNS)
def test_no_part_of_an_emergency_sign_is_lost(id_: str, words: dict[str, str]) -> None:
    assert [part for part in SIGNS[id_] if part not in words[id_]] == []


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Das ist nur Stress.", "german_just_anxiety"),
        ("Es gibt keinen Grund zur Sorge.", "german_no_worry"),
        ("Ihr Ergebnis ist normal.", "german_nothing_wrong"),
        ("Sie haben Parkinson.", "german_diagnosis"),
        ("Setzen Sie das Medikament ab.", "german_change_medicine"),
        ("Hören Sie auf zu trinken.", "german_detox_home"),
        ("Bleiben Sie zu Hause.", "german_decide_against_care"),
        ("Ihr Risiko ist klein.", "german_percentages"),
        ("Das Leiden ist unheilbar.", "german_alarm"),
    ],
)
def test_what_must_never_be_said_is_found_in_german(text: str, id_: str, library: Library) -> None:
    assert id_ in {hit.id for hit in find_never_said(text, library=library)}


@pytest.mark.parametrize(
    "text",
    [
        "Wer es verschrieben hat, kann es prüfen; setzen Sie es nicht allein ab.",
        "Eine ruhige Aufzeichnung schließt nichts aus.",
        "Das ist echtes Zittern, keine Einbildung.",
        "Manches davon kann nicht warten.",
    ],
)
def test_what_may_be_said_is_left_alone(text: str, library: Library) -> None:
    assert find_never_said(text, library=library) == ()
