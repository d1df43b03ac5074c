"""Options that several commands share, and the way from their text to values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from legato.errors import UsageError

__all__ = ["ReadingOptions", "json_option", "reading_options"]

Command = TypeVar("Command", bound=Callable[..., Any])

TASKS = (
    "rest", "count", "leg_out", "stand", "stop", "heel_shin", "toe_tap", "toes_on_floor", "weight", "walk", "lie",
    "night", "table", "free",
)  # fmt: skip
PLACEMENTS = (
    "foot", "ankle", "shank", "thigh", "pocket", "lower_back", "chest", "head", "wrist", "hand", "unknown",
)  # fmt: skip
SIDES = ("left", "right", "both", "unknown")


@dataclass(frozen=True)
class ReadingOptions:
    """What the person says about a recording beyond what the file says.

    Parameters
    ----------
    task, placement, side : str or None
        Ids; None where nothing was said.
    channels : tuple of str
        Empty for all.
    sampling_rate_hz : float or None
    unit : str or None
    where : tuple of (str, str)
        Column and value that pick one recording out of a table.
    keep_identity : bool
    """

    task: str | None = None
    placement: str | None = None
    side: str | None = None
    channels: tuple[str, ...] = ()
    sampling_rate_hz: float | None = None
    unit: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    keep_identity: bool = False


def reading_options(command: Command) -> Command:
    """Add the options that say how a file is to be read; they arrive as one ``reading``.

    Parameters
    ----------
    command : callable
        Takes ``reading``.

    Returns
    -------
    callable
    """
    from functools import wraps

    @wraps(command)
    def gathered(**given: Any) -> Any:
        reading = ReadingOptions(
            task=given.pop("task"),
            placement=given.pop("placement"),
            side=given.pop("side"),
            channels=_split_names(given.pop("channels")),
            sampling_rate_hz=given.pop("sampling_rate_hz"),
            unit=given.pop("unit"),
            where=_split_where(given.pop("where")),
            keep_identity=given.pop("keep_identity"),
        )
        return command(reading=reading, **given)

    for option in reversed(_READING):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]


_READING = (
    click.option(
        "--task", type=click.Choice(TASKS), help="What the person was asked to do; it is used and checked."
    ),
    click.option(
        "--placement",
        type=click.Choice(PLACEMENTS),
        help="Where the sensor sat; picks the sensors of that place where a file names several.",
    ),
    click.option("--side", type=click.Choice(SIDES), help="Side of the body."),
    click.option("--channels", metavar="A,B,C", help="Channels or columns to use, by name."),
    click.option(
        "--sampling-rate",
        "sampling_rate_hz",
        type=click.FloatRange(min=0, min_open=True),
        metavar="HZ",
        help="Rate of a table that holds no clock.",
    ),
    click.option(
        "--unit",
        metavar="U",
        help="Unit of the channels where the file says none: g, mg, mps2, dps, radps, uv, ...; or two, as in g,dps.",
    ),
    click.option(
        "--where",
        multiple=True,
        metavar="COLUMN=VALUE,...",
        help="Read one of several recordings in a table.",
    ),
    click.option(
        "--keep-identity",
        is_flag=True,
        help="Keep names, birth dates and serial numbers that the file holds. They are left out otherwise.",
    ),
)


def _split_names(text: str | None) -> tuple[str, ...]:
    """Split a list of names at commas."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _split_where(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Split ``column=value,column=value``; the option may also be given several times."""
    pairs: list[tuple[str, str]] = []
    # Only a comma before the next "column=" separates: a file name or a code may hold commas.
    for part in (part for text in texts for part in re.split(r",(?=[^,=]+=)", text) if part.strip()):
        column, equals, value = part.partition("=")
        if not equals or not column.strip():
            raise UsageError(
                "--where needs a column and a value",
                found=part,
                mend="write it as --where subject=S02,trial=1",
                code="LEG-E201",
            )
        pairs.append((column.strip(), value.strip()))
    return tuple(pairs)


def json_option(command: Command) -> Command:
    """Add ``--json [PATH]``; it arrives as ``json_path``: None, ``-`` for stdout, or a path.

    Parameters
    ----------
    command : callable

    Returns
    -------
    callable
    """
    return click.option(
        "--json",
        "json_path",
        is_flag=False,
        flag_value="-",
        metavar="[PATH]",
        help="Write JSON, without a path to stdout. Several files make one object that lists them.",
    )(command)


class JsonAwareCommand(click.Command):
    """Command in which the word after ``--json`` is an output only if that can't be an input.

    ``legato analyze --json night.csv other.csv`` must not write over ``night.csv``.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give ``--json`` its stdout mark where the next word is a file or folder that Legato did not write."""
        spaced: list[str] = []
        for position, word in enumerate(args):
            spaced.append(word)
            following = args[position + 1] if position + 1 < len(args) else ""
            if word == "--json" and following and following != "-" and _is_likely_input(Path(following)):
                spaced.append("-")
        return super().parse_args(ctx, spaced)


def _is_likely_input(path: Path) -> bool:
    """Tell whether a path is there already and is neither an earlier answer of Legato nor an empty file or a device."""
    if path.is_dir():
        return True
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(200)
    return bool(start) and b'"legato.' not in start
