"""Leg movements in EMG: found and dated to the sample at every rate, cut at losses, none in noise."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.leg_night_makers import without_clause
from tests.leg_trace_makers import CRITERIA, RATE_HZ, burst_into, leg_trace, resting_emg

from legato.events.leg_movements import detect_leg_movements
from legato.events.leg_search import levels_key, make_levels
from legato.events.leg_trace import make_leg_trace
from legato.knowledge.scoring import load_scoring_rule
from legato.model.leg_movement import LegMovement
from legato.model.recording import Side
from legato.model.time_base import Run, TimeBase
from legato.simulation.night import SimulatedNight, simulate_night
from legato.simulation.night_artefacts import LegFault, NightArtefacts
from legato.simulation.night_plan import NightPlan

RULE = load_scoring_rule("wasm2016")
STEADY = NightPlan(series_per_h=30.0, isolated_per_h=4.0, resting_log_sd=0.0)
EDGE_S = 0.050  # movements so near to the shortest and longest length may fall on either side


def _found(
    emg_uv: NDArray[np.float32], *, rate_hz: float = RATE_HZ, time: TimeBase | None = None
) -> list[LegMovement]:
    return detect_leg_movements(leg_trace(emg_uv, rate_hz=rate_hz, time=time), rule=RULE)


@functools.cache
def _night(rate_hz: float) -> SimulatedNight:
    return simulate_night(seed=7, hours=0.3, sampling_rate_hz=rate_hz, plan=STEADY)


def _of_night(night: SimulatedNight, side: Side) -> list[LegMovement]:
    channel = next(s.channels[0] for s in night.recording.sensors if s.side is side)
    return detect_leg_movements(make_leg_trace(channel, side=side, criteria=CRITERIA), rule=RULE)


@pytest.mark.parametrize("rate_hz", [199.7, 256.0, 499.99, 1000.0])
def test_movements_of_a_simulated_night_are_found_and_dated(rate_hz: float) -> None:
    night = _night(rate_hz)
    n_true = n_missed = n_false = 0
    errors_s: list[float] = []
    times_s: list[float] = []
    for side in (Side.LEFT, Side.RIGHT):
        found = _of_night(night, side)
        truth = [one for one in night.truth.movements if one.side is side and one.is_visible]
        sure = [one for one in truth if 0.5 + EDGE_S <= one.span.duration_s <= 10.0 - EDGE_S]
        for one in sure:
            hits = [f for f in found if f.span.overlaps(one.span)]
            n_true += 1
            n_missed += not hits
            if hits:
                errors_s.append(hits[0].span.start_s - one.span.start_s)
                times_s.append(one.span.start_s)
        n_false += sum(
            f.span.duration_s >= 0.5 and not any(f.span.overlaps(one.span) for one in truth) for f in found
        )

    assert n_true >= 20
    assert n_missed <= 0.01 * n_true
    assert n_false <= 0.01 * n_true
    assert np.median(np.abs(errors_s)) < 0.020
    drift_s_per_h = float(np.polyfit(np.array(times_s) / 3600.0, errors_s, 1)[0])
    assert abs(np.median(errors_s)) < 0.010
    assert abs(drift_s_per_h) * 0.3 < 0.050


@pytest.mark.parametrize("rate_hz", [199.7, 256.0, 499.99, 1000.0])
def test_times_do_not_drift(rate_hz: float) -> None:
    emg = resting_emg(1200.0, rate_hz=rate_hz, uv=1.0)
    onsets_s = np.arange(15.0, 1190.0, 20.0)
    burst_into(emg, onsets_s.tolist(), rate_hz=rate_hz)

    found = _found(emg, rate_hz=rate_hz)

    assert len(found) == len(onsets_s)
    true_s = np.round(onsets_s * rate_hz) / rate_hz
    errors_s = np.array([one.span.start_s for one in found]) - true_s
    assert np.abs(errors_s).max() <= 0.020
    slope = np.polyfit(true_s / 3600.0, errors_s, 1)[0]
    assert abs(slope) < 0.001  # seconds an hour


def test_a_movement_is_described() -> None:
    emg = resting_emg(240.0, uv=1.0)
    burst_into(emg, [100.0], length_s=2.0, uv=60.0)

    (one,) = _found(emg)

    assert (one.side, one.channel, one.is_cut) == (Side.LEFT, "LAT", False)
    assert one.span.start_s == pytest.approx(100.0, abs=0.02)
    assert one.span.end_s == pytest.approx(102.0, abs=0.05)
    assert one.peak_uv == pytest.approx(60.0, abs=6.0)
    assert one.median_uv == pytest.approx(59.0, abs=4.0)
    assert one.resting_uv == pytest.approx(1.0, rel=0.2)


@pytest.mark.parametrize("shift", [1, 77, 512])
def test_a_shift_by_samples_shifts_movements_by_as_many(shift: int) -> None:
    emg = resting_emg(300.0, uv=1.0)
    burst_into(emg, [60.0, 100.0, 130.0, 200.0])

    plain = _found(emg[512:])
    shifted = _found(emg[512 - shift :])

    assert len(plain) == 4
    for a, b in zip(plain, shifted, strict=True):
        assert round((b.span.start_s - a.span.start_s) * RATE_HZ) == shift
        assert (b.span.end_s - a.span.end_s) * RATE_HZ == pytest.approx(shift, abs=2.0)


def test_sign_does_not_matter() -> None:
    emg = resting_emg(300.0)
    burst_into(emg, [60.0, 100.0, 130.0])

    plain, turned = _found(emg), _found(-emg)

    assert [one.span for one in plain] == [one.span for one in turned]
    assert [one.peak_uv for one in plain] == pytest.approx([one.peak_uv for one in turned], rel=1e-4)


@pytest.mark.parametrize("uv", [0.5, 2.0, 4.0, 8.0])
def test_nothing_is_found_in_noise(uv: float) -> None:
    assert _found(resting_emg(900.0, uv=uv)) == []


def test_a_movement_that_a_loss_ends_or_begins_is_cut_and_never_bridges_it() -> None:
    emg = resting_emg(240.0, uv=1.0)
    burst_into(emg, [60.0, 120.0], length_s=4.0)
    emg[round(62 * RATE_HZ) : round(62.5 * RATE_HZ)] = np.nan

    before, behind, whole = _found(emg)

    assert [one.is_cut for one in (before, behind, whole)] == [True, True, False]
    assert before.span.end_s == pytest.approx(62.0, abs=1.5 / RATE_HZ)
    assert behind.span.start_s == pytest.approx(62.5, abs=0.01)


def test_a_movement_at_a_gap_of_the_clock_is_cut() -> None:
    emg = resting_emg(240.0, uv=1.0)
    burst_into(emg, [100.0], length_s=4.0)
    at = round(102 * RATE_HZ)
    time = TimeBase(len(emg), RATE_HZ, (Run(0, 0.0, RATE_HZ), Run(at, 110.0, RATE_HZ)))

    before, behind = _found(emg, time=time)

    assert before.is_cut
    assert behind.is_cut
    assert before.span.end_s == pytest.approx(102.0, abs=1.5 / RATE_HZ)
    assert behind.span.start_s == pytest.approx(110.0, abs=0.01)


def test_movements_at_the_ends_of_the_recording_are_cut() -> None:
    emg = resting_emg(240.0, uv=1.0)
    burst_into(emg, [0.0, 238.5], length_s=1.5)

    first, last = _found(emg)

    assert first.is_cut
    assert first.span.start_s == pytest.approx(0.0, abs=0.01)
    assert last.is_cut
    assert last.span.end_s == pytest.approx(240.0, abs=1.5 / RATE_HZ)


def test_a_movement_whose_offset_is_not_seen_ends_where_the_quiet_began() -> None:
    emg = resting_emg(240.0, uv=1.0)
    burst_into(emg, [238.0], length_s=1.7)

    (last,) = _found(emg)

    assert last.is_cut
    assert last.span.end_s == pytest.approx(239.7, abs=0.05)


@pytest.mark.parametrize(("pause_s", "count"), [(0.4, 1), (0.6, 2)])
def test_movements_are_parted_by_half_a_second_of_quiet(pause_s: float, count: int) -> None:
    emg = resting_emg(240.0, uv=0.5)
    burst_into(emg, [100.0, 102.0 + pause_s])

    assert len(_found(emg)) == count


@pytest.mark.parametrize(("uv", "count"), [(8.0, 0), (11.0, 1)])
def test_an_onset_needs_eight_microvolts_over_rest(uv: float, count: int) -> None:
    emg = resting_emg(240.0, uv=0.5)
    burst_into(emg, [100.0], uv=uv)

    assert len(_found(emg)) == count


def _faint_between(*, from_s: float, to_s: float, duration_s: float = 400.0) -> NDArray[np.float32]:
    """Make a leg that stays over the level of an offset, and far under that of an onset."""
    emg = resting_emg(duration_s, uv=0.5)
    burst_into(emg, [from_s], length_s=to_s - from_s, uv=3.6)
    return emg


def test_a_movement_longer_than_the_stretch_first_searched_is_one() -> None:
    emg = _faint_between(from_s=100.0, to_s=160.0)
    burst_into(emg, [100.0, 130.0, 159.0], length_s=1.0)

    (one,) = _found(emg)

    assert one.span.start_s == pytest.approx(100.0, abs=0.02)
    assert one.span.end_s == pytest.approx(160.0, abs=0.05)


def test_what_lies_before_a_movement_that_is_searched_again_is_found_once() -> None:
    emg = _faint_between(from_s=104.0, to_s=150.0)
    burst_into(emg, [100.0, 104.0, 156.0], length_s=1.0)

    found = _found(emg)

    assert [round(one.span.start_s, 1) for one in found] == [100.0, 104.0, 156.0]
    assert found[1].span.end_s == pytest.approx(150.0, abs=0.1)


def test_a_movement_that_lasts_to_the_end_of_the_recording_is_cut_there() -> None:
    emg = _faint_between(from_s=200.0, to_s=400.0)
    emg = emg[: round(240 * RATE_HZ)]
    burst_into(emg, [200.0], length_s=1.0)

    (one,) = _found(emg)

    assert one.is_cut
    assert one.span.end_s == pytest.approx(240.0, abs=1.5 / RATE_HZ)


def test_movements_of_two_stretches_that_grow_into_each_other_are_found_once() -> None:
    emg = _faint_between(from_s=100.0, to_s=118.0)
    burst_into(emg, [125.0], length_s=18.0, uv=3.6)
    burst_into(emg, [100.0, 125.0], length_s=1.0)

    found = _found(emg)

    assert [round(one.span.start_s) for one in found] == [100, 125]
    assert [round(one.span.end_s) for one in found] == [118, 143]


def test_runs_shorter_than_a_window_between_losses_hold_nothing() -> None:
    emg = resting_emg(120.0, uv=1.0)
    burst_into(emg, [60.0], length_s=2.0)
    emg[round(60.5 * RATE_HZ) : round(61.5 * RATE_HZ) : 10] = np.nan

    found = _found(emg)

    assert [one.is_cut for one in found] == [True, True]
    assert found[0].span.end_s <= 60.5 + 1.5 / RATE_HZ
    assert found[1].span.start_s >= 61.4


def test_a_run_shorter_than_the_window_of_the_offset_holds_nothing_at_rest() -> None:
    emg = resting_emg(120.0, uv=8.0)
    emg[5000:5010] = np.nan
    emg[5050:5060] = np.nan

    assert _found(emg) == []


def test_a_leg_that_cannot_be_scored_has_no_movements() -> None:
    night = simulate_night(
        seed=3,
        hours=0.1,
        sampling_rate_hz=256.0,
        plan=STEADY,
        artefacts=NightArtefacts(bad_leg=Side.LEFT, fault=LegFault.FLAT),
    )

    assert _of_night(night, Side.LEFT) == []


def test_a_leg_shorter_than_a_bound_is_searched_as_a_whole() -> None:
    emg = resting_emg(2.1, uv=1.0)
    burst_into(emg, [1.0], length_s=0.4)

    assert len(_found(emg)) <= 1


def test_a_rule_that_knows_the_largest_resting_level_leaves_out_what_is_above() -> None:
    emg = resting_emg(1800.0, uv=1.0)
    emg *= np.linspace(0.5, 13.0, len(emg), dtype=np.float32)
    burst_into(emg, [300.0, 1700.0], uv=200.0)
    trace = leg_trace(emg)
    clause = replace(RULE.clause("onset_uv"), value=10.0)
    strict = replace(RULE, clauses={**RULE.clauses, "resting_most_uv": clause})
    free = without_clause(RULE, "resting_most_uv") if RULE.has("resting_most_uv") else RULE

    assert [round(one.span.start_s) for one in detect_leg_movements(trace, rule=free)] == [300, 1700]
    assert [round(one.span.start_s) for one in detect_leg_movements(trace, rule=strict)] == [300]
    assert levels_key(strict)[-1] == 10.0
    assert levels_key(free)[-1] is None
    assert make_levels(trace, rule=strict).runs[-1][1] < len(emg)


def test_rule_sets_with_equal_levels_have_equal_keys() -> None:
    shorter = replace(RULE, clauses={**RULE.clauses, "offset_s": replace(RULE.clause("offset_s"), value=0.4)})

    assert levels_key(RULE) == levels_key(replace(RULE))
    assert levels_key(RULE) != levels_key(shorter)
