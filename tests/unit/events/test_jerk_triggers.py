"""Only bursts that break out of quiet may trigger an average; what is left out is counted."""

from __future__ import annotations

import pytest

from legato.errors import UsageError
from legato.events.jerk_triggers import detect_jerk_triggers
from legato.knowledge.load import load_criteria
from legato.model.burst import Burst
from legato.model.interval import Interval
from legato.model.jerk_average import JerkTriggers, JerkWindow

CRITERIA = load_criteria()


def _burst(start_s: float, *, length_s: float = 0.25, channel: str = "TA", is_cut: bool = False) -> Burst:
    return Burst(Interval(start_s, start_s + length_s), channel, 50.0, 1.0, is_cut)


def _choose(*bursts: Burst, window: JerkWindow = JerkWindow.CORTICAL) -> JerkTriggers:
    return detect_jerk_triggers(bursts, window=window, criteria=CRITERIA)


@pytest.mark.parametrize(("quiet_s", "n"), [(0.5, 2), (0.499, 1), (0.501, 2)])
def test_isolation_of_the_cortical_window(quiet_s: float, n: int) -> None:
    chosen = _choose(_burst(1.0), _burst(1.25 + quiet_s))
    assert len(chosen.times_s) == n
    assert chosen.n_not_isolated == 2 - n
    assert chosen.isolated_s == 0.5


@pytest.mark.parametrize(("quiet_s", "n"), [(3.0, 2), (2.99, 1)])
def test_isolation_of_the_readiness_window(quiet_s: float, n: int) -> None:
    chosen = _choose(_burst(1.0), _burst(1.25 + quiet_s), window=JerkWindow.READINESS)
    assert len(chosen.times_s) == n
    assert chosen.isolated_s == 3.0


def test_order_does_not_matter_and_times_are_onsets() -> None:
    assert _choose(_burst(4.0), _burst(1.0), _burst(2.5)).times_s == (1.0, 2.5, 4.0)


def test_a_cut_burst_is_no_trigger_but_disturbs_the_next() -> None:
    chosen = _choose(_burst(1.0, is_cut=True), _burst(1.5), _burst(3.0))
    assert (chosen.times_s, chosen.n_cut, chosen.n_not_isolated, chosen.n_bursts) == ((3.0,), 1, 1, 3)


def test_a_short_burst_within_a_long_one_does_not_end_it() -> None:
    chosen = _choose(_burst(1.0, length_s=2.0), _burst(1.5), _burst(3.25))
    assert chosen.times_s == (1.0,)


@pytest.mark.parametrize("bursts", [(), (_burst(1.0), _burst(3.0, channel="GAS"))])
def test_bursts_of_one_channel_are_needed(bursts: tuple[Burst, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        _choose(*bursts)
    assert refused.value.code == "LEG-E954"
