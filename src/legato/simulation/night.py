"""Simulate a night of two legs, with the truth about every movement."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.sleep import SleepNotes
from legato.model.time_base import TimeBase
from legato.simulation.emg_truth import MovementCause, NightTruth, TrueLegMovement
from legato.simulation.leg_emg import Resting, make_leg_emg
from legato.simulation.night_artefacts import (
    NightArtefacts,
    add_artefacts,
    add_crosstalk,
    break_leg,
    draw_artefacts,
    draw_beats,
    drop_out,
)
from legato.simulation.night_movements import LEGS, Placed, place_movements
from legato.simulation.night_plan import NightPlan, PersonKind, draw_plan
from legato.simulation.night_sensors import EXTRAS, make_extras
from legato.simulation.night_sleep import Sleep, add_arousals, draw_sleep, note_sleep
from legato.simulation.parameters import draw, load_parameters, number, numbers

__all__ = ["CLEAN", "SimulatedNight", "night_set", "simulate_night"]

CLEAN = NightArtefacts()
CHANNEL_NAMES = {Side.LEFT: "LAT", Side.RIGHT: "RAT"}
_START = datetime.fromisoformat(
    "2026-01-12T22:41:07"
)  # a local clock without an offset, as sleep files have it


@dataclass(frozen=True)
class SimulatedNight:
    """A simulated night and everything that is true about it.

    Parameters
    ----------
    recording : Recording
    truth : NightTruth
    plan : NightPlan
    artefacts : NightArtefacts
    """

    recording: Recording
    truth: NightTruth
    plan: NightPlan
    artefacts: NightArtefacts


def simulate_night(
    *,
    seed: int,
    hours: float = 8.0,
    sampling_rate_hz: float = 512.0,
    plan: NightPlan | None = None,
    artefacts: NightArtefacts = CLEAN,
    extras: Collection[str] = (),
) -> SimulatedNight:
    """Simulate a night: the EMG of both legs, sleep, breathing, and what is true of them.

    Parameters
    ----------
    seed : int
    hours : float
    sampling_rate_hz : float
        Of the legs, 100 or more. The same seed gives the same movements at every rate, to the sample.
    plan : NightPlan or None
        None draws a person with periodic movements.
    artefacts : NightArtefacts
    extras : collection of str
        Any of ``ecg``, ``eeg``, ``respiration``: further channels, each with its own clock.

    Returns
    -------
    SimulatedNight
        Channels ``LAT`` and ``RAT`` in volt, float32. Annotations hold stages, breathing events, arousals and lights as
        sleep laboratories write them.

    Raises
    ------
    UsageError
        If the night is too short, the rate too low or an extra unknown.

    Notes
    -----
    A movement is noise between 20 and 250 Hz (at most 0.45 of the rate) whose expected rectified amplitude over rest is
    known at every sample. The truth of its onset is the first sample at which that amplitude is 8 uV or more, of its
    offset the first of a stretch of 0.5 s at 2 uV or less (WASM 2016), whatever the noise of the very samples does. Very
    small movements are grainy, and their rectified mean is up to a tenth smaller than that of Gaussian noise. Bursts of
    a foot tremor that follow each other within 0.5 s are therefore one movement; ``truth.sequences`` says what they are.
    """
    unknown = sorted(set(extras) - set(EXTRAS))
    if hours * 3600.0 < 60.0 or sampling_rate_hz < 100.0 or unknown:
        raise UsageError(
            "Such a night can't be simulated",
            found=f"{hours * 60:g} min at {sampling_rate_hz:g} Hz, extras {unknown}",
            mend=f"ask for a minute or more, 100 Hz or more, and extras of {', '.join(EXTRAS)}",
            code="LEG-E514",
        )
    streams = [np.random.default_rng([seed, 401, k]) for k in range(8)]
    plan = draw_plan(PersonKind.RLS, rng=streams[0]) if plan is None else plan
    n = math.floor(hours * 3600.0 * sampling_rate_hz + 1e-6)
    duration_s = n / sampling_rate_hz
    sleep = draw_sleep(
        streams[1],
        hours * 3600.0,
        apnoeas_per_h=plan.apnoeas_per_h,
        arousals_per_h=plan.arousals_per_h,
    )
    placed = place_movements(plan, sleep, end_s=duration_s, rng=streams[2])
    sleep = _roused(sleep, placed, share=plan.arousal_share, rng=streams[3])
    rests = _resting(plan, hours * 3600.0, streams[4])
    signals, movements = [], []
    for k, side in enumerate(LEGS):
        signal, told = make_leg_emg(
            placed.pieces,
            side=side,
            resting=rests[side],
            n_samples=n,
            sampling_rate_hz=sampling_rate_hz,
            seed=(seed, 402, k),
        )
        signals.append(signal)
        movements += told
    beats_s = draw_beats(streams[5], hours * 3600.0)
    _spoil(signals, artefacts, rests=rests, beats_s=beats_s, rate_hz=sampling_rate_hz, seed=seed)
    signals, time = drop_out(signals, artefacts, sampling_rate_hz=sampling_rate_hz)
    sensors = [_leg_sensor(side, signal, time) for side, signal in zip(LEGS, signals, strict=True)]
    sensors += make_extras(extras, sleep=sleep, beats_s=beats_s, duration_s=duration_s, rng=streams[6])
    recording = _record(sensors, sleep, plan, seed=seed, duration_s=duration_s)
    truth = NightTruth(
        movements=tuple(sorted(_seen(each, artefacts) for each in movements)),
        sequences=tuple(sorted(placed.sequences)),
        notes=_notes(sleep),
        resting_uv={side: float(np.median(rest.knots_uv)) for side, rest in rests.items()},
        unscorable=_unscorable(artefacts),
        lost=artefacts.drop_outs,
        person=plan.name,
    )
    return SimulatedNight(recording, truth, plan, artefacts)


def _notes(sleep: Sleep) -> SleepNotes:
    """Say what a scorer of the night would be told besides the leg signals."""
    return SleepNotes(
        hypnogram=sleep.hypnogram,
        respiratory=sleep.respiratory,
        arousals=sleep.arousals,
        lights_off_s=sleep.lights_off_s,
        lights_on_s=sleep.lights_on_s,
        sources=("Stages, breathing events, arousals and lights come from the plan of a simulated night.",),
    )


def _roused(sleep: Sleep, placed: Placed, *, share: float, rng: np.random.Generator) -> Sleep:
    """Add the arousals that leg movements bring."""
    low_s, high_s = numbers("night.arousal.after_movement_s")
    onsets: dict[int, float] = {}
    for piece in placed.pieces:
        if piece.cause in (MovementCause.SERIES, MovementCause.ISOLATED, MovementCause.LARGE_MUSCLE_GROUP):
            onsets.setdefault(piece.group, piece.onset_s)
    drawn = rng.random(len(onsets)) < share
    after = rng.uniform(low_s, high_s, len(onsets))
    aroused = [at + float(d) for at, d, is_one in zip(onsets.values(), after, drawn, strict=True) if is_one]
    return add_arousals(sleep, aroused, rng=rng)


def _resting(plan: NightPlan, duration_s: float, rng: np.random.Generator) -> dict[Side, Resting]:
    """Draw the resting level of each leg."""
    drawn = (draw(rng, "night.resting_uv"), draw(rng, "night.resting_uv"))
    typical = drawn if plan.resting_uv is None else plan.resting_uv
    return {
        side: Resting.drawn(uv, log_sd=plan.resting_log_sd, duration_s=duration_s, rng=rng)
        for side, uv in zip(LEGS, typical, strict=True)
    }


def _spoil(
    signals: list[NDArray[np.float32]],
    artefacts: NightArtefacts,
    *,
    rests: dict[Side, Resting],
    beats_s: NDArray[np.float64],
    rate_hz: float,
    seed: int,
) -> None:
    """Add all artefacts to both legs, in place."""
    if artefacts.crosstalk > 0:
        add_crosstalk(signals[0], signals[1], share=artefacts.crosstalk)
    for k, (side, signal) in enumerate(zip(LEGS, signals, strict=True)):
        rng = np.random.default_rng([seed, 403, k])
        add_artefacts(
            signal,
            artefacts,
            ecg_uv=artefacts.ecg_uv[k],
            beats_s=beats_s,
            sampling_rate_hz=rate_hz,
            rng=rng,
        )
        if side is artefacts.bad_leg:
            typical_uv = float(np.median(rests[side].knots_uv))
            break_leg(signal, artefacts, resting_uv=typical_uv, sampling_rate_hz=rate_hz, rng=rng)


def _leg_sensor(side: Side, signal: NDArray[np.float32], time: TimeBase) -> Sensor:
    """Turn microvolt into the channel of one leg."""
    name = f"{side.value}_leg"
    channel = Channel(
        CHANNEL_NAMES[side],
        ChannelKind.EMG,
        None,
        name,
        ArraySamples(signal),
        time,
        scale=1e-6,
        recorded_unit="uV",
    )
    return Sensor(name, Placement.SHANK, side, (channel,))


def _record(
    sensors: list[Sensor], sleep: Sleep, plan: NightPlan, *, seed: int, duration_s: float
) -> Recording:
    """Bind the sensors together."""
    return Recording(
        channels=tuple(channel for sensor in sensors for channel in sensor.channels),
        sensors=tuple(sensors),
        provenance=Provenance(
            source_name="simulated night",
            sha256="",
            reader="simulation",
            legato_version=version("legato"),
            is_simulated=True,
            settings=(
                ("seed", str(seed)),
                ("person", plan.name),
                ("simulation", load_parameters().version),
            ),
            steps=("The samples come from a model and not from a leg.",),
        ),
        start=_START,
        duration_s=duration_s,
        subject=plan.name,
        task=Task.NIGHT,
        annotations=note_sleep(sleep),
    )


def _seen(movement: TrueLegMovement, artefacts: NightArtefacts) -> TrueLegMovement:
    """Say whether the movement is in the samples at all."""
    quiet_s = number("night.rule.quiet_s")
    wide = Interval(movement.span.start_s, movement.span.end_s + quiet_s)  # its end needs the pause behind it
    is_lost = any(wide.overlaps(drop) for drop in artefacts.drop_outs)
    is_bad = movement.side is artefacts.bad_leg and (
        artefacts.bad_span is None or wide.overlaps(artefacts.bad_span)
    )
    return replace(movement, is_visible=not (is_lost or is_bad))


def _unscorable(artefacts: NightArtefacts) -> dict[Side, str]:
    """Name the leg that is bad all night."""
    if artefacts.bad_leg is None or artefacts.bad_span is not None:
        return {}
    return {artefacts.bad_leg: artefacts.fault.value}


def night_set(
    seed: int, n: int, *, hours: float = 8.0, sampling_rate_hz: float = 512.0
) -> Iterator[SimulatedNight]:
    """Simulate the nights of ``n`` different persons, one at a time.

    Parameters
    ----------
    seed : int
    n : int
    hours : float
    sampling_rate_hz : float

    Yields
    ------
    SimulatedNight
        The kinds of persons take turns (quiet, restless legs, apnoea, rhythmic movements, degraded signals); the subject
        is ``simulated person 1`` and so on. Each night depends on the seed and its own number alone.
    """
    kinds = list(PersonKind)
    for k in range(n):
        rng = np.random.default_rng([seed, 404, k])
        kind = kinds[k % len(kinds)]
        plan = draw_plan(kind, rng=rng, name=f"simulated person {k + 1}")
        is_poor = kind is PersonKind.DEGRADED
        yield simulate_night(
            seed=seed * 100_003 + k,
            hours=hours,
            sampling_rate_hz=sampling_rate_hz,
            plan=plan,
            artefacts=draw_artefacts(rng, duration_s=hours * 3600.0) if is_poor else CLEAN,
        )
