"""The ten-point battery of the tremor laboratory, from channels and tasks.

Nothing here names a cause: a sum is a number of positive signs, with a warning that always stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from legato.measures.battery_ballistic import ballistic_item
from legato.measures.battery_coherence import coherence_item
from legato.measures.battery_counting import distraction_index
from legato.measures.battery_items import battery_item, peak_measure
from legato.measures.battery_loading import loading_item, loading_measures
from legato.measures.battery_onset import coactivation_item
from legato.measures.battery_spectra import find_task_peak, read_course, too_slow_for_emg
from legato.measures.battery_tapping import Baseline, rhythm_item, tapping_item
from legato.model.battery import Battery, BatteryChannels, BatteryItem, ItemStatus
from legato.model.criteria import Criteria
from legato.model.emg_task import TAP_RATES_HZ, EmgTask, EmgTaskKind, tasks_of_kind
from legato.model.interval import Interval
from legato.model.measure import Measure

__all__ = ["BATTERY_ITEMS", "battery_words", "compute_battery"]

BATTERY_ITEMS = (
    "tapping_1hz",
    "tapping_3hz",
    "tapping_5hz",
    "rhythm_1hz",
    "rhythm_3hz",
    "rhythm_5hz",
    "ballistic",
    "coactivation",
    "coherence",
    "loading",
)
_NOTE = (
    "Hand-derived, unvalidated on the leg. A functional tremor needs positive signs at the bedside; organic red flags are "
    "looked for first. A low sum does not exclude it in the legs."
)


def compute_battery(channels: BatteryChannels, tasks: Iterable[EmgTask], *, criteria: Criteria) -> Battery:
    """Score every item of the battery, each from its own task.

    Parameters
    ----------
    channels : BatteryChannels
    tasks : iterable of EmgTask
    criteria : Criteria
        ``battery.*``, ``coherence.*``, ``tremor.half_band_hz`` and ``frequency_interval.*``.

    Returns
    -------
    Battery
        All ten items, whether they could be answered or not.

    Notes
    -----
    Source: Schwingenschuh 2011 and 2016: cut-off 3 of 10. What each item is computed from is ours; see the items.
    """
    tasks = tuple(tasks)
    tremor = channels.tremor
    baseline = _baseline(channels, tasks, criteria=criteria, order=(EmgTaskKind.POSTURE, EmgTaskKind.REST))
    quiet = _baseline(channels, tasks, criteria=criteria, order=(EmgTaskKind.REST, EmgTaskKind.POSTURE))
    if too_slow_for_emg(tremor, criteria=criteria):
        reason = f"'{tremor.name}' is sampled too slowly for EMG ({tremor.sampling_rate_hz:g} Hz)"
        unscored = [
            battery_item(id_, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
            for id_ in BATTERY_ITEMS
        ]
        return _battery(unscored, (), criteria=criteria)
    loads = tasks_of_kind(tasks, EmgTaskKind.LOAD)
    items = [
        *(
            tapping_item(kind, channels.tap, spans=_spans(tasks, kind), criteria=criteria)
            for kind in TAP_RATES_HZ
        ),
        *(
            rhythm_item(
                kind,
                tremor,
                channels.tap,
                spans=_spans(tasks, kind),
                baseline=baseline,
                criteria=criteria,
            )
            for kind in TAP_RATES_HZ
        ),
        *_other_items(channels, tasks, baseline=baseline, criteria=criteria),
        loading_item(tremor, tasks=loads, baseline=baseline, criteria=criteria),
    ]
    counting = _spans(tasks, EmgTaskKind.COUNT)
    measures = [
        *([] if baseline is None else [peak_measure(baseline.peak, task=baseline.task, channel=tremor.name)]),
        *loading_measures(tremor, tasks=loads, baseline=baseline, criteria=criteria),
        distraction_index(tremor, spans=counting, baseline=quiet, criteria=criteria),
    ]
    return _battery(items, tuple(measures), criteria=criteria)


def _battery(items: list[BatteryItem], measures: tuple[Measure, ...], *, criteria: Criteria) -> Battery:
    """Put the items together with the published cut-off."""
    return Battery(
        items=tuple(items),
        cutoff_points=int(criteria.number("battery.cutoff_points")),
        sensitivity=criteria.number("battery.sensitivity"),
        specificity=criteria.number("battery.specificity"),
        measures=measures,
        source="schwing2011, schwing2016",
        note=_NOTE,
    )


def _spans(tasks: tuple[EmgTask, ...], *kinds: EmgTaskKind) -> tuple[Interval, ...]:
    """Give when some tasks were done."""
    return tuple(task.span for task in tasks_of_kind(tasks, *kinds))


def _baseline(
    channels: BatteryChannels,
    tasks: tuple[EmgTask, ...],
    *,
    criteria: Criteria,
    order: tuple[EmgTaskKind, ...],
) -> Baseline | None:
    """Read the tremor without a test from the first task of the order that shows one, else from the first there is."""
    low_hz, high_hz = criteria.numbers("battery.band_hz")
    found: list[Baseline] = []
    for kind in order:
        spans = _spans(tasks, kind)
        if spans:
            course = read_course(channels.tremor, spans, criteria=criteria)
            peak = find_task_peak(course, criteria=criteria, band_hz=(low_hz, high_hz))
            found.append(Baseline(kind.value, spans, course, peak))
    with_tremor = [one for one in found if one.peak is not None]
    return next(iter(with_tremor or found), None)


def _other_items(
    channels: BatteryChannels,
    tasks: tuple[EmgTask, ...],
    *,
    baseline: Baseline | None,
    criteria: Criteria,
) -> list[BatteryItem]:
    """Score the items of quick movements, of the onset and of both sides."""
    frequency_hz = None if baseline is None or baseline.peak is None else baseline.peak.frequency_hz
    starting = _spans(tasks, EmgTaskKind.POSTURE, EmgTaskKind.ACTION, EmgTaskKind.REST)
    return [
        ballistic_item(
            channels.tremor,
            channels.tap,
            spans=_spans(tasks, EmgTaskKind.BALLISTIC),
            frequency_hz=frequency_hz,
            criteria=criteria,
        ),
        coactivation_item(
            channels.tremor,
            channels.muscles,
            spans=starting,
            frequency_hz=frequency_hz,
            criteria=criteria,
        ),
        coherence_item(
            channels.tremor,
            channels.other_tremor,
            spans=() if baseline is None else baseline.spans,
            task="" if baseline is None else baseline.task,
            criteria=criteria,
        ),
    ]


def battery_words(battery: Battery) -> str:
    """Say in one sentence what the battery adds up to, as far as it could be scored.

    Parameters
    ----------
    battery : Battery

    Returns
    -------
    str
        Never a label; where items have no answer, the sum is told as a lower bound.
    """
    n_scored = sum(item.status.is_scored for item in battery.items)
    if n_scored == 0:
        return f"None of {len(battery.items)} items could be scored: there is no sum. {battery.note}"
    sum_words = f"{battery.points} of {battery.most_points} points"
    if not battery.is_complete:
        sum_words = f"At least {sum_words} ({n_scored} of {len(battery.items)} items could be scored)"
    reached = {
        True: f"it reaches the published cut-off of {battery.cutoff_points}",
        False: f"it stays below the published cut-off of {battery.cutoff_points}",
        None: f"whether it reaches the published cut-off of {battery.cutoff_points} can't be told",
    }[battery.reaches_cutoff]
    published = f"sensitivity {battery.sensitivity:.1%}, specificity {battery.specificity:.1%} on hands"
    return f"{sum_words}; {reached} ({published}). {battery.note}"
