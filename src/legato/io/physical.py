"""Recorded integers with a gain, an offset and a unit in words, as EDF, WFDB, C3D and device logs state them.

A known unit goes into the channel's own scale, so that samples stay small integers until they are read. An unknown one
must not lose the gain: the samples are then scaled to the file's own unit, and what the caller states about the unit
applies to those numbers. Names of sleep-laboratory montages are known here, because their unit alone says only "voltage".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from legato.io.assemble import Column
from legato.io.labels import Label, Unit, find_unit, label_of
from legato.model.channel import ChannelKind, Samples
from legato.model.recording import Placement, Side
from legato.model.time_base import TimeBase

__all__ = ["ScaledSamples", "physical_column", "physical_label", "scaled_unit"]

_EEG = re.compile(r"(fp?[z1-9]\d?|a?f[z1-9]\d?|f?[ct]p?[z1-9]\d?|p[zo1-9]\d?|o[z12]|[am][12])", re.IGNORECASE)
_EOG = re.compile(r"(eog.*|e[12]|[lr]oc|reog|leog)", re.IGNORECASE)
# Marks beside the signals: numbers that nobody moved.
_MARK = re.compile(r"(event ?)?markers?|events?|triggers?|status|stim\w*", re.IGNORECASE)
_ECG = re.compile(r"(ml|lead ?)?i{1,3}|ml?v[1-6]|v[1-6]|av[rlf]|mcl[1-6]", re.IGNORECASE)
_CHIN = re.compile(r"(emg[ -]?)?(chin\d?|submental|mental\w*|menton)", re.IGNORECASE)
_LEG = re.compile(
    r"(emg[ ._-]*)?(plm|legs?|lat|rat|tib(ialis)?( ant(erior)?)?|ta|[lr]leg|[lr]tib|at)([ ._/-]*(l|r|left|right|\d))?"
    r"|(emg[ ._-]*)?(l|r|left|right)[ ._/-]*(plm|legs?|tib(ialis)?( ant(erior)?)?|ta|at)",
    re.IGNORECASE,
)
_VOLTAGE = (ChannelKind.EMG, ChannelKind.EEG, ChannelKind.ECG, ChannelKind.EOG)


@dataclass(frozen=True, eq=False)
class ScaledSamples:
    """Samples in the file's own physical unit.

    Parameters
    ----------
    inner : Samples
    gain, offset : float
        ``physical = gain * recorded + offset``.
    """

    inner: Samples
    gain: float
    offset: float

    def __len__(self) -> int:
        """Give the number of samples."""
        return len(self.inner)

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the physical numbers ``start`` to ``stop`` (half open)."""
        return self.inner.read(start, stop).astype(np.float64) * self.gain + self.offset


def scaled_unit(spelling: str, gain: float) -> Unit | None:
    """Give a unit whose factor leads from recorded steps straight to SI.

    Parameters
    ----------
    spelling : str
    gain : float
        Units a step.

    Returns
    -------
    Unit or None
        None when the unit is not known.
    """
    unit = find_unit(spelling)
    return replace(unit, factor=unit.factor * gain) if unit else None


def physical_label(name: str, unit_text: str) -> Label:
    """Say what a channel measures from its name, its unit, and the names that laboratories give.

    Parameters
    ----------
    name, unit_text : str
        As the file writes them.

    Returns
    -------
    Label
        Its unit without a gain; None where the kind cannot bear it.
    """
    label = label_of(name)
    if label.kind is ChannelKind.UNKNOWN and _MARK.fullmatch(name.strip()):
        return replace(label, kind=ChannelKind.OTHER, unit=None)
    # Some recorders write DegC and UV; a capital at the start changes no unit that a laboratory uses.
    unit = find_unit(unit_text) or find_unit(unit_text[:1].lower() + unit_text[1:]) or label.unit
    is_voltage = unit is None or unit.kinds[0] in _VOLTAGE
    if is_voltage and label.kind in (ChannelKind.UNKNOWN, ChannelKind.EMG):
        label = _montage_label(name.strip(), label)
    if label.kind is ChannelKind.UNKNOWN and unit is not None and unit.kinds[0] not in _VOLTAGE:
        label = replace(label, kind=unit.kinds[0])
    is_fitting = unit is not None and label.kind in unit.kinds
    return replace(label, unit=unit if is_fitting or label.kind is ChannelKind.UNKNOWN else None)


def _montage_label(name: str, label: Label) -> Label:
    """Recognise electrodes of brain, eye, chin and leg by their laboratory names."""
    first = re.split(r"[-:/ ]", name)[0]
    if _LEG.fullmatch(name):
        side = label.side if label.side is not Side.UNKNOWN else _leg_side(name)
        return replace(label, kind=ChannelKind.EMG, side=side, placement=Placement.SHANK, box="")
    if _CHIN.fullmatch(re.split(r"[-:/]", name)[0].strip()):
        return replace(label, kind=ChannelKind.EMG, placement=Placement.HEAD, box=label.box or "chin")
    if label.kind is ChannelKind.UNKNOWN and _EOG.fullmatch(first):
        return replace(label, kind=ChannelKind.EOG)
    if label.kind is ChannelKind.UNKNOWN and _ECG.fullmatch(name):
        return replace(label, kind=ChannelKind.ECG)
    if label.kind is ChannelKind.UNKNOWN and _EEG.fullmatch(first):
        return replace(label, kind=ChannelKind.EEG)
    return label


def _leg_side(name: str) -> Side:
    """Read the side from LAT, RAT, LLeg, PLMr, Leg/L."""
    letters = re.sub(r"(?i)^emg[ ._-]*", "", name).lower()
    if re.match(r"(lat|lleg|ltib|l\b|left)", letters) or re.search(
        r"[ ._/-]?(?<!tibia)(\bl|left)$|plml$|legl$", letters
    ):
        return Side.LEFT
    if re.match(r"(rat|rleg|rtib|r\b|right)", letters) or re.search(r"(\br|right)$|plmr$|legr$", letters):
        return Side.RIGHT
    return Side.UNKNOWN


def physical_column(
    name: str, samples: Samples, time: TimeBase, *, unit_text: str, gain: float | None, offset: float = 0.0
) -> Column:
    """Make a column of samples with gain, offset and unit.

    Parameters
    ----------
    name : str
    samples : Samples
    time : TimeBase
    unit_text : str
        As the file writes it.
    gain : float or None
        Units a recorded step; None when the file gives none, and then the unit counts as unknown.
    offset : float
        Added after the gain, in the file's unit.

    Returns
    -------
    Column
    """
    label = physical_label(name, unit_text)
    if gain is None:
        return Column(name, samples, time, replace(label, unit=None))
    unit = label.unit
    if unit is None or label.kind is ChannelKind.UNKNOWN:
        # The kind may still be stated with --unit; the gain must then already be in the numbers.
        is_plain = gain == 1.0 and offset == 0.0
        label = replace(label, unit=None)
        return Column(name, samples if is_plain else ScaledSamples(samples, gain, offset), time, label)
    label = replace(label, unit=replace(unit, factor=unit.factor * gain))
    return Column(name, samples, time, label, offset=offset * unit.factor)
