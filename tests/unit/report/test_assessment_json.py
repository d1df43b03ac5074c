"""The JSON of assessments, written piece by piece, is what writing the whole at once would give."""

from __future__ import annotations

import json
from dataclasses import replace

from assessment_makers import BY_LEVEL, assess_codes
from legato.model.case import RefusedCase
from legato.report.assessment_json import assessment_to_json, render_assessments, stream_assessments

REFUSED = RefusedCase('odd "id" ü', "what\nis wrong", "cases.yaml, line 3", "mend it")
HEAD = '{"schema": "legato.assessment/1"'


def _case_line(text: str, index: int) -> str:
    return text.splitlines()[1 + index].removesuffix(",")


def test_every_line_is_compact_json_with_letters_as_they_are() -> None:
    many = [assess_codes(codes, id_=f"größe {level}") for level, codes in BY_LEVEL.items()]
    text = render_assessments(many)
    for index, one in enumerate(many):
        row = assessment_to_json(one)
        written = json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        assert written == _case_line(text, index)
    assert json.loads(text)["cases"] == [assessment_to_json(one) for one in many]


def test_pieces_joined_are_the_file_and_one_is_made_at_a_time() -> None:
    made: list[str] = []

    def cases():
        for level, codes in BY_LEVEL.items():
            made.append(level)
            yield assess_codes(codes)

    pieces = []
    for piece in stream_assessments(cases()):
        pieces.append(piece)
        assert len(made) == min(len(pieces), len(BY_LEVEL))
    assert "".join(pieces) == render_assessments([assess_codes(codes) for codes in BY_LEVEL.values()])


def test_a_refused_case_stands_between_the_others() -> None:
    one = assess_codes(["symptom:tremor"])
    rows = json.loads(render_assessments([one, REFUSED, one]))["cases"]
    assert rows[1] == {
        "id": 'odd "id" ü',
        "error": {"what": "what\nis wrong", "where": "cases.yaml, line 3", "mend": "mend it"},
    }
    assert rows[0] == rows[2] == assessment_to_json(one)


def test_no_case_at_all_is_still_a_file() -> None:
    text = render_assessments([])
    assert text.startswith(HEAD)
    assert json.loads(text)["cases"] == []


def test_weaker_findings_of_a_group_stand_beside_the_one_that_counts() -> None:
    one = assess_codes(["trigger:sleep_loss", "history:sleep_loss", "symptom:insomnia", "symptom:tremor"])
    for row, cause in zip(assessment_to_json(one)["differential"], one.differential.hypotheses, strict=True):
        for written, parts in ((row["for"], cause.speaks_for), (row["against"], cause.speaks_against)):
            counting = [part for part in parts if part.counts]
            assert [part["finding"] for part in written] == [part.finding for part in counting]
            also = {part["group"]: part.get("also", []) for part in written}
            expected = {
                part.group: [
                    weaker.finding for weaker in parts if weaker.group == part.group and not weaker.counts
                ]
                for part in counting
            }
            assert also == expected
    assert any("also" in part for row in assessment_to_json(one)["differential"] for part in row["for"])


def test_numbers_are_rounded_where_machines_differ() -> None:
    one = assess_codes(["symptom:tremor", "activation:posture"])
    first = one.differential.hypotheses[0]
    nudged = replace(first, weight=first.weight + 1e-13)
    other = replace(
        one, differential=replace(one.differential, hypotheses=(nudged, *one.differential.hypotheses[1:]))
    )
    assert assessment_to_json(one) == assessment_to_json(other)
    weight = assessment_to_json(one)["differential"][0]["weight"]
    assert abs(weight - first.weight) < 1e-8
