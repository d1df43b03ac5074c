"""What every page shares: the templates and the style."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["page_environment", "page_style"]


@cache
def page_environment() -> Environment:
    """Give the templates of the pages; whatever stems from a file is escaped.

    Returns
    -------
    Environment
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("legato.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )


# A number and its unit stay on one line.
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:%|Hz|dB|deg|ms|mm|min|s|h|d)\b|%)")


def _unbroken(value: object) -> object:
    """Keep numbers and units together in plain text; drawings and styles pass as they are."""
    return _NUMBER_AND_UNIT.sub("\u00a0", value) if type(value) is str else value


@cache
def page_style() -> str:
    """Give the style that all pages share.

    Returns
    -------
    str
    """
    return (resources.files("legato.report") / "templates" / "style.css").read_text(encoding="utf-8")
