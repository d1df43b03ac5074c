"""Real EMG: needles tell healthy from neuropathy, walking gives no tremor, and bursts follow the steps."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest

from legato.events.bursts import find_burst_train
from legato.events.motor_units import detect_motor_units
from legato.io.read import read_recording
from legato.knowledge.load import load_criteria
from legato.measures.burst_rhythm import compute_rhythm
from legato.measures.motor_unit_measures import compute_motor_unit_measures
from legato.measures.muscle_pairs import onset_phases_rad
from legato.model.burst import BurstTrain
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.time_base import TimeBase
from legato.signal.circular import rayleigh_p
from realdata_paths import shared_data

pytestmark = pytest.mark.realdata

CRITERIA = load_criteria()
LEG_RATE_HZ = 1000.0


def needle_values(name: str) -> dict[str, float]:
    """Give the motor-unit measures of one needle record of a tibialis anterior."""
    recording = read_recording(shared_data("physionet_emgdb", f"emg_{name}.hea"))
    activity = detect_motor_units(recording.channels[0], criteria=CRITERIA)
    measures = compute_motor_unit_measures(activity, criteria=CRITERIA)
    return {one.name: one.value for one in measures if one.value is not None}


def test_neuropathy_has_larger_units_than_health() -> None:
    healthy, neuropathy = needle_values("healthy"), needle_values("neuropathy")
    for name in (
        "motor_unit_amplitude_median_uv",
        "motor_unit_amplitude_largest_uv",
        "turn_amplitude_median_uv",
    ):
        assert neuropathy[name] > 3 * healthy[name], name
    assert 5 < healthy["motor_unit_rate_median_hz"] < 20
    assert neuropathy["motor_unit_rate_median_hz"] > healthy["motor_unit_rate_median_hz"]


def test_myopathy_has_more_turns_for_their_size_than_neuropathy() -> None:
    myopathy, neuropathy = needle_values("myopathy"), needle_values("neuropathy")
    assert myopathy["turns_over_amplitude_per_mv"] > 3 * neuropathy["turns_over_amplitude_per_mv"]


def leg_files() -> dict[str, np.ndarray]:
    """Read the thigh EMG (mV, four columns) and knee angle of each file."""
    files = {}
    with zipfile.ZipFile(shared_data("uci_emg_lower_limb", "A_TXT_N_TXT.zip")) as archive:
        for name in archive.namelist():
            lines = archive.read(name).decode("latin1").splitlines()[7:]
            rows = [(line.split("\t") + [""] * 5)[:5] for line in lines if line.strip()]
            files[name] = np.array(
                [[float(cell) if cell.strip() else np.nan for cell in row] for row in rows]
            )
    return files


def leg_trains(table: np.ndarray) -> list[BurstTrain]:
    """Find the bursts of each muscle of one file."""
    clock = TimeBase.regular(len(table), sampling_rate_hz=LEG_RATE_HZ)
    return [
        find_burst_train(
            Channel(
                f"m{column}", ChannelKind.EMG, None, "leg", ArraySamples(table[:, column]), clock, scale=1e-3
            ),
            criteria=CRITERIA,
        )
        for column in range(4)
    ]


def test_sitting_standing_and_walking_give_no_tremor() -> None:
    files = leg_files()
    claims = [
        (name, train.channel)
        for name, table in files.items()
        for train in leg_trains(table)
        if compute_rhythm(train, criteria=CRITERIA).is_rhythmic
    ]
    assert len(files) == 30
    assert claims == []


@pytest.mark.parametrize("name", ["A_TXT/3Amar.txt", "A_TXT/4Amar.txt", "A_TXT/5Amar.txt"])
def test_bursts_of_walking_follow_the_knee(name: str) -> None:
    table = leg_files()[name]
    knee = table[:, 4] - np.nanmean(table[:, 4])
    knee = np.convolve(knee, np.hanning(200) / 100, "same")
    steps_s = np.flatnonzero((knee[:-1] < 0) & (knee[1:] >= 0)) / LEG_RATE_HZ
    ps = []
    for train in leg_trains(table):
        onsets_s = np.array([burst.span.start_s for burst in train.bursts if burst.span.duration_s > 0.03])
        ps.append(rayleigh_p(onset_phases_rad(onsets_s, cycle_s=steps_s, longest_s=4.0)))
    assert sum(p < 1e-3 for p in ps) >= 3
