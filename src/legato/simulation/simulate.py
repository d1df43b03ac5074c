"""Make a recording of a simulated leg, and the truth about it.

The motion is a function of time, read at the sample times of the sensor's clock: the same plan, person and seed give the
same movement at any rate, jitter or gap. Everything made here is marked as simulated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from legato.model.annotation import Annotation
from legato.model.interval import Interval
from legato.model.movement import MovementKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Side, Task
from legato.simulation.act import Act
from legato.simulation.amounts import mean_frequency_hz, true_amplitudes
from legato.simulation.device import Clock, Device, make_clock, make_emg_sensor, make_sensor
from legato.simulation.limb import Felt, Spot
from legato.simulation.motion import PhaseOf
from legato.simulation.parameters import load_parameters, number
from legato.simulation.person import SITES, Person, place_sensor
from legato.simulation.stage import Scene, compose, feel_scene, quiet_kind
from legato.simulation.truth import Episode, Truth

__all__ = [
    "Made",
    "feel_leg",
    "list_episodes",
    "list_movements",
    "make_leg",
    "provenance_of",
    "simulate_pair",
    "simulate_recording",
    "track_frequency",
]

_CHUNK = 1 << 15  # samples worked on at once: fits the cache, bounds the memory of a day
_TRACK_HZ = 10.0
_START = datetime(2026, 1, 1, 8, tzinfo=UTC)  # any instant will do; both legs of a pair share it


@dataclass(frozen=True, eq=False)
class Made:
    """Everything about one simulated sensor, for tests and sets.

    Parameters
    ----------
    recording : Recording
    truth : Truth
    felt : Felt
        Noise-free, at the sample times, in the sensor's axes.
    scenes : tuple of Scene
    """

    recording: Recording
    truth: Truth
    felt: Felt
    scenes: tuple[Scene, ...]


def feel_leg(scenes: Sequence[Scene], spot: Spot, times_s: NDArray[np.float64]) -> Felt:
    """Compute what an ideal sensor feels over a whole recording.

    Parameters
    ----------
    scenes : sequence of Scene
    spot : Spot
    times_s : ndarray of float64, shape (n_samples,)
        Ascending.

    Returns
    -------
    Felt
    """
    n = len(times_s)
    whole = Felt.empty(n)
    edges = np.searchsorted(times_s, [scene.span.start_s for scene in scenes[1:]])
    bounds = [0, *(int(edge) for edge in edges), n]
    for scene, first, behind in zip(scenes, bounds, bounds[1:], strict=False):
        for start in range(first, behind, _CHUNK):
            stop = min(start + _CHUNK, behind)
            felt = feel_scene(scene, spot, times_s[start:stop])
            room = whole.part(start, stop)
            room.specific_force[:] = felt.specific_force
            room.angular_velocity[:] = felt.angular_velocity
            room.moving_accel[:] = felt.moving_accel
            room.gravity[:] = felt.gravity
    return whole


def _averaged(scenes: Sequence[Scene], spot: Spot, times_s: NDArray[np.float64], rate_hz: float) -> Felt:
    """Feel faster than a slow sensor writes, and low-pass before thinning out, as the chip does."""
    k = math.ceil(number("sensor.inner_rate_hz") / rate_hz)
    half = 4 * k
    inner_s = times_s[0] + np.arange(-half, len(times_s) * k + half) / (rate_hz * k)
    last_s = scenes[-1].span.end_s
    fine = feel_leg(scenes, spot, np.clip(inner_s, 0.0, np.nextafter(last_s, 0.0)))
    tap = np.arange(-half, half + 1)
    kernel = np.sinc(2.0 * number("sensor.bandwidth_of_rate") / k * tap) * np.hamming(2 * half + 1)
    kernel /= kernel.sum()

    def thin(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        smooth = np.stack([np.convolve(row, kernel, "valid") for row in rows])
        return np.ascontiguousarray(smooth[:, ::k][:, : len(times_s)])

    return Felt(*map(thin, (fine.specific_force, fine.angular_velocity, fine.moving_accel, fine.gravity)))


def list_episodes(
    scenes: Sequence[Scene],
    felt: Felt | None = None,
    *,
    times_s: NDArray[np.float64] | None = None,
    sampling_rate_hz: float = 0.0,
) -> list[Episode]:
    """List what happens when, filling the time between movements with lying, sitting or standing quietly.

    Parameters
    ----------
    scenes : sequence of Scene
    felt : Felt or None
        Noise-free motion at evenly spaced times, for the amplitudes; None leaves them away.
    times_s : ndarray of float64, shape (n_samples,), or None
        The times of ``felt``.
    sampling_rate_hz : float
        Of ``felt``.

    Returns
    -------
    list of Episode
    """
    episodes: list[Episode] = []
    for scene in scenes:
        start_s, end_s, now_s = scene.span.start_s, scene.span.end_s, scene.span.start_s
        quiet = quiet_kind(scene.stance)
        for stretch in scene.motion.stretches:
            a, b = start_s + stretch.start_s, min(end_s, start_s + stretch.end_s)
            if a > now_s + 1e-6:
                episodes.append(
                    Episode(Interval(now_s, a), quiet, posture=scene.stance.posture, acts=scene.acts)
                )
            episode = Episode(
                Interval(a, b),
                stretch.kind,
                stretch.detail,
                scene.stance.posture,
                pair=scene.act.pair if scene.acts else (),
                acts=scene.acts,
            )
            if stretch.phase is not None:
                episode = _with_amounts(episode, scene, felt, times_s, sampling_rate_hz, stretch.phase)
            episodes.append(episode)
            now_s = b
        if now_s < end_s - 1e-6:
            episodes.append(
                Episode(Interval(now_s, end_s), quiet, posture=scene.stance.posture, acts=scene.acts)
            )
    return _merged(episodes)


def _merged(episodes: Sequence[Episode]) -> list[Episode]:
    """Join neighbours that say the same and have no rhythm of their own."""
    joined: list[Episode] = []
    for episode in episodes:
        before = joined[-1] if joined else None
        is_same = (
            before is not None
            and before.frequency_hz is None
            and episode == replace(before, span=episode.span)
            and episode.kind in (MovementKind.STILL, MovementKind.STANDING, MovementKind.OFF_BODY)
        )
        if before is not None and is_same:
            joined[-1] = replace(before, span=Interval(before.span.start_s, episode.span.end_s))
        else:
            joined.append(episode)
    return joined


def _with_amounts(
    episode: Episode,
    scene: Scene,
    felt: Felt | None,
    times_s: NDArray[np.float64] | None,
    rate_hz: float,
    phase: PhaseOf,
) -> Episode:
    start_s = episode.span.start_s - scene.span.start_s
    mean_hz, sd_hz = mean_frequency_hz(phase, start_s=start_s, end_s=start_s + episode.span.duration_s)
    rhythmic = replace(episode, frequency_hz=mean_hz, frequency_sd_hz=sd_hz)
    if felt is None or times_s is None:
        return rhythmic
    first, behind = np.searchsorted(times_s, (episode.span.start_s, episode.span.end_s))
    if behind - first < 16:
        return rhythmic
    mps2, dps, mm = true_amplitudes(felt.part(first, behind), sampling_rate_hz=rate_hz, frequency_hz=mean_hz)
    return replace(
        episode,
        frequency_hz=mean_hz,
        frequency_sd_hz=sd_hz,
        amplitude_mps2=mps2,
        amplitude_dps=dps,
        amplitude_mm=mm,
    )


def list_movements(scenes: Sequence[Scene]) -> tuple[Interval, ...]:
    """List the single movements of all scenes: jerks, leg movements, submovements of fidgets.

    Parameters
    ----------
    scenes : sequence of Scene

    Returns
    -------
    tuple of Interval
        Seconds since the start of the recording.
    """
    return tuple(
        Interval(scene.span.start_s + a, scene.span.start_s + b)
        for scene in scenes
        for a, b in scene.motion.movements
    )


def track_frequency(
    scenes: Sequence[Scene], duration_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the instantaneous frequency ten times a second.

    Parameters
    ----------
    scenes : sequence of Scene
    duration_s : float

    Returns
    -------
    (ndarray, ndarray) of float64, each shape (n_track,)
        Seconds, and Hz (NaN without a rhythm).
    """
    times_s = np.arange(math.floor(duration_s * _TRACK_HZ)) / _TRACK_HZ
    hz = np.full(len(times_s), np.nan)
    for scene in scenes:
        for stretch in scene.motion.stretches:
            if stretch.phase is None:
                continue
            a, b = scene.span.start_s + stretch.start_s, scene.span.start_s + stretch.end_s
            first, behind = np.searchsorted(times_s, (a, b))
            if behind > first:
                hz[first:behind] = np.asarray(
                    stretch.phase(times_s[first:behind] - scene.span.start_s).rate
                ) / (2 * math.pi)
    return times_s, hz


def make_leg(
    plan: Sequence[Act],
    *,
    person: Person,
    placement: Placement = Placement.ANKLE,
    side: Side = Side.RIGHT,
    sampling_rate_hz: float = 100.0,
    seed: int = 0,
    device: Device | None = None,
    task: Task = Task.FREE,
    has_amounts: bool = True,
) -> Made:
    """Make a recording, its truth and the noise-free motion behind both.

    Parameters
    ----------
    plan, person, placement, side, sampling_rate_hz, seed, device, task, has_amounts
        As in ``simulate_recording``.

    Returns
    -------
    Made
    """
    device = Device() if device is None else device
    scenes = compose(plan, person=person, side=side, seed=seed, segment=SITES.get(placement, "shank"))
    duration_s = scenes[-1].span.end_s
    # One stream a purpose, so that asking for EMG or another rate changes neither the mounting nor the movement.
    streams = [np.random.default_rng([seed, person.seed, 77, side is Side.LEFT, k]) for k in range(5)]
    spot = place_sensor(person, placement, side=side, rng=streams[0], mounting=device.mounting)
    clock = make_clock(duration_s, sampling_rate_hz=sampling_rate_hz, device=device, rng=streams[2])
    rate_hz, is_even = clock.time.sampling_rate_hz, len(clock.time.runs) == 1 and clock.time.is_regular
    is_slow = is_even and rate_hz < 0.5 * number("sensor.inner_rate_hz")
    felt = (
        _averaged(scenes, spot, clock.times_s, rate_hz) if is_slow else feel_leg(scenes, spot, clock.times_s)
    )
    sensors = [
        make_sensor(
            felt,
            clock.time,
            placement=placement,
            side=side,
            device=device,
            model_rng=streams[1],
            noise_rng=streams[3],
        )
    ]
    if device.emg_rate_hz is not None:
        sensors.append(make_emg_sensor(scenes, duration_s, side=side, device=device, rng=streams[4]))
    channels = tuple(channel for sensor in sensors for channel in sensor.channels)
    recording = Recording(
        channels=channels,
        sensors=tuple(sensors),
        provenance=provenance_of(seed, person),
        duration_s=max(channel.time.end_s for channel in channels),
        start=_START,
        subject=person.code,
        task=task,
        annotations=_requests(scenes),
    )
    own = felt if is_even and not is_slow else None
    episodes = _measured_episodes(scenes, spot, clock, own) if has_amounts else list_episodes(scenes)
    track = track_frequency(scenes, duration_s)
    truth = Truth(tuple(episodes), *track, movements=list_movements(scenes), person=person.code)
    return Made(recording, truth, felt, tuple(scenes))


def _measured_episodes(scenes: Sequence[Scene], spot: Spot, clock: Clock, felt: Felt | None) -> list[Episode]:
    """List the episodes with true amplitudes, felt anew where the sensor's own samples are too few or uneven."""
    if felt is not None:
        return list_episodes(
            scenes, felt, times_s=clock.times_s, sampling_rate_hz=clock.time.sampling_rate_hz
        )
    rate_hz = number("sensor.inner_rate_hz")
    times_s = np.arange(math.floor(scenes[-1].span.end_s * rate_hz)) / rate_hz
    return list_episodes(scenes, feel_leg(scenes, spot, times_s), times_s=times_s, sampling_rate_hz=rate_hz)


def _requests(scenes: Sequence[Scene]) -> tuple[Annotation, ...]:
    """Note what the person was asked for, where the plan says so (``asked to stop``)."""
    return tuple(
        Annotation(scene.span.start_s, 0.0, scene.act.detail, "simulation")
        for scene in scenes
        if scene.act.detail.startswith("asked")
    )


def provenance_of(seed: int, person: Person) -> Provenance:
    """Say that it is simulated, from what, and with which parameters.

    Parameters
    ----------
    seed : int
    person : Person

    Returns
    -------
    Provenance
    """
    return Provenance(
        source_name="simulated recording",
        sha256="",
        reader="simulation",
        legato_version=version("legato"),
        is_simulated=True,
        settings=(("seed", str(seed)), ("person", person.code), ("simulation", load_parameters().version)),
        steps=("The samples come from a model and not from a leg.",),
    )


def simulate_recording(
    plan: Sequence[Act],
    *,
    person: Person,
    placement: Placement = Placement.ANKLE,
    side: Side = Side.RIGHT,
    sampling_rate_hz: float = 100.0,
    seed: int = 0,
    device: Device | None = None,
    task: Task = Task.FREE,
    has_amounts: bool = True,
) -> tuple[Recording, Truth]:
    """Make a recording of a simulated leg and the truth about it.

    Parameters
    ----------
    plan : sequence of Act
        What the person does, in order. An act in another posture than the one before begins, within its own time, with
        a change of posture.
    person : Person
        From ``draw_person``.
    placement : Placement
        ``foot``, ``ankle``, ``shank``, ``thigh``, ``pocket`` or ``lower_back``.
    side : Side
        Leg that wears the sensor.
    sampling_rate_hz : float
        25-512 Hz is what was tried. Below 100 Hz a regular sensor low-passes before it thins out.
    seed : int
        At least 0. The same arguments give the same bytes.
    device : Device or None
        Faults of sensor and clock, mounting, triads, EMG; None draws an ordinary sensor turned any way.
    task : Task
        Written into the recording.
    has_amounts : bool
        False leaves the true amplitudes away (faster for days).

    Returns
    -------
    (Recording, Truth)

    Raises
    ------
    UsageError
        If the plan is empty, can't be acted, or the site or triad is unknown.
    """
    made = make_leg(
        plan,
        person=person,
        placement=placement,
        side=side,
        sampling_rate_hz=sampling_rate_hz,
        seed=seed,
        device=device,
        task=task,
        has_amounts=has_amounts,
    )
    return made.recording, made.truth


def simulate_pair(
    plan: Sequence[Act],
    *,
    person: Person,
    placement: Placement = Placement.ANKLE,
    sampling_rate_hz: float = 100.0,
    seed: int = 0,
    device: Device | None = None,
    task: Task = Task.FREE,
) -> tuple[tuple[Recording, Truth], tuple[Recording, Truth]]:
    """Make the recordings of both legs of one person in the same minutes.

    Parameters
    ----------
    plan : sequence of Act
        An act with a ``side`` is done by that leg while the other is quiet.
    person, placement, sampling_rate_hz, seed, device, task
        As in ``simulate_recording``.

    Returns
    -------
    ((Recording, Truth), (Recording, Truth))
        Left, then right. Gait alternates, fast standing tremor is in phase, other tremors have their own rhythm.
    """
    left, right = (
        simulate_recording(
            plan,
            person=person,
            placement=placement,
            side=side,
            sampling_rate_hz=sampling_rate_hz,
            seed=seed,
            device=device,
            task=task,
        )
        for side in (Side.LEFT, Side.RIGHT)
    )
    return left, right
