"""The terminal shows the main indices of both rule sets, and obeys nothing that a file says."""

from __future__ import annotations

import io

from rich.console import Console

from legato.model.scored_night import ScoredNight
from legato.report.night_text import print_night
from night_makers import HOSTILE, make_night


def printed(night: ScoredNight) -> str:
    out = io.StringIO()
    print_night(night, Console(file=out, width=120, color_system=None))
    return out.getvalue()


def test_the_rule_sets_stand_side_by_side() -> None:
    lines = printed(make_night()).splitlines()
    row = next(line for line in lines if "PLMS per hour of sleep" in line)

    assert row.split()[-3:] == ["12.3", "not", "measured"]
    assert any(line.split() == ["wasm2016", "aasm3"] for line in lines)


def test_standing_simulation_missing_and_issues_are_told() -> None:
    text = printed(make_night())

    assert text.startswith("Simulated:")
    assert "Not reviewed by a clinician. Not a diagnosis" in text
    assert "not scorable: flat for the whole night" in text
    assert "The right leg is flat. right tib Look at the electrode." in text
    assert "arousals were not scored" in text


def test_a_hostile_name_moves_no_cursor_and_is_no_markup() -> None:
    text = printed(make_night(subject="[bold]x" + HOSTILE))

    assert "\x1b" not in text
    assert "[bold]x<b>" in text
