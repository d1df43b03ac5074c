"""The use case of a night: a recording in, every leg movement under every rule set out.

Reads like a recipe: find the legs, make a trace of each, find movements, let each rule set judge them, count. Detection
is done once for all rule sets that ask for the same levels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from legato import __version__
from legato.events.leg_movements import detect_leg_movements
from legato.events.leg_search import levels_key
from legato.events.leg_trace import LegTrace, make_leg_trace
from legato.events.minor_of_night import find_minor_of_night
from legato.events.score_movements import score_variants
from legato.events.swapped_sides import suspect_swapped_sides
from legato.io.leg_channels import find_leg_channels
from legato.knowledge.load import load_criteria
from legato.knowledge.scoring import load_scoring_rule
from legato.measures.imi_distribution import compute_imi_distribution
from legato.measures.leg_movement_indices import compute_leg_movement_measures
from legato.measures.sleep_times import compute_sleep_times
from legato.model.criteria import Criteria
from legato.model.interval import Interval, merge_intervals
from legato.model.issue import Issue, Severity
from legato.model.leg_movement import LegMovement, RuleScoring, ScoredMovement
from legato.model.leg_roles import LegRoles
from legato.model.provenance import Provenance
from legato.model.recording import Recording, Side
from legato.model.scored_night import LegExcerpt, ScoredNight
from legato.model.scoring import ScoringRule
from legato.model.sleep import SleepNotes

__all__ = ["DEFAULT_RULES", "NightWork", "excerpts_of", "rescore", "score_night", "work_on_night"]

DEFAULT_RULES = ("wasm2016", "aasm3")
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class NightWork:
    """A scored night with the traces that it was scored on, for those who draw them or change the scoring.

    Parameters
    ----------
    night : ScoredNight
    traces : tuple of LegTrace
        Those of the legs that were looked at, unscorable ones too.
    found : mapping of str to tuple of LegMovement
        By id of the rule set: the movements of both legs as they were detected, before any rule about them.
    criteria : Criteria
    """

    night: ScoredNight
    traces: tuple[LegTrace, ...]
    found: Mapping[str, tuple[LegMovement, ...]]
    criteria: Criteria


def score_night(
    recording: Recording,
    *,
    notes: SleepNotes | None = None,
    rules: Sequence[str] = DEFAULT_RULES,
    left: str | None = None,
    right: str | None = None,
    notch_hz: float | None = None,
    with_minor: bool = True,
    criteria: Criteria | None = None,
    progress: Progress | None = None,
) -> ScoredNight:
    """Score the leg movements of one night under several rule sets.

    Parameters
    ----------
    recording : Recording
        With EMG of one leg or of both.
    notes : SleepNotes or None
        Stages, breathing events, arousals, lights; None: nothing is known, indices are per hour of recording and say so.
    rules : sequence of str
        Ids of rule sets; see ``legato.knowledge.scoring.scoring_rule_ids``.
    left, right : str or None
        Names of the channels; None looks for them by name and content, and refuses what is ambiguous.
    notch_hz : float or None
        Mains to take out; None takes it out only where it is found, and says so.
    with_minor : bool
        Also look for the minor movements (alternating activation, foot tremor, twitches, large movements).
    criteria : Criteria or None
        None loads those of the knowledge base.
    progress : callable or None
        Called with the share that is done, 0 to 1; may raise to cancel.

    Returns
    -------
    ScoredNight
        Not a diagnosis; not reviewed by a clinician.

    Raises
    ------
    InputError
        If no leg channel is found, it is ambiguous which is which, or its unit is not known.
    KnowledgeError
        If there is no rule set of one of the ids.
    """
    return work_on_night(
        recording,
        notes=notes,
        rules=rules,
        left=left,
        right=right,
        notch_hz=notch_hz,
        with_minor=with_minor,
        criteria=criteria,
        progress=progress,
    ).night


def work_on_night(
    recording: Recording,
    *,
    notes: SleepNotes | None = None,
    rules: Sequence[str] = DEFAULT_RULES,
    left: str | None = None,
    right: str | None = None,
    notch_hz: float | None = None,
    with_minor: bool = True,
    criteria: Criteria | None = None,
    progress: Progress | None = None,
) -> NightWork:
    """Score a night as ``score_night`` does, and give the traces too.

    Parameters
    ----------
    recording, notes, rules, left, right, notch_hz, with_minor, criteria, progress
        As in ``score_night``.

    Returns
    -------
    NightWork

    Raises
    ------
    InputError, KnowledgeError
        As ``score_night``.
    """
    criteria = load_criteria() if criteria is None else criteria
    rule_sets = [load_scoring_rule(id) for id in rules]
    notes = SleepNotes() if notes is None else notes
    roles = find_leg_channels(recording, left=left, right=right)
    report = progress or (lambda share: None)
    report(0.0)
    traces = _make_traces(roles, criteria=criteria, notch_hz=notch_hz)
    report(0.5)
    found = _detect(traces, rule_sets)
    report(0.8)
    span = Interval(0.0, recording.duration_s)
    scorings = {
        rule.id: _judge(found[rule.id], traces, rule=rule, notes=notes, span=span, criteria=criteria)
        for rule in rule_sets
    }
    detected = found[rule_sets[0].id] if rule_sets else ()
    minor = find_minor_of_night(traces, detected, notes=notes, criteria=criteria) if with_minor else None
    night = ScoredNight(
        source_name=recording.provenance.source_name,
        start=recording.start,
        duration_s=recording.duration_s,
        subject=recording.subject,
        legs=tuple(trace.to_channel() for trace in traces),
        notes=notes,
        scorings=scorings,
        minor=minor,
        measures=compute_sleep_times(notes, span=span),
        issues=(*recording.issues, *roles.issues, *_issues(traces, notes), *_swap_issues(traces, recording)),
        provenance=_provenance(recording, roles, traces, criteria=criteria, rules=rules),
    )
    report(1.0)
    return NightWork(night, traces, found, criteria)


def rescore(work: NightWork, movements: Sequence[LegMovement]) -> dict[str, RuleScoring]:
    """Let every rule set of a scored night judge other movements, such as those that a technician edited.

    Parameters
    ----------
    work : NightWork
    movements : sequence of LegMovement

    Returns
    -------
    dict of str to RuleScoring
        By id of the rule set.
    """
    span = Interval(0.0, work.night.duration_s)
    return {
        id: _judge(
            movements,
            work.traces,
            rule=scoring.rule,
            notes=work.night.notes,
            span=span,
            criteria=work.criteria,
        )
        for id, scoring in work.night.scorings.items()
    }


def excerpts_of(work: NightWork) -> tuple[LegExcerpt, ...]:
    """Give a few movements with the seconds around them, spread over the night, for a report.

    Parameters
    ----------
    work : NightWork

    Returns
    -------
    tuple of LegExcerpt
        Of the first rule set: counted and refused ones in turn as far as there are; empty when nothing was found.
    """
    scoring = next(iter(work.night.scorings.values()), None)
    if scoring is None:
        return ()
    by_side = {trace.side: trace for trace in work.traces}
    whole = [one for one in scoring.movements if len(one.legs) == 1 and one.legs[0] in by_side]
    chosen = _spread(
        [one for one in whole if one.excluded_by is None and one.part_of is None],
        count=int(work.criteria.number("night_report.counted_excerpts")),
    ) + _spread(
        [one for one in whole if one.excluded_by is not None],
        count=int(work.criteria.number("night_report.refused_excerpts")),
    )
    margin_s = work.criteria.number("night_report.excerpt_margin_s")
    return tuple(
        _excerpt(one, by_side[one.legs[0]], scoring.rule, margin_s)
        for one in sorted(chosen, key=lambda one: one.span)
    )


def _spread(movements: Sequence[ScoredMovement], *, count: int) -> list[ScoredMovement]:
    """Choose movements evenly over the night."""
    if len(movements) <= count:
        return list(movements)
    return [movements[int((k + 0.5) * len(movements) / count)] for k in range(count)]


def _excerpt(movement: ScoredMovement, trace: LegTrace, rule: ScoringRule, margin_s: float) -> LegExcerpt:
    """Cut the seconds around one movement out of its trace."""
    piece = trace.piece(movement.span.start_s - margin_s, movement.span.end_s + margin_s, rule=rule)
    return LegExcerpt(
        side=trace.side,
        movement=movement.id,
        rule=rule.id,
        marked=movement.span,
        times_s=piece.times_s,
        emg_uv=piece.emg_uv,
        onset_uv=piece.onset_uv,
        offset_uv=piece.offset_uv,
    )


def _make_traces(roles: LegRoles, *, criteria: Criteria, notch_hz: float | None) -> tuple[LegTrace, ...]:
    """Make the trace of each leg that is there; one derivation over both legs is a leg of unknown side."""
    sides = ((Side.LEFT, roles.left), (Side.RIGHT, roles.right), (Side.UNKNOWN, roles.combined))
    there = [(side, channel) for side, channel in sides if channel is not None]
    others = {Side.LEFT: roles.right, Side.RIGHT: roles.left}
    return tuple(
        make_leg_trace(channel, side=side, criteria=criteria, notch_hz=notch_hz, other=others.get(side))
        for side, channel in there
    )


def _detect(traces: Sequence[LegTrace], rules: Sequence[ScoringRule]) -> dict[str, tuple[LegMovement, ...]]:
    """Find the movements of all legs, once for all rule sets that ask for the same levels."""
    by_levels: dict[tuple[float | None, ...], tuple[LegMovement, ...]] = {}
    found: dict[str, tuple[LegMovement, ...]] = {}
    for rule in rules:
        levels = levels_key(rule)
        if levels not in by_levels:
            by_levels[levels] = tuple(
                sorted(one for trace in traces for one in detect_leg_movements(trace, rule=rule))
            )
        found[rule.id] = by_levels[levels]
    return found


def _judge(
    movements: Sequence[LegMovement],
    traces: Sequence[LegTrace],
    *,
    rule: ScoringRule,
    notes: SleepNotes,
    span: Interval,
    criteria: Criteria,
) -> RuleScoring:
    """Let one rule set judge the movements, and count."""
    scored = [trace for trace in traces if trace.is_scorable]
    by_leg = {trace.side: trace.scorable_spans for trace in scored}
    seen = merge_intervals(part for spans in by_leg.values() for part in spans)
    variants = score_variants(movements, rule=rule, notes=notes, breaks=_between(seen, span), span=span)
    measures = compute_leg_movement_measures(
        variants,
        rule=rule,
        notes=notes,
        legs=[trace.side for trace in scored],
        scorable=seen,
        span=span,
        criteria=criteria,
        scorable_by_leg=by_leg,
    )
    imi = compute_imi_distribution(
        variants.main.movements, rule=rule, notes=notes, span=span, criteria=criteria
    )
    return RuleScoring(rule, variants.main.movements, variants.main.series, measures, imi)


def _between(seen: Sequence[Interval], span: Interval) -> list[Interval]:
    """Give the stretches in which no leg could be seen."""
    ends = [span.start_s, *(edge for part in seen for edge in (part.start_s, part.end_s)), span.end_s]
    return [
        Interval(first, behind) for first, behind in zip(ends[::2], ends[1::2], strict=True) if behind > first
    ]


def _issues(traces: Sequence[LegTrace], notes: SleepNotes) -> list[Issue]:
    """Tell what the night lacks: a leg, a channel that can't be scored, stages, breathing events, arousals."""
    issues = [issue for trace in traces for issue in trace.issues]
    issues += _crosstalk_issues(traces)
    issues += [
        Issue(
            "leg_not_scorable",
            Severity.DAMAGE,
            f"The {trace.side.value} leg was not scored: {trace.reason}",
            where=trace.name,
        )
        for trace in traces
        if not trace.is_scorable
    ]
    if sum(trace.is_scorable for trace in traces) == 1:
        issues.append(
            Issue("one_leg", Severity.WARNING, "Only one leg was scored; indices are those of one leg.")
        )
    missing = {
        "sleep stages": notes.hypnogram,
        "breathing events": notes.respiratory,
        "arousals": notes.arousals,
    }
    issues += [
        Issue(
            "night_without_notes",
            Severity.NOTE,
            f"Nobody scored {name} of this night; what depends on them is not measured.",
            mend="give them with --hypnogram or --events",
        )
        for name, value in missing.items()
        if value is None
    ]
    return issues


def _crosstalk_issues(traces: Sequence[LegTrace]) -> list[Issue]:
    """Tell of legs whose electrodes seem to pick up the other leg: movements of one may be counted for both."""
    issues = []
    for trace in traces:
        seen = sorted(minute.crosstalk for minute in trace.minutes if minute.crosstalk == minute.crosstalk)
        typical = seen[len(seen) // 2] if seen else 0.0
        if typical >= trace.criteria.number("leg_emg.crosstalk_told"):
            issues.append(
                Issue(
                    "leg_crosstalk",
                    Severity.WARNING,
                    f"This leg is like the other one at the same instant (correlation {typical:.2f}, half of the "
                    "minutes): its electrodes may pick up the other leg, and movements of one may count for both.",
                    where=trace.name,
                    mend="look at the electrodes, or score one leg alone with --left or --right",
                )
            )
    return issues


def _swap_issues(traces: Sequence[LegTrace], recording: Recording) -> list[Issue]:
    """Tell when the calibration before the night moved the other leg than the one it named."""
    if not traces:
        return []
    criteria = traces[0].criteria
    as_named, other_way = suspect_swapped_sides(traces, recording.annotations, criteria=criteria)
    if as_named or other_way < criteria.number("leg_emg.swap_marks"):
        return []
    return [
        Issue(
            "legs_maybe_swapped",
            Severity.WARNING,
            f"The sides may be swapped: at {other_way} marks that ask for one leg the other one moved, and at none the "
            "named one. Nothing was changed.",
            mend="look at the calibration, and name the channels with --left and --right",
        )
    ]


def _provenance(
    recording: Recording,
    roles: LegRoles,
    traces: Sequence[LegTrace],
    *,
    criteria: Criteria,
    rules: Sequence[str],
) -> Provenance:
    """Say what the scoring was made from and how."""
    steps = [*roles.sentences]
    steps += [f"{trace.name}: {sentence}" for trace in traces for sentence in trace.conditioning]
    return replace(
        recording.provenance,
        legato_version=__version__,
        settings=(
            *recording.provenance.settings,
            ("rules", ",".join(rules)),
            ("knowledge", criteria.version),
        ),
        steps=(*recording.provenance.steps, *steps),
    )
