"""The sleep of a simulated night: stages, apnoeas, arousals, lights."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from legato.model.annotation import Annotation
from legato.model.interval import Interval
from legato.model.sleep import Hypnogram, SleepEvent, SleepEventKind, SleepStage
from legato.simulation.parameters import draw, draw_log, number, numbers

__all__ = ["Sleep", "add_arousals", "draw_sleep", "note_sleep", "scatter"]

_EPOCH_S = 30.0
_STAGE_TEXT = {
    SleepStage.WAKE: "Sleep stage W",
    SleepStage.N1: "Sleep stage N1",
    SleepStage.N2: "Sleep stage N2",
    SleepStage.N3: "Sleep stage N3",
    SleepStage.REM: "Sleep stage R",
}


@dataclass(frozen=True)
class Sleep:
    """Sleep of one night.

    Parameters
    ----------
    hypnogram : Hypnogram
        Whole epochs of 30 s from second 0; the last part of an epoch belongs to none.
    lights_off_s, lights_on_s : float
    respiratory, arousals : tuple of SleepEvent
        In order; events of one kind never overlap.
    """

    hypnogram: Hypnogram
    lights_off_s: float
    lights_on_s: float
    respiratory: tuple[SleepEvent, ...] = ()
    arousals: tuple[SleepEvent, ...] = ()

    def spans_of(self, *stages: SleepStage) -> list[Interval]:
        """Give the stretches of these stages between lights off and lights on."""
        return [
            Interval(max(span.start_s, self.lights_off_s), min(span.end_s, self.lights_on_s))
            for span, stage in self.hypnogram.spans()
            if stage in stages and span.end_s > self.lights_off_s and span.start_s < self.lights_on_s
        ]

    @property
    def sleep_h(self) -> float:
        """Hours asleep."""
        asleep = sum(stage.is_sleep for stage in self.hypnogram.stages)
        return asleep * self.hypnogram.epoch_s / 3600.0


def draw_sleep(
    rng: np.random.Generator, duration_s: float, *, apnoeas_per_h: float = 0.0, arousals_per_h: float = 0.0
) -> Sleep:
    """Draw the stages, breathing events and arousals of a night.

    Parameters
    ----------
    rng : numpy.random.Generator
    duration_s : float
        Of the recording.
    apnoeas_per_h, arousals_per_h : float
        An hour of sleep; arousals that an apnoea brings come on top.

    Returns
    -------
    Sleep
        Cycles of N1, N2, N3, N2 and REM with wake between them; N3 gets shorter and REM longer in the night. A short
        recording falls asleep sooner.
    """
    most_s = number("night.sleep.lights_share") * duration_s
    off_s = min(draw(rng, "night.sleep.lights_off_s"), most_s)
    on_s = duration_s - min(draw(rng, "night.sleep.lights_off_s"), most_s)
    latency_s = min(draw_log(rng, "night.sleep.latency_s"), number("night.sleep.latency_share") * duration_s)
    stages: list[SleepStage] = []
    for stage, length_s in _stretches(rng, off_s + latency_s):
        stages += [stage] * max(1, round(length_s / _EPOCH_S))
        if len(stages) * _EPOCH_S >= duration_s:
            break
    n_epochs = math.floor(duration_s / _EPOCH_S)
    last = math.floor(on_s / _EPOCH_S)
    kept = [stage if k < last else SleepStage.WAKE for k, stage in enumerate(stages[:n_epochs])]
    hypnogram = Hypnogram(_EPOCH_S, 0.0, tuple(kept), "simulated")
    sleep = Sleep(hypnogram, off_s, on_s)
    respiratory = _breathing(rng, sleep, apnoeas_per_h)
    bare = Sleep(hypnogram, off_s, on_s, respiratory)
    low_s, high_s = numbers("night.apnoea.arousal_after_s")
    onsets = [
        event.span.end_s + float(rng.uniform(low_s, high_s))
        for event in respiratory
        if rng.random() < number("night.apnoea.arousal_share")
    ]
    expected = arousals_per_h * sleep.sleep_h
    asleep = sleep.spans_of(SleepStage.N1, SleepStage.N2, SleepStage.N3, SleepStage.REM)
    onsets += scatter(rng, asleep, count=int(rng.poisson(expected)))
    return add_arousals(bare, onsets, rng=rng)


def _stretches(rng: np.random.Generator, awake_s: float) -> Iterator[tuple[SleepStage, float]]:
    """Give stage after stage without end."""
    yield SleepStage.WAKE, awake_s
    deep = dream = 1.0
    while True:
        yield SleepStage.N1, draw(rng, "night.sleep.n1_s")
        yield SleepStage.N2, 0.5 * draw(rng, "night.sleep.n2_s")
        deep_s = deep * draw(rng, "night.sleep.n3_s")
        if deep_s > 10 * _EPOCH_S:
            yield SleepStage.N3, deep_s
        yield SleepStage.N2, 0.5 * draw(rng, "night.sleep.n2_s")
        yield SleepStage.REM, dream * draw(rng, "night.sleep.rem_s")
        yield SleepStage.WAKE, draw_log(rng, "night.sleep.wake_s")
        deep *= number("night.sleep.n3_decay")
        dream *= number("night.sleep.rem_growth")


def scatter(rng: np.random.Generator, spans: Sequence[Interval], *, count: int) -> list[float]:
    """Draw times evenly over the seconds of many stretches.

    Parameters
    ----------
    rng : numpy.random.Generator
    spans : sequence of Interval
    count : int

    Returns
    -------
    list of float
        Ascending; empty where there is no stretch.
    """
    lengths = np.array([span.duration_s for span in spans])
    if count <= 0 or not lengths.sum() > 0:
        return []
    ends = np.cumsum(lengths)
    drawn = np.sort(rng.uniform(0.0, ends[-1], count))
    which = np.minimum(np.searchsorted(ends, drawn, side="right"), len(spans) - 1)
    return [
        float(spans[k].start_s + at_s - (ends[k] - lengths[k])) for k, at_s in zip(which, drawn, strict=True)
    ]


def _breathing(rng: np.random.Generator, sleep: Sleep, per_h: float) -> tuple[SleepEvent, ...]:
    """Draw apnoeas and hypopnoeas one after the other, each wholly within light or REM sleep."""
    events: list[SleepEvent] = []
    if not per_h > 0:
        return ()
    spans = sleep.spans_of(SleepStage.N1, SleepStage.N2, SleepStage.REM)
    shallow_h = sum(span.duration_s for span in spans) / 3600.0
    every_s = 3600.0 / per_h * min(1.0, shallow_h / max(sleep.sleep_h, 1e-9))
    mean_s = math.sqrt(math.prod(numbers("night.apnoea.duration_s")))
    pause_s = max(8.0, every_s - mean_s)
    for span in spans:
        now_s = span.start_s + float(rng.exponential(0.5 * pause_s))
        while True:
            length_s = draw_log(rng, "night.apnoea.duration_s")
            if now_s + length_s > span.end_s:
                break
            is_partial = rng.random() < number("night.apnoea.hypopnoea_share")
            text = "Hypopnea" if is_partial else "Obstructive apnea"
            events.append(SleepEvent(Interval(now_s, now_s + length_s), SleepEventKind.RESPIRATORY, text))
            now_s += length_s + 5.0 + float(rng.exponential(max(1.0, pause_s - 5.0)))
    return tuple(events)


def add_arousals(sleep: Sleep, onsets_s: Sequence[float], *, rng: np.random.Generator) -> Sleep:
    """Give the same sleep with more arousals; one that would touch another, or wake, is left out.

    Parameters
    ----------
    sleep : Sleep
    onsets_s : sequence of float
    rng : numpy.random.Generator
        For their lengths.

    Returns
    -------
    Sleep
    """
    kept = [event.span for event in sleep.arousals]
    for onset_s in sorted(onsets_s):
        span = Interval(onset_s, onset_s + draw_log(rng, "night.arousal.duration_s"))
        wide = Interval(span.start_s - 1.0, span.end_s + 1.0)
        if sleep.hypnogram.stage_at(onset_s).is_sleep and not any(wide.overlaps(other) for other in kept):
            kept.append(span)
    arousals = tuple(SleepEvent(span, SleepEventKind.AROUSAL, "EEG arousal") for span in sorted(kept))
    return Sleep(sleep.hypnogram, sleep.lights_off_s, sleep.lights_on_s, sleep.respiratory, arousals)


def note_sleep(sleep: Sleep) -> tuple[Annotation, ...]:
    """Write the night down as the annotations of a sleep laboratory's file.

    Parameters
    ----------
    sleep : Sleep

    Returns
    -------
    tuple of Annotation
        In time order: one stage an epoch, breathing events, arousals, lights.
    """
    hypnogram = sleep.hypnogram
    marks = [
        Annotation(
            hypnogram.start_s + k * hypnogram.epoch_s, hypnogram.epoch_s, _STAGE_TEXT[stage], "simulation"
        )
        for k, stage in enumerate(hypnogram.stages)
    ]
    marks += [
        Annotation(event.span.start_s, event.span.duration_s, event.text, "simulation")
        for event in (*sleep.respiratory, *sleep.arousals)
    ]
    marks.append(Annotation(sleep.lights_off_s, 0.0, "Lights off", "simulation"))
    marks.append(Annotation(sleep.lights_on_s, 0.0, "Lights on", "simulation"))
    return tuple(sorted(marks))
