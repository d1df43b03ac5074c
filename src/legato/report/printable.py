"""Text from a file made ready for print: what no font of the printer's wheel has becomes a mark, and nothing fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from legato.report.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

__all__ = ["printable_parts"]

_MARK = "[?]"
# Latin, Greek and Cyrillic with their signs are in the font; all else is tried.
_SURELY_PRINTED = re.compile(r"[\n -~\u00a0-\u024f\u0370-\u03ff\u0400-\u045f\u2010-\u2026\u2212]")


def printable_parts(parts: dict[str, Any], typst: ModuleType) -> tuple[dict[str, Any], bool]:
    """Put a mark in place of what no font of the wheel has, or a terminal would obey.

    Parameters
    ----------
    parts : dict
        Texts in lists and dicts, at any depth.
    typst : module

    Returns
    -------
    parts : dict
    has_marks : bool
    """
    letters = {letter for text in _texts(parts) for letter in text if not _SURELY_PRINTED.match(letter)}
    lost = {letter for letter in letters if not letter.isprintable() or not _has_glyph(letter, typst)}
    if not lost:
        return parts, False
    pattern = re.compile(f"[{''.join(map(re.escape, sorted(lost)))}]+")
    return _mapped(parts, lambda text: pattern.sub(_MARK, text)), True


def _has_glyph(letter: str, typst: ModuleType) -> bool:
    source = '#set document(title: "x", date: none)\n#set text(font: "Libertinus Serif", lang: "en")\n#sys.inputs.x'
    try:
        typst.compile(
            source.encode(),
            format="pdf",
            sys_inputs={"x": letter},
            pdf_standards="ua-1",
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        return False
    return True


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in _texts(one)]
    return []


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(plain_text(value))
    if isinstance(value, dict):
        return {key: _mapped(one, change) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(one, change) for one in value]
    return value
