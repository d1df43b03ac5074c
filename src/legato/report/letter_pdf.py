"""The letter as a PDF of exactly two pages: tagged (PDF/UA-1), black and white, the same bytes for the same letter.

Typst lays it out; it comes with the extra ``pdf``. Only the fonts inside its wheel are used, so that every machine writes
the same bytes; what they cannot print becomes a mark that the letter explains.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from legato.errors import MissingExtraError, UsageError
from legato.model.letter import Letter
from legato.report.level_look import level_shapes
from legato.report.printable import printable_parts

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["PAPERS", "draw_letter", "render_letter", "require_typst"]

PAPERS = ("a4", "us-letter")
_PLAN_LINES = 5
_MOST_RECORDINGS = 6


def render_letter(letter: Letter, *, paper: str = "a4") -> bytes:
    """Lay the letter out as PDF.

    Parameters
    ----------
    letter : Letter
    paper : str
        ``a4`` or ``us-letter``.

    Returns
    -------
    bytes

    Raises
    ------
    MissingExtraError
        If typst is not installed.
    UsageError
        If there is no such paper.
    """
    typst = require_typst()
    inputs = _inputs(letter, paper, typst)
    content = typst.compile(
        _template(), format="pdf", sys_inputs=inputs, pdf_standards="ua-1", ignore_system_fonts=True
    )
    return bytes(content)


def draw_letter(letter: Letter, *, paper: str = "a4", ppi: int = 100) -> tuple[bytes, ...]:
    """Draw the pages of the letter as pictures.

    Parameters
    ----------
    letter : Letter
    paper : str
        ``a4`` or ``us-letter``.
    ppi : int
        Points an inch.

    Returns
    -------
    tuple of bytes
        One PNG a page.

    Raises
    ------
    MissingExtraError
        If typst is not installed.
    UsageError
        If there is no such paper.
    """
    typst = require_typst()
    inputs = _inputs(letter, paper, typst)
    pages = typst.compile(_template(), format="png", ppi=ppi, sys_inputs=inputs, ignore_system_fonts=True)
    return tuple(bytes(page) for page in (pages if isinstance(pages, list) else [pages]))


def _inputs(letter: Letter, paper: str, typst: ModuleType) -> dict[str, str]:
    if paper not in PAPERS:
        raise UsageError(
            "A letter is printed on a4 or us-letter", found=paper, mend="--paper us-letter", code="LEG-E251"
        )
    told, has_marks = printable_parts({**asdict(letter), "urgency": letter.urgency.value}, typst)
    told.update(
        paper=paper,
        icon=_icon(letter),
        icon_alt=told["page_one"][-1]["rows"][0]["items"][0],
        plan_lines=_PLAN_LINES,
        most_rows=_MOST_RECORDINGS,
        unprintable=letter.unprintable if has_marks else "",
    )
    return {"letter": json.dumps(told, ensure_ascii=False)}


def require_typst() -> ModuleType:
    """Give typst, or say how to install it.

    Returns
    -------
    module

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError(
            "Letters need the part 'pdf', which is not installed",
            mend="python -m pip install 'legato[pdf]'    (or typst alone: python -m pip install typst)",
            code="LEG-E250",
        ) from error
    return typst


@cache
def _template() -> bytes:
    return (resources.files("legato.report") / "templates" / "letter.typ").read_bytes()


def _icon(letter: Letter) -> str:
    paths = "".join(f'<path d="{path}"/>' for path in level_shapes(letter.urgency))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48" fill="none"'
        f' stroke="#000" stroke-width="3.6" stroke-linejoin="round" stroke-linecap="round">{paths}</svg>'
    )
