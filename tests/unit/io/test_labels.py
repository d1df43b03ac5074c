"""Names of channels and columns, and what they mean."""

from __future__ import annotations

import pytest

from legato.io.labels import column_role, find_unit, kind_in_name, label_of, place_in_name
from legato.model.channel import SI_UNIT


@pytest.mark.parametrize(
    ("name", "kind", "axis", "unit", "side", "placement"),
    [
        ("accel_x_g", "acceleration", "x", "g", "unknown", "unknown"),
        ("accel_y_mg", "acceleration", "y", "mg", "unknown", "unknown"),
        ("accel_z_mps2", "acceleration", "z", "m/s2", "unknown", "unknown"),
        ("gyro_x_dps", "angular_velocity", "x", "deg/s", "unknown", "unknown"),
        ("gyro_y_mdps", "angular_velocity", "y", "mdeg/s", "unknown", "unknown"),
        ("gyro_z_radps", "angular_velocity", "z", "rad/s", "unknown", "unknown"),
        ("emg_ta_left_uv", "emg", None, "uV", "left", "shank"),
        ("emg_right_v", "emg", None, "V", "right", "unknown"),
        ("emg_l_mv", "emg", None, "mV", "left", "unknown"),
        ("imu_ankle_l_ax", "acceleration", "x", None, "left", "ankle"),
        ("imu_lumbar_gz", "angular_velocity", "z", None, "unknown", "lower_back"),
        ("Accel X (g)", "acceleration", "x", "g", "unknown", "unknown"),
        ("Gyro Y (°/s)", "angular_velocity", "y", "deg/s", "unknown", "unknown"),
        ("Sample (V)", "emg", None, "V", "unknown", "unknown"),
        ("userAcceleration.x", "linear_acceleration", "x", None, "unknown", "unknown"),
        ("rotationRate.z", "angular_velocity", "z", None, "unknown", "unknown"),
        ("gravity.y", "gravity", "y", None, "unknown", "unknown"),
        ("AccML", "acceleration", "y", None, "unknown", "unknown"),
        ("Linear Acceleration x (m/s^2)", "linear_acceleration", "x", "m/s2", "unknown", "unknown"),
        ("Absolute acceleration (m/s^2)", "other", None, "m/s2", "unknown", "unknown"),
        ("Fx[N]", "force", "x", "N", "unknown", "unknown"),
        ("COPy[cm]", "position", "y", "cm", "unknown", "unknown"),
        ("FX (deg)", "angle", None, "deg", "unknown", "unknown"),
        ("Recto Femoral (mV)", "emg", None, "mV", "unknown", "thigh"),
        ("x", "unknown", "x", None, "unknown", "unknown"),
        ("foo", "unknown", None, None, "unknown", "unknown"),
    ],
)
def test_a_name_says_what_it_says_and_no_more(
    name: str, kind: str, axis: str | None, unit: str | None, side: str, placement: str
) -> None:
    label = label_of(name)
    assert (label.kind, label.axis, label.side, label.placement) == (kind, axis, side, placement)
    assert (label.unit.name if label.unit else None) == unit


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("time_s", "clock"),
        ("Time (s)", "clock"),
        ("Timestamp (microseconds)", "clock"),
        ("ts", "clock"),
        ("subject_ID", "group"),
        ("recording", "group"),
        ("freeze_label", "label"),
        ("StartHesitation", "label"),
        ("__index_level_0__", "counter"),
        ("PacketCounter", "counter"),
        ("patient name", "identity"),
        ("accel_x_g", "signal"),
        ("Sample (V)", "signal"),
    ],
)
def test_a_column_has_its_role(name: str, role: str) -> None:
    assert column_role(name) == role


def test_every_unit_belongs_to_a_kind_that_has_one() -> None:
    for spelling in ("g", "mg", "m/s2", "°/s", "rad/s", "µV", "mV", "N", "cm", "uT"):
        unit = find_unit(spelling)
        assert unit is not None
        assert all(kind in SI_UNIT for kind in unit.kinds)


def test_place_and_kind_are_read_from_file_names() -> None:
    assert place_in_name("p4-right-pocket") == ("pocket", "right")
    assert place_in_name("T_-_REST_-_RIGHT_LEG") == ("unknown", "right")
    assert kind_in_name("Linear Accelerometer.csv") == "linear_acceleration"
    assert kind_in_name("V1_2023_Gyroscope_labeled") == "angular_velocity"
