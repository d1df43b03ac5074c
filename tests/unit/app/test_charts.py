"""The pictures for the person: a finding as the title, units on the axes, every number in a table, three ways to have none."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from legato.analyze import analyze
from legato.app.catalog import load_words
from legato.app.charts import Chart, charts_of, trace_halves
from legato.app.task_strip import StripRow, draw_strip, strip_rows
from legato.model.analysis import Analysis
from legato.model.measure import Measure, MeasureStatus
from legato.model.recording import Placement
from legato.simulation.demo_evening import demo_battery

WORDS = load_words("en")


@pytest.fixture(scope="module")
def evening() -> list[tuple[str, Analysis]]:
    return [(one.task.value, analyze(one.recording, with_pictures=True)) for one in demo_battery()]


def charts(analysis: Analysis) -> dict[str, Chart]:
    drawn = charts_of(analysis, words=WORDS, halves=trace_halves([analysis]))
    return {one.id: one for one in drawn}


def test_every_picture_has_title_units_and_table(evening: list[tuple[str, Analysis]]) -> None:
    for _, analysis in evening:
        drawn = charts(analysis)
        assert list(drawn) == ["ribbon", "spectrum", "trace"]
        for one in drawn.values():
            assert one.title
            assert one.rows
            assert all(len(row) == len(one.head) for row in one.rows)
            for svg in (one.wide, one.narrow):
                assert 'role="img"' in svg
                assert f"<title>{one.title}</title>".replace("'", "&#x27;") in svg
                assert "style=" not in svg
        assert "Time, s" in drawn["ribbon"].wide
        assert "Times a second, Hz" in drawn["spectrum"].wide
        assert "dB of 1 (deg/s)²/Hz" in drawn["spectrum"].wide
        assert "Turning, deg/s" in drawn["trace"].wide


def test_titles_say_what_was_measured(evening: list[tuple[str, Analysis]]) -> None:
    analysis = dict(evening)["rest"]
    rate = next(one for one in analysis.measures if one.name == "dominant_frequency_hz")
    assert rate.value is not None

    drawn = charts(analysis)

    assert f"About {rate.value:.1f} times a second" in drawn["spectrum"].title
    assert drawn["trace"].title == f"One swing takes about {1 / rate.value:.2f} s"
    seconds = analysis.states["rest_shaking"]
    assert drawn["ribbon"].title.startswith(f"Shaking in {round(seconds)} of ")


def test_the_ribbon_table_covers_the_judged_time(evening: list[tuple[str, Analysis]]) -> None:
    analysis = dict(evening)["rest"]

    rows = charts(analysis)["ribbon"].rows

    shaking = sum(float(b) - float(a) for a, b, state in rows if state == "shaking at rest")
    assert shaking == pytest.approx(analysis.states["rest_shaking"], abs=2.5)


def test_nothing_is_shown_above_four_tenths_of_the_rate(evening: list[tuple[str, Analysis]]) -> None:
    analysis = dict(evening)["rest"]
    half_rate = float(analysis.spectra[0].frequency_hz[-1])

    rows = charts(analysis)["spectrum"].rows

    assert max(int(row[0]) for row in rows) <= 0.8 * half_rate


def test_traces_of_a_session_share_their_height(evening: list[tuple[str, Analysis]]) -> None:
    halves = trace_halves([analysis for _, analysis in evening])

    heights = {
        re.findall(r'text-anchor="end" class="tick">(-?[\d.]+)</text>', chart.wide)[0]
        for _, analysis in evening
        for chart in charts_of(analysis, words=WORDS, halves=halves)
        if chart.id == "trace"
    }

    assert len(heights) == 1


def test_a_missing_sample_breaks_the_line(evening: list[tuple[str, Analysis]]) -> None:
    analysis = dict(evening)["rest"]
    excerpt = analysis.excerpts[0]
    axes = excerpt.axes.copy()
    axes[100:200] = np.nan
    broken = replace(analysis, excerpts=(replace(excerpt, axes=axes),))

    svg = charts(broken)["trace"].wide

    assert len(re.findall(r'<path d="M[^"]*M[^"]*" class="line"/>', svg)) == 1


def test_the_strip_tells_measured_from_unsure(evening: list[tuple[str, Analysis]]) -> None:
    rows = strip_rows(evening)

    assert [row.kind for row in rows] == ["measured", "measured", "measured", "unsure"]
    chart = draw_strip(rows, words=WORDS)
    assert chart is not None
    assert chart.title == "Shaking was measured in 3 of 4 recordings"
    assert "m/s²" in chart.wide
    assert chart.rows[3][3] == "movement of a kind we cannot tell"


def test_another_place_is_not_comparable(evening: list[tuple[str, Analysis]]) -> None:
    name, analysis = evening[1]
    sensor = replace(analysis.recording.sensors[0], placement=Placement.THIGH)
    elsewhere = replace(analysis, recording=replace(analysis.recording, sensors=(sensor,)))

    rows = strip_rows([evening[0], (name, elsewhere)])

    assert rows[1].kind == "not_comparable"
    chart = draw_strip(rows, words=WORDS)
    assert chart is not None
    assert 'class="struck"' in chart.wide
    assert "not comparable" in chart.wide


@pytest.mark.parametrize(
    ("kind", "pattern"), [("not_measured", "strip-hatch-wide"), ("below_noise", "strip-dots-wide")]
)
def test_no_dot_has_its_own_pattern_and_word(kind: str, pattern: str) -> None:
    chart = draw_strip([StripRow("Rest", kind, None)], words=WORDS)

    assert chart is not None
    assert f"url(#{pattern})" in chart.wide
    assert WORDS.t(f"result.kind.{kind}") in chart.wide
    assert chart.rows[0][1] == "none"
    assert chart.title == "No shaking was measured in 1 recording"


def test_a_bound_below_the_noise_is_no_measure(evening: list[tuple[str, Analysis]]) -> None:
    name, analysis = evening[0]
    bound = Measure(
        "amplitude_mps2", 0.02, "m/s2", MeasureStatus.BELOW_NOISE_FLOOR, "engineering", sensor="right_shank"
    )
    quiet = replace(analysis, measures=(bound,))

    rows = strip_rows([(name, quiet)])

    assert rows[0].kind == "below_noise"


def test_no_recording_draws_nothing() -> None:
    assert draw_strip([], words=WORDS) is None
