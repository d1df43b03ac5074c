"""Questionnaires: all patterns of answers by their totals, and the gate of licences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
import yaml

from legato.errors import InputError, KnowledgeError
from legato.inference.scales import score_scale
from legato.knowledge.gather import read_records
from legato.knowledge.library import Library, load_library
from legato.knowledge.questions import build_scales
from legato.knowledge.records.scale import PROTECTED_SCALE, SCALE


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


# Published cut-offs, written out a second time: (least total of the band, words).
BANDS = {
    "gad7": ((0, "few or no"), (5, "some"), (10, "clear"), (15, "strong")),
    "phq9": ((0, "few or no"), (5, "some"), (10, "clear"), (15, "many"), (20, "strong")),
    "phq8": ((0, "few or no"), (5, "some"), (10, "clear"), (15, "many"), (20, "strong")),
    "phq2": ((0, "not raised"), (3, "raised")),
}
CODES = {
    "gad7": {"test:gad_pos": 10, "test:gad_severe": 15},
    "phq9": {"test:phq_pos": 10, "test:phq_severe": 20},
    "phq8": {"test:phq_pos": 10, "test:phq_severe": 20},
    "phq2": {},
}
N_ITEMS = {"gad7": 7, "phq9": 9, "phq8": 8, "phq2": 2}


def patterns(n_items: int, total: int) -> Iterator[tuple[int, ...]]:
    """Patterns of 0 to 3 with a total: from the front, from the back, and spread as evenly as they go."""
    front = [min(3, max(0, total - 3 * index)) for index in range(n_items)]
    even = [total // n_items + (index < total % n_items) for index in range(n_items)]
    yield from {tuple(front), tuple(reversed(front)), tuple(even)}


@pytest.mark.parametrize("scale", BANDS)
def test_every_total_gets_its_band_and_its_codes(library: Library, scale: str) -> None:
    for total in range(3 * N_ITEMS[scale] + 1):
        words = [words for least, words in BANDS[scale] if total >= least][-1]
        for answers in patterns(N_ITEMS[scale], total):
            score = score_scale(scale, answers, library=library)
            assert (score.total, score.most) == (total, 3 * N_ITEMS[scale])
            assert score.band.startswith(words)
            stated = {code for code in score.present if not code.endswith("item9")}
            assert stated == {code for code, least in CODES[scale].items() if total >= least}
            assert not set(score.present) & set(score.absent)


def test_all_16384_patterns_of_the_gad7_score_by_their_sum(library: Library) -> None:
    for answers in product(range(4), repeat=7):
        score = score_scale("gad7", answers, library=library)
        total = sum(answers)
        assert score.total == total
        assert ("test:gad_pos" in score.present, "test:gad_severe" in score.present) == (
            total >= 10,
            total >= 15,
        )


def test_item_nine_is_stated_whatever_the_sum_and_even_with_items_missing(library: Library) -> None:
    for points in range(4):
        for rest in (0, 3, None):
            score = score_scale("phq9", [rest] * 8 + [points], library=library)
            assert ("test:phq9_item9" in score.present) is (points >= 1)
            assert ("test:phq9_item9" in score.absent) is (points == 0)
    unanswered = score_scale("phq9", [0] * 8 + [None], library=library)
    assert "test:phq9_item9" not in (*unanswered.present, *unanswered.absent)


def test_the_alcohol_questions_use_the_cut_off_of_the_sex_and_the_lower_one_where_it_is_unknown(
    library: Library,
) -> None:
    for answers in product(range(5), repeat=3):
        for sex, least in (("male", 4), ("female", 3), (None, 3), ("other", 3)):
            score = score_scale("audit_c", answers, library=library, sex=sex)
            assert score.total == sum(answers)
            assert score.band.startswith("at or above") is (sum(answers) >= least)


@pytest.mark.parametrize("scale", ["gad7", "phq9", "phq8", "phq2", "audit_c"])
def test_a_missing_item_is_never_filled_in(library: Library, scale: str) -> None:
    n_items = len(library.scales[scale].items)
    for missing in range(n_items):
        answers: list[int | None] = [1] * n_items
        answers[missing] = None
        score = score_scale(scale, answers, library=library)
        assert (score.total, score.band) == (None, "")
        assert f"1 of {n_items} items" in score.note
        assert not {code for code in score.present + score.absent if not code.endswith("item9")}


def test_own_ratings_are_never_added_up(library: Library) -> None:
    score = score_scale("own_impact", [10, 9, 8, 7], library=library)
    assert (score.total, score.band, score.present) == (None, "", ())
    assert "never added up" in score.note


@pytest.mark.parametrize(
    ("scale", "answers"),
    [
        ("gad7", [0] * 6),
        ("gad7", [0] * 8),
        ("gad7", [4] + [0] * 6),
        ("gad7", [True] + [0] * 6),
        ("nope", [0]),
    ],
)
def test_what_the_key_does_not_know_is_refused(library: Library, scale: str, answers: list[int]) -> None:
    with pytest.raises(InputError):
        score_scale(scale, answers, library=library)


def test_a_protected_scale_is_refused_with_what_to_use_instead(library: Library) -> None:
    with pytest.raises(InputError, match="belong to somebody") as caught:
        score_scale("bdi", [0], library=library)
    assert "PHQ-8" in caught.value.mend


def test_only_free_scales_are_packaged_and_each_says_by_whom(library: Library) -> None:
    assert set(library.scales) == {"gad7", "phq9", "phq8", "phq2", "audit_c", "own_impact"}
    assert {one.licence for one in library.scales.values()} <= {"free", "public_domain", "own"}
    assert all(one.licence_text and one.source and one.confidence != "U" for one in library.scales.values())
    assert library.scales["phq9"].needs_clinician
    assert not any("dead" in item.text for item in library.scales["phq8"].items)


def scale_record(library: Library, scale: str = "phq2") -> dict[str, object]:
    return yaml.safe_load(yaml.safe_dump(library.by_id("scale")[scale]))


def test_the_form_refuses_a_protected_scale_with_items(library: Library) -> None:
    record = scale_record(library)
    record["licence"] = {"status": "protected", "text": "Pearson", "source": "legato_psych"}
    faults: list[str] = []
    SCALE.form.check(record, where="bdi", faults=faults)
    assert any("'protected' is not one of free" in fault for fault in faults)


def test_a_protected_scale_has_no_field_for_items(library: Library) -> None:
    record = {**library.by_id("protected_scale")["bdi"], "items": [{"id": "a", "text": "b"}]}
    faults: list[str] = []
    PROTECTED_SCALE.form.check(record, where="bdi", faults=faults)
    assert any("unknown fields items" in fault for fault in faults)


def test_the_loader_refuses_the_file_of_a_protected_scale(
    library: Library, tmp_path: pytest.TempPathFactory
) -> None:
    record = scale_record(library)
    record["licence"] = {"status": "unclear", "text": "?", "source": "legato_psych"}
    place = tmp_path  # type: ignore[assignment]
    file = place / "scales" / "phq2.yaml"  # type: ignore[operator]
    with pytest.raises(KnowledgeError, match="are wrong") as caught:
        read_records(place, {file: yaml.safe_dump(record).encode()})  # type: ignore[arg-type]
    assert "unclear" in caught.value.found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bands": [{"low": 0, "high": 5, "id": "a", "text": "b"}]}, "total 6 lies in no band"),
        ({"sets": [{"code": "test:gad_pos", "at_least": 1, "item": "x"}]}, "no item 'x'"),
        ({"answers": []}, "no answers"),
        ({"is_summed": False}, "no bands"),
    ],
)
def test_a_scale_whose_parts_do_not_fit_is_refused(
    library: Library, change: dict[str, object], said: str
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        build_scales([{**scale_record(library), **change}])
    assert said in caught.value.found
