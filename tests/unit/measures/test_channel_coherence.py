"""Coherence of channels of recordings: pooled, cut at gaps, across clocks, and each answer told from the others."""

from __future__ import annotations

import numpy as np
import pytest

from legato.errors import InputError, UsageError
from legato.knowledge.load import load_criteria
from legato.measures.channel_coherence import compute_channel_coherence, derive_pair_coherences
from legato.measures.channel_spectra import compute_channel_spectra, pool_channel_spectra
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.measure import MeasureStatus
from legato.model.pair_coherence import PairCoherence, PairKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side
from legato.model.time_base import Run, TimeBase
from legato.simulation.emg_coupling import simulate_coupled

CRITERIA = load_criteria()
RATE_HZ, N = 1000.0, 60_000
ACC, EMG, EEG = ChannelKind.ACCELERATION, ChannelKind.EMG, ChannelKind.EEG


def _channel(
    name: str, samples: np.ndarray, *, kind: ChannelKind = ACC, time: TimeBase | None = None
) -> Channel:
    clock = time or TimeBase.regular(len(samples), sampling_rate_hz=RATE_HZ)
    return Channel(name, kind, None, name, ArraySamples(samples), clock)


def _record(*channels: Channel) -> Recording:
    likeness = simulate_coupled(seed=1, duration_s=1.0, sampling_rate_hz=RATE_HZ).recording
    sides = {"l": Side.LEFT, "r": Side.RIGHT}
    sensors = tuple(
        Sensor(
            id=channel.name,
            placement=Placement.UNKNOWN,
            side=sides.get(channel.name[0], Side.UNKNOWN),
            channels=(channel,),
        )
        for channel in channels
    )
    assert isinstance(likeness.provenance, Provenance)
    return Recording(provenance=likeness.provenance, channels=channels, sensors=sensors)


def _rhythm(*, hz: float = 6.0, seed: int = 1, n: int = N, rate_hz: float = RATE_HZ) -> np.ndarray:
    """Make a wandering rhythm in a little noise."""
    f_hz = np.fft.rfftfreq(n, 1.0 / rate_hz)
    rng = np.random.default_rng(seed)
    shape = 1.0 / np.sqrt(1.0 + ((f_hz - hz) / 0.35) ** 2)
    made = np.fft.irfft(shape * np.fft.rfft(rng.standard_normal(n)), n)
    return np.asarray(made / made.std() + 0.1 * rng.standard_normal(n))


def _noisy(samples: np.ndarray, seed: int) -> np.ndarray:
    return np.asarray(samples + 0.1 * np.random.default_rng(seed).standard_normal(len(samples)))


def _pair(recording: Recording, **more: object) -> PairCoherence:
    names = [channel.name for channel in recording.channels]
    (pair,) = compute_channel_coherence([recording], names=names, criteria=CRITERIA, **more)  # type: ignore[arg-type]
    return pair


def _two(n: int = N) -> Recording:
    shared = _rhythm(n=n)
    return _record(_channel("l", _noisy(shared, 2)), _channel("r", _noisy(shared, 3)))


def test_a_shared_rhythm_is_measured() -> None:
    pair = _pair(_two())
    assert pair.status is MeasureStatus.MEASURED
    assert pair.is_significant
    assert pair.reason == ""
    assert pair.kind is PairKind.LEG_LEG
    assert pair.crosstalk is None
    assert pair.n_segments == 30
    assert pair.limit_99 == pytest.approx(1.0 - 0.01 ** (1.0 / 29.0))
    assert pair.limit_95 == pytest.approx(1.0 - 0.05 ** (1.0 / 29.0))
    assert pair.peak is not None
    assert pair.peak.frequency_hz == pytest.approx(6.0, abs=0.5)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (("a", EMG), ("b", EMG), PairKind.EMG_EMG),
        (("l", EMG), ("r", EMG), PairKind.LEG_LEG),
        (("a", EEG), ("b", EMG), PairKind.EEG_EMG),
        (("a", EMG), ("b", ACC), PairKind.EMG_ACCELERATION),
        (("a", ACC), ("b", ACC), PairKind.OTHER),
    ],
)
def test_kind_of_pair(
    first: tuple[str, ChannelKind], second: tuple[str, ChannelKind], kind: PairKind
) -> None:
    channels = [
        _channel(name, _rhythm(seed=k, n=24_000), kind=one) for k, (name, one) in enumerate((first, second))
    ]
    assert _pair(_record(*channels)).kind is kind


def test_a_stated_side_wins() -> None:
    recording = _record(_channel("a", _rhythm()), _channel("b", _rhythm()))
    assert _pair(recording, sides={"a": Side.LEFT, "b": Side.RIGHT}).kind is PairKind.LEG_LEG


def test_channels_without_a_common_peak_are_not_found() -> None:
    pair = _pair(_record(_channel("l", _rhythm(hz=6.0)), _channel("r", _rhythm(hz=11.0, seed=5))))
    assert pair.status is MeasureStatus.NOT_FOUND
    assert "no peak in common" in pair.reason
    assert not pair.is_significant


def test_independent_rhythms_of_one_frequency_are_not_found() -> None:
    pair = _pair(_record(_channel("l", _rhythm(seed=11)), _channel("r", _rhythm(seed=12))))
    assert pair.status is MeasureStatus.NOT_FOUND
    assert "no two neighbouring bins" in pair.reason


def test_rhythms_that_keep_their_phase_cannot_be_judged() -> None:
    at_s = np.arange(N) / RATE_HZ
    waves = [_noisy(np.sin(2 * np.pi * 6.0 * at_s + lag), 3 + k) for k, lag in enumerate((0.0, 1.0))]
    pair = _pair(_record(_channel("l", waves[0]), _channel("r", waves[1])))
    assert pair.status is MeasureStatus.NOT_ASSESSABLE
    assert "two independent ones could look alike" in pair.reason


@pytest.mark.parametrize(("n_segments", "is_enough"), [(10, True), (9, False)])
def test_fewest_segments(n_segments: int, is_enough: bool) -> None:
    pair = _pair(_two(2000 * n_segments))
    assert (pair.status is not MeasureStatus.NOT_ASSESSABLE) is is_enough
    assert is_enough or pair.reason == "9 whole segments in common, at least 10 are needed"


def test_a_stretch_without_a_segment_leaves_empty_spectra() -> None:
    for pair in (_pair(_two(1000)), _pair(_two(), spans=[[Interval(100.0, 200.0)]])):
        assert pair.status is MeasureStatus.NOT_ASSESSABLE
        assert len(pair.frequency_hz) == len(pair.coherence) == len(pair.first_power) == 0
        assert pair.n_segments == 0


def test_channels_that_were_never_recorded_together() -> None:
    late = TimeBase.regular(N, sampling_rate_hz=RATE_HZ, start_s=100.0)
    pair = _pair(_record(_channel("l", _rhythm()), _channel("r", _rhythm(), time=late)))
    assert pair.n_segments == 0


def test_pooled_recordings_are_the_whole() -> None:
    shared = _rhythm()
    both = _noisy(shared, 2), _noisy(shared, 3)
    whole = _record(_channel("l", both[0]), _channel("r", both[1]))
    parts = [
        _record(_channel("l", both[0][here]), _channel("r", both[1][here]))
        for here in (slice(0, 20_000), slice(20_000, N))
    ]
    (pooled,) = compute_channel_coherence(parts, names=["l", "r"], criteria=CRITERIA)
    np.testing.assert_allclose(pooled.coherence[1:], _pair(whole).coherence[1:], atol=1e-10)
    assert pooled.n_segments == 30
    spans = [[Interval(0.0, 20.0)], [Interval(0.0, 20.0)]]
    (cut,) = compute_channel_coherence(parts, names=["l", "r"], criteria=CRITERIA, spans=spans)
    assert cut.n_segments == 20


def test_a_segment_never_bridges_a_gap_of_the_clock() -> None:
    shared = _rhythm()
    clock = TimeBase(N, RATE_HZ, (Run(0, 0.0, RATE_HZ), Run(29_000, 60.0, RATE_HZ)))
    channels = [_channel(name, _noisy(shared, k), time=clock) for k, name in enumerate("lr")]
    assert _pair(_record(*channels)).n_segments == 14 + 15


@pytest.mark.parametrize("other_hz", [200.0, 499.99])
def test_channels_of_two_clocks_are_not_resampled(other_hz: float) -> None:
    shared = _rhythm()
    n = int(59.9 * other_hz)
    slow = np.interp(np.arange(n) / other_hz, np.arange(N) / RATE_HZ, shared)
    clock = TimeBase.regular(n, sampling_rate_hz=other_hz)
    pair = _pair(_record(_channel("l", shared), _channel("r", slow, time=clock)))
    assert pair.status is MeasureStatus.MEASURED
    assert pair.n_segments == 29
    assert "nothing resampled" in pair.preparation
    assert pair.frequency_hz[-1] <= other_hz / 2.5
    assert pair.peak is not None
    assert abs(pair.peak.phase_deg) < 3.0


def test_gaps_of_another_clock_cost_their_segments_only() -> None:
    shared = _rhythm()
    cut = TimeBase(N - 1000, RATE_HZ, (Run(0, 0.0, RATE_HZ), Run(20_500, 21.5, RATE_HZ)))
    lost = np.delete(shared, np.arange(20_500, 21_500))
    pair = _pair(_record(_channel("l", shared), _channel("r", lost, time=cut)))
    assert pair.n_segments == 29
    assert pair.status is MeasureStatus.MEASURED
    spans = [[Interval(0.0, 1.0), Interval(10.0, 40.0)]]
    assert _pair(_record(_channel("l", shared), _channel("r", lost, time=cut)), spans=spans).n_segments == 14


@pytest.mark.parametrize(
    "other",
    [
        TimeBase(N, RATE_HZ, (Run(0, 0.5, RATE_HZ),)),
        TimeBase(N, RATE_HZ * 1.001, (Run(0, 0.0, RATE_HZ * 1.001),)),
        TimeBase(N, RATE_HZ, (Run(0, 0.0, RATE_HZ),), stamps_s=lambda a, b: np.arange(a, b) / RATE_HZ),
    ],
)
def test_what_makes_another_clock(other: TimeBase) -> None:
    pair = _pair(_record(_channel("l", _rhythm()), _channel("r", _rhythm(), time=other)))
    assert "different clocks" in pair.preparation


def test_coupled_muscles_keep_their_delay() -> None:
    made = simulate_coupled(seed=4, duration_s=60.0, coherence=0.8, delay_ms=12.0, sampling_rate_hz=1000.0)
    pair = _pair(made.recording, rectifies=False)
    assert "not rectified" in pair.preparation
    assert pair.delay.value == pytest.approx(12.0, abs=1.0)
    assert "rectified in full" in _pair(made.recording).preparation


def test_neighbours_that_share_a_signal_may_be_crosstalk() -> None:
    rng = np.random.default_rng(6)
    muscle = 1e-5 * rng.standard_normal(N) * np.maximum(_rhythm(), 0.0)
    own = 1e-6 * rng.standard_normal(N)
    volts = (_channel("a", muscle, kind=EMG), _channel("b", 0.8 * muscle + own, kind=EMG))
    pair = _pair(_record(*volts))
    assert pair.status is MeasureStatus.NOT_ASSESSABLE
    assert "may be crosstalk" in pair.reason
    assert pair.delay.note == pair.reason
    legs = _pair(_record(*volts), sides={"a": Side.LEFT, "b": Side.RIGHT})
    assert legs.crosstalk is not None
    assert legs.crosstalk.is_suspected
    assert legs.status is MeasureStatus.MEASURED


def test_lost_samples_of_emg_stay_lost() -> None:
    rng = np.random.default_rng(7)
    volts = 1e-5 * rng.standard_normal((2, N))
    volts[0, 9_500:10_500] = np.nan
    pair = _pair(_record(*(_channel(name, row, kind=EMG) for name, row in zip("ab", volts, strict=True))))
    assert pair.n_segments == 28


def test_a_known_frequency_is_read_without_a_peak() -> None:
    shared = np.random.default_rng(2).standard_normal(N)
    recording = _record(_channel("l", _noisy(shared, 4)), _channel("r", _noisy(shared, 5)))
    assert _pair(recording).status is MeasureStatus.NOT_FOUND
    near = _pair(recording, near_hz=8.0)
    assert near.status is MeasureStatus.MEASURED


def test_three_channels_give_three_pairs_in_order() -> None:
    recording = _record(*(_channel(name, _rhythm(seed=k)) for k, name in enumerate("abc")))
    spectra = compute_channel_spectra(recording, names=["a", "b", "c"], criteria=CRITERIA, segment_s=4.0)
    pairs = derive_pair_coherences(spectra, criteria=CRITERIA)
    assert [(pair.first, pair.second) for pair in pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert {pair.segment_s for pair in pairs} == {4.0}


@pytest.mark.parametrize("names", [["l"], ["l", "l"]])
def test_two_different_channels_are_needed(names: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        compute_channel_coherence([_two()], names=names, criteria=CRITERIA)
    assert refused.value.code == "LEG-E950"


def test_other_channels_are_not_pooled() -> None:
    parts = [
        compute_channel_spectra(_two(), names=names, criteria=CRITERIA) for names in (["l", "r"], ["r", "l"])
    ]
    with pytest.raises(InputError) as refused:
        pool_channel_spectra(parts)
    assert refused.value.code == "LEG-E951"


def test_emg_that_is_too_slow_to_be_rectified() -> None:
    slow = TimeBase.regular(2000, sampling_rate_hz=40.0)
    muscles = [_channel(name, np.ones(2000), kind=EMG, time=slow) for name in "ab"]
    with pytest.raises(InputError) as refused:
        _pair(_record(*muscles))
    assert refused.value.code == "LEG-E952"


@pytest.mark.parametrize(("n", "spans"), [(0, None), (1, [])])
def test_spans_belong_to_recordings(n: int, spans: list[list[Interval]] | None) -> None:
    with pytest.raises(UsageError) as refused:
        compute_channel_coherence([_two()] * n, names=["l", "r"], criteria=CRITERIA, spans=spans)
    assert refused.value.code == "LEG-E953"
