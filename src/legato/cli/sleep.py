"""``legato sleep``: score nights, review a scoring by hand, compare two scorings."""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["command"]

# Name -> home and the line that --help shows; the home is imported only when its command is called.
_COMMANDS = {
    "agree": ("legato.cli.sleep_agree", "Compare two scorings of the same nights, event by event."),
    "review": ("legato.cli.sleep_review", "Open a scored night in the browser and edit it by keyboard."),
    "score": ("legato.cli.sleep_score", "Score the leg movements of nights by published rules."),
}


class _SleepGroup(click.Group):
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


@click.group("sleep", cls=_SleepGroup)
def command() -> None:
    """Score the leg movements of nights by published rules, review them, compare scorings.

    Not a diagnosis. Not reviewed by a clinician.
    """
