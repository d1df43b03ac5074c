"""Make the page of the translation: how every word of the clinical papers about a condition reads in codes."""

from __future__ import annotations

from pathlib import Path

from legato.knowledge.library import Library
from make_knowledge_pages import MADE, relative
from repository import ROOT

__all__ = ["PAGE", "translation_page"]

PAGE = ROOT / "docs" / "reference" / "translation.md"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def translation_page(library: Library) -> tuple[Path, str]:
    """Give the page with its place.

    Parameters
    ----------
    library : Library

    Returns
    -------
    Path, str
    """
    tables = sorted(library.records("translation"), key=lambda one: one["condition"])
    words = sum(len(listed) for one in tables for listed in one["words"].values())
    left = sum(len(one["untranslated"]) for one in tables)
    lines = [
        "# Translation",
        "",
        MADE,
        "",
        f"The clinical papers speak in words, a case file in codes. Each of the {words} words about {len(tables)} conditions is either",
        f"translated or left out with its reason ({left}). A word says what was written about a condition, and its codes where that is",
        "asked or measured; how much a code speaks for or against the condition is on the page of the condition.",
    ]
    for one in tables:
        name = library.conditions[one["condition"]].name
        lines += ["", f"## {name}", ""]
        lines += [
            f"`{one['condition']}`, [its page]({relative('condition', one['condition'], start=PAGE)})",
            "",
        ]
        lines += ["| In | Word | Codes |", "|---|---|---|"]
        for field, listed in one["words"].items():
            for word, codes in listed.items():
                shown = ", ".join(f"`{code}`" for code in codes) or "left out: " + _cell(
                    one["untranslated"].get(
                        word, "it says who has it, and age, sex and place are weighed apart"
                    )
                )
                lines.append(f"| {field} | {_cell(word)} | {shown} |")
    return PAGE, "\n".join(lines) + "\n"
