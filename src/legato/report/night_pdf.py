"""The report of a night as a PDF: tagged (PDF/UA-1), black and white, the same bytes for the same night.

Typst lays it out. Only the fonts inside its wheel are used, so that every machine writes the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from legato.errors import MissingExtraError
from legato.model.scored_night import LegExcerpt, ScoredNight
from legato.report.night_captions import caption_of_excerpt, caption_of_hypnogram, caption_of_imi
from legato.report.night_figures import draw_hours, draw_hypnogram, draw_imi, draw_leg_excerpt
from legato.report.night_sheet import night_sheet
from legato.report.plain import plain_text
from legato.report.printable import printable_parts

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["draw_night_pages", "render_night_pdf"]

_WIDE, _HALF = 820.0, 440.0  # Units of a picture; smaller ones give larger letters on paper.
_RIGHT = ("Counts", "By side")
# A printed picture has no page around it that could style it.
_INK = (
    "text{font-family:'Libertinus Serif';font-size:13px;fill:#222}.rule{stroke:#ddd;stroke-width:1}"
    ".axis{stroke:#444;stroke-width:1;fill:none}.line{stroke:#111;stroke-width:1.5;fill:none}"
    ".thick{stroke-width:6}.thin{stroke-width:.8}.bar{fill:#444}.interval{fill:#ddd}"
    ".floor{stroke:#444;stroke-width:1.3;stroke-dasharray:5 4;fill:none}"
    ".level-on{stroke:#000;stroke-width:1.4;stroke-dasharray:7 4;fill:none}"
    ".level-off{stroke:#000;stroke-width:1.4;stroke-dasharray:1.5 3.5;fill:none}"
)


def render_night_pdf(night: ScoredNight, *, excerpts: Sequence[LegExcerpt]) -> bytes:
    """Lay the report of one night out as PDF.

    Parameters
    ----------
    night : ScoredNight
    excerpts : sequence of LegExcerpt
        Movements to draw; none leaves that part out.

    Returns
    -------
    bytes

    Raises
    ------
    MissingExtraError
        If typst is not installed.
    """
    typst = _require_typst()
    inputs = _inputs(night, excerpts, typst)
    content = typst.compile(
        _template(), format="pdf", sys_inputs=inputs, pdf_standards="ua-1", ignore_system_fonts=True
    )
    return bytes(content)


def draw_night_pages(
    night: ScoredNight, *, excerpts: Sequence[LegExcerpt], ppi: int = 100
) -> tuple[bytes, ...]:
    """Draw the pages of the report as pictures.

    Parameters
    ----------
    night : ScoredNight
    excerpts : sequence of LegExcerpt
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
    """
    typst = _require_typst()
    inputs = _inputs(night, excerpts, typst)
    pages = typst.compile(_template(), format="png", ppi=ppi, sys_inputs=inputs, ignore_system_fonts=True)
    return tuple(bytes(page) for page in (pages if isinstance(pages, list) else [pages]))


def _inputs(night: ScoredNight, excerpts: Sequence[LegExcerpt], typst: ModuleType) -> dict[str, str]:
    told, _ = printable_parts(_told(night, excerpts), typst)
    return {"night": json.dumps(told, ensure_ascii=False)}


def _told(night: ScoredNight, excerpts: Sequence[LegExcerpt]) -> dict[str, Any]:
    """Give what the sheet prints."""
    sheet = night_sheet(night)
    groups = sheet["groups"]
    return {
        **sheet,
        "footer": f"{plain_text(night.provenance.source_name)} · legato {night.provenance.legato_version}",
        "times": [
            (row["label"], f"{row['value']} ({row['why']})" if row["why"] else row["value"])
            for row in sheet["times"]
        ],
        "groups_left": [one for one in groups if one["title"] not in _RIGHT],
        "groups_right": [one for one in groups if one["title"] in _RIGHT],
        "hours_counted": _hours_counted(sheet),
        "missing": [f"{row['what']} ({row['rules']}): {row['why']}" for row in sheet["missing"]],
        "refused": [f"{row['rule']}: {row['count']} by {row['clause']}" for row in sheet["refused"]],
        "minor": ", ".join(f"{name} {count}" for name, count in sheet["minor"]),
        "quality": [
            {**leg, "numbers": "; ".join(f"{name}: {text}" for name, text in leg["numbers"]) + "."}
            for leg in sheet["quality"]
        ],
        "issues": [
            " ".join(part for part in (one["what"], one["where"], one["mend"]) if part)
            for one in sheet["issues"]
        ],
        "steps": [*sheet["notes"], *sheet["steps"]],
        **_pictures(night, excerpts),
    }


def _hours_counted(sheet: dict[str, Any]) -> str:
    """Say once what the main indices are divided by."""
    rows = sheet["groups"][0]["rows"] if sheet["groups"] else []
    notes = dict.fromkeys(row["note"] for row in rows if row["note"].startswith("per hour"))
    return f"Hours counted: {'; '.join(notes)}." if notes else ""


def _pictures(night: ScoredNight, excerpts: Sequence[LegExcerpt]) -> dict[str, Any]:
    """Draw everything, with the words that tell it to who can't see it."""
    scorings = night.scorings.items()
    return {
        "imi": [
            _picture(draw_imi(one.imi, width=_HALF, height=182.0, rule=id), caption_of_imi(one.imi, rule=id))
            for id, one in scorings
            if one.imi is not None
        ],
        "hours": [
            _picture(draw_hours(one, night=night, width=_HALF, row_height=40.0), f"As {id} counts them.")
            for id, one in scorings
        ],
        "hypnogram": _picture(draw_hypnogram(night, width=_WIDE), caption_of_hypnogram(night)),
        "excerpts": [
            _picture(draw_leg_excerpt(one, width=_HALF, height=170.0), caption_of_excerpt(one, night=night))
            for one in excerpts
        ],
    }


def _picture(drawing: str, caption: str) -> dict[str, str]:
    opened = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return {"svg": opened.replace("</title>", f"</title><style>{_INK}</style>", 1), "caption": caption}


def _require_typst() -> ModuleType:
    """Give typst, or say how to install it."""
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError(
            "The printed report needs typst, which is not installed",
            mend="install it:  pip install 'legato[lab]'",
            code="LEG-E987",
        ) from error
    return typst


@cache
def _template() -> bytes:
    return (resources.files("legato.report") / "templates" / "night.typ").read_bytes()
