"""The console that results are printed to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["stdout_console"]

_WIDTH_OF_A_PIPE = 110  # Columns where stdout is no terminal and has no width of its own.


def stdout_console() -> Console:
    """Give a console on stdout that marks numbers with no colour of its own.

    Returns
    -------
    Console
    """
    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
    return Console(file=sys.stdout, width=width, highlight=False, soft_wrap=False, emoji=False)
