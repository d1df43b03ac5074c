"""Analogue channels of C3D files (EMG, force plates, inertial sensors) into a recording, with their events.

Markers are counted and left out: positions of reflective markers are no signal of a worn sensor.
"""

from __future__ import annotations

import math
from dataclasses import replace

from legato.errors import InputError
from legato.io.assemble import Column, Session, assemble
from legato.io.c3d_file import AnalogSamples, C3dFile, is_c3d_head, parse_c3d
from legato.io.labels import label_of
from legato.io.mapped import mapped_bytes
from legato.io.options import ReadOptions
from legato.io.physical import physical_column
from legato.io.source import Source
from legato.model.annotation import Annotation
from legato.model.channel import ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording
from legato.model.time_base import TimeBase

__all__ = ["ID", "read", "recognises"]

ID = "c3d"


def recognises(source: Source) -> bool:
    """Tell by the header's mark and the processor of the parameter section."""
    return is_c3d_head(source.head)


def read(source: Source, options: ReadOptions) -> Recording:
    """Read the file.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    InputError
        If the file holds markers only, or numbers of an old processor.
    FormatError
        If its counts are impossible.
    """
    file = parse_c3d(mapped_bytes(source), name=source.name)
    issues: list[Issue] = []
    n_frames = len(file.frames)
    if not file.n_channels or not n_frames:
        raise InputError(
            "This C3D file holds no analogue samples",
            where=source.name,
            found=f"{file.n_points} markers, {file.n_channels} analogue channels, {n_frames} frames",
            mend="record the analogue channels with the trial, or give the file of the worn sensor",
            code="LEG-E692",
        )
    if n_frames < file.n_frames_stated:
        lost_s = (file.n_frames_stated - n_frames) / file.frame_rate_hz
        what = f"The file is cut: {n_frames} of {file.n_frames_stated} frames are there, {lost_s:.2f} s are missing."
        issues.append(
            Issue("truncated", Severity.DAMAGE, what, f"from frame {n_frames}", "copy the file again")
        )
    if file.n_points:
        what = f"{file.n_points} markers were left out; the analogue channels were read."
        issues.append(Issue("markers_left_out", Severity.NOTE, what))
    session = Session(annotations=_events(file), issues=tuple(issues))
    return assemble(_columns(file), session, source=source, reader=ID, options=options)


def _columns(file: C3dFile) -> list[Column]:
    rate_hz = file.frame_rate_hz * file.per_frame
    time = TimeBase.regular(len(file.frames) * file.per_frame, sampling_rate_hz=rate_hz)
    labels, units = file.texts("ANALOG:LABELS"), file.texts("ANALOG:UNITS")
    abouts = file.texts("ANALOG:DESCRIPTIONS")
    scales, offsets = file.numbers("ANALOG:SCALE"), file.numbers("ANALOG:OFFSET")
    general = (file.numbers("ANALOG:GEN_SCALE") or [1.0])[0]
    columns: list[Column] = []
    for k in range(file.n_channels):
        name = labels[k] if k < len(labels) and labels[k] else f"analog {k + 1}"
        unit_text = units[k] if k < len(units) else ""
        gain: float | None = (scales[k] if k < len(scales) else 1.0) * general
        gain = gain if gain is not None and math.isfinite(gain) and gain != 0.0 else None
        zero = offsets[k] if k < len(offsets) and math.isfinite(offsets[k]) else 0.0
        samples = AnalogSamples(file.frames, 4 * file.n_points + k, file.n_channels, file.per_frame)
        column = physical_column(
            name, samples, time, unit_text=unit_text, gain=gain, offset=-zero * gain if gain else 0.0
        )
        about = label_of(abouts[k].split("[")[0]) if k < len(abouts) else None
        if column.label.kind is ChannelKind.UNKNOWN and about and about.kind is ChannelKind.EMG:
            # Vicon names such a channel "Voltage.1" and says what it is only in the description.
            again = physical_column(
                f"{name} EMG",
                samples,
                time,
                unit_text=unit_text,
                gain=gain,
                offset=-zero * gain if gain else 0.0,
            )
            column = replace(again, name=name)
        columns.append(column)
    return columns


def _events(file: C3dFile) -> tuple[Annotation, ...]:
    """Give the events of the trial: times in minutes and seconds, side and name as texts."""
    times, labels = file.numbers("EVENT:TIMES"), file.texts("EVENT:LABELS")
    contexts = file.texts("EVENT:CONTEXTS")
    first = (file.numbers("TRIAL:ACTUAL_START_FIELD") or [1.0])[0]
    shift_s = (first - 1.0) / file.frame_rate_hz if math.isfinite(first) else 0.0
    out: list[Annotation] = []
    for k, label in enumerate(labels):
        pair = times[2 * k : 2 * k + 2]
        if len(pair) == 2 and all(math.isfinite(number) for number in pair):
            text = f"{contexts[k]} {label}".strip() if k < len(contexts) else label
            out.append(Annotation(60.0 * pair[0] + pair[1] - shift_s, 0.0, text, "c3d:event"))
    return tuple(out)
