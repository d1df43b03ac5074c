"""Make the recordings that the bench measures on: the peers' own bench day and week, and a day in which every window shakes.

The peers' generator stands beside the real recordings (../shared/peers/bench/gen.py, or what ``LEGATO_PEERS`` names). All
of it is synthetic and seeded; the same call gives the same bytes. Nothing is made twice: files stay under out/bench-data.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "out" / "bench-data"
PEERS = Path(os.environ.get("LEGATO_PEERS", ROOT.parent / "shared" / "peers" / "bench"))
RATE_HZ = 100


def made_by_peers(name: str, *words: str, after: tuple[str, ...] = ()) -> Path:
    """Give a file of the peers' generator, making it first where it is not there.

    Parameters
    ----------
    name : str
        File name under out/bench-data.
    *words : str
        What the generator is told before the file name, such as ``imu 24``.
    after : tuple of str
        What it is told behind the file name.
    """
    path = DATA / name
    done = path.with_name(f"{name}.made")
    if not done.exists():
        generator = PEERS / "gen.py"
        if not generator.is_file():
            sys.exit(f"the peers' generator is not at {generator}; name its folder with LEGATO_PEERS")
        DATA.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, str(generator), *words, str(path), *after], check=True)
        done.touch()
    return path


def bench_day() -> Path:
    """Give the peers' day of 100 Hz accelerometer (g) and gyroscope (deg/s), float32 (n, 6)."""
    return made_by_peers("imu_24h.npy", "imu", "24")


def bench_week() -> Path:
    """Give the peers' week, laid out like the day."""
    return made_by_peers("imu_7d.npy", "imu", "168")


def bench_cwa() -> Path:
    """Give the week's accelerometer as an Axivity AX3 file."""
    return made_by_peers("ax3_7d.cwa", "cwa", str(bench_week()))


def bench_edf() -> Path:
    """Give the night of 27 channels at three rates."""
    return made_by_peers("psgmix_8h.edf", "psgmix", "8")


def bench_psg(rate_hz: int) -> Path:
    """Give the night of two legs at a rate, float32 (2, n) in uV; the same as EDF lies beside it.

    Parameters
    ----------
    rate_hz : int
    """
    name = f"psg_8h_{rate_hz}"
    return made_by_peers(f"{name}.npy", "psg", "8", str(rate_hz), after=(str(DATA / f"{name}.edf"),))


def bench_emg(minutes: int) -> Path:
    """Give the EMG of four muscles at 2 kHz, float32 (4, n) in uV.

    Parameters
    ----------
    minutes : int
    """
    return made_by_peers(f"emg_{minutes}min.npy", "emg", str(minutes), "2000")


def shaking_day() -> Path:
    """Give a day in which every window holds a wandering tremor of 3 to 9 Hz, float32 (n, 6), g and deg/s."""
    path = DATA / "shaking_24h.npy"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(20260102)
        n = 24 * 3600 * RATE_HZ
        knots = rng.uniform(3.0, 9.0, 24 * 60 + 1)  # one frequency a minute, joined by lines
        frequency_hz = np.interp(np.arange(n), np.linspace(0, n, knots.size), knots)
        phase = np.cumsum(2 * np.pi * frequency_hz / RATE_HZ)
        day = np.empty((n, 6), np.float32)
        day[:, 3:] = np.sin(phase)[:, None] * np.array([30.0, 12.0, 5.0])
        lever_arm_m = 0.30
        # tangential acceleration of a point at the lever arm, in g for an angular velocity in deg/s
        tangential_g = 2 * np.pi * frequency_hz * lever_arm_m / 9.80665 * np.pi / 180 * np.cos(phase)
        day[:, :3] = tangential_g[:, None] * np.array([12.0, 30.0, 5.0]) + np.array([0.3, 0.9, 0.3])
        day[:, :3] += rng.standard_normal((n, 3), dtype=np.float32) * np.float32(0.004)
        day[:, 3:] += rng.standard_normal((n, 3), dtype=np.float32) * np.float32(0.25)
        np.save(path, day)
    return path


def day_as_parquet() -> Path:
    """Give the bench day as a Parquet file with unit-bearing column names, as a user would have it."""
    path = DATA / "imu_24h.parquet"
    if not path.exists():
        import pyarrow as pa
        import pyarrow.parquet as pq

        day = np.load(bench_day(), mmap_mode="r")
        names = [f"accel_{axis}_g" for axis in "xyz"] + [f"gyro_{axis}_dps" for axis in "xyz"]
        columns = {"time_s": np.arange(day.shape[0]) / RATE_HZ}
        columns |= {name: np.ascontiguousarray(day[:, index]) for index, name in enumerate(names)}
        pq.write_table(pa.table(columns), path, compression="zstd")
    return path
