"""Several inputs, one after the other: a bad one is told and stands in the summary, and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from legato.errors import LegatoError

__all__ = ["BatchResult", "failed_count", "run_batch", "shown_names"]

BatchResult = list[tuple[str, dict[str, Any] | LegatoError]]


def run_batch(paths: Sequence[Path], work: Callable[[Path], dict[str, Any]]) -> BatchResult:
    """Do the work for each input.

    Parameters
    ----------
    paths : sequence of Path
    work : callable
        Gives the JSON object of one input.

    Returns
    -------
    list of (str, dict or LegatoError)
        Name as shown and the object, or what stopped it.

    Raises
    ------
    LegatoError
        If there is only one input and it is refused.
    """
    if len(paths) == 1:
        return [(paths[0].name, work(paths[0]))]
    results: BatchResult = []
    for path, name in zip(paths, shown_names(paths), strict=True):
        try:
            results.append((name, work(path)))
        except LegatoError as error:
            results.append((name, error))
            _tell(f"{name}\n{error}")
        except Exception as error:  # noqa: BLE001 - the outermost door of one input; it is reported and stays in the summary
            fault = _our_fault(error, where=name)
            results.append((name, fault))
            _tell(f"{name}\n{fault}")
    _tell_summary(results)
    return results


def shown_names(paths: Sequence[Path]) -> list[str]:
    """Name inputs by file name, and by their way from the common folder where two share one.

    Parameters
    ----------
    paths : sequence of Path

    Returns
    -------
    list of str
    """
    names = [path.name for path in paths]
    return [
        name if names.count(name) == 1 else path.as_posix() for name, path in zip(names, paths, strict=True)
    ]


def failed_count(results: BatchResult) -> int:
    """Count the inputs that failed.

    Parameters
    ----------
    results : BatchResult

    Returns
    -------
    int
    """
    return sum(isinstance(entry, LegatoError) for _, entry in results)


def _tell_summary(results: BatchResult) -> None:
    """Say on stderr how many went through, and list those that did not."""
    failed = [(name, entry) for name, entry in results if isinstance(entry, LegatoError)]
    click.echo(f"{len(results) - len(failed)} of {len(results)} done.", err=True)
    for name, error in failed:
        _tell(f"  failed  {name}: {error.code} {error.what}")


def _our_fault(error: Exception, *, where: str) -> LegatoError:
    """Turn an unexpected exception into the entry of one input."""
    from legato.cli.main import bug_line

    return LegatoError(
        "Legato met something that it did not expect; this is a fault in Legato, not in your file",
        where=where,
        found=f"{type(error).__name__}: {error}",
        mend=f"paste this line into a report:  {bug_line(error)}",
        code="LEG-E070",
    )


def _tell(text: str) -> None:
    """Say something on stderr that may hold words of a file."""
    from legato.report.plain import plain_text

    click.echo(plain_text(text), err=True)
