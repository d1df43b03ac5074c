"""Quality of a leg's EMG: what is wrong is found, minute by minute, and said in words."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.leg_trace_makers import RATE_HZ, burst_into, leg_channel, leg_trace, resting_emg

from legato.model.time_base import Run, TimeBase

MINUTE = round(60 * RATE_HZ)


def _mains(n: int, *, hz: float = 50.0, rms_uv: float = 5.0) -> NDArray[np.float32]:
    wave: NDArray[np.float32] = (
        rms_uv * np.sqrt(2) * np.sin(2 * np.pi * hz * np.arange(n) / RATE_HZ)
    ).astype(np.float32)
    return wave


def test_a_good_leg_is_scorable_in_every_minute_and_has_nothing_wrong() -> None:
    trace = leg_trace(resting_emg(300.0))

    assert trace.is_scorable
    assert trace.reason == ""
    assert len(trace.minutes) == 5
    for k, minute in enumerate(trace.minutes):
        assert minute.start_s == 60.0 * k
        assert minute.is_scorable
        assert minute.reason == ""
        assert minute.resting_uv == pytest.approx(2.0, rel=0.2)
        assert (minute.lost_share, minute.clipped_share, minute.flat_share, minute.pops) == (0.0, 0.0, 0.0, 0)
        assert minute.mains_uv < 0.5
        assert np.isnan(minute.ecg_uv)
        assert np.isnan(minute.crosstalk)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ("flat", "flat signal"),
        ("lost", "signal lost"),
        ("clipped", "signal at the edge of the recorder's range"),
        ("loud", "resting level above 15 uV"),
    ],
)
def test_a_leg_bad_all_night_is_not_scorable_and_says_why(spoil: str, reason: str) -> None:
    emg = resting_emg(240.0)
    if spoil == "flat":
        emg[:] = 3.0
    elif spoil == "lost":
        emg[: 3 * MINUTE] = np.nan
    elif spoil == "clipped":
        emg = np.clip(4.0 * emg, -4.0, 4.0)
    else:
        emg *= 10.0

    trace = leg_trace(emg)

    assert not trace.is_scorable
    assert trace.reason == reason
    assert trace.minutes[1].reason == reason
    assert trace.to_channel().scorable_s == 0.0


def test_a_minute_that_is_flat_is_left_out_alone() -> None:
    emg = resting_emg(600.0)
    emg[4 * MINUTE : 6 * MINUTE] = 0.0

    trace = leg_trace(emg)

    assert trace.is_scorable
    assert [minute.is_scorable for minute in trace.minutes] == [k not in (4, 5) for k in range(10)]
    assert trace.minutes[4].flat_share > 0.9
    assert trace.minutes[4].reason == "flat signal"
    assert sum(span.duration_s for span in trace.scorable_spans) == pytest.approx(480.0, abs=5.0)


def test_an_unfit_end_reaches_to_the_last_sample() -> None:
    emg = resting_emg(601.0)
    emg[9 * MINUTE :] = 0.0

    assert leg_trace(emg).scorable_spans[-1].end_s == pytest.approx(540.0, abs=2.5)


def test_clipped_samples_are_counted_and_a_movement_that_touches_the_rail_stays_scorable() -> None:
    emg = resting_emg(300.0)
    burst_into(emg, [70.0], length_s=1.0, uv=400.0)
    emg = np.clip(emg, -300.0, 300.0)
    run = 4 * round(RATE_HZ)
    emg[2 * MINUTE : 2 * MINUTE + run] = 300.0

    minutes = leg_trace(emg).minutes

    assert minutes[0].clipped_share == 0.0
    assert minutes[2].clipped_share == pytest.approx(4.0 / 60.0, rel=0.1)
    assert not minutes[2].is_scorable
    assert minutes[2].reason == "signal at the edge of the recorder's range"
    assert minutes[1].is_scorable


def test_lost_samples_are_told_to_the_sample() -> None:
    emg = resting_emg(180.0)
    emg[MINUTE + 100 : MINUTE + 100 + MINUTE // 4] = np.nan
    emg[-5:] = np.inf

    trace = leg_trace(emg)

    assert trace.minutes[1].lost_share == pytest.approx(0.25, abs=1e-6)
    assert trace.minutes[1].is_scorable
    assert trace.survey.lost == [
        (MINUTE + 100, MINUTE + 100 + MINUTE // 4),
        (len(emg) - 5, len(emg)),
    ]


def test_a_loss_over_the_end_of_the_last_cell_is_one() -> None:
    emg = resting_emg(61.0)
    emg[59 * 256 : 60 * 256 + 100] = np.nan

    assert leg_trace(emg).survey.lost == [(59 * 256, 60 * 256 + 100)]


def test_a_gap_of_the_clock_is_lost_time() -> None:
    n = 4 * MINUTE
    time = TimeBase(n, RATE_HZ, (Run(0, 0.0, RATE_HZ), Run(2 * MINUTE, 240.0, RATE_HZ)))

    trace = leg_trace(resting_emg(240.0), time=time)

    assert [minute.lost_share for minute in trace.minutes] == pytest.approx(
        [0.0, 0.0, 1.0, 1.0, 0.0, 0.0], abs=0.05
    )
    assert trace.minutes[2].reason == "signal lost"
    assert [span.start_s for span in trace.scorable_spans] == [0.0, 240.0]
    assert [span.end_s for span in trace.scorable_spans] == pytest.approx([120.0, 360.0])


def test_a_gap_inside_a_minute_is_its_share() -> None:
    n = 4 * MINUTE
    at = MINUTE + MINUTE // 4
    time = TimeBase(n, RATE_HZ, (Run(0, 0.0, RATE_HZ), Run(at, 120.0, RATE_HZ)))

    minutes = leg_trace(resting_emg(240.0), time=time).minutes

    assert minutes[1].lost_share == pytest.approx(0.75, abs=0.01)
    assert not minutes[1].is_scorable
    assert minutes[1].reason == "signal lost"
    assert minutes[2].is_scorable


def test_electrode_pops_are_counted_in_their_minute() -> None:
    emg = resting_emg(240.0)
    for at_s in (70.0, 100.0, 190.0):
        emg[round(at_s * RATE_HZ) :] += 150.0

    assert [minute.pops for minute in leg_trace(emg).minutes] == [0, 2, 0, 1]


def test_crosstalk_is_the_correlation_with_the_other_leg() -> None:
    emg, other = resting_emg(240.0), resting_emg(240.0, seed=2)
    mixed = 0.6 * emg + 0.8 * other
    mixed[:5] = np.nan

    alone = leg_trace(emg, other=leg_channel(other))
    shared = leg_trace(emg, other=leg_channel(mixed.astype(np.float32)))

    assert [minute.crosstalk for minute in alone.minutes] == pytest.approx([0.0] * 4, abs=0.2)
    assert [minute.crosstalk for minute in shared.minutes] == pytest.approx([0.6] * 4, abs=0.15)


def test_crosstalk_of_two_clocks_is_not_assessable() -> None:
    other = leg_channel(resting_emg(200.0, seed=2))

    assert np.isnan(leg_trace(resting_emg(240.0), other=other).minutes[0].crosstalk)


@pytest.mark.parametrize("hz", [50.0, 60.0])
def test_hum_is_found_taken_off_and_said(hz: float) -> None:
    emg = resting_emg(240.0)

    trace = leg_trace(emg + _mains(len(emg), hz=hz))

    assert trace.conditioning[1] == f"Mains hum at {hz:g} Hz (5.0 uV RMS) taken off, because it was found."
    assert [minute.mains_uv for minute in trace.minutes] == pytest.approx([5.0] * 4, rel=0.05)
    assert trace.resting_uv == pytest.approx(leg_trace(emg).resting_uv, rel=0.08)


def test_hum_under_the_least_amplitude_is_left_and_nothing_is_said() -> None:
    emg = resting_emg(240.0)

    trace = leg_trace(emg + _mains(len(emg), rms_uv=0.2))

    assert len(trace.conditioning) == 1


def test_hum_asked_for_is_taken_off_though_none_is_found() -> None:
    trace = leg_trace(resting_emg(120.0), notch_hz=60.0)

    assert trace.conditioning[1].startswith("Mains hum at 60 Hz")
    assert trace.conditioning[1].endswith("taken off, as asked.")


def test_a_line_beyond_the_band_is_not_looked_for() -> None:
    trace = leg_trace(resting_emg(120.0), notch_hz=120.0)

    assert len(trace.conditioning) == 1
    assert np.isnan(trace.minutes[0].mains_uv)
