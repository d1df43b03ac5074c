"""The page of a night says its standing first, stands alone, and shows every number or why there is none."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from legato.report.night_html import render_night_html
from legato.report.night_json import NIGHT_STANDING
from night_makers import HOSTILE, make_excerpt, make_night, without_legs

NIGHT = make_night()


@pytest.fixture(scope="module")
def page() -> str:
    return render_night_html(NIGHT, excerpts=[make_excerpt(NIGHT), make_excerpt(NIGHT, is_refused=True)])


def test_says_what_it_is_and_is_not_before_any_number(page: str) -> None:
    body = page[page.index("<body") :]

    assert body.index(NIGHT_STANDING) < body.index("PLMS per hour")
    assert body.index("Simulated:") < body.index("<main>")


def test_asks_for_nothing_outside_and_runs_nothing(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r"(?:href|src)\s*=|url\(|@import|https?:", page)


def test_both_rule_sets_stand_side_by_side_with_the_reason_for_a_missing_number(page: str) -> None:
    row = re.search(r"PLMS per hour of sleep.*?</tr>", page, re.DOTALL)
    assert row is not None

    assert re.findall(r'<td class="number">(.*?)</td>', row[0]) == ["12.3", "not measured"]
    assert "PLMS per hour of sleep (aasm3): not measured: nobody staged &lt;it&gt;" in page
    assert "PLMS with arousal per hour (wasm2016, aasm3): not measured: arousals were not scored" in page


def test_the_parts_stand_in_the_order_of_a_sleep_laboratory(page: str) -> None:
    heads = re.findall(r"<h2>(.*?)</h2>", page)

    assert heads == [
        "Recording",
        "Sleep",
        "Movements, rule sets side by side",
        "Intervals between movements",
        "Hour by hour",
        "Quality of the legs",
        "The night",
        "Examples",
        "What to know about this recording",
        "How it was made",
    ]


def test_every_picture_tells_itself(page: str) -> None:
    pictures = re.findall(r"<svg [^>]*>(?:<title>[^<]+</title>)?", page)

    assert len(pictures) == 2 * (2 + 2 + 1 + 2)
    assert all('role="img" aria-label="' in one and "<title>" in one for one in pictures)


def test_leaves_lines_to_sign_and_invents_nobody(page: str) -> None:
    signs = page[page.index('<div class="signs">') :]

    assert re.findall(r"<b>(.*?)</b>", signs) == ["Technician", "Physician"]
    assert signs.count("name and signature") == 2


def test_a_refused_example_names_its_clause(page: str) -> None:
    assert "Refused by wasm2016.longest_s." in page
    assert "Stage N2. Counted as PLM by wasm2016.interval_s." in page


def test_a_hostile_name_stays_text() -> None:
    page = render_night_html(make_night(subject=HOSTILE, name=HOSTILE), excerpts=())

    assert "<b>=1" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_an_unstaged_night_says_so_and_has_no_examples_without_any() -> None:
    page = render_night_html(make_night(is_staged=False), excerpts=())

    assert "Nobody staged this night." in page
    assert "none: indices are per hour of recording" in page
    assert "<h2>Examples</h2>" not in page


def test_a_night_without_clock_minutes_or_scorings_still_has_its_page() -> None:
    page = render_night_html(replace(without_legs(NIGHT), scorings={}, minor=None), excerpts=())

    assert "not stated in the file" in page
    assert "1.0\u00a0min after the start" in page
    assert "Hour by hour" not in page


def test_what_could_not_be_measured_at_all_is_told_once_and_in_words() -> None:
    why = "nobody staged this night"
    night = make_night(is_staged=False)
    times = (replace(night.measures[1], note=why), replace(night.measures[1], name="stage_n1_min", note=why))
    page = render_night_html(replace(night, measures=times), excerpts=())

    assert "REM latency; N1 (every rule set): not measured: nobody staged this night" in page
    assert "<h2>Sleep</h2>" not in page
    assert "By stage" not in page
