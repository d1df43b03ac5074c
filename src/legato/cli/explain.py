"""``legato explain``: what a measure, a state or a criterion is, with its source and its limits."""

from __future__ import annotations

from typing import Any

import click

__all__ = ["command"]

_KINDS = ("criteria", "measures", "states")


@click.command("explain")
@click.argument("name", required=False, metavar="[NAME]")
def command(name: str | None) -> int:
    """Explain NAME: a measure, a state, or a criterion that decides.

    Without NAME, or with "measures", "states" or "criteria", lists what can be explained.
    """
    from legato.cli.main import DONE

    pages = _pages()
    if name is None or name in _KINDS:
        _list(pages, only=name)
        return DONE
    found = [page for page in pages if page["name"] == name]
    if not found:
        raise click.UsageError(_no_such_name(name, pages))
    for page in found:
        _show(page)
    return DONE


def _no_such_name(name: str, pages: list[dict[str, Any]]) -> str:
    """Say the nearest names there are."""
    from difflib import get_close_matches

    names = [page["name"] for page in pages]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(repr(one) for one in near)}?" if near else ""
    return f"No measure, state or criterion '{name}'.{hint} `legato explain` lists all {len(names)}."


def _list(pages: list[dict[str, Any]], *, only: str | None) -> None:
    """List names with one line each."""
    for kind in _KINDS:
        if only not in (None, kind):
            continue
        of_kind = [page for page in pages if page["kind"] == kind]
        click.echo(f"{kind} ({len(of_kind)})")
        for page in of_kind:
            click.echo(f"  {page['name']:<34} {page['short']}")


def _show(page: dict[str, Any]) -> None:
    """Print one page: what it is, then its facts."""
    click.echo(
        f"{page['name']}  ({page['kind'].removesuffix('s') if page['kind'] != 'criteria' else 'criterion'})"
    )
    click.echo(f"  {page['short']}")
    for label, text in page["facts"]:
        if text:
            click.echo(f"  {label:<12} {text}")


def _pages() -> list[dict[str, Any]]:
    """Make the pages from the records; nothing is written twice."""
    return [*_measures(), *_states(), *_criteria()]


def _states() -> list[dict[str, Any]]:
    from legato.model.movement import INVOLUNTARY_SHAKING, MovementKind
    from legato.report.words import load_words

    words = load_words()
    return [
        {
            "kind": "states",
            "name": kind.value,
            "short": words.meaning("states", kind.value),
            "facts": [
                ("in words", words.state(kind.value)),
                ("involuntary", "yes" if kind in INVOLUNTARY_SHAKING else "no"),
            ],
        }
        for kind in MovementKind
    ]


def _criteria() -> list[dict[str, Any]]:
    from legato.knowledge.load import load_criteria

    pages = []
    for record in sorted(load_criteria().records.values(), key=lambda record: record.id):
        value = ", ".join(f"{v:g}" for v in record.value) if isinstance(record.value, tuple) else record.value
        shown = f"{value:g}" if isinstance(value, float) else value
        unit = "" if record.unit == "1" else f" {record.unit}"
        facts = [("value", f"{shown}{unit}"), ("source", record.source), ("confidence", record.confidence)]
        short = record.note or f"{shown}{unit}"
        pages.append({"kind": "criteria", "name": record.id, "short": short, "facts": facts})
    return pages


def _measures() -> list[dict[str, Any]]:
    from legato.measures.catalog import CATALOG

    return [
        {
            "kind": "measures",
            "name": spec.name,
            "short": spec.what,
            "facts": [
                ("unit", spec.unit),
                ("how", spec.how),
                ("limits", spec.limits),
                ("source", spec.source),
            ],
        }
        for spec in CATALOG.values()
    ]
