"""The main use case on six simulated legs: what is found lies where it happened, and the pictures show what was found."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from legato.analyze import analyze
from legato.errors import LegatoError
from legato.model.analysis import Analysis
from legato.model.movement import INVOLUNTARY_SHAKING, Bout, MovementKind
from legato.simulation.demo import DemoLeg, demo_legs

REST, BOUNCE, STANDING, CLONUS, FREEZING, QUIET = range(6)


@cache
def legs() -> tuple[DemoLeg, ...]:
    return demo_legs()


@cache
def analysis(leg: int) -> Analysis:
    return analyze(legs()[leg].recording, with_pictures=True)


def bouts_of(leg: int, *kinds: MovementKind) -> list[Bout]:
    return [bout for bout in analysis(leg).bouts if bout.state in kinds]


def middles(bouts: Sequence[Bout]) -> list[float]:
    return [(bout.span.start_s + bout.span.end_s) / 2 for bout in bouts]


def value(leg: int, name: str) -> float:
    (measure,) = [measure for measure in analysis(leg).measures if measure.name == name][:1]
    assert measure.value is not None
    return measure.value


def test_the_frequency_of_the_shaking_at_rest_is_the_true_one() -> None:
    (truth, *_) = [e for e in legs()[REST].truth.episodes if e.kind is MovementKind.REST_SHAKING]
    assert truth.frequency_hz is not None
    assert value(REST, "dominant_frequency_hz") == pytest.approx(truth.frequency_hz, abs=0.15)


def test_the_longest_bout_of_shaking_at_rest_lies_where_the_leg_shook() -> None:
    longest = max(bouts_of(REST, MovementKind.REST_SHAKING), key=lambda bout: bout.span.duration_s)
    shook = [e.span for e in legs()[REST].truth.episodes if e.kind is MovementKind.REST_SHAKING]
    middle_s = (longest.span.start_s + longest.span.end_s) / 2
    assert any(span.start_s <= middle_s < span.end_s for span in shook)


def test_a_bounce_is_hardly_ever_called_shaking_at_rest() -> None:
    states = analysis(BOUNCE).states
    assert states.get("heel_bounce", 0) > 10 * states.get("rest_shaking", 0)


def test_jerks_lie_where_something_brief_happened() -> None:
    found = bouts_of(CLONUS, MovementKind.JERK, MovementKind.PERIODIC_JERKS)
    brief = (MovementKind.JERK, MovementKind.CLONUS, MovementKind.OTHER_MOVEMENT)
    true_spans = [e.span for e in legs()[CLONUS].truth.episodes if e.kind in brief]
    near = [m for m in middles(found) if any(s.start_s - 1 <= m <= s.end_s + 1 for s in true_spans)]
    assert found
    assert len(near) >= 0.8 * len(found)


def test_freezing_is_found_while_the_walk_freezes() -> None:
    true_spans = [e.span for e in legs()[FREEZING].truth.episodes if e.kind is MovementKind.FREEZING]
    found = bouts_of(FREEZING, MovementKind.FREEZING)
    hit = [m for m in middles(found) if any(s.start_s - 2 <= m <= s.end_s + 2 for s in true_spans)]
    assert found
    assert len(hit) >= 0.8 * len(found)


def test_a_quiet_leg_is_hardly_ever_called_shaking() -> None:
    states = analysis(QUIET).states
    shaking_s = sum(
        seconds for state, seconds in states.items() if MovementKind(state) in INVOLUNTARY_SHAKING
    )
    assert shaking_s <= 0.05 * sum(states.values())


@pytest.mark.parametrize("leg", range(6))
def test_bouts_of_a_sensor_are_in_order_and_inside_the_recording(leg: int) -> None:
    # A jerk is dated in the samples, so it may reach into the window of its neighbour; sustained states may not.
    spans = [bout.span for bout in analysis(leg).bouts]
    sustained = [bout.span for bout in analysis(leg).bouts if bout.state is not MovementKind.JERK]
    assert all(a.start_s <= b.start_s for a, b in itertools.pairwise(spans))
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in itertools.pairwise(sustained))
    assert all(0 <= span.start_s <= span.end_s <= legs()[leg].recording.duration_s + 1e-9 for span in spans)


@pytest.mark.parametrize("leg", [REST, BOUNCE, STANDING, CLONUS, FREEZING])
def test_every_bout_of_shaking_says_what_decided(leg: int) -> None:
    shaking = [bout for bout in analysis(leg).bouts if bout.state in INVOLUNTARY_SHAKING]
    assert shaking
    assert [bout.state for bout in shaking if not bout.reasons] == []


def test_the_mean_spectrum_of_the_shaking_peaks_where_the_measure_says() -> None:
    (spectrum,) = [s for s in analysis(REST).spectra if s.state == "rest_shaking"]
    band = (spectrum.frequency_hz > 2) & (spectrum.frequency_hz < 15)
    peak_hz = spectrum.frequency_hz[band][np.argmax(spectrum.density[band])]
    assert peak_hz == pytest.approx(value(REST, "dominant_frequency_hz"), abs=0.5)
    assert spectrum.density.shape == spectrum.noise_floor.shape == spectrum.frequency_hz.shape


@pytest.mark.parametrize("leg", range(6))
def test_the_spectrogram_covers_the_recording(leg: int) -> None:
    (picture,) = analysis(leg).spectrograms
    assert picture.density.shape == (picture.start_s.size, picture.frequency_hz.size)
    assert np.all(np.diff(picture.start_s) > 0)
    assert picture.start_s[-1] + picture.column_s <= legs()[leg].recording.duration_s + picture.column_s
    assert np.nanmin(picture.density) >= 0


def test_the_excerpt_shows_ten_raw_seconds_of_a_bout_that_decided() -> None:
    (excerpt,) = analysis(REST).excerpts
    assert excerpt.state == "rest_shaking"
    assert excerpt.time_s[-1] - excerpt.time_s[0] == pytest.approx(10.0, abs=0.1)
    inside = [
        b
        for b in bouts_of(REST, MovementKind.REST_SHAKING)
        if b.span.start_s <= excerpt.time_s[500] < b.span.end_s
    ]
    assert len(inside) == 1
    assert excerpt.axes.shape == (excerpt.time_s.size, len(excerpt.axis_names))


def test_without_pictures_none_are_made_and_the_rest_is_the_same() -> None:
    plain = analyze(legs()[REST].recording)
    assert (plain.spectra, plain.spectrograms, plain.excerpts) == ((), (), ())
    assert plain.states == analysis(REST).states
    assert plain.bouts == analysis(REST).bouts


def test_progress_grows_to_the_end() -> None:
    shares: list[float] = []
    analyze(legs()[STANDING].recording, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("step_s", [0.0, -1.0, 5.0, float("nan")])
def test_a_step_that_makes_no_sense_is_refused_with_the_allowed_ones(step_s: float) -> None:
    with pytest.raises(LegatoError, match="allowed"):
        analyze(legs()[QUIET].recording, step_s=step_s)


def test_what_is_simulated_stays_marked() -> None:
    assert analysis(QUIET).provenance.is_simulated
