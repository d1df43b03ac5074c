"""Test what the published rows and bouts take from the features."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine_makers import hinge, make_sensor
from legato.analyze import analyze
from legato.errors import UsageError
from legato.events.reasons import MM_HOLDS_GRAVITY
from legato.model.analysis import Analysis
from legato.model.provenance import Provenance
from legato.model.recording import Recording, Task
from legato.model.window_table import COLUMNS

TRUE_MM = 2e3 * 0.4 * np.radians(20) / (2 * np.pi * 5.3)


def analysis_of(*, frequency_hz: float = 5.3, with_gyro: bool = True, lost: slice | None = None) -> Analysis:
    accel, gyro = hinge(duration_s=30, rate_hz=100, frequency_hz=frequency_hz, peak_dps=20, noise=0.01)
    if lost is not None:
        accel[lost], gyro[lost] = np.nan, np.nan
    sensor = make_sensor(accel, gyro if with_gyro else None)
    provenance = Provenance(source_name="made", sha256="", reader="test", legato_version="0")
    return analyze(
        Recording(
            channels=sensor.channels,
            sensors=(sensor,),
            provenance=provenance,
            start=None,
            duration_s=30.0,
            subject="made",
            task=Task.REST,
        )
    )


def test_size_in_mm_reaches_the_windows_and_the_bouts() -> None:
    analysis = analysis_of()
    np.testing.assert_allclose(analysis.windows.floats("amplitude_mm"), TRUE_MM, rtol=0.05)
    assert analysis.bouts[0].amplitude_mm == pytest.approx(TRUE_MM, rel=0.05)
    assert not any(MM_HOLDS_GRAVITY in reason for reason in analysis.windows.text("reason"))


def test_size_in_mm_without_gyroscope_is_marked_in_row_and_bout() -> None:
    analysis = analysis_of(with_gyro=False)
    assert np.isfinite(analysis.windows.floats("amplitude_mm")).all()
    assert all(MM_HOLDS_GRAVITY in reason for reason in analysis.windows.text("reason"))
    assert MM_HOLDS_GRAVITY in analysis.bouts[0].reasons


def test_size_in_mm_without_gyroscope_is_not_given_below_4_hz() -> None:
    analysis = analysis_of(frequency_hz=3.0, with_gyro=False)
    assert np.isnan(analysis.windows.floats("amplitude_mm")).all()
    assert all(bout.amplitude_mm is None for bout in analysis.bouts)


def test_every_bout_with_a_frequency_has_an_interval_narrower_than_that_of_its_rows() -> None:
    analysis = analysis_of()
    bout = max(analysis.bouts, key=lambda one: one.span.duration_s)
    assert bout.frequency_interval_hz is not None
    low_hz, high_hz = bout.frequency_interval_hz
    assert low_hz <= 5.3 <= high_hz
    row_width_hz = analysis.windows.floats("frequency_high_hz") - analysis.windows.floats("frequency_low_hz")
    assert 0 < high_hz - low_hz < np.median(row_width_hz)


def test_a_step_that_makes_no_sense_is_a_matter_of_usage() -> None:
    with pytest.raises(UsageError, match="step between windows"):
        analyze(analysis_of().recording, step_s=9.0)


def test_what_could_not_be_assessed_has_no_number_but_its_time() -> None:
    windows = analysis_of(lost=slice(1000, 2000)).windows
    is_lost = ~windows.columns["assessable"].astype(bool)
    assert is_lost.any()
    for name in (
        name for name, kind in COLUMNS.items() if kind == "float" and name not in ("start_s", "end_s")
    ):
        assert np.isnan(windows.floats(name)[is_lost]).all(), name
    assert np.isfinite(windows.floats("quality")[~is_lost]).all()


@pytest.mark.parametrize(("rate_hz", "is_told"), [(25, True), (50, False)])
def test_a_rate_that_hides_fast_shaking_is_told(*, rate_hz: int, is_told: bool) -> None:
    accel, gyro = hinge(duration_s=20, rate_hz=rate_hz, frequency_hz=5.3, peak_dps=20)
    sensor = make_sensor(accel, gyro, rate_hz=rate_hz)
    slow = replace(analysis_of().recording, channels=sensor.channels, sensors=(sensor,), duration_s=20.0)
    found = [issue.what for issue in analyze(slow).issues if issue.code == "rate_low"]
    assert bool(found) is is_told
    assert all("nothing above 11 Hz" in what for what in found)
