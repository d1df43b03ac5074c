import itertools
import time

import numpy as np
import pytest

from legato.errors import UsageError
from legato.model.movement import MovementKind as Kind
from legato.simulation.amounts import band_rms
from legato.simulation.day import day
from legato.simulation.demo import demo_legs
from legato.simulation.sets import STRATA, frequency_set, hard_pairs, separable_set


def _rows(recording, prefix: str) -> np.ndarray:
    return np.array([recording.channel(f"{prefix}_{axis}").read() for axis in "xyz"])


def test_frequency_set_goes_round_the_strata_and_has_the_asked_ratio_of_signal_to_noise() -> None:
    misses = []
    for (recording, truth), (snr_db, low_hz, high_hz, wanders) in zip(
        frequency_set(36, seed=4), itertools.cycle(STRATA)
    ):
        (episode,) = truth.episodes
        assert truth.snr_db == snr_db
        assert low_hz - 1.0 < episode.frequency_hz < high_hz + 1.0
        assert (episode.frequency_sd_hz > 0.05) == wanders
        for prefix, amplitude in (
            ("accel", episode.amplitude_mps2),
            ("gyro", np.radians(episode.amplitude_dps)),
        ):
            band = (episode.frequency_hz - 1.0, episode.frequency_hz + 1.0)
            total = band_rms(
                _rows(recording, prefix), sampling_rate_hz=100.0, low_hz=band[0], high_hz=band[1]
            )
            expected = amplitude * np.sqrt(1.0 + 10 ** (-snr_db / 10))
            misses.append(total / expected - 1.0)
    assert len(misses) == 72
    assert np.mean(misses) == pytest.approx(0.0, abs=0.03)
    assert np.abs(misses).max() < 0.25


def test_frequency_set_is_quick_and_the_same_again() -> None:
    start = time.process_time()
    first = list(frequency_set(36, seed=1))
    assert (time.process_time() - start) / 36 < 0.05  # 10 ms on a free core; the tests share theirs
    again = list(itertools.islice(frequency_set(36, seed=1), 5))
    for (one, truth), (other, same_truth) in zip(first, again, strict=False):
        assert _rows(one, "accel").tobytes() == _rows(other, "accel").tobytes()
        assert truth.episodes == same_truth.episodes


def test_separable_set_holds_every_kind_once_and_more_for_each_person() -> None:
    made = list(separable_set(2, seed=3))
    persons = {truth.person for _, truth in made}
    assert len(persons) == 2
    acted = set(Kind) - {Kind.NOT_ASSESSABLE, Kind.CANNOT_TELL}
    for person in persons:
        kinds = {episode.kind for _, truth in made if truth.person == person for episode in truth.episodes}
        assert kinds == acted
    for recording, truth in made:
        kind = Kind(truth.stratum.split(",")[0])
        assert truth.of(kind)
        assert recording.is_simulated


def test_other_seeds_bring_other_persons() -> None:
    one = {truth.person for _, truth in itertools.islice(separable_set(1, seed=1), 2)}
    other = {truth.person for _, truth in itertools.islice(separable_set(1, seed=2), 2)}
    assert one.isdisjoint(other)


def test_hard_pairs_name_both_kinds_and_call_neither() -> None:
    pairs = set()
    for _, truth in hard_pairs(6, seed=1):
        unsure = truth.of(Kind.CANNOT_TELL)
        assert unsure
        assert all(len(episode.pair) == 2 for episode in unsure)
        pairs.add(unsure[0].pair)
    assert pairs == {
        (Kind.HEEL_BOUNCE, Kind.REST_SHAKING),
        (Kind.STANDING_SHAKING_FAST, Kind.OTHER_MOVEMENT),
        (Kind.JERK, Kind.OTHER_MOVEMENT),
    }


def test_demo_shows_six_different_legs_of_two_to_four_minutes() -> None:
    legs = demo_legs(seed=0)
    assert [leg.name for leg in legs] == [f"demo person {k}" for k in range(1, 7)]
    assert all(120.0 <= leg.recording.duration_s <= 300.0 for leg in legs)
    leading = (
        Kind.REST_SHAKING,
        Kind.HEEL_BOUNCE,
        Kind.STANDING_SHAKING_FAST,
        Kind.CLONUS,
        Kind.FREEZING,
        Kind.OFF_BODY,
    )
    assert all(leg.truth.of(kind) for leg, kind in zip(legs, leading, strict=True))
    assert all(leg.recording.is_simulated for leg in legs)


def test_a_bench_day_is_float32_and_full_and_mixed() -> None:
    recording, truth = day("bench", hours=1.5, seed=2)
    assert recording.duration_s == pytest.approx(1.5 * 3600.0)
    assert all(channel.samples.read(0, 5).dtype == np.float32 for channel in recording.channels)
    assert all(np.isfinite(channel.read(0, 100_000)).all() for channel in recording.channels)
    assert len({episode.kind for episode in truth.episodes}) >= 5
    assert truth.episodes[-1].span.end_s == pytest.approx(1.5 * 3600.0)


def test_an_all_shaking_day_shakes_in_every_window() -> None:
    recording, truth = day("all_shaking", hours=0.5, seed=2)
    assert {episode.kind for episode in truth.episodes} == {Kind.REST_SHAKING, Kind.HEEL_BOUNCE}
    turn = _rows(recording, "gyro")
    turn -= turn.mean(axis=1, keepdims=True)
    windows = turn.reshape(3, -1, 400)
    assert np.degrees(np.sqrt(np.mean(np.sum(windows**2, axis=0), axis=-1))).min() > 1.0


def test_an_unknown_day_is_refused() -> None:
    with pytest.raises(UsageError, match="No such day"):
        day("nice")
