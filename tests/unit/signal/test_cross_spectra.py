"""Cross-spectra: equal to SciPy's coherence, pooled as the whole, with lost samples left out channel by channel."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from legato.signal.coherence import coherence_interval
from legato.signal.cross_spectra import (
    compute_cross_spectra,
    hann_taper,
    pool_cross_spectra,
    sum_cross_spectra,
    transform_segments,
)

RATE_HZ = 500.0


def noise(n_channels=3, n=20_000, *, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n_channels, n)) + 0.5 * rng.standard_normal(n)


@pytest.mark.parametrize(("length", "overlap"), [(500, 0), (500, 250), (501, 0), (400, 300)])
def test_every_pair_equals_scipy(length, overlap):
    x = noise()
    found = compute_cross_spectra(
        x, sampling_rate_hz=RATE_HZ, taper=hann_taper(length), overlap_samples=overlap
    )
    for i in range(3):
        for j in range(3):
            f_hz, wanted = signal.coherence(x[i], x[j], fs=RATE_HZ, nperseg=length, noverlap=overlap)
            assert np.allclose(found.frequency_hz, f_hz)
            assert np.max(np.abs(found.coherence(i, j) - wanted)) < 1e-10


def test_phase_is_above_0_where_the_first_leads():
    x = noise(1)[0]
    late = np.stack([x[5:], x[:-5]])
    found = compute_cross_spectra(late, sampling_rate_hz=RATE_HZ, taper=hann_taper(500), highest_hz=40.0)
    expected = 2.0 * np.pi * found.frequency_hz * 5.0 / RATE_HZ
    assert np.allclose(found.phase_rad(0, 1)[1:20], expected[1:20], atol=0.1)
    assert np.allclose(found.phase_rad(1, 0), -found.phase_rad(0, 1))


def test_bins_above_the_highest_are_not_kept_and_the_others_are_the_same():
    x = noise()
    whole = compute_cross_spectra(x, sampling_rate_hz=RATE_HZ, taper=hann_taper(500))
    part = compute_cross_spectra(x, sampling_rate_hz=RATE_HZ, taper=hann_taper(500), highest_hz=60.0)
    assert part.frequency_hz[-1] == 60.0
    assert np.array_equal(part.cross, whole.cross[:, :, : len(part.frequency_hz)])


def test_pooled_halves_are_the_whole():
    x = noise()
    taper = hann_taper(500)
    whole = compute_cross_spectra(x, sampling_rate_hz=RATE_HZ, taper=taper)
    halves = [
        compute_cross_spectra(part, sampling_rate_hz=RATE_HZ, taper=taper) for part in np.split(x, 2, axis=1)
    ]
    pooled = pool_cross_spectra(halves)
    assert np.allclose(pooled.coherence(0, 1), whole.coherence(0, 1), rtol=0.0, atol=1e-12)
    assert pooled.n_segments[0, 1] == whole.n_segments[0, 1] == 40


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [(500, 2), (500, 3)],
        [(500, 2), (400, 2)],
    ],
)
def test_what_is_not_alike_is_not_pooled(parts):
    made = [
        compute_cross_spectra(noise(channels), sampling_rate_hz=RATE_HZ, taper=hann_taper(length))
        for length, channels in parts
    ]
    with pytest.raises(ValueError, match="pool"):
        pool_cross_spectra(made)


def test_a_lost_sample_takes_its_segment_from_that_channel_alone():
    x = noise()
    x[0, 700] = np.nan
    found = compute_cross_spectra(x, sampling_rate_hz=RATE_HZ, taper=hann_taper(500))
    assert found.n_segments.tolist() == [[39, 39, 39], [39, 40, 40], [39, 40, 40]]
    kept = np.delete(x, np.s_[500:1000], axis=1)
    wanted = compute_cross_spectra(kept, sampling_rate_hz=RATE_HZ, taper=hann_taper(500))
    assert np.allclose(found.coherence(0, 1), wanted.coherence(0, 1), atol=1e-12)


def test_nothing_whole_gives_no_coherence_and_no_segment():
    found = compute_cross_spectra(
        np.full((2, 2000), np.nan), sampling_rate_hz=RATE_HZ, taper=hann_taper(500), highest_hz=50.0
    )
    assert found.n_segments[0, 1] == 0
    assert np.isnan(found.coherence(0, 1)).all()
    assert np.all(found.effective_segments(0, 1) == 0.0)


def test_shorter_than_a_segment_is_nothing():
    assert (
        compute_cross_spectra(
            noise(n=499), sampling_rate_hz=RATE_HZ, taper=hann_taper(500)
        ).n_segments.tolist()
        == [[0] * 3] * 3
    )


def test_half_overlapping_segments_are_worth_what_welch_says():
    found = compute_cross_spectra(
        noise(), sampling_rate_hz=RATE_HZ, taper=hann_taper(500), overlap_samples=250
    )
    assert found.n_segments[0, 1] == 79
    assert found.n_disjoint[0, 1] == pytest.approx(79 / (1.0 + 2.0 / 36.0), rel=1e-6)


def test_steady_or_brief_rhythms_are_worth_fewer_segments_than_noise():
    n, rng = 60_000, np.random.default_rng(3)
    at_s = np.arange(n) / RATE_HZ
    weak = 0.05 * rng.standard_normal((2, n))
    steady = np.stack([np.sin(2 * np.pi * 6.0 * at_s), np.sin(2 * np.pi * 6.0 * at_s + 1.0)]) + weak
    brief = rng.standard_normal((2, n)) * (at_s < 12.0) + weak
    worth = [
        np.median(
            compute_cross_spectra(
                x, sampling_rate_hz=RATE_HZ, taper=hann_taper(1000), highest_hz=30.0
            ).effective_segments(0, 1)[11:14]
        )
        for x in (steady, brief, rng.standard_normal((2, n)))
    ]
    assert worth[0] < 2.0
    assert worth[1] < 15.0
    assert 35.0 < worth[2] <= 60.0


def test_a_channel_of_a_slower_rate_is_transformed_to_the_same_numbers():
    # a sum of sines is the same signal at any rate, and so are its transforms, up to the leak of a Hann taper
    starts_s = 2.0 * np.arange(20)
    f_hz = np.arange(1, 60) / 2.0

    def transforms(rate_hz, late_s):
        at_s = late_s + np.arange(int(41 * rate_hz)) / rate_hz
        x = np.sin(2 * np.pi * 7.3 * at_s) + 0.3 * np.cos(2 * np.pi * 11.1 * at_s)
        starts = np.ceil((starts_s - late_s) * rate_hz - 1e-9).astype(np.intp).clip(0)
        return transform_segments(
            x,
            starts,
            taper=hann_taper(round(2.0 * rate_hz)),
            sampling_rate_hz=rate_hz,
            frequency_hz=f_hz,
            offset_s=late_s + starts / rate_hz - starts_s,
        )

    fast, is_whole = transforms(1000.0, 0.0)
    slow, _ = transforms(128.0, 0.003)
    assert is_whole.all()
    assert np.max(np.abs(fast - slow)) < 0.01
    both = sum_cross_spectra(
        np.stack([fast, slow]), np.ones((2, 20), bool), frequency_hz=f_hz, taper=hann_taper(256)
    )
    at_the_lines = [14, 15, 22]  # between them the leak turns with the first sample
    assert np.abs(both.phase_rad(0, 1)[at_the_lines]).max() < 0.02


def test_segments_outside_or_with_a_loss_are_not_whole():
    x = noise(1, 3000)[0]
    x[1200] = np.nan
    transforms, is_whole = transform_segments(
        x,
        np.array([-1, 0, 1000, 2000, 2001]),
        taper=hann_taper(1000),
        sampling_rate_hz=RATE_HZ,
        frequency_hz=np.arange(1.0, 5.0),
        offset_s=np.zeros(5),
    )
    assert is_whole.tolist() == [False, True, False, True, False]
    assert np.all(transforms[~is_whole] == 0.0)


@pytest.mark.parametrize(("true", "n"), [(0.2, 40), (0.6, 40), (0.6, 100)])
def test_the_interval_holds_the_coherence_in_about_95_of_100(true, n):
    rng = np.random.default_rng(5)
    z = rng.standard_normal((4, 2000, n)) + 1j * rng.standard_normal((4, 2000, n))
    common = np.sqrt(np.sqrt(true) / (1.0 - np.sqrt(true)))
    x, y = common * z[0] + z[1], common * z[0] + z[2]
    found = np.abs((x * y.conj()).sum(1)) ** 2 / ((np.abs(x) ** 2).sum(1) * (np.abs(y) ** 2).sum(1))
    ends = [coherence_interval(float(c), n_segments=n) for c in found]
    held = np.mean([low <= true <= high for low, high in ends])
    assert 0.92 <= held <= 0.985


def test_the_interval_of_nothing_and_of_everything():
    assert coherence_interval(0.5, n_segments=1) is None
    assert coherence_interval(float("nan"), n_segments=20) is None
    assert coherence_interval(1.0, n_segments=20) == (1.0, 1.0)
