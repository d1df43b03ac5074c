"""The explanations for a terminal, laid out and not changed: every word comes with the text that is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.markup import escape as escape_markup

from legato.model.explanation import (
    CauseTable,
    ClinicianText,
    ContactLine,
    Line,
    Overview,
    PersonText,
    Section,
)
from legato.model.urgency import Urgency
from legato.report.plain import plain_text

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_for_clinician", "print_for_person", "print_overview"]

_STYLES = {
    Urgency.EMERGENCY_NOW: "bold white on red",
    Urgency.SAME_DAY: "bold black on yellow",
    Urgency.DAYS_TO_WEEKS: "bold black on cyan",
    Urgency.ROUTINE: "bold",
    Urgency.SELF_CARE: "bold",
}


def print_for_person(text: PersonText, console: Console) -> None:
    """Print the page for the person; where help is urgent, what to do comes before the reasons.

    Parameters
    ----------
    text : PersonText
    console : Console
    """
    if text.crisis is not None:
        _print_section(text.crisis, console)
    console.print()
    console.print(f" {_safe(text.headline)} ", style=_STYLES[text.urgency])
    _print_pair(text.labels["where"], text.where_to_go, console)
    _print_pair(text.labels["when"], text.by_when, console)
    _print_contacts(text.labels["call"], text.contacts, console)
    reasons = (text.why, text.measured, text.harmless, text.check, text.unknown, text.impact)
    actions = (text.next_steps, text.to_say)
    is_urgent = text.urgency in (Urgency.EMERGENCY_NOW, Urgency.SAME_DAY)
    order = (*actions, text.sooner, *reasons) if is_urgent else (*reasons, text.sooner, *actions)
    for section in (*order, text.self_care):
        _print_section(section, console)
    console.print()
    console.print(_safe(text.labels["card"]), style="bold")
    for line in (text.now_know, text.do_not_know, text.next_line):
        console.print(f"  {_safe(line)}")
    _print_section(text.based_on, console)


def print_for_clinician(text: ClinicianText, console: Console) -> None:
    """Print the evidence in the order of the clinic.

    Parameters
    ----------
    text : ClinicianText
    console : Console
    """
    console.print(f" {_safe(text.headline)} ", style=_STYLES[text.urgency])
    console.print(_safe(text.person.text))
    _print_section(text.opening, console)
    _print_section(text.triage, console)
    _print_joined(text.unanswered, console)
    for section in text.findings:
        _print_section(section, console)
    _print_section(text.impact, console)
    _print_section(text.not_known, console)
    console.print()
    console.print(_safe(text.labels["causes"]), style="bold underline")
    for cause in text.causes:
        _print_cause(cause, text, console)
    for section in (text.other_readings, text.next_tests, text.person_questions, text.sources, text.based_on):
        _print_section(section, console)


def print_overview(overview: Overview, console: Console) -> None:
    """Print one short row for each of many cases.

    Parameters
    ----------
    overview : Overview
    console : Console
    """
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    for column in overview.columns:
        table.add_column(_safe(column), overflow="fold")
    for row in overview.rows:
        table.add_row(*map(_safe, row))
    console.print(_safe(overview.heading), style="bold")
    console.print(table)


def _safe(text: str) -> str:
    """Make text of a file harmless for the terminal and for the console's own marks."""
    return escape_markup(plain_text(text))


def _print_pair(label: str, text: str, console: Console) -> None:
    _print_hanging(f"{label}: {text}", console, first="  ", rest="    ")


def _print_contacts(label: str, contacts: Iterable[ContactLine], console: Console) -> None:
    console.print(f"  {_safe(label)}:")
    for contact in contacts:
        note = f" ({contact.note})" if contact.note else ""
        _print_hanging(f"{contact.who}: {contact.number}{note}", console, first="    ", rest="      ")


def _print_section(section: Section, console: Console) -> None:
    """Print a heading with its lines, or what stands for none."""
    console.print()
    console.print(_safe(section.heading), style="bold")
    if not section.lines:
        _print_hanging(section.empty, console, first="  ", rest="  ")
    for line in section.lines:
        _print_hanging(_with_source(line), console, first="  - ", rest="    ")


def _print_joined(section: Section, console: Console) -> None:
    """Print short lines after each other, for lists that would fill a screen."""
    console.print()
    count = f" ({len(section.lines)})" if section.lines else ""
    console.print(_safe(section.heading) + count, style="bold")
    text = "; ".join(line.text for line in section.lines) or section.empty
    _print_hanging(text, console, first="  ", rest="  ")


def _with_source(line: Line) -> str:
    parts = [part for part in (line.source, line.mark) if part]
    return f"{line.text} [{', '.join(parts)}]" if parts else line.text


def _print_cause(cause: CauseTable, text: ClinicianText, console: Console) -> None:
    """Print one cause: its place, its three columns, its sum."""
    labels = text.labels
    console.print()
    console.print(_safe(f"{cause.name}: {cause.band}"), style="bold")
    if cause.held_back:
        _print_hanging(cause.held_back, console, first="  ", rest="  ")
    _print_hanging(f"{labels['urgency']}: {cause.urgency.text}", console, first="  ", rest="    ")
    _print_hanging(f"{labels['prior']}: {_with_source(cause.prior)}", console, first="  ", rest="    ")
    columns = (
        ("for", cause.speaks_for),
        ("against", cause.speaks_against),
        ("missing", cause.missing),
        ("tests", cause.tests),
    )
    for label, lines in columns:
        console.print(f"  {_safe(labels[label])}" + ("" if lines else f": {_safe(labels['none'])}"))
        for line in lines:
            _print_hanging(_with_source(line), console, first="    - ", rest="      ")
    _print_hanging(f"{labels['total']}: {cause.total.text}", console, first="  ", rest="    ")


def _print_hanging(text: str, console: Console, *, first: str, rest: str) -> None:
    """Print a paragraph whose later lines begin further in."""
    from textwrap import wrap

    width = max(40, console.width)
    for line in wrap(
        plain_text(text), width=width, initial_indent=first, subsequent_indent=rest, break_long_words=False
    ):
        console.print(escape_markup(line), soft_wrap=True)
