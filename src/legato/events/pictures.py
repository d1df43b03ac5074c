"""Numbers for the pictures of a report: mean spectra by state, a spectrogram, the raw seconds that decided.

A ``DensityStore`` is a sink of the engine. It keeps the densities of the leading quantity and thins them when a recording
is long, so that a week stays small; what it left away is only missing from the pictures, never from a measure.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.events.kinds import KINDS
from legato.events.spectra import WindowSpectra
from legato.model.analysis import Excerpt, Spectrogram, Spectrum
from legato.model.channel import ChannelKind
from legato.model.criteria import Criteria
from legato.model.movement import Bout
from legato.model.sensor_track import SensorTrack

__all__ = ["DensityStore", "excerpt_of", "mean_spectra", "spectrogram_of"]

_UNIT = {"angular_velocity": "(deg/s)^2/Hz", "acceleration": "(m/s2)^2/Hz"}


class DensityStore:
    """Keep densities of transformed windows, every n-th one where there are many.

    Parameters
    ----------
    keep_every : int
        1 keeps all windows.
    """

    def __init__(self, *, keep_every: int) -> None:
        self.keep_every = keep_every
        self.frequency_hz: NDArray[np.float64] = np.empty(0)
        self.quantity = ""
        self._rows: list[NDArray[np.int64]] = []
        self._density: list[NDArray[np.float32]] = []

    def __call__(self, spectra: WindowSpectra) -> None:
        """Take what is kept of one chunk."""
        density = spectra.density
        if density is None:
            return
        is_gyro = spectra.gyro_density is not None
        self.quantity = "angular_velocity" if is_gyro else "acceleration"
        self.frequency_hz = spectra.frequency_hz
        kept = spectra.rows % self.keep_every == 0
        # (deg/s)^2 is what the field reads; the engine works in (rad/s)^2.
        scale = np.float32(np.degrees(1.0) ** 2 if is_gyro else 1.0)
        self._rows.append(spectra.rows[kept].copy())
        self._density.append(density[kept] * scale)

    @property
    def rows(self) -> NDArray[np.int64]:
        """Rows that were kept, rising."""
        return np.concatenate(self._rows) if self._rows else np.empty(0, dtype=np.int64)

    @property
    def density(self) -> NDArray[np.float32]:
        """Their densities, shape (n_kept, n_bins)."""
        return (
            np.concatenate(self._density)
            if self._density
            else np.empty((0, len(self.frequency_hz)), np.float32)
        )


def _noise_level(store: DensityStore, criteria: Criteria) -> float:
    """Give the density of the sensor's own noise: the quietest window's upper band, where legs hardly move.

    NaN where the rate does not reach there.
    """
    low_hz, high_hz = criteria.numbers("picture.noise_band_hz")
    is_band = (store.frequency_hz >= low_hz) & (store.frequency_hz <= high_hz)
    if not is_band.any() or not len(store.rows):
        return float("nan")
    return float(np.median(store.density[:, is_band], axis=1).min())


def _density_unit(store: DensityStore, track: SensorTrack) -> str:
    """Give the unit of the densities; where the file states none, none is claimed."""
    is_turning = store.quantity == "angular_velocity"
    is_known = track.has_gyro_unit if is_turning else track.has_accel_unit
    return _UNIT[store.quantity] if is_known else "(unit unknown)^2/Hz"


def mean_spectra(store: DensityStore, track: SensorTrack, *, criteria: Criteria) -> list[Spectrum]:
    """Give the mean spectrum of every state that has transformed windows, most windows first.

    Parameters
    ----------
    store : DensityStore
    track : SensorTrack
    criteria : Criteria

    Returns
    -------
    list of Spectrum
        Empty where no window was transformed.
    """
    rows, density = store.rows, store.density
    if not len(rows):
        return []
    noise = np.full(len(store.frequency_hz), _noise_level(store, criteria))
    lead = "gyro" if store.quantity == "angular_velocity" else "accel"
    spectra = []
    for code in np.unique(track.states[rows]):
        mine = track.states[rows] == code
        peaks = track[f"{lead}_peak_hz"][rows[mine]]
        peaks = peaks[np.isfinite(peaks)]
        spectra.append(
            Spectrum(
                sensor=track.sensor.id,
                state=KINDS[int(code)].value,
                quantity=store.quantity,
                unit=_density_unit(store, track),
                frequency_hz=store.frequency_hz,
                density=density[mine].mean(axis=0, dtype=np.float64),
                noise_floor=noise,
                n_windows=int(mine.sum()),
                peak_hz=float(np.median(peaks)) if len(peaks) else None,
            )
        )
    return sorted(spectra, key=lambda spectrum: -spectrum.n_windows)


def spectrogram_of(store: DensityStore, track: SensorTrack, *, n_columns: int) -> Spectrogram | None:
    """Give the spectrogram, each column the mean over the windows that start in it.

    Parameters
    ----------
    store : DensityStore
    track : SensorTrack
    n_columns : int
        At most so many.

    Returns
    -------
    Spectrogram or None
        None where no window was transformed.
    """
    rows, density = store.rows, store.density
    if not len(rows):
        return None
    width = max(1, -(-len(track) // n_columns))
    column_of = rows // width
    n = -(-len(track) // width)
    counts = np.bincount(column_of, minlength=n)
    picture = np.full((n, density.shape[1]), np.nan, dtype=np.float32)
    filled = np.flatnonzero(counts)
    cuts = np.searchsorted(column_of, filled)
    picture[filled] = np.add.reduceat(density, cuts, axis=0) / counts[filled][:, None]
    return Spectrogram(
        sensor=track.sensor.id,
        quantity=store.quantity,
        unit=_density_unit(store, track),
        start_s=track["start_s"][::width],
        column_s=width * track.step_s,
        frequency_hz=store.frequency_hz,
        density=picture,
    )


def excerpt_of(track: SensorTrack, bout: Bout, *, criteria: Criteria) -> Excerpt | None:
    """Give the raw seconds in the middle of a bout, at the sensor's own rate.

    Parameters
    ----------
    track : SensorTrack
    bout : Bout
    criteria : Criteria

    Returns
    -------
    Excerpt or None
        None without three axes of one quantity.
    """
    length_s = criteria.number("picture.excerpt_s")
    middle_s = (bout.span.start_s + bout.span.end_s) / 2.0
    for kind, quantity, scale in (
        (ChannelKind.ANGULAR_VELOCITY, "angular velocity", float(np.degrees(1.0))),
        (ChannelKind.ACCELERATION, "acceleration", 1.0),
        (ChannelKind.LINEAR_ACCELERATION, "acceleration", 1.0),
    ):
        triad = track.sensor.triad(kind)
        if triad is None or triad[0].n_samples == 0:
            continue
        time = triad[0].time
        rate_hz = time.sampling_rate_hz
        centre = time.index_at(middle_s)
        first = max(0, min(centre - int(length_s * rate_hz / 2), time.n_samples - int(length_s * rate_hz)))
        behind = min(time.n_samples, first + int(length_s * rate_hz))
        is_known = triad[0].unit is not None
        samples = np.stack([channel.read(first, behind) for channel in triad], axis=1)
        # Numbers of an unknown unit are shown as they stand: turning them into degrees would claim that they were radians.
        axes = samples * scale if is_known else samples
        unit = "unit unknown" if not is_known else "deg/s" if scale != 1.0 else str(triad[0].unit)
        return Excerpt(
            sensor=track.sensor.id,
            quantity=quantity,
            unit=unit,
            state=bout.state.value,
            time_s=time.times_s(first, behind),
            axes=axes,
            axis_names=("x", "y", "z"),
        )
    return None
