"""Look through every text file for what must not be published.

A to-do without an issue's number, a path of one person's machine, a host in a lock file, an error that is swallowed.
"""

from __future__ import annotations

import re
from pathlib import Path

from repository import report, tracked_files

# Written in pieces, so that this file does not find itself.
_TODO = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\(#\d+\))")
_MACHINE_PATH = re.compile(r"(?<![\w.~/])/(?:ro" + r"ot|ho" + r"me/\w+|Us" + r"ers/\w+|wo" + r"rk)/")
_HOST = re.compile(r"://|--(?:extra-)?index|--find-links")
_REGISTRY = re.compile(r"\b(?:py" + r"pi|python" + r"hosted|npm" + r"js|deb" + r"ian)\.(?:org|com)\b")
_SWALLOWED = re.compile(r"^\s*except(?: Exception)?:\s*(?:pass|continue|return(?: None| \[\])?)\s*$", re.M)
_TEXT_SUFFIXES = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".txt",
    ".lock",
    ".html",
    ".css",
    ".json",
    ".svg",
    "",
}


def text_faults(file: Path, text: str) -> list[str]:
    """List what in a text must not be published, with its line.

    Parameters
    ----------
    file : Path
        Decides which rules hold: hosts are forbidden in locks, swallowed errors in code.
    text : str
    """
    rules = [
        (_TODO, "a to-do needs an issue's number: TO" + "DO(#123)"),
        (_MACHINE_PATH, "a path of one machine"),
        (_REGISTRY, "the host of a package registry"),
    ]
    if file.suffix == ".lock":
        rules.append((_HOST, "a lock carries names, versions and hashes, and no host"))
    if file.suffix == ".py":
        rules.append((_SWALLOWED, "an error is swallowed"))
    return [
        f"{file}:{text.count(chr(10), 0, found.start()) + 1}: {says}: {found[0].strip()}"
        for pattern, says in rules
        for found in pattern.finditer(text)
    ]


if __name__ == "__main__":
    files = [file for file in tracked_files() if file.suffix in _TEXT_SUFFIXES]
    faults = []
    for file in files:
        faults += text_faults(file, file.read_text(encoding="utf-8"))
    report(faults, passed=f"nothing in {len(files)} text files that must not be published")
