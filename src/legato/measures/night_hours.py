"""The time of a night that indices are divided by: in which stage, and seen by at least one leg."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from legato.model.interval import Interval, merge_intervals
from legato.model.scoring import ScoringRule
from legato.model.sleep import Hypnogram, SleepNotes, SleepStage

__all__ = ["NREM", "SLEEP", "NightHours", "counting_window", "read_night_hours"]

NREM = frozenset({SleepStage.N1, SleepStage.N2, SleepStage.N3})
SLEEP = frozenset(stage for stage in SleepStage if stage.is_sleep)


@dataclass(frozen=True, slots=True)
class NightHours:
    """The counted part of a night, cut where the stage or the usability of the legs changes.

    Parameters
    ----------
    window : Interval
        Lights off to lights on where they are known, otherwise the recording.
    pieces : tuple of (Interval, SleepStage, bool)
        Disjoint, in order, covering the window; true where at least one leg could be scored.
    is_staged : bool
        Whether a stage is known at all: from a hypnogram, or by the rule set for a test that is done awake.
    words : str
        What the window is, for the note beside an index.
    """

    window: Interval
    pieces: tuple[tuple[Interval, SleepStage, bool], ...]
    is_staged: bool
    words: str

    @property
    def has_sleep(self) -> bool:
        """Tell whether any of it was sleep."""
        return any(stage.is_sleep for _, stage, _ in self.pieces)

    def seconds(
        self, stages: Collection[SleepStage] | None = None, *, within: Interval | None = None
    ) -> float:
        """Give the scorable seconds.

        Parameters
        ----------
        stages : collection of SleepStage or None
            Only these; None for all, unknown ones too.
        within : Interval or None
            Only there.

        Returns
        -------
        float
        """
        return self._sum(stages, within, only_scorable=True)

    def all_seconds(
        self, stages: Collection[SleepStage] | None = None, *, within: Interval | None = None
    ) -> float:
        """Give the seconds, scorable or not.

        Parameters
        ----------
        stages : collection of SleepStage or None
        within : Interval or None

        Returns
        -------
        float
        """
        return self._sum(stages, within, only_scorable=False)

    def _sum(
        self, stages: Collection[SleepStage] | None, within: Interval | None, *, only_scorable: bool
    ) -> float:
        """Add up the pieces."""
        total_s = 0.0
        for piece, stage, is_scorable in self.pieces:
            if (is_scorable or not only_scorable) and (stages is None or stage in stages):
                start_s = piece.start_s if within is None else max(piece.start_s, within.start_s)
                end_s = piece.end_s if within is None else min(piece.end_s, within.end_s)
                total_s += max(0.0, end_s - start_s)
        return total_s


def counting_window(notes: SleepNotes, span: Interval) -> Interval:
    """Give the part of a recording that is counted.

    Parameters
    ----------
    notes : SleepNotes
    span : Interval
        The recording.

    Returns
    -------
    Interval
        From lights off to lights on, each replaced by the end of the recording where it is unknown; never beyond the
        recording.
    """
    start_s = span.start_s if notes.lights_off_s is None else max(span.start_s, notes.lights_off_s)
    end_s = span.end_s if notes.lights_on_s is None else min(span.end_s, notes.lights_on_s)
    return Interval(start_s, max(start_s, end_s))


def read_night_hours(
    notes: SleepNotes, *, rule: ScoringRule, scorable: Sequence[Interval], span: Interval
) -> NightHours:
    """Cut the counted part of a night into pieces of one stage, scorable or not.

    Parameters
    ----------
    notes : SleepNotes
    rule : ScoringRule
        Its ``assumed_stage`` stands for a hypnogram where there is none.
    scorable : sequence of Interval
        Where at least one leg could be scored, in any order.
    span : Interval
        The recording.

    Returns
    -------
    NightHours
    """
    window = counting_window(notes, span)
    stages = _stage_spans(notes.hypnogram, rule=rule)
    seen = merge_intervals(scorable)
    inside = (window.start_s, window.end_s)
    cuts = {*inside}
    for one in (*seen, *(piece for piece, _ in stages)):
        cuts |= {edge_s for edge_s in (one.start_s, one.end_s) if inside[0] < edge_s < inside[1]}
    edges = sorted(cuts)
    pieces = []
    stage_at = seen_at = 0
    for start_s, end_s in itertools.pairwise(edges):
        while stage_at < len(stages) and stages[stage_at][0].end_s <= start_s:
            stage_at += 1
        while seen_at < len(seen) and seen[seen_at].end_s <= start_s:
            seen_at += 1
        is_staged = stage_at < len(stages) and stages[stage_at][0].start_s <= start_s
        is_seen = seen_at < len(seen) and seen[seen_at].start_s <= start_s
        stage = stages[stage_at][1] if is_staged else SleepStage.UNKNOWN
        pieces.append((Interval(start_s, end_s), stage, is_seen))
    has_lights = notes.lights_off_s is not None or notes.lights_on_s is not None
    words = "recording between lights off and on" if has_lights else "recording"
    return NightHours(window, tuple(pieces), bool(stages), words)


def _stage_spans(hypnogram: Hypnogram | None, *, rule: ScoringRule) -> list[tuple[Interval, SleepStage]]:
    """Give the spans of the stages; a test that is done awake is awake all through."""
    if hypnogram is not None:
        return hypnogram.spans()
    if rule.has("assumed_stage"):
        return [(Interval(-_EVER_S, _EVER_S), SleepStage(str(rule.clause("assumed_stage").value)))]
    return []


_EVER_S = 1e12  # longer than any recording
