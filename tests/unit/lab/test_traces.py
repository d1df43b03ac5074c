"""Thinned traces: the exact extremes of every column, holes that stay holes, amplitudes of what a person marked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab_makers import FakePiece, FakeTrace
from legato.errors import InputError
from legato.lab.traces import measure_movement, render_pieces, thin_piece
from legato.model.interval import Interval
from legato.model.recording import Side


def piece_of(times_s: np.ndarray, emg_uv: np.ndarray) -> FakePiece:
    level = np.full(times_s.size, 10.0)
    return FakePiece(times_s, emg_uv, level, level - 6.0)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), columns=st.integers(16, 400), n_samples=st.integers(401, 4000))
def test_each_column_holds_the_exact_extremes_of_its_samples(seed: int, columns: int, n_samples: int) -> None:
    random = np.random.default_rng(seed)
    times_s = 7.0 + np.arange(n_samples) / 199.7
    emg_uv = random.normal(0, 30, n_samples)
    emg_uv[random.random(n_samples) < 0.05] = np.nan
    span = Interval(7.0, 7.0 + n_samples / 199.7)
    thinned = thin_piece(piece_of(times_s, emg_uv), span=span, columns=columns)
    edges_s = span.start_s + span.duration_s / columns * np.arange(columns + 1)
    owner = np.searchsorted(edges_s, times_s, side="right") - 1
    for column in range(columns):
        inside = emg_uv[owner == column]
        inside = inside[np.isfinite(inside)]
        if inside.size:
            assert (thinned.low_uv[column], thinned.high_uv[column]) == (inside.min(), inside.max())
        else:
            assert np.isnan(thinned.low_uv[column])


def test_one_spike_of_one_sample_is_never_lost() -> None:
    emg_uv = np.zeros(300 * 512)
    emg_uv[77_777] = 1234.5
    thinned = thin_piece(piece_of(np.arange(emg_uv.size) / 512, emg_uv), span=Interval(0, 300), columns=900)
    assert np.nanmax(thinned.high_uv) == 1234.5


def test_a_hole_in_the_time_stamps_is_crossed_by_no_line() -> None:
    times_s = np.concatenate([np.arange(10), np.arange(20, 30)]) / 10.0
    thinned = thin_piece(piece_of(times_s, np.ones(20)), span=Interval(0, 3), columns=100)
    assert not thinned.is_thinned
    assert np.isnan(thinned.low_uv).nonzero()[0].tolist() == [10]
    wide = thin_piece(piece_of(times_s, np.ones(20)), span=Interval(0, 3), columns=16)
    assert np.isnan(wide.low_uv).any()


def test_nothing_recorded_gives_nothing_drawn() -> None:
    empty = np.array([])
    assert thin_piece(piece_of(empty, empty), span=Interval(0, 30), columns=900).low_uv.size == 0


def test_the_layout_is_what_the_page_reads() -> None:
    traces = {Side.RIGHT: FakeTrace(np.arange(512.0), 512.0), Side.LEFT: FakeTrace(-np.arange(512.0), 512.0)}
    body = render_pieces(traces, span=Interval(0.0, 1.0), columns=64)
    words = np.frombuffer(body, dtype="<u4")
    assert words[:4].tolist() == [1, 2, 0, 0]
    assert words[4:8].tolist() == [0, 1, 64, 0]
    low = np.frombuffer(body, dtype="<f4")[8 + 64 : 8 + 128]
    assert low[0] == -7.0
    assert words[8 + 5 * 64] == 1


def test_a_marked_movement_is_measured_above_the_rest_before_it() -> None:
    emg_uv = np.full(1000, 2.0)
    emg_uv[500:600] = -22.0
    found = measure_movement(FakeTrace(emg_uv, 100.0), Interval(5.0, 6.0), side=Side.LEFT, channel="LAT")
    assert (found.peak_uv, found.median_uv, found.resting_uv, found.is_cut) == (20.0, 20.0, 2.0, False)


def test_a_marked_movement_without_signal_is_refused() -> None:
    trace = FakeTrace(np.full(1000, np.nan), 100.0)
    with pytest.raises(InputError, match="no signal"):
        measure_movement(trace, Interval(5.0, 6.0), side=Side.LEFT, channel="LAT")
