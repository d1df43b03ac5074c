"""Spanish as it is meant: usted, calm, the five levels word for word, and emergency signs that lost nothing."""

from __future__ import annotations

import re

import pytest

from legato.knowledge.library import Library, load_library
from legato.knowledge.locales import library_in, load_locale

# What must stand in a line, by its id: a sign that is left out is a person who stays at home.
SIGNS = {
    "sooner.01": ["De repente", "debilidad", "sensibilidad", "un lado", "cara caída", "habla", "visión", "equilibrio"],
    "sooner.02": ["dolor de cabeza repentino", "el peor"],
    "sooner.03": ["Pierde el conocimiento", "convulsión", "lengua", "confunde", "despertarle"],
    "sooner.04": ["Sacudidas", "se extienden", "se agita con fuerza", "no puede parar"],
    "sooner.05": ["ponerse de pie", "cuello atrás", "esfuerzo", "calor"],
    "sooner.06": ["sensibilidad entre las piernas", "vejiga", "intestino", "sexo", "ambas piernas"],
    "sooner.07": ["pierden fuerza", "horas o días", "respirar", "tragar"],
    "sooner.08": ["golpe", "cabeza", "cuello", "espalda", "operación de columna"],
    "sooner.09": ["Dolor de espalda nuevo", "fiebre", "cáncer", "defensas bajas", "anticoagulantes"],
    "sooner.10": ["Dolor en el pecho", "falta de aire", "desmayo", "fría", "pálida", "duele"],
    "sooner.11": ["Fiebre", "escalofríos", "confusión", "respiración rápida", "cuello rígido", "no desaparecen"],
    "sooner.12": ["nuevo", "aumentado", "dejado", "fiebre", "rigidez", "sudor", "confusión", "sacudidas"],
    "sooner.13": ["demasiado", "medicamento", "veneno"],
    "sooner.14": ["Orina oscura", "músculos", "espasmos", "mandíbula rígida", "respiración ruidosa"],
    "sooner.15": ["muy bajo", "muy alto", "no puede medir"],
    "sooner.16": ["alcohol", "tranquilizantes", "ve cosas", "convulsiones", "fiebre", "confusión"],
    "sooner.17": ["corazón", "tiroides", "fiebre", "agitación", "vómitos"],
    "sooner.18": ["embarazo", "parto", "dolor de cabeza", "visión", "costillas", "hinchazón"],
    "sooner.19": ["niño", "flojo", "palidez", "difícil de despertar", "bebé", "tiembla"],
    "sooner.20": ["bomba de baclofeno", "picor", "fiebre", "espasmos"],
    "sooner.21": ["acabar con su vida", "en cualquier momento"],
    "aid.E03": ["despeje el espacio", "después", "de lado", "no le meta nada en la boca"],
    "aid.E05": ["antes de tomar la próxima dosis"],
    "aid.E11": ["consciente", "puede tragar", "somnolencia", "nada por la boca"],
    "next.emergency_now.1": ["{number}", "ahora", "No conduzca"],
    "next.medicine": ["No deje ni cambie", "por su cuenta"],
    "crisis.now": ["ahora", "{number}"],
}  # fmt: skip

# By question and option: the first signs that anybody is asked about.
ASKED = {
    ("em_stroke", "numb_side"): ["sensibilidad", "cara", "brazo", "pierna", "un solo lado"],
    ("em_attacks", "one_after_one"): ["un ataque tras otro", "no llega a recuperarse"],
    ("em_nonstop", "jerks_on"): ["durante minutos", "no para"],
    ("em_ill", "rash"): ["no desaparecen", "vaso"],
    ("em_back", "saddle"): ["entre las piernas", "orinar", "heces", "sexo"],
    ("em_strength", "climbing"): ["sube por las piernas", "horas o días"],
    ("em_changes", "alcohol_stop"): ["cada día", "lo dejó o bebió menos", "5 días"],
    ("em_sugar", "very_low"): ["debajo de 3,0 mmol/L", "54 mg/dL"],
    ("self_harm", "command"): ["me haga daño", "haga daño a alguien"],
    ("self_harm_now", "means"): ["a mano", "medio"],
}

# The never-say list in Spanish: nothing that makes small, calms wrongly, names what somebody has or changes a medicine.
NEVER = re.compile(
    r"no se preocupe|\bnormal|solo estrés|solo ansiedad|solo nervios|imaginaciones|nada grave"
    r"|usted tiene|usted sufre|su diagnóstico|puede esperar a|quédese en casa|no necesita un médico"
    r"|deje de (tomar|beber)|suba la dosis|baje la dosis|probabilidad de|su riesgo|incurable|psicógen",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def library() -> Library:
    return library_in("es")


@pytest.fixture(scope="module")
def words(library: Library) -> dict[str, str]:
    return {one["id"]: one["text"] for one in library.records("wording")}


def test_the_levels_are_said_in_these_words(words: dict[str, str]) -> None:
    assert {id_: text for id_, text in words.items() if id_.startswith("level.")} == {
        "level.emergency_now": "Busque ayuda de urgencia ahora",
        "level.same_day": "Que le vean hoy",
        "level.days_to_weeks": "Que le vean en un plazo de dos semanas",
        "level.routine": "Pida una cita ordinaria",
        "level.self_care": "Cuídelo y vuelva a mirarlo el {date}",
    }


def test_nobody_is_addressed_as_tu() -> None:
    familiar = re.compile(
        r"\b(tú|tu|tus|te|ti|contigo|vosotr[oa]s|vuestr\w+|os|tienes|puedes)\b", re.IGNORECASE
    )
    assert [text for text in load_locale("es").values() if familiar.search(text)] == []


@pytest.mark.parametrize(
    "text", ["No se preocupe.", "Es normal.", "Usted tiene Parkinson.", "Deje de tomar el litio."]
)
def test_the_list_of_what_is_never_said_finds_it(text: str) -> None:
    assert NEVER.search(text)


def test_nothing_that_must_never_be_said_is_said() -> None:
    assert [text for text in load_locale("es").values() if NEVER.search(text)] == []


def test_a_question_opens_and_closes_its_marks() -> None:
    assert [text for text in load_locale("es").values() if text.count("¿") != text.count("?")] == [
        "[?] sustituye a letras que faltan en el tipo de letra de esta carta; el informe completo las muestra."
    ]


def test_months_and_dates_are_spanish(words: dict[str, str]) -> None:
    assert len(words["months"].split()) == 12
    month = words["months"].split()[2]
    assert words["date"].format(day=3, month=month, year=2026) == "3 de marzo de 2026"


def test_a_finding_goes_on_after_que(library: Library) -> None:
    """Each stands behind 'Usted dijo que': a small letter at the beginning and no full stop at the end."""
    wrong = [
        one["id"]
        for one in library.records("finding")
        if one["plain"][0].isupper() or one["plain"].endswith(".")
    ]
    assert wrong == []


def test_every_emergency_sign_is_looked_at() -> None:
    shown = {
        one["id"] for one in load_library().records("wording") if re.fullmatch(r"sooner\.\d+", one["id"])
    }
    assert shown == {id_ for id_ in SIGNS if id_.startswith("sooner.")}


@pytest.mark.parametrize("id_", SIGNS)
def test_no_part_of_an_emergency_sign_is_lost(id_: str, words: dict[str, str]) -> None:
    assert [part for part in SIGNS[id_] if part not in words[id_]] == []


@pytest.mark.parametrize("place", ASKED, ids=".".join)
def test_no_part_of_a_first_question_is_lost(place: tuple[str, str], library: Library) -> None:
    question, option = place
    text = next(one.text for one in library.questions[question].options if one.id == option)
    assert [part for part in ASKED[place] if part not in text] == []
