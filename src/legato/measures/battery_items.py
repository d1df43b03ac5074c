"""How an item of the battery and the numbers beside it are written down."""

from __future__ import annotations

from collections.abc import Sequence

from legato.measures.battery_spectra import TaskPeak
from legato.measures.catalog import HAND_DERIVED
from legato.model.battery import BatteryItem, ItemStatus
from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus

__all__ = ["battery_item", "lab_measure", "missing_measure", "peak_measure"]

_SOURCE = "schwing2011"


def battery_item(
    id: str,
    status: ItemStatus,
    *,
    reason: str,
    criteria: Criteria,
    evidence: Sequence[Measure] = (),
) -> BatteryItem:
    """Make one item of the battery.

    Parameters
    ----------
    id : str
    status : ItemStatus
    reason : str
        One sentence.
    criteria : Criteria
    evidence : sequence of Measure

    Returns
    -------
    BatteryItem
    """
    points = int(criteria.number("battery.item_points"))
    return BatteryItem(id, status, points, tuple(evidence), _SOURCE, reason)


def lab_measure(
    name: str,
    value: float,
    unit: str,
    *,
    interval: tuple[float, float] | None = None,
    note: str = "",
    source: str = _SOURCE,
    state: str | None = None,
    side: str | None = None,
    sensor: str | None = None,
) -> Measure:
    """Make a measure with a value, the warning of the hand always beside it.

    Parameters
    ----------
    name : str
    value : float
    unit : str
    interval : tuple of float or None
    note : str
    source : str
    state, side, sensor : str or None
        The task, the side and the channel that it was measured in.

    Returns
    -------
    Measure
    """
    return Measure(
        name=name,
        value=float(value),
        unit=unit,
        status=MeasureStatus.MEASURED,
        source=source,
        interval=interval,
        state=state,
        side=side,
        sensor=sensor,
        note=f"{note}; {HAND_DERIVED}" if note else HAND_DERIVED,
    )


def missing_measure(
    name: str,
    unit: str,
    status: MeasureStatus,
    *,
    reason: str,
    source: str = _SOURCE,
    state: str | None = None,
    side: str | None = None,
    sensor: str | None = None,
) -> Measure:
    """Make a measure that has no value, and say why.

    Parameters
    ----------
    name : str
    unit : str
    status : MeasureStatus
        Not ``measured``.
    reason : str
    source : str
    state, side, sensor : str or None

    Returns
    -------
    Measure
    """
    return Measure(name, None, unit, status, source, state=state, side=side, sensor=sensor, note=reason)


def peak_measure(peak: TaskPeak | None, *, task: str, channel: str, side: str | None = None) -> Measure:
    """Make the measure of the frequency of one channel in one task.

    Parameters
    ----------
    peak : TaskPeak or None
        None: looked for, none stood out.
    task : str
    channel : str
    side : str or None

    Returns
    -------
    Measure
    """
    name = "task_frequency_hz"
    if peak is None:
        return missing_measure(
            name,
            "Hz",
            MeasureStatus.NOT_FOUND,
            reason="no peak stands out of the spectrum",
            state=task,
            sensor=channel,
            side=side,
        )
    return lab_measure(
        name,
        peak.frequency_hz,
        "Hz",
        interval=peak.interval_hz,
        note=f"{peak.over_background:.1f} times the background ({peak.needed:.1f} needed)",
        state=task,
        sensor=channel,
        side=side,
    )
