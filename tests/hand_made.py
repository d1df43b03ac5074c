"""Hand-made recordings and analyses for the tests of report and command line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from legato.model.analysis import Analysis, Excerpt, Spectrogram, Spectrum
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.issue import Issue, Severity
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import Bout, MovementKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.time_base import TimeBase
from legato.model.window_table import COLUMNS, WindowTable

RATE_HZ = 100.0
STATES = ("still", "rest_shaking", "walking", "cannot_tell", "not_assessable", "heel_bounce")


def make_recording(*, seconds: float = 60.0, is_simulated: bool = True, name: str = "leg.csv") -> Recording:
    """Make a shank sensor with an accelerometer and a gyroscope that shakes at 5 Hz."""
    n_samples = int(seconds * RATE_HZ)
    time = TimeBase.regular(n_samples, sampling_rate_hz=RATE_HZ)
    t = np.arange(n_samples) / RATE_HZ
    channels = []
    for kind, letter in ((ChannelKind.ACCELERATION, "accel"), (ChannelKind.ANGULAR_VELOCITY, "gyro")):
        for number, axis in enumerate("xyz"):
            samples = np.sin(2 * np.pi * 5 * t + number) + (9.81 if letter == "accel" and axis == "x" else 0)
            channels.append(
                Channel(
                    f"{letter}_{axis}", kind, axis, "shank", ArraySamples(samples), time, recorded_unit="mps2"
                )
            )
    return Recording(
        channels=tuple(channels),
        sensors=(Sensor("shank", Placement.SHANK, Side.LEFT, tuple(channels)),),
        provenance=Provenance(name, "0" * 64, "delimited", "0.1.0", is_simulated=is_simulated),
        duration_s=seconds,
        subject="S01",
        task=Task.REST,
        issues=(Issue("gap", Severity.WARNING, "2.5 s are missing", "accel_x, 40 s", "record again"),),
    )


def make_windows(states: list[str], *, step_s: float = 1.0, sensor: str = "shank") -> WindowTable:
    """Make a table with one window a state."""
    n = len(states)
    words = {name: ("",) for name, kind in COLUMNS.items() if kind == "text"}
    words |= {
        "state": STATES,
        "sensor": (sensor,),
        "side": ("left",),
        "placement": ("shank",),
        "posture": ("sitting",),
    }
    columns: dict[str, np.ndarray] = {}
    for name, kind in COLUMNS.items():
        if kind == "text":
            columns[name] = np.zeros(n, dtype=np.int16)
        elif kind == "bool":
            columns[name] = np.ones(n, dtype=bool)
        else:
            columns[name] = np.full(n, np.nan)
    columns["state"] = np.array([STATES.index(s) for s in states], dtype=np.int16)
    columns["start_s"] = np.arange(n) * step_s
    columns["end_s"] = columns["start_s"] + 4.0
    return WindowTable(columns, words, window_s=4.0, step_s=step_s, n_transformed=n)


def make_bout(start_s: float = 10.0, end_s: float = 30.0) -> Bout:
    """Make a bout of rest shaking."""
    return Bout(
        span=Interval(start_s, end_s),
        state=MovementKind.REST_SHAKING,
        sensor="shank",
        side="left",
        runner_up=MovementKind.HEEL_BOUNCE,
        tell_apart="ask the person to stop it for ten seconds",
        frequency_hz=5.02,
        frequency_interval_hz=(4.95, 5.09),
        amplitude_mps2=0.71,
        amplitude_dps=12.5,
        reasons=("steady at 5.0 Hz, cycle length varies by 4 %", "leg supported: gravity turned by 0.2 deg"),
    )


def make_measures() -> tuple[Measure, ...]:
    """Make one measure of every status."""
    common = {"side": "left", "sensor": "shank"}
    return (
        Measure(
            "dominant_frequency_hz", 5.02, "Hz", MeasureStatus.MEASURED, "engineering", (4.95, 5.09), 0.97,
            "rest_shaking", **common,
        ),
        Measure("shaking_share", 35.0, "%", MeasureStatus.MEASURED, "engineering", None, 0.9, **common),
        Measure(
            "tremor_stability_index", 0.61, "Hz", MeasureStatus.MEASURED, "dibiase2017", None, 0.9, "rest_shaking",
            note="hand-derived; unvalidated on the leg", **common,
        ),
        Measure("amplitude_mm", None, "mm", MeasureStatus.NOT_ASSESSABLE, "elble2016head", note="no gyroscope"),
        Measure("side_coherence", None, "1", MeasureStatus.NOT_MEASURED, "cnp2025", note="one leg only"),
        Measure("harmonic_ratio", None, "1", MeasureStatus.NOT_FOUND, "engineering", note="no peak at 2 f"),
        Measure("amplitude_dps", 0.02, "deg/s", MeasureStatus.BELOW_NOISE_FLOOR, "engineering", state="still"),
    )  # fmt: skip


def make_pictures() -> dict[str, tuple[object, ...]]:
    """Make the numbers of one picture of each kind."""
    hz = np.arange(0, 25.01, 0.25)
    density = 0.01 + np.exp(-0.5 * ((hz - 5) / 0.3) ** 2)
    columns = 0.01 + np.exp(-0.5 * ((hz[None, :] - 5 - 0.5 * np.sin(np.arange(57) / 6)[:, None]) / 0.4) ** 2)
    columns[40:43] = np.nan
    t = 12 + np.arange(1000) / RATE_HZ
    axes = np.stack([np.sin(2 * np.pi * 5 * t + k) + 4 * (k == 0) for k in range(3)], axis=1)
    unit = "(m/s2)^2/Hz"
    return {
        "spectra": (
            Spectrum(
                "shank",
                "rest_shaking",
                "acceleration",
                unit,
                hz,
                density,
                np.full(hz.size, 0.004),
                20,
                5.02,
                (4.95, 5.09),
            ),
            Spectrum(
                "shank", "still", "acceleration", unit, hz, density * 0.01, np.full(hz.size, np.nan), 30
            ),
        ),
        "spectrograms": (
            Spectrogram("shank", "acceleration", unit, np.arange(57.0), 1.0, hz, columns.astype(np.float32)),
        ),
        "excerpts": (Excerpt("shank", "acceleration", "m/s2", "rest_shaking", t, axes, ("x", "y", "z")),),
    }


def make_analysis(*, is_simulated: bool = True, n_bouts: int = 1, with_pictures: bool = True) -> Analysis:
    """Make an analysis of a minute: still, shaking at rest, walking, some unknown."""
    recording = make_recording(is_simulated=is_simulated)
    states = (
        ["still"] * 10
        + ["rest_shaking"] * 20
        + ["walking"] * 14
        + ["cannot_tell"] * 5
        + ["not_assessable"] * 8
    )
    seconds = {state: float(states.count(state)) for state in dict.fromkeys(states)}
    pictures = make_pictures() if with_pictures else {}
    return Analysis(
        recording=recording,
        windows=make_windows(states),
        states=seconds,
        bouts=tuple(make_bout(10.0 + 30 * k, 30.0 + 30 * k) for k in range(n_bouts)),
        measures=make_measures(),
        issues=recording.issues,
        provenance=replace(
            recording.provenance, settings=(("step_s", "1"), ("knowledge", "0123abcd")), steps=("Nothing.",)
        ),
        **pictures,
    )
