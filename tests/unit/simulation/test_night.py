import itertools
import time

import numpy as np
import pytest

from legato.errors import UsageError
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.sleep import SleepStage
from legato.simulation.emg_truth import MovementCause as Cause
from legato.simulation.leg_emg import find_by_rule
from legato.simulation.muscle_noise import RECTIFIED_OF_RMS
from legato.simulation.night import night_set, simulate_night
from legato.simulation.night_artefacts import LegFault, NightArtefacts
from legato.simulation.night_plan import NightPlan

RATES = (199.7, 200.0, 256.0, 499.99, 512.0, 1000.0)
BUSY = NightPlan(
    series_per_h=60.0,
    isolated_per_h=10.0,
    wake_per_h=20.0,
    apnoeas_per_h=20.0,
    respiratory_share=1.0,
    alma_per_h=8.0,
    hft_per_h=8.0,
    large_per_h=4.0,
    twitches_per_min=6.0,
    twitch_minutes=5.0,
    resting_uv=(2.0, 3.0),
)


@pytest.fixture(scope="module")
def night():
    return simulate_night(seed=5, hours=1.0, sampling_rate_hz=256.0, plan=BUSY)


def _uv(night, side: Side) -> np.ndarray:
    return night.recording.channel({Side.LEFT: "LAT", Side.RIGHT: "RAT"}[side]).read() * 1e6


def _rectified_mean(signal: np.ndarray) -> float:
    return float(np.sqrt(np.mean(signal**2))) * RECTIFIED_OF_RMS


def test_a_night_is_marked_as_simulated_and_has_a_local_clock(night) -> None:
    assert night.recording.is_simulated
    assert night.recording.start is not None
    assert night.recording.start.tzinfo is None
    assert [channel.unit for channel in night.recording.channels] == ["V", "V"]
    assert night.recording.channels[0].samples.array.dtype == np.float32


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_outside_movements_the_leg_shows_its_resting_level_and_inside_more(night, side: Side) -> None:
    signal = _uv(night, side)
    is_moving = np.zeros(len(signal), dtype=bool)
    rises = []
    for movement in night.truth.movements:
        if movement.side is side:
            first, behind = (round(t * 256.0) for t in (movement.span.start_s, movement.span.end_s))
            is_moving[max(0, first - 60) : behind + 60] = True
            rises.append(_rectified_mean(signal[first:behind]) > 4.0 * night.truth.resting_uv[side] / 2.0)
    assert _rectified_mean(signal[~is_moving]) == pytest.approx(night.truth.resting_uv[side], rel=0.2)
    assert np.mean(rises) > 0.97


def test_the_peak_of_the_truth_is_the_size_of_the_samples_around_it(night) -> None:
    ratios = []
    for movement in night.truth.movements:
        if movement.cause is Cause.SERIES and movement.peak_uv > 30:
            first, behind = (round(t * 256.0) for t in (movement.span.start_s, movement.span.end_s))
            piece = _uv(night, movement.side)[first:behind]
            windows = np.lib.stride_tricks.sliding_window_view(piece**2, 40)
            largest = np.sqrt(windows.mean(axis=1).max()) * RECTIFIED_OF_RMS
            ratios.append(largest / movement.peak_uv)
    assert len(ratios) > 20
    assert np.median(ratios) == pytest.approx(1.0, abs=0.2)


def test_find_by_rule_keeps_to_the_definition_at_its_edges() -> None:
    def ranges(*pieces: tuple[float, int]) -> list[tuple[int, int]]:
        level = np.concatenate([np.full(n, uv) for uv, n in pieces])
        return find_by_rule(level, sampling_rate_hz=100.0)

    assert ranges((0, 10), (7.99, 100), (0, 100)) == []
    assert ranges((0, 10), (8.0, 100), (0, 100)) == [(10, 110)]
    assert ranges((0, 10), (5.0, 20), (8.0, 10), (2.01, 30), (2.0, 100)) == [(30, 70)]
    assert ranges((9, 10), (2.0, 49), (9, 10), (0, 60)) == [(0, 69)]
    assert ranges((9, 10), (2.0, 50), (9, 10), (0, 60)) == [(0, 10), (60, 70)]


def test_movements_are_in_order_and_those_of_one_leg_are_half_a_second_apart(night) -> None:
    assert list(night.truth.movements) == sorted(night.truth.movements)
    for side in (Side.LEFT, Side.RIGHT):
        own = [movement.span for movement in night.truth.movements if movement.side is side]
        assert min(b.start_s - a.end_s for a, b in itertools.pairwise(own)) >= 0.5


def test_onsets_lie_on_samples_and_are_the_same_movement_at_every_rate() -> None:
    plan = NightPlan(series_per_h=120.0)
    nights = [simulate_night(seed=2, hours=0.3, sampling_rate_hz=rate, plan=plan) for rate in RATES]
    reference = nights[-1].truth.movements
    assert len(reference) > 15
    for rate, made in zip(RATES, nights, strict=True):
        time_base = made.recording.channels[0].time
        assert time_base.sampling_rate_hz == rate
        assert len(made.truth.movements) == len(reference)
        for movement, other in zip(made.truth.movements, reference, strict=True):
            index = movement.span.start_s * rate
            assert index == pytest.approx(round(index), abs=1e-6)
            assert movement.side is other.side
            assert 0 <= movement.span.start_s - other.span.start_s + 1e-3 <= 1.0 / rate + 2e-3


def test_the_same_seed_gives_the_same_night_and_another_seed_another() -> None:
    plan = NightPlan(series_per_h=40.0)
    one, same, other = (
        simulate_night(seed=seed, hours=0.2, sampling_rate_hz=200.0, plan=plan) for seed in (3, 3, 4)
    )
    assert _uv(one, Side.LEFT).tobytes() == _uv(same, Side.LEFT).tobytes()
    assert one.truth == same.truth
    assert _uv(one, Side.LEFT).tobytes() != _uv(other, Side.LEFT).tobytes()


def test_movements_related_to_breathing_begin_at_the_end_of_an_apnoea(night) -> None:
    related = [m for m in night.truth.movements if m.cause is Cause.RESPIRATORY]
    ends = np.array([event.span.end_s for event in night.truth.notes.respiratory])
    assert len(related) > 8
    for movement in related:
        after_s = movement.span.start_s - ends
        assert np.any((after_s > -1.7) & (after_s < 4.5))


def test_apnoeas_last_ten_seconds_and_lie_in_sleep(night) -> None:
    assert night.truth.notes.respiratory
    for event in night.truth.notes.respiratory:
        assert event.span.duration_s >= 10.0
        assert night.truth.notes.hypnogram.stage_at(event.span.start_s).is_sleep


def test_arousals_do_not_overlap(night) -> None:
    spans = [event.span for event in night.truth.notes.arousals]
    assert len(spans) > 5
    assert not any(a.overlaps(b) for a, b in itertools.pairwise(spans))


def test_intervals_of_a_series_are_log_normal_around_the_asked_median() -> None:
    plan = NightPlan(
        series_per_h=110.0, imi_median_s=22.0, imi_log_sd=0.2, large_per_h=0.0, isolated_per_h=0.0
    )
    made = simulate_night(seed=8, hours=4.0, sampling_rate_hz=100.0, plan=plan)
    onsets: dict[tuple[int, int], float] = {}
    for movement in made.truth.movements:
        if movement.series is not None:
            onsets.setdefault((movement.series, movement.group), movement.span.start_s)
    steps = [
        b - a
        for ((one, _), a), ((other, _), b) in itertools.pairwise(sorted(onsets.items()))
        if one == other and b - a < 38
    ]
    assert len(steps) > 150
    assert np.exp(np.mean(np.log(steps))) == pytest.approx(22.0, rel=0.06)
    assert np.std(np.log(steps)) == pytest.approx(0.2, abs=0.05)


def test_legs_of_a_bilateral_movement_have_their_own_onsets(night) -> None:
    groups: dict[int, list] = {}
    for movement in night.truth.movements:
        if movement.cause is Cause.SERIES:
            groups.setdefault(movement.group, []).append(movement)
    pairs = [pair for pair in groups.values() if len(pair) == 2]
    assert len(pairs) > 5
    assert all({each.side for each in pair} == {Side.LEFT, Side.RIGHT} for pair in pairs)
    assert all(pair[0].span.start_s != pair[1].span.start_s for pair in pairs)


def test_sequences_hold_what_they_say(night) -> None:
    sequences = night.truth.sequences
    assert {each.cause for each in sequences} == {Cause.ALMA, Cause.HFT, Cause.LARGE_MUSCLE_GROUP}
    for each in sequences:
        own = [m for m in night.truth.movements if m.group == each.group]
        assert own
        if each.cause is Cause.ALMA:
            assert each.n_bursts >= 6
            assert {m.side for m in own} == {Side.LEFT, Side.RIGHT}
        if each.cause is Cause.HFT:
            assert {m.side for m in own} == {each.side}


def test_annotations_tell_every_epoch_every_event_and_the_lights(night) -> None:
    texts = [mark.text for mark in night.recording.annotations]
    hypnogram = night.truth.notes.hypnogram
    assert sum(text.startswith("Sleep stage") for text in texts) == len(hypnogram.stages) == 120
    events = len(night.truth.notes.respiratory) + len(night.truth.notes.arousals)
    assert len(texts) == 120 + events + 2
    off = next(mark for mark in night.recording.annotations if mark.text == "Lights off")
    assert off.start_s == night.truth.notes.lights_off_s
    assert hypnogram.stage_at(off.start_s) is SleepStage.WAKE


@pytest.mark.parametrize("is_gap", [False, True])
def test_drop_outs_are_nan_or_gaps_and_the_rest_is_the_same_night(is_gap: bool) -> None:
    plan = NightPlan(series_per_h=120.0)
    drop = Interval(400.0, 431.5)
    whole = simulate_night(seed=6, hours=0.25, sampling_rate_hz=200.0, plan=plan)
    broken = simulate_night(
        seed=6,
        hours=0.25,
        sampling_rate_hz=200.0,
        plan=plan,
        artefacts=NightArtefacts(drop_outs=(drop,), is_gap=is_gap),
    )
    before, after = whole.recording.channels[0], broken.recording.channels[0]
    is_lost = np.zeros(before.n_samples, dtype=bool)
    is_lost[80_000:86_300] = True
    if is_gap:
        assert after.time.gaps == (drop,)
        assert np.array_equal(after.read(), before.read()[~is_lost])
        assert after.time.times_s(80_000, 80_001)[0] == drop.end_s
    else:
        assert np.array_equal(np.isnan(after.read()), is_lost)
        assert np.array_equal(after.read()[~is_lost], before.read()[~is_lost])
    unseen = [m for m in broken.truth.movements if not m.is_visible]
    assert len(broken.truth.movements) == len(whole.truth.movements)
    assert unseen
    assert all(Interval(m.span.start_s, m.span.end_s + 0.5).overlaps(drop) for m in unseen)


def test_mains_heart_and_crosstalk_are_of_the_asked_size() -> None:
    def made(**amounts) -> tuple[np.ndarray, np.ndarray]:
        plan = NightPlan(series_per_h=60.0, resting_uv=(2.0, 2.0))
        night = simulate_night(
            seed=7, hours=0.2, sampling_rate_hz=512.0, plan=plan, artefacts=NightArtefacts(**amounts)
        )
        return _uv(night, Side.LEFT), _uv(night, Side.RIGHT)

    plain = made()
    for hz in (50.0, 60.0):
        hum = made(mains_uv=5.0, mains_hz=hz)[0] - plain[0]
        assert np.sqrt(np.mean(hum**2)) == pytest.approx(5.0, rel=0.02)
        power = np.abs(np.fft.rfft(hum[: 512 * 60])) ** 2
        assert np.argmax(power) / 60.0 == pytest.approx(hz, abs=0.05)
    beats = made(ecg_uv=(12.0, 0.0))
    assert np.max(beats[0] - plain[0]) == pytest.approx(12.0, rel=0.02)
    assert np.array_equal(beats[1], plain[1])
    mixed = made(crosstalk=0.1)
    assert np.allclose(mixed[0] - plain[0], 0.1 * plain[1], atol=1e-4)


@pytest.mark.parametrize("fault", list(LegFault))
def test_a_bad_leg_is_bad_and_told(fault: LegFault) -> None:
    plan = NightPlan(series_per_h=90.0, resting_uv=(2.0, 2.0))
    night = simulate_night(
        seed=9,
        hours=0.2,
        sampling_rate_hz=256.0,
        plan=plan,
        artefacts=NightArtefacts(bad_leg=Side.RIGHT, fault=fault),
    )
    signal = _uv(night, Side.RIGHT)
    assert night.truth.unscorable == {Side.RIGHT: fault.value}
    assert not any(m.is_visible for m in night.truth.movements if m.side is Side.RIGHT)
    level = np.median(np.abs(signal)) / 0.6745 * RECTIFIED_OF_RMS
    if fault is LegFault.FLAT:
        assert level < 0.2
    elif fault is LegFault.CLIPPED:
        assert np.mean(np.abs(signal) == np.abs(signal).max()) > 0.1
    else:
        assert level > 15.0


def test_a_leg_can_be_bad_for_a_while() -> None:
    span = Interval(300.0, 500.0)
    night = simulate_night(
        seed=9,
        hours=0.2,
        sampling_rate_hz=256.0,
        plan=NightPlan(),
        artefacts=NightArtefacts(bad_leg=Side.LEFT, bad_span=span),
    )
    signal = _uv(night, Side.LEFT)
    assert np.std(signal[301 * 256 : 499 * 256]) < 0.1
    assert np.std(signal[: 299 * 256]) > 1.0
    assert night.truth.unscorable == {}


def test_extras_share_the_heart_and_the_breath_of_the_night() -> None:
    plan = NightPlan(apnoeas_per_h=30.0)
    night = simulate_night(
        seed=4, hours=0.5, sampling_rate_hz=200.0, plan=plan, extras=("ecg", "eeg", "respiration")
    )
    names = [channel.name for channel in night.recording.channels]
    assert names == ["LAT", "RAT", "ECG", "EEG C4-M1", "Flow"]
    flow = night.recording.channel("Flow").read()
    event = next(event for event in night.truth.notes.respiratory if "apnea" in event.text)
    inside = flow[int(event.span.start_s * 32) : int(event.span.end_s * 32)]
    assert np.std(inside) < 0.3 * np.std(flow)
    assert np.max(night.recording.channel("ECG").read()) == pytest.approx(1.1e-3, rel=0.1)


def test_a_set_of_nights_names_its_persons_and_mixes_kinds() -> None:
    nights = list(night_set(2, 5, hours=0.1, sampling_rate_hz=200.0))
    assert [night.plan.name for night in nights] == [f"simulated person {k}" for k in range(1, 6)]
    assert nights[2].plan.apnoeas_per_h > 0
    assert nights[4].artefacts.mains_uv > 0
    again = list(night_set(2, 2, hours=0.1, sampling_rate_hz=200.0))[1]
    assert again.truth == nights[1].truth


def test_what_no_night_can_be_is_refused() -> None:
    for wrong in ({"hours": 0.01}, {"sampling_rate_hz": 50.0}, {"extras": ("snore",)}):
        with pytest.raises(UsageError):
            simulate_night(seed=1, **wrong)
    with pytest.raises(UsageError):
        NightPlan(bilateral_share=1.5)
    with pytest.raises(UsageError):
        NightArtefacts(crosstalk=2.0)
    with pytest.raises(UsageError):
        simulate_night(seed=1, hours=0.02, artefacts=NightArtefacts(drop_outs=(Interval(0.0, 1e4),)))


@pytest.mark.slow
def test_eight_hours_of_two_legs_are_quick() -> None:
    start = time.process_time()
    night = simulate_night(seed=1)
    assert time.process_time() - start < 6.0
    assert night.recording.duration_s == 8 * 3600.0
