"""``legato explain`` for what Legato knows: any id, name or brand, the same headings, lists, and the nearest spelling."""

from __future__ import annotations

import pytest

from legato.cli import main as door
from legato.knowledge.library import load_library
from legato.knowledge.pages.shelf import PAGE_KINDS, find_ids, list_pages, nearest_names
from legato.model.page import HEADINGS


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        door.main(["explain", *words])
    return int(caught.value.code or 0)


def explained(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(*words) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_a_record_of_every_kind_is_explained_under_the_same_headings(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    id_ = list_pages(load_library(), kind)[0]
    out = explained(capsys, id_)
    places = [out.index(f"\n{heading}\n") for heading in HEADINGS]
    assert out.startswith(id_)
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["rest_shaking", "dominant_frequency_hz", "orthostatic.fast_hz"])
def test_a_state_a_measure_and_a_criterion_have_the_same_headings(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = explained(capsys, name)
    assert [heading for heading in HEADINGS if f"\n{heading}\n" not in out] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Haldol", ("medicine", "haloperidol")),
        ("haldol", ("medicine", "haloperidol")),
        ("Restless legs syndrome", ("condition", "restless_legs")),
        ("restless legs", ("condition", "restless_legs")),
        ("iron store", ("test", "ferritin_tsat")),
        ("e08", ("rule", "E08")),
        ("habit", ("macro", "HABIT")),
        ("Serotonin", ("transmitter", "serotonin")),
        ("modulation urge relief", ("finding", "modulation:urge_relief")),
    ],
)
def test_a_name_a_brand_and_other_letters_lead_to_the_page(said: str, found: tuple[str, str]) -> None:
    assert found in find_ids(load_library(), said)


def test_words_of_a_name_need_no_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert explained(capsys, "restless", "legs").startswith("restless_legs  (condition)")


def test_an_id_that_two_kinds_share_gives_both_pages(capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(capsys, "alcohol_withdrawal")
    assert "alcohol_withdrawal  (condition)" in out
    assert "alcohol_withdrawal  (medicine)" in out


@pytest.mark.parametrize("plural", [kind.plural for kind in PAGE_KINDS.values()])
def test_the_name_of_a_kind_lists_its_records(plural: str, capsys: pytest.CaptureFixture[str]) -> None:
    kind = next(kind.id for kind in PAGE_KINDS.values() if kind.plural == plural)
    listed = [line.split()[0] for line in explained(capsys, plural).splitlines() if line.startswith("  ")]
    assert listed == list_pages(load_library(), kind)


def test_without_a_name_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(capsys)
    assert [kind.plural for kind in PAGE_KINDS.values() if f"  {kind.plural} " not in out] == []
    assert all(f"  {word} " in out for word in ("measures", "states", "criteria"))


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("restles_legs", "restless_legs"),
        ("haloperidl", "haloperidol"),
        ("modulation:urge_releif", "modulation:urge_relief"),
        ("dominant_freqency_hz", "dominant_frequency_hz"),
    ],
)
def test_an_unknown_name_gets_the_nearest_one(
    said: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(said) == 2
    assert f"'{near}'" in capsys.readouterr().err


def test_a_name_like_nothing_gets_no_guess(capsys: pytest.CaptureFixture[str]) -> None:
    assert nearest_names(load_library(), "qqqqzzzz") == []
    assert run("qqqqzzzz") == 2
    assert "Did you mean" not in capsys.readouterr().err


def test_a_rule_is_explained_with_form_words_macros_and_tests(capsys: pytest.CaptureFixture[str]) -> None:
    out = explained(capsys, "E21")
    flat = " ".join(out.split())
    rule = next(rule for rule in load_library().triage.rules if rule.id == "E21")
    assert rule.form in flat
    assert "All of these:" in out
    assert "ONE_SIDE is " in out
    assert "tests/standards/triage_tables" in flat


def test_a_finding_is_explained_with_its_rules_conditions_and_background(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = explained(capsys, "modulation:urge_relief")
    assert "Background: 20 %" in out
    assert "R02 (routine)" in out
    assert "times 10: restless_legs" in out


def test_a_medicine_page_never_advises_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Do not stop, start or change" in explained(capsys, "Haldol")


def test_pages_fit_a_narrow_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    lines = explained(capsys, "orthostatic_tremor_fast").splitlines()
    assert max(len(line) for line in lines) <= 100
