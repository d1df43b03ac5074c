"""Periodic runs among the candidate movements of a night, and the clause that ended each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from legato.events.candidate_movements import CandidateMovement
from legato.model.interval import Interval, merge_intervals
from legato.model.scoring import ScoringRule

__all__ = ["END_OF_RECORDING", "LOST_SIGNAL", "Run", "SeriesSearch", "find_series"]

END_OF_RECORDING = "end_of_recording"
LOST_SIGNAL = "lost_signal"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of candidates that is long enough to be a series.

    Parameters
    ----------
    members : tuple of int
        Places in the list of candidates.
    ended_by : str
        Role of the clause that ended it, ``end_of_recording`` or ``lost_signal``.
    """

    members: tuple[int, ...]
    ended_by: str


@dataclass(slots=True)
class SeriesSearch:
    """What a search for runs found.

    Parameters
    ----------
    imi_s : dict of int to float
        Interval by place in the list of candidates; a place without an interval is not there.
    passed_over : set of int
        Candidates that came too soon and therefore stand in no series.
    runs : list of Run
    """

    imi_s: dict[int, float] = field(default_factory=dict)
    passed_over: set[int] = field(default_factory=set)
    runs: list[Run] = field(default_factory=list)


def find_series(
    candidates: Sequence[CandidateMovement],
    *,
    counts: Sequence[bool],
    rule: ScoringRule,
    breaks: Sequence[Interval],
    span: Interval,
) -> SeriesSearch:
    """Find the periodic runs.

    Parameters
    ----------
    candidates : sequence of CandidateMovement
        All movements in order of onset, those that are no candidates too.
    counts : sequence of bool
        Which of them count: candidates that are not left out.
    rule : ScoringRule
    breaks : sequence of Interval
        Stretches without a usable signal, in any order.
    span : Interval
        The recording.

    Returns
    -------
    SeriesSearch

    Notes
    -----
    *Source.* The clauses ``series_fewest``, ``interval_s``, ``short_interval_ends``, ``short_interval_starts`` and
    ``long_movement_ends`` of the rule set. Where ``short_interval_ends`` does not hold, a movement that comes too soon
    is passed over and the next interval is measured from the movement before it.

    A break ends a run when it is longer than the longest interval of the rule set; the run is then ended by
    ``lost_signal``, and the next movement has no interval. A shorter break is bridged.
    """
    search = SeriesSearch()
    walk = _Walk(search, rule)
    low_s, high_s = rule.numbers("interval_s")
    tolerance_s = rule.number("time_tolerance_s")
    ends = rule.holds("long_movement_ends")
    lost = _long_breaks(breaks, longest_s=high_s + tolerance_s)
    last: int | None = None
    for place, candidate in enumerate(candidates):
        if not counts[place]:
            if ends and candidate.refused_by and candidate.is_leg_movement:
                walk.close(candidate.refused_by)
            continue
        if last is None:
            walk.begin(place)
            last = place
            continue
        before = candidates[last]
        if _is_lost(lost, before.onset_s, candidate.onset_s):
            walk.close(LOST_SIGNAL)
            walk.begin(place)
            last = place
            continue
        imi_s = candidate.onset_s - before.onset_s
        search.imi_s[place] = imi_s
        if imi_s < low_s - tolerance_s:
            last = walk.meet_short(place, last)
            continue
        if imi_s > high_s + tolerance_s:
            walk.close("interval_s")
        walk.begin(place)
        last = place
    if last is not None:
        left_s = span.end_s - candidates[last].onset_s
        is_lost = _is_lost(lost, candidates[last].onset_s, span.end_s)
        at_end = END_OF_RECORDING if left_s <= high_s + tolerance_s else "interval_s"
        walk.close(LOST_SIGNAL if is_lost else at_end)
    return search


class _Walk:
    """The run that is open while the night is walked through."""

    def __init__(self, search: SeriesSearch, rule: ScoringRule) -> None:
        self._search, self._open = search, list[int]()
        self._fewest = rule.number("series_fewest")
        self._ends = rule.holds("short_interval_ends")
        self._starts = rule.holds("short_interval_starts")

    def begin(self, place: int) -> None:
        """Add a movement to the open run, or begin one."""
        self._open.append(place)

    def close(self, role: str) -> None:
        """End the open run; it is a series when it is long enough."""
        if len(self._open) >= self._fewest:
            self._search.runs.append(Run(tuple(self._open), role))
        self._open.clear()

    def meet_short(self, place: int, last: int) -> int:
        """Meet a movement that came too soon; give the one that the next interval is measured from."""
        if not self._ends:
            self._search.passed_over.add(place)
            return last
        self.close("short_interval_ends")
        if self._starts:
            self.begin(place)
        else:
            self._search.passed_over.add(place)
        return place


def _long_breaks(breaks: Sequence[Interval], *, longest_s: float) -> list[Interval]:
    return [one for one in merge_intervals(breaks) if one.duration_s > longest_s]


def _is_lost(lost: Sequence[Interval], start_s: float, end_s: float) -> bool:
    """Tell whether a long break lies between two onsets."""
    next_one = bisect_left(lost, start_s, key=lambda one: one.start_s)
    return next_one < len(lost) and lost[next_one].end_s <= end_s
