"""What a name and a unit of a laboratory recorder say."""

from __future__ import annotations

import pytest

from legato.io.physical import physical_label
from legato.model.channel import ChannelKind


@pytest.mark.parametrize("name", ["Event marker", "Marker", "trigger", "STATUS", " Stimulus "])
def test_a_mark_beside_the_signals_is_no_signal_of_unknown_kind(name: str) -> None:
    assert physical_label(name, "").kind is ChannelKind.OTHER


def test_a_channel_of_an_unknown_name_stays_unknown() -> None:
    assert physical_label("Sensor 7", "").kind is ChannelKind.UNKNOWN
