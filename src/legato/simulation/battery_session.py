"""A session in the tremor laboratory: rest, posture, tapping, quick movements, load and counting, with what each should show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.channel import ChannelKind
from legato.model.emg_task import TAP_RATES_HZ, EmgTaskKind
from legato.model.recording import Placement
from legato.simulation.battery_script import Reaction, Stretch, TremorKind, script_session
from legato.simulation.emg_session import SimulatedEmg, make_muscles, mark_task, name_channel, record_emg
from legato.simulation.emg_truth import Coupling, EmgTruth
from legato.simulation.muscle_bursts import PlannedBurst, cycles, soft_edges
from legato.simulation.parameters import draw, draw_log, number, numbers

__all__ = ["simulate_session"]

Other = tuple[str, ChannelKind, str | None, Placement, NDArray[np.float32]]
_GRAVITY_MPS2 = 9.80665


def simulate_session(
    *,
    seed: int,
    kind: TremorKind = "organic",
    reaction: Reaction | None = None,
    is_tapping_right: bool | None = None,
    frequency_hz: float | None = None,
    side: Literal["left", "right"] = "left",
    sampling_rate_hz: float = 2000.0,
) -> SimulatedEmg:
    """Simulate a session of the tremor laboratory with a tremor of one leg that the other leg has as well.

    Parameters
    ----------
    seed : int
    kind : str
        ``organic``: nothing that the other limb or the mind does changes the rhythm; ``functional``: every sign is there.
    reaction : str or None
        Of the tremor to tapping: ``independent``, ``entrained``, ``suppressed`` or ``shifted``. None: independent where
        organic, entrained where functional.
    is_tapping_right : bool or None
        Whether the other limb keeps to the metronome. None: unless a functional tremor is suppressed or shifted.
    frequency_hz : float or None
        At rest; None draws it.
    side : str
        Of the leg that is examined.
    sampling_rate_hz : float

    Returns
    -------
    SimulatedEmg
        Two muscles of the leg, one of the other, the other foot's force (``tap_<side>``), and an accelerometer on the
        foot. Tasks are marked ``task:rest``, ``task:tap_1hz`` and so on. ``truth.expected`` has a yes or no by item of
        the battery; ``truth.frequency_hz`` the rhythm by task.

    Raises
    ------
    UsageError
        If an organic tremor is asked to react to tapping.
    """
    is_functional = kind == "functional"
    reaction = reaction or ("entrained" if is_functional else "independent")
    if not is_functional and reaction != "independent":
        raise UsageError(
            "An organic tremor does not react to tapping",
            found=reaction,
            mend="ask for a functional one, or leave the reaction away",
            code="LEG-E519",
        )
    if is_tapping_right is None:
        is_tapping_right = reaction in ("independent", "entrained")
    rng = np.random.default_rng([seed, 531])
    script_rng, size_rng, other_rng, sensor_rng = rng.spawn(4)
    script = script_session(
        script_rng,
        kind=kind,
        reaction=reaction,
        is_tapping_right=is_tapping_right,
        frequency_hz=frequency_hz,
    )
    n = math.floor((script[-1].span.end_s + number("lab.session.between_s")) * sampling_rate_hz)
    resting_uv = draw_log(size_rng, "lab.resting_uv")
    planned = _plan(script, side, is_functional, resting_uv=resting_uv, rng=size_rng, other_rng=other_rng)
    tonic = _coactivation(script, n, sampling_rate_hz, resting_uv) if is_functional else np.zeros(n)
    signals, bursts = make_muscles(
        planned,
        tonic_uv={channel: tonic for channel in planned if channel.endswith(side)},
        n_samples=n,
        sampling_rate_hz=sampling_rate_hz,
        resting_uv=resting_uv,
        seed=(seed, 532),
    )
    recording = record_emg(
        signals,
        sampling_rate_hz=sampling_rate_hz,
        seed=seed,
        source_name="simulated session",
        annotations=[mark_task(one.kind.value, one.span) for one in script],
        others=_sensors(script, side, n, sampling_rate_hz, sensor_rng),
    )
    truth = EmgTruth(
        bursts=tuple(bursts),
        couplings=_couplings(script, side) if is_functional else (),
        frequency_hz={one.kind.value: one.frequency_hz for one in script},
        events_s=_events(script),
        expected=_expected(is_functional, reaction, is_tapping_right),
    )
    return SimulatedEmg(recording, truth)


def _opposite(side: str) -> str:
    """Name the other side."""
    return "right" if side == "left" else "left"


def _plan(
    script: Sequence[Stretch],
    side: str,
    is_functional: bool,  # noqa: FBT001  # private; the kind of the whole session
    *,
    resting_uv: float,
    rng: np.random.Generator,
    other_rng: np.random.Generator,
) -> dict[str, list[PlannedBurst]]:
    """Plan the bursts of all muscles."""
    burst_uv = resting_uv * 10.0 ** (number("lab.session.snr_db") / 20.0)
    first, second = (name_channel(f"{muscle}_{side}") for muscle in ("ta", "gas"))
    other = name_channel(f"ta_{_opposite(side)}")
    planned: dict[str, list[PlannedBurst]] = {first: [], second: [], other: []}
    delay_s = 1e-3 * number("lab.session.other_delay_ms")
    for one in script:
        rms_uv = one.size * burst_uv
        planned[first] += _bursts(one.cycles_s, rms_uv, rng)
        planned[second] += _bursts(one.cycles_s + 0.5 / one.frequency_hz, rms_uv, rng)
        if len(one.taps_s):
            continue  # this limb has something else to do
        beats = one.cycles_s + delay_s
        if not is_functional:
            off_hz = one.frequency_hz * (1.0 + number("lab.session.other_off"))
            own = cycles(other_rng, one.span, frequency_hz=off_hz, cv=numbers("lab.session.cv")[0])
            is_there = [any(each.start_s <= at < each.end_s for each in one.episodes) for at in own]
            beats = own[np.array(is_there, dtype=bool)]
        planned[other] += _bursts(beats, rms_uv, other_rng)
    return planned


def _bursts(onsets_s: NDArray[np.float64], rms_uv: float, rng: np.random.Generator) -> list[PlannedBurst]:
    """Give bursts their lengths and levels."""
    sizes = rms_uv * np.exp(number("lab.burst.level_sd") * rng.standard_normal(len(onsets_s)))
    return [
        PlannedBurst(float(at), 1e-3 * draw(rng, "lab.session.burst_ms"), float(size))
        for at, size in zip(onsets_s, sizes, strict=True)
    ]


def _coactivation(
    script: Sequence[Stretch], n: int, rate_hz: float, resting_uv: float
) -> NDArray[np.float64]:
    """Give the tonic activity of both muscles just before tremor begins in posture."""
    tonic = np.zeros(n)
    size = resting_uv * 10.0 ** (number("lab.session.coactivation_db") / 20.0)
    before_s = number("lab.session.coactivation_s")
    for one in script:
        if one.kind is EmgTaskKind.POSTURE:
            for episode in one.episodes:
                first = round((episode.start_s - before_s) * rate_hz)
                tonic[first : round(episode.start_s * rate_hz)] = size
    return tonic


def _sensors(
    script: Sequence[Stretch], side: str, n: int, rate_hz: float, rng: np.random.Generator
) -> list[Other]:
    """Make the force under the other foot and the accelerometer on the foot that trembles."""
    times_s = np.arange(n) / rate_hz
    noise = number("lab.session.accel_noise_mps2")
    peak, lag_s = number("lab.session.accel_mps2"), 1e-3 * number("lab.session.accel_lag_ms")
    edge_s = number("lab.session.edge_s")
    sway = np.zeros(n)
    force = 0.01 * number("lab.session.tap_n") * rng.standard_normal(n)
    width_s = 1e-3 * number("lab.session.tap_ms")
    for one in script:
        for episode in one.episodes:
            own = one.cycles_s[(one.cycles_s >= episode.start_s) & (one.cycles_s < episode.end_s)]
            if len(own) < 2:
                continue
            first, behind = (int(np.searchsorted(times_s, at + lag_s)) for at in (own[0], own[-1]))
            within_s = times_s[first:behind]
            turns = np.interp(within_s - lag_s, own, np.arange(len(own)))
            window = soft_edges(
                within_s, start_s=own[0] + lag_s, end_s=own[-1] + lag_s, rise_s=edge_s, fall_s=edge_s
            )
            sway[first:behind] += one.size * peak * window * np.sin(2.0 * math.pi * turns)
        for at in one.taps_s:
            first, behind = (int(np.searchsorted(times_s, at + shift)) for shift in (0.0, width_s))
            shape = np.sin(math.pi * (times_s[first:behind] - at) / width_s)
            force[first:behind] += number("lab.session.tap_n") * shape
    other: Other = (
        f"tap_{_opposite(side)}",
        ChannelKind.FORCE,
        None,
        Placement.FOOT,
        force.astype(np.float32),
    )
    rows = {"x": sway, "y": np.zeros(n), "z": np.full(n, _GRAVITY_MPS2)}
    return [other] + [
        (
            f"accel_foot_{side}_{axis}",
            ChannelKind.ACCELERATION,
            axis,
            Placement.FOOT,
            (row + noise * rng.standard_normal(n)).astype(np.float32),
        )
        for axis, row in rows.items()
    ]


def _couplings(script: Sequence[Stretch], side: str) -> tuple[Coupling, ...]:
    """Say that both legs share one rhythm."""
    hz = script[0].frequency_hz
    first, second = name_channel(f"ta_{side}"), name_channel(f"ta_{_opposite(side)}")
    return (Coupling(first, second, math.nan, number("lab.session.other_delay_ms"), (0.8 * hz, 1.2 * hz)),)


def _events(script: Sequence[Stretch]) -> dict[str, tuple[float, ...]]:
    """List taps, quick movements and the starts of tremor in posture."""
    events = {one.kind.value: tuple(map(float, one.taps_s)) for one in script if len(one.taps_s)}
    starts = [
        episode.start_s for one in script if one.kind is EmgTaskKind.POSTURE for episode in one.episodes
    ]
    return {**events, "tremor_onset": tuple(starts)}


def _expected(
    is_functional: bool,  # noqa: FBT001  # private
    reaction: str,
    is_tapping_right: bool,  # noqa: FBT001  # private
) -> dict[str, bool | float | str]:
    """Tell what each item of the battery should say."""
    expected: dict[str, bool | float | str] = {}
    for task in TAP_RATES_HZ:
        rate = task.value.removeprefix("tap_")
        expected[f"tapping_{rate}"] = not is_tapping_right
        expected[f"rhythm_{rate}"] = reaction != "independent"
    for item in ("ballistic", "coactivation", "coherence", "loading"):
        expected[item] = is_functional
    expected["counting"] = "falls" if is_functional else "rises"
    return expected
