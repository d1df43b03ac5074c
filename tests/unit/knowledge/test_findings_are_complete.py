"""Every code of the vocabulary has its words, is stated by whom the vocabulary says, and is told in short words."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import pytest

import realdata_paths
from legato.knowledge.load import load_strict_yaml

FIELDS = {"id", "stated_by", "group", "background", "text", "plain", "why"}
STATERS = {"person", "exam", "recording", "test", "record"}
GROUPS = """
when gait_moment provocation startle time_of_day attacks effort cold task side onset tempo course how_often control
attention entrainment urge relief trigger_caffeine trigger_stress trigger_sleep trigger_fasting trigger_heat neck
drug_timing stopping drug_serotonin drug_dopamine_block phenomenon weakness sensation bladder one_sided awareness
attack_signs mind mood autonomic fever gut gait parkinsonism umn neuropathy_signs cerebellar pain cramps thyroid
glucose weight eyes bp rhythm regularity coherence load burst emg_pattern cortical sleep_count noise_floor family age
sex pregnancy injury device label
"""
FREE_GROUP = re.compile(r"(?:drug|test|hist)_[a-z0-9_]+")
VOCABULARY = ("..", "clinical", "vocabulary.yaml")


def read_findings() -> list[dict[str, Any]]:
    folder = resources.files("legato.knowledge") / "data" / "findings"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )
    return [
        record
        for file in files
        for record in load_strict_yaml(file.read_text(encoding="utf-8"), where=file.name)
    ]


FINDINGS = read_findings()


def syllables_in(word: str) -> int:
    """Count groups of vowels, less a mute e; close enough to compare texts with a limit."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    if letters.endswith("e") and not letters.endswith("le"):
        count -= 1
    return max(1, count)


def grade_of(text: str) -> float:
    """Flesch-Kincaid grade of one sentence."""
    words = text.split()
    return 0.39 * len(words) + 11.8 * sum(map(syllables_in, words)) / len(words) - 15.59


def wrong_ids(check: Any) -> list[str]:
    return [record["id"] for record in FINDINGS if not check(record)]


def test_every_finding_has_the_fields_of_a_finding_and_no_other():
    assert wrong_ids(lambda record: set(record) == FIELDS) == []


def test_no_finding_stands_twice():
    ids = [record["id"] for record in FINDINGS]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("field", ["text", "plain", "why"])
def test_no_text_is_empty_or_padded(field):
    assert wrong_ids(lambda record: len(record[field]) > 3 and record[field] == record[field].strip()) == []


@pytest.mark.parametrize("field", ["text", "plain"])
def test_no_two_findings_are_told_in_the_same_words(field):
    texts = [record[field] for record in FINDINGS]
    assert sorted(texts) == sorted(set(texts))


def test_a_plain_text_can_follow_you_said_that():
    def is_clause(record: dict[str, Any]) -> bool:
        plain = record["plain"]
        return plain[-1] not in ".!?;:" and not re.match(r"[A-Z][a-z]", plain)

    assert wrong_ids(is_clause) == []


def test_a_reason_is_one_sentence():
    assert wrong_ids(lambda record: re.fullmatch(r"[A-Z][^!?]*[^.!? ]\.", record["why"])) == []


def test_a_finding_is_stated_by_somebody_known():
    assert wrong_ids(lambda record: record["stated_by"] and set(record["stated_by"]) <= STATERS) == []


def test_a_group_is_one_that_the_counting_knows():
    assert (
        wrong_ids(lambda record: record["group"] in GROUPS.split() or FREE_GROUP.fullmatch(record["group"]))
        == []
    )


def test_a_background_is_a_share_that_is_neither_never_nor_always():
    assert wrong_ids(lambda record: 0.01 <= record["background"] <= 0.6) == []


def test_plain_texts_are_easy_to_read_on_average():
    grades = [grade_of("You said that " + record["plain"]) for record in FINDINGS]
    assert sum(grades) / len(grades) <= 6


def test_plain_texts_are_short():
    words = [len(record["plain"].split()) for record in FINDINGS]
    assert sum(words) / len(words) <= 12
    assert max(words) <= 25


def test_a_plain_text_that_is_not_a_medicine_or_a_test_is_easy_to_read():
    """Names of medicines and of blood values are long whatever stands round them."""
    hard = wrong_ids(
        lambda record: (
            record["id"].startswith(("drug:", "test:")) or grade_of("You said that " + record["plain"]) <= 10
        )
    )
    assert hard == []


@pytest.mark.parametrize("words", ["you have parkinson", "psychogenic", "hysteri", "put on", "just anxiety"])
def test_a_plain_text_gives_nobody_a_name_for_it(words):
    assert wrong_ids(lambda record: words not in record["plain"].lower()) == []


@pytest.mark.realdata
def test_every_code_of_the_vocabulary_is_there_and_stated_as_it_says():
    file = realdata_paths.shared_data(*VOCABULARY)
    groups = load_strict_yaml(file.read_text(encoding="utf-8"), where=file.name)["findings"]
    expected = {
        f"{group}:{code}": entry["source"].split()
        for group, codes in groups.items()
        for code, entry in codes.items()
    }
    found = {record["id"]: record["stated_by"] for record in FINDINGS}
    assert len(expected) == 394
    assert found == expected


@pytest.mark.realdata
@pytest.mark.parametrize("field", ["text", "plain"])
def test_every_number_and_time_limit_of_the_vocabulary_is_kept(field):
    file = realdata_paths.shared_data(*VOCABULARY)
    groups = load_strict_yaml(file.read_text(encoding="utf-8"), where=file.name)["findings"]
    number = r"(?<![A-Za-z-])\d+(?:\.\d+)?|\b(?:two|three|four|five|six|ten)\b"
    lost = []
    for record in FINDINGS:
        group, code = record["id"].split(":")
        missing = set(re.findall(number, groups[group][code]["text"])) - set(
            re.findall(number, record[field])
        )
        if missing:
            lost.append((record["id"], missing))
    assert lost == []
