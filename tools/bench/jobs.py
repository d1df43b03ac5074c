"""One job of the bench in a process of its own: ``python jobs.py NAME REPETITIONS`` prints one line of JSON.

Time is wall time of the work alone, after imports and loading; memory is the peak of the resident set above what was
resident before the work, so that the input does not count.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import days
import laboratory
import numpy as np

G_MPS2 = 9.80665


def recording_in_memory(path: Path) -> Any:
    """Give a bench day as a Recording: six float32 channels in memory, in g and deg/s.

    Parameters
    ----------
    path : Path
        A .npy file of shape (n, 6).
    """
    from legato.model.channel import ArraySamples, Channel, ChannelKind
    from legato.model.provenance import Provenance
    from legato.model.recording import Placement, Recording, Sensor, Side
    from legato.model.time_base import TimeBase

    stored = np.load(path, mmap_mode="r")
    clock = TimeBase.regular(stored.shape[0], sampling_rate_hz=float(days.RATE_HZ))
    kinds = [(ChannelKind.ACCELERATION, "g", G_MPS2), (ChannelKind.ANGULAR_VELOCITY, "dps", np.pi / 180)]
    channels = tuple(
        Channel(
            name=f"{kind.value}_{axis}",
            kind=kind,
            axis=axis,
            sensor="shank",
            samples=ArraySamples(np.ascontiguousarray(stored[:, 3 * block + column])),
            time=clock,
            scale=float(scale),
            recorded_unit=unit,
        )
        for block, (kind, unit, scale) in enumerate(kinds)
        for column, axis in enumerate("xyz")
    )
    del stored
    return Recording(
        channels=channels,
        sensors=(Sensor("shank", Placement.SHANK, Side.RIGHT, channels),),
        provenance=Provenance(path.name, "", "memory", "bench", is_simulated=True),
        duration_s=clock.duration_s,
    )


def resident_mb(field: str) -> float:
    """Give a line of this process's status in MB: ``VmRSS`` now, ``VmHWM`` at its peak; NaN off Linux."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """Start the peak of the resident set anew (Linux only)."""
    switch = Path("/proc/self/clear_refs")
    if switch.exists():
        switch.write_text("5")


def measure(work: Callable[[], dict[str, Any]], repetitions: int) -> dict[str, Any]:
    """Repeat the work and give its wall times, its peak memory and what it says about itself."""
    forget_peak()
    before = resident_mb("VmRSS")
    walls, processor, said = [], [], {}
    for _ in range(repetitions):
        start, start_processor = time.perf_counter(), time.process_time()
        said = work()
        walls.append(time.perf_counter() - start)
        processor.append(time.process_time() - start_processor)
    return {
        "wall_s": statistics.median(walls),
        "wall_min_s": min(walls),
        "wall_max_s": max(walls),
        "memory_mb": resident_mb("VmHWM") - before,
        "processor_s": float(f"{min(processor):.3g}"),
        "repetitions": repetitions,
        **said,
    }


def analysis_job(path: Path) -> Callable[[], dict[str, Any]]:
    """Give the work of analysing one recording in memory."""
    from legato.analyze import analyze

    recording = recording_in_memory(path)

    def work() -> dict[str, Any]:
        analysis = analyze(recording)
        windows = len(analysis.windows)
        return {
            "windows": windows,
            "transformed_percent": round(100 * analysis.windows.n_transformed / windows, 1),
            "bouts": len(analysis.bouts),
            "measures": len(analysis.measures),
        }

    return work


def cwa_job() -> Callable[[], dict[str, Any]]:
    """Give the work of decoding a week of Axivity to recorded integers."""
    from legato.io.read import read_recording

    path = days.bench_cwa()

    def work() -> dict[str, Any]:
        recording = read_recording(path)
        axes = [channel for channel in recording.channels if channel.kind.value == "acceleration"]
        decoded = [channel.samples.read(0, channel.n_samples) for channel in axes]
        return {"samples": int(sum(part.size for part in decoded)), "dtype": str(decoded[0].dtype)}

    return work


def edf_job() -> Callable[[], dict[str, Any]]:
    """Give the work of reading two legs of a 27-channel night."""
    from legato.io.read import read_recording

    path = days.bench_edf()

    def work() -> dict[str, Any]:
        recording = read_recording(path)
        legs = [recording.channel(name) for name in ("LAT", "RAT")]
        return {"samples": int(sum(leg.read_float32().size for leg in legs))}

    return work


JOBS: dict[str, Callable[[], Callable[[], dict[str, Any]]]] = {
    "day": lambda: analysis_job(days.bench_day()),
    "shaking_day": lambda: analysis_job(days.shaking_day()),
    "week": lambda: analysis_job(days.bench_week()),
    "cwa": cwa_job,
    "edf": edf_job,
    **laboratory.JOBS,
}

if __name__ == "__main__":
    print(json.dumps(measure(JOBS[sys.argv[1]](), int(sys.argv[2]))))
