"""``legato emg``: bursts, coherence and the tests of the tremor laboratory from EMG."""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["command"]

# Name -> home and the line that --help shows; the home is imported only when its command is called.
_COMMANDS = {
    "analyze": (
        "legato.cli.emg_analyze",
        "Examine a whole session: every muscle in every task, and what goes together.",
    ),
    "battery": ("legato.cli.emg_battery", "Score the battery of positive signs of the tremor laboratory."),
    "bursts": ("legato.cli.emg_bursts", "Find bursts, pauses and rhythm, and how muscles take turns."),
    "clonus": ("legato.cli.emg_clonus", "Measure beats, frequency and decrement of a clonus."),
    "coherence": ("legato.cli.emg_coherence", "Say at which frequencies channels go together."),
    "jerklock": ("legato.cli.emg_jerklock", "Average EEG about the onset of jerks, and search before it."),
}


class _EmgGroup(click.Group):
    """Group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands without importing them."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the home of one command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in sorted(_COMMANDS)])


@click.group("emg", cls=_EmgGroup)
def command() -> None:
    """Find bursts, coherence and the signs of the tremor laboratory in EMG.

    Not a diagnosis. Not reviewed by a clinician.
    """
