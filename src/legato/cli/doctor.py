"""``legato doctor``: check this installation."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("doctor")
def command() -> int:
    """Check this installation, line by line: Python, dependencies, knowledge, a sample read, report, free disk."""
    from legato import __version__
    from legato.cli.main import DONE, REFUSED
    from legato.doctor import check_installation

    click.echo(f"legato {__version__}")
    n_bad = 0
    for finding in check_installation(folder=Path.cwd()):
        click.echo(f"{'ok ' if finding.is_ok else 'BAD'}  {finding.name:<12} {finding.what}")
        if not finding.is_ok:
            n_bad += 1
            for label, text in (("where", finding.where), ("mend", finding.mend)):
                if text:
                    click.echo(f"       {label:<7} {text}")
    click.echo(f"{n_bad} to mend." if n_bad else "All well.")
    return REFUSED if n_bad else DONE
