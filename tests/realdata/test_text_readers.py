"""Real recordings in text, Parquet and app exports: rate, length and unit as their papers and headers say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from legato.errors import InputError
from legato.io.read import read_recording
from legato.model.channel import ChannelKind
from realdata_paths import shared_data

pytestmark = pytest.mark.realdata

LEG = "T_-_REST_TREMOR_AMPLITUDE_-_RIGHT_LEG_-_2016-10-14_10-56-44_-_f73512ccfc_-_2458.csv"
GAIT = "gait_voisard_healthy/GaitData_trial1.zip"


@dataclass(frozen=True)
class Case:
    path: str
    reader: str
    rate_hz: float
    duration_s: float
    unit: str | None
    options: dict[str, Any] = field(default_factory=dict)
    n_channels: int | None = None
    gravity: bool = False


CASES = [
    Case("daphnet_fog/S02R01.txt.gz", "daphnet", 64, 1133.77, "mg", n_channels=9, gravity=True),
    Case("daphnet_fog/S02R02.txt.gz", "daphnet", 64, 1400.70, "mg", n_channels=9, gravity=True),
    Case("daphnet_fog/S06R02.txt", "daphnet", 64, 691.05, "mg", n_channels=9, gravity=True),
    *(
        Case(f"stanford_fog_imu/parquet/{name}.parquet", "parquet", 128, duration_s, "m/s2", n_channels=n, gravity=True)
        for name, duration_s, n in [
            ("pt3_visit_12.1_tbc_walklr_0_trial_1", 58.02, 36),
            ("pt5_visit_27.1_tbc_walklr_1_trial_1", 50.28, 66),
            ("pt5_visit_6_tbc_walklr_0_trial_1", 47.05, 36),
        ]
    ),
    Case("kaggle_fog_tdcs/tdcsfog/04e10e0797.parquet", "parquet", 128, 113.41, "m/s2", {"sampling_rate_hz": 128, "unit": "m/s2"}, 3, gravity=True),
    Case("kaggle_fog_tdcs/defog/509a9830a6.parquet", "parquet", 100, 283.42, "g", {"sampling_rate_hz": 100, "unit": "g"}, 3, gravity=True),
    Case("leg_reflex_biostamp/subject4/patellar/normal/response", "biostamp", 62.464, 93.49, "g", n_channels=6, gravity=True),
    Case("leg_reflex_biostamp/subject4/patellar/normal/elecRaw/elec.csv", "biostamp", 249.806, 93.77, "V", n_channels=1),
    Case("leg_reflex_biostamp/subject4/achilles/exercise/hammer/accel.csv.gz", "biostamp", 62.58, 64.88, "g", n_channels=3, gravity=True),
    Case(f"cloudupdrs_pdkit/2458/{LEG}", "cloudupdrs", 100, 31.99, "m/s2", gravity=True),
    Case("cloudupdrs_pdkit/kinetic_tremor_left_hand.csv", "cloudupdrs", 50, 30.02, "m/s2"),
    Case("cloudupdrs_pdkit/mpower_tremor.json", "mpower", 102.61, 19.02, "g", n_channels=3, gravity=True),
    Case("cloudupdrs_pdkit/mpower_gait.json", "mpower", 101.10, 20.01, "g", n_channels=3, gravity=True),
    Case("emulated_tremor_patch/V1_20231206_114621_Acceleration_labeled.csv.gz", "st_patch", 200.21, 519.6, "mg", n_channels=3, gravity=True),
    Case("emulated_tremor_patch/V1_20231206_114621_Gyroscope_labeled.csv.gz", "st_patch", 200.21, 519.6, "mdeg/s", n_channels=3),
    Case("wrist_accel_sample_nikhil/sample_wrist_accelerometer_data.csv", "delimited", 100, 120.0, "g", {"unit": "g"}, 3, gravity=True),
    Case("uci_emg_lower_limb/A_TXT_N_TXT.zip", "datalog", 1000, 16.85, "mV", {"sampling_rate_hz": 1000, "where": {"member": "1Asen"}}, 5),
    Case("gait_voisard_healthy/example/1-1_rf.txt", "xsens", 100, 30.45, "m/s2", n_channels=9, gravity=True),
    Case(GAIT, "xsens", 100, 29.25, "m/s2", {"where": {"member": "2-1_lb.txt"}}, 9, gravity=True),
    Case("motionsense_pocket/devicemotion_subset.parquet", "parquet", 50, 205.84, "g", {"sampling_rate_hz": 50, "where": {"trial": "sit_5", "subject": 1}, "channels": ["gravity.x", "gravity.y", "gravity.z"]}, 3),
    Case("motionsense_pocket/original_example/dws_1_sub_12.csv", "delimited", 50, 30.44, "rad", {"sampling_rate_hz": 50}, 12),
    Case("har_phone_watch_geotec/phone_pocket.parquet", "parquet", 102.47, 13.18, "m/s2", {"where": {"recording": "s01_01_sp"}}, 6, gravity=True),
    Case("har_phone_watch_geotec/original_example/s07_03_sp.csv", "delimited", 102.43, 12.70, "m/s2", n_channels=6, gravity=True),
    Case("phyphox_pockets_20p/labeled/p4-right-pocket.parquet", "parquet", 99.63, 544.7, "m/s2", n_channels=4),
    Case("device_formats/phyphox_csv_export", "phyphox", 100.70, 282.47, "m/s2", n_channels=3),
    Case("device_formats/sensorlogger_csv/sitting.csv", "delimited", 20.38, 5.45, None, n_channels=3),
    Case("physionet_gaitpdb_8rec/GaCo01_01.parquet", "parquet", 100.0, 121.18, "N", n_channels=18),
    Case("balance_forceplate_bds/parquet/BDS00001.parquet", "parquet", 100, 60.0, "N", n_channels=8),
    Case("balance_forceplate_bds/original_example/BDS00001.txt", "delimited", 100, 60.0, "N", n_channels=8),
    Case("mobgap_example/data_csv/HA/001/TimeMeasure1_Test5_Trial1.csv", "delimited", 100, 12.46, "g", {"sampling_rate_hz": 100, "unit": "g,deg/s"}, 6, gravity=True),
    Case("device_formats/actigraph_read_gt3x/TAS1H30182785_2019-09-17.csv.gz", "actigraph_csv", 100, 2405.0, "g", n_channels=3, gravity=True),
    Case("device_formats/nilspod/NilsPodX-7FAD_20190430_0933_data.csv", "delimited", 204.8, 46.86, "deg/s", {"unit": "m/s2,deg/s"}, 6, gravity=True),
    Case("physionet_emgdb/emg_healthy.txt", "delimited", 4000, 12.715, "mV", {"unit": "mV"}, 1),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path)
def test_rate_length_and_unit_are_those_of_the_set(case: Case) -> None:
    recording = read_recording(shared_data(*case.path.split("/")), **case.options)
    first = recording.channels[0]
    assert recording.provenance.reader == case.reader
    assert first.sampling_rate_hz == pytest.approx(case.rate_hz, rel=2e-4)
    assert recording.duration_s == pytest.approx(case.duration_s, rel=1e-3)
    assert first.recorded_unit == case.unit
    assert case.n_channels in (None, len(recording.channels))
    if case.gravity:
        axes = next(
            found for sensor in recording.sensors if (found := sensor.triad(ChannelKind.ACCELERATION))
        )
        length = np.median(np.sqrt(sum(np.square(axis.read()) for axis in axes)))
        assert length == pytest.approx(9.81, rel=0.15)


@pytest.mark.parametrize(
    ("name", "n_freezes", "freezing_s"),
    [("S02R01.txt.gz", 9, 55.3), ("S02R02.txt.gz", 15, 126.1), ("S06R02.txt", 0, 0.0)],
)
def test_the_freezes_of_daphnet_are_those_of_its_readme(name: str, n_freezes: int, freezing_s: float) -> None:
    recording = read_recording(shared_data("daphnet_fog", name))
    freezes = [mark for mark in recording.annotations if mark.text == "freeze"]
    assert len(freezes) == n_freezes
    assert sum(mark.duration_s for mark in freezes) == pytest.approx(freezing_s, abs=0.3)


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("pt3_visit_12.1_tbc_walklr_0_trial_1", 0.259),
        ("pt3_visit_12.1_tbc_walklr_0_trial_3", 0.212),
        ("pt3_visit_12.1_tbc_walklr_1_trial_2", 0.132),
        ("pt5_visit_27.1_tbc_walklr_1_trial_1", 0.278),
        ("pt5_visit_6_tbc_walklr_0_trial_1", 0.0),
    ],
)
def test_the_share_of_freezing_in_the_stanford_walks_is_theirs(name: str, share: float) -> None:
    recording = read_recording(shared_data("stanford_fog_imu", "parquet", f"{name}.parquet"))
    freezing_s = sum(mark.duration_s for mark in recording.annotations if mark.text == "freeze_label")
    assert freezing_s / recording.duration_s == pytest.approx(share, abs=0.002)


def test_the_stanford_walk_with_eleven_sensors_names_all_of_them() -> None:
    path = shared_data("stanford_fog_imu", "parquet", "pt5_visit_27.1_tbc_walklr_1_trial_1.parquet")
    recording = read_recording(path)
    assert len(recording.sensors) == 11
    thighs = read_recording(path, placement="thigh").sensors
    assert [(sensor.id, sensor.side) for sensor in thighs] == [
        ("left_thigh", "left"),
        ("right_thigh", "right"),
    ]


def test_the_reflex_streams_start_when_their_clocks_say() -> None:
    recording = read_recording(shared_data("leg_reflex_biostamp", "subject4", "patellar", "normal"))
    starts_s = {channel.sensor: channel.time.start_s for channel in recording.channels}
    assert starts_s["response"] == pytest.approx(3.082, abs=0.001)
    assert starts_s["hammer"] == pytest.approx(6.051, abs=0.001)
    assert recording.start == datetime(2018, 10, 10, 0, 26, 22, 579_803, tzinfo=UTC)


def test_the_three_sensors_of_a_walk_lie_on_one_clock() -> None:
    recording = read_recording(shared_data(*GAIT.split("/")), where={"member": "5-1"})
    starts_s = {sensor.id: sensor.channels[0].time.start_s for sensor in recording.sensors}
    assert starts_s == pytest.approx({"lower_back": 0.01, "left_foot": 0.0, "right_foot": 0.01}, abs=1e-9)
    assert recording.duration_s == pytest.approx(30.88, abs=0.02)


def test_the_patch_tells_that_its_note_states_another_rate() -> None:
    name = "V2_20231206_113808_Acceleration_labeled.csv.gz"
    recording = read_recording(shared_data("emulated_tremor_patch", name))
    assert "rate_differs" in {issue.code for issue in recording.issues}


def test_the_phone_with_jittered_stamps_keeps_them_and_finds_no_gaps() -> None:
    path = shared_data("har_phone_watch_geotec", "phone_pocket.parquet")
    recording = read_recording(path, where={"recording": "s01_01_sp"})
    time = recording.channels[0].time
    assert not time.is_regular
    assert time.gaps == ()
    assert "time_duplicate" in {issue.code for issue in recording.issues}


@pytest.mark.parametrize(
    ("path", "options", "words"),
    [
        ("har_phone_watch_geotec/phone_pocket.parquet", {}, "105 recordings"),
        ("motionsense_pocket/devicemotion_subset.parquet", {"sampling_rate_hz": 50}, "25 recordings"),
        ("uci_emg_lower_limb/A_TXT_N_TXT.zip", {}, "30 recordings"),
        (GAIT, {}, "9 recordings"),
        ("leg_reflex_biostamp/subject4", {}, "4 sessions"),
        ("kaggle_fog_tdcs/defog/509a9830a6.parquet", {}, "no time"),
        ("device_formats/ggirread_testfiles/ActiGraph13.csv", {}, "counts"),
        ("device_formats/ggirread_testfiles/ActiGraph13_timestamps_headers.csv", {}, "counts"),
        ("device_formats/ggirread_testfiles/ActiGraph61.csv", {}, "counts"),
        ("device_formats/ggirread_testfiles/Actical.csv", {}, "counts"),
        ("device_formats/ggirread_testfiles/Actiwatch.csv", {}, "counts"),
        ("device_formats/apple_health/export6s3sample.xml", {}, "no movement signal"),
        ("device_formats/c3d_pyomeca/markers.trc", {}, "markers"),
        ("device_formats/c3d_pyomeca/inverse_kin.mot", {}, "body model"),
        ("device_formats/c3d_pyomeca/inverse_dyn.sto", {}, "body model"),
        ("pads_smartwatch_3subj/observation_001.json", {}, "describes a recording"),
        ("cloudupdrs_pdkit/mpower_finger_tapping.json", {}, "taps"),
    ],
)
def test_what_is_no_single_recording_is_refused_with_its_reason(
    path: str, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words) as refused:
        read_recording(shared_data(*path.split("/")), **options)
    assert refused.value.mend
