"""The EMG of one leg over a night, conditioned on demand, with its resting level and where it can be scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.events.leg_grid import LegGrid, make_leg_grid
from legato.events.leg_hum import take_off_hum
from legato.events.leg_quality import LegQuality, judge_leg
from legato.events.leg_source import LegSource
from legato.events.leg_survey import LegSurvey, survey_leg
from legato.events.resting_level import compute_resting_levels
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.issue import Issue, Severity
from legato.model.recording import Side
from legato.model.scored_night import LegChannel, QualityMinute
from legato.model.scoring import ScoringRule
from legato.model.time_base import TimeBase
from legato.signal.emg_filter import high_pass

__all__ = ["LegPiece", "LegTrace", "make_leg_trace"]


@dataclass(frozen=True, eq=False)
class LegPiece:
    """A stretch of conditioned EMG as detection saw it, for drawing.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_samples,)
        Seconds since the start of the recording.
    emg_uv : ndarray of float32, shape (n_samples,)
        Signed; NaN where lost.
    resting_uv, onset_uv, offset_uv : ndarray of float64, shape (n_samples,)
        Resting level and the two levels in force; NaN where they can't be told.
    """

    times_s: NDArray[np.float64]
    emg_uv: NDArray[np.float32]
    resting_uv: NDArray[np.float64]
    onset_uv: NDArray[np.float64]
    offset_uv: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LegTrace:
    """The EMG of one leg, ready to be searched for movements.

    Parameters
    ----------
    source : LegSource
        The samples, hum taken off where it was.
    side : Side
    grid : LegGrid
    survey : LegSurvey
    resting_uv : ndarray of float64, shape (n_cells,)
        Resting level in each cell of ``grid``; NaN where it can't be told.
    quality : LegQuality
    criteria : Criteria
        By which it was made.
    conditioning : tuple of str
        What was done to the signal, one sentence each.
    issues : tuple of Issue
    """

    source: LegSource
    side: Side
    grid: LegGrid
    survey: LegSurvey
    resting_uv: NDArray[np.float64]
    quality: LegQuality
    criteria: Criteria
    conditioning: tuple[str, ...]
    issues: tuple[Issue, ...]

    @property
    def name(self) -> str:
        """Name of the channel."""
        return self.source.channel.name

    @property
    def time(self) -> TimeBase:
        """Clock of the channel."""
        return self.source.channel.time

    @property
    def sampling_rate_hz(self) -> float:
        """Rate of the channel."""
        return self.grid.sampling_rate_hz

    @property
    def minutes(self) -> tuple[QualityMinute, ...]:
        """Quality, minute by minute from the first sample."""
        return self.quality.minutes

    @property
    def is_scorable(self) -> bool:
        """Tell whether this leg can be scored at all."""
        return self.quality.is_scorable

    @property
    def reason(self) -> str:
        """Why not; empty where it can."""
        return self.quality.reason

    @property
    def scorable_spans(self) -> list[Interval]:
        """Stretches in which movements could be found: nothing lost, no gap, a resting level that allows it."""
        return [
            Interval(float(self.time.times_s(a, a + 1)[0]), self.end_of(b))
            for a, b in self.quality.scorable_runs
        ]

    def end_of(self, behind: int) -> float:
        """Give the time at which the sample before ``behind`` ends."""
        return float(self.time.times_s(behind - 1, behind)[0]) + 1.0 / self.sampling_rate_hz

    def resting_at(self, sample: int) -> float:
        """Give the resting level in force at a sample, uV."""
        return float(self.resting_uv[self.grid.cell_of(sample)]) if len(self.resting_uv) else float("nan")

    def conditioned(self, start: int, stop: int, *, within: tuple[int, int]) -> NDArray[np.float32]:
        """Give conditioned samples, uV.

        Parameters
        ----------
        start, stop : int
            Half open.
        within : tuple of int
            Range without a lost sample that holds them; at its ends the last sample is taken to go on.

        Returns
        -------
        ndarray of float32, shape (stop - start,)
        """
        return high_pass(self.padded(start, stop, within=within), width=self.grid.width)

    def padded(self, start: int, stop: int, *, within: tuple[int, int]) -> NDArray[np.float32]:
        """Give the samples and as many on either side as the high-pass looks at, less their mean, uV."""
        reach = self.grid.reach
        first, behind = max(within[0], start - reach), min(within[1], stop + reach)
        samples = self.source.read(first, behind)
        samples = samples - samples.mean(dtype=np.float64).astype(np.float32)
        before, after = first - (start - reach), stop + reach - behind
        return np.pad(samples, (before, after), mode="edge") if before or after else samples

    def piece(self, start_s: float, end_s: float, *, rule: ScoringRule) -> LegPiece:
        """Give a stretch as detection sees it.

        Parameters
        ----------
        start_s, end_s : float
            Half open, seconds since the start of the recording; clipped to the recording.
        rule : ScoringRule
            Whose ``onset_uv`` and ``offset_uv`` are drawn.

        Returns
        -------
        LegPiece
        """
        start, stop = self.time.index_at(start_s), self.time.index_at(end_s)
        emg = np.full(max(0, stop - start), np.nan, dtype=np.float32)
        for run in self.quality.whole_runs:
            a, b = max(run[0], start), min(run[1], stop)
            if a < b:
                emg[a - start : b - start] = self.conditioned(a, b, within=run)
        cells = np.clip(np.arange(start, stop) // self.grid.cell, 0, max(0, self.grid.n_cells - 1))
        resting = self.resting_uv[cells] if self.grid.n_cells else np.full(len(emg), np.nan)
        return LegPiece(
            times_s=self.time.times_s(start, stop),
            emg_uv=emg,
            resting_uv=resting,
            onset_uv=resting + rule.number("onset_uv"),
            offset_uv=resting + rule.number("offset_uv"),
        )

    def to_channel(self) -> LegChannel:
        """Give what is told of this leg in the result."""
        spans = self.scorable_spans if self.is_scorable else []
        return LegChannel(
            name=self.name,
            side=self.side,
            sampling_rate_hz=self.sampling_rate_hz,
            minutes=self.minutes,
            is_scorable=self.is_scorable,
            reason=self.reason,
            scorable_s=sum(span.duration_s for span in spans),
            conditioning=self.conditioning,
        )


def make_leg_trace(
    channel: Channel,
    *,
    side: Side,
    criteria: Criteria,
    notch_hz: float | None = None,
    other: Channel | None = None,
) -> LegTrace:
    """Condition one leg's EMG, take its resting level and judge its quality.

    Parameters
    ----------
    channel : Channel
        EMG with a unit.
    side : Side
    criteria : Criteria
        ``leg_emg.*``.
    notch_hz : float or None
        Mains frequency to take out whether or not hum is found; None takes it out where it is found.
    other : Channel or None
        The other leg, for crosstalk.

    Returns
    -------
    LegTrace

    Raises
    ------
    InputError
        If amplitudes of the channel mean nothing, or its rate is too low to score a leg.

    Notes
    -----
    Source: engineering. The signal is high-passed without phase (``leg_emg.high_pass_hz``); there is no low-pass beyond
    the recorder's own. Nothing is filtered ahead: pieces are conditioned when they are asked for, and the result does not
    depend on which pieces are.
    """
    issues = _check_channel(channel, criteria=criteria)
    grid = make_leg_grid(channel.time, criteria=criteria)
    conditioning = [
        f"High-pass without phase, half amplitude at about {criteria.number('leg_emg.high_pass_hz'):g} Hz; no low-pass."
    ]
    hum_found = take_off_hum(LegSource(channel), grid=grid, criteria=criteria, notch_hz=notch_hz)
    conditioning += hum_found.conditioning
    survey = survey_leg(hum_found.source, grid=grid)
    cell_s = grid.cell / grid.sampling_rate_hz
    resting = compute_resting_levels(
        _without_flat(survey.cell_rms_uv, criteria=criteria), cell_s=cell_s, criteria=criteria
    )
    quality = judge_leg(
        hum_found, grid=grid, survey=survey, resting_uv=resting, other=other, criteria=criteria
    )
    return LegTrace(
        source=hum_found.source,
        side=side,
        grid=grid,
        survey=survey,
        resting_uv=resting,
        quality=quality,
        criteria=criteria,
        conditioning=tuple(conditioning),
        issues=issues,
    )


def _without_flat(cell_rms_uv: NDArray[np.float64], *, criteria: Criteria) -> NDArray[np.float64]:
    """Leave out cells without a signal, which would pull the resting level of their neighbours down."""
    return np.where(cell_rms_uv > criteria.number("leg_emg.flat_uv"), cell_rms_uv, np.nan)


def _check_channel(channel: Channel, *, criteria: Criteria) -> tuple[Issue, ...]:
    """Refuse a channel that can't be scored, and tell of a rate under what the manual asks for."""
    if not channel.has_unit or channel.unit != "V":
        raise InputError(
            "Leg movements are scored in microvolts, and this channel has no unit of voltage",
            where=channel.name,
            found=str(channel.recorded_unit),
            mend="state the unit of the channel",
            code="LEG-E930",
        )
    rate_hz = channel.sampling_rate_hz
    refused_hz, least_hz = (
        criteria.number("leg_emg.refused_rate_hz"),
        criteria.number("leg_emg.least_rate_hz"),
    )
    if not rate_hz >= refused_hz:
        raise InputError(
            "The sampling rate is too low to score leg movements",
            where=channel.name,
            found=f"{rate_hz:g} Hz; at least {refused_hz:g} Hz is needed, {least_hz:g} Hz by the manual",
            code="LEG-E931",
        )
    if rate_hz < least_hz:
        return (
            Issue(
                "leg_emg_rate_low",
                Severity.WARNING,
                f"The leg was recorded at {rate_hz:g} Hz; the AASM manual asks for {least_hz:g} Hz at least.",
                where=channel.name,
            ),
        )
    return ()
