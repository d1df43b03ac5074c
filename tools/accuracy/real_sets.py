"""Which real recordings the accuracy tables use, and how they are opened; every set lies beside the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from legato.io.read import read_recording
from legato.model.recording import Recording

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

# What each trial of MotionSense is.
_MOTIONSENSE = {"sit": "sitting", "std": "standing", "wlk": "walking", "jog": "jogging"}


def motionsense() -> Iterator[tuple[str, str, Recording]]:
    """Give (subject, activity, recording) of the pocket phones of MotionSense."""
    path = DATA / "motionsense_pocket" / "devicemotion_subset.parquet"
    table = pq.read_table(path, columns=["trial", "subject"])
    pairs = sorted(
        {(t, s) for t, s in zip(table["trial"].to_pylist(), table["subject"].to_pylist(), strict=True)}
    )
    for trial, subject in pairs:
        recording = read_recording(
            path,
            where={"trial": trial, "subject": subject},
            placement="pocket",
            sampling_rate_hz=50,
        )
        yield str(subject), _MOTIONSENSE[trial.split("_")[0]], recording


def phyphox_pockets() -> Iterator[tuple[str, str, Recording]]:
    """Give the pocket phones of the phyphox set: desk work, rest, walking and jogging in one recording each."""
    for path in sorted((DATA / "phyphox_pockets_20p" / "labeled").glob("*.parquet")):
        yield path.name.split("-")[0], "mixed", read_recording(path, placement="pocket")


def har_pockets() -> Iterator[tuple[str, str, Recording]]:
    """Give the pocket phones of the sit-to-stand-and-walk set."""
    path = DATA / "har_phone_watch_geotec" / "phone_pocket.parquet"
    names = sorted(set(pq.read_table(path, columns=["recording"])["recording"].to_pylist()))
    for name in names:
        yield name.split("_")[0], "mixed", read_recording(path, where={"recording": name}, placement="pocket")


def healthy_gait() -> Iterator[tuple[str, str, Recording]]:
    """Give the feet and lower backs of healthy walking."""
    path = DATA / "gait_voisard_healthy" / "GaitData_trial1.zip"
    places = {"lb": ("lower_back", None), "lf": ("foot", "left"), "rf": ("foot", "right")}
    for subject in range(1, 10):
        for code, (placement, side) in places.items():
            recording = read_recording(
                path, where={"member": f"{subject}-1_{code}.txt"}, placement=placement, side=side
            )
            yield str(subject), "walking", recording


def lower_back_walks() -> Iterator[tuple[str, str, Recording]]:
    """Give the lower-back walks of Mobilise-D."""
    for path in sorted((DATA / "mobgap_example" / "data_csv").rglob("TimeMeasure*.csv")):
        yield "HA001", "walking", read_recording(path, placement="lower_back", sampling_rate_hz=100)


NEGATIVE_SETS = {
    "motionsense (pocket: sit, stand, walk, jog)": motionsense,
    "phyphox (pocket: desk work, rest, walk, jog)": phyphox_pockets,
    "har_phone (pocket: sit, stand up, walk, turn)": har_pockets,
    "voisard (feet, lower back: healthy gait)": healthy_gait,
    "mobgap (lower back: healthy gait)": lower_back_walks,
}


def graded_windows(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, str]:
    """Give samples (n, 128, 3), grade, segment and unit note of a graded tremor set at 50 Hz."""
    data = np.load(DATA / "pd_tremor_graded" / name)
    return (
        data["X"].astype(np.float64),
        data["Y"].astype(float),
        data["segment"].astype(int),
        "unit of the set",
    )
