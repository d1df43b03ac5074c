"""The public hypnogram of a whole day beside an excerpt of its recording."""

from __future__ import annotations

from collections import Counter

import pytest

from legato.io.read import read_recording
from legato.io.sleep_notes import read_sleep_notes
from realdata_paths import shared_data


@pytest.mark.realdata
@pytest.mark.parametrize("ending", ["edf", "bdf"])
def test_a_day_of_stages_is_read_and_its_misfit_told(ending):
    folder = shared_data("device_formats", "edf_bdf_edfio")
    night = read_recording(folder / "short_psg.edf")
    notes, issues = read_sleep_notes(night, hypnogram=folder / f"SC4001EC-Hypnogram.{ending}")
    assert Counter(map(str, notes.hypnogram.stages)) == {
        "W": 1997,
        "N2": 250,
        "?": 230,
        "N3": 220,
        "R": 125,
        "N1": 58,
    }
    assert [issue.code for issue in issues] == ["hypnogram_misfit"]
    assert notes.respiratory is None
