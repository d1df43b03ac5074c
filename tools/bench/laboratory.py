"""The jobs of the laboratory that the bench measures: a night of two legs, bursts of four muscles, coherence of all pairs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import days
import numpy as np

Work = Callable[[], dict[str, Any]]
RULES = ("wasm2016", "aasm3")
NIGHT_RATE_HZ, EMG_RATE_HZ = 512, 2000
MUSCLES = ("ta_left", "gas_left", "ta_right", "gas_right")


def _in_memory(path: Path, *, names: tuple[str, ...], rate_hz: float) -> Any:
    """Give rows of uV as a Recording of EMG channels, float32 in memory."""
    from legato.model.channel import ArraySamples, Channel, ChannelKind
    from legato.model.provenance import Provenance
    from legato.model.recording import Placement, Recording, Sensor, Side
    from legato.model.time_base import TimeBase

    stored = np.load(path)
    clock = TimeBase.regular(stored.shape[1], sampling_rate_hz=rate_hz)
    channels, sensors = [], []
    for name, row in zip(names, stored, strict=True):
        channel = Channel(
            name=name,
            kind=ChannelKind.EMG,
            axis=None,
            sensor=name,
            samples=ArraySamples(np.ascontiguousarray(row)),
            time=clock,
            scale=1e-6,
            recorded_unit="uV",
        )
        side = Side.LEFT if name.endswith("left") or name == "LAT" else Side.RIGHT
        channels.append(channel)
        sensors.append(Sensor(name, Placement.SHANK, side, (channel,)))
    return Recording(
        channels=tuple(channels),
        sensors=tuple(sensors),
        provenance=Provenance(path.name, "", "memory", "bench", is_simulated=True),
        duration_s=clock.duration_s,
    )


def legs_in_memory(path: Path) -> Any:
    """Give a night of the peers' bench as a Recording with the legs LAT and RAT.

    Parameters
    ----------
    path : Path
        A .npy file of shape (2, n) in uV, its truth beside it.
    """
    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))
    return _in_memory(path, names=("LAT", "RAT"), rate_hz=float(truth["fs"]))


def _stages(path: Path) -> Any:
    """Give the notes of a night of the peers' bench: its stages, an epoch of 30 s each."""
    from legato.model.sleep import Hypnogram, SleepNotes, SleepStage

    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))
    stages = tuple(SleepStage(one) for one in truth["hypnogram"])
    return SleepNotes(hypnogram=Hypnogram(epoch_s=30.0, start_s=0.0, stages=stages, origin="bench"))


def night_job(*, with_minor: bool = True) -> Work:
    """Give the work of scoring a night in memory by both rule sets.

    Parameters
    ----------
    with_minor : bool
        Also look for the minor movements, as it does when nothing else is asked for.
    """
    from legato.score_night import score_night

    path = days.bench_psg(NIGHT_RATE_HZ)
    recording, notes = legs_in_memory(path), _stages(path)

    def work() -> dict[str, Any]:
        night = score_night(recording, notes=notes, rules=RULES, with_minor=with_minor)
        return {"movements": sum(len(one.movements) for one in night.scorings.values())}

    return work


def night_edf_job() -> Work:
    """Give the work of reading the night from an EDF file and scoring it by both rule sets."""
    from legato.io.read import read_recording
    from legato.score_night import score_night

    path = days.bench_psg(NIGHT_RATE_HZ)
    notes = _stages(path)

    def work() -> dict[str, Any]:
        night = score_night(read_recording(path.with_suffix(".edf")), notes=notes, rules=RULES)
        return {"movements": sum(len(one.movements) for one in night.scorings.values())}

    return work


def bursts_job() -> Work:
    """Give the work of finding the bursts of four muscles."""
    from legato.events.bursts import find_burst_train
    from legato.knowledge.load import load_criteria

    recording = _in_memory(days.bench_emg(10), names=MUSCLES, rate_hz=float(EMG_RATE_HZ))
    criteria = load_criteria()

    def work() -> dict[str, Any]:
        trains = [find_burst_train(channel, criteria=criteria) for channel in recording.channels]
        return {"bursts": sum(len(train.bursts) for train in trains)}

    return work


def coherence_job() -> Work:
    """Give the work of the coherence of all pairs of four rectified muscles up to 100 Hz, as the peers compute it."""
    from legato.signal.cross_spectra import compute_cross_spectra, hann_taper

    rectified = np.abs(np.load(days.bench_emg(10)).astype(np.float64))
    taper = hann_taper(EMG_RATE_HZ)

    def work() -> dict[str, Any]:
        spectra = compute_cross_spectra(
            rectified, sampling_rate_hz=float(EMG_RATE_HZ), taper=taper, highest_hz=100.0
        )
        return {"bins": len(spectra.frequency_hz)}

    return work


def pairs_job() -> Work:
    """Give the work of comparing all pairs of four muscles, conditioning, limits, peaks, crosstalk and delays included."""
    from legato.knowledge.load import load_criteria
    from legato.measures.channel_coherence import compute_channel_coherence

    recording = _in_memory(days.bench_emg(10), names=MUSCLES, rate_hz=float(EMG_RATE_HZ))
    criteria = load_criteria()

    def work() -> dict[str, Any]:
        pairs = compute_channel_coherence([recording], names=MUSCLES, criteria=criteria, segment_s=1.0)
        return {"pairs": len(pairs)}

    return work


JOBS: dict[str, Callable[[], Work]] = {
    "night": night_job,
    "night_major": lambda: night_job(with_minor=False),
    "night_edf": night_edf_job,
    "bursts": bursts_job,
    "coherence": coherence_job,
    "pairs": pairs_job,
}
