"""The printed report has the numbers of the page, is the same bytes for the same night, and loses nothing to a font."""

from __future__ import annotations

import builtins
import io
from typing import Any

import pypdf
import pytest

from legato.errors import MissingExtraError
from legato.report.night_pdf import draw_night_pages, render_night_pdf
from night_makers import HOSTILE, make_excerpt, make_night

NIGHT = make_night()


def text_of(content: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
    )


def test_prints_the_numbers_and_the_standing_on_two_pages() -> None:
    content = render_night_pdf(NIGHT, excerpts=[make_excerpt(NIGHT)])
    text = text_of(content)

    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 2
    assert "PLMS per hour of sleep 12.3 not measured" in text
    assert text.index("Not reviewed by a clinician") < text.index("PLMS per hour")
    assert "Simulated: these signals come from a model" in text


def test_is_tagged_and_the_same_bytes_again() -> None:
    content = render_night_pdf(NIGHT, excerpts=())

    assert content == render_night_pdf(NIGHT, excerpts=())
    assert b"pdfuaid:part" in content


def test_what_no_font_has_becomes_a_mark() -> None:
    assert "[?]" in text_of(render_night_pdf(make_night(subject=HOSTILE), excerpts=()))


def test_draws_one_picture_a_page() -> None:
    pages = draw_night_pages(NIGHT, excerpts=(), ppi=30)

    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_says_how_to_install_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return found(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)

    with pytest.raises(MissingExtraError, match=r"legato\[lab\]") as caught:
        render_night_pdf(NIGHT, excerpts=())
    assert caught.value.code == "LEG-E987"
