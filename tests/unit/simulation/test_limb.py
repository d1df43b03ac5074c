import numpy as np
import pytest

from legato.simulation.jet import Jet
from legato.simulation.limb import GRAVITY_MPS2, Pose, Spot, feel
from legato.simulation.linkage import lift_on_ball, reach_ankle
from legato.simulation.person import draw_person, draw_rotation
from legato.simulation.stance import Stance

TIME_S = np.arange(0, 2.0, 1e-3)
THIGH_M, SHANK_M = 0.43, 0.42


def _wave(size: float, hz: float, start: float = 0.0, middle: float = 0.0) -> Jet:
    w = 2.0 * np.pi * hz
    return middle + size * Jet(w * TIME_S + start, w, 0.0).sin()


def _moving_pose(base: str) -> Pose:
    return Pose(
        pelvis=_wave(0.1, 0.4),
        thigh=_wave(0.3, 1.1, 0.4, 0.8),
        shank=_wave(0.4, 1.7, 1.0, -0.2),
        foot=_wave(0.5, 2.3, 2.0),
        roll=_wave(0.5, 0.9, 0.3, 0.2),
        yaw=_wave(0.7, 0.6, 0.7),
        base=base,
        push_x=0.3 * np.cos(5.0 * TIME_S),
    )


def _spot(segment: str, mounting: np.ndarray | None = None) -> Spot:
    return Spot(segment, (0.04, 0.03, -0.3), np.eye(3) if mounting is None else mounting, THIGH_M, SHANK_M)


def _turn(axis: str, angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array(
        {
            "x": [[1, 0, 0], [0, c, -s], [0, s, c]],
            "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
            "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
        }[axis]
    )


def _places_and_attitudes(pose: Pose, spot: Spot) -> tuple[np.ndarray, np.ndarray]:
    """Work out place and attitude sample by sample with rotation matrices, without any derivative."""
    places, attitudes = [], []
    for k in range(len(TIME_S)):
        plane = _turn("z", pose.yaw.value[k]) @ _turn("x", pose.roll.value[k])
        attitude = {
            name: plane @ _turn("y", -getattr(pose, name).value[k])
            for name in ("pelvis", "thigh", "shank", "foot")
        }
        down = {"thigh": np.array([0, 0, -THIGH_M]), "shank": np.array([0, 0, -SHANK_M])}
        to = {"thigh": [], "shank": ["thigh"], "foot": ["thigh", "shank"], "pelvis": []}[spot.segment]
        place = sum((attitude[name] @ down[name] for name in to), np.zeros(3))
        if pose.base == "ankle":
            place = place - sum(attitude[name] @ down[name] for name in ("thigh", "shank"))
        places.append(place + attitude[spot.segment] @ np.array(spot.place_m))
        attitudes.append(attitude[spot.segment])
    return np.array(places), np.array(attitudes)


@pytest.mark.parametrize("base", ["hip", "ankle"])
@pytest.mark.parametrize("segment", ["pelvis", "thigh", "shank", "foot"])
def test_specific_force_is_the_second_difference_of_the_place_plus_gravity(base: str, segment: str) -> None:
    pose, spot = _moving_pose(base), _spot(segment)
    felt = feel(pose, spot, n_times=len(TIME_S))
    places, attitudes = _places_and_attitudes(pose, spot)
    accel = np.zeros_like(places)
    accel[1:-1] = (places[2:] - 2.0 * places[1:-1] + places[:-2]) / 1e-6
    heading = np.stack([np.cos(pose.yaw.value), np.sin(pose.yaw.value), 0 * TIME_S], axis=1)
    accel += pose.push_x[:, None] * heading
    expected = np.einsum("kji,kj->ki", attitudes, accel + np.array([0, 0, GRAVITY_MPS2]))
    inside = slice(5, -5)
    np.testing.assert_allclose(felt.specific_force.T[inside], expected[inside], atol=3e-3)


@pytest.mark.parametrize("segment", ["pelvis", "thigh", "shank", "foot"])
def test_angular_velocity_turns_the_attitude_as_it_turns(segment: str) -> None:
    pose, spot = _moving_pose("hip"), _spot(segment)
    felt = feel(pose, spot, n_times=len(TIME_S))
    _, attitudes = _places_and_attitudes(pose, spot)
    rate = np.einsum("kji,kjl->kil", attitudes, np.gradient(attitudes, 1e-3, axis=0))
    expected = np.stack([rate[:, 2, 1], rate[:, 0, 2], rate[:, 1, 0]], axis=0)
    np.testing.assert_allclose(felt.angular_velocity[:, 3:-3], expected[:, 3:-3], atol=1e-3)


def test_gyroscope_integrates_to_the_angle() -> None:
    pose = Pose(shank=_wave(0.4, 2.0))
    felt = feel(pose, _spot("shank"), n_times=len(TIME_S))
    steps = -0.5 * (felt.angular_velocity[1, 1:] + felt.angular_velocity[1, :-1]) * 1e-3
    angle = np.concatenate(([0.0], np.cumsum(steps)))
    np.testing.assert_allclose(angle, pose.shank.value - pose.shank.value[0], atol=2e-5)


def test_a_swinging_shank_feels_tangential_centripetal_and_gravity_as_the_formula_says() -> None:
    r_m = 0.4
    shank = _wave(0.2, 5.0)
    pose = Pose(thigh=Jet(np.pi / 2), shank=shank)
    felt = feel(pose, Spot("shank", (0, 0, -r_m), np.eye(3), THIGH_M, SHANK_M), n_times=len(TIME_S))
    angle, rate, accel = shank.value, shank.rate, shank.accel
    np.testing.assert_allclose(felt.specific_force[0], r_m * accel + GRAVITY_MPS2 * np.sin(angle), atol=1e-12)
    np.testing.assert_allclose(
        felt.specific_force[2], r_m * rate**2 + GRAVITY_MPS2 * np.cos(angle), atol=1e-12
    )
    np.testing.assert_allclose(felt.specific_force[1], 0.0, atol=1e-12)


def test_at_rest_the_specific_force_is_gravity_however_the_leg_is_held() -> None:
    rng = np.random.default_rng(2)
    for segment in ("pelvis", "thigh", "shank", "foot"):
        angles = [Jet(float(x)) for x in rng.uniform(-np.pi, np.pi, 6)]
        felt = feel(Pose(*angles), _spot(segment, draw_rotation(rng)), n_times=1)
        assert np.linalg.norm(felt.specific_force) == pytest.approx(GRAVITY_MPS2, abs=1e-12)
        np.testing.assert_allclose(felt.specific_force, felt.gravity, atol=1e-12)
        np.testing.assert_allclose(felt.angular_velocity, 0.0)


def test_mounting_turns_force_and_turn_alike_and_leaves_the_displacement() -> None:
    mounting = draw_rotation(np.random.default_rng(4))
    pose = _moving_pose("hip")
    plain = feel(pose, _spot("shank"), n_times=len(TIME_S))
    turned = feel(pose, _spot("shank", mounting), n_times=len(TIME_S))
    np.testing.assert_allclose(mounting.T @ mounting, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(turned.specific_force, mounting.T @ plain.specific_force, atol=1e-10)
    np.testing.assert_allclose(turned.angular_velocity, mounting.T @ plain.angular_velocity, atol=1e-10)
    np.testing.assert_array_equal(turned.moving_accel, plain.moving_accel)


def test_two_bones_reach_the_ankle_that_they_are_led_to() -> None:
    person = draw_person(1)
    x, z = _wave(0.05, 1.0, 0.0, 0.45), _wave(0.05, 1.0, 1.5, -0.4)
    thigh, shank = reach_ankle(person, x, z)
    ankle_x = person.thigh_m * np.sin(thigh.value) + person.shank_m * np.sin(shank.value)
    ankle_z = -person.thigh_m * np.cos(thigh.value) - person.shank_m * np.cos(shank.value)
    np.testing.assert_allclose(ankle_x, x.value, atol=1e-12)
    np.testing.assert_allclose(ankle_z, z.value, atol=1e-12)
    np.testing.assert_allclose(np.gradient(thigh.value, 1e-3)[3:-3], thigh.rate[3:-3], atol=1e-3)
    np.testing.assert_allclose(np.gradient(shank.rate, 1e-3)[3:-3], shank.accel[3:-3], atol=5e-2)


def test_a_flat_foot_leaves_the_seated_leg_where_it_is_and_a_raised_heel_lifts_the_knee() -> None:
    person = draw_person(2)
    stance = Stance("sitting", 0.0, 1.5, 0.05, 0.0, 0.0)
    thigh, shank = lift_on_ball(person, Jet(0.0), stance=stance)
    assert float(thigh.value) == pytest.approx(stance.thigh, abs=1e-9)
    assert float(shank.value) == pytest.approx(stance.shank, abs=1e-9)
    raised, _ = lift_on_ball(person, Jet(-0.2), stance=stance)
    assert float(raised.value) > stance.thigh
