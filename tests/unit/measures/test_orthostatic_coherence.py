"""The coherence of the legs beside what was published: each band with its edges, and the width of the peak."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.channel_coherence import compute_channel_coherence
from legato.measures.orthostatic_coherence import derive_orthostatic_coherence
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus
from legato.model.pair_coherence import CoherentPeak, Crosstalk, PairCoherence, PairKind
from legato.simulation.orthostatic_emg import simulate_orthostatic

CRITERIA = load_criteria()
F_HZ = np.arange(0.0, 60.0, 0.125)


def _line(width_hz: float) -> np.ndarray:
    """Make a spectrum with a line of that full width at 15 Hz on a flat floor."""
    return np.asarray(1.0 + 400.0 * np.exp(-4.0 * np.log(2.0) * ((F_HZ - 15.0) / width_hz) ** 2))


def _pair(
    hz: float = 15.0,
    *,
    coherence: float = 0.92,
    interval: tuple[float, float] | None = (0.87, 0.95),
    width_hz: float = 0.7,
) -> PairCoherence:
    peak = CoherentPeak(hz, coherence, interval, 0.0, None, 30.0, 0.2, is_significant=True)
    nothing = Measure(
        "pair_delay_ms", None, "ms", MeasureStatus.NOT_ASSESSABLE, "halliday1995", note="one rhythm"
    )
    return PairCoherence(
        first="l", second="r", kind=PairKind.LEG_LEG, frequency_hz=F_HZ, coherence=np.zeros(len(F_HZ)),
        phase_rad=np.zeros(len(F_HZ)), first_power=_line(width_hz), second_power=_line(width_hz), n_segments=30,
        segment_s=8.0, limit_95=0.1, limit_99=0.15, status=MeasureStatus.MEASURED, reason="", peak=peak,
        delay=nothing, crosstalk=Crosstalk(0.0, 0.0, 0.0, is_suspected=False), preparation="",
    )  # fmt: skip


def _derive(pair: PairCoherence) -> tuple[Measure, ...]:
    return derive_orthostatic_coherence(pair, criteria=CRITERIA)


@pytest.mark.parametrize(
    ("hz", "band"),
    [
        (18.0, 0), (18.125, None), (13.0, 0), (12.875, 1), (10.0, 1), (9.875, 2), (3.0, 2), (2.875, None),
    ],
)  # fmt: skip
def test_the_peak_is_told_in_one_band(hz: float, band: int | None) -> None:
    bands = _derive(_pair(hz))[:3]
    assert [k for k, one in enumerate(bands) if one.status is MeasureStatus.MEASURED] == (
        [] if band is None else [band]
    )
    for k, one in enumerate(bands):
        if k != band:
            assert one.status is MeasureStatus.NOT_FOUND
            assert f"the common peak lies at {hz:g} Hz" in one.note


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        ((0.80, 0.87), "this one lies below"),
        ((0.80, 0.88), "the intervals overlap"),
        ((0.94, 0.97), "the intervals overlap"),
        ((0.95, 0.97), "this one lies above"),
        (None, "no interval to compare"),
    ],
)
def test_beside_the_published_interval(interval: tuple[float, float] | None, words: str) -> None:
    fast = _derive(_pair(interval=interval))[0]
    assert fast.interval == interval
    assert f"published 0.91 (0.88 to 0.94): {words}" in fast.note
    assert "leg-native" in fast.note
    assert "no cut-off decides" in fast.note


def test_pairs_that_are_not_of_emg_are_told_as_such() -> None:
    assert "this pair is not of EMG" in _derive(replace(_pair(), crosstalk=None))[0].note


@pytest.mark.parametrize("width_hz", [0.6, 0.7, 1.5])
def test_the_width_of_the_peak(width_hz: float) -> None:
    width = _derive(_pair(width_hz=width_hz))[3]
    assert width.value == pytest.approx(width_hz, abs=0.03)
    assert "published 0.66 (0.59 to 0.72) Hz" in width.note


@pytest.mark.parametrize(("segment_s", "is_told"), [(4.0, True), (3.9, False), (2.0, False)])
def test_the_width_needs_fine_bins(segment_s: float, is_told: bool) -> None:
    width = _derive(replace(_pair(), segment_s=segment_s))[3]
    assert (width.status is MeasureStatus.MEASURED) is is_told
    assert is_told or "needs 0.25 Hz: segments of 4 s" in width.note


def test_a_peak_that_never_falls_to_half_has_no_width() -> None:
    ramp = np.linspace(100.0, 200.0, len(F_HZ))
    width = _derive(replace(_pair(), first_power=ramp))[3]
    assert width.status is MeasureStatus.NOT_ASSESSABLE
    assert "does not fall to half" in width.note


@pytest.mark.parametrize("status", [MeasureStatus.NOT_FOUND, MeasureStatus.NOT_ASSESSABLE])
def test_a_pair_without_a_peak_keeps_its_reason(status: MeasureStatus) -> None:
    *bands, width = _derive(replace(_pair(), status=status, reason="such is the reason"))
    assert {one.status for one in bands} == {status}
    assert width.status is MeasureStatus.NOT_ASSESSABLE
    assert all("such is the reason" in one.note for one in (*bands, width))


def test_another_pair_than_of_the_legs_is_not_measured() -> None:
    told = _derive(replace(_pair(), kind=PairKind.EMG_EMG))
    assert {one.status for one in told} == {MeasureStatus.NOT_MEASURED}
    assert [one.unit for one in told] == ["1", "1", "1", "Hz"]


def test_simulated_standing_of_a_fast_rhythm() -> None:
    made = simulate_orthostatic(seed=3, standing="fast", frequency_hz=15.0, sampling_rate_hz=1000.0)
    stand = next(mark for mark in made.recording.annotations if mark.text == "task:stand")
    names = [channel.name for channel in made.recording.channels if "_ta_" in channel.name]
    (pair,) = compute_channel_coherence(
        [made.recording],
        names=names,
        criteria=CRITERIA,
        spans=[[Interval(stand.start_s, stand.start_s + stand.duration_s)]],
    )
    fast, middle, slow, _ = _derive(pair)
    assert fast.status is MeasureStatus.MEASURED
    assert fast.value is not None
    assert fast.value > 0.6
    assert middle.status is slow.status is MeasureStatus.NOT_FOUND
