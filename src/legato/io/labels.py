"""What the names of channels and columns mean: kind, axis, unit, side, place, box; one table for all vendors.

The words stand in ``data/labels.yaml``. A name that says nothing gives a label of unknown kind, never a guess. Values are
not looked at here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml

from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Side

__all__ = [
    "ColumnRole",
    "Label",
    "Layout",
    "Unit",
    "column_role",
    "find_layout",
    "find_unit",
    "is_subject_column",
    "kind_in_name",
    "label_of",
    "looks_like_a_name",
    "may_name_someone",
    "place_in_name",
    "split_unit",
    "time_unit",
    "words_of",
]

ColumnRole = str  # "clock", "counter", "group", "identity", "label", "signal"

_UNIT_AT_END = re.compile(r"^(?P<name>.*?)\s*[\(\[\{](?P<unit>[^\)\]\}]*)[\)\]\}]\s*$")
_WORD = re.compile(r"[A-ZÄÖÜ]+(?=[A-ZÄÖÜ][a-zäöü])|[A-ZÄÖÜ]?[a-zäöüßéóíáñ°µμ²/^]+|[A-ZÄÖÜ]+|\d+")


@dataclass(frozen=True, slots=True)
class Unit:
    """Recorded unit: its name, the factor to SI, and the kinds of channel that can bear it."""

    name: str
    factor: float
    kinds: tuple[ChannelKind, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What a name says.

    Parameters
    ----------
    kind : ChannelKind
        ``UNKNOWN`` when the name does not say it.
    axis : str or None
    unit : Unit or None
    side : Side
    placement : Placement
    box : str
        Words that tell one box of several apart; empty where there is none.
    """

    kind: ChannelKind = ChannelKind.UNKNOWN
    axis: str | None = None
    unit: Unit | None = None
    side: Side = Side.UNKNOWN
    placement: Placement = Placement.UNKNOWN
    box: str = ""


@dataclass(frozen=True)
class Layout:
    """Columns of a published set or app, with what its documentation says about them."""

    id: str
    columns: frozenset[str]
    units: Mapping[str, str]
    source: str
    time_unit: str | None
    names: Mapping[str, Any]


@dataclass(frozen=True)
class _Table:
    kinds: Mapping[str, ChannelKind]
    whole_names: Mapping[str, ChannelKind]
    axes: Mapping[str, str]
    axis_words: Mapping[str, str]
    compact: Mapping[str, tuple[ChannelKind, str]]
    sides: Mapping[str, Side]
    placements: Mapping[str, Placement]
    muscles: Mapping[str, Placement]
    noise: frozenset[str]
    units: Mapping[str, Unit]
    time_units: Mapping[str, float]
    columns: Mapping[str, frozenset[str]]
    layouts: tuple[Layout, ...]


@cache
def _table() -> _Table:
    text = files("legato.io").joinpath("data/labels.yaml").read_text(encoding="utf-8")
    raw = cast(dict[str, Any], yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    units: dict[str, Unit] = {}
    for name, record in raw["units"].items():
        unit = Unit(name, float(record["factor"]), tuple(ChannelKind(kind) for kind in record["kinds"]))
        units |= dict.fromkeys((name, *record["spellings"]), unit)
    return _Table(
        kinds={word: ChannelKind(kind) for kind, words in raw["kinds"].items() for word in words},
        whole_names={word: ChannelKind(kind) for kind, words in raw["whole_names"].items() for word in words},
        axes={word: axis for axis, words in raw["axes"].items() for word in words},
        axis_words={word: axis for axis, words in raw["axis_words"].items() for word in words},
        compact={word: (ChannelKind(kind), axis) for word, (kind, axis) in raw["compact"].items()},
        sides={word: Side(side) for side, words in raw["sides"].items() for word in words},
        placements={word: Placement(place) for place, words in raw["placements"].items() for word in words},
        muscles={word: Placement(place) for place, words in raw["muscles"].items() for word in words},
        noise=frozenset(raw["noise"]),
        units=units,
        time_units={word: float(r["factor"]) for r in raw["time_units"].values() for word in r["spellings"]},
        columns={role: frozenset(words) for role, words in raw["columns"].items()},
        layouts=tuple(
            Layout(
                id=record["id"],
                columns=frozenset(record["columns"]),
                units=record["units"],
                source=record["source"],
                time_unit=record.get("time_unit"),
                names=record.get("names", {}),
            )
            for record in raw["layouts"]
        ),
    )


def words_of(name: str) -> list[str]:
    """Cut a name into lower-case words at blanks, punctuation, borders of digits and capitals."""
    return [word.lower() for word in _WORD.findall(name)]


def find_unit(spelling: str | None) -> Unit | None:
    """Give the unit of that spelling, exactly as written or in lower case, or None."""
    if not spelling:
        return None
    bare = spelling.strip()
    units = _table().units
    return units.get(bare) or units.get(bare.lower())


def time_unit(spelling: str | None) -> float | None:
    """Give the seconds that one of that unit of time lasts, or None when it is no unit of time."""
    return _table().time_units.get(spelling.strip().lower()) if spelling else None


def split_unit(name: str) -> tuple[str, str | None]:
    """Split ``Accel X (g)`` and ``Fx[N]`` into name and unit."""
    match = _UNIT_AT_END.match(name)
    if match and match["name"].strip():
        return match["name"].strip(), match["unit"].strip() or None
    return name.strip(), None


@cache
def column_role(name: str) -> ColumnRole:
    """Say what a column of a table is for: clock, counter, group, identity, label or signal."""
    bare, spelling = split_unit(name)
    if spelling and find_unit(spelling) and not time_unit(spelling):
        return "signal"
    words = words_of(bare)
    while (
        len(words) > 1 and words[-1] in _table().time_units and words[0] in ("time", "timestamp", "ts", "t")
    ):
        words.pop()
    joined = " ".join(words)
    for role in ("clock", "counter", "group", "identity", "label"):
        if joined in _table().columns[role]:
            return role
    return "signal"


def is_subject_column(name: str) -> bool:
    """Tell whether a column names the subject."""
    return " ".join(words_of(name)) in _table().columns["subject"]


def looks_like_a_name(word: str) -> bool:
    """Tell whether a code of a subject looks like first and last name: two words of letters."""
    return bool(re.match(r"^\s*[^\W\d_]{2,}[ ,.]+[^\W\d_]{2,}", word))


def may_name_someone(line: str) -> bool:
    """Tell whether a header line may hold a name, birth date or serial number, so that it must not be shown."""
    words = words_of(line)
    known = {word for name in _table().columns["identity"] for word in name.split()}
    return any(word in known or word in _table().columns["subject"] for word in words)


def find_layout(names: Iterable[str]) -> Layout | None:
    """Give the published table whose columns are all there, or None."""
    present = set(names)
    for layout in _table().layouts:
        if layout.columns <= present and (layout.id != "gaitpdb" or layout.columns == present):
            return layout
    return None


def place_in_name(name: str) -> tuple[Placement, Side]:
    """Read place and side from the words of a file name."""
    words = words_of(name)
    placement = _first(_table().placements, words) or Placement.UNKNOWN
    side = _first({word: side for word, side in _table().sides.items() if len(word) > 1}, words)
    return placement, side or Side.UNKNOWN


def kind_in_name(name: str) -> ChannelKind:
    """Read the kind of all channels of a file from its name, such as ``Linear Accelerometer.csv``."""
    return _first(_table().kinds, words_of(name)) or ChannelKind.UNKNOWN


@cache
def label_of(name: str) -> Label:
    """Read kind, axis, unit, side and place from the name of a channel.

    Parameters
    ----------
    name : str
        As the file writes it: ``imu_ankle_l_ax``, ``Accel X (g)``, ``userAcceleration.x``, ``emg_ta_left_uv``.

    Returns
    -------
    Label
        With ``ChannelKind.UNKNOWN`` and None for what the name does not say.
    """
    table = _table()
    bare, spelling = split_unit(name)
    if bare.lower() in table.whole_names:
        return Label(table.whole_names[bare.lower()], unit=find_unit(spelling), box=bare.lower())
    words = [bare.lower()] if bare.lower() in (*table.compact, *table.kinds) else words_of(bare)
    unit = find_unit(spelling)
    kind, axis, rest = _kind_and_axis(words)
    if unit is None and len(words) > 1:
        unit, n_words = _unit_at_end(words)
        if unit is not None:
            kind, axis, rest = _kind_and_axis(words[:-n_words])
    if kind is ChannelKind.UNKNOWN and unit is not None and unit.kinds:
        kind = _kind_of_unit(unit)
    if unit is not None and kind in (ChannelKind.FORCE, ChannelKind.MOMENT) and kind not in unit.kinds:
        # ``FX (deg)`` is a joint and no force: the written unit outweighs two letters.
        kind, axis = unit.kinds[0], None
    if unit is not None and kind not in (*unit.kinds, ChannelKind.UNKNOWN, ChannelKind.OTHER):
        unit = None
    side = _first(table.sides, rest) or Side.UNKNOWN
    placement = _first(table.placements, rest)
    if placement is None and kind in (ChannelKind.EMG, ChannelKind.ANGLE):
        placement = _first(table.muscles, rest)
    box = "_".join(
        word
        for word in rest
        if not any(word in words for words in (table.noise, table.sides, table.axes, table.placements))
    )
    return Label(kind, axis, unit, side, placement or Placement.UNKNOWN, box)


def _kind_of_unit(unit: Unit) -> ChannelKind:
    """Give the kind that a unit alone shows: only where there is one reading of it."""
    return unit.kinds[0] if unit.kinds[0] is not ChannelKind.ORIENTATION else ChannelKind.UNKNOWN


def _kind_and_axis(words: list[str]) -> tuple[ChannelKind, str | None, list[str]]:
    """Take the words that say kind and axis out of a name; give the rest."""
    table = _table()
    rest = list(words)
    for pair in itertools.pairwise(words):
        if " ".join(pair) in table.kinds:
            kind = table.kinds[" ".join(pair)]
            rest = _without(rest, pair)
            axis, rest = _axis(rest, with_words=True)
            return kind, axis, rest
    for word in words:
        if word in table.kinds and word not in table.compact:
            axis, rest = _axis(_without(rest, (word,)), with_words=True)
            return table.kinds[word], axis or table.axis_words.get(word), rest
    for word in reversed(words):
        if word in table.compact:
            kind, axis = table.compact[word]
            return kind, axis, _without(rest, (word,))
    axis, rest = _axis(rest, with_words=False) if words and words[-1] in ("x", "y", "z") else (None, rest)
    return ChannelKind.UNKNOWN, axis, rest


def _axis(words: list[str], *, with_words: bool) -> tuple[str | None, list[str]]:
    table = _table()
    for names in (table.axes, table.axis_words if with_words else {}):
        for word in reversed(words):
            if word in names:
                return names[word], _without(words, (word,))
    return None, words


def _unit_at_end(words: list[str]) -> tuple[Unit | None, int]:
    """Read the unit that ends ``accel_x_mps2`` and ``gyro_x_dps``, and the number of words that it takes.

    A single letter is a unit only behind a kind that can bear it: ``v`` ends ``emg_left_v`` and ``acc_v`` alike.
    """
    n_words = 2 if len(words) > 2 and words[-1].isdigit() else 1
    unit = find_unit("".join(words[-n_words:]))
    if unit is None:
        return None, 0
    kind = _kind_and_axis(words[:-n_words])[0]
    is_fitting = kind in unit.kinds or (kind is ChannelKind.UNKNOWN and len(unit.name) > 1)
    return (unit, n_words) if is_fitting else (None, 0)


def _without(words: list[str], taken: tuple[str, ...]) -> list[str]:
    rest = list(words)
    for word in taken:
        rest.remove(word)
    return rest


def _first(table: Mapping[str, Any], words: list[str]) -> Any:
    """Give the entry of the first two words together, else of the first single word, that the table knows."""
    for pair in itertools.pairwise(words):
        if " ".join(pair) in table:
            return table[" ".join(pair)]
    return next((table[word] for word in words if word in table), None)
