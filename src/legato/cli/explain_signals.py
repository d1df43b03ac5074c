"""The pages of measures, states and criteria: what is seen in a recording, under the same five headings as the knowledge."""

from __future__ import annotations

from legato.model.criteria import Criterion
from legato.model.page import HEADINGS, Block, Page, PageSection

__all__ = ["SIGNAL_KINDS", "list_signals", "signal_page"]

SIGNAL_KINDS = {
    "measure": ("measures", "What can be measured on a recording."),
    "state": ("states", "What a leg does in a window or a bout."),
    "criterion": ("criteria", "The numbers that detection and measures decide by."),
}


def list_signals(kind: str) -> list[str]:
    """Give the names of a kind.

    Parameters
    ----------
    kind : str
        Of ``SIGNAL_KINDS``.

    Returns
    -------
    list of str
    """
    if kind == "measure":
        from legato.measures.catalog import CATALOG

        return list(CATALOG)
    if kind == "state":
        from legato.model.movement import MovementKind

        return [state.value for state in MovementKind]
    from legato.knowledge.load import load_criteria

    return sorted(load_criteria().records)


def signal_page(kind: str, name: str) -> Page:
    """Make the page of one measure, state or criterion.

    Parameters
    ----------
    kind : str
        Of ``SIGNAL_KINDS``.
    name : str
        Of `list_signals`.

    Returns
    -------
    Page
    """
    return {"measure": _measure, "state": _state, "criterion": _criterion}[kind](name)


def _page(kind: str, name: str, *, short: str, blocks: list[list[Block]]) -> Page:
    sections = tuple(PageSection(heading, tuple(under)) for heading, under in zip(HEADINGS, blocks))
    return Page(kind, name, name, short, sections)


def _measure(name: str) -> Page:
    from legato.measures.catalog import CATALOG

    spec = CATALOG[name]
    unit = "no unit" if spec.unit == "1" else f"in {spec.unit}"
    return _page(
        "measure",
        name,
        short=spec.what,
        blocks=[
            [f"{spec.what} ({unit})."],
            [
                "It puts a number on the movement, with its doubt, so that two days or two people can be compared."
            ],
            [spec.how],
            [spec.limits],
            [f"{spec.source}; docs/reference/sources.md says what it is."],
        ],
    )


def _state(name: str) -> Page:
    from legato.model.movement import INVOLUNTARY_SHAKING, MovementKind
    from legato.report.words import load_words

    words = load_words()
    is_shaking = MovementKind(name) in INVOLUNTARY_SHAKING
    return _page(
        "state",
        name,
        short=words.meaning("states", name),
        blocks=[
            [f"{words.state(name)}: {words.meaning('states', name)}"],
            [
                "It counts as involuntary shaking."
                if is_shaking
                else "It does not count as involuntary shaking; shares of shaking leave it out."
            ],
            [
                "Windows of four seconds are weighed by rules over their features, and joined into bouts; never by frequency alone."
            ],
            ["Where two states fit, the answer is that it cannot tell; a name is never a diagnosis."],
            [
                "The rules stand in knowledge/data/criteria/kinds.yaml; docs/explanation/kinds.md explains them."
            ],
        ],
    )


def _shown(record: Criterion) -> str:
    value = record.value
    if isinstance(value, tuple):
        shown = ", ".join(f"{part:g}" for part in value)
    else:
        shown = f"{value:g}" if isinstance(value, float) else value
    return shown if record.unit == "1" else f"{shown} {record.unit}"


def _criterion(name: str) -> Page:
    from legato.knowledge.load import load_criteria

    record = load_criteria().records[name]
    return _page(
        "criterion",
        name,
        short=record.note or _shown(record),
        blocks=[
            ["A number that decides in detection or in a measure."],
            [
                "It stands in a file and not in the code, so that it can be seen, questioned and changed in one place."
            ],
            [f"Value: {_shown(record)}."],
            [f"Noted with it: {record.note}." if record.note else "It says nothing beyond its value."],
            [f"{record.source}, mark {record.confidence}; docs/reference/sources.md says what it is."],
        ],
    )
