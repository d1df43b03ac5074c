"""The use case of jerk-locked averaging: EMG of the jerking muscle and other channels in, averages about the onsets out."""

from __future__ import annotations

from collections.abc import Sequence

from legato.errors import InputError
from legato.events.bursts import find_burst_train
from legato.events.jerk_triggers import detect_jerk_triggers
from legato.knowledge.load import load_criteria
from legato.measures.jerk_lock import compute_jerk_averages
from legato.model.criteria import Criteria
from legato.model.jerk_average import JerkAverage, JerkTriggers, JerkWindow
from legato.model.recording import Recording

__all__ = ["average_jerks"]


def average_jerks(
    recording: Recording,
    *,
    trigger: str,
    names: Sequence[str],
    windows: Sequence[JerkWindow] = tuple(JerkWindow),
    criteria: Criteria | None = None,
) -> tuple[tuple[JerkTriggers, ...], tuple[JerkAverage, ...]]:
    """Average channels about the onset of jerks, and search EEG for what comes before them.

    Parameters
    ----------
    recording : Recording
    trigger : str
        EMG channel of the muscle that jerks; of several the one whose bursts rise most steeply.
    names : sequence of str
        Channels to average. Only EEG is searched.
    windows : sequence of JerkWindow
        A spike just before the jerk, a slow negativity a second or two before, or both.
    criteria : Criteria or None
        None loads those of the knowledge base.

    Returns
    -------
    tuple of JerkTriggers
        One a window.
    tuple of JerkAverage
        One a window and name. Never a verdict: what is absent refutes nothing.

    Raises
    ------
    InputError
        If the muscle shows no burst.
    MissingChannelError
        If there is no channel of a name.
    """
    criteria = load_criteria() if criteria is None else criteria
    train = find_burst_train(recording.channel(trigger), criteria=criteria)
    if not train.bursts:
        raise InputError(
            "The muscle shows no burst that a jerk could be dated by",
            where=trigger,
            found="0 bursts",
            mend="name the muscle that jerks with --trigger",
            code="LEG-E959",
        )
    triggers = tuple(
        detect_jerk_triggers(train.bursts, window=window, criteria=criteria) for window in windows
    )
    averages = tuple(
        average
        for window, found in zip(windows, triggers, strict=True)
        for average in compute_jerk_averages(
            recording, triggers=found, names=names, window=window, criteria=criteria
        )
    )
    return triggers, averages
