"""``legato sleep agree``: files and folders of two scorings, from the files to the table and the JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from legato.cli.sleep_agree import command
from legato.errors import InputError, UsageError

HOUR_S = 3600.0


def write_night(path, onsets, *, duration_s=HOUR_S):
    events = [
        {"onset_s": onset_s, "duration_s": 1.0, "kind": "plm", "excluded_by": None, "part_of": None}
        for onset_s in onsets
    ]
    value = {
        "schema": "legato.sleep/1",
        "recording": {"duration_s": duration_s},
        "rule_sets": {"wasm2016": {"events": events}, "aasm3": {"events": []}},
    }
    path.write_text(json.dumps(value))
    return path


def write_table(path, onsets):
    path.write_text("onset_s,duration_s\n" + "".join(f"{onset_s},1.0\n" for onset_s in onsets))
    return path


def run(*words):
    done = CliRunner().invoke(
        command, [str(word) for word in words], catch_exceptions=False, standalone_mode=False
    )
    return done.return_value, done.stdout


def json_of(*words):
    _, text = run(*words, "--json")
    return json.loads(text)


@pytest.fixture
def folders(tmp_path):
    first, second = tmp_path / "program", tmp_path / "expert"
    first.mkdir()
    second.mkdir()
    for k in range(3):
        write_night(first / f"n{k}.sleep.json", [100.0 * i for i in range(1, 11)])
        write_table(second / f"n{k}.csv", [100.0 * i for i in range(1, 11 + k)])
    write_night(first / "alone.sleep.json", [])
    write_table(second / "other_events.csv", [1.0])
    return first, second


def test_two_files_are_one_night_whatever_their_names(tmp_path):
    first = write_night(tmp_path / "a.sleep.json", [100.0, 200.0, 300.0])
    second = write_table(tmp_path / "hand.csv", [100.0, 200.0, 500.0, 600.0])
    found = json_of(first, second)
    assert found["schema"] == "legato.agreement/1"
    (night,) = found["nights"]
    assert (night["n_first"], night["n_second"], night["n_matched"]) == (3, 4, 2)
    assert (night["first_per_h"], night["second_per_h"], night["hours"]) == (3.0, 4.0, 1.0)
    shares = {measure["name"]: measure["value"] for measure in night["measures"]}
    assert shares["event_precision"] == pytest.approx(0.5)
    assert shares["event_recall"] == pytest.approx(2 / 3)
    assert found["differing"] == ["a"]


def test_folders_are_matched_by_night_and_the_rest_is_listed(folders):
    found = json_of(*folders)
    assert [night["night"] for night in found["nights"]] == ["n0", "n1", "n2"]
    assert found["differing"] == ["n1", "n2"]
    assert (found["only_first"], found["only_second"]) == (["alone"], ["other"])
    told = {measure["name"]: measure for measure in found["measures"]}
    assert told["index_bias_per_h"]["value"] == pytest.approx(1.0)
    assert told["pooled_event_precision"]["value"] == pytest.approx(30 / 33)
    assert told["same_class_share"]["value"] == 1.0


def test_the_table_says_how_many_and_which_differ(folders):
    code, text = run(*folders)
    assert code == 0
    assert "Nights that differ: n1, n2" in text
    assert "Only in the first: alone" in text
    assert "n = 3 nights" in text
    assert "Not a diagnosis" in text


def test_the_share_of_overlap_decides_what_is_a_pair(tmp_path):
    first = write_night(tmp_path / "a.json", [100.0])
    second = write_table(tmp_path / "b.csv", [100.5])  # a third of the union is common
    assert json_of(first, second)["nights"][0]["n_matched"] == 0
    assert json_of(first, second, "--event-overlap", "0.33")["nights"][0]["n_matched"] == 1


def test_the_rule_set_that_was_asked_for_is_compared(tmp_path):
    first = write_night(tmp_path / "a.json", [100.0])
    second = write_table(tmp_path / "b.csv", [100.0])
    assert json_of(first, second, "--rules", "aasm3")["nights"][0]["n_first"] == 0


def test_without_a_length_there_is_no_index(tmp_path):
    first, second = write_table(tmp_path / "a.csv", [100.0]), write_table(tmp_path / "b.csv", [100.0])
    with pytest.raises(InputError, match="how long"):
        run(first, second)
    night = json_of(first, second, "--hours", "2")["nights"][0]
    assert (night["hours"], night["hours_from"], night["first_per_h"]) == (2.0, "option", 0.5)


def test_movements_behind_the_end_are_refused(tmp_path):
    first = write_night(tmp_path / "a.json", [100.0])
    with pytest.raises(InputError, match="behind the end"):
        run(first, write_table(tmp_path / "b.csv", [100.0, 3600.0]))


def test_a_bad_night_is_told_and_the_others_go_on(folders, tmp_path):
    (folders[1] / "n1.csv").write_text("onset_s,duration_s\n5,-1\n")
    code, _ = run(*folders, "--json", tmp_path / "agreement.json")
    assert code == 5
    found = json.loads((tmp_path / "agreement.json").read_text())
    assert [night["night"] for night in found["nights"]] == ["n0", "n2"]
    assert [one["night"] for one in found["failed"]] == ["n1"]
    assert found["failed"][0]["code"] == "LEG-E915"


def test_folders_without_a_common_night_are_refused(folders, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match="No night is in both"):
        run(folders[0], empty)


def test_one_night_has_no_limits_and_says_so(tmp_path):
    _, text = run(write_night(tmp_path / "a.json", [100.0]), write_table(tmp_path / "b.csv", [100.0]))
    assert "index bias: not assessable. n = 1 nights, at least 3 are needed" in text
    assert "pooled event f1: 1.00" in text
