"""Run every check of the house, one after the other, and tell at the end which failed.

``make check`` runs all; ``make check`` never stops at the first fault, so that one look shows everything.
``python dev.py python tools/check.py ruff mypy`` runs some.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from repository import ROOT

_BIN = Path(sys.executable).parent
_MEASURED_ROOMS = ("signal", "events", "measures", "inference", "knowledge")
_COVERED = [word for room in _MEASURED_ROOMS for word in ("--cov", f"legato.{room}")]


# Pages, letters and interviews are put together in the rooms measured here and looked at through the command line.
_MEASURED_FACES = ("test_explain_knowledge.py", "test_cli_assess*.py", "test_cli_check.py")


def _measured_tests() -> list[str]:
    """Give the tests that measure the core rooms; those of readers and reports would only take time."""
    rooms = [f"tests/unit/{room}" for room in _MEASURED_ROOMS]
    faces = sorted(file for name in _MEASURED_FACES for file in (ROOT / "tests/faces").glob(name))
    return [
        *(
            folder
            for folder in (*rooms, "tests/unit/analyze", "tests/properties", "tests/standards")
            if (ROOT / folder).is_dir()
        ),
        *(str(file) for file in faces),
    ]


def _tool(name: str) -> list[str]:
    return [sys.executable, str(ROOT / "tools" / name)]


def _program(name: str, *words: str) -> list[str]:
    return [str(_BIN / name), *words]


CHECKS: dict[str, list[str]] = {
    "ruff": _program("ruff", "check", "."),
    "format": _program("ruff", "format", "--check", "."),
    "mypy": _program("mypy"),
    "floors": _program("lint-imports"),
    "docstrings": _tool("check_docstrings.py"),
    "assertions": _tool("check_assertions.py"),
    "sizes": _tool("check_sizes.py"),
    "text": _tool("check_text.py"),
    "criteria": _tool("check_criteria.py"),
    "pages": [*_tool("make_docs.py"), "--check"],
    "links": _tool("check_links.py"),
    "dependencies": _tool("check_dependencies.py"),
    "spelling": _program("typos", "--format", "brief"),
    "coverage": [
        *(
            sys.executable,
            "-m",
            "pytest",
            *_measured_tests(),
            "-m",
            "not realdata",
            "-n",
            "auto",
            "--maxprocesses",
            "8",
        ),
        *(*_COVERED, "--cov-report", "term-missing:skip-covered", "--cov-fail-under", "95"),
    ],
}


def passes(name: str, command: list[str]) -> bool:
    """Run one check and tell in one line how it went, with its talk if it failed."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=dict(os.environ, OMP_NUM_THREADS="1")
    )
    seconds = time.perf_counter() - start
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'}  {name:<12} {seconds:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(CHECKS)
    unknown = sorted(set(chosen) - set(CHECKS))
    if unknown:
        sys.exit(f"no check {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    failed = [name for name in chosen if not passes(name, CHECKS[name])]
    print(
        f"{len(chosen) - len(failed)} checks passed"
        + (f", {len(failed)} failed: {', '.join(failed)}" if failed else "")
    )
    sys.exit(bool(failed))
