"""A group of commands that are imported when they are called, so that --help answers without numpy."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

__all__ = ["LazyCommands"]


class LazyCommands(click.Group):
    """Group whose commands stand in a table and are imported when they are called.

    Parameters
    ----------
    homes : mapping of str to (str, str)
        Name of a command to its module, which holds ``command``, and the line that --help shows.
    **given
        As for ``click.Group``.
    """

    def __init__(self, *, homes: Mapping[str, tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        self.homes = homes

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands without importing them."""
        return sorted(self.homes)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the home of one command."""
        if cmd_name not in self.homes:
            return None
        command: click.Command = import_module(self.homes[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.homes[name][1]) for name in sorted(self.homes)])
