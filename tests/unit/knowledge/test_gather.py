"""The loader of the knowledge: every fault of every file at once, and a kept copy that is never believed when it is stale."""

from __future__ import annotations

import json
import os
import shutil
from importlib import resources
from pathlib import Path

import pytest

from legato.errors import KnowledgeError
from legato.knowledge import gather
from legato.knowledge.gather import gather_records
from legato.knowledge.kinds import KINDS

SOURCES = """
- {id: textbook, citation: "Textbooks", kind: reference, seen: "known"}
- {id: elicited, citation: "Our judgement", kind: engineering, seen: "written by us"}
"""
SETTINGS = """
- {id: band.likely, value: 0.1, unit: share, source: elicited, confidence: E, note: "least share"}
"""
FINDINGS = """
- {id: "activation:rest", text: "at rest", plain: "at rest", stated_by: [person], group: when, background: 0.3, why: "why"}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a small folder of knowledge without a fault."""
    place = tmp_path / "data"
    write(place, "sources/core.yaml", SOURCES)
    write(place, "settings.yaml", SETTINGS)
    write(place, "findings/activation.yaml", FINDINGS)
    return place


def write(place: Path, name: str, content: str) -> Path:
    file = place / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def faults_of(place: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        gather_records(place)
    assert caught.value.code == "LEG-E414"
    return caught.value.found


def test_records_come_by_kind_in_the_order_of_the_files(data: Path) -> None:
    write(data, "sources/extra.yaml", '- {id: later, citation: "Later", kind: paper, seen: "abstract"}')
    records, _ = gather_records(data)
    assert [one["id"] for one in records["source"]] == ["textbook", "elicited", "later"]
    assert set(records) == {kind.id for kind in KINDS}
    assert records["condition"] == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("settings.yaml", SETTINGS.replace("note:", "remark:"), "unknown fields remark"),
        (
            "settings.yaml",
            SETTINGS.replace("confidence: E", "confidence: U"),
            "'U' is not one of V, V2, K, E",
        ),
        ("settings.yaml", SETTINGS.replace("elicited", "nowhere2020"), "there is no source 'nowhere2020'"),
        ("settings.yaml", SETTINGS + SETTINGS.lstrip(), "the id stands in settings.yaml already"),
        ("settings.yaml", "band.likely: 1", "must be a list of records"),
        ("settings.yaml", "- just a word", "must be a record"),
        ("settings.yaml", "- null", "is empty"),
        ("settings.yaml", "- &a {id: x}\n- *a\n", "alias is not allowed"),
        ("settings.yaml", "- {id: x, id: y}", "A key stands twice"),
        ("settings.yaml", "- {id: [", "not plain YAML"),
        ("settings.yaml", "- !!python/name:os.system {}", "not plain YAML"),
        ("findings/more.yaml", FINDINGS, "the id stands in findings/activation.yaml already"),
        ("elsewhere/x.yaml", "[]", "stands in a folder of no kind"),
        (
            "translation/wrong_name.yaml",
            "{condition: other, words: {}, untranslated: {}}",
            "must be named other.yaml",
        ),
    ],
)
def test_a_fault_is_told_with_its_file(data: Path, name: str, content: str, says: str) -> None:
    write(data, name, content)
    found = faults_of(data)
    assert says in found
    assert name in found


def test_bytes_that_are_no_text_are_refused_by_name(data: Path) -> None:
    (data / "settings.yaml").write_bytes(b"- {id: \xff\xfe}")
    assert "settings.yaml: is not text in UTF-8" in faults_of(data)


def test_all_faults_of_all_files_are_told_at_once(data: Path) -> None:
    write(data, "settings.yaml", SETTINGS.replace("note:", "remark:").replace("0.1", '"much"'))
    write(data, "findings/activation.yaml", FINDINGS.replace("0.3", "3"))
    write(data, "sources/bad.yaml", "- &a {id: x}\n- *a\n")
    write(data, "nowhere.yaml", "[]")
    found = faults_of(data)
    for says in ("remark", "missing fields note", "'much'", "3 lies outside", "alias", "nowhere.yaml"):
        assert says in found


def test_what_refers_to_a_record_that_is_wrong_is_not_called_wrong_too(data: Path) -> None:
    write(data, "sources/core.yaml", SOURCES.replace("kind: engineering", "kind: opinion"))
    found = faults_of(data)
    assert "'opinion' is not one of" in found
    assert "there is no source" not in found


def test_the_kept_copy_is_taken_and_gives_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = gather_records(data)
    monkeypatch.setattr(gather, "read_records", lambda *_: pytest.fail("read again"))
    assert gather_records(data) == first


def test_an_edit_a_new_file_and_a_renamed_one_each_make_another_version(data: Path) -> None:
    versions = [gather_records(data)[1]]
    write(data, "settings.yaml", SETTINGS.replace("0.1", "0.2"))
    records, version = gather_records(data)
    assert records["setting"][0]["value"] == 0.2
    versions.append(version)
    extra = write(data, "sources/extra.yaml", "[]")
    versions.append(gather_records(data)[1])
    extra.rename(data / "sources" / "other.yaml")
    versions.append(gather_records(data)[1])
    assert len(set(versions)) == 4


def test_a_change_of_the_forms_makes_the_kept_copy_stale(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, before = gather_records(data)
    monkeypatch.setattr(gather, "_forms_hash", lambda: b"another form")
    _, after = gather_records(data)
    assert before != after


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "0123456789abcdef", "records": {}}', "null"])
def test_a_kept_copy_that_is_damaged_or_of_another_version_is_not_believed(data: Path, content: str) -> None:
    first = gather_records(data)
    (data / "compiled.json").write_text(content)
    assert gather_records(data) == first
    assert json.loads((data / "compiled.json").read_text())["version"] == first[1]


def test_a_fault_is_found_although_an_older_copy_is_kept(data: Path) -> None:
    gather_records(data)
    write(data, "settings.yaml", SETTINGS.replace("confidence: E", "confidence: U"))
    assert "'U'" in faults_of(data)


def test_a_folder_that_cannot_be_written_gives_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = gather_records(data)
    (data / "compiled.json").unlink()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(gather.tempfile, "NamedTemporaryFile", refuse)
    assert gather_records(data) == expected
    assert not (data / "compiled.json").exists()


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_gives_the_same(data: Path) -> None:
    expected = gather_records(data)
    (data / "compiled.json").unlink()
    data.chmod(0o500)
    try:
        assert gather_records(data) == expected
    finally:
        data.chmod(0o700)


def test_no_half_file_is_left_where_writing_breaks_off(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(gather.json, "dump", full)
    records, _ = gather_records(data)
    assert records["setting"]
    assert list(data.glob("*.part")) == []
    assert not (data / "compiled.json").exists()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_the_package_holds_records_of_every_kind_and_each_is_checked(
    kind: gather.Any, tmp_path: Path
) -> None:
    packaged = Path(str(resources.files("legato.knowledge") / "data"))
    assert (packaged / kind.place).exists()
    records, _ = gather_records()
    assert records[kind.id] != []
    place = tmp_path / "data" / kind.place
    file = place if place.suffix else place / "broken.yaml"
    write(file.parent, file.name, ("" if kind.is_one_a_file else "- ") + "{no_such_field: 1}")
    assert "unknown fields no_such_field" in faults_of(tmp_path / "data")


def test_the_package_passes_when_it_is_read_anew(tmp_path: Path) -> None:
    packaged = Path(str(resources.files("legato.knowledge") / "data"))
    shutil.copytree(packaged, tmp_path / "data", ignore=shutil.ignore_patterns("compiled.json", "*.part"))
    assert gather_records(tmp_path / "data") == gather_records()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "present: 10, absent: 0.1, kind: elicited",
            "present: 12, absent: 0.1, kind: elicited",
            "no pair of grades",
        ),
        (
            "present: 10, absent: 0.1, kind: elicited",
            "present: 10, absent: 0.1, kind: published",
            "needs its source",
        ),
    ],
)
def test_evidence_that_speaks_against_itself_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    whole = Path(str(resources.files("legato.knowledge") / "data"))
    place = tmp_path / "data"
    shutil.copytree(whole, place, ignore=shutil.ignore_patterns("compiled.json", "criteria", "fitted"))
    file = next(
        one for one in sorted((place / "conditions").iterdir()) if old in one.read_text(encoding="utf-8")
    )
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert said in faults_of(place)


def test_one_finding_speaks_once_for_one_condition(tmp_path: Path) -> None:
    whole = Path(str(resources.files("legato.knowledge") / "data"))
    place = tmp_path / "data"
    shutil.copytree(whole, place, ignore=shutil.ignore_patterns("compiled.json", "criteria", "fitted"))
    file = place / "conditions" / "tic_leg.yaml"
    lines = file.read_text(encoding="utf-8").rstrip().split("\n")
    file.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    assert "stands in evidence[" in faults_of(place)
