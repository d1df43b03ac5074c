"""Cross-spectra of channels of a recording: prepared, cut where samples are missing, on an absolute time base.

Channels of one clock are transformed together. Channels of different clocks are each transformed at their own rate, over
the same stretches of time and at the same frequencies, so that nothing is resampled and no filter stands between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError, UsageError
from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.interval import Interval, intervals_from_mask, merge_intervals
from legato.model.recording import Recording, Side
from legato.signal.cross_spectra import (
    CrossSpectra,
    compute_cross_spectra,
    hann_taper,
    pool_cross_spectra,
    sum_cross_spectra,
    transform_segments,
)

__all__ = ["ChannelSpectra", "compute_channel_spectra", "pool_channel_spectra"]


@dataclass(frozen=True, eq=False)
class ChannelSpectra:
    """Pooled cross-spectra of named channels.

    Parameters
    ----------
    names : tuple of str
    kinds : tuple of ChannelKind
    sides : tuple of Side
    spectra : CrossSpectra or None
        Of the prepared signals; None where no stretch holds a segment of all clocks.
    unrectified : CrossSpectra or None
        Of the EMG channels before they were rectified, for the look at crosstalk; None where they don't share a clock.
    emg_rows : tuple of int
        Which of the names the rows of ``unrectified`` are.
    segment_s : float
    preparation : str
        What was done, in words.
    """

    names: tuple[str, ...]
    kinds: tuple[ChannelKind, ...]
    sides: tuple[Side, ...]
    spectra: CrossSpectra | None
    unrectified: CrossSpectra | None
    emg_rows: tuple[int, ...]
    segment_s: float
    preparation: str


def _side_of(recording: Recording, channel: Channel, sides: Mapping[str, Side]) -> Side:
    """Give the side that was stated for a channel, or that of its sensor."""
    if channel.name in sides:
        return sides[channel.name]
    return next((s.side for s in recording.sensors if s.id == channel.sensor), Side.UNKNOWN)


def _share_clock(channels: Sequence[Channel], *, criteria: Criteria) -> bool:
    """Tell whether sample n of one channel is sample n of each, at the same time."""
    first = channels[0].time
    tolerance = criteria.number("pair_coherence.rate_tolerance")
    for channel in channels[1:]:
        time = channel.time
        is_alike = time.n_samples == first.n_samples and len(time.runs) == len(first.runs)
        if not is_alike or (time.stamps_s is None) != (first.stamps_s is None):
            return False
        for ours, theirs in zip(time.runs, first.runs, strict=True):
            rate_hz = max(ours.sampling_rate_hz, theirs.sampling_rate_hz)
            apart = abs(ours.sampling_rate_hz - theirs.sampling_rate_hz) > tolerance * rate_hz
            if ours.first_sample != theirs.first_sample or apart:
                return False
            if abs(ours.start_s - theirs.start_s) * rate_hz > tolerance:
                return False
    return True


def _high_passed(channel: Channel, *, criteria: Criteria) -> NDArray[np.float64]:
    """Take the slow part off EMG without shifting it, each stretch between gaps by itself; NaN stays NaN."""
    from scipy import signal

    samples = channel.read()
    edge_hz = criteria.numbers("pair_coherence.emg_band_hz")[0]
    order = round(criteria.number("pair_coherence.high_pass_order"))
    if not channel.sampling_rate_hz > 2.0 * edge_hz:
        raise InputError(
            "The EMG is sampled too slowly to be rectified",
            where=channel.name,
            found=f"{channel.sampling_rate_hz:g} Hz, needs more than {2.0 * edge_hz:g} Hz",
            mend="leave the channel out",
            code="LEG-E952",
        )
    sections = signal.butter(order, edge_hz, "highpass", fs=channel.sampling_rate_hz, output="sos")
    least = 3 * (2 * len(sections) + 1)  # what sosfiltfilt pads with
    passed = np.full(len(samples), np.nan)
    for first, behind in channel.time.run_bounds():
        for start, stop in intervals_from_mask(np.isfinite(samples[first:behind])):
            if stop - start > least:
                here = slice(first + start, first + stop)
                passed[here] = signal.sosfiltfilt(sections, samples[here])
    return passed


def compute_channel_spectra(
    recording: Recording,
    *,
    names: Sequence[str],
    criteria: Criteria,
    spans: Sequence[Interval] | None = None,
    segment_s: float | None = None,
    rectifies: bool = True,
    sides: Mapping[str, Side] | None = None,
) -> ChannelSpectra:
    """Compute the cross-spectra of channels of one recording.

    Parameters
    ----------
    recording : Recording
    names : sequence of str
        At least two.
    criteria : Criteria
    spans : sequence of Interval or None
        Only what lies inside counts; None takes all.
    segment_s : float or None
        None takes ``pair_coherence.segment_s``.
    rectifies : bool
        Full-wave rectify EMG after a high-pass; False leaves it high-passed only.
    sides : mapping of str to Side or None
        Side of a channel, where the recording doesn't say or says it wrong.

    Returns
    -------
    ChannelSpectra

    Raises
    ------
    UsageError
        If fewer than two channels are named, or one twice.
    """
    if len(names) < 2 or len(set(names)) < len(names):
        raise UsageError(
            "Coherence needs at least two different channels", found=", ".join(names), code="LEG-E950"
        )
    channels = [recording.channel(name) for name in names]
    length_s = criteria.number("pair_coherence.segment_s") if segment_s is None else segment_s
    passed = [
        _high_passed(channel, criteria=criteria) if channel.kind is ChannelKind.EMG else None
        for channel in channels
    ]
    prepared = [
        channel.read() if emg is None else np.abs(emg) if rectifies else emg
        for channel, emg in zip(channels, passed, strict=True)
    ]
    wanted = _wanted_spans(channels, spans)
    emg_rows = tuple(i for i, emg in enumerate(passed) if emg is not None)
    emg = [channels[i] for i in emg_rows]
    unrectified = None
    if len(emg) > 1 and _share_clock(emg, criteria=criteria):
        raw = np.stack([samples for samples in passed if samples is not None])
        top_hz = criteria.numbers("pair_coherence.emg_band_hz")[1]
        unrectified = _one_clock(emg, raw, spans=wanted, segment_s=length_s, highest_hz=top_hz)
    highest_hz = criteria.number("pair_coherence.highest_hz")
    shares = _share_clock(channels, criteria=criteria)
    if shares:
        spectra = _one_clock(
            channels, np.stack(prepared), spans=wanted, segment_s=length_s, highest_hz=highest_hz
        )
    else:
        slowest_hz = min(channel.sampling_rate_hz for channel in channels)
        top_hz = min(highest_hz, slowest_hz / criteria.number("pair_coherence.least_rate_share"))
        spectra = _many_clocks(channels, prepared, spans=wanted, segment_s=length_s, highest_hz=top_hz)
    return ChannelSpectra(
        names=tuple(names),
        kinds=tuple(channel.kind for channel in channels),
        sides=tuple(_side_of(recording, channel, sides or {}) for channel in channels),
        spectra=spectra,
        unrectified=unrectified,
        emg_rows=emg_rows,
        segment_s=length_s,
        preparation=_in_words(
            criteria, has_emg=bool(emg_rows), rectifies=rectifies, segment_s=length_s, shares=shares
        ),
    )


def _in_words(criteria: Criteria, *, has_emg: bool, rectifies: bool, segment_s: float, shares: bool) -> str:
    """Say what was done to the signals."""
    said = []
    if has_emg:
        edge_hz = criteria.numbers("pair_coherence.emg_band_hz")[0]
        rectified = "rectified in full" if rectifies else "not rectified"
        said.append(f"EMG high-passed at {edge_hz:g} Hz without a shift and {rectified}")
    said.append(f"disjoint Hann segments of {segment_s:g} s, their mean taken off")
    if not shares:
        said.append("channels of different clocks each transformed at its own rate, nothing resampled")
    return "; ".join(said)


def _wanted_spans(channels: Sequence[Channel], spans: Sequence[Interval] | None) -> list[Interval]:
    """Give the stretches in which every channel was being recorded."""
    start_s = max(channel.time.start_s for channel in channels)
    end_s = min(channel.time.end_s for channel in channels)
    if end_s <= start_s:
        return []
    whole = Interval(start_s, end_s)
    asked = [whole] if spans is None else merge_intervals(spans)
    cut = [(max(span.start_s, start_s), min(span.end_s, end_s)) for span in asked]
    return [Interval(first_s, last_s) for first_s, last_s in cut if last_s > first_s]


def _one_clock(
    channels: Sequence[Channel],
    signals: NDArray[np.float64],
    *,
    spans: Sequence[Interval],
    segment_s: float,
    highest_hz: float,
) -> CrossSpectra | None:
    """Pool the spectra of each stretch between gaps of the clock that the channels share."""
    time = channels[0].time
    taper = hann_taper(round(segment_s * time.sampling_rate_hz))
    parts = []
    for span in spans:
        first, last = time.index_at(span.start_s), time.index_at(span.end_s)
        for (begin, behind), run in zip(time.run_bounds(), time.runs, strict=True):
            here = slice(max(first, begin), min(last, behind))
            if here.stop - here.start >= len(taper):
                parts.append(
                    compute_cross_spectra(
                        signals[:, here],
                        sampling_rate_hz=run.sampling_rate_hz,
                        taper=taper,
                        highest_hz=highest_hz + 0.5 / segment_s,
                    )
                )
    return pool_cross_spectra(parts) if parts else None


def _many_clocks(
    channels: Sequence[Channel],
    prepared: Sequence[NDArray[np.float64]],
    *,
    spans: Sequence[Interval],
    segment_s: float,
    highest_hz: float,
) -> CrossSpectra | None:
    """Transform each channel at its own rate over the same segments, and pool the spans."""
    frequency_hz = np.arange(int(highest_hz * segment_s) + 1) / segment_s
    parts = []
    for span in spans:
        steps = np.arange(int(span.duration_s / segment_s), dtype=np.float64)
        starts_s = span.start_s + segment_s * steps
        if not len(starts_s):
            continue
        found = [
            _at_own_rate(channel, samples, starts_s=starts_s, segment_s=segment_s, frequency_hz=frequency_hz)
            for channel, samples in zip(channels, prepared, strict=True)
        ]
        parts.append(
            sum_cross_spectra(
                np.stack([transforms for transforms, _ in found]),
                np.stack([is_whole for _, is_whole in found]),
                frequency_hz=frequency_hz,
                taper=hann_taper(round(segment_s * channels[0].sampling_rate_hz)),
            )
        )
    return pool_cross_spectra(parts) if parts else None


def _at_own_rate(
    channel: Channel,
    samples: NDArray[np.float64],
    *,
    starts_s: NDArray[np.float64],
    segment_s: float,
    frequency_hz: NDArray[np.float64],
) -> tuple[NDArray[np.complex128], NDArray[np.bool_]]:
    """Transform one channel over segments that start at given times; those that hold a gap of the clock do not count."""
    rate_hz = channel.sampling_rate_hz
    length = round(segment_s * rate_hz)
    starts = np.array([channel.time.index_at(float(start_s)) for start_s in starts_s], dtype=np.intp)
    inside = starts + length <= channel.n_samples
    times_s = channel.time.times_s(0, channel.n_samples)
    begun_s = np.where(inside, times_s[np.where(inside, starts, 0)], starts_s)
    ended_s = np.where(inside, times_s[np.where(inside, starts + length - 1, 0)], starts_s)
    period_s = 1.0 / rate_hz
    is_steady = np.abs(ended_s - begun_s - (length - 1) * period_s) < period_s / 2.0
    is_steady &= begun_s - starts_s < period_s + period_s / 2.0
    transforms, is_whole = transform_segments(
        samples,
        np.where(is_steady & inside, starts, -1),
        taper=hann_taper(length),
        sampling_rate_hz=rate_hz,
        frequency_hz=frequency_hz,
        offset_s=begun_s - starts_s,
    )
    return transforms, is_whole


def pool_channel_spectra(parts: Sequence[ChannelSpectra]) -> ChannelSpectra:
    """Add the spectra of the same channels in several recordings.

    Parameters
    ----------
    parts : sequence of ChannelSpectra
        At least one.

    Returns
    -------
    ChannelSpectra
        Each recording weighs by its power and its segments.

    Raises
    ------
    InputError
        If the channels, their kinds or their preparation differ.
    """
    first = parts[0]
    for part in parts[1:]:
        for ours, theirs in (
            (part.names, first.names),
            (part.kinds, first.kinds),
            (part.preparation, first.preparation),
        ):
            if ours != theirs:
                raise InputError(
                    "Recordings with different channels or preparation cannot be pooled",
                    found=f"{ours} and {theirs}",
                    mend="name the same channels in each",
                    code="LEG-E951",
                )
    return ChannelSpectra(
        names=first.names,
        kinds=first.kinds,
        sides=first.sides,
        spectra=_pooled([part.spectra for part in parts]),
        unrectified=_pooled([part.unrectified for part in parts]),
        emg_rows=first.emg_rows,
        segment_s=first.segment_s,
        preparation=first.preparation,
    )


def _pooled(parts: Sequence[CrossSpectra | None]) -> CrossSpectra | None:
    """Pool those that are there."""
    there = [part for part in parts if part is not None]
    return pool_cross_spectra(there) if there else None
