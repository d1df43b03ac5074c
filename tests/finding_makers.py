"""Sessions of a simulated person, and recordings boiled down to plain numbers, for the tests of derived findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from legato.analyze import analyze
from legato.inference.findings import derive_findings, findings_of_views
from legato.inference.recording_view import RecordingView
from legato.model.analysis import Analysis
from legato.model.assessment import DerivedFinding
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import Bout, MovementKind, Posture
from legato.model.movement import MovementKind as Kind
from legato.model.recording import Placement, Recording, Side, Task
from legato.simulation.act import Act
from legato.simulation.device import Device
from legato.simulation.person import draw_person
from legato.simulation.simulate import simulate_recording
from triage_makers import shared_library

SIT, LIE = Posture.SITTING, Posture.LYING
Found = Mapping[str, DerivedFinding]


def quiet(seconds: float = 60.0, posture: Posture = SIT) -> tuple[Act, ...]:
    """Give a leg that does nothing."""
    return (Act(Kind.STILL, seconds, posture=posture),)


def trembling(hz: float = 4.8, dps: float = 30.0, side: Side = Side.BOTH) -> tuple[Act, ...]:
    """Give a tremor in sitting, steady in size."""
    quiet_before = Act(Kind.STILL, 4.0, posture=SIT)
    shake = Act(
        Kind.REST_SHAKING, 50.0, posture=SIT, frequency_hz=hz, amplitude_dps=dps, envelope_sd=0.1, side=side
    )
    return (quiet_before, shake)


def held_out(hz: float) -> tuple[Act, ...]:
    """Give a tremor of a leg that is held out."""
    return (Act(Kind.POSTURAL_SHAKING, 35.0, frequency_hz=hz, frequency_sd_hz=0.1, amplitude_dps=20.0),)


STANDS_TREMBLING = (
    Act(Kind.STANDING, 5.0),
    Act(Kind.STANDING_SHAKING_FAST, 60.0, frequency_hz=15.6, amplitude_dps=10.0),
)
WALKS = (Act(Kind.STANDING, 5.0), Act(Kind.WALKING, 40.0), Act(Kind.STANDING, 5.0))
STANDS = (Act(Kind.STANDING, 70.0),)
BOUNCES = (Act(Kind.HEEL_BOUNCE, 40.0, frequency_hz=5.4, amplitude_dps=70.0),)


def record(
    plan: tuple[Act, ...],
    task: Task,
    *,
    seed: int = 1,
    side: Side = Side.RIGHT,
    placement: Placement = Placement.ANKLE,
    rate_hz: float = 100.0,
    device: Device | None = None,
) -> Recording:
    """Record a simulated leg; the file is named after its task."""
    recording, _ = simulate_recording(
        plan,
        person=draw_person(seed),
        placement=placement,
        side=side,
        sampling_rate_hz=rate_hz,
        seed=seed,
        device=device,
        task=task,
        has_amounts=False,
    )
    return replace(recording, provenance=replace(recording.provenance, source_name=f"{task.value}.csv"))


@cache
def analysed(plan: tuple[Act, ...], task: Task, **how: Any) -> Analysis:
    """Record and analyse, with the numbers of the pictures."""
    return analyze(record(plan, task, **how), with_pictures=True)


def found_in(*analyses: Analysis) -> Found:
    """Derive the findings of one person, by code."""
    return {one.finding: one for one in derive_findings(analyses, library=shared_library())}


def present_in(*analyses: Analysis) -> set[str]:
    """Give the codes that are present."""
    return {code for code, one in found_in(*analyses).items() if one.presence == "present"}


def absent_in(*analyses: Analysis) -> set[str]:
    """Give the codes that are absent."""
    return {code for code, one in found_in(*analyses).items() if one.presence == "absent"}


def bout(state: str, start_s: float, end_s: float) -> Bout:
    """Give a bout."""
    return Bout(Interval(start_s, end_s), MovementKind(state), "leg", "right")


def measured(name: str, value: float, **more: Any) -> Measure:
    """Give a measure that has a value."""
    return Measure(name, value, "1", MeasureStatus.MEASURED, "test", **more)


def rhythm_of(
    state: str,
    hz: float,
    *,
    width_hz: float = 0.2,
    snr_db: float = 20.0,
    regularity: float = 0.95,
    wander_hz: float = 0.2,
) -> dict[str, Measure]:
    """Give the measures of a rhythm."""
    interval = (hz - width_hz / 2, hz + width_hz / 2)
    return {
        "dominant_frequency_hz": measured("dominant_frequency_hz", hz, interval=interval, state=state),
        "signal_to_noise_db": measured("signal_to_noise_db", snr_db, state=state),
        "peak_over_background_ratio": measured("peak_over_background_ratio", 100.0, state=state),
        "regularity_ratio": measured("regularity_ratio", regularity, state=state),
        "frequency_wander_sd_hz": measured("frequency_wander_sd_hz", wander_hz, state=state),
    }


def view(task: str, seconds: Mapping[str, float], **more: Any) -> RecordingView:
    """Give a good recording in which the leg spent so many seconds in each state."""
    usable_s = sum(value for state, value in seconds.items() if state not in ("off_body", "not_assessable"))
    settings = shared_library().by_id("setting")
    given: dict[str, Any] = {
        "analysis": hash(task) if "analysis" not in more else 0,
        "name": f"{task}.csv",
        "task": task,
        "side": "right",
        "placement": "ankle",
        "sensor": "leg",
        "rate_hz": 100.0,
        "has_gyro": True,
        "usable_s": usable_s,
        "assessable_percent": 100.0,
        "quality_ratio": 1.0,
        "seconds": dict(seconds),
        "unsure_rhythm_s": 0.0,
        "seated_s": 0.0,
        "first_rhythm_s": None,
        "bouts": (),
        "measures": {},
        "numbers": {key: one["value"] for key, one in settings.items() if key.startswith("derivation.")},
    }
    return RecordingView(**(given | more))


def found_of(*views: RecordingView) -> Found:
    """Derive findings from boiled-down recordings, by code."""
    return {one.finding: one for one in findings_of_views(views, library=shared_library())}
