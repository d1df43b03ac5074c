"""Find the leg channels of a night by name and content; where more than one can be meant, the user names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

import numpy as np
import yaml
from numpy.typing import NDArray

from legato.errors import InputError, MissingChannelError
from legato.model.channel import Channel, ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.leg_roles import LegRoles
from legato.model.recording import Recording, Side

__all__ = ["DifferenceSamples", "find_leg_channels"]

_WORD = re.compile(r"[^\W\d_]+|\d+")
_VOLTS = (ChannelKind.EMG, ChannelKind.EEG, ChannelKind.ECG, ChannelKind.EOG)
_LOOK_S, _LOOKS = 10, 8  # stretches in which a channel that never changes is looked for before all is read


@dataclass(frozen=True, eq=False)
class DifferenceSamples:
    """Difference of two channels of one clock, volts, computed as it is read.

    Parameters
    ----------
    plus, minus : Channel
    """

    plus: Channel
    minus: Channel

    def __len__(self) -> int:
        """Give the number of samples."""
        return self.plus.n_samples

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the differences ``start`` to ``stop`` (half open)."""
        return self.plus.read(start, stop) - self.minus.read(start, stop)


@cache
def _words() -> dict[str, Any]:
    text = files("legato.io").joinpath("data/leg_words.yaml").read_text(encoding="utf-8")
    return cast(dict[str, Any], yaml.safe_load(text))


@cache
def _read_name(name: str) -> tuple[Side, tuple[int, ...]] | None:
    """Give the side and the electrode numbers of a leg's name; None where it names no leg."""
    table, sides, numbers, is_leg = _words(), set(), [], False
    for word in _WORD.findall(name.casefold()):
        if word.isdigit():
            numbers.append(int(word))
            continue
        found = [s for s in ("left", "right") if word in (*table["sides"][s], *table["legs_with_side"][s])]
        sides |= set(found)
        is_one = word in table["legs"] or any(word in words for words in table["legs_with_side"].values())
        is_leg |= is_one
        if not (found or is_one or word in table["fillers"]):
            return None
    if not is_leg:
        return None
    side = Side(sides.pop()) if len(sides) == 1 else Side.BOTH if sides else Side.UNKNOWN
    return side, tuple(numbers)


def find_leg_channels(recording: Recording, *, left: str | None = None, right: str | None = None) -> LegRoles:
    """Find the channels of the left and the right leg.

    Parameters
    ----------
    recording : Recording
    left, right : str or None
        Names that outweigh every search; where one is given, only what is given is used.

    Returns
    -------
    LegRoles

    Raises
    ------
    MissingChannelError
        If there is no leg channel, or none of the given name.
    InputError
        If several channels can be one leg, the unit is not volts, or the rate is too low.
    """
    if left is not None or right is not None:
        chosen = {
            side: recording.channel(name)
            for side, name in ((Side.LEFT, left), (Side.RIGHT, right))
            if name is not None
        }
        if left == right:
            raise InputError("One channel was named for both legs", found=str(left), code="LEG-E931")
        says = [f"The {side.value} leg is '{channel.name}', as stated." for side, channel in chosen.items()]
    else:
        chosen, says = _search(recording)
    issues = [issue for channel in chosen.values() for issue in _check(channel)]
    combined = chosen.get(Side.BOTH)
    if combined is not None:
        what = (
            "One channel stands for both legs, or for one whose side nothing says; no leg can be told apart."
        )
        issues.append(Issue("legs_combined", Severity.WARNING, what, combined.name))
    return LegRoles(chosen.get(Side.LEFT), chosen.get(Side.RIGHT), combined, tuple(says), tuple(issues))


def _search(recording: Recording) -> tuple[dict[Side, Channel], list[str]]:
    """Search by name; single electrodes count only where no derivation of that side is there."""
    by_side: dict[Side, list[tuple[Channel, tuple[int, ...]]]] = {}
    for channel in recording.channels:
        found = _read_name(channel.name)
        if found is not None:
            side = Side.BOTH if found[0] is Side.UNKNOWN else found[0]
            by_side.setdefault(side, []).append((channel, found[1]))
    if not by_side:
        raise MissingChannelError(
            "No channel of this recording is named like a leg",
            where=recording.provenance.source_name,
            found=", ".join(repr(channel.name) for channel in recording.channels[:40]),
            mend="name the legs with --left and --right",
            code="LEG-E930",
        )
    wanted: list[Side] = [side for side in (Side.LEFT, Side.RIGHT) if side in by_side] or [Side.BOTH]
    chosen: dict[Side, Channel] = {}
    says: list[str] = []
    for wanted_side in wanted:
        chosen[wanted_side], sentence = _one(by_side[wanted_side], wanted_side)
        says.append(sentence)
    return chosen, says


def _one(found: list[tuple[Channel, tuple[int, ...]]], side: Side) -> tuple[Channel, str]:
    """Take the one derivation of a side, else the difference of its two electrodes; refuse to choose."""
    name = "leg channel of no stated side" if side is Side.BOTH else f"{side.value} leg"
    whole = [channel for channel, numbers in found if len(numbers) != 1]
    if len(whole) == 1 or len(found) == 1:
        channel = whole[0] if whole else found[0][0]
        return channel, f"The {name} is '{channel.name}', by its name."
    if not whole and len(found) == 2 and side is not Side.BOTH:
        plus, minus = (channel for channel, _ in sorted(found, key=lambda one: one[1]))
        return _difference(
            plus, minus
        ), f"The {name} is '{plus.name}' minus '{minus.name}', computed from both."
    raise InputError(
        f"Several channels can be the {name}",
        found=", ".join(repr(channel.name) for channel, _ in found),
        mend="name the legs with --left and --right",
        code="LEG-E931",
    )


def _difference(plus: Channel, minus: Channel) -> Channel:
    for channel in (plus, minus):
        _check_unit(channel)
    if plus.time != minus.time or plus.recorded_unit != minus.recorded_unit:
        raise InputError(
            "The two electrodes of one leg differ in clock or unit, so no difference can be computed",
            found=f"{plus.name} ({plus.recorded_unit}), {minus.name} ({minus.recorded_unit})",
            mend="name one channel with --left or --right",
            code="LEG-E932",
        )
    name = f"{plus.name}-{minus.name}"
    samples = DifferenceSamples(plus, minus)
    return Channel(name, ChannelKind.EMG, None, plus.sensor, samples, plus.time, 1.0, "V")


def _check_unit(channel: Channel) -> None:
    if not channel.has_unit or channel.kind not in _VOLTS:
        raise InputError(
            "The unit of a leg channel is not volts, so the rules on amplitude can't be applied",
            where=channel.name,
            found=f"unit {channel.recorded_unit or 'not stated'}, kind {channel.kind.value}",
            mend="state the unit with --unit, or export the recording with it",
            code="LEG-E933",
        )


def _check(channel: Channel) -> list[Issue]:
    """Refuse a wrong unit or a low rate; tell a channel that never changes."""
    _check_unit(channel)
    lowest_hz = float(_words()["lowest_rate_hz"])
    if not channel.sampling_rate_hz >= lowest_hz:
        raise InputError(
            "The sampling rate of a leg channel is too low for an EMG",
            where=channel.name,
            found=f"{channel.sampling_rate_hz:g} Hz, at least {lowest_hz:g} Hz",
            code="LEG-E934",
        )
    if not _is_flat(channel):
        return []
    return [
        Issue(
            "leg_flat", Severity.DAMAGE, "This leg channel never changes: nothing was recorded.", channel.name
        )
    ]


def _is_flat(channel: Channel) -> bool:
    """Look at a few stretches, and at all of it only where those never change."""
    length = int(_LOOK_S * channel.sampling_rate_hz)
    firsts = np.linspace(0, max(0, channel.n_samples - length), _LOOKS).astype(int).tolist()
    for start in (*firsts, *range(0, channel.n_samples, length * 60)):
        stop = start + (length if start in firsts else length * 60)
        values = channel.read(start, stop)
        values = values[np.isfinite(values)]
        if values.size and values.min() != values.max():
            return False
    return True
