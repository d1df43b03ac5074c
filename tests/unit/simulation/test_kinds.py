import math

import numpy as np
import pytest

from legato.errors import UsageError
from legato.model.channel import ChannelKind
from legato.model.interval import Interval
from legato.model.movement import MovementKind as Kind
from legato.model.movement import Posture
from legato.model.recording import Placement, Side
from legato.simulation.act import Act
from legato.simulation.amounts import band_rms
from legato.simulation.device import Device
from legato.simulation.person import draw_person
from legato.simulation.sensor import SensorModel
from legato.simulation.simulate import Made, make_leg, simulate_pair, simulate_recording

RATE_HZ = 100.0
PERFECT = Device(sensor=SensorModel(), dtype=np.float64)

SHAKING = {
    Kind.REST_SHAKING: (3.2, 6.8),
    Kind.POSTURAL_SHAKING: (3.7, 12.3),
    Kind.KINETIC_SHAKING: (2.6, 9.5),
    Kind.STANDING_SHAKING_SLOW: (2.6, 13.2),
    Kind.STANDING_SHAKING_FAST: (13.0, 18.0),
    Kind.HEEL_BOUNCE: (3.9, 7.8),
    Kind.CLONUS: (4.7, 8.3),
}


def _leg(*acts: Act, seed: int = 0, **options) -> Made:
    options.setdefault("device", PERFECT)
    return make_leg(list(acts), person=draw_person(seed), seed=seed, **options)


def _spectrum(rows: np.ndarray, rate_hz: float = RATE_HZ) -> tuple[np.ndarray, np.ndarray]:
    even = (rows - rows.mean(axis=1, keepdims=True)) * np.hanning(rows.shape[1])
    return np.fft.rfftfreq(rows.shape[1], 1 / rate_hz), np.sum(np.abs(np.fft.rfft(even, axis=1)) ** 2, axis=0)


def _band(rows: np.ndarray, low_hz: float, high_hz: float) -> float:
    return band_rms(rows, sampling_rate_hz=RATE_HZ, low_hz=low_hz, high_hz=high_hz)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("kind", list(SHAKING))
def test_shaking_peaks_at_its_true_frequency_within_the_range_of_its_kind(kind: Kind, seed: int) -> None:
    made = _leg(Act(kind, 25.0), seed=seed)
    (episode,) = made.truth.of(kind)
    hz, power = _spectrum(made.felt.angular_velocity)
    power[hz < 2.0] = 0.0  # the slow movement under a kinetic tremor
    near = np.abs(hz - episode.frequency_hz) <= 1.0
    peak_hz = np.sum(hz[near] * power[near]) / np.sum(power[near])
    assert SHAKING[kind][0] <= episode.frequency_hz <= SHAKING[kind][1]
    assert peak_hz == pytest.approx(episode.frequency_hz, abs=0.4)
    assert np.abs(hz[np.argmax(power)] - episode.frequency_hz) < 1.2


@pytest.mark.parametrize("kind", list(SHAKING))
def test_true_amplitudes_agree_with_each_other_and_with_what_was_asked_for(kind: Kind) -> None:
    made = _leg(
        Act(kind, 25.0, amplitude_dps=30.0, envelope_sd=0.0, frequency_sd_hz=0.0),
        seed=5,
        placement=Placement.SHANK,
    )
    (episode,) = made.truth.of(kind)
    assert 30.0 / math.sqrt(2) * 0.25 < episode.amplitude_dps < 30.0 / math.sqrt(2) * 1.6
    if episode.frequency_hz > 8.0:  # gravity hardly adds here: displacement follows from acceleration
        pp_mm = 2 * math.sqrt(2) * episode.amplitude_mps2 / (2 * math.pi * episode.frequency_hz) ** 2 * 1e3
        assert episode.amplitude_mm == pytest.approx(pp_mm, rel=0.1)


def test_the_asked_frequency_is_the_true_one_to_the_last_digit_when_it_does_not_wander() -> None:
    made = _leg(Act(Kind.REST_SHAKING, 25.0, frequency_hz=4.7, frequency_sd_hz=0.0))
    assert made.truth.episodes[0].frequency_hz == pytest.approx(4.7, abs=1e-12)
    assert made.truth.episodes[0].frequency_sd_hz == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(made.truth.track_frequency_hz, 4.7)


def test_a_hinge_of_known_size_has_the_amplitude_that_the_formula_gives() -> None:
    act = Act(Kind.REST_SHAKING, 25.0, posture=Posture.SITTING, frequency_hz=5.0, frequency_sd_hz=0.0, rise_s=0.0,
              harmonic2=0.0, envelope_sd=0.0, amplitude_dps=40.0, has_background=False)  # fmt: skip
    made = _leg(act, placement=Placement.SHANK, seed=3)
    turn = made.felt.angular_velocity
    rms_dps = math.degrees(math.sqrt(np.mean(np.sum(turn**2, axis=0))))
    assert made.truth.episodes[0].amplitude_dps == pytest.approx(rms_dps, rel=0.01)
    force = made.felt.specific_force - made.felt.specific_force.mean(axis=1, keepdims=True)
    rms_mps2 = math.sqrt(np.mean(np.sum(force**2, axis=0)))
    assert made.truth.episodes[0].amplitude_mps2 == pytest.approx(rms_mps2, rel=0.02)


def test_still_sitting_lying_and_table_feel_gravity_and_hardly_move() -> None:
    for act in (
        Act(Kind.STILL, 20.0),
        Act(Kind.STILL, 20.0, posture=Posture.LYING),
        Act(Kind.OFF_BODY, 20.0),
    ):
        felt = _leg(act).felt
        assert np.linalg.norm(felt.specific_force, axis=0) == pytest.approx(9.80665, abs=0.25)
        assert np.degrees(np.abs(felt.angular_velocity)).max() < 6.0


def test_a_table_does_not_move_at_all_and_a_leg_always_does() -> None:
    assert np.ptp(_leg(Act(Kind.OFF_BODY, 10.0)).felt.specific_force) > 0
    assert np.abs(_leg(Act(Kind.OFF_BODY, 10.0)).felt.angular_velocity).max() == 0.0
    assert np.abs(_leg(Act(Kind.STILL, 10.0)).felt.angular_velocity).max() > 0.0


def test_quiet_standing_sways_slowly() -> None:
    turn = _leg(Act(Kind.STANDING, 30.0)).felt.angular_velocity
    assert 0.0 < np.degrees(_band(turn, 0.1, 30.0)) < 4.0
    assert _band(turn, 0.1, 3.0) > 0.0


def test_standing_up_turns_the_thigh_by_about_a_right_angle() -> None:
    plan = (Act(Kind.STILL, 8.0, posture=Posture.SITTING), Act(Kind.STANDING, 12.0))
    made = _leg(*plan, placement=Placement.THIGH)
    (change,) = made.truth.of(Kind.POSTURE_CHANGE)
    assert change.detail == "sitting_to_standing"
    before, after = made.felt.gravity[:, 100], made.felt.gravity[:, -100]
    angle_deg = math.degrees(math.acos(before @ after / 9.80665**2))
    assert 60.0 < angle_deg < 115.0


@pytest.mark.parametrize("detail", ["", "stairs", "cycling"])
def test_gait_repeats_once_a_stride_and_walking_has_heel_strikes(detail: str) -> None:
    made = _leg(Act(Kind.WALKING, 30.0, detail=detail), seed=4)
    (episode,) = made.truth.of(Kind.WALKING)
    hz, power = _spectrum(made.felt.angular_velocity)
    assert 0.55 <= episode.frequency_hz <= 1.55
    multiple = hz[np.argmax(power)] / episode.frequency_hz
    assert min(abs(multiple - 1.0), abs(multiple - 2.0)) < 0.15
    crest = np.abs(made.felt.specific_force).max() / np.std(made.felt.specific_force)
    assert (crest > 3.5) == (detail != "cycling")


def test_running_is_faster_and_harder_than_walking() -> None:
    walk, run = _leg(Act(Kind.WALKING, 20.0)), _leg(Act(Kind.RUNNING, 20.0))
    assert run.truth.episodes[0].frequency_hz > walk.truth.episodes[0].frequency_hz
    assert np.std(run.felt.specific_force) > 1.5 * np.std(walk.felt.specific_force)


def test_heel_bounce_is_less_sinusoidal_than_rest_tremor() -> None:
    def second_over_first(kind: Kind, seed: int) -> float:
        act = Act(
            kind, 20.0, frequency_hz=5.5, frequency_sd_hz=0.0, amplitude_dps=40.0, posture=Posture.SITTING
        )
        force = _leg(act, seed=seed).felt.specific_force
        return _band(force, 10.5, 11.5) / _band(force, 5.0, 6.0)

    bounce = [second_over_first(Kind.HEEL_BOUNCE, seed) for seed in range(6)]
    tremor = [second_over_first(Kind.REST_SHAKING, seed) for seed in range(6)]
    assert np.median(bounce) > 2.0 * np.median(tremor)


def test_heel_bounce_moves_mostly_up_and_down() -> None:
    felt = _leg(Act(Kind.HEEL_BOUNCE, 20.0, amplitude_dps=60.0), seed=2).felt
    x, y, z = (_band(felt.moving_accel[[k]], 3.5, 8.0) for k in range(3))
    assert z > x
    assert z > y


def test_clonus_starts_after_a_stretch_and_dies_away() -> None:
    turn = _leg(Act(Kind.CLONUS, 8.0), seed=3).felt.angular_velocity
    early, late = (
        math.sqrt(np.mean(np.sum(turn[:, part] ** 2, axis=0))) for part in (slice(50, 250), slice(550, 750))
    )
    assert late < 0.8 * early


@pytest.mark.parametrize("seed", range(4))
def test_a_jerk_is_short_and_alone(seed: int) -> None:
    made = _leg(Act(Kind.STILL, 5.0), Act(Kind.JERK, 2.0), Act(Kind.STILL, 5.0), seed=seed)
    (jerk,) = made.truth.of(Kind.JERK)
    speed = np.linalg.norm(made.felt.angular_velocity, axis=0)
    peak_s = np.argmax(speed) / RATE_HZ
    assert 0.075 <= jerk.span.duration_s <= 1.2
    assert jerk.span.start_s <= peak_s <= jerk.span.end_s
    outside = np.ones(len(speed), dtype=bool)
    outside[int(jerk.span.start_s * RATE_HZ) - 1 : int(jerk.span.end_s * RATE_HZ) + 2] = False
    assert speed[outside].max() < 0.25 * speed.max()
    assert made.truth.movements == (jerk.span,)
    assert made.truth.in_window(Interval(4.0, 8.0)) == (Kind.JERK, 1.0)


def test_periodic_jerks_come_back_every_ten_to_ninety_seconds() -> None:
    made = _leg(Act(Kind.PERIODIC_JERKS, 400.0), seed=6)
    onsets = [movement.start_s for movement in made.truth.movements]
    assert len(onsets) >= 4
    assert all(8.0 < gap < 90.0 for gap in np.diff(onsets))
    assert all(0.5 <= movement.duration_s <= 10.0 for movement in made.truth.movements)
    speed = np.linalg.norm(made.felt.angular_velocity, axis=0)
    inside = [speed[int(m.start_s * RATE_HZ) : int(m.end_s * RATE_HZ)].max() for m in made.truth.movements]
    assert min(inside) > 3.0 * np.median(speed)


def test_a_window_between_two_movements_of_a_series_is_quiet_and_one_with_a_movement_is_not() -> None:
    truth = _leg(Act(Kind.PERIODIC_JERKS, 200.0, period_s=25.0), seed=6).truth
    first, second = truth.movements[:2]
    middle_s = 0.5 * (first.end_s + second.start_s)
    assert truth.in_window(Interval(middle_s - 2.0, middle_s + 2.0)) == (Kind.STILL, pytest.approx(1.0))
    assert truth.in_window(Interval(second.start_s - 1.0, second.start_s + 3.0)) == (
        Kind.PERIODIC_JERKS,
        pytest.approx(1.0),
    )
    kind, share = truth.in_window(Interval(second.start_s - 3.9, second.start_s + 0.1))
    assert (kind, share) == (Kind.PERIODIC_JERKS, pytest.approx(0.5))


def test_a_window_outside_the_recording_can_not_be_assessed() -> None:
    truth = _leg(Act(Kind.STILL, 10.0)).truth
    assert truth.in_window(Interval(20.0, 24.0)) == (Kind.NOT_ASSESSABLE, 0.0)
    assert truth.at(20.0) is None
    assert truth.at(5.0).kind is Kind.STILL


def test_freezing_trembles_without_stepping_between_walks() -> None:
    def index(part: np.ndarray) -> float:
        return _band(part, 3.0, 8.0) / _band(part, 0.5, 3.0)

    ratios = []
    for seed in range(6):
        made = _leg(Act(Kind.WALKING, 12.0), Act(Kind.FREEZING, 12.0), Act(Kind.WALKING, 12.0), seed=seed)
        assert [episode.kind for episode in made.truth.episodes] == [
            Kind.WALKING,
            Kind.FREEZING,
            Kind.WALKING,
        ]
        force = made.felt.specific_force
        ratios.append(index(force[:, 1300:2300]) / index(force[:, 100:1100]))
    assert np.median(ratios) > 2.0
    assert min(ratios) > 1.0


def test_seizure_like_jerking_slows_down_after_a_fast_phase() -> None:
    made = _leg(Act(Kind.SEIZURE_LIKE, 40.0), seed=1)
    tonic, clonic = made.truth.of(Kind.SEIZURE_LIKE)
    track = made.truth.track_frequency_hz[np.searchsorted(made.truth.track_time_s, clonic.span.start_s) :]
    assert (tonic.detail, clonic.detail) == ("tonic", "clonic")
    assert tonic.frequency_hz > 6.0
    assert 4.3 > track[5] > track[-5] > 0.8


def test_engine_vibration_is_one_line_that_sitting_and_standing_share() -> None:
    for posture in (Posture.SITTING, Posture.STANDING):
        act = Act(Kind.CANNOT_TELL, 25.0, detail="engine_vibration", posture=posture, frequency_hz=15.0)
        made = _leg(act)
        hz, power = _spectrum(made.felt.specific_force)
        assert hz[np.argmax(np.where(hz > 3, power, 0))] == pytest.approx(15.0, abs=0.4)
        assert made.truth.episodes[-1].kind is Kind.CANNOT_TELL


def test_fast_standing_tremor_is_coherent_between_the_legs_and_rest_tremor_is_not() -> None:
    def coherence(act: Act) -> float:
        pair = simulate_pair([act], person=draw_person(3), seed=4, device=PERFECT)
        rows = [np.array([c.read() for c in recording.channels[3:6]]) for recording, _ in pair]
        lead = [row[np.argmax(np.var(row, axis=1))] for row in rows]
        n, count = 200, len(lead[0]) // 200
        parts = [np.fft.rfft(np.hanning(n) * row[: n * count].reshape(count, n), axis=1) for row in lead]
        cross = np.abs(np.mean(parts[0] * parts[1].conj(), axis=0)) ** 2
        auto = np.mean(np.abs(parts[0]) ** 2, axis=0) * np.mean(np.abs(parts[1]) ** 2, axis=0)
        peak = np.argmax(np.mean(np.abs(parts[0]) ** 2, axis=0)[4:]) + 4
        return float(cross[peak] / auto[peak])

    assert coherence(Act(Kind.STANDING_SHAKING_FAST, 60.0)) > 0.9
    assert coherence(Act(Kind.REST_SHAKING, 60.0, posture=Posture.SITTING)) < 0.6


def test_the_legs_walk_in_turn() -> None:
    (left, _), (right, _) = simulate_pair(
        [Act(Kind.WALKING, 20.0)], person=draw_person(1), device=Device(SensorModel(), np.eye(3))
    )
    a, b = (recording.channel("gyro_y").read()[300:1700] for recording in (left, right))
    stride = np.argmax(np.correlate(a, a, "full")[len(a) + 49 :]) + 50
    lag = np.argmax(np.correlate(a, b, "full")[len(a) - 1 : len(a) - 1 + stride])
    assert lag / stride == pytest.approx(0.5, abs=0.12)


def test_the_other_leg_is_quiet_when_one_shakes() -> None:
    plan = [Act(Kind.STILL, 4.0), Act(Kind.REST_SHAKING, 15.0, side=Side.LEFT)]
    (left, left_truth), (right, right_truth) = simulate_pair(plan, person=draw_person(2))
    assert left_truth.of(Kind.REST_SHAKING)
    assert not right_truth.of(Kind.REST_SHAKING)
    assert np.std(right.channel("gyro_x").read()) < 0.2 * max(
        np.std(left.channel(f"gyro_{x}").read()) for x in "xyz"
    )


def test_episodes_tile_the_recording() -> None:
    plan = [
        Act(Kind.WALKING, 9.0),
        Act(Kind.JERK, 2.0, posture=Posture.SITTING),
        Act(Kind.CLONUS, 5.0),
        Act(Kind.OFF_BODY, 9.0),
    ]
    recording, truth = simulate_recording(plan, person=draw_person(1))
    assert truth.episodes[0].span.start_s == 0.0
    assert truth.episodes[-1].span.end_s == pytest.approx(recording.duration_s, abs=0.011)
    for before, after in zip(truth.episodes, truth.episodes[1:], strict=False):
        assert after.span.start_s == pytest.approx(before.span.end_s, abs=1e-9)


@pytest.mark.parametrize(
    "placement",
    [
        Placement.FOOT,
        Placement.ANKLE,
        Placement.SHANK,
        Placement.THIGH,
        Placement.POCKET,
        Placement.LOWER_BACK,
    ],
)
def test_every_site_feels_a_walk(placement: Placement) -> None:
    recording, _ = simulate_recording([Act(Kind.WALKING, 10.0)], person=draw_person(1), placement=placement)
    assert recording.sensors[0].placement is placement
    assert recording.sensors[0].triad(ChannelKind.ANGULAR_VELOCITY) is not None
    assert np.std(recording.channel("accel_x").read()) > 0.3


def test_what_cannot_be_acted_is_refused_with_what_can() -> None:
    with pytest.raises(UsageError, match="can't be acted") as caught:
        simulate_recording([Act(Kind.NOT_ASSESSABLE, 5.0)], person=draw_person(1))
    assert "rest_shaking" in caught.value.mend
    with pytest.raises(UsageError, match="plan is empty"):
        simulate_recording([], person=draw_person(1))
    with pytest.raises(UsageError, match="take some time"):
        Act(Kind.STILL, 0.0)
    with pytest.raises(UsageError, match="no such sensor site"):
        simulate_recording([Act(Kind.STILL, 5.0)], person=draw_person(1), placement=Placement.WRIST)
