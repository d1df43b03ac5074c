"""Export, tables and the code on paper: everything is in it, nothing runs as a formula, and it can be read back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator

import pytest

from diary_house import NOW
from legato.app.catalog import load_words
from legato.app.demo import fill_demo
from legato.app.desk import Desk
from legato.app.follow_up import last_check
from legato.app.own_data.export import export_pieces
from legato.app.own_data.export_csv import csv_text
from legato.app.own_data.summary_qr import MOST_BYTES, base45, private_codes, summary_of, summary_text
from legato.model.kept import ItemKind
from legato.store.open import open_store

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    store = open_store(tmp_path_factory.mktemp("own") / "data", now=lambda: NOW)
    made = Desk(store, clock=lambda: NOW, is_demo=True)
    fill_demo(made)
    yield made
    store.close()


@pytest.fixture(scope="module")
def exported(desk: Desk) -> zipfile.ZipFile:
    pieces = export_pieces(desk, words=load_words("en"), has_names=False)
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def decode(text: str) -> dict[str, object]:
    """Read a code back, written apart from what writes it."""
    assert text.startswith("LG1:")
    data, rest = bytearray(), [SIGNS.index(one) for one in text[4:]]
    for at in range(0, len(rest), 3):
        some = rest[at : at + 3]
        value = sum(sign * 45**n for n, sign in enumerate(some))
        data += value.to_bytes(len(some) - 1, "big")
    told: dict[str, object] = json.loads(zlib.decompress(bytes(data), wbits=-15))
    return told


def test_the_zip_is_whole_and_holds_everything(desk: Desk, exported: zipfile.ZipFile) -> None:
    assert exported.testzip() is None
    names = set(exported.namelist())
    assert {"README.txt", "items.json", "diary.csv", "medicines.csv", "checks.csv", "recordings.csv"} <= names
    assert set(desk.store.all_files()) <= names
    kept = {one["id"]: one["versions"] for one in json.loads(exported.read("items.json"))}
    for id_, versions in kept.items():
        assert len(versions) == len(desk.store.history(id_))
    assert set(kept) == {one.id for _, one in desk.store.changes_since(0) if one.kind is not ItemKind.DEVICE}


def test_each_person_has_a_bundle_whose_numbers_are_there(desk: Desk, exported: zipfile.ZipFile) -> None:
    person = desk.store.items(ItemKind.PERSON)[0]
    bundle = json.loads(exported.read(f"fhir/{person.id}.json"))
    kinds = {one["resource"]["resourceType"] for one in bundle["entry"]}
    assert {"Patient", "QuestionnaireResponse", "Observation"} <= kinds
    assert "not-in-fhir.txt" not in exported.namelist()


def test_the_tables_have_a_row_for_each_thing(desk: Desk, exported: zipfile.ZipFile) -> None:
    def rows(name: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(exported.read(name).decode("utf-8-sig"))))

    assert len(rows("diary.csv")) == 1 + len(desk.store.items(ItemKind.DIARY))
    assert len(rows("medicines.csv")) == 1 + len(desk.store.items(ItemKind.MEDICINE))
    assert len(rows("recordings.csv")) == 1 + len(desk.store.items(ItemKind.RECORDING))
    assert len(rows("checks.csv")) > 10


def test_names_are_there_only_where_they_are_wanted(desk: Desk) -> None:
    desk.store.put(
        ItemKind.PERSON, {"who": "helper", "label": "Quetzalina"}, id="q", person="", key="quetzal"
    )
    for wanted in (False, True):
        pieces = export_pieces(desk, words=load_words("en"), has_names=wanted)
        packed = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
        assert (b"Quetzalina" in packed.read("items.json")) is wanted


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\r=x"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert next(csv.reader(io.StringIO(csv_text([[text]]), newline="")))[0] == "'" + text


def test_a_negative_number_stays_a_number_and_nothing_an_empty_cell() -> None:
    assert csv_text([[-1.5, None, "x"]]) == "-1.5,,x\r\n"


def test_base45_follows_the_examples_of_its_standard() -> None:
    assert base45(b"AB") == "BB8"
    assert base45(b"Hello!!") == "%69 VD92EX0"
    assert base45(b"base-45") == "UJCLQE7W581"


def test_the_code_comes_back_as_it_was(desk: Desk) -> None:
    person = desk.store.items(ItemKind.PERSON)[0].id
    check = last_check(desk, person=person)
    assert check is not None
    assessment, library = desk.assess(check), desk.library()
    hidden = private_codes(assessment, library=library, has_mood=False, has_alcohol=False)
    summary = summary_of(assessment, left_out=hidden, medicines=["Sertraline"])
    text = summary_text(summary)
    assert len(text.encode()) <= MOST_BYTES
    back = decode(text)
    assert back["l"] == assessment.triage.urgency.value
    assert back["f"] == summary["f"]
    assert not set(summary["f"]) & hidden


def test_a_summary_that_is_too_long_says_how_much_is_left_out() -> None:
    names = [f"code:{n * 7919 % 100_003}" for n in range(900)]
    summary = {
        "v": 1,
        "d": "2026-11-23",
        "l": "routine",
        "r": [],
        "f": names,
        "x": ["A"],
        "m": [["a", 1.0, "Hz"]],
    }
    text = summary_text(summary)
    assert len(text) <= MOST_BYTES
    back = decode(text)
    left = back["f"]
    assert isinstance(left, list)
    assert left == names[: len(left)]
    assert back["n"] == 902 - len(left) - len(back["x"]) - len(back["m"])  # type: ignore[arg-type]
