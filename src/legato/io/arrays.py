"""Arrays in memory into a recording, for those who have their signals in Python already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from numpy.typing import ArrayLike

from legato import __version__
from legato.errors import InputError
from legato.io.labels import find_unit, label_of
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.provenance import Provenance
from legato.model.recording import Recording, Sensor
from legato.model.time_base import TimeBase

__all__ = ["recording_from_arrays"]


def recording_from_arrays(
    signals: Mapping[str, ArrayLike],
    *,
    sampling_rate_hz: float,
    unit: str,
    kind: ChannelKind = ChannelKind.EMG,
    start: datetime | None = None,
) -> Recording:
    """Make a recording from arrays of one rate and one unit.

    Parameters
    ----------
    signals : mapping of str to array_like, shape (n_samples,)
        Name of the channel, such as ``LAT`` or ``emg_ta_left``, and its samples; all of one length. NaN marks lost samples.
        Arrays are not copied: don't change them while the recording is used.
    sampling_rate_hz : float
        Above 0.
    unit : str
        Of all samples: ``uV``, ``mV`` or ``V`` for EMG; ``g``, ``m/s2``, ... for other kinds.
    kind : ChannelKind
    start : datetime or None
        Local clock of the first sample.

    Returns
    -------
    Recording
        Each channel is a sensor of its own; side and place are what its name says.

    Raises
    ------
    InputError
        If there is no signal, one is not one-dimensional, they differ in length, or the unit does not fit the kind.

    Examples
    --------
    >>> import numpy as np
    >>> legs = {"LAT": np.zeros(512 * 60), "RAT": np.zeros(512 * 60)}
    >>> recording_from_arrays(legs, sampling_rate_hz=512.0, unit="uV").duration_s
    60.0
    """
    arrays = {name: np.asarray(samples) for name, samples in signals.items()}
    lengths = {array.shape for array in arrays.values()}
    if len(lengths) != 1 or len(next(iter(lengths))) != 1:
        raise InputError(
            "The signals must be there, be one-dimensional and have one length",
            where=", ".join(arrays) or "signals",
            found=", ".join(str(array.shape) for array in arrays.values()) or "no signal",
            mend="give a mapping of names to arrays of the same length",
            code="LEG-E992",
        )
    known = find_unit(unit)
    if known is None or kind not in known.kinds:
        raise InputError(
            f"This unit is not one of {kind.value}",
            found=unit,
            mend="name the unit of the samples, such as uV",
            code="LEG-E993",
        )
    time = TimeBase.regular(next(iter(lengths))[0], sampling_rate_hz=sampling_rate_hz)
    channels = tuple(
        Channel(
            name, kind, None, name, ArraySamples(array), time, scale=known.factor, recorded_unit=known.name
        )
        for name, array in arrays.items()
    )
    labels = [label_of(channel.name) for channel in channels]
    return Recording(
        channels=channels,
        sensors=tuple(
            Sensor(channel.name, label.placement, label.side, (channel,))
            for channel, label in zip(channels, labels, strict=True)
        ),
        provenance=Provenance("arrays", "", "memory", __version__),
        start=start,
        duration_s=time.duration_s,
    )
