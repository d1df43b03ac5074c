"""A leg's EMG on demand: refused where amplitudes mean nothing, and the same in pieces as whole."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from tests.leg_trace_makers import CRITERIA, RATE_HZ, burst_into, leg_channel, leg_trace, resting_emg

from legato.errors import InputError
from legato.events.leg_grid import make_leg_grid, times_at, whole_runs
from legato.events.leg_source import LegSource
from legato.events.leg_trace import make_leg_trace
from legato.knowledge.scoring import load_scoring_rule
from legato.model.channel import Channel, ChannelKind
from legato.model.recording import Side
from legato.model.time_base import Run, TimeBase

RULE = load_scoring_rule("wasm2016")


def _make(channel: Channel) -> None:
    make_leg_trace(channel, side=Side.LEFT, criteria=CRITERIA)


@pytest.mark.parametrize(
    "channel",
    [
        leg_channel(resting_emg(60.0), unit=None),
        replace(leg_channel(resting_emg(60.0)), kind=ChannelKind.FORCE, recorded_unit="N"),
    ],
)
def test_a_channel_without_a_unit_of_voltage_is_refused(channel: Channel) -> None:
    with pytest.raises(InputError) as caught:
        _make(channel)

    assert caught.value.code == "LEG-E930"


@pytest.mark.parametrize("rate_hz", [50.0, 99.9])
def test_a_rate_far_too_low_is_refused(rate_hz: float) -> None:
    with pytest.raises(InputError) as caught:
        _make(leg_channel(resting_emg(60.0, rate_hz=rate_hz), rate_hz=rate_hz))

    assert caught.value.code == "LEG-E931"


@pytest.mark.parametrize(
    ("rate_hz", "codes"), [(100.0, ["leg_emg_rate_low"]), (199.7, ["leg_emg_rate_low"]), (200.0, [])]
)
def test_a_rate_under_the_manual_is_scored_and_said(rate_hz: float, codes: list[str]) -> None:
    trace = leg_trace(resting_emg(60.0, rate_hz=rate_hz), rate_hz=rate_hz)

    assert [issue.code for issue in trace.issues] == codes
    assert trace.is_scorable


@pytest.mark.parametrize("rate_hz", [199.7, 499.99])
def test_parts_are_the_whole(rate_hz: float) -> None:
    emg = resting_emg(120.0, rate_hz=rate_hz)
    burst_into(emg, [20.0, 77.0], rate_hz=rate_hz)
    trace = leg_trace(emg, rate_hz=rate_hz)
    run = (0, len(emg))

    whole = trace.conditioned(*run, within=run)
    edges = [0, 1, 500, 4444, 12_000, len(emg)]
    parts = [trace.conditioned(a, b, within=run) for a, b in itertools.pairwise(edges)]

    assert np.concatenate(parts) == pytest.approx(whole, abs=1e-3)


def test_a_large_constant_and_slow_sway_do_not_count_as_emg() -> None:
    emg = resting_emg(120.0)
    sway = 300.0 * np.sin(2 * np.pi * 0.3 * np.arange(len(emg)) / RATE_HZ) + 5000.0

    plain, swaying = leg_trace(emg), leg_trace(emg + sway.astype(np.float32))

    assert swaying.resting_uv == pytest.approx(plain.resting_uv, rel=0.1)


def test_piece_gives_what_detection_sees_with_its_levels() -> None:
    emg = resting_emg(120.0)
    trace = leg_trace(emg)

    piece = trace.piece(10.0, 14.0, rule=RULE)

    assert piece.times_s[0] == 10.0
    assert len(piece.emg_uv) == len(piece.times_s) == 4 * RATE_HZ
    assert piece.emg_uv == pytest.approx(trace.conditioned(2560, 3584, within=(0, len(emg))), abs=1e-3)
    assert piece.onset_uv == pytest.approx(piece.resting_uv + 8.0)
    assert piece.offset_uv == pytest.approx(piece.resting_uv + 2.0)
    assert piece.resting_uv[0] == pytest.approx(trace.resting_at(2560))


def test_piece_is_clipped_to_the_recording_and_empty_beyond_it() -> None:
    trace = leg_trace(resting_emg(60.0))

    whole = trace.piece(-5.0, 100.0, rule=RULE)

    assert len(whole.emg_uv) == 60 * RATE_HZ
    assert np.isfinite(whole.emg_uv).all()
    assert len(trace.piece(70.0, 80.0, rule=RULE).emg_uv) == 0


def test_piece_keeps_lost_samples_lost_and_loses_no_others() -> None:
    emg = resting_emg(60.0)
    emg[3000:3010] = np.nan

    piece = leg_trace(emg).piece(0.0, 60.0, rule=RULE)

    assert np.flatnonzero(np.isnan(piece.emg_uv)).tolist() == list(range(3000, 3010))


def test_a_recording_shorter_than_a_cell_is_not_scorable_and_says_why() -> None:
    trace = leg_trace(resting_emg(1.0))

    assert not trace.is_scorable
    assert trace.reason == "the recording is too short to tell a resting level"
    assert np.isnan(trace.resting_at(3))
    assert np.isnan(trace.piece(0.0, 1.0, rule=RULE).onset_uv).all()
    assert trace.to_channel().scorable_s == 0.0


def test_what_is_told_of_the_leg() -> None:
    told = leg_trace(resting_emg(120.0)).to_channel()

    assert (told.name, told.side, told.sampling_rate_hz) == ("LAT", Side.LEFT, RATE_HZ)
    assert told.is_scorable
    assert told.scorable_s == pytest.approx(120.0)
    assert len(told.minutes) == 2
    assert told.conditioning == ("High-pass without phase, half amplitude at about 15 Hz; no low-pass.",)


def test_source_reads_microvolts_whatever_the_file_counts_in() -> None:
    counts = np.arange(10, dtype=np.float32)
    channel = replace(leg_channel(counts), scale=1e-3, offset=2e-6, recorded_unit="mV")

    assert LegSource(channel).read(2, 4) == pytest.approx([2002.0, 3002.0])


def test_times_of_scattered_samples_are_those_of_the_clock() -> None:
    two_runs = TimeBase(1000, 100.0, (Run(0, 0.0, 100.0), Run(400, 7.5, 100.0)))
    stamps = np.arange(1000) / 100.0 + 0.001 * np.sin(np.arange(1000))
    irregular = TimeBase(1000, 100.0, (Run(0, 0.0, 100.0),), stamps_s=lambda a, b: stamps[a:b])
    samples = np.array([0, 399, 400, 999], dtype=np.int64)

    for time in (two_runs, irregular):
        assert times_at(time, samples) == pytest.approx(time.times_s(0, 1000)[samples])


def test_runs_that_adjoin_are_one_and_a_gap_parts_them() -> None:
    adjoin = TimeBase(1000, 100.0, (Run(0, 0.0, 100.0), Run(400, 4.0, 100.01)))
    parted = TimeBase(1000, 100.0, (Run(0, 0.0, 100.0), Run(400, 7.5, 100.0)))

    assert whole_runs(adjoin) == [(0, 1000)]
    assert whole_runs(parted) == [(0, 400), (400, 1000)]


def test_samples_behind_the_last_cell_have_its_level() -> None:
    grid = make_leg_grid(TimeBase.regular(1100, sampling_rate_hz=RATE_HZ), criteria=CRITERIA)

    assert grid.n_cells == 2
    assert [grid.cell_of(k) for k in (0, 511, 512, 1099)] == [0, 0, 1, 1]
