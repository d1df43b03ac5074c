"""Bind simulated muscles, brain and other signals of one session into a recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from legato.model.annotation import Annotation
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side
from legato.model.time_base import TimeBase
from legato.simulation.emg_truth import EmgTruth, TrueBurst
from legato.simulation.muscle_bursts import PlannedBurst, make_muscle
from legato.simulation.parameters import load_parameters

__all__ = ["SimulatedEmg", "make_muscles", "mark_task", "name_channel", "record_emg", "side_of"]


@dataclass(frozen=True)
class SimulatedEmg:
    """A simulated session of EMG and everything that is true about it.

    Parameters
    ----------
    recording : Recording
    truth : EmgTruth
    """

    recording: Recording
    truth: EmgTruth


def side_of(channel: str) -> Side:
    """Read the side off the end of a name such as ``emg_ta_left``."""
    for side in (Side.LEFT, Side.RIGHT):
        if channel.endswith(f"_{side.value}"):
            return side
    return Side.UNKNOWN


def name_channel(muscle: str) -> str:
    """Give the name of a muscle's channel."""
    return f"emg_{muscle}"


def mark_task(task: str, span: Interval) -> Annotation:
    """Mark a task as task files and annotations do: ``task:<id>`` with its length.

    Parameters
    ----------
    task : str
    span : Interval

    Returns
    -------
    Annotation
    """
    return Annotation(span.start_s, span.duration_s, f"task:{task}", "simulation")


def make_muscles(
    planned: Mapping[str, Sequence[PlannedBurst]],
    *,
    tonic_uv: Mapping[str, NDArray[np.float64]],
    n_samples: int,
    sampling_rate_hz: float,
    resting_uv: float,
    seed: Sequence[int],
) -> tuple[dict[str, NDArray[np.float32]], list[TrueBurst]]:
    """Make all muscles of a session.

    Parameters
    ----------
    planned : mapping of str to sequence of PlannedBurst
        By channel.
    tonic_uv : mapping of str to ndarray of float64
        RMS of tonic activity, by channel; a muscle that is not there has none.
    n_samples : int
    sampling_rate_hz : float
    resting_uv : float
        RMS, the same for all.
    seed : sequence of int

    Returns
    -------
    (dict of str to ndarray of float32, list of TrueBurst)
        uV by channel, and all bursts by onset.
    """
    signals: dict[str, NDArray[np.float32]] = {}
    bursts: list[TrueBurst] = []
    for k, (channel, own) in enumerate(planned.items()):
        signals[channel], told = make_muscle(
            own,
            channel=channel,
            n_samples=n_samples,
            sampling_rate_hz=sampling_rate_hz,
            resting_uv=resting_uv,
            tonic_uv=tonic_uv.get(channel),
            rng=np.random.default_rng([*seed, k]),
        )
        bursts += told
    return signals, sorted(bursts)


def record_emg(
    muscles: Mapping[str, NDArray[np.float32]],
    *,
    sampling_rate_hz: float,
    seed: int,
    source_name: str,
    annotations: Sequence[Annotation] = (),
    others: Sequence[tuple[str, ChannelKind, str | None, Placement, NDArray[np.float32]]] = (),
) -> Recording:
    """Bind signals of one clock into a recording.

    Parameters
    ----------
    muscles : mapping of str to ndarray of float32
        By channel, uV.
    sampling_rate_hz : float
    seed : int
    source_name : str
        Such as ``simulated tremor``.
    annotations : sequence of Annotation
    others : sequence of (str, ChannelKind, str or None, Placement, ndarray of float32)
        Name, kind, axis, place and samples in uV for EEG and in the SI unit for all else. Those of one place and side
        belong to one sensor.

    Returns
    -------
    Recording
    """
    length = len(next(iter(muscles.values())))
    time = TimeBase.regular(length, sampling_rate_hz=sampling_rate_hz)
    homes: dict[tuple[Placement, Side], list[Channel]] = {}
    rows = [(name, ChannelKind.EMG, None, Placement.SHANK, signal) for name, signal in muscles.items()]
    for name, kind, axis, place, signal in (*rows, *others):
        side = side_of(name.removesuffix(f"_{axis}"))
        is_volt = kind in (ChannelKind.EMG, ChannelKind.EEG)
        channel = Channel(
            name,
            kind,
            axis,
            f"{side.value}_{place.value}",
            ArraySamples(signal),
            time,
            scale=1e-6 if is_volt else 1.0,
            recorded_unit="uV" if is_volt else None,
        )
        homes.setdefault((place, side), []).append(channel)
    sensors = tuple(
        Sensor(f"{side.value}_{place.value}", place, side, tuple(own)) for (place, side), own in homes.items()
    )
    return Recording(
        channels=tuple(channel for sensor in sensors for channel in sensor.channels),
        sensors=sensors,
        provenance=Provenance(
            source_name=source_name,
            sha256="",
            reader="simulation",
            legato_version=version("legato"),
            is_simulated=True,
            settings=(("seed", str(seed)), ("simulation", load_parameters().version)),
            steps=("The samples come from a model and not from a muscle.",),
        ),
        duration_s=time.end_s,
        annotations=tuple(sorted(annotations)),
    )
