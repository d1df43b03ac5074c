"""The short summary of a scored night for a terminal, rule sets side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape as escape_markup
from rich.table import Table

from legato.report.night_sheet import night_sheet
from legato.report.plain import plain_text

if TYPE_CHECKING:
    from rich.console import Console

    from legato.model.scored_night import ScoredNight

__all__ = ["print_night"]

_GROUPS = 3  # The first ones; the page and the file have the rest.


def print_night(night: ScoredNight, console: Console) -> None:
    """Print what was found in a night, under which rules, and what could not be measured.

    Parameters
    ----------
    night : ScoredNight
    console : Console
    """
    sheet = night_sheet(night)
    if sheet["simulated"]:
        console.print(sheet["simulated"], style="bold yellow")
    console.print(sheet["standing"], style="bold")
    for label, text in sheet["identity"]:
        console.print(f"{label}: {_escape(text)}", highlight=False)
    for leg in sheet["quality"]:
        reason = f": {leg['reason']}" if leg["reason"] else ""
        console.print(
            _escape(f"{leg['leg']}: {leg['word']}{reason}, {leg['numbers'][0][1]}"), highlight=False
        )
    console.print(_table(sheet))
    for row in sheet["missing"]:
        console.print(_escape(f"{row['what']} ({row['rules']}): {row['why']}"), style="dim", highlight=False)
    for issue in sheet["issues"]:
        text = " ".join(part for part in (issue["what"], issue["where"], issue["mend"]) if part)
        console.print(_escape(text), style="yellow", highlight=False)


def _table(sheet: dict[str, Any]) -> Table:
    """Lay out the indices, one column a rule set."""
    table = Table("", box=None, pad_edge=False)
    for rule in sheet["rules"]:
        table.add_column(_escape(str(rule["id"])), justify="right")
    for group in sheet["groups"][:_GROUPS]:
        table.add_row(f"[bold]{group['title']}[/bold]")
        for row in group["rows"]:
            table.add_row(f"  {row['label']}", *map(_escape, row["cells"]))
    return table


def _escape(text: str) -> str:
    return escape_markup(plain_text(text))
