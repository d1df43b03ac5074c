"""Write the pages that are made from the code and the records: the reference, the pages of the knowledge, the drawing.

With ``--check`` nothing is written; pages that are no longer what the code says are named instead.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from collect_codes import codes_written_out, error_uses, issue_uses, table
from draw_architecture import drawing
from make_how_we_decide import how_we_decide_page
from make_knowledge_pages import knowledge_pages, knowledge_schemas, leftovers
from make_scoring_pages import scoring_pages
from make_signals_page import signals_page
from make_translation_page import translation_page
from repository import ROOT, report

REFERENCE = ROOT / "docs" / "reference"
_MADE = "<!-- Made by `make docs` from the code; edit the code, not this page. -->"
_BEGIN, _END = "<!-- drawing: begin -->", "<!-- drawing: end -->"


def errors_page() -> str:
    """Give the page of error codes."""
    uses = error_uses()
    unlisted = sorted(codes_written_out() - {use.code for use in uses})
    lines = [
        "# Errors",
        "",
        _MADE,
        "",
        "An error says what happened, where, what was found, and how to mend it; its code stays the same when the words",
        "change. `…` stands for a value. The exit codes of the command line are in [commands](commands.md#exit-codes).",
        "",
        *table(uses, with_severity=False),
    ]
    if unlisted:
        lines += [
            "",
            f"Raised with a wording that is put together elsewhere: {', '.join(f'`{c}`' for c in unlisted)}.",
        ]
    return "\n".join(lines) + "\n"


def issues_page() -> str:
    """Give the page of Issue codes."""
    lines = [
        "# Issues",
        "",
        _MADE,
        "",
        "An Issue is a problem of the input that did not stop the reading: it is listed in the report and in the JSON.",
        "A `note` takes nothing away, a `warning` some measures, `damage` some of the data. `…` stands for a value.",
        "",
        *table(issue_uses(), with_severity=True),
    ]
    return "\n".join(lines) + "\n"


def _shown(value: float | tuple[float, ...] | str) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{part:g}" for part in value)
    return f"{value:g}" if isinstance(value, float) else value


def criteria_page() -> str:
    """Give the page of the numbers that detection and measures decide by."""
    from legato.knowledge.load import load_criteria

    lines = [
        "# Criteria",
        "",
        _MADE,
        "",
        "The numbers that detection and measures decide by. They live in `src/legato/knowledge/data`, never in code. The",
        "sources are listed in [sources](sources.md); a source that ends in `.py` is the script that fitted the number.",
        "Marks: V seen in the source, V2 in a secondary source, K known in the field, E our engineering choice.",
        "",
        "| Id | Value | Unit | Source | Mark | Note |",
        "|---|---|---|---|---|---|",
    ]
    for record in sorted(load_criteria().records.values(), key=lambda record: record.id):
        cells = (_shown(record.value), record.unit, record.source, record.confidence, record.note)
        lines.append(f"| `{record.id}` | " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def measures_page() -> str:
    """Give the page of measures, from their catalogue."""
    from legato.measures.catalog import CATALOG

    lines = [
        "# Measures",
        "",
        _MADE,
        "",
        "What can be measured on a recording. Each comes with its status, its 95 % interval where an honest one is known, and",
        "its quality; [numbers and their doubt](../explanation/doubt.md) says how to read them.",
        "`legato explain NAME` prints the same.",
    ]
    for spec in CATALOG.values():
        unit = "no unit" if spec.unit == "1" else spec.unit
        lines += ["", f"## {spec.name}", "", f"{spec.what} ({unit})", ""]
        lines += [f"- *How.* {spec.how}", f"- *Limits.* {spec.limits}", f"- *Source.* {spec.source}"]
    return "\n".join(lines) + "\n"


def _help_of(words: list[str]) -> str:
    program = "import sys; sys.argv[0] = 'legato'; from legato.cli.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, *words, "--help"],
        capture_output=True,
        text=True,
        env={"COLUMNS": "100", "NO_COLOR": "1", "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
        check=True,
    )
    return done.stdout.rstrip()


def commands_page() -> str:
    """Give the page of commands, from their own help."""
    lines = ["# Commands", "", _MADE, "", "```text", _help_of([]), "```"]
    for name in _names_from_help():
        lines += ["", f"## legato {name}", "", "```text", _help_of([name]), "```"]
    lines += ["", (REFERENCE / "exit-codes.part.md").read_text(encoding="utf-8").rstrip()]
    return "\n".join(lines) + "\n"


def _names_from_help() -> list[str]:
    """Read the commands' names out of the help."""
    listed = _help_of([]).partition("Commands:\n")[2]
    return [line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2:3].strip()]


def architecture_page() -> str:
    """Give ARCHITECTURE.md with the drawing in it made anew."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2]
    return f"{before}{_BEGIN}\n\n```text\n{drawing()}\n```\n\n{_END}{after}"


PAGES: dict[Path, Callable[[], str]] = {
    REFERENCE / "errors.md": errors_page,
    REFERENCE / "issues.md": issues_page,
    REFERENCE / "criteria.md": criteria_page,
    REFERENCE / "measures.md": measures_page,
    REFERENCE / "commands.md": commands_page,
    ROOT / "ARCHITECTURE.md": architecture_page,
}


def all_pages() -> Iterator[tuple[Path, str]]:
    """Give every page that is made, with its place."""
    from legato.knowledge.library import load_library

    library = load_library()
    for page, make in PAGES.items():
        yield page, make()
    yield how_we_decide_page(library)
    yield signals_page(library)
    yield translation_page(library)
    yield from knowledge_schemas()
    yield from knowledge_pages(library)
    yield from scoring_pages(library)


def is_written(page: Path, text: str) -> bool:
    """Tell whether a page already says what it should."""
    return page.exists() and page.read_text(encoding="utf-8") == text


def write(page: Path, text: str) -> None:
    """Write a page, and its folder where there is none."""
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    only_check = "--check" in sys.argv[1:]
    pages = dict(all_pages())
    changed = [page for page, text in pages.items() if not is_written(page, text)]
    lost = leftovers(set(pages))
    if only_check:
        faults = [f"{page}: no longer what the code says; run `make docs`" for page in changed]
        faults += [f"{page}: belongs to no record any more; run `make docs`" for page in lost]
        report(faults, passed=f"{len(pages)} generated pages are what the code says")
    else:
        for page in changed:
            write(page, pages[page])
        for page in lost:
            page.unlink()
        report([], passed=f"{len(changed)} of {len(pages)} pages written, {len(lost)} taken away")
