"""``legato emg``: bursts, coherence and the tests of the tremor laboratory from EMG."""

from __future__ import annotations

import click

from legato.cli.lazy_commands import LazyCommands

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


@click.group("emg", cls=LazyCommands, homes=_COMMANDS)
def command() -> None:
    """Find bursts, coherence and the signs of the tremor laboratory in EMG.

    Not a diagnosis. Not reviewed by a clinician.
    """
