"""What the six demo persons told, joined with their simulated legs: a page and a letter for each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legato.model.analysis import Analysis
    from legato.model.assessment import Assessment

__all__ = ["DemoAssessment", "assess_demo"]

DemoAssessment = dict[str, str]


def assess_demo(
    analyses: Mapping[str, Analysis], folder: Path, *, day: datetime.date
) -> dict[str, DemoAssessment]:
    """Assess the demo persons and write their pages and letters.

    Parameters
    ----------
    analyses : mapping of str to Analysis
        By the name of the person.
    folder : Path
    day : date

    Returns
    -------
    dict of str to dict
        For each person the ``headline``, the ``page`` and the ``letter`` (empty without the extra for letters).
    """
    from legato.assess import assess_case
    from legato.inference.explain_clinician import explain_to_clinician
    from legato.inference.explain_person import explain_to_person
    from legato.io.case_file import read_cases
    from legato.knowledge.library import load_library
    from legato.model.case import RefusedCase
    from legato.report.assessment_html import render_assessment_html
    from legato.report.write import write_text_beside

    library = load_library()
    raw = (resources.files("legato.simulation") / "demo_cases.yaml").read_bytes()
    written: dict[str, DemoAssessment] = {}
    for case in read_cases(raw, where="demo_cases.yaml", codes=library.findings):
        if isinstance(case, RefusedCase) or case.id not in analyses:
            continue
        assessment = assess_case(case, analyses=[analyses[case.id]], made_on=day, library=library)
        person = explain_to_person(assessment, library=library, today=day)
        name = case.id.replace(" ", "-")
        page = folder / f"{name}-assessment.html"
        write_text_beside(
            page,
            render_assessment_html(assessment, person, explain_to_clinician(assessment, library=library)),
        )
        written[case.id] = {
            "headline": person.headline,
            "page": page.name,
            "letter": _letter(assessment, folder / f"{name}-letter.pdf", day=day),
        }
    return written


def _letter(assessment: Assessment, path: Path, *, day: datetime.date) -> str:
    """Write the letter where the extra for letters is there; give its name, or nothing."""
    from legato.errors import MissingExtraError
    from legato.inference.letter import make_letter
    from legato.knowledge.library import load_library
    from legato.report.letter_pdf import render_letter
    from legato.report.write import write_beside

    try:
        content = render_letter(make_letter(assessment, library=load_library(), today=day))
    except MissingExtraError:
        return ""  # The index says how to get letters; the demo is whole without them.
    write_beside(path, partial(_fill, content=content))
    return path.name


def _fill(beside: Path, *, content: bytes) -> None:
    beside.write_bytes(content)
