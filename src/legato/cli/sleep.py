"""``legato sleep``: score nights, review a scoring by hand, compare two scorings."""

from __future__ import annotations

import click

from legato.cli.lazy_commands import LazyCommands

__all__ = ["command"]

# Name -> home and the line that --help shows; the home is imported only when its command is called.
_COMMANDS = {
    "agree": ("legato.cli.sleep_agree", "Compare two scorings of the same nights, event by event."),
    "review": ("legato.cli.sleep_review", "Open a scored night in the browser and edit it by keyboard."),
    "score": ("legato.cli.sleep_score", "Score the leg movements of nights by published rules."),
}


@click.group("sleep", cls=LazyCommands, homes=_COMMANDS)
def command() -> None:
    """Score the leg movements of nights by published rules, review them, compare scorings.

    Not a diagnosis. Not reviewed by a clinician.
    """
