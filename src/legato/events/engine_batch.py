"""Everything that is measured in a batch of transformed windows of one sensor, across its two triads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.engine_settings import BinLayout, EngineSettings
from legato.events.spectra import WindowSpectra
from legato.events.triad_spectra import SPECTRAL_COLUMNS, TriadSpectra, bins_around, transform_triad
from legato.events.triad_windows import squared_norm
from legato.signal.amplitude import peak_to_peak_mm, taper_smear
from legato.signal.gravity import displacement_rms_m, vertical_power
from legato.signal.quality import burst_pattern
from legato.signal.window_cycles import measure_window_cycles

__all__ = ["SHARED_COLUMNS", "BatchOfWindows", "measure_batch"]

Float64 = NDArray[np.float64]

# Columns of the transformed windows that belong to no single triad.
SHARED_COLUMNS = (
    "vertical_share",
    "displacement_mm",
    "cycle_hz",
    "cycle_cv",
    "cycle_frequency_sd_hz",
    "envelope_cv",
    "envelope_slope",
    "n_cycles",
    "waveform_skew",
    "burst_share",
    "n_bursts",
)
# Two clocks share bins where their spacing differs by less than this share: at 30 Hz that is a tenth of a bin.
_SAME_SPACING = 1e-3


@dataclass(frozen=True, eq=False)
class BatchOfWindows:
    """Windows of one batch.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
    departures : dict of str to ndarray of float32, each shape (3, n, n_window)
        ``accel`` and ``gyro``, where the sensor has them.
    layouts : dict of str to BinLayout
    is_usable : dict of str to ndarray of bool, each shape (n,)
        False where the triad lost too much of the window.
    starts_s : dict of str to ndarray of float64, each shape (n,)
        Time of the first sample.
    gravity : ndarray of float64, shape (n, 3), or None
    has_unit : dict of str to bool
        False where amounts of the triad mean nothing.
    """

    rows: NDArray[np.int64]
    departures: dict[str, NDArray[np.float32]]
    layouts: dict[str, BinLayout]
    is_usable: dict[str, NDArray[np.bool_]]
    starts_s: dict[str, Float64]
    gravity: Float64 | None
    has_unit: dict[str, bool]

    @property
    def leading(self) -> str:
        """Triad in which cycles are counted: the gyroscope where there is one."""
        return "gyro" if "gyro" in self.departures else "accel"


def measure_batch(
    batch: BatchOfWindows, *, settings: EngineSettings
) -> tuple[dict[str, Float64], WindowSpectra]:
    """Transform a batch and measure all spectral and shared columns.

    Parameters
    ----------
    batch : BatchOfWindows
    settings : EngineSettings

    Returns
    -------
    columns : dict of str to ndarray of float64, each shape (n,)
        ``SPECTRAL_COLUMNS`` of each triad with its prefix, and ``SHARED_COLUMNS``.
    spectra : WindowSpectra
    """
    triads = {
        name: transform_triad(departures, layout=batch.layouts[name])
        for name, departures in batch.departures.items()
    }
    n_rows = len(batch.rows)
    columns: dict[str, Float64] = {
        name: np.full(n_rows, np.nan)
        for name in (*(f"{p}_{c}" for p in ("accel", "gyro") for c in SPECTRAL_COLUMNS), *SHARED_COLUMNS)
    }
    for prefix, triad in triads.items():
        for name, column in triad.columns.items():
            columns[f"{prefix}_{name}"] = np.where(batch.is_usable[prefix], column, np.nan)
    vertical = None
    if batch.gravity is not None:
        vertical = vertical_power(triads["accel"].spectra, gravity=batch.gravity)
        columns["vertical_share"] = _vertical_share(vertical, triads["accel"])
    columns["displacement_mm"] = _displacement_mm(batch, triads, settings)
    shared = _leading_columns(batch, triads[batch.leading], settings)
    columns.update(shared)
    _blank(columns, batch)
    return columns, _spectra(batch, triads, vertical)


def _blank(columns: dict[str, Float64], batch: BatchOfWindows) -> None:
    """Put NaN where the triad that a shared column rests on is not usable."""
    for name in SHARED_COLUMNS:
        needed: tuple[str, ...] = ("accel",) if name == "vertical_share" else (batch.leading,)
        if name == "displacement_mm":
            needed = tuple(batch.departures)
        for prefix in needed:
            if prefix in batch.is_usable:
                columns[name] = np.where(batch.is_usable[prefix], columns[name], np.nan)


def _vertical_share(vertical: NDArray[np.float32], accel: TriadSpectra) -> Float64:
    """Give the share of the band around the peak that lies along gravity."""
    layout = accel.layout
    floor = layout.bin_of(layout.settings.band_hz[0])
    reach = layout.bin_of(layout.settings.half_band_hz)
    columns = np.arange(vertical.shape[1])
    inside = np.abs(columns - accel.peak_bins[:, None]) <= reach
    inside &= columns >= floor
    part = np.where(inside, vertical, np.float32(0)).sum(axis=1).astype(np.float64)
    whole = np.where(inside, accel.power, np.float32(0)).sum(axis=1).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(accel.peak_bins >= 0, np.minimum(part / whole, 1.0), np.nan)


def _displacement_mm(
    batch: BatchOfWindows, triads: dict[str, TriadSpectra], settings: EngineSettings
) -> Float64:
    """Give the peak-to-peak displacement in the band around the leading peak."""
    if not batch.has_unit.get("accel", False):
        return np.full(len(batch.rows), np.nan)
    accel, lead = triads["accel"], triads[batch.leading]
    peak_hz = lead.columns["peak_hz"]
    layout = accel.layout
    at = np.rint(np.nan_to_num(peak_hz, nan=settings.peak_hz[0]) / layout.spacing_hz).astype(np.int64)
    reach = layout.bin_of(settings.half_band_hz)
    floor = layout.bin_of(settings.band_hz[0])
    offsets = np.arange(-reach, reach + 1)
    frequency_hz = np.asarray((at[:, None] + offsets) * layout.spacing_hz, dtype=np.float64)
    turning = _gyro_at(batch, triads, at=at, reach=reach, floor=floor)
    rms_m = displacement_rms_m(
        bins_around(accel.spectra, bins=at, reach=reach, floor=floor),
        frequency_hz=frequency_hz,
        gyro=turning,
        gravity=batch.gravity,
    )
    has_rest_of_gravity = batch.gravity is not None and turning is None
    is_given = ~np.isnan(peak_hz)
    if has_rest_of_gravity:
        is_given &= peak_hz > settings.accel_only_above_hz
    spread = np.sqrt(taper_smear(peak_hz, bin_hz=layout.spacing_hz))
    return np.where(is_given, peak_to_peak_mm(rms_m / spread), np.nan)


def _gyro_at(
    batch: BatchOfWindows, triads: dict[str, TriadSpectra], *, at: NDArray[np.int64], reach: int, floor: int
) -> NDArray[np.complex64] | None:
    """Give the gyroscope's spectra at bins of the accelerometer, turned to the accelerometer's start."""
    if not batch.has_unit.get("gyro", False):
        return None
    accel, gyro = triads["accel"].layout, triads["gyro"].layout
    if abs(gyro.spacing_hz / accel.spacing_hz - 1.0) > _SAME_SPACING:
        return None
    band = bins_around(triads["gyro"].spectra, bins=at, reach=reach, floor=floor)
    later_s = batch.starts_s["gyro"] - batch.starts_s["accel"]
    if np.any(later_s):
        frequency_hz = (at[:, None] + np.arange(-reach, reach + 1)) * gyro.spacing_hz
        turn = np.exp(-2j * np.pi * frequency_hz * later_s[:, None]).astype(np.complex64)
        band *= turn
    return band


def _leading_columns(
    batch: BatchOfWindows, lead: TriadSpectra, settings: EngineSettings
) -> dict[str, Float64]:
    """Measure cycles, waveform and bursts of the leading triad."""
    departures = batch.departures[batch.leading]
    layout = lead.layout
    share, count = burst_pattern(
        squared_norm(departures),
        level=settings.burst_level,
        apart=max(1, round(settings.burst_apart_s * layout.sampling_rate_hz)),
    )
    return {
        "burst_share": share,
        "n_bursts": count,
        "waveform_skew": _skew_along(departures, axis=lead.axis),
        **_cycle_columns(lead, settings),
    }


def _skew_along(departures: NDArray[np.float32], *, axis: Float64) -> Float64:
    """Give the size of the skewness along the principal axis, whose sign means nothing."""
    ax, ay, az = axis.astype(np.float32)[:, :, None]
    along = departures[0] * ax
    along += departures[1] * ay
    along += departures[2] * az
    squares = along * along
    n_window = along.shape[1]
    second = squares.sum(axis=1).astype(np.float64) / n_window
    third = np.vecdot(squares, along).astype(np.float64) / n_window
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.abs(third) / second**1.5)


def _cycle_columns(lead: TriadSpectra, settings: EngineSettings) -> dict[str, Float64]:
    """Count cycles where the peak stands out; elsewhere there is no rhythm to count."""
    layout = lead.layout
    n_rows = len(lead.power)
    names = ("cycle_hz", "cycle_cv", "cycle_frequency_sd_hz", "envelope_cv", "envelope_slope", "n_cycles")
    columns = {name: np.full(n_rows, np.nan) for name in names}
    with np.errstate(invalid="ignore"):
        is_worth_it = lead.columns["peak_over_background"] >= settings.cycle_peak_over_background
    chosen = np.flatnonzero(is_worth_it)
    if len(chosen) == 0:
        return columns
    bins = lead.peak_bins[chosen]
    reach = layout.bin_of(settings.cycle_half_band_hz)
    band = bins_around(
        lead.spectra[:, chosen], bins=bins, reach=reach, floor=layout.bin_of(settings.band_hz[0])
    )
    # Of a slow rhythm the band must hold neither the second harmonic nor the half of the frequency.
    band *= np.abs(np.arange(-reach, reach + 1)) * 2 <= bins[:, None]
    ax, ay, az = lead.axis[:, chosen].astype(np.float32)[:, :, None]
    window_s = layout.n_window / layout.sampling_rate_hz
    cycles = measure_window_cycles(
        band[0] * ax + band[1] * ay + band[2] * az,
        center_bins=bins,
        edge_share=settings.cycle_edge_s / window_s,
    )
    for name, values in (
        ("cycle_hz", cycles.frequency / window_s),
        ("cycle_cv", cycles.cv),
        ("cycle_frequency_sd_hz", cycles.frequency_sd / window_s),
        ("envelope_cv", cycles.envelope_cv),
        ("envelope_slope", cycles.envelope_slope / window_s),
        ("n_cycles", cycles.count),
    ):
        columns[name][chosen] = values
    return columns


def _spectra(
    batch: BatchOfWindows, triads: dict[str, TriadSpectra], vertical: NDArray[np.float32] | None
) -> WindowSpectra:
    """Bring the spectra into the form in which they are handed on."""

    def density(name: str, power: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
        if power is None or name not in triads:
            return None
        per_hz = power * np.float32(1.0 / triads[name].layout.spacing_hz)
        per_hz[~batch.is_usable[name]] = np.nan
        return per_hz

    def samples(name: str) -> NDArray[np.float32] | None:
        found = batch.departures.get(name)
        return None if found is None else np.moveaxis(found, 0, 2)

    accel, gyro = triads.get("accel"), triads.get("gyro")
    return WindowSpectra(
        rows=batch.rows,
        accel_rate_hz=accel.layout.sampling_rate_hz if accel else float("nan"),
        gyro_rate_hz=gyro.layout.sampling_rate_hz if gyro else float("nan"),
        accel_frequency_hz=accel.layout.frequency_hz if accel else None,
        gyro_frequency_hz=gyro.layout.frequency_hz if gyro else None,
        accel_density=density("accel", accel.power if accel else None),
        gyro_density=density("gyro", gyro.power if gyro else None),
        vertical_density=density("accel", vertical),
        accel=samples("accel"),
        gyro=samples("gyro"),
        gravity=batch.gravity,
    )
