"""Ticks, colours and timelines."""

from __future__ import annotations

import re
import struct
import zlib

import numpy as np
import pytest

from hand_made import make_windows
from legato.report.axes import Frame, line_path, linear_ticks, time_ticks
from legato.report.numbers import format_interval, format_number, format_seconds, format_share, format_time
from legato.report.png import colour_map, indexed_png
from legato.report.timeline import draw_timeline
from legato.report.words import load_words


@pytest.mark.parametrize(("low", "high"), [(0.0, 25.0), (-3.2, 7.9), (0.001, 0.0042), (-60.0, 3.0)])
def test_ticks_are_few_inside_and_evenly_spaced(low: float, high: float) -> None:
    values = [value for value, _ in linear_ticks(low, high, at_most=6)]
    assert 2 <= len(values) <= 7
    assert low - 1e-9 <= min(values) <= max(values) <= high + 1e-9
    assert np.allclose(np.diff(values), np.diff(values)[0])


@pytest.mark.parametrize(
    ("span_s", "unit"), [(20, "s"), (600, "min:s"), (86_400, "h:min"), (604_800, "days")]
)
def test_time_is_written_in_the_unit_that_fits(span_s: float, unit: str) -> None:
    ticks, found = time_ticks(0, span_s, at_most=8)
    assert found == unit
    assert 2 <= len(ticks) <= 9


def test_a_line_with_too_many_points_keeps_its_extremes_and_says_so() -> None:
    x = np.arange(100_000.0)
    y = np.zeros_like(x)
    y[54_321] = 9.0
    frame = Frame(0, 0, 100, 100, (0, x[-1]), (0, 10))
    path, is_thinned = line_path(frame, x, y)
    assert is_thinned
    assert min(float(point) for point in re.findall(r" ([\d.]+)", path)) == pytest.approx(10.0)


def test_colours_grow_lighter_evenly() -> None:
    linear = (colour_map() / 255.0) ** 2.2
    lightness = (linear @ np.array([0.2126, 0.7152, 0.0722])) ** (1 / 3)
    steps = np.diff(lightness[::8])
    assert (steps > 0).all()
    assert steps.max() < 2.5 * steps.min()


def test_a_png_holds_the_pixels_that_were_given() -> None:
    index = np.arange(12, dtype=np.uint8).reshape(3, 4)
    png = indexed_png(index)
    assert struct.unpack(">II", png[16:24]) == (4, 3)
    start = png.index(b"IDAT") + 4
    rows = np.frombuffer(zlib.decompress(png[start:]), dtype=np.uint8).reshape(3, 5)
    assert np.array_equal(rows[:, 1:], index)


def test_a_rare_jerk_is_seen_in_the_timeline_of_a_long_recording() -> None:
    states = ["still"] * 40_000
    states[20_000] = "rest_shaking"
    timeline = draw_timeline(make_windows(states, step_s=2.0), load_words(), duration_s=80_004.0)
    assert timeline is not None
    assert timeline.is_thinned
    assert "url(#p-rising)" in timeline.narrow


def test_a_short_recording_shows_every_window() -> None:
    timeline = draw_timeline(make_windows(["still", "walking", "still"]), load_words(), duration_s=6.0)
    assert timeline is not None
    assert not timeline.is_thinned
    assert timeline.states == ("still", "walking")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (format_number(float("nan")), "–"),
        (format_number(0.0), "0"),
        (format_interval((4.0, 4.0)), "4.00 to 4.00"),
        (format_share(0.9999), "over 99 %"),
        (format_share(1.0), "100 %"),
        (format_seconds(59.7), "1 min"),
        (format_seconds(0.0), "0 s"),
        (format_time(59.97), "1:00"),
    ],
)
def test_numbers_are_written_as_a_reader_wants_them(text: str, expected: str) -> None:
    assert text == expected


def test_every_state_has_words_and_a_look() -> None:
    from legato.model.movement import MovementKind
    from legato.report.state_look import LOOKS

    states = {kind.value for kind in MovementKind}
    assert set(LOOKS) == states == set(load_words().keys("states"))
    assert all(load_words().meaning("states", state).endswith(".") for state in states)
