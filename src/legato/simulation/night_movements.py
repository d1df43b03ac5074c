"""Give the movements of a simulated night their times, legs, lengths and levels."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.sleep import SleepStage
from legato.simulation.emg_truth import MovementCause as Cause
from legato.simulation.emg_truth import TrueSequence
from legato.simulation.night_plan import NightPlan
from legato.simulation.night_sleep import Sleep, scatter
from legato.simulation.parameters import draw, draw_log, number, numbers

__all__ = ["LEGS", "Piece", "Placed", "place_movements"]

LEGS = (Side.LEFT, Side.RIGHT)
_LIGHT = (SleepStage.N1, SleepStage.N2, SleepStage.N3)
_FIRST_S = (
    2.0  # nothing moves in the first and last seconds, so that no movement is cut by the recording itself
)


@dataclass(frozen=True, order=True, slots=True)
class Piece:
    """One planned activation of one leg.

    Parameters
    ----------
    onset_s, duration_s : float
        From the start of its rise to the end of its fall.
    side : Side
    level_uv : float
        Typical mean rectified amplitude over rest.
    cause : MovementCause
    group : int
    series : int or None
    edge_s : tuple of float
        Rise and fall.
    is_rough : bool
        With bursts inside.
    """

    onset_s: float
    duration_s: float
    side: Side
    level_uv: float
    cause: Cause
    group: int
    series: int | None
    edge_s: tuple[float, float]
    is_rough: bool = True

    @property
    def end_s(self) -> float:
        """End of its fall."""
        return self.onset_s + self.duration_s


@dataclass
class Placed:
    """What has found its place so far.

    Parameters
    ----------
    end_s : float
        Of the recording.
    pieces : list of Piece
    sequences : list of TrueSequence
    """

    end_s: float
    pieces: list[Piece] = field(default_factory=list)
    sequences: list[TrueSequence] = field(default_factory=list)
    _taken: dict[Side, list[tuple[float, float]]] = field(default_factory=lambda: {side: [] for side in LEGS})

    def try_all(self, pieces: Sequence[Piece]) -> bool:
        """Place all of these or, where one leg is not free, none."""
        apart_s = number("night.lm.apart_s")
        for piece in pieces:
            if piece.onset_s < _FIRST_S or piece.end_s > self.end_s - _FIRST_S:
                return False
            taken = self._taken[piece.side]
            k = bisect.bisect(taken, (piece.onset_s,))
            near = taken[max(0, k - 1) : k + 1]
            if any(piece.onset_s < end + apart_s and start < piece.end_s + apart_s for start, end in near):
                return False
        for side in LEGS:
            own = [piece for piece in pieces if piece.side is side]
            if own:
                bisect.insort(self._taken[side], (own[0].onset_s, own[-1].end_s))
        self.pieces += pieces
        return True


def place_movements(plan: NightPlan, sleep: Sleep, *, end_s: float, rng: np.random.Generator) -> Placed:
    """Place all movements of a night.

    Parameters
    ----------
    plan : NightPlan
    sleep : Sleep
    end_s : float
        Of the recording.
    rng : numpy.random.Generator

    Returns
    -------
    Placed
        Breathing-related movements first, then large ones, sequences, series, isolated ones and those in wake; what
        finds its leg taken is left out.
    """
    placed = Placed(end_s)
    groups = iter(range(1, 1 << 31))
    # one stream a purpose: asking for twitches moves no series
    streams = rng.spawn(7)
    low_s, high_s = numbers("night.apnoea.movement_after_s")
    for event in sleep.respiratory:
        at_s = event.span.end_s + float(streams[0].uniform(low_s, high_s))
        if streams[0].random() < plan.respiratory_share:
            placed.try_all(_movement(plan, at_s, Cause.RESPIRATORY, group=next(groups), rng=streams[0]))
    _place_large(placed, plan, sleep, groups, streams[1])
    _place_sequences(placed, plan, sleep, groups, streams[2])
    _place_series(placed, plan, sleep, groups, streams[3])
    asleep = sleep.spans_of(*_LIGHT, SleepStage.REM)
    for cause, spans, per_h, stream in (
        (Cause.ISOLATED, asleep, plan.isolated_per_h, streams[4]),
        (Cause.WAKE, sleep.spans_of(SleepStage.WAKE), plan.wake_per_h, streams[5]),
    ):
        hours = sum(span.duration_s for span in spans) / 3600.0
        for at_s in scatter(stream, spans, count=int(stream.poisson(per_h * hours))):
            placed.try_all(_movement(plan, at_s, cause, group=next(groups), rng=stream))
    _place_twitches(placed, plan, sleep, groups, streams[6])
    placed.pieces.sort()
    return placed


def _level_uv(plan: NightPlan, rng: np.random.Generator) -> float:
    """Draw a level from the log-normal that is cut off just above the onset level."""
    low, high = number("night.least_level_uv"), number("night.most_level_uv")
    while True:
        level = plan.level_median_uv * math.exp(plan.level_log_sd * float(rng.standard_normal()))
        if level >= low or plan.level_median_uv < low:
            return min(max(level, low), high)


def _movement(
    plan: NightPlan,
    at_s: float,
    cause: Cause,
    *,
    group: int,
    rng: np.random.Generator,
    series: int | None = None,
) -> list[Piece]:
    """Draw one movement of one leg or both."""
    low_s, high_s = numbers("night.lm.duration_s")
    length_s = plan.duration_median_s * math.exp(plan.duration_log_sd * float(rng.standard_normal()))
    length_s = min(max(length_s, low_s), high_s)
    if cause is Cause.ISOLATED and rng.random() < number("night.lm.long_share"):
        length_s = draw(rng, "night.lm.long_s")
    lead = Side.LEFT if rng.random() < plan.left_share else Side.RIGHT
    edges = (draw_log(rng, "night.rise_s"), draw_log(rng, "night.fall_s"))
    first = Piece(at_s, length_s + edges[1], lead, _level_uv(plan, rng), cause, group, series, edges)
    is_bilateral = rng.random() < plan.bilateral_share
    shift_s = number("night.lm.other_leg_sd_s") * float(rng.standard_normal())
    spread = number("night.lm.other_leg_log_sd") * rng.standard_normal(2)
    if not is_bilateral:
        return [first]
    other = replace(
        first,
        onset_s=at_s + shift_s,
        duration_s=max(low_s, first.duration_s * math.exp(float(spread[0]))),
        side=Side.RIGHT if lead is Side.LEFT else Side.LEFT,
        level_uv=max(number("night.least_level_uv"), first.level_uv * math.exp(float(spread[1]))),
        edge_s=(draw_log(rng, "night.rise_s"), draw_log(rng, "night.fall_s")),
    )
    return [first, other]


def _place_series(
    placed: Placed, plan: NightPlan, sleep: Sleep, groups: Iterator[int], rng: np.random.Generator
) -> None:
    """Let series and pauses follow each other from sleep onset to lights on."""
    if not plan.series_per_h > 0:
        return
    imi_s = plan.imi_median_s * math.exp(0.5 * plan.imi_log_sd**2)
    pause_s = max(0.0, plan.series_length * (3600.0 / plan.series_per_h - imi_s))
    asleep = sleep.spans_of(*_LIGHT, SleepStage.REM)
    if not asleep:
        return
    now_s = asleep[0].start_s + float(rng.exponential(0.2 * pause_s))
    number_of = 0
    while now_s < sleep.lights_on_s:
        length = 4 + int(rng.poisson(plan.series_length - 4.0))
        number_of += 1
        for _ in range(length):
            stage = sleep.hypnogram.stage_at(now_s)
            chance = {
                SleepStage.WAKE: number("night.lm.wake_share"),
                SleepStage.REM: number("night.lm.rem_share"),
            }.get(stage, 1.0)
            pieces = _movement(plan, now_s, Cause.SERIES, group=next(groups), rng=rng, series=number_of)
            if rng.random() < chance:
                placed.try_all(pieces)
            now_s += plan.imi_median_s * math.exp(plan.imi_log_sd * float(rng.standard_normal()))
        least_s = number("night.lm.series_pause_s")
        now_s += least_s + float(rng.exponential(max(0.1 * least_s, pause_s - least_s)))


def _place_large(
    placed: Placed, plan: NightPlan, sleep: Sleep, groups: Iterator[int], rng: np.random.Generator
) -> None:
    """Place movements of the whole body, seen in both legs."""
    bed = [Interval(sleep.lights_off_s, sleep.lights_on_s)]
    hours = bed[0].duration_s / 3600.0
    for at_s in scatter(rng, bed, count=int(rng.poisson(plan.large_per_h * hours))):
        group = next(groups)
        length_s = draw_log(rng, "night.large.duration_s")
        pieces = [
            Piece(
                at_s + float(rng.uniform(0.0, 0.6)),
                length_s,
                side,
                draw_log(rng, "night.large.level_uv"),
                Cause.LARGE_MUSCLE_GROUP,
                group,
                None,
                (draw_log(rng, "night.rise_s"), draw_log(rng, "night.fall_s")),
            )
            for side in LEGS
        ]
        if placed.try_all(pieces):
            span = Interval(min(p.onset_s for p in pieces), max(p.end_s for p in pieces))
            placed.sequences.append(
                TrueSequence(span, Cause.LARGE_MUSCLE_GROUP, Side.BOTH, 1, math.nan, group)
            )


def _place_sequences(
    placed: Placed, plan: NightPlan, sleep: Sleep, groups: Iterator[int], rng: np.random.Generator
) -> None:
    """Place alternating activations (either in sleep or at arousals) and foot tremors (mostly at sleep onset)."""
    bed = [Interval(sleep.lights_off_s, sleep.lights_on_s)]
    hours = bed[0].duration_s / 3600.0
    for cause, per_h in ((Cause.ALMA, plan.alma_per_h), (Cause.HFT, plan.hft_per_h)):
        for at_s in scatter(rng, bed, count=int(rng.poisson(per_h * hours))):
            group = next(groups)
            rate_hz = draw_log(rng, f"night.{cause.value}.rate_hz")
            if cause is Cause.ALMA:
                n = round(draw(rng, "night.alma.bursts"))
            else:
                n = max(4, round(draw(rng, "night.hft.length_s") * rate_hz))
            pieces = _taking_turns(at_s, cause, group=group, rate_hz=rate_hz, n=n, rng=rng)
            if placed.try_all(pieces):
                side = Side.BOTH if cause is Cause.ALMA else pieces[0].side
                span = Interval(pieces[0].onset_s, pieces[-1].end_s)
                placed.sequences.append(TrueSequence(span, cause, side, n, rate_hz, group))


def _taking_turns(
    at_s: float, cause: Cause, *, group: int, rate_hz: float, n: int, rng: np.random.Generator
) -> list[Piece]:
    """Draw short bursts at a rate: of both legs in turn, or of one foot."""
    first = int(rng.integers(2))
    level_uv = draw_log(rng, "night.minor.level_uv")
    typical_s = draw(rng, f"night.{cause.value}.burst_s")
    most_s = number("night.minor.duty") / rate_hz
    jitter_s = number("night.minor.jitter") / rate_hz
    pieces = []
    for k in range(n):
        onset_s = at_s + k / rate_hz + jitter_s * float(np.clip(rng.standard_normal(), -1.5, 1.5))
        length_s = min(typical_s * math.exp(0.12 * float(rng.standard_normal())), most_s)
        edges = (draw(rng, "night.minor.edge_s"), draw(rng, "night.minor.edge_s"))
        side = LEGS[(first + k * (cause is Cause.ALMA)) % 2]
        level = level_uv * math.exp(0.2 * float(rng.standard_normal()))
        pieces.append(Piece(onset_s, length_s, side, level, cause, group, None, edges, is_rough=False))
    return pieces


def _place_twitches(
    placed: Placed, plan: NightPlan, sleep: Sleep, groups: Iterator[int], rng: np.random.Generator
) -> None:
    """Place single twitches, each leg for itself, in stretches of non-REM sleep until the minutes are used up."""
    left_s = 60.0 * plan.twitch_minutes
    for span in sleep.spans_of(*_LIGHT):
        length_s = min(left_s, span.duration_s)
        if not (length_s > 0 and plan.twitches_per_min > 0):
            return
        left_s -= length_s
        times = scatter(
            rng,
            [Interval(span.start_s, span.start_s + length_s)],
            count=int(rng.poisson(plan.twitches_per_min * length_s / 60.0)),
        )
        for at_s in times:
            burst_s = draw(rng, "night.twitch.burst_s")
            edges = (0.3 * burst_s, 0.4 * burst_s)
            side = LEGS[int(rng.integers(2))]
            level = draw_log(rng, "night.twitch.level_uv")
            cause, group = Cause.FRAGMENTARY_MYOCLONUS, next(groups)
            placed.try_all([Piece(at_s, burst_s, side, level, cause, group, None, edges, is_rough=False)])
