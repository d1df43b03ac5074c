"""Numbers for the pictures: mean spectra, spectrogram, the raw seconds that decided."""

from __future__ import annotations

import numpy as np
import pytest

from analysis_makers import channels_of, track_with
from legato.events.pictures import DensityStore, excerpt_of, mean_spectra, spectrogram_of
from legato.events.spectra import WindowSpectra
from legato.knowledge.load import load_criteria
from legato.model.channel import ChannelKind
from legato.model.interval import Interval
from legato.model.movement import Bout
from legato.model.movement import MovementKind as Kind
from legato.model.recording import Placement, Sensor, Side

CRITERIA = load_criteria()
HZ = np.arange(0.0, 25.1, 0.25)


def chunk(rows, level, *, quantity="gyro", hz=HZ):
    density = np.broadcast_to(np.asarray(level, np.float32)[:, None], (len(rows), len(hz)))
    given = dict.fromkeys(
        (
            "accel_frequency_hz",
            "gyro_frequency_hz",
            "accel_density",
            "gyro_density",
            "vertical_density",
            "accel",
            "gyro",
            "gravity",
        )
    )
    given |= {f"{quantity}_density": density, f"{quantity}_frequency_hz": hz}
    return WindowSpectra(
        rows=np.array(rows, dtype=np.int64), accel_rate_hz=100.0, gyro_rate_hz=100.0, **given
    )


def store_of(*chunks, keep_every=1):
    store = DensityStore(keep_every=keep_every)
    for one in chunks:
        store(one)
    return store


def a_sensor(*channels):
    return Sensor("leg", Placement.ANKLE, Side.LEFT, channels)


def test_a_store_that_was_given_nothing_makes_no_pictures():
    store, track = store_of(), track_with(["still"])
    assert mean_spectra(store, track, criteria=CRITERIA) == []
    assert spectrogram_of(store, track, n_columns=9) is None
    assert (len(store.rows), store.density.shape) == (0, (0, 0))


def test_spectra_without_a_density_are_not_kept():
    empty = chunk([0], [1.0])
    bare = WindowSpectra(
        **{f: getattr(empty, f) for f in empty.__dataclass_fields__ if f != "gyro_density"}, gyro_density=None
    )
    assert len(store_of(bare).rows) == 0


def test_turning_is_kept_in_degrees_and_acceleration_as_it_is():
    assert store_of(chunk([0], [1.0])).density[0, 0] == pytest.approx(np.degrees(1.0) ** 2)
    assert store_of(chunk([0], [1.0], quantity="accel")).density[0, 0] == 1.0


def test_what_is_kept_is_a_copy_because_the_engine_uses_its_buffers_again():
    rows, level = np.array([0, 1]), np.ones((2, len(HZ)), np.float32)
    spectra = chunk([0, 1], [1.0, 1.0], quantity="accel")
    spectra = WindowSpectra(
        **{
            f: getattr(spectra, f) for f in spectra.__dataclass_fields__ if f not in ("rows", "accel_density")
        },
        rows=rows,
        accel_density=level,
    )
    store = store_of(spectra)
    rows[:], level[:] = 7, 7.0
    assert store.rows.tolist() == [0, 1]
    assert store.density.max() == 1.0


def test_thinning_keeps_every_nth_row_across_chunks():
    store = store_of(chunk([0, 1, 2], [1.0] * 3), chunk([3, 5], [1.0] * 2), chunk([6], [1.0]), keep_every=3)
    assert store.rows.tolist() == [0, 3, 6]
    assert store.density.shape == (3, len(HZ))


def test_each_state_has_the_mean_of_its_own_windows_and_the_largest_stands_first():
    store = store_of(chunk([0, 1, 2], [1.0, 3.0, 9.0], quantity="accel"))
    track = track_with(
        ["rest_shaking", "rest_shaking", "still"], columns={"accel_peak_hz": [5.0, 5.5, np.nan]}, gyro=False
    )
    first, second = mean_spectra(store, track, criteria=CRITERIA)
    assert (first.state, first.n_windows, second.state, second.n_windows) == ("rest_shaking", 2, "still", 1)
    assert first.density == pytest.approx(2.0)
    assert (first.peak_hz, second.peak_hz) == (5.25, None)
    assert first.unit == "(m/s2)^2/Hz"


def test_the_noise_floor_is_the_quietest_windows_upper_band():
    store = store_of(chunk([0, 1], [2.0, 0.5], quantity="accel"))
    track = track_with(["still", "still"], gyro=False)
    assert mean_spectra(store, track, criteria=CRITERIA)[0].noise_floor == pytest.approx(0.5)


def test_a_rate_that_does_not_reach_the_upper_band_leaves_the_noise_floor_open():
    slow = np.arange(0.0, 12.6, 0.25)
    store = store_of(chunk([0], [2.0], quantity="accel", hz=slow))
    (spectrum,) = mean_spectra(store, track_with(["still"], gyro=False), criteria=CRITERIA)
    assert np.isnan(spectrum.noise_floor).all()


def test_the_columns_of_a_spectrogram_cover_the_windows_and_empty_ones_stay_open():
    store = store_of(chunk([0, 1, 4], [1.0, 3.0, 5.0], quantity="accel"))
    picture = spectrogram_of(store, track_with(["still"] * 6, gyro=False), n_columns=3)
    assert picture.density[:, 0].tolist() == [2.0, pytest.approx(np.nan, nan_ok=True), 5.0]
    assert (picture.start_s.tolist(), picture.column_s) == ([0.0, 2.0, 4.0], 2.0)


@pytest.mark.parametrize("n", [1, 5, 6, 7, 100])
def test_a_spectrogram_has_at_most_the_columns_asked_for(n):
    store = store_of(chunk(list(range(n)), [1.0] * n, quantity="accel"))
    picture = spectrogram_of(store, track_with(["still"] * n, gyro=False), n_columns=6)
    assert len(picture.start_s) == len(picture.density) <= 6


def a_bout(start_s, end_s):
    return Bout(Interval(start_s, end_s), Kind.REST_SHAKING, "leg", "left")


def excerpt(*channels, bout):
    track = track_with(["rest_shaking"], sensor=a_sensor(*channels))
    return excerpt_of(track, bout, criteria=CRITERIA)


def ramp(n):
    return np.arange(3.0 * n).reshape(n, 3)


def test_ten_seconds_around_the_middle_of_the_bout_are_shown():
    shown = excerpt(*channels_of(ramp(6000), ChannelKind.ANGULAR_VELOCITY), bout=a_bout(20.0, 40.0))
    assert shown.time_s[0] == pytest.approx(25.0)
    assert len(shown.time_s) == 1000
    np.testing.assert_allclose(shown.axes, np.degrees(ramp(6000)[2500:3500]))
    assert shown.unit == "deg/s"


@pytest.mark.parametrize(("bout", "first_s"), [(a_bout(0.0, 2.0), 0.0), (a_bout(58.0, 60.0), 50.0)])
def test_near_the_ends_the_ten_seconds_are_moved_inwards(bout, first_s):
    shown = excerpt(*channels_of(ramp(6000), ChannelKind.ACCELERATION), bout=bout)
    assert shown.time_s[0] == pytest.approx(first_s)
    assert len(shown.time_s) == 1000


def test_a_recording_shorter_than_ten_seconds_is_shown_whole():
    shown = excerpt(*channels_of(ramp(500), ChannelKind.ACCELERATION), bout=a_bout(1.0, 4.0))
    assert len(shown.time_s) == 500


def test_an_excerpt_without_a_unit_says_so():
    shown = excerpt(*channels_of(ramp(500), ChannelKind.ACCELERATION, scale=None), bout=a_bout(1.0, 4.0))
    assert shown.unit == "unit unknown"


def test_a_sensor_without_a_triad_has_no_excerpt():
    assert excerpt(*channels_of(ramp(500)[:, :1], ChannelKind.EMG, axes="x"), bout=a_bout(1.0, 4.0)) is None


def test_a_triad_without_samples_has_no_excerpt():
    assert excerpt(*channels_of(np.empty((0, 3)), ChannelKind.ACCELERATION), bout=a_bout(1.0, 4.0)) is None


def test_turning_of_an_unknown_unit_is_shown_as_written_and_never_as_degrees():
    made = channels_of(ramp(500), ChannelKind.ANGULAR_VELOCITY, scale=None)
    shown = excerpt(*made, bout=a_bout(1.0, 4.0))
    assert shown.unit == "unit unknown"
    assert set(np.unique(shown.axes)) <= set(np.unique(ramp(500)))


def test_the_spectra_of_an_unknown_unit_claim_none():
    store = store_of(chunk([0, 1], [1.0, 2.0]))
    for has_unit, unit in ((True, "(deg/s)^2/Hz"), (False, "(unit unknown)^2/Hz")):
        track = track_with(["still", "still"], gyro_unit=has_unit)
        assert spectrogram_of(store, track, n_columns=9).unit == unit
        assert {s.unit for s in mean_spectra(store, track, criteria=CRITERIA)} == {unit}
