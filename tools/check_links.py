"""Check that every link of the documentation leads somewhere: the file is there, and so is the heading.

Links to other sites are not followed (the checks need no network); they must be https and have a host.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from repository import ROOT, report, tracked_files

_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.M | re.S)
_INLINE_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"!?\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_IMAGE_TAG = re.compile(r"<(?:img|a|source)\b[^>]*?(?:src|href)=\"([^\"]+)\"")


def anchor_of(heading: str) -> str:
    """Give the anchor that a heading gets: lower case, words joined by hyphens, other signs left out."""
    text = re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", lambda found: found[1] or "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


@cache
def anchors(file: Path) -> frozenset[str]:
    """Give the anchors of all headings of a page, and those set by hand."""
    text = _FENCE.sub("", file.read_text(encoding="utf-8"))
    headings = re.findall(r"^#{1,6}\s+(.+?)\s*#*$", text, re.M)
    return frozenset(
        [*(anchor_of(heading) for heading in headings), *re.findall(r"<a id=\"([^\"]+)\"", text)]
    )


def link_fault(link: str, *, page: Path) -> str | None:
    """Say what is wrong with one link; None if nothing is."""
    parts = urlsplit(link)
    if parts.scheme == "mailto":
        return None
    if parts.scheme:
        return None if parts.scheme == "https" and parts.netloc else "is not a complete https address"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return "leads to no file"
    if parts.fragment and target.suffix == ".md" and parts.fragment not in anchors(target):
        return "leads to no heading"
    return None


def page_faults(page: Path) -> list[str]:
    """List the broken links of one page, with their lines."""
    text = page.read_text(encoding="utf-8")
    blank = lambda found: re.sub(r"[^\n]", " ", found[0])  # noqa: E731 - keeps the line numbers
    shown = _INLINE_CODE.sub(blank, _FENCE.sub(blank, text))
    faults = []
    for pattern in (_LINK, _IMAGE_TAG):
        for found in pattern.finditer(shown):
            wrong = link_fault(found[1], page=page)
            if wrong:
                line = shown.count("\n", 0, found.start()) + 1
                faults.append(f"{page}:{line}: the link {found[1]} {wrong}")
    return faults


if __name__ == "__main__":
    pages = [file for file in tracked_files() if file.suffix == ".md"]
    report(
        [fault for page in pages for fault in page_faults(page)],
        passed=f"links of {len(pages)} pages lead somewhere",
    )
