"""The suggested immobilisation test, clause by clause, each at its limit, one sample below and one above."""

from __future__ import annotations

import pytest

from leg_night_makers import RATES_HZ, between, hypnogram, leg, sampled, scored, series_onsets, verdicts
from legato.model.recording import Side
from legato.model.sleep import SleepNotes, SleepStage

RULE = "sit"


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_shortest_s(rate_hz: float) -> None:
    limit = round(0.5 * rate_hz)
    assert verdicts([between(77, limit, rate_hz)], RULE) == ["clm"]
    assert verdicts([between(77, limit - 1, rate_hz)], RULE) == ["refused shortest_s"]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_longest_s(rate_hz: float) -> None:
    limit = round(10 * rate_hz)
    assert verdicts([between(77, limit, rate_hz)], RULE) == ["clm"]
    assert verdicts([between(77, limit + 1, rate_hz)], RULE) == ["refused longest_s"]


@pytest.mark.parametrize("rate_hz", [200.0, 256.0, 512.0, 1000.0])
def test_bilateral_gap_s(rate_hz: float) -> None:
    gap = round(0.5 * rate_hz)
    first = between(1000, 600, rate_hz)
    assert verdicts([first, between(1600 + gap, 600, rate_hz, Side.RIGHT)], RULE) == ["clm", "clm"]
    assert verdicts([first, between(1600 + gap - 1, 600, rate_hz, Side.RIGHT)], RULE) == ["clm"]


def test_series_fewest() -> None:
    assert series_onsets([100, 120, 140], RULE) == []
    assert series_onsets([100, 120, 140, 160], RULE) == [[100, 120, 140, 160]]


@pytest.mark.parametrize("rate_hz", [200.0, 256.0, 499.99, 512.0, 1000.0])
def test_interval_s_of_4_s_is_in_a_series(rate_hz: float) -> None:
    assert len(series_onsets([0, 20, 40, 40 + sampled(4, rate_hz)], RULE)) == 1
    assert series_onsets([0, 20, 40, 40 + sampled(4, rate_hz, more=-1)], RULE) == []


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_interval_s_of_90_s_is_in_a_series(rate_hz: float) -> None:
    assert len(series_onsets([0, 20, 40, 40 + sampled(90, rate_hz)], RULE)) == 1
    assert series_onsets([0, 20, 40, 40 + sampled(90, rate_hz, more=1)], RULE) == []


def test_assumed_stage() -> None:
    assert scored([leg(10)], RULE)[0][0].stage is SleepStage.WAKE
    assert scored([leg(10)], "wasm2016")[0][0].stage is SleepStage.UNKNOWN
    staged = SleepNotes(hypnogram=hypnogram("1"))
    assert scored([leg(10)], RULE, notes=staged)[0][0].stage is SleepStage.N1
