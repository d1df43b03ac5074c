"""What was written as JSON is read back as it was, but for the samples and windows that are not in it."""

from __future__ import annotations

import json

import pytest

from hand_made import make_analysis
from legato.errors import FormatError
from legato.report.json import analysis_object, render_json
from legato.report.plain import plain_text
from legato.report.read_back import analysis_from_object


def test_reading_what_was_written_gives_the_same_numbers() -> None:
    analysis = make_analysis()
    back = analysis_from_object(json.loads(render_json(analysis_object(analysis))), where="a.json")
    assert back.measures == analysis.measures
    assert back.bouts == analysis.bouts
    assert back.states == analysis.states
    assert back.issues == analysis.issues
    assert back.provenance == analysis.provenance
    assert back.recording.task is analysis.recording.task
    assert [channel.name for channel in back.recording.channels] == [
        c.name for c in analysis.recording.channels
    ]


@pytest.mark.parametrize("damage", ["measures", "provenance", "windows"])
def test_a_missing_part_is_refused_with_its_mend(damage: str) -> None:
    value = analysis_object(make_analysis())
    value[damage] = None
    with pytest.raises(FormatError) as caught:
        analysis_from_object(value, where="a.json")
    assert caught.value.where == "a.json"
    assert "legato analyze" in caught.value.mend


def test_a_terminal_is_not_moved_by_text_of_a_file() -> None:
    assert plain_text("a\x1b[2Jb\u202ec\nd") == "a\ufffd[2Jb\ufffdc\nd"
