"""The main use case: a recording in, everything that was measured on it out.

Reads like a recipe: for each sensor extract features, score freezing, say what kind of movement each window is, join
windows into bouts; then compute the measures and bind all into one ``Analysis``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from legato import __version__
from legato.align import join_legs
from legato.errors import UsageError
from legato.events.bouts import detect_bouts, seconds_in_states
from legato.events.extract import extract_features
from legato.events.features import WindowFeatures
from legato.events.freezing import FREEZING_COLUMNS, claims_freezing, freezing_columns, score_freezing
from legato.events.grid import resampling_steps
from legato.events.incomplete import MOTION_KINDS, complete_sensor, has_motion, without_gravity
from legato.events.jerk_search import jerk_finder
from legato.events.kinds import WindowStates, classify_windows
from legato.events.pictures import DensityStore, excerpt_of, mean_spectra, spectrogram_of
from legato.events.rows import SensorRows, tabulate_windows
from legato.knowledge.load import load_criteria
from legato.measures.compute import compute_measures, leading_track
from legato.measures.row_interval import row_frequency_interval
from legato.model.analysis import Analysis, Excerpt, Spectrogram, Spectrum
from legato.model.criteria import Criteria
from legato.model.issue import Issue, Severity
from legato.model.movement import INVOLUNTARY_SHAKING, Bout, MovementKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Task
from legato.model.sensor_track import SensorTrack

__all__ = ["analyze", "analyze_pair"]

_NO_LEG = frozenset({Placement.CHEST, Placement.HEAD, Placement.WRIST, Placement.HAND})
Progress = Callable[[float], None]


def analyze(
    recording: Recording,
    *,
    criteria: Criteria | None = None,
    step_s: float | None = None,
    with_pictures: bool = False,
    progress: Progress | None = None,
) -> Analysis:
    """Measure the shaking in one recording.

    Parameters
    ----------
    recording : Recording
        With at least one sensor that gives acceleration or angular velocity on three axes; else the analysis says that
        nothing was assessable.
    criteria : Criteria or None
        None loads those of the knowledge base.
    step_s : float or None
        Distance between windows; None takes 1 s for recordings up to two hours and 2 s for longer ones.
    with_pictures : bool
        Also give the numbers of the pictures of a report.
    progress : callable or None
        Called with the share that is done, 0 to 1; may raise to cancel.

    Returns
    -------
    Analysis
        Not a diagnosis; not reviewed by a clinician.

    Raises
    ------
    UsageError
        If ``step_s`` is not between 0.25 s and the length of a window.
    """
    criteria = load_criteria() if criteria is None else criteria
    step_s = _step_s(recording, criteria, step_s)
    sensors, made_up = _movement_sensors(recording, criteria)
    found = [
        _analyze_sensor(
            sensor,
            recording,
            criteria=criteria,
            step_s=step_s,
            with_pictures=with_pictures,
            progress=_part_of(progress, index, len(sensors)),
        )
        for index, sensor in enumerate(sensors)
    ]
    tracks = [one.rows.track for one in found]
    window_s = criteria.number("window.length_s")
    windows = tabulate_windows([one.rows for one in found], window_s=window_s, step_s=step_s)
    bouts = sorted((bout for one in found for bout in one.bouts), key=lambda bout: (bout.span, bout.sensor))
    measures = compute_measures(
        recording=recording, tracks=tracks, windows=windows, bouts=bouts, criteria=criteria
    )
    lead = leading_track(tracks, criteria=criteria) if tracks else None
    return Analysis(
        recording=recording,
        windows=windows,
        states=seconds_in_states(lead) if lead is not None else {},
        bouts=tuple(bouts),
        measures=measures,
        issues=(*recording.issues, *_issues(recording, sensors, tracks, criteria=criteria)),
        provenance=_provenance(recording, criteria, step_s, found, made_up),
        spectra=tuple(s for one in found for s in one.spectra),
        spectrograms=tuple(one.spectrogram for one in found if one.spectrogram is not None),
        excerpts=tuple(one.excerpt for one in found if one.excerpt is not None),
    )


def analyze_pair(
    left: Recording,
    right: Recording,
    *,
    criteria: Criteria | None = None,
    step_s: float | None = None,
    with_pictures: bool = False,
    progress: Progress | None = None,
) -> Analysis:
    """Measure two legs that were recorded in two files.

    Parameters
    ----------
    left, right : Recording
        Of one task.
    criteria, step_s, with_pictures, progress
        As in ``analyze``.

    Returns
    -------
    Analysis
        Of both legs; phase and coherence only where taps or one clock say how well the two agree.

    Raises
    ------
    InputError
        If the tasks differ.
    """
    criteria = load_criteria() if criteria is None else criteria
    joined = join_legs(left, right, criteria=criteria)
    return analyze(joined, criteria=criteria, step_s=step_s, with_pictures=with_pictures, progress=progress)


class _SensorResult:
    """What was found at one sensor."""

    def __init__(self, rows: SensorRows, bouts: list[Bout], steps: tuple[str, ...]) -> None:
        self.rows = rows
        self.bouts = bouts
        self.steps = steps
        self.spectra: list[Spectrum] = []
        self.spectrogram: Spectrogram | None = None
        self.excerpt: Excerpt | None = None


def _analyze_sensor(
    sensor: Sensor,
    recording: Recording,
    *,
    criteria: Criteria,
    step_s: float,
    with_pictures: bool,
    progress: Progress | None,
) -> _SensorResult:
    """Go from the samples of one sensor to its windows, states and bouts."""
    kept = criteria.number("picture.kept_windows")
    store = DensityStore(keep_every=max(1, int(recording.duration_s / step_s // kept)))
    features = extract_features(
        sensor,
        criteria=criteria,
        step_s=step_s,
        duration_s=recording.duration_s,
        progress=progress,
        spectra_sink=store if with_pictures else None,
        extra_columns=partial(freezing_columns, criteria=criteria),
        extra=tuple(FREEZING_COLUMNS),
    )
    freezing = _freezing_score(sensor, features, criteria=criteria)
    states = classify_windows(
        features,
        task=recording.task,
        placement=sensor.placement,
        criteria=criteria,
        freezing_claim=claims_freezing(freezing, criteria=criteria, placement=sensor.placement),
        seen_to_hz=_seen_to_hz(sensor, criteria),
    )
    intervals = _row_intervals(features, criteria)
    track = _track(sensor, features, states, intervals)
    finder = jerk_finder(sensor, criteria=criteria)
    bouts = detect_bouts(
        track,
        states,
        criteria=criteria,
        is_lying=recording.task in (Task.LIE, Task.NIGHT),
        find_jerks=finder,
    )
    rows = SensorRows(track, states, freezing, intervals)
    result = _SensorResult(rows, bouts, resampling_steps(sensor))
    if with_pictures:
        result.spectra = mean_spectra(store, track, criteria=criteria)
        result.spectrogram = spectrogram_of(store, track, n_columns=int(criteria.number("picture.columns")))
        deciding = _deciding_bout(bouts)
        result.excerpt = excerpt_of(track, deciding, criteria=criteria) if deciding else None
    return result


def _freezing_score(sensor: Sensor, features: WindowFeatures, *, criteria: Criteria) -> NDArray[np.float64]:
    """Score freezing; NaN where a unit is not known, because steps and trembling are told by their size."""
    if not features.has_accel_unit or (features.has_gyro and not features.has_gyro_unit):
        return np.full(len(features), np.nan)
    return score_freezing(
        features.columns, step_s=features.step_s, criteria=criteria, placement=sensor.placement
    )


def _track(
    sensor: Sensor,
    features: WindowFeatures,
    states: WindowStates,
    intervals: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> SensorTrack:
    """Bind features, intervals and states of one sensor for bouts and measures."""
    low_hz, high_hz = intervals
    return SensorTrack(
        sensor=sensor,
        columns=features.columns | {"frequency_low_hz": low_hz, "frequency_high_hz": high_hz},
        states=states.state,
        window_s=features.window_s,
        step_s=features.step_s,
        has_accel=features.has_accel,
        has_gyro=features.has_gyro,
        has_gravity=features.has_gravity,
        has_accel_unit=features.has_accel_unit,
        has_gyro_unit=features.has_gyro_unit,
    )


def _row_intervals(
    features: WindowFeatures, criteria: Criteria
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the 95 % interval of the frequency of every row."""
    return row_frequency_interval(features.columns, has_gyro=features.has_gyro, criteria=criteria)


def _movement_sensors(recording: Recording, criteria: Criteria) -> tuple[list[Sensor], list[str]]:
    """Give the sensors to analyse, and a sentence for each whose axes had to be completed or that holds no gravity."""
    whole = [sensor for sensor in recording.sensors if has_motion(sensor)]
    if whole:
        taken = [without_gravity(sensor, criteria=criteria) or (sensor, "") for sensor in whole]
        return [sensor for sensor, _ in taken], [step for _, step in taken if step]
    completed = [made for sensor in recording.sensors if (made := complete_sensor(sensor)) is not None]
    return [sensor for sensor, _ in completed], [step for _, step in completed]


def _step_s(recording: Recording, criteria: Criteria, step_s: float | None) -> float:
    """Give the distance between windows, refusing one that makes no sense."""
    if step_s is None:
        is_short = recording.duration_s <= criteria.number("window.short_recording_s")
        return criteria.number("window.step_short_s" if is_short else "window.step_long_s")
    least, most = criteria.number("window.step_least_s"), criteria.number("window.length_s")
    if not least <= step_s <= most:
        raise UsageError(
            "The step between windows lies outside what makes sense",
            found=f"{step_s} s, allowed {least:g} to {most:g} s",
            mend="give --step-s within that range, or leave it away",
            code="LEG-E320",
        )
    return step_s


def _part_of(progress: Progress | None, index: int, count: int) -> Progress | None:
    """Give the progress of one sensor as a part of the whole."""
    if progress is None:
        return None
    return lambda share: progress((index + share) / count)


def _deciding_bout(bouts: list[Bout]) -> Bout | None:
    """Give the bout whose raw seconds a reader should see: the longest shaking, else bounce, else undecided, else any."""
    for wanted in (
        INVOLUNTARY_SHAKING,
        {MovementKind.HEEL_BOUNCE},
        {MovementKind.CANNOT_TELL},
        set(MovementKind) - {MovementKind.NOT_ASSESSABLE},
    ):
        some = [bout for bout in bouts if bout.state in wanted]
        if some:
            return max(some, key=lambda bout: bout.span.duration_s)
    return None


def _issues(
    recording: Recording, sensors: list[Sensor], tracks: list[SensorTrack], *, criteria: Criteria
) -> list[Issue]:
    """Say what kept the analysis from answering."""
    window_s = criteria.number("window.length_s")
    issues = [issue for sensor in sensors if (issue := _too_slow(sensor, criteria)) is not None]
    if not sensors:
        issues.append(
            Issue(
                "no_motion_channel",
                Severity.WARNING,
                "No sensor gives acceleration or angular velocity on three axes, so no movement could be assessed",
                where=", ".join(channel.name for channel in recording.channels[:6]),
                mend="name the channels with --channels, or give a recording of a movement sensor",
            )
        )
    issues += _left_out(recording, sensors)
    elsewhere = [sensor for sensor in sensors if sensor.placement in _NO_LEG]
    if elsewhere:
        issues.append(
            Issue(
                "not_at_a_leg",
                Severity.NOTE,
                "The rules that name a state are written for a leg; away from the legs frequency and size hold, and the "
                "names of states are a guess",
                where=", ".join(sensor.id for sensor in elsewhere),
            )
        )
    for track in tracks:
        if not len(track):
            issues.append(
                Issue(
                    "shorter_than_a_window",
                    Severity.WARNING,
                    f"The recording is shorter than one window of {window_s:g} s, so nothing was assessed",
                    where=track.sensor.id,
                    mend="record for at least half a minute",
                )
            )
    return issues


def _left_out(recording: Recording, sensors: list[Sensor]) -> list[Issue]:
    """Say which sensors of movement were not analysed because an axis is missing and others are whole."""
    analysed = {sensor.id for sensor in sensors}
    left_out = [
        sensor.id
        for sensor in recording.sensors
        if sensor.id not in analysed and any(channel.kind in MOTION_KINDS for channel in sensor.channels)
    ]
    if not left_out:
        return []
    return [
        Issue(
            "sensor_left_out",
            Severity.WARNING,
            "A sensor lacks an axis of acceleration or angular velocity and was not analysed, because others have all three",
            where=", ".join(left_out),
            mend="give all three axes, or name the channels of that sensor alone with --channels",
        )
    ]


def _seen_to_hz(sensor: Sensor, criteria: Criteria) -> float:
    """Give the highest frequency that the faster clock of a sensor shows; endless where no rate is known."""
    rates_hz = [
        channel.sampling_rate_hz
        for channel in sensor.channels
        if channel.kind in MOTION_KINDS and channel.sampling_rate_hz > 0
    ]
    share = criteria.number("spectrum.top_share_of_rate")
    return share * max(rates_hz) if rates_hz else float("inf")


def _too_slow(sensor: Sensor, criteria: Criteria) -> Issue | None:
    """Say of a sensor whose rate hides a part of the frequencies of shaking from where on nothing is seen."""
    *_, fastest_hz, _ = criteria.numbers("spectrum.band_edges_hz")
    seen_to_hz = _seen_to_hz(sensor, criteria)
    if seen_to_hz >= fastest_hz:
        return None
    share = criteria.number("spectrum.top_share_of_rate")
    return Issue(
        "rate_low",
        Severity.WARNING,
        f"At {seen_to_hz / share:.3g} samples a second nothing above {seen_to_hz:.2g} Hz can be seen; faster shaking "
        "would be missed",
        where=sensor.id,
        mend=f"record at {fastest_hz / share:.0f} Hz or more",
    )


def _provenance(
    recording: Recording,
    criteria: Criteria,
    step_s: float,
    found: list[_SensorResult],
    made_up: list[str],
) -> Provenance:
    """Add the settings and steps of the analysis to the provenance of the recording."""
    steps = tuple(dict.fromkeys(step for one in found for step in one.steps))
    return replace(
        recording.provenance,
        legato_version=__version__,
        settings=(
            *recording.provenance.settings,
            ("task", recording.task.value),
            ("step_s", f"{step_s:g}"),
            ("knowledge", criteria.version),
        ),
        steps=(*recording.provenance.steps, *made_up, *steps),
    )
