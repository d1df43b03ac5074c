"""Reading a file of cases: each fault with its line and how to mend it, and nothing read otherwise than it is written."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from legato.errors import FormatError
from legato.io import plain_yaml
from legato.io.case_file import read_case_file, read_cases
from legato.io.plain_yaml import MOST_BYTES, read_plain_yaml
from legato.model.case import Case, RefusedCase
from legato.model.facts import Origin

CODES = ("activation:rest", "side:bilateral", "symptom:tremor", "symptom:weakness", "test:tsh_low")


def read(text: str | bytes) -> list[Case | RefusedCase]:
    raw = text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode()
    return read_cases(raw, where="cases.yaml", codes=CODES)


def case(text: str) -> Case:
    (one,) = read(text)
    assert isinstance(one, Case), one
    return one


def refused(text: str) -> RefusedCase:
    (one,) = read(text)
    assert isinstance(one, RefusedCase), one
    return one


def refused_file(text: str | bytes) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(text)
    return caught.value


def test_a_whole_case_is_read_as_it_is_written() -> None:
    one = case("""
        id: a-1
        age: 47.5
        sex: female
        setting: neurology
        country: GB
        present: [activation:rest, side:bilateral]
        absent: [symptom:weakness]
        red_flags_asked: true
        results_later: [test:tsh_low]
        recordings: [left.csv task=stand, 1e3]
        story: "They shake."
        medications: [Cipramil 20 mg, 1.50]
        scales: {phq2: [0, null, 3]}
        questions: [Will it pass?]
        answer:
          diagnosis: rls
          acceptable: [rls, plmd]
          urgency: routine
          trap: nothing
        """)
    assert (one.id, one.line, one.country) == ("a-1", 1, "gb")
    assert (one.facts.age_years, one.facts.sex, one.facts.setting) == (47.5, "female", "neurology")
    assert set(one.facts.present) == {"activation:rest", "side:bilateral"}
    assert set(one.facts.absent) == {"symptom:weakness"}
    assert one.facts.present["activation:rest"] == {Origin.STATED}
    assert one.facts.red_flags_asked is True
    assert one.results_later == ("test:tsh_low",)
    assert one.recordings == ("left.csv task=stand", "1e3")
    assert one.texts == {"medications": ("Cipramil 20 mg", "1.50")}
    assert one.scales == {"phq2": (0, None, 3)}
    assert one.story == "They shake."
    assert one.questions == ("Will it pass?",)
    assert one.answer is not None
    assert (one.answer.diagnosis, one.answer.acceptable) == ("rls", ("rls", "plmd"))
    assert (one.answer.urgency, one.answer.urgency_acceptable) == ("routine", ("routine",))


def test_what_is_left_out_is_unknown() -> None:
    one = case("present: []")
    assert (one.id, one.facts.age_years, one.facts.sex, one.facts.setting) == ("case 1", None, None, "home")
    assert (one.facts.red_flags_asked, one.story, one.texts, one.answer) == (False, "", {}, None)


@pytest.mark.parametrize("empty", ["", "~", "null"])
@pytest.mark.parametrize(
    "key", ["absent", "results_later", "recordings", "scales", "questions", "age", "sex"]
)
def test_an_empty_value_is_the_same_as_none(key: str, empty: str) -> None:
    assert case(f"present: [symptom:tremor]\n{key}: {empty}") == case("present: [symptom:tremor]")


@pytest.mark.parametrize("id_", ["1e3", "007", "true", "1.50", "no", "2024-05-01", "0x10", "-5", "1_000"])
def test_an_id_stays_as_it_is_written(id_: str) -> None:
    assert case(f"id: {id_}\npresent: []").id == id_


def test_the_united_kingdom_may_be_written_both_ways() -> None:
    assert [case(f"country: {word}\npresent: []").country for word in ("uk", "UK", "gb")] == ["gb"] * 3


def test_a_story_may_have_several_lines() -> None:
    assert case("story: [one, two]\npresent: []").story == "one\ntwo"
    assert case("story: |\n  one\n  two\npresent: []").story == "one\ntwo\n"


def test_a_key_of_somebody_else_is_left_aside_with_a_note() -> None:
    assert case("present: []\nroom: 12").notes == (
        "line 2: the key 'room' means nothing to Legato and was left aside",
    )


FAULTS = [
    ("id: {a: b}\npresent: []", 1, "The id must be one word"),
    (f"present: []\nid: {'a' * 101}", 2, "at most 100 plain letters"),
    ('present: []\nid: "a\\nb"', 2, "on one line"),
    ('present: []\nid: "a\\e[2J"', 2, "on one line"),
    ("present: []\nabsnt: []", 2, "No key 'absnt' in a case"),
    ("present: []\nABSENT: [symptom:tremor]", 2, "No key 'ABSENT' in a case"),
    ("present: []\nred-flags-asked: true", 2, "No key 'red-flags-asked' in a case"),
    ("present: []\nmedication: [x]", 2, "No key 'medication' in a case"),
    ("present: symptom:tremor", 1, "'present' must be a list of codes"),
    ("present: {symptom:tremor: 1}", 1, "'present' must be a list of codes"),
    ("present:\n- symptom:tremor\n- 3", 3, "holds 3, which is no code"),
    ("present:\n- symptom:tremor\n-", 3, "holds None, which is no code"),
    ("present:\n- symptom: tremor", 2, "a code has no space after its colon"),
    ("present:\n- [symptom:tremor]", 2, "holds a list, which is no code"),
    ("present:\n- symptom:tremor\n- symptom:tremro", 3, "No finding 'symptom:tremro'"),
    ("present: []\nabsent: [weakness]", 2, "No finding 'weakness'"),
    ("present: []\nresults_later: [test:tsh]", 2, "No finding 'test:tsh'"),
    ("present: [symptom:tremor]\nabsent:\n- side:bilateral\n- symptom:tremor", 4, "Present and absent at once"),
    ("present: []\nage: old", 2, "The age must be a number of years, found 'old'"),
    ('present: []\nage: "47"', 2, "The age must be a number of years"),
    ("present: []\nage: true", 2, "The age must be a number of years"),
    ("present: []\nage: [47]", 2, "found a list"),
    ("present: []\nage: 1e999", 2, "found inf"),
    ("present: []\nage: .inf", 2, "found '.inf'"),
    ("present: []\nage: 131", 2, "The age 131 lies outside 0 to 130 years"),
    ("present: []\nage: -1", 2, "The age -1 lies outside"),
    ("present: []\nage: 1970-05-03", 2, "found '1970-05-03'"),
    ("present: []\nsex: f", 2, "'sex' is 'f'"),
    ("present: []\nsex: [female]", 2, "'sex' is a list"),
    ("present: []\nsetting: hospital", 2, "'setting' is 'hospital'"),
    ("present: []\nred_flags_asked: yes", 2, "must be true or false, found 'yes'"),
    ("present: []\nred_flags_asked: 1", 2, "must be true or false, found 1"),
    ("present: []\nstory: {a: b}", 2, "'story' must be a text or a list of texts"),
    ("present: []\nrecordings: [a.csv, {b: c}]", 2, "'recordings' must be a text"),
    (f"present: []\nstory: {'a' * 100_001}", 2, "holds 100001 letters"),
    ("present: []\ncountry: 44", 2, "'country' must be two letters"),
    ("present: []\ncountry: germany", 2, "'country' must be two letters"),
    ("present: []\nscales: [1]", 2, "'scales' must be a mapping"),
    ("present: []\nscales:\n  phq2: 3", 3, "answers to 'phq2' must be a list of whole numbers"),
    ("present: []\nscales:\n  phq2: [1, 1.5]", 3, "answers to 'phq2'"),
    ("present: []\nscales:\n  phq2: [true]", 3, "answers to 'phq2'"),
    ("present: []\nanswer: rls", 2, "'answer' must be a mapping"),
    ("present: []\nanswer:\n  diagnose: rls", 3, "No key 'diagnose' in an answer"),
    ("present: []\nanswer:\n  urgency: soon", 3, "'urgency' is 'soon'"),
    ("present: []\nanswer:\n  urgency_acceptable: [routine, soon]", 3, "No level 'soon'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what"), FAULTS)
def test_each_fault_of_a_case_is_told_with_its_line_and_how_to_mend_it(
    text: str, line: int, what: str
) -> None:
    one = refused(text)
    assert what in one.what
    assert one.where == f"cases.yaml, line {line}"
    assert one.mend


def test_a_likely_code_or_key_is_named() -> None:
    assert "did you mean symptom:tremor" in refused("present: [symptom:tremro]").mend
    assert refused("present: []\nmedication: []").mend == "did you mean 'medications'?"


@pytest.mark.parametrize("member", ["symptom:tremor", "[a]", "~", "5"])
def test_a_case_that_is_no_mapping_is_refused(member: str) -> None:
    one = refused(f"cases:\n- {member}")
    assert (one.what, one.where) == ("A case must be a mapping", "cases.yaml, line 2")


def test_one_fault_stops_no_other_case() -> None:
    cases = read("cases:\n- {id: a, present: []}\n- {id: b, present: 5}\n- {id: c, present: []}")
    assert [(one.id, type(one)) for one in cases] == [("a", Case), ("b", RefusedCase), ("c", Case)]


def test_an_id_that_stands_twice_is_refused_with_the_line_of_the_first() -> None:
    first, second = read("cases:\n- {id: a, present: []}\n- {id: a, present: []}")
    assert isinstance(first, Case)
    assert isinstance(second, RefusedCase)
    assert (second.what, second.where) == ("The id 'a' stands on line 2 already", "cases.yaml, line 3")


WHOLE_FAULTS = [
    ("", "LEG-E701", "", "The file is empty"),
    ("# only a remark", "LEG-E701", "", "The file is empty"),
    ("- id: a", "LEG-E704", "line 1", "it is no mapping"),
    ("5", "LEG-E704", "line 1", "it is no mapping"),
    ("schema: 1\nnames: []", "LEG-E704", "line 1", "neither 'cases' nor 'present'"),
    ("schema: 1\ncases: {}", "LEG-E704", "line 2", "'cases' is no list, or an empty one"),
    ("cases: []", "LEG-E704", "line 1", "'cases' is no list, or an empty one"),
    ("cases:", "LEG-E704", "line 1", "'cases' is no list"),
    ("cases: a", "LEG-E704", "line 1", "'cases' is no list"),
    ("present: []\nschema: 2", "LEG-E705", "line 2", "the file says 2"),
    ("present: []\nschema: [1]", "LEG-E705", "line 2", "the file says a list"),
    ("present: []\nschema: true", "LEG-E705", "line 2", "the file says True"),
    ("present: [\nid: a", "LEG-E701", "line 2", "not plain YAML"),
    ("present:\n\t- a", "LEG-E701", "line 2", "not plain YAML"),
    ("present: []\n---\npresent: []", "LEG-E701", "line 2", "another document"),
    ("id: a\nid: b\npresent: []", "LEG-E701", "line 2", "The key 'id' stands twice"),
    ("present: []\n? [a]\n: b", "LEG-E701", "line 2", "A key must be one word"),
    ("id: &a x\npresent: []\nstory: *a", "LEG-E701", "line 1", "A YAML alias is not allowed"),
    ("present: []\nid: !!str 5", "LEG-E701", "line 2", "A YAML tag is not allowed: !!str"),
    ("present: []\nid: !run x", "LEG-E701", "line 2", "A YAML tag is not allowed: !run"),
    ("present: []\n<<: {id: a}", "LEG-E701", "line 2", "A YAML merge key is not allowed"),
    ("id: a\nstory: a\0b\npresent: []", "LEG-E701", "line 2", "a zero byte"),
    ("id: a\nstory: a\x07b\npresent: []", "LEG-E701", "line 2", "not plain YAML"),
    ("present: " + "[" * 13 + "]" * 13, "LEG-E701", "line 1", "nests deeper"),
    ("present: " + "[" * 100_000, "LEG-E701", "line 1", "nest"),
    (b"present: []\nstory: caf\xe9", "LEG-E701", "line 2", "not UTF-8"),
    (b"id: a\r\rstory: caf\xe9", "LEG-E701", "line 3", "not UTF-8"),
    ("id: a".encode("utf-16"), "LEG-E701", "line 1", "not UTF-8"),
    (b"a," * 1_000_001, "LEG-E701", "", "more than 1000000 values"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line", "what"), WHOLE_FAULTS)
def test_each_fault_of_the_file_is_told_with_code_place_and_mend(
    text: str | bytes, code: str, line: str, what: str
) -> None:
    error = refused_file(text)
    assert error.code == code
    assert error.where == "cases.yaml" + (f", {line}" if line else "")
    assert what in error.what
    assert error.mend


@pytest.mark.parametrize("escape", ["\\ud800", "\\U00110000"])
def test_an_escape_that_names_no_letter_is_refused_by_both_parsers(
    escape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'present: []\nstory: "{escape}"'
    assert refused_file(text).code == "LEG-E701"

    class Slow(yaml.SafeLoader):
        def resolve(self, kind: object, value: object, implicit: object) -> str:
            return ""

    monkeypatch.setattr(plain_yaml, "_Loader", Slow)
    assert refused_file(text).code == "LEG-E701"
    assert refused_file("present: " + "[" * 5000).code == "LEG-E701"
    assert case("present: [symptom:tremor]").facts.has("symptom:tremor")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    assert refused("story: 'a\u2028b\x85c'\npresent: []\nage: old").where == "cases.yaml, line 3"
    assert refused("story: a\r\npresent: []\r\nage: old").where == "cases.yaml, line 3"


@pytest.mark.parametrize("start", ["\ufeff", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_byte_order_marks_and_any_line_ends_are_read(start: str, end: str) -> None:
    text = f"{start}present:{end}- symptom:tremor{end}id: a{end}"
    assert case(text).id == "a"


def test_numbers_and_words_are_plain() -> None:
    located = read_plain_yaml(
        b"[1, 1.5, 1e3, yes, on, 012, 0x1F, 1_0, 22:00, true, 'true', ~, '']", where="x"
    )
    values = [item.value for item in located.value]
    assert values == [1, 1.5, 1000.0, "yes", "on", "012", "0x1F", "1_0", "22:00", True, "true", None, ""]


def test_a_number_of_a_million_digits_stays_text() -> None:
    located = read_plain_yaml(b"9" * 1_000_000, where="x")
    assert located.value == "9" * 1_000_000


def test_a_message_shows_only_the_beginning_of_what_is_huge() -> None:
    for text in (
        f"present: [{'k' * 100_000}]",
        f"present: []\nscales: {{? {'k' * 100_000} : 5}}",
        f"present: []\nage: {'k' * 100_000}",
        f"present: []\nsex: {'k' * 100_000}",
        f"present: []\nanswer: {{? {'k' * 100_000} : 5}}",
        f"present: []\nanswer: {{urgency_acceptable: [{'k' * 100_000}]}}",
    ):
        one = refused(text)
        assert len(one.what) + len(one.mend) < 400, text[:40]
    assert len(case(f"present: []\n? {'k' * 100_000}\n: 5").notes[0]) < 200
    assert len(refused_file(f"? {'k' * 9999}\n: 5\n? {'k' * 9999}\n: 5").what) < 200


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path, tmp_path / ("a" * 5000)):
        with pytest.raises(FormatError) as caught:
            read_case_file(path, codes=CODES)
        assert caught.value.code == "LEG-E703"
        assert caught.value.mend


def test_what_never_ends_is_not_waited_for() -> None:
    with pytest.raises(FormatError, match="more than a file of cases may") as caught:
        read_case_file(Path("/dev/zero"), codes=CODES)
    assert caught.value.code == "LEG-E701"
    assert MOST_BYTES < 100_000_000


def test_a_file_is_read_with_its_name_in_the_messages(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("present: [x]")
    (one,) = read_case_file(path, codes=CODES)
    assert isinstance(one, RefusedCase)
    assert one.where == "mine.yaml, line 1"


def test_a_key_beside_cases_is_refused_since_it_would_be_lost() -> None:
    with pytest.raises(FormatError) as caught:
        read_cases(
            b"present: [symptom:syncope]\ncases:\n- {id: b, age: 40}\n",
            where="c.yaml",
            codes={"symptom:syncope"},
        )
    assert caught.value.where == "c.yaml, line 1"
