"""The engine: from a sensor's samples to the features of its windows, fast, and the same to the last bit however it is cut.

``FeatureExtractor`` takes pieces cut anywhere; ``extract_features`` reads a sensor lazily and feeds it the same way, so a
week is never loaded whole. Every window is measured in time (``triad_windows``); those that hold more than sensor noise
wait until a batch is full and are transformed together (``engine_batch``). No arithmetic crosses from one window to another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.events.engine_batch import measure_batch
from legato.events.engine_settings import BinLayout, EngineSettings
from legato.events.features import FEATURES, WindowFeatures
from legato.events.grid import PositionClock, TriadGrid, grids_of
from legato.events.pending_windows import PendingWindows
from legato.events.spectra import WindowSpectra
from legato.events.time_columns import time_columns
from legato.events.triad_windows import TriadBuffer, TriadWindows, measure_windows
from legato.model.criteria import Criteria
from legato.model.recording import Sensor
from legato.signal.quality import clipped_share

__all__ = ["FeatureExtractor", "TriadSource", "extract_features", "step_for"]

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
ExtraColumns = Callable[[WindowSpectra], dict[str, Float64]]
SpectraSink = Callable[[WindowSpectra], None]
Progress = Callable[[float], None]

# Windows that are measured in time together, and windows that are transformed together, at most: fewer where a window has
# so many samples that they would not fit. They bound the memory and keep the cost of a call small; no value depends on them.
N_MEASURED_TOGETHER = 512
N_TRANSFORMED_TOGETHER = 512
N_SAMPLES_TOGETHER = 512 * 400
# Four months at a step of 1 s: more is a clock that was read wrongly, and would keep the machine busy for nothing.
MOST_WINDOWS = 10_000_000
MOST_RATE_HZ = 100_000.0
# Larger than every array of a group.
_LARGEST_ARRAY_BYTES = 31 << 20


@dataclass(frozen=True)
class TriadSource:
    """What the engine must know of one triad before its samples come.

    Parameters
    ----------
    clock : PositionClock
        Position 0 is the first sample that will be fed.
    has_unit : bool
    valid_range : tuple of float or None
        Range of the device, SI units.
    """

    clock: PositionClock
    has_unit: bool = True
    valid_range: tuple[float, float] | None = None

    def layout(self, settings: EngineSettings) -> BinLayout:
        """Give the bins of this triad."""
        rate_hz = self.clock.sampling_rate_hz
        return BinLayout(settings, rate_hz, max(1, round(settings.window_s * rate_hz)))


def step_for(duration_s: float, *, criteria: Criteria) -> float:
    """Give the distance of windows for a recording of this length.

    Parameters
    ----------
    duration_s : float
    criteria : Criteria

    Returns
    -------
    float
        Seconds.
    """
    is_short = duration_s <= criteria.number("window.short_recording_s")
    return criteria.number("window.step_short_s" if is_short else "window.step_long_s")


class FeatureExtractor:
    """Measure windows while their samples come, in pieces cut anywhere.

    Parameters
    ----------
    accel, gyro : TriadSource or None
        At least one.
    has_gravity : bool
        False where the device took gravity off its acceleration.
    criteria : Criteria
    step_s : float
        Distance of windows; window ``k`` starts ``k * step_s`` after second 0 of the recording.
    spectra_sink : callable or None
        Called with the ``WindowSpectra`` of each batch, rows rising; it must copy what it keeps.
    extra_columns : callable or None
        Gives further columns of each batch, by the names in ``extra``.
    extra : tuple of str

    Raises
    ------
    InputError
        If there is neither triad, or the step is not above 0.
    """

    def __init__(
        self,
        *,
        accel: TriadSource | None,
        gyro: TriadSource | None,
        has_gravity: bool,
        criteria: Criteria,
        step_s: float,
        spectra_sink: SpectraSink | None = None,
        extra_columns: ExtraColumns | None = None,
        extra: tuple[str, ...] = (),
    ) -> None:
        sources = {"accel": accel, "gyro": gyro}
        self._sources = {name: source for name, source in sources.items() if source is not None}
        if not self._sources:
            raise InputError(
                "A sensor with neither acceleration nor angular velocity on three axes has no windows",
                mend="name three accelerometer or gyroscope channels with --channels",
                code="LEG-E321",
            )
        if not step_s > 0:
            raise InputError(
                "The step of the windows must be above 0 s", found=f"{step_s} s", code="LEG-E322"
            )
        self._settings = EngineSettings.from_criteria(criteria)
        self._step_s = step_s
        self._has_gravity = has_gravity and accel is not None
        self._layouts = {name: source.layout(self._settings) for name, source in self._sources.items()}
        self._buffers = {name: TriadBuffer() for name in self._sources}
        self._sink, self._extra_columns, self._extra = spectra_sink, extra_columns, extra
        self._ended: set[str] = set()
        n_fitting = max(1, N_SAMPLES_TOGETHER // max(layout.n_window for layout in self._layouts.values()))
        self.n_together = min(N_MEASURED_TOGETHER, n_fitting)
        self._n_measured = 0
        self._measured: list[dict[str, Float64]] = []
        self._pending = PendingWindows(
            self._layouts,
            n_most=min(N_TRANSFORMED_TOGETHER, n_fitting),
            has_gravity=self._has_gravity,
            has_unit={name: source.has_unit for name, source in self._sources.items()},
        )
        self._transformed: list[dict[str, Float64]] = []
        self._transformed_rows: list[NDArray[np.int64]] = []

    def feed(self, *, accel: Float32 | None = None, gyro: Float32 | None = None) -> None:
        """Take the next positions of either triad.

        Parameters
        ----------
        accel, gyro : ndarray of float32, shape (3, n), or None
            On the grid of the source's clock, NaN in gaps. The two need not be of the same length.
        """
        for name, samples in (("accel", accel), ("gyro", gyro)):
            if samples is not None and name in self._buffers:
                self._buffers[name].extend(samples)
        self.measure_ready()

    def room_for(self, name: str, n_positions: int) -> Float32:
        """Give room for the next positions, to be filled before ``measure_ready`` is called; saves a copy."""
        return self._buffers[name].room_for(n_positions)

    def end(self, name: str) -> None:
        """Say that no more positions of a triad (``accel`` or ``gyro``) will come, so that the other need not wait."""
        self._ended.add(name)

    def measure_ready(self) -> None:
        """Measure full groups of windows that lie within what all triads have been fed that go on."""
        going_on = {name: buffer for name, buffer in self._buffers.items() if name not in self._ended}
        while going_on and all(
            buffer.behind >= self._behind(name, self._n_measured + self.n_together - 1)
            for name, buffer in going_on.items()
        ):
            self._measure(self.n_together)

    def finish(self) -> WindowFeatures:
        """Measure what is left and give the features of all windows that are whole in at least one triad; call it once."""
        while (n_left := self._n_left()) > 0:
            self._measure(n_left)
        self._transform_pending()
        return self._collect()

    def _n_left(self) -> int:
        """Count the coming windows, up to one group, that are whole in at least one triad."""
        windows = np.arange(self._n_measured, self._n_measured + self.n_together)
        return max(
            int(np.count_nonzero(self._starts(name, windows) + self._layouts[name].n_window <= buffer.behind))
            for name, buffer in self._buffers.items()
        )

    def position_needed(self, name: str, *, window: int) -> int:
        """Give the position up to which a triad must be fed for a window to be whole."""
        return self._behind(name, window)

    def _start(self, name: str, window: int) -> int:
        return int(self._starts(name, np.array([window]))[0])

    def _starts(self, name: str, windows: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._sources[name].clock.positions_at_or_after(
            np.asarray(windows * self._step_s, dtype=np.float64)
        )

    def _behind(self, name: str, window: int) -> int:
        return self._start(name, window) + self._layouts[name].n_window

    def _measure(self, n_windows: int) -> None:
        """Measure a group of windows in time, set those worth a transform aside, forget what is used up.

        Values near the end of what single precision holds (a broken file) overflow to infinity without a warning each.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            self._measure_group(n_windows)

    def _measure_group(self, n_windows: int) -> None:
        """Measure a group of windows; see ``_measure``."""
        rows = np.arange(self._n_measured, self._n_measured + n_windows)
        starts = {name: self._starts(name, rows) for name in self._sources}
        measured = {name: self._measure_triad(name, starts[name]) for name in self._sources}
        times_s = {name: source.clock.times_s(starts[name]) for name, source in self._sources.items()}
        columns = time_columns(measured, times_s, has_gravity=self._has_gravity, layouts=self._layouts)
        usable = {
            name: (windows.coverage >= self._settings.coverage_min) & self._layouts[name].is_usable
            for name, windows in measured.items()
        }
        is_chosen = np.zeros(n_windows, dtype=np.bool_)
        for name, windows in measured.items():
            is_chosen |= usable[name] & self._is_moving(name, windows)
        columns["is_transformed"] = is_chosen.astype(np.float64)
        columns["clipped"] = self._clipped(measured, is_chosen)
        self._measured.append(columns)
        self._set_aside(np.flatnonzero(is_chosen), rows, measured, usable, times_s)
        self._n_measured += n_windows
        for name, buffer in self._buffers.items():
            buffer.drop_before(self._start(name, self._n_measured))

    def _measure_triad(self, name: str, starts: NDArray[np.int64]) -> TriadWindows:
        """Measure the windows of one triad in time."""
        layout = self._layouts[name]
        first, behind = int(starts[0]), int(starts[-1]) + layout.n_window
        lag = max(1, round(self._settings.lag_s * layout.sampling_rate_hz))
        return measure_windows(
            self._buffers[name].span(first, behind),
            starts=starts - first,
            n_window=layout.n_window,
            second=max(1, round(layout.sampling_rate_hz)),
            lag=min(lag, max(1, (layout.n_window - 1) // 2)),
        )

    def _is_moving(self, name: str, windows: TriadWindows) -> NDArray[np.bool_]:
        """Tell which windows of a triad hold more than sensor noise."""
        settings = self._settings
        return windows.is_moving(
            settings,
            quiet=settings.quiet_accel_mps2 if name == "accel" else settings.quiet_gyro_radps,
            loud=settings.loud_accel_mps2 if name == "accel" else settings.loud_gyro_radps,
            has_unit=self._sources[name].has_unit,
        )

    def _clipped(self, measured: dict[str, TriadWindows], is_chosen: NDArray[np.bool_]) -> Float64:
        """Give the larger share of clipped samples of the two triads, looked for where a device may clip at all."""
        share = np.zeros(len(is_chosen))
        for name, windows in measured.items():
            source = self._sources[name]
            mean = windows.mean
            reach = windows.peak + np.sqrt(mean[0] ** 2 + mean[1] ** 2 + mean[2] ** 2)
            floor = (
                self._settings.clip_from_accel_mps2
                if name == "accel"
                else self._settings.clip_from_gyro_radps
            )
            limits = source.valid_range
            if limits is not None:
                limits = (limits[0] * self._settings.edge_of_range, limits[1] * self._settings.edge_of_range)
                floor = min(abs(limits[0]), abs(limits[1]))
            with np.errstate(invalid="ignore"):
                is_suspect = (reach >= floor) if source.has_unit else is_chosen
            suspects = np.flatnonzero(is_suspect)
            if len(suspects):
                samples = windows.departures[:, suspects] + mean[:, suspects, None].astype(np.float32)
                share[suspects] = np.maximum(
                    share[suspects],
                    clipped_share(samples, limits=limits, least=floor if source.has_unit else 0.0),
                )
        return share

    def _set_aside(
        self,
        chosen: NDArray[np.int64],
        rows: NDArray[np.int64],
        measured: dict[str, TriadWindows],
        usable: dict[str, NDArray[np.bool_]],
        times_s: dict[str, Float64],
    ) -> None:
        """Put windows into the batch that waits; transform it whenever it is full."""
        while len(chosen):
            taken, chosen = np.split(chosen, [self._pending.n_free])
            self._pending.add(taken, rows, measured, usable, times_s)
            if self._pending.n_free == 0:
                self._transform_pending()

    def _transform_pending(self) -> None:
        """Transform the windows that wait and hand their spectra on."""
        batch = self._pending.take()
        if len(batch.rows) == 0:
            return
        with np.errstate(over="ignore", invalid="ignore"):
            columns, spectra = measure_batch(batch, settings=self._settings)
        if self._extra_columns is not None:
            columns.update(self._extra_columns(spectra))
        if self._sink is not None:
            self._sink(spectra)
        self._transformed.append(columns)
        self._transformed_rows.append(batch.rows.copy())

    def _collect(self) -> WindowFeatures:
        """Join the groups and batches into columns, letting go of each as it is joined: a week has millions of values."""
        rows = np.concatenate([np.empty(0, dtype=np.int64), *self._transformed_rows])
        columns: dict[str, Float64] = {}
        for name in (*FEATURES, *self._extra):
            if self._measured and name in self._measured[0]:
                columns[name] = np.concatenate([group.pop(name) for group in self._measured])
                continue
            columns[name] = np.full(self._n_measured, np.nan)
            if self._transformed and name in self._transformed[0]:
                columns[name][rows] = np.concatenate([batch.pop(name) for batch in self._transformed])
        accel, gyro = self._sources.get("accel"), self._sources.get("gyro")
        return WindowFeatures(
            columns=columns,
            window_s=self._settings.window_s,
            step_s=self._step_s,
            has_accel=accel is not None,
            has_gyro=gyro is not None,
            has_gravity=self._has_gravity,
            has_accel_unit=accel is not None and accel.has_unit,
            has_gyro_unit=gyro is not None and gyro.has_unit,
            extra=self._extra,
        )


def _source_of(grid: TriadGrid | None) -> TriadSource | None:
    """Describe a grid to the engine; a triad without samples is none."""
    if grid is None or grid.n_positions == 0:
        return None
    return TriadSource(grid.clock, has_unit=grid.has_unit, valid_range=grid.valid_range)


def extract_features(
    sensor: Sensor,
    *,
    criteria: Criteria,
    step_s: float | None = None,
    duration_s: float | None = None,
    progress: Progress | None = None,
    spectra_sink: SpectraSink | None = None,
    extra_columns: ExtraColumns | None = None,
    extra: tuple[str, ...] = (),
) -> WindowFeatures:
    """Measure all windows of one sensor, reading its channels piece by piece.

    Parameters
    ----------
    sensor : Sensor
        With an acceleration or angular velocity triad.
    criteria : Criteria
    step_s : float or None
        Distance of windows; None takes the criterion for the length of the recording.
    duration_s : float or None
        Length of the recording that decides the step; None takes that of the sensor.
    progress : callable or None
        Called with the share that is done, 0-1.
    spectra_sink : callable or None
        Called with the ``WindowSpectra`` of each batch; it must copy what it keeps.
    extra_columns, extra : callable or None, tuple of str
        Gives further columns of each batch, and their names.

    Returns
    -------
    WindowFeatures
        No rows where the recording is shorter than a window.

    Raises
    ------
    InputError
        If the sensor has neither triad, the axes of one differ in length, or the clock claims an absurd length or rate.
    """
    accel, gyro, has_gravity = grids_of(sensor)
    grids = {"accel": accel, "gyro": gyro}
    filled = {name: grid for name, grid in grids.items() if grid is not None and grid.n_positions > 0}
    end_s = max((grid.end_s for grid in filled.values()), default=0.0)
    duration_s = end_s if duration_s is None else duration_s
    step_s = step_for(duration_s, criteria=criteria) if step_s is None else step_s
    _check_length(sensor, end_s=end_s, step_s=step_s)
    _check_rate(sensor, rate_hz=max((grid.time.sampling_rate_hz for grid in filled.values()), default=0.0))
    if not filled and (accel or gyro):
        return _no_windows(sensor, criteria=criteria, step_s=step_s, extra=extra)
    extractor = FeatureExtractor(
        accel=_source_of(accel),
        gyro=_source_of(gyro),
        has_gravity=has_gravity,
        criteria=criteria,
        step_s=step_s,
        spectra_sink=spectra_sink,
        extra_columns=extra_columns,
        extra=extra,
    )
    _feed_all(extractor, filled, progress=progress)
    return extractor.finish()


def _check_length(sensor: Sensor, *, end_s: float, step_s: float) -> None:
    """Refuse a clock that claims more windows than anyone records."""
    if step_s > 0 and end_s / step_s > MOST_WINDOWS:
        raise InputError(
            "The time stamps claim a recording too long to be true",
            where=sensor.id,
            found=f"{end_s:.6g} s, {end_s / step_s:.3g} windows of at most {MOST_WINDOWS}",
            mend="look at the unit of the time column, or give --sampling-rate",
            code="LEG-E323",
        )


def _check_rate(sensor: Sensor, *, rate_hz: float) -> None:
    """Refuse a clock that claims more samples a second than any sensor of movement takes."""
    if rate_hz > MOST_RATE_HZ:
        raise InputError(
            "The time stamps claim a sampling rate too high to be true",
            where=sensor.id,
            found=f"{rate_hz:.6g} Hz; at most {MOST_RATE_HZ:g} Hz",
            mend="look at the unit of the time column, or give --sampling-rate",
            code="LEG-E325",
        )


def _keep_memory() -> None:
    """Make the C library keep the pages of arrays that are freed instead of giving them back each time.

    glibc raises its threshold for that when a large block is freed. Without it the same few megabytes were faulted in anew
    for every group, which took a third of the time; elsewhere this does nothing.
    """
    np.empty(_LARGEST_ARRAY_BYTES, dtype=np.uint8)


def _feed_all(extractor: FeatureExtractor, grids: dict[str, TriadGrid], *, progress: Progress | None) -> None:
    """Read the grids side by side, a group of windows at a time."""
    _keep_memory()
    fed = dict.fromkeys(grids, 0)
    window = extractor.n_together - 1
    while any(fed[name] < grid.n_positions for name, grid in grids.items()):
        for name, grid in grids.items():
            wanted = min(grid.n_positions, max(0, extractor.position_needed(name, window=window)))
            if wanted > fed[name]:
                grid.read_into(extractor.room_for(name, wanted - fed[name]), start=fed[name])
                fed[name] = wanted
            if fed[name] == grid.n_positions:
                extractor.end(name)
        extractor.measure_ready()
        window += extractor.n_together
        if progress is not None:
            progress(min(fed[name] / grid.n_positions for name, grid in grids.items()))


def _no_windows(
    sensor: Sensor, *, criteria: Criteria, step_s: float, extra: tuple[str, ...]
) -> WindowFeatures:
    """Give the features of a sensor whose channels hold no sample."""
    accel, gyro, has_gravity = grids_of(sensor)
    return WindowFeatures(
        columns={name: np.empty(0) for name in (*FEATURES, *extra)},
        window_s=criteria.number("window.length_s"),
        step_s=step_s,
        has_accel=accel is not None,
        has_gyro=gyro is not None,
        has_gravity=has_gravity,
        has_accel_unit=accel is not None and accel.has_unit,
        has_gyro_unit=gyro is not None and gyro.has_unit,
        extra=extra,
    )
