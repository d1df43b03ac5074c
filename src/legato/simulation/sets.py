"""Sets of simulated recordings for accuracy tables: frequency and amplitude, kinds that differ, pairs that do not.

Every set is an iterator (recordings are made when asked for) and every recording of a set depends on the seed and its
own number alone. The demo's legs live in ``demo.py``, days in ``day.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from legato.model.movement import MovementKind, Posture
from legato.model.recording import Placement, Recording, Side, Task
from legato.simulation.act import Act
from legato.simulation.device import Device, make_sensor
from legato.simulation.parameters import draw, draw_log, numbers
from legato.simulation.person import draw_person
from legato.simulation.sensor import SensorModel
from legato.simulation.simulate import make_leg, simulate_recording
from legato.simulation.truth import Truth

__all__ = ["STRATA", "frequency_set", "hard_pairs", "separable_set"]

# (SNR in dB, lowest Hz, highest Hz, whether it wanders): the strata that the accuracy table is asked for in.
STRATA: tuple[tuple[float, float, float, bool], ...] = tuple(
    (snr_db, low_hz, high_hz, wanders)
    for snr_db in (6.0, 12.0, 20.0)
    for low_hz, high_hz in ((3.0, 6.0), (6.0, 10.0), (10.0, 20.0))
    for wanders in (False, True)
)


def frequency_set(
    n: int, *, seed: int, sampling_rate_hz: float = 100.0, duration_s: float = 25.0
) -> Iterator[tuple[Recording, Truth]]:
    """Make recordings whose frequency and amplitude are known, at a known signal-to-noise ratio.

    Parameters
    ----------
    n : int
        Number of recordings; they go round the 18 strata of ``STRATA``.
    seed : int
    sampling_rate_hz : float
        Above 45 Hz, so that 20 Hz can be seen.
    duration_s : float

    Yields
    ------
    (Recording, Truth)
        One episode that lasts from the first sample to the last; ``truth.snr_db`` and ``truth.stratum`` as asked.

    Notes
    -----
    The noise is white in both triads, each with the asked ratio of the movement's power within its mean frequency +- 1 Hz
    to the noise power expected there, three axes together. Sway, heartbeat and physiological tremor are left away, since
    they would add noise that the ratio does not count; the envelope hardly varies, so that the mean frequency over time
    and over power are one.
    """
    for k in range(n):
        snr_db, low_hz, high_hz, wanders = STRATA[k % len(STRATA)]
        rng = np.random.default_rng([seed, 11, k])
        frequency_hz = float(rng.uniform(low_hz, high_hz))
        peak_mps2 = draw_log(rng, "set.frequency.accel_mps2")
        spread_hz = draw(rng, "set.frequency.wander_hz")
        act = Act(
            MovementKind.REST_SHAKING,
            duration_s,
            posture=Posture.LYING if rng.random() < 0.3 else Posture.SITTING,
            frequency_hz=frequency_hz,
            frequency_sd_hz=spread_hz if wanders else 0.0,
            amplitude_dps=math.degrees(
                peak_mps2 / (2.0 * math.pi * frequency_hz * numbers("set.frequency.arm_m")[0])
            ),
            envelope_sd=draw(rng, "set.frequency.envelope_sd"),
            rise_s=0.0,
            has_background=False,
        )
        name = f"{snr_db:g} dB, {low_hz:g}-{high_hz:g} Hz, {'wandering' if wanders else 'steady'}"
        yield _noisy(act, rng, seed=seed * 100_003 + k, rate_hz=sampling_rate_hz, snr_db=snr_db, stratum=name)


def _noisy(
    act: Act, rng: np.random.Generator, *, seed: int, rate_hz: float, snr_db: float, stratum: str
) -> tuple[Recording, Truth]:
    """Make one recording without noise, and then with as much as the ratio asks for."""
    placement = (Placement.ANKLE, Placement.SHANK, Placement.FOOT, Placement.THIGH)[int(rng.integers(4))]
    side = Side.LEFT if rng.random() < 0.5 else Side.RIGHT
    made = make_leg(
        [act],
        person=draw_person(int(rng.integers(1 << 30))),
        placement=placement,
        side=side,
        sampling_rate_hz=rate_hz,
        seed=seed,
        device=Device(sensor=SensorModel()),
        task=Task.REST,
    )
    episode = made.truth.episodes[0]
    assert episode.amplitude_mps2 is not None
    assert episode.amplitude_dps is not None
    # power within +- 1 Hz of three axes of white noise: 3 * density^2 * 2 Hz
    share = 1.0 / math.sqrt(6.0 * 10.0 ** (snr_db / 10.0))
    noisy = SensorModel(
        accel_density=episode.amplitude_mps2 * share, gyro_density=math.radians(episode.amplitude_dps) * share
    )
    sensor = make_sensor(
        made.felt,
        made.recording.channels[0].time,
        placement=placement,
        side=side,
        device=Device(sensor=noisy),
        model_rng=rng,
        noise_rng=rng,
    )
    recording = replace(made.recording, sensors=(sensor,), channels=sensor.channels)
    return recording, replace(made.truth, snr_db=snr_db, stratum=stratum)


# What the separable set holds: kind, detail, posture, task that a careful recording would bear.
_SEPARABLE: tuple[tuple[MovementKind, str, Posture, Task], ...] = (
    (MovementKind.OFF_BODY, "", Posture.UNKNOWN, Task.TABLE),
    (MovementKind.STILL, "", Posture.SITTING, Task.REST),
    (MovementKind.STILL, "", Posture.LYING, Task.LIE),
    (MovementKind.STANDING, "", Posture.STANDING, Task.STAND),
    (MovementKind.POSTURE_CHANGE, "", Posture.STANDING, Task.FREE),
    (MovementKind.WALKING, "", Posture.STANDING, Task.WALK),
    (MovementKind.WALKING, "stairs", Posture.STANDING, Task.FREE),
    (MovementKind.WALKING, "cycling", Posture.SITTING, Task.FREE),
    (MovementKind.RUNNING, "", Posture.STANDING, Task.FREE),
    (MovementKind.OTHER_MOVEMENT, "", Posture.SITTING, Task.REST),
    (MovementKind.OTHER_MOVEMENT, "leg_crossing", Posture.SITTING, Task.REST),
    (MovementKind.OTHER_MOVEMENT, "desk_work", Posture.SITTING, Task.FREE),
    (MovementKind.REST_SHAKING, "", Posture.SITTING, Task.REST),
    (MovementKind.REST_SHAKING, "", Posture.LYING, Task.LIE),
    (MovementKind.POSTURAL_SHAKING, "", Posture.SITTING, Task.LEG_OUT),
    (MovementKind.KINETIC_SHAKING, "", Posture.SITTING, Task.HEEL_SHIN),
    (MovementKind.STANDING_SHAKING_SLOW, "", Posture.STANDING, Task.STAND),
    (MovementKind.STANDING_SHAKING_FAST, "", Posture.STANDING, Task.STAND),
    (MovementKind.HEEL_BOUNCE, "", Posture.SITTING, Task.REST),
    (MovementKind.CLONUS, "", Posture.SITTING, Task.TOES_ON_FLOOR),
    (MovementKind.CLONUS, "", Posture.LYING, Task.LIE),
    (MovementKind.JERK, "", Posture.SITTING, Task.REST),
    (MovementKind.PERIODIC_JERKS, "", Posture.LYING, Task.NIGHT),
    (MovementKind.FREEZING, "", Posture.STANDING, Task.WALK),
    (MovementKind.SEIZURE_LIKE, "", Posture.LYING, Task.FREE),
)


# Kinds that only the posture tells apart. A box strapped on at any turn can't tell the posture, so there the task does.
_POSTURE_DECIDES = frozenset(
    {
        MovementKind.STILL,
        MovementKind.STANDING,
        MovementKind.REST_SHAKING,
        MovementKind.POSTURAL_SHAKING,
        MovementKind.HEEL_BOUNCE,
        MovementKind.STANDING_SHAKING_SLOW,
        MovementKind.STANDING_SHAKING_FAST,
    }
)


def separable_set(
    n_persons: int,
    *,
    seed: int,
    sampling_rate_hz: float = 100.0,
    placements: tuple[Placement, ...] = (Placement.ANKLE, Placement.SHANK, Placement.THIGH),
) -> Iterator[tuple[Recording, Truth]]:
    """Make one recording a person and kind, in contexts as they occur, with parameters that tell the kinds apart.

    Parameters
    ----------
    n_persons : int
    seed : int
        Other seeds give other persons: set thresholds on one and test on another.
    sampling_rate_hz : float
    placements : tuple of Placement
        One is drawn for each person.

    Yields
    ------
    (Recording, Truth)
        ``truth.person`` groups them, ``truth.stratum`` names the kind that the recording was made for. About half of
        the recordings bear the task and hold its posture throughout; the others are ``free``, start in another posture
        and hold what people do in between. Kinds that only the
        posture tells apart always bear the task.
    """
    for p in range(n_persons):
        person = draw_person(seed * 10_007 + p)
        rng = np.random.default_rng([seed, 13, p])
        placement = placements[int(rng.integers(len(placements)))]
        side = Side.LEFT if rng.random() < 0.5 else Side.RIGHT
        for k, (kind, detail, posture, task) in enumerate(_SEPARABLE):
            is_free = (bool(rng.random() < 0.5) and kind not in _POSTURE_DECIDES) or task is Task.FREE
            plan = _in_context(kind, detail, posture, rng, is_free=is_free)
            recording, truth = simulate_recording(
                plan,
                person=person,
                placement=placement,
                side=side,
                sampling_rate_hz=sampling_rate_hz,
                seed=seed * 1009 + p * 31 + k,
                task=Task.FREE if is_free else task,
            )
            yield recording, replace(truth, stratum=f"{kind.value}{', ' + detail if detail else ''}")


def _quiet_in(posture: Posture) -> tuple[MovementKind, Posture | None]:
    if posture is Posture.STANDING:
        return MovementKind.STANDING, None
    return MovementKind.STILL, posture if posture is not Posture.UNKNOWN else Posture.SITTING


def _in_context(
    kind: MovementKind, detail: str, posture: Posture, rng: np.random.Generator, *, is_free: bool
) -> list[Act]:
    """Put a kind where it occurs: quiet before and after in its posture; in free recordings other doings around."""
    quiet, held = _quiet_in(posture)

    def rest(low_s: float = 6.0, high_s: float = 14.0) -> Act:
        return Act(quiet, float(rng.uniform(low_s, high_s)), posture=held)

    if kind is MovementKind.OFF_BODY:
        worn = [Act(MovementKind.OTHER_MOVEMENT, 6.0, posture=Posture.SITTING)] if is_free else []
        return [*worn, Act(kind, float(rng.uniform(35.0, 60.0)))]
    core = _core(kind, detail, posture, rng, rest)
    plan = [rest(), *core, rest()]
    if is_free:
        plan = [*_before(posture, rng), *plan, *_afterwards(posture, rng)]
    return plan


def _core(
    kind: MovementKind, detail: str, posture: Posture, rng: np.random.Generator, rest: object
) -> list[Act]:
    """Give the acts that the recording is made for."""
    assert callable(rest)
    held = None if posture is Posture.STANDING else posture
    long_s = float(rng.uniform(22.0, 45.0))
    if kind is MovementKind.POSTURE_CHANGE:
        ways = (Posture.STANDING, Posture.SITTING, Posture.LYING, Posture.SITTING, Posture.STANDING)
        return [
            act
            for way in ways
            for act in (Act(kind, float(rng.uniform(1.8, 3.4)), posture=way), *_hold(way, rng))
        ]
    if kind is MovementKind.JERK:
        jerk = Act(kind, 1.4, detail="reflex", posture=held)
        return [act for _ in range(4) for act in (jerk, rest(5.0, 16.0))]
    if kind is MovementKind.CLONUS:
        runs = [Act(kind, float(rng.uniform(2.5, 9.0)), posture=held) for _ in range(3)]
        return [act for run in runs for act in (run, rest(5.0, 9.0))]
    if kind is MovementKind.PERIODIC_JERKS:
        period_s = draw(rng, "periodic_jerks.period_s")
        whole_s = max(110.0, float(rng.uniform(5.6, 8.0)) * period_s)  # a series is four movements at least
        return [Act(kind, whole_s, posture=held, period_s=period_s)]
    if kind is MovementKind.FREEZING:
        walk = [Act(MovementKind.WALKING, float(rng.uniform(8.0, 16.0))) for _ in range(3)]
        return [
            walk[0],
            Act(kind, float(rng.uniform(5.0, 14.0))),
            walk[1],
            Act(kind, float(rng.uniform(5.0, 14.0))),
            walk[2],
        ]
    return [Act(kind, long_s, detail=detail, posture=held)]


def _hold(posture: Posture, rng: np.random.Generator) -> tuple[Act, ...]:
    quiet, held = _quiet_in(posture)
    return (Act(quiet, float(rng.uniform(6.0, 10.0)), posture=held),)


def _before(posture: Posture, rng: np.random.Generator) -> list[Act]:
    """Give what came before, in another posture."""
    sitting = [
        Act(MovementKind.STILL, float(rng.uniform(7.0, 12.0)), posture=Posture.SITTING),
        Act(
            MovementKind.OTHER_MOVEMENT,
            float(rng.uniform(6.0, 10.0)),
            detail="desk_work",
            posture=Posture.SITTING,
        ),
    ]
    upright = [
        Act(MovementKind.WALKING, float(rng.uniform(9.0, 15.0))),
        Act(MovementKind.STANDING, float(rng.uniform(6.0, 10.0))),
    ]
    return sitting if posture is Posture.STANDING else upright


def _afterwards(posture: Posture, rng: np.random.Generator) -> list[Act]:
    """Give what came after."""
    if posture is Posture.STANDING:
        return [Act(MovementKind.STILL, float(rng.uniform(7.0, 12.0)), posture=Posture.SITTING)]
    return [Act(MovementKind.OTHER_MOVEMENT, float(rng.uniform(6.0, 10.0)), posture=posture)]


def hard_pairs(n: int, *, seed: int, sampling_rate_hz: float = 100.0) -> Iterator[tuple[Recording, Truth]]:
    """Make recordings in which two kinds are equal in everything that a leg sensor can measure.

    Parameters
    ----------
    n : int
        Number of recordings; they go round the three pairs.
    seed : int
    sampling_rate_hz : float

    Yields
    ------
    (Recording, Truth)
        The episode that matters is ``cannot_tell``, its ``pair`` names both kinds, and so does ``truth.stratum``.

    Notes
    -----
    Heel bounce and rest tremor: the same swing about the ball of the foot on the floor, with frequency, amplitude,
    harmonics, regularity, onset and end drawn from where the two kinds overlap. Standing tremor and engine vibration: one
    narrow line, half turn of the leg and half push of the floor, from the first sample to the last, standing all the
    time. Jerk and fidget: one movement of the length and speed that both have.
    """
    makers = (_bounce_or_tremor, _tremor_or_engine, _jerk_or_fidget)
    for k in range(n):
        rng = np.random.default_rng([seed, 17, k])
        plan, pair = makers[k % 3](rng)
        recording, truth = simulate_recording(
            plan,
            person=draw_person(seed * 10_007 + 5000 + k),
            placement=(Placement.ANKLE, Placement.SHANK, Placement.THIGH)[int(rng.integers(3))],
            side=Side.LEFT if rng.random() < 0.5 else Side.RIGHT,
            sampling_rate_hz=sampling_rate_hz,
            seed=seed * 1009 + k,
        )
        yield recording, replace(truth, stratum=f"{pair[0].value} or {pair[1].value}")


def _bounce_or_tremor(rng: np.random.Generator) -> tuple[list[Act], tuple[MovementKind, MovementKind]]:
    pair = (MovementKind.HEEL_BOUNCE, MovementKind.REST_SHAKING)
    quiet = Act(MovementKind.STILL, float(rng.uniform(5.0, 8.0)), posture=Posture.SITTING)
    shaking = Act(
        MovementKind.CANNOT_TELL,
        float(rng.uniform(20.0, 35.0)),
        posture=Posture.SITTING,
        frequency_hz=draw(rng, "pair.bounce_tremor.frequency_hz"),
        frequency_sd_hz=draw(rng, "pair.bounce_tremor.frequency_sd_hz"),
        amplitude_dps=draw_log(rng, "pair.bounce_tremor.amplitude_dps"),
        harmonic2=draw(rng, "pair.bounce_tremor.harmonic2"),
        envelope_sd=draw(rng, "pair.bounce_tremor.envelope_sd"),
        rise_s=draw(rng, "pair.bounce_tremor.rise_s"),
        pair=pair,
    )
    return [quiet, shaking, replace(quiet, duration_s=6.0)], pair


def _tremor_or_engine(rng: np.random.Generator) -> tuple[list[Act], tuple[MovementKind, MovementKind]]:
    pair = (MovementKind.STANDING_SHAKING_FAST, MovementKind.OTHER_MOVEMENT)
    line = Act(
        MovementKind.CANNOT_TELL,
        float(rng.uniform(25.0, 40.0)),
        detail="engine_vibration",
        posture=Posture.STANDING,
        frequency_hz=draw(rng, "standing_shaking_fast.frequency_hz"),
        frequency_sd_hz=draw(rng, "standing_shaking_fast.frequency_sd_hz"),
        amplitude_dps=draw_log(rng, "pair.tremor_engine.amplitude_dps"),
        rise_s=0.0,
        pair=pair,
    )
    return [line], pair


def _jerk_or_fidget(rng: np.random.Generator) -> tuple[list[Act], tuple[MovementKind, MovementKind]]:
    pair = (MovementKind.JERK, MovementKind.OTHER_MOVEMENT)
    plan = []
    for _ in range(3):
        plan.append(Act(MovementKind.STILL, float(rng.uniform(6.0, 12.0)), posture=Posture.SITTING))
        plan.append(
            Act(
                MovementKind.CANNOT_TELL,
                2.0,
                posture=Posture.SITTING,
                amplitude_dps=draw_log(rng, "pair.jerk_fidget.amplitude_dps"),
                length_s=draw(rng, "pair.jerk_fidget.length_s"),
                pair=pair,
            )
        )
    return [*plan, Act(MovementKind.STILL, 7.0, posture=Posture.SITTING)], pair
