"""Use case: examine the EMG of a session of the tremor laboratory, task by task and muscle by muscle.

A muscle that can't be searched is told with its reason, and the others go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from legato.errors import InputError, MissingChannelError
from legato.events.bursts import find_bursts
from legato.events.emg_channel import MuscleTrace, condition_muscle
from legato.knowledge.load import load_criteria
from legato.measures.battery import compute_battery
from legato.measures.burst_measures import compute_burst_measures
from legato.measures.burst_rhythm import compute_rhythm
from legato.measures.channel_coherence import compute_channel_coherence
from legato.measures.clonus import compute_clonus
from legato.measures.muscle_pairs import compare_muscles
from legato.measures.orthostatic_protocol import examine_orthostatic
from legato.measures.recruitment import order_recruitment
from legato.model.battery import BatteryChannels
from legato.model.burst import Burst, BurstTrain, PairPattern, RecruitmentOrder
from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.emg_examination import EmgExamination, MuscleExamination, StretchExamination
from legato.model.emg_task import EmgTask, EmgTaskKind, tasks_of_kind
from legato.model.interval import Interval
from legato.model.orthostatic_answer import OrthostaticAnswer
from legato.model.recording import Recording, Side

__all__ = ["EmgPlan", "examine_battery", "examine_coherence", "examine_muscles", "examine_session"]

# The order in which laboratories report; the other tasks follow in order of time.
_ORDER = (
    EmgTaskKind.REST, EmgTaskKind.POSTURE, EmgTaskKind.LOAD, EmgTaskKind.ACTION, EmgTaskKind.COUNT, EmgTaskKind.SIT,
    EmgTaskKind.STAND, EmgTaskKind.LEAN, EmgTaskKind.WALK, EmgTaskKind.TAP_1HZ, EmgTaskKind.TAP_3HZ,
    EmgTaskKind.TAP_5HZ, EmgTaskKind.BALLISTIC, EmgTaskKind.STRETCH, EmgTaskKind.SIT_TEST,
)  # fmt: skip


@dataclass(frozen=True)
class EmgPlan:
    """How muscles are searched.

    Parameters
    ----------
    names : tuple of str
        Channels; empty for all EMG.
    method : str
        One of ``BURST_METHODS``.
    notch_hz : float or None
        Mains to take out; None looks for it.
    antagonists : tuple of str
        Two muscles that pull against each other; empty compares all pairs of one side.
    """

    names: tuple[str, ...] = ()
    method: str = "threshold"
    notch_hz: float | None = None
    antagonists: tuple[str, ...] = ()


def examine_muscles(
    recording: Recording,
    *,
    plan: EmgPlan | None = None,
    spans: Sequence[Interval] | None = None,
    with_clonus: bool = False,
) -> EmgExamination:
    """Find bursts, rhythm, pauses, turns and order of muscles, and where wanted clonus.

    Parameters
    ----------
    recording : Recording
    plan : EmgPlan or None
        None searches all EMG by the default method.
    spans : sequence of Interval or None
        None takes the whole recording.
    with_clonus : bool
        Measure the clonus of each muscle in each span.

    Returns
    -------
    EmgExamination

    Raises
    ------
    MissingChannelError
        If there is no EMG, or a named channel is not there.
    InputError
        If no muscle could be searched.
    """
    plan = plan or EmgPlan()
    criteria = load_criteria()
    muscles = _muscles(recording, plan.names)
    stretches = tuple(
        _examine_stretch(recording, muscles, span=span, plan=plan, criteria=criteria, with_clonus=with_clonus)
        for span in (spans or (_whole(recording),))
    )
    _refuse_if_nothing_was_searched(recording, stretches)
    return EmgExamination(
        provenance=recording.provenance,
        criteria_version=criteria.version,
        stretches=stretches,
        issues=recording.issues,
    )


def examine_coherence(
    recording: Recording, *, names: Sequence[str] = (), spans: Sequence[Interval] | None = None
) -> EmgExamination:
    """Compute the coherence of every pair of channels.

    Parameters
    ----------
    recording : Recording
    names : sequence of str
        At least two; empty takes all EMG.
    spans : sequence of Interval or None
        What counts; None takes all.

    Returns
    -------
    EmgExamination

    Raises
    ------
    MissingChannelError
        If there are fewer than two channels to compare.
    """
    criteria = load_criteria()
    channels = [recording.channel(name) for name in names] if names else list(_muscles(recording, ()))
    if len(channels) < 2:
        raise _missing(recording, "Coherence needs two channels")
    return EmgExamination(
        provenance=recording.provenance,
        criteria_version=criteria.version,
        coherence=compute_channel_coherence(
            [recording],
            names=[channel.name for channel in channels],
            criteria=criteria,
            spans=None if spans is None else [spans],
        ),
        issues=recording.issues,
    )


def examine_battery(
    recording: Recording,
    tasks: Sequence[EmgTask],
    *,
    tremor: str,
    tap: str | None = None,
    other: str | None = None,
    muscles: Sequence[str] = (),
) -> EmgExamination:
    """Score the battery of the tremor laboratory.

    Parameters
    ----------
    recording : Recording
    tasks : sequence of EmgTask
    tremor : str
        Channel of the limb that shakes.
    tap, other : str or None
        Channel of the limb that taps; of the other limb, where both shake.
    muscles : sequence of str
        Two muscles that pull against each other; empty otherwise.

    Returns
    -------
    EmgExamination
    """
    criteria = load_criteria()
    channels = BatteryChannels(
        tremor=recording.channel(tremor),
        tap=None if tap is None else recording.channel(tap),
        other_tremor=None if other is None else recording.channel(other),
        muscles=tuple(recording.channel(name) for name in muscles),
    )
    return EmgExamination(
        provenance=recording.provenance,
        criteria_version=criteria.version,
        battery=compute_battery(channels, tasks, criteria=criteria),
        issues=recording.issues,
    )


def examine_session(
    recording: Recording, tasks: Sequence[EmgTask], *, plan: EmgPlan | None = None
) -> EmgExamination:
    """Examine all muscles in every task, the coherence of all tasks together, and the legs on standing.

    Parameters
    ----------
    recording : Recording
    tasks : sequence of EmgTask
        Empty takes the whole recording as one stretch.
    plan : EmgPlan or None

    Returns
    -------
    EmgExamination
        Without a battery: which limb shakes and which taps has to be said, see ``examine_battery``.

    Raises
    ------
    MissingChannelError
        If there is no EMG, or a named channel is not there.
    InputError
        If no muscle could be searched.
    """
    plan = plan or EmgPlan()
    criteria = load_criteria()
    muscles = _muscles(recording, plan.names)
    ordered = sorted(tasks, key=lambda task: (_ORDER.index(task.kind), task.span))
    stretches = tuple(
        _examine_stretch(
            recording,
            muscles,
            span=task.span,
            plan=plan,
            criteria=criteria,
            task=task.kind,
            with_clonus=task.kind is EmgTaskKind.STRETCH,
        )
        for task in ordered
    ) or (_examine_stretch(recording, muscles, span=_whole(recording), plan=plan, criteria=criteria),)
    _refuse_if_nothing_was_searched(recording, stretches)
    spans = [task.span for task in ordered] or None
    examined = EmgExamination(
        provenance=recording.provenance,
        criteria_version=criteria.version,
        stretches=stretches,
        orthostatic=_examine_standing(recording, muscles, tasks, plan=plan, criteria=criteria),
        issues=recording.issues,
    )
    if len(muscles) < 2:
        return examined
    names = [muscle.name for muscle in muscles]
    return replace(examined, coherence=examine_coherence(recording, names=names, spans=spans).coherence)


def _muscles(recording: Recording, names: Sequence[str]) -> tuple[Channel, ...]:
    """Give the named channels, or all of EMG."""
    if names:
        return tuple(recording.channel(name) for name in names)
    found = tuple(channel for channel in recording.channels if channel.kind is ChannelKind.EMG)
    if not found:
        raise _missing(recording, "The recording holds no EMG")
    return found


def _missing(recording: Recording, what: str) -> MissingChannelError:
    """Say what channels there are instead."""
    return MissingChannelError(
        what,
        where=recording.provenance.source_name,
        found=", ".join(f"{channel.name} ({channel.kind.value})" for channel in recording.channels),
        mend="name the channels of EMG with --channels, if the file does not say that they are EMG",
        code="LEG-E995",
    )


def _refuse_if_nothing_was_searched(recording: Recording, stretches: Sequence[StretchExamination]) -> None:
    """Refuse a session in which no muscle could be searched in any stretch."""
    muscles = [muscle for stretch in stretches for muscle in stretch.muscles]
    if all(muscle.train is None for muscle in muscles):
        raise InputError(
            "No muscle could be searched",
            where=recording.provenance.source_name,
            found="; ".join(dict.fromkeys(f"{muscle.channel}: {muscle.reason}" for muscle in muscles)),
            mend="see the reason of each channel; name others with --channels, or a longer stretch",
            code="LEG-E996",
        )


def _examine_stretch(
    recording: Recording,
    muscles: Sequence[Channel],
    *,
    span: Interval,
    plan: EmgPlan,
    criteria: Criteria,
    task: EmgTaskKind | None = None,
    with_clonus: bool = False,
) -> StretchExamination:
    """Examine all muscles in one stretch, and compare them."""
    examined = tuple(
        _examine_muscle(
            muscle,
            side=_side_of(recording, muscle),
            span=span,
            plan=plan,
            criteria=criteria,
            with_clonus=with_clonus,
        )
        for muscle in muscles
    )
    return StretchExamination(
        task="" if task is None else task.value,
        span=span,
        muscles=examined,
        pairs=_compare_pairs(examined, plan.antagonists, criteria=criteria),
        recruitment=_order(examined, criteria=criteria),
    )


def _examine_muscle(
    channel: Channel, *, side: Side, span: Interval, plan: EmgPlan, criteria: Criteria, with_clonus: bool
) -> MuscleExamination:
    """Search one muscle in one stretch; where it can't be searched, say why."""
    try:
        trace = condition_muscle(channel, criteria=criteria, notch_hz=plan.notch_hz, span=span)
        train = find_bursts(trace, criteria=criteria, method=plan.method)
    except InputError as error:
        reason = f"{error.what} ({error.found})" if error.found else error.what
        return MuscleExamination(channel.name, side.value, 0.0, None, None, reason=reason)
    searched_s = _searched_s(trace)
    measures = compute_burst_measures(train, searched_s=searched_s, criteria=criteria)
    return MuscleExamination(
        channel=channel.name,
        side=side.value,
        searched_s=searched_s,
        train=replace(train, measures=measures),
        rhythm=compute_rhythm(train, criteria=criteria),
        clonus=compute_clonus(train.bursts, span=span, criteria=criteria) if with_clonus else (),
        issues=trace.issues,
    )


def _searched_s(trace: MuscleTrace) -> float:
    """Add up the stretches that were searched."""
    return sum(len(stretch.samples) for stretch in trace.stretches) / trace.time.sampling_rate_hz


def _compare_pairs(
    muscles: Sequence[MuscleExamination], antagonists: Sequence[str], *, criteria: Criteria
) -> tuple[PairPattern, ...]:
    """Compare the named two muscles, or all pairs of one side."""
    pairs: list[PairPattern] = []
    for first, second in combinations(muscles, 2):
        if antagonists and {first.channel, second.channel} != set(antagonists):
            continue
        if not antagonists and first.side != second.side:
            continue
        if first.train is not None and second.train is not None:
            pairs.append(compare_muscles(first.train, second.train, criteria=criteria))
    return tuple(pairs)


def _order(muscles: Sequence[MuscleExamination], *, criteria: Criteria) -> RecruitmentOrder | None:
    """Order the muscles that have bursts."""
    trains: list[BurstTrain] = [muscle.train for muscle in muscles if muscle.train and muscle.train.bursts]
    return order_recruitment(trains, criteria=criteria) if len(trains) > 1 else None


def _examine_standing(
    recording: Recording,
    muscles: Sequence[Channel],
    tasks: Sequence[EmgTask],
    *,
    plan: EmgPlan,
    criteria: Criteria,
) -> OrthostaticAnswer | None:
    """Ask what the legs show on standing, by the first muscle of each leg; None where nobody was asked to stand."""
    if not tasks_of_kind(tasks, EmgTaskKind.STAND):
        return None
    legs = {_side_of(recording, muscle): muscle for muscle in reversed(muscles)}
    sided = [legs[side] for side in (Side.LEFT, Side.RIGHT) if side in legs] or [muscles[0]]
    bursts = _bursts_sitting_and_standing(sided[0], tasks, plan=plan, criteria=criteria)
    return examine_orthostatic(sided, tasks, bursts=bursts, criteria=criteria)


def _bursts_sitting_and_standing(
    leg: Channel, tasks: Sequence[EmgTask], *, plan: EmgPlan, criteria: Criteria
) -> list[Burst] | None:
    """Find the bursts of one leg from sitting to standing, by the rest that sitting gives; None where it can't be done."""
    spans = [task.span for task in tasks_of_kind(tasks, EmgTaskKind.SIT, EmgTaskKind.STAND)]
    both = Interval(min(span.start_s for span in spans), max(span.end_s for span in spans))
    try:
        trace = condition_muscle(leg, criteria=criteria, notch_hz=plan.notch_hz, span=both)
        return list(find_bursts(trace, criteria=criteria, method=plan.method).bursts)
    except InputError:
        # The answer then says that bursts were not looked for.
        return None


def _side_of(recording: Recording, channel: Channel) -> Side:
    """Give the side of the sensor that a channel belongs to."""
    return next(sensor.side for sensor in recording.sensors if channel in sensor.channels)


def _whole(recording: Recording) -> Interval:
    """Span the recording."""
    return Interval(0.0, recording.duration_s)
