"""Two disjoint halves of a real tremor agree within their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.rhythm import interval_factors
from legato.signal.frequency import find_peak_hz, mean_frequency
from legato.signal.phase import track_phase
from realdata_paths import shared_data

pytestmark = pytest.mark.realdata
RATE_HZ = 50.0


def halves(windows):
    """Follow the first and the second half of the windows of one segment; None without a tremor above 3.2 Hz."""
    near_hz = find_peak_hz(list(windows), sampling_rate_hz=RATE_HZ, band_hz=(3.0, 15.0), window_s=2.56)
    if near_hz is None or near_hz < 3.2:
        return None
    factors = interval_factors(load_criteria())
    middle = len(windows) // 2
    estimates = []
    for part in (windows[:middle], windows[middle:]):
        tracks = [track_phase(w, sampling_rate_hz=RATE_HZ, near_hz=near_hz, half_band_hz=1.0) for w in part]
        estimates.append(mean_frequency([t for t in tracks if t is not None], factors=factors))
    return estimates


def test_the_intervals_of_two_halves_of_a_graded_tremor_overlap_in_most_recordings():
    data = np.load(shared_data() / "pd_tremor_graded" / "Tim-Tremor.npz")
    samples, grade, segment = data["X"].astype(float), data["Y"], data["segment"]
    agree = []
    for one in np.unique(segment):
        windows = samples[segment == one]
        if len(windows) < 6 or np.median(grade[segment == one]) < 1:
            continue
        both = halves(windows)
        if both is not None and all(both):
            agree.append(both[0].low_hz <= both[1].high_hz and both[1].low_hz <= both[0].high_hz)
    assert len(agree) > 50
    assert np.mean(agree) >= 0.85
