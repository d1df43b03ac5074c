"""Coherence between every pair of channels of one recording, or of several that are pooled."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from legato.errors import UsageError
from legato.measures.channel_spectra import ChannelSpectra, compute_channel_spectra, pool_channel_spectra
from legato.measures.coherent_peak import find_coherent_peak
from legato.measures.crosstalk import check_crosstalk
from legato.measures.pair_delay import derive_pair_delay, no_delay
from legato.model.channel import ChannelKind
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import MeasureStatus
from legato.model.pair_coherence import CoherentPeak, Crosstalk, PairCoherence, PairKind
from legato.model.recording import Recording, Side
from legato.signal.coherence import independence_limit

__all__ = ["compute_channel_coherence", "derive_pair_coherences"]

_ACCELERATION = (ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION)
_LEGS = frozenset((Side.LEFT, Side.RIGHT))


def _pair_kind(channels: ChannelSpectra, i: int, j: int) -> PairKind:
    """Tell what is compared with what."""
    first, second = channels.kinds[i], channels.kinds[j]
    if first is second and {channels.sides[i], channels.sides[j]} == _LEGS:
        return PairKind.LEG_LEG
    if first is second is ChannelKind.EMG:
        return PairKind.EMG_EMG
    both = {first, second}
    if both == {ChannelKind.EEG, ChannelKind.EMG}:
        return PairKind.EEG_EMG
    if ChannelKind.EMG in both and both & set(_ACCELERATION):
        return PairKind.EMG_ACCELERATION
    return PairKind.OTHER


def compute_channel_coherence(
    recordings: Sequence[Recording],
    *,
    names: Sequence[str],
    criteria: Criteria,
    spans: Sequence[Sequence[Interval]] | None = None,
    segment_s: float | None = None,
    rectifies: bool = True,
    sides: Mapping[str, Side] | None = None,
    near_hz: float | None = None,
) -> tuple[PairCoherence, ...]:
    """Compute the coherence between every pair of the named channels.

    Parameters
    ----------
    recordings : sequence of Recording
        Pooled; all hold the channels.
    names : sequence of str
    criteria : Criteria
    spans : sequence of sequence of Interval or None
        For each recording, what counts of it; None takes all of all.
    segment_s : float or None
        None takes ``pair_coherence.segment_s``.
    rectifies : bool
        Full-wave rectify EMG.
    sides : mapping of str to Side or None
        Side of a channel, where the recording doesn't say.
    near_hz : float or None
        A frequency known beforehand, in place of the search for common peaks.

    Returns
    -------
    tuple of PairCoherence
        In the order of the names: first with second, first with third, ...

    Raises
    ------
    UsageError
        If no recording is given, or the spans aren't one sequence a recording.
    """
    if not recordings or (spans is not None and len(spans) != len(recordings)):
        raise UsageError(
            "Coherence needs recordings, and spans for each of them or for none",
            found=f"{len(recordings)} recordings, spans for {'none' if spans is None else len(spans)}",
            code="LEG-E953",
        )
    parts = [
        compute_channel_spectra(
            recording,
            names=names,
            criteria=criteria,
            spans=None if spans is None else spans[k],
            segment_s=segment_s,
            rectifies=rectifies,
            sides=sides,
        )
        for k, recording in enumerate(recordings)
    ]
    return derive_pair_coherences(pool_channel_spectra(parts), criteria=criteria, near_hz=near_hz)


def derive_pair_coherences(
    channels: ChannelSpectra, *, criteria: Criteria, near_hz: float | None = None
) -> tuple[PairCoherence, ...]:
    """Read every pair of pooled spectra.

    Parameters
    ----------
    channels : ChannelSpectra
    criteria : Criteria
    near_hz : float or None
        A frequency known beforehand, in place of the search for common peaks.

    Returns
    -------
    tuple of PairCoherence
    """
    pairs = itertools.combinations(range(len(channels.names)), 2)
    return tuple(_read_pair(channels, i, j, criteria=criteria, near_hz=near_hz) for i, j in pairs)


def _read_pair(
    channels: ChannelSpectra, i: int, j: int, *, criteria: Criteria, near_hz: float | None
) -> PairCoherence:
    """Read one pair."""
    spectra = channels.spectra
    n = 0 if spectra is None else int(spectra.n_segments[i, j])
    fewest = round(criteria.number("pair_coherence.fewest_segments"))
    crosstalk = None
    if channels.kinds[i] is channels.kinds[j] is ChannelKind.EMG:
        rows = [channels.emg_rows.index(k) for k in (i, j)]
        crosstalk = check_crosstalk(channels.unrectified, i=rows[0], j=rows[1], criteria=criteria)
    peak, delay = None, no_delay(f"{n} whole segments in common, at least {fewest} are needed")
    if spectra is not None and n >= fewest:
        peak = find_coherent_peak(spectra, i=i, j=j, criteria=criteria, near_hz=near_hz)
        delay = derive_pair_delay(spectra, i=i, j=j, criteria=criteria)
    is_neighbour = {channels.sides[i], channels.sides[j]} != _LEGS
    status, reason = _judge(peak, crosstalk, n=n, fewest=fewest, is_neighbour=is_neighbour, criteria=criteria)
    if is_neighbour and crosstalk is not None and crosstalk.is_suspected:
        delay = no_delay(crosstalk.note)
    empty = np.empty(0)
    return PairCoherence(
        first=channels.names[i],
        second=channels.names[j],
        kind=_pair_kind(channels, i, j),
        frequency_hz=empty if spectra is None else spectra.frequency_hz,
        coherence=empty if spectra is None else spectra.coherence(i, j),
        phase_rad=empty if spectra is None else spectra.phase_rad(i, j),
        first_power=empty if spectra is None else spectra.power[i, j] / max(n, 1),
        second_power=empty if spectra is None else spectra.power[j, i] / max(n, 1),
        n_segments=n,
        segment_s=channels.segment_s,
        limit_95=independence_limit(n, alpha=criteria.number("pair_coherence.weak_alpha")),
        limit_99=independence_limit(n, alpha=criteria.number("coherence.alpha")),
        status=status,
        reason=reason,
        peak=peak,
        delay=delay,
        crosstalk=crosstalk,
        preparation=channels.preparation,
    )


def _judge(
    peak: CoherentPeak | None,
    crosstalk: Crosstalk | None,
    *,
    n: int,
    fewest: int,
    is_neighbour: bool,
    criteria: Criteria,
) -> tuple[MeasureStatus, str]:
    """Say what became of the question whether the pair is coherent."""
    if n < fewest:
        return (
            MeasureStatus.NOT_ASSESSABLE,
            f"{n} whole segments in common, at least {fewest} are needed",
        )
    if is_neighbour and crosstalk is not None and crosstalk.is_suspected:
        return MeasureStatus.NOT_ASSESSABLE, crosstalk.note
    if peak is None:
        return MeasureStatus.NOT_FOUND, "the two spectra have no peak in common"
    if peak.is_significant:
        return MeasureStatus.MEASURED, ""
    if peak.n_effective < fewest and peak.coherence > independence_limit(
        n, alpha=criteria.number("coherence.alpha")
    ):
        return (
            MeasureStatus.NOT_ASSESSABLE,
            f"at {peak.frequency_hz:g} Hz {n} segments are worth {peak.n_effective:.0f} independent ones: both rhythms"
            " are so steady, or so brief, that two independent ones could look alike",
        )
    return (
        MeasureStatus.NOT_FOUND,
        f"no two neighbouring bins above the limit at {peak.frequency_hz:g} Hz",
    )
