"""Samples of a leg's channel in uV with what was asked for taken off: mains hum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.channel import Channel
from legato.signal.mains import Hum

__all__ = ["MICROVOLTS", "LegSource"]

MICROVOLTS = 1e6  # in a volt


@dataclass(frozen=True, eq=False)
class LegSource:
    """One leg's samples, read on demand.

    Parameters
    ----------
    channel : Channel
        With a unit of voltage.
    hum : Hum or None
    """

    channel: Channel
    hum: Hum | None = None

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Give the samples ``start`` to ``stop`` (half open, inside the channel) in uV.

        Parameters
        ----------
        start, stop : int

        Returns
        -------
        ndarray of float32, shape (stop - start,)
            Not to be written into. NaN or infinite where lost.
        """
        with np.errstate(invalid="ignore", over="ignore"):
            samples = self.channel.samples.read(start, stop).astype(np.float32, copy=False)
        factor = (self.channel.scale or 1.0) * MICROVOLTS
        if factor != 1.0:
            samples = samples * np.float32(factor)
        if self.channel.offset:
            samples = samples + np.float32(self.channel.offset * MICROVOLTS)
        if self.hum is not None:
            samples = samples - self.hum.wave(start, stop)
        return samples
