"""Pictures of odd numbers are drawn or left empty; they never break a report and never show ``nan``."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from hand_made import make_analysis
from legato.model.analysis import Analysis, Excerpt, Spectrogram, Spectrum
from legato.report.html import render_html

HZ = np.arange(0, 25.01, 0.25)
NAN = float("nan")


def spectrogram(n_columns: int, value: float) -> Spectrogram:
    density = np.full((n_columns, HZ.size), value, dtype=np.float32)
    return Spectrogram("shank", "acceleration", "(m/s2)^2/Hz", np.arange(float(n_columns)), 1.0, HZ, density)


def spectrum(value: float, peak_hz: float | None = None) -> Spectrum:
    density = np.full(HZ.size, value)
    return Spectrum(
        "shank", "still", "acceleration", "(m/s2)^2/Hz", HZ, density, np.full(HZ.size, NAN), 3, peak_hz
    )


def excerpt(n_samples: int, value: float) -> Excerpt:
    axes = np.full((n_samples, 3), value)
    return Excerpt(
        "shank", "acceleration", "m/s2", "still", np.arange(n_samples) / 100, axes, ("x", "y", "z")
    )


def page(**pictures: object) -> str:
    analysis: Analysis = replace(make_analysis(with_pictures=False), **pictures)
    return re.sub(r"<style>.*?</style>|base64,[^\"]*", "", render_html(analysis), flags=re.S)


@pytest.mark.parametrize(
    "pictures",
    [
        {"spectrograms": (spectrogram(1, 1.0),)},
        {"spectrograms": (spectrogram(0, 1.0),)},
        {"spectrograms": (spectrogram(5, NAN),)},
        {"spectrograms": (spectrogram(5, 0.0),)},
        {"spectra": (spectrum(0.0),)},
        {"spectra": (spectrum(NAN),)},
        {"spectra": (spectrum(1e-30, 5.0),)},
        {"excerpts": (excerpt(0, 1.0),)},
        {"excerpts": (excerpt(1, 1.0),)},
        {"excerpts": (excerpt(900, NAN),)},
        {"excerpts": (excerpt(5000, 0.0),)},
    ],
)
def test_odd_numbers_make_a_page_without_nan(pictures: dict[str, object]) -> None:
    text = page(**pictures)
    assert not re.search(r"\b(nan|inf)\b", text)


def test_a_gap_between_columns_stays_empty_in_the_spectrogram() -> None:
    gapped = replace(spectrogram(4, 1.0), start_s=np.array([0.0, 1.0, 10.0, 11.0]))
    assert "clip-wide" in page(spectrograms=(gapped,))


def test_a_constant_signal_is_drawn_on_a_scale() -> None:
    section = page(excerpts=(excerpt(500, 9.81),)).split("<h2>The raw samples")[1].split("</section>")[0]
    assert 'class="line raw-0"' in section
