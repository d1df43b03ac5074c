import numpy as np
import pytest

from legato.errors import UsageError
from legato.model.channel import ChannelKind
from legato.model.interval import Interval
from legato.model.movement import MovementKind as Kind
from legato.model.movement import Posture
from legato.model.recording import Recording
from legato.simulation.act import Act
from legato.simulation.device import Device
from legato.simulation.parameters import load_parameters
from legato.simulation.person import draw_person
from legato.simulation.sensor import SensorModel
from legato.simulation.simulate import make_leg, simulate_recording

PLAN = (Act(Kind.STILL, 4.0, posture=Posture.SITTING), Act(Kind.REST_SHAKING, 10.0), Act(Kind.WALKING, 8.0))
PERFECT = SensorModel()


def _record(*, rate_hz: float = 100.0, seed: int = 3, **options) -> Recording:
    return simulate_recording(
        PLAN, person=draw_person(seed), seed=seed, sampling_rate_hz=rate_hz, device=Device(**options)
    )[0]


def _rows(recording: Recording) -> np.ndarray:
    return np.array([channel.read() for channel in recording.channels])


def test_the_same_arguments_give_the_same_bytes_and_another_seed_others() -> None:
    first, again = (simulate_recording(PLAN, person=draw_person(3), seed=9) for _ in range(2))
    other = simulate_recording(PLAN, person=draw_person(3), seed=10)
    assert _rows(first[0]).tobytes() == _rows(again[0]).tobytes()
    assert first[1].episodes == again[1].episodes
    assert _rows(first[0]).tobytes() != _rows(other[0]).tobytes()


def test_every_recording_says_that_it_is_simulated() -> None:
    recording = _record()
    assert recording.is_simulated
    assert recording.provenance.reader == "simulation"
    assert "not from a leg" in recording.provenance.steps[0]


@pytest.mark.parametrize("rate_hz", [100.0, 200.0, 512.0])
def test_another_rate_reads_the_same_movement_and_keeps_the_truth(rate_hz: float) -> None:
    base = make_leg(PLAN, person=draw_person(3), seed=3, device=Device(sensor=PERFECT, dtype=np.float64))
    other = make_leg(
        PLAN,
        person=draw_person(3),
        seed=3,
        sampling_rate_hz=rate_hz,
        device=Device(sensor=PERFECT, dtype=np.float64),
    )
    times_s = base.recording.channels[0].time.times_s(0, 2000)
    for name in ("accel_x", "gyro_z"):
        channel = other.recording.channel(name)
        at = channel.time.times_s(0, channel.n_samples)
        common = np.isclose(
            at[np.clip(np.searchsorted(at, times_s - 1e-9), 0, len(at) - 1)], times_s, rtol=0, atol=1e-9
        )
        picked = channel.read()[np.searchsorted(at, times_s[common] - 1e-9)]
        np.testing.assert_allclose(picked, base.recording.channel(name).read()[:2000][common], atol=1e-6)
        assert common.sum() > 50
    for mine, theirs in zip(base.truth.episodes, other.truth.episodes, strict=True):
        assert (mine.span, mine.kind, mine.frequency_hz) == (theirs.span, theirs.kind, theirs.frequency_hz)
        if mine.kind is Kind.REST_SHAKING:
            assert mine.amplitude_dps == pytest.approx(theirs.amplitude_dps, rel=0.01)


def test_a_slow_sensor_does_not_alias_what_it_cannot_see() -> None:
    act = Act(
        Kind.STANDING_SHAKING_FAST,
        30.0,
        frequency_hz=17.0,
        frequency_sd_hz=0.0,
        harmonic2=0.0,
        amplitude_dps=15.0,
    )
    made = make_leg([act], person=draw_person(1), sampling_rate_hz=25.0, device=Device(sensor=PERFECT))
    fast = make_leg([act], person=draw_person(1), sampling_rate_hz=100.0, device=Device(sensor=PERFECT))
    assert np.std(made.felt.angular_velocity) < 0.25 * np.std(fast.felt.angular_velocity)


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 64.0, 128.0, 512.0])
def test_true_amplitudes_do_not_depend_on_the_sensor(rate_hz: float) -> None:
    base = simulate_recording(PLAN, person=draw_person(3), seed=3)[1].episodes
    device = Device(sensor=SensorModel(), gaps=(Interval(6.0, 7.0),), jitter_ms=0.5)
    for faults in (Device(), device):
        recording, truth = simulate_recording(
            PLAN, person=draw_person(3), seed=3, sampling_rate_hz=rate_hz, device=faults
        )
        assert np.isfinite(_rows(recording)).all()
        for mine, theirs in zip(truth.episodes, base, strict=True):
            if mine.kind is Kind.REST_SHAKING:
                assert mine.amplitude_dps == pytest.approx(theirs.amplitude_dps, rel=0.01)
                assert mine.amplitude_mps2 == pytest.approx(theirs.amplitude_mps2, rel=0.01)
                assert mine.amplitude_mm == pytest.approx(theirs.amplitude_mm, rel=0.01)


def test_a_given_mounting_turns_what_is_recorded() -> None:
    turn = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    plain = _rows(_record(sensor=PERFECT, mounting=np.eye(3), dtype=np.float64))
    turned = _rows(_record(sensor=PERFECT, mounting=turn, dtype=np.float64))
    np.testing.assert_allclose(turned[:3], turn.T @ plain[:3], atol=1e-12)
    np.testing.assert_allclose(turned[3:], turn.T @ plain[3:], atol=1e-12)


def test_noise_has_the_density_that_was_asked_for() -> None:
    noisy = SensorModel(accel_density=0.02, gyro_density=0.003)
    for rate_hz in (100.0, 400.0):
        clean = _rows(_record(sensor=PERFECT, rate_hz=rate_hz, dtype=np.float64))
        rows = _rows(_record(sensor=noisy, rate_hz=rate_hz, dtype=np.float64)) - clean
        assert np.std(rows[:3]) == pytest.approx(0.02 * np.sqrt(rate_hz / 2), rel=0.03)
        assert np.std(rows[3:]) == pytest.approx(0.003 * np.sqrt(rate_hz / 2), rel=0.03)


def test_range_clips_and_bits_round() -> None:
    recording = _record(sensor=SensorModel(accel_range=19.6, gyro_range=2.0, bits=8), dtype=np.float64)
    rows = _rows(recording)
    assert np.abs(rows[:3]).max() == pytest.approx(19.6)
    assert np.abs(rows[3:]).max() == pytest.approx(2.0)
    np.testing.assert_allclose(rows[:3] / (2 * 19.6 / 256), np.rint(rows[:3] / (2 * 19.6 / 256)), atol=1e-9)
    assert recording.channels[0].valid_range == (-19.6, 19.6)


def test_jitter_stamps_every_sample_where_it_was_taken() -> None:
    recording = _record(jitter_ms=1.5)
    time = recording.channels[0].time
    assert not time.is_regular
    assert time.jitter_ms == pytest.approx(1.5 * np.sqrt(2), rel=0.1)
    assert np.all(np.diff(time.times_s(0, time.n_samples)) > 0)


def test_gaps_are_missing_samples_and_nothing_else_changes() -> None:
    gap = Interval(5.0, 7.5)
    whole, holed = _record(sensor=PERFECT), _record(sensor=PERFECT, gaps=(gap,))
    time = holed.channels[0].time
    assert len(time.gaps) == 1
    assert time.gaps[0].duration_s == pytest.approx(2.5, abs=0.02)
    kept = np.concatenate((np.arange(500), np.arange(750, 2200)))
    np.testing.assert_array_equal(_rows(holed), _rows(whole)[:, kept])


def test_a_fast_clock_takes_more_samples_and_says_so() -> None:
    time = _record(drift_ppm=5000.0).channels[0].time
    assert time.n_samples == 2211
    assert time.nominal_rate_hz == 100.0
    assert time.sampling_rate_hz == pytest.approx(100.5)
    assert time.drift_ppm == 5000.0


def test_single_triads_can_be_recorded_and_linear_acceleration_has_no_gravity() -> None:
    only = _record(triads=(ChannelKind.ANGULAR_VELOCITY,))
    assert {channel.kind for channel in only.channels} == {ChannelKind.ANGULAR_VELOCITY}
    linear = _record(triads=(ChannelKind.LINEAR_ACCELERATION,), sensor=PERFECT)
    assert np.linalg.norm(_rows(linear)[:, :300], axis=0).max() < 0.5
    with pytest.raises(UsageError, match="no such triad"):
        _record(triads=(ChannelKind.MAGNETIC_FIELD,))


def test_emg_bursts_as_often_as_the_leg_shakes_and_is_quiet_before() -> None:
    recording = _record(emg_rate_hz=1000.0)
    emg = recording.channel("emg_tibialis")
    assert emg.unit == "V"
    assert recording.sensors[1].id == "right_emg"
    level = np.convolve(np.abs(emg.read()), np.hanning(41) / 20.5, "same")
    quiet, shaking = level[500:3500], level[7000:13000]
    assert np.mean(shaking) > 3.0 * np.mean(quiet)
    hz = np.fft.rfftfreq(6000, 1e-3)
    power = np.abs(np.fft.rfft((shaking - shaking.mean()) * np.hanning(6000)))
    beat_hz = hz[np.argmax(np.where((hz > 2) & (hz < 9), power, 0))]
    _, truth = simulate_recording(PLAN, person=draw_person(3), seed=3)
    assert beat_hz == pytest.approx(truth.of(Kind.REST_SHAKING)[0].frequency_hz, abs=0.5)


def test_asking_for_emg_changes_neither_movement_nor_noise() -> None:
    np.testing.assert_array_equal(
        _rows(_record(emg_rate_hz=None)), [c.read() for c in _record(emg_rate_hz=1000.0).channels[:6]]
    )
    with pytest.raises(UsageError, match="faster sampling rate"):
        _record(emg_rate_hz=100.0)


def test_a_clock_without_rate_or_samples_is_refused() -> None:
    with pytest.raises(UsageError, match="above 0 Hz"):
        _record(rate_hz=0.0)
    with pytest.raises(UsageError, match="No sample is left"):
        _record(gaps=(Interval(0.0, 100.0),))


def test_every_parameter_has_unit_source_and_confidence() -> None:
    records = load_parameters().records.values()
    assert len(records) > 100
    assert all(
        record.unit and record.source and record.confidence in ("V", "V2", "K", "E") for record in records
    )
