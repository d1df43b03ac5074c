"""``legato explain``: a page about anything that Legato knows, always under the same five headings.

What is it, why does it matter, how does Legato see it, what are its limits, what does it rest on. The pages of the
documentation are made by the same builders.
"""

from __future__ import annotations

import re
import shutil
import sys
from difflib import get_close_matches

import click

from legato.knowledge.library import Library, load_library
from legato.model.page import Page

__all__ = ["command"]

_WIDEST, _OF_A_PIPE = 100, 100
_CALLED_TOO = {
    "causes": "conditions",
    "vocabulary": "findings",
    "drugs": "medicines",
    "exam": "exam-items",
    "recording-tasks": "tasks",
    "messengers": "transmitters",
    "questionnaires": "scales",
}


@click.command("explain")
@click.argument("name", required=False, nargs=-1, metavar="[NAME]")
def command(name: tuple[str, ...]) -> int:
    """Explain NAME: a condition, finding, rule, medicine (by brand too), test, measure, state, criterion and more.

    Always under the same headings: what it is, why it matters, how Legato sees it, known limits, sources. With the name of a
    kind, such as conditions, findings, rules, medicines, tests, measures or states, lists what there is; without NAME, lists the
    kinds.
    """
    from legato.cli.main import DONE

    library = load_library()
    said = " ".join(name).strip()
    if not said:
        click.echo("\n".join(_overview(library)))
        return DONE
    kind = _kind_called(said)
    if kind is not None:
        click.echo("\n".join(_listed(kind, library=library)))
        return DONE
    found = _found(said, library)
    if not found:
        raise click.UsageError(_no_such_name(said, library))
    from legato.report.pages import page_to_text

    click.echo(
        "\n".join(page_to_text(_page(kind, id_, library), width=_width()) for kind, id_ in found), nl=False
    )
    return DONE


def _width() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else _OF_A_PIPE


def _plurals() -> dict[str, str]:
    """Give the kind by the word for a list of it."""
    from legato.cli.explain_signals import SIGNAL_KINDS
    from legato.knowledge.pages.shelf import PAGE_KINDS

    return {
        **{kind.plural: kind.id for kind in PAGE_KINDS.values()},
        **{plural: kind for kind, (plural, _) in SIGNAL_KINDS.items()},
    }


def _kind_called(said: str) -> str | None:
    word = re.sub(r"[\s_]+", "-", said.casefold())
    return _plurals().get(_CALLED_TOO.get(word, word))


def _ids(kind: str, library: Library) -> list[str]:
    from legato.cli.explain_signals import SIGNAL_KINDS, list_signals
    from legato.knowledge.pages.shelf import list_pages

    return list_signals(kind) if kind in SIGNAL_KINDS else list_pages(library, kind)


def _what(kind: str) -> str:
    from legato.cli.explain_signals import SIGNAL_KINDS
    from legato.knowledge.pages.shelf import PAGE_KINDS

    return SIGNAL_KINDS[kind][1] if kind in SIGNAL_KINDS else PAGE_KINDS[kind].what


def _page(kind: str, id_: str, library: Library) -> Page:
    from legato.cli.explain_signals import SIGNAL_KINDS, signal_page
    from legato.knowledge.pages.shelf import make_page_of

    return signal_page(kind, id_) if kind in SIGNAL_KINDS else make_page_of(library, kind, id_)


def _overview(library: Library) -> list[str]:
    """List the kinds, with how many there are of each."""
    lines = ["What can be explained; `legato explain conditions` lists the conditions, and so on:", ""]
    for plural, kind in _plurals().items():
        lines.append(f"  {plural:<18} {len(_ids(kind, library)):>4}  {_what(kind)}")
    return [
        *lines,
        "",
        "Then `legato explain NAME`, such as: restless_legs, modulation:urge_relief, E08, haloperidol, Haldol.",
    ]


def _listed(kind: str, *, library: Library) -> list[str]:
    """List the ids of a kind with one line each."""
    ids = _ids(kind, library)
    widest = max((len(id_) for id_ in ids), default=0)
    lines = [f"{_what(kind)} ({len(ids)})"]
    for id_ in ids:
        short = " ".join(_page(kind, id_, library).short.split())
        room = max(_width() - widest - 4, 20)
        lines.append(f"  {id_:<{widest}}  {short if len(short) <= room else short[: room - 1] + '…'}")
    return lines


def _found(said: str, library: Library) -> list[tuple[str, str]]:
    """Give everything of that name; measures, states and criteria go by their id alone."""
    from legato.cli.explain_signals import SIGNAL_KINDS, list_signals
    from legato.knowledge.pages.shelf import find_ids

    signals = [(kind, said) for kind in SIGNAL_KINDS if said in list_signals(kind)]
    return [*signals, *find_ids(library, said)]


def _no_such_name(said: str, library: Library) -> str:
    """Say the nearest names there are."""
    from legato.cli.explain_signals import SIGNAL_KINDS, list_signals
    from legato.knowledge.pages.shelf import nearest_names

    signals = [name for kind in SIGNAL_KINDS for name in list_signals(kind)]
    near = [*get_close_matches(said, signals, n=2, cutoff=0.7), *nearest_names(library, said)][:3]
    hint = f" Did you mean {' or '.join(repr(one) for one in near)}?" if near else ""
    return f"Nothing is called '{said}'.{hint} `legato explain` lists what can be explained."
