"""What the knowledge says of medicines, tests, tasks, self-care and countries is complete, calm, and advises no dose."""

from __future__ import annotations

import re

import pytest
import yaml

from legato.knowledge.library import load_library
from legato.knowledge.records.recording_task import TASKS
from readability import grade_of
from realdata_paths import shared_data

LIBRARY = load_library()
MEDICINES = LIBRARY.records("medicine")
PERSON_KINDS = ("medicine", "test", "recording_task", "coping", "self_care", "transmitter")
FIXED_ENDING = "Do not stop, start or change it by yourself; talk with your prescriber or a pharmacist."
TESTS = """
blood_count ferritin_tsat thyroid glucose hba1c ketones kidney_electrolytes liver calcium_magnesium b12_mma
copper_ceruloplasmin serum_copper ck drug_levels ammonia inflammation blood_cultures paraprotein antibodies_gad_glycine
antibodies_lgi1_caspr2 pregnancy_test toxicology mri_brain mri_spine ct_head carotid_imaging dat_spect emg_surface
nerve_conduction_emg eeg eeg_emg_back_averaging sleep_study immobilisation_test orthostatic_bp ecg lumbar_puncture slit_lamp
genetic_test video_recording diary smell_test medicine_review temperature examination gait_analysis autonomic_tests
"""
EXAM_ITEMS = (
    "pd1 pd2 kin post tone clon refl plant pow sens gait ot dyst func brady eye auto thy aster alc drug"
)
# Advice to stop, start or change a medicine, and doses. The fixed ending is taken out before.
DOSE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mg|mcg|µg|microgram\w*|g|ml|units?|tablets?|puffs?|drops?)\b", re.IGNORECASE
)
ADVICE = re.compile(
    r"\b(?:stop|start|begin|quit|reduce|increase|lower|raise|double|halve|skip|miss|taper|wean|switch|swap|withdraw|"
    r"come off|cut down|take)\b(?! (?:levels?|sodium|calcium|magnesium|copper|vitamin))",
    re.IGNORECASE,
)
# What a medicine does is no advice.
EFFECT_ALLOWED = re.compile(
    r"can (?:over months )?(?:lower|raise|drop)|also take|that raises|make them start|group lower the blood pressure"
)
CALM = re.compile(
    r"!|\byou have\b|\bjust\b|\bpsychogenic\b|\bhysteri|\bnothing to worry\b|\bdetox\b|\bbrain is damaged\b",
    re.I,
)


def plain_without_ending(one):
    return one["plain"].replace(FIXED_ENDING, "")


def without_own_names(one):
    """A name of many syllables isn't the reader's burden: it stands on the pack."""
    text = plain_without_ending(one)
    for name in sorted((*one.get("names", ()), *one.get("brands", ())), key=len, reverse=True):
        text = re.sub(re.escape(name), "It", text, flags=re.IGNORECASE)
    return text


def test_every_row_of_the_table_of_medicines_is_there():
    assert {one["row"] for one in MEDICINES if one["row"] is not None} == set(range(1, 89))


def test_there_are_hundreds_of_names_and_none_is_shared_but_that_of_a_combination():
    owners = {}
    for one in MEDICINES:
        for name in (*one["names"], *one["brands"]):
            owners.setdefault(name.casefold(), set()).add(one["id"])
    assert len(owners) >= 200
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {
        "symbyax": {"fluoxetine", "olanzapine"}
    }


def test_no_text_for_a_person_gives_a_dose_of_a_medicine():
    assert [one["id"] for one in MEDICINES if DOSE.search(one["plain"])] == []
    assert [one["id"] for one in MEDICINES if re.search(r"\bdos(?:e|es|age|ing)\b", one["plain"], re.I)] == []


def test_no_text_for_a_person_advises_to_stop_start_or_change_a_medicine():
    found = []
    for one in MEDICINES:
        text = EFFECT_ALLOWED.sub("", plain_without_ending(one))
        found += [(one["id"], match.group()) for match in ADVICE.finditer(text)]
    assert found == []


def test_every_medicine_ends_with_the_same_words_and_asks_to_tell_the_prescriber():
    medicines = [one for one in MEDICINES if one["kind"] in ("medicine", "class")]
    assert [one["id"] for one in medicines if not one["plain"].endswith(FIXED_ENDING)] == []
    assert {one["action"] for one in MEDICINES} == {"tell_prescriber"}


@pytest.mark.parametrize("kind", PERSON_KINDS)
def test_what_a_person_reads_is_calm_and_in_short_words(kind):
    records = LIBRARY.records(kind)
    assert [one["id"] for one in records if CALM.search(one["plain"])] == []
    grades = sorted((grade_of(without_own_names(one)), one["id"]) for one in records)
    assert grades[len(grades) // 2][0] <= 6.5
    assert [pair for pair in grades if pair[0] > 11] == []


def test_a_medicine_that_helps_helps_a_condition_that_there_is():
    helped = {
        effect["effect"].removeprefix("helps:")
        for one in MEDICINES
        for effect in one["effects"]
        if effect["effect"].startswith("helps:")
    }
    assert helped <= set(LIBRARY.conditions)
    assert {"restless_legs", "essential_tremor", "orthostatic_tremor_fast", "pd_rest_tremor"} <= helped


@pytest.mark.parametrize(
    ("effect", "ids"),
    [
        ("akathisia", {"metoclopramide", "prochlorperazine", "haloperidol", "aripiprazole", "citalopram"}),
        (
            "serotonin_toxicity",
            {"tramadol", "linezolid", "st_johns_wort", "mdma", "phenelzine", "venlafaxine"},
        ),
        ("parkinsonism", {"haloperidol", "valproate", "flunarizine", "tetrabenazine", "manganese"}),
        ("restless_legs_worse", {"mirtazapine", "diphenhydramine", "quetiapine"}),
        ("asterixis", {"gabapentin", "pregabalin", "valproate"}),
        ("myelopathy", {"nitrous_oxide", "zinc"}),
        ("low_magnesium", {"omeprazole", "furosemide"}),
    ],
)
def test_the_medicines_known_for_an_effect_carry_it(effect, ids):
    carrying = {one["id"] for one in MEDICINES if any(row["effect"] == effect for row in one["effects"])}
    assert ids <= carrying


def test_every_test_of_the_plan_is_there_once():
    assert sorted(one["id"] for one in LIBRARY.records("test")) == sorted(TESTS.split())


def test_every_test_says_what_it_cannot_tell_and_what_it_asks_of_a_person():
    for one in LIBRARY.records("test"):
        assert one["can_tell"], one["id"]
        assert one["cannot_tell"], one["id"]
        assert 1 <= one["burden"] <= 30, one["id"]
    burden = {one["id"]: one["burden"] for one in LIBRARY.records("test")}
    assert (
        burden["medicine_review"] < burden["ferritin_tsat"] < burden["mri_brain"] < burden["lumbar_puncture"]
    )


def test_every_abnormal_result_of_the_vocabulary_can_come_from_a_test():
    by_other_means = {
        "test:carotid_pending", "test:glucose_unknown_now", "test:gad_pos", "test:gad_severe", "test:phq_pos",
        "test:phq_severe", "test:phq9_item9",
    }  # fmt: skip
    set_by_a_test = {code for one in LIBRARY.records("test") for code in one["codes"]}
    results = {code for code in LIBRARY.findings if code.startswith("test:")}
    assert results - by_other_means == {code for code in set_by_a_test if code.startswith("test:")}


def test_the_regions_of_a_scan_name_the_question_they_answer():
    regions = {one["id"]: one["regions"] for one in LIBRARY.records("test")}
    assert {id_ for id_, rows in regions.items() if rows} == {
        "mri_brain",
        "mri_spine",
        "ct_head",
        "carotid_imaging",
        "dat_spect",
    }
    assert all(row["questions"] for rows in regions.values() for row in rows)


def test_every_sign_can_be_set_by_the_examination_or_an_item_of_it():
    signs = {code for code in LIBRARY.findings if code.startswith("sign:")}
    by_item = {code for one in LIBRARY.records("exam_item") for code in one["codes"]}
    by_test = {code for one in LIBRARY.records("test") for code in one["codes"]}
    assert signs - by_item - by_test == set()
    assert [one["id"] for one in LIBRARY.records("exam_item")] == [
        f"ex.{name}" for name in EXAM_ITEMS.split()
    ]


def test_the_recording_tasks_are_those_of_a_recording():
    assert tuple(one["id"] for one in LIBRARY.records("recording_task")) == TASKS


@pytest.mark.parametrize("task", ["stand", "walk", "weight"])
def test_a_task_on_the_feet_or_with_weight_is_not_offered_to_who_may_fall_or_be_harmed(task):
    excluded = set(LIBRARY.by_id("recording_task")[task]["excluded_if"])
    assert {"symptom:falls", "symptom:chest_pain", "symptom:weakness", "symptom:cannot_walk"} <= excluded


def test_standing_alone_is_short_and_not_for_late_pregnancy_or_faints():
    stand = LIBRARY.by_id("recording_task")["stand"]
    assert stand["duration_s"] <= 30
    assert {"history:pregnant_over_20w", "symptom:syncope"} <= set(stand["excluded_if"])


def test_no_task_and_no_advice_brings_shaking_on_by_the_neck_or_by_fast_breathing():
    texts = [
        one["plain"].casefold() for kind in ("recording_task", "coping") for one in LIBRARY.records(kind)
    ]
    texts += [one["plain"].casefold() for one in LIBRARY.records("self_care") if one["kind"] != "never"]
    assert [
        text for text in texts if re.search(r"\bneck\b|breathe (?:fast|quickly)|hyperventilat", text)
    ] == []


def test_every_advice_says_when_to_seek_help():
    advice = [one for one in LIBRARY.records("self_care") if one["kind"] == "advice"]
    assert [one["id"] for one in advice if not one.get("stop_if")] == []
    assert {one["kind"] for one in LIBRARY.records("self_care")} == {
        "advice",
        "limit",
        "review",
        "seek_help",
        "never",
    }


def test_the_caffeine_figures_carry_their_source_and_mark():
    day = LIBRARY.by_id("self_care")["caffeine_day"]
    assert [(row["high"], row["unit"], row["confidence"]) for row in day["figures"][:3]] == [
        (400, "mg", "V"), (200, "mg", "V"), (200, "mg", "V"),
    ]  # fmt: skip
    drinks = LIBRARY.by_id("self_care")["caffeine_drinks"]["figures"]
    assert {row["confidence"] for row in drinks} == {"V2", "K"}


def test_coping_says_how_far_it_was_tested_and_promises_nothing():
    for one in LIBRARY.records("coping"):
        assert one["evidence"], one["id"]
        assert not re.search(r"\b(?:cures?|always works|guarantee)", one["plain"] + one["evidence"]), one[
            "id"
        ]
    graded = {one["id"]: one["evidence_grade"] for one in LIBRARY.records("coping")}
    assert graded["physiotherapy_functional"] == "mixed"


@pytest.mark.parametrize(
    ("country", "emergency", "line"),
    [("gb", "999", "116 123"), ("us", "911", "988"), ("de", "112", "0800 111 0 111"), ("eu", "112", "024")],
)
def test_a_country_gives_its_emergency_number_and_a_crisis_line_and_says_that_nobody_checked_them(
    country, emergency, line
):
    one = LIBRARY.by_id("country")[country]
    assert one["emergency"]["number"] == emergency
    assert line in [row["number"] for row in one["crisis_lines"]]
    assert "not verified" in one["verified"]
    assert emergency in one["where"]["emergency_now"]
    assert one["confidence"] == "K"


def test_spanish_speakers_have_a_country():
    assert {one["id"] for one in LIBRARY.records("country") if "es" in one["languages"]} == {"us", "eu"}


def test_every_transmitter_is_named_by_conditions_and_medicines():
    assert {one["id"] for one in LIBRARY.records("transmitter")} == {
        "dopamine", "serotonin", "acetylcholine", "gaba", "glycine", "noradrenaline", "glutamate", "adenosine", "iron",
    }  # fmt: skip
    known = {one["id"] for one in LIBRARY.records("transmitter")}
    used = {name.rsplit("_", 1)[0] for one in MEDICINES for name in one["transmitters"]} - {"none"}
    assert used <= known


@pytest.mark.realdata
def test_every_code_that_is_set_stands_in_the_clinical_vocabulary():
    vocabulary = shared_data("..", "clinical", "vocabulary.yaml")
    groups = yaml.safe_load(vocabulary.read_text(encoding="utf-8"))["findings"]
    codes = {f"{group}:{code}" for group, members in groups.items() for code in members}
    used = {
        code
        for kind in ("medicine", "test", "exam_item", "recording_task", "self_care")
        for one in LIBRARY.records(kind)
        for field in ("codes", "excluded_if", "for", "not_if")
        for code in one.get(field, ())
    }
    assert used
    assert used - codes == set()
