"""Pictures of a night stand where the numbers say."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from legato.model.recording import Side
from legato.model.sleep import SleepStage
from legato.report.night_figures import draw_hours, draw_hypnogram, draw_imi, draw_leg_excerpt
from night_makers import make_excerpt, make_night, movement

NIGHT = make_night()


def texts(picture: str) -> list[str]:
    return re.findall(r"<text[^>]*>(.*?)</text>", picture)


def test_what_nobody_scored_has_no_lane_and_what_was_scored_and_not_found_has_an_empty_one() -> None:
    shown = texts(draw_hypnogram(NIGHT, width=800))

    assert "arousals" not in shown
    assert "breathing" in shown


def test_a_movement_of_both_legs_stands_in_both_lanes() -> None:
    one = replace(NIGHT.scorings["wasm2016"], movements=(movement(4000.0, side=Side.BOTH),))

    drawn = draw_hypnogram(replace(NIGHT, scorings={"wasm2016": one}), width=800)

    assert len(re.findall(r'class="bar"', drawn)) == 2


def test_the_clock_is_told_at_round_times() -> None:
    assert "23:00" in texts(draw_hypnogram(NIGHT, width=800))
    assert "time since the start (h:min)" in texts(draw_hypnogram(replace(NIGHT, start=None), width=800))


def test_intervals_stand_on_a_logarithmic_axis() -> None:
    imi = NIGHT.scorings["wasm2016"].imi
    assert imi is not None
    drawn = draw_imi(imi, width=440, rule="wasm2016")
    place = {text: float(x) for x, text in re.findall(r'<text x="([\d.]+)"[^>]*>(2|10|50)</text>', drawn)}

    assert place["10"] - place["2"] == pytest.approx(place["50"] - place["10"], abs=0.2)
    assert "22.5 s, 100 %" in texts(drawn)
    assert drawn.count('class="bar"') == 2


def test_each_hour_has_its_count_and_the_refused_are_not_counted() -> None:
    drawn = draw_hours(NIGHT.scorings["wasm2016"], night=NIGHT, width=800)
    shown = texts(drawn)

    assert shown[:9] == ["awake", "0", "0", "non-REM", "2", "0", "REM", "0", "1"]


def test_hours_without_stages_have_one_row() -> None:
    night = make_night(is_staged=False)
    one = replace(night.scorings["aasm3"], movements=(replace(movement(90.0), stage=SleepStage.UNKNOWN),))

    assert texts(draw_hours(one, night=night, width=800))[:3] == ["not staged", "1", "0"]


def test_levels_are_told_apart_by_their_dashes_and_the_movement_is_marked() -> None:
    drawn = draw_leg_excerpt(make_excerpt(NIGHT), width=440)

    assert drawn.count('class="level-on"') == drawn.count('class="level-off"') == 2
    assert {"onset", "offset", "µV"} <= set(texts(drawn))
    rect = re.search(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    assert rect is not None
    assert float(rect[2]) == pytest.approx((440 - 12 - 46) * 2.0 / 7.99, abs=0.2)


def test_a_signal_that_is_lost_altogether_is_drawn_as_nothing() -> None:
    one = make_excerpt(NIGHT)
    lost = np.full(800, np.nan)
    drawn = draw_leg_excerpt(
        replace(one, emg_uv=lost.astype(np.float32), onset_uv=lost, offset_uv=lost), width=440
    )

    assert 'd="" class="line thin"' in drawn
