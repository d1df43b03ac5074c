"""A stretch without a signal takes nothing from the movements beside it."""

from __future__ import annotations

import numpy as np

from legato.model.interval import Interval
from legato.model.recording import Side
from legato.score_night import work_on_night
from legato.simulation.night import simulate_night
from legato.simulation.night_artefacts import LegFault, NightArtefacts


def test_movements_beside_a_flat_stretch_keep_their_ends() -> None:
    bad = Interval(600.0, 1200.0)
    artefacts = NightArtefacts(bad_leg=Side.LEFT, fault=LegFault.FLAT, bad_span=bad)
    night = simulate_night(seed=4, hours=0.5, sampling_rate_hz=256.0, artefacts=artefacts)
    work = work_on_night(night.recording, notes=night.truth.notes)
    left = next(trace for trace in work.traces if trace.side is Side.LEFT)
    outside = [
        minute.resting_uv for minute in left.minutes if minute.start_s + 60 <= 600 or minute.start_s >= 1200
    ]
    assert np.nanmin(outside) > 0.5 * np.nanmedian(outside)
    seen = [one.span for one in work.found["wasm2016"] if one.side is Side.LEFT]
    true = night.truth.of(Side.LEFT, shortest_s=0.6, longest_s=9.5)
    assert true
    for span in true:
        assert any(span.overlaps(other) and other.duration_s < span.duration_s + 1.0 for other in seen), span
