"""What a technician says about a night, and the way from its file to a scored night."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from legato.cli.options import ReadingOptions
from legato.errors import InputError, UsageError

if TYPE_CHECKING:
    from legato.score_night import NightWork

__all__ = ["NightOptions", "night_options", "read_and_score"]

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class NightOptions:
    """What the technician says about the nights beyond what the files say.

    Parameters
    ----------
    rules : tuple of str
        Ids of rule sets, in the order they are shown.
    left, right : str or None
        Names of the leg channels; None looks for them.
    hypnogram, events : str or None
        A file, or a pattern with ``{stem}``, ``{name}`` or ``{folder}`` of the night in it.
    lights_off, lights_on : str or None
        Local clock or seconds.
    epoch_s : float or None
    stage_numbers : str or None
        How a hypnogram of numbers counts the stages.
    notch_hz : float or None
    leave_minor : bool
        Don't look for the minor movements.
    """

    rules: tuple[str, ...]
    left: str | None = None
    right: str | None = None
    hypnogram: str | None = None
    events: str | None = None
    lights_off: str | None = None
    lights_on: str | None = None
    epoch_s: float | None = None
    stage_numbers: str | None = None
    notch_hz: float | None = None
    leave_minor: bool = False

    def check_patterns(self, *, count: int) -> None:
        """Refuse one side file for many nights.

        Parameters
        ----------
        count : int
            Of nights.

        Raises
        ------
        UsageError
        """
        for option, pattern in (("--hypnogram", self.hypnogram), ("--events", self.events)):
            if pattern is not None and count > 1 and "{" not in pattern:
                raise UsageError(
                    f"{option} names one file, and there are {count} nights",
                    where=pattern,
                    mend=f"write a pattern, such as  {option} 'scored/{{stem}}_hyp.csv'",
                    code="LEG-E980",
                )

    def side_file(self, option: str, night: Path) -> Path | None:
        """Give the file that a pattern means for one night.

        Parameters
        ----------
        option : str
            ``hypnogram`` or ``events``.
        night : Path

        Returns
        -------
        Path or None
            None where the option was not given.

        Raises
        ------
        InputError
            If the file is not there: a night whose stages were promised is not scored without them.
        """
        pattern: str | None = getattr(self, option)
        if pattern is None:
            return None
        text = pattern
        for word, value in (("stem", night.stem), ("name", night.name), ("folder", str(night.parent))):
            text = text.replace(f"{{{word}}}", value)
        path = Path(text)
        if not path.is_file():
            raise InputError(
                f"The file of --{option} for this night is not there",
                where=night.name,
                found=path.name,
                mend=f"put it there, mend the pattern, or score this night without --{option}",
                code="LEG-E981",
            )
        return path


def night_options(command: Command) -> Command:
    """Add the options of a night; they arrive as one ``options``.

    Parameters
    ----------
    command : callable
        Takes ``options``.

    Returns
    -------
    callable
    """
    from functools import wraps

    @wraps(command)
    def gathered(**given: Any) -> Any:
        rules = tuple(dict.fromkeys(id.strip() for id in given.pop("rules").split(",") if id.strip()))
        if not rules:
            raise click.UsageError("--rules names no rule set.")
        names = [name for name in NightOptions.__dataclass_fields__ if name != "rules"]
        return command(
            options=NightOptions(rules=rules, **{name: given.pop(name) for name in names}), **given
        )

    for option in reversed(_OPTIONS):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]


_OPTIONS = (
    click.option(
        "--rules",
        default="wasm2016,aasm3",
        show_default=True,
        metavar="A,B",
        help="Rule sets, side by side: wasm2016, aasm3, wasm2006, coleman, sit.",
    ),
    click.option("--left", metavar="CH", help="Channel of the left leg, where its name does not say it."),
    click.option("--right", metavar="CH", help="Channel of the right leg."),
    click.option(
        "--hypnogram", metavar="FILE", help="Sleep stages; a pattern with {stem} for several nights."
    ),
    click.option(
        "--events", metavar="FILE", help="Breathing events and arousals; a pattern for several nights."
    ),
    click.option("--lights-off", metavar="TIME", help="Local clock (22:47:00) or seconds from the start."),
    click.option("--lights-on", metavar="TIME", help="Local clock or seconds from the start."),
    click.option(
        "--epoch-s",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Length of an epoch of the hypnogram, where its file does not say it.",
    ),
    click.option(
        "--stage-numbers",
        type=click.Choice(["aasm", "yasa", "dreams", "from_one"]),
        help="How a hypnogram of numbers counts the stages, where that is not plain from the numbers.",
    ),
    click.option(
        "--notch",
        "notch_hz",
        type=click.FloatRange(min=0, min_open=True),
        metavar="HZ",
        help="Take out the mains and its harmonics. Without it only where mains is found, and that is said.",
    ),
    click.option(
        "--leave-minor", is_flag=True, help="Don't look for ALMA, foot tremor and other minor movements."
    ),
)


def read_and_score(
    path: Path,
    options: NightOptions,
    reading: ReadingOptions,
    *,
    progress: Callable[[float], None] | None = None,
) -> NightWork:
    """Read a night with all that is known about it, and score it.

    Parameters
    ----------
    path : Path
    options : NightOptions
    reading : ReadingOptions
    progress : callable or None

    Returns
    -------
    NightWork
    """
    from legato.cli.inputs import read_input
    from legato.io.sleep_notes import read_sleep_notes
    from legato.score_night import work_on_night

    recording = read_input(path, reading)
    notes, issues = read_sleep_notes(
        recording,
        hypnogram=options.side_file("hypnogram", path),
        events=options.side_file("events", path),
        lights_off=options.lights_off,
        lights_on=options.lights_on,
        epoch_s=options.epoch_s,
        stage_numbers=options.stage_numbers,
    )
    return work_on_night(
        recording.with_issues(issues),
        notes=notes,
        rules=options.rules,
        left=options.left,
        right=options.right,
        notch_hz=options.notch_hz,
        with_minor=not options.leave_minor,
        progress=progress,
    )
