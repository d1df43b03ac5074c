"""Jerk-locked back-averaging: EEG and other channels, averaged about the onset of jerks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.measures.cortical_correlate import find_cortical_correlate, no_cortical_correlate
from legato.measures.jerk_epochs import Epochs, cut_epochs, read_for_average
from legato.measures.readiness_potential import find_readiness_potential, no_readiness_potential
from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.jerk_average import JerkAverage, JerkTriggers, JerkWindow
from legato.model.measure import Measure, MeasureStatus
from legato.model.recording import Recording

__all__ = ["compute_jerk_averages"]

_EPOCH = {
    JerkWindow.CORTICAL: "jerk_lock.cortical_epoch_s",
    JerkWindow.READINESS: "jerk_lock.readiness_epoch_s",
}
_BASELINE = {
    JerkWindow.CORTICAL: "jerk_lock.cortical_baseline_s",
    JerkWindow.READINESS: "jerk_lock.readiness_baseline_s",
}
_SEARCH = {
    JerkWindow.CORTICAL: "jerk_lock.cortical_search_s",
    JerkWindow.READINESS: "jerk_lock.readiness_fit_s",
}
_FEWEST = {
    JerkWindow.CORTICAL: "jerk_lock.cortical_fewest",
    JerkWindow.READINESS: "jerk_lock.readiness_fewest",
}
_FIND = {JerkWindow.CORTICAL: find_cortical_correlate, JerkWindow.READINESS: find_readiness_potential}
_NONE = {JerkWindow.CORTICAL: no_cortical_correlate, JerkWindow.READINESS: no_readiness_potential}


def compute_jerk_averages(
    recording: Recording,
    *,
    triggers: JerkTriggers,
    names: Sequence[str],
    window: JerkWindow,
    criteria: Criteria,
    spans: Sequence[Interval] | None = None,
) -> tuple[JerkAverage, ...]:
    """Average channels about the onsets of jerks, and search those of EEG.

    Parameters
    ----------
    recording : Recording
    triggers : JerkTriggers
    names : sequence of str
        Channels to average.
    window : JerkWindow
        What is looked for: it sets the epoch, the baseline and the number of epochs that is needed.
    criteria : Criteria
    spans : sequence of Interval or None
        Stretches that the triggers were taken from; random times are drawn from them too. None takes all.

    Returns
    -------
    tuple of JerkAverage
        One a name. Channels other than EEG have no measures.
    """
    channels = [recording.channel(name) for name in names]
    n_searched = sum(channel.kind is ChannelKind.EEG for channel in channels)
    return tuple(
        _average(channel, triggers, window=window, n_channels=n_searched, criteria=criteria, spans=spans)
        for channel in channels
    )


def _average(
    channel: Channel,
    triggers: JerkTriggers,
    *,
    window: JerkWindow,
    n_channels: int,
    criteria: Criteria,
    spans: Sequence[Interval] | None,
) -> JerkAverage:
    """Average one channel."""
    is_eeg = channel.kind is ChannelKind.EEG
    epoch = Interval(*criteria.numbers(_EPOCH[window]))
    baseline = Interval(*criteria.numbers(_BASELINE[window]))
    search = Interval(*criteria.numbers(_SEARCH[window]))
    samples, unit, preparation = read_for_average(channel)
    most_uv = criteria.number("jerk_lock.reject_uv")
    if is_eeg:
        preparation += f"; epochs that span more than {most_uv:g} uV before the jerk left out"
    epochs = cut_epochs(
        channel,
        samples,
        times_s=triggers.times_s,
        epoch=epoch,
        most_span=most_uv if is_eeg else None,
        spans=spans,
    )
    limit = float("nan")
    measures: tuple[Measure, ...] = ()
    if is_eeg:
        limit, measures = _search(
            channel,
            epochs,
            window=window,
            ranges=(baseline, search),
            n_channels=n_channels,
            criteria=criteria,
        )
    mean, sem = _mean_and_error(epochs, epoch=epoch, baseline=baseline)
    return JerkAverage(
        channel=channel.name,
        trigger_channel=triggers.channel,
        window=window,
        unit=unit,
        time_s=epochs.offsets(epoch) / epochs.sampling_rate_hz,
        mean=mean,
        sem=sem,
        baseline=baseline,
        search=search,
        limit=limit,
        n_triggers=len(triggers.times_s),
        n_epochs=len(epochs.chosen),
        n_incomplete=epochs.n_incomplete,
        n_rejected=epochs.n_rejected,
        preparation=preparation,
        measures=measures,
    )


def _mean_and_error(
    epochs: Epochs, *, epoch: Interval, baseline: Interval
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Average the clean epochs; NaN where there are too few."""
    length = len(epochs.offsets(epoch))
    n = len(epochs.chosen)
    if n == 0:
        return np.full(length, np.nan), np.full(length, np.nan)
    rows = epochs.at_chosen(epoch, baseline=baseline)
    if n == 1:
        return rows[0], np.full(length, np.nan)
    return rows.mean(axis=0), rows.std(axis=0, ddof=1) / np.sqrt(n)


def _search(
    channel: Channel,
    epochs: Epochs,
    *,
    window: JerkWindow,
    ranges: tuple[Interval, Interval],
    n_channels: int,
    criteria: Criteria,
) -> tuple[float, tuple[Measure, ...]]:
    """Search one EEG channel, or say why it can't be."""
    fewest, n = round(criteria.number(_FEWEST[window])), len(epochs.chosen)
    baseline, search = ranges
    why = ""
    if not channel.has_unit:
        why = "the unit of the channel is not known, so nothing can be held against a size in uV"
    elif n < fewest:
        why = (
            f"{n} clean jerks, at least {fewest} are needed ({epochs.n_incomplete} incomplete,"
            f" {epochs.n_rejected} left out as artefacts)"
        )
    elif len(epochs.offsets(search)) < criteria.number("jerk_lock.fewest_samples"):
        why = f"{channel.sampling_rate_hz:g} Hz is too slow to place a peak in the window"
    if why:
        return float("nan"), _NONE[window](MeasureStatus.NOT_ASSESSABLE, why)
    return _FIND[window](epochs, baseline=baseline, search=search, n_channels=n_channels, criteria=criteria)
