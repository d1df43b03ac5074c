"""Measure accuracy: run every script under tools/accuracy, each of which writes its part, and join the parts.

``--join`` only joins the parts that are there. A script that fails is named, its old part is left out of the page rather
than shown as if it were new, and the exit code is 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from repository import ROOT

SCRIPTS = ROOT / "tools" / "accuracy"
PARTS = ROOT / "docs" / "accuracy"
PAGE = ROOT / "docs" / "accuracy.md"
# The order of the page: what is known exactly first, then people. Parts not named here follow by name.
ORDER = (
    "frequency",
    "amplitude",
    "kinds",
    "hard_pairs",
    "freezing",
    "negatives",
    "tremor_grades",
    "reflexes",
    "leg_movements",
    "emg_bursts",
    "coherence",
    "assessments",
    "case_safety",
    "parity",
    "web_pages",
    "web_api",
    "web_hostile",
    "store",
)

HEAD = """# Accuracy

<!-- Made by `make accuracy`; the parts are written by the scripts under tools/accuracy. -->

What was measured, on what, and how many people stand behind each number. Nothing here is evidence of diagnostic accuracy:
Legato makes no diagnosis, and the cases at the end are codes with an answer, not patients. No open recording of periodic leg movements, restless legs, orthostatic
tremor, clonus, functional tremor or voluntary leg bouncing was at hand: for these there are simulated recordings only, and
most real tremor here was recorded at the hand. Bounds that were missed are named as missed.
"""


def scripts() -> list[Path]:
    """Give the scripts that measure, and not the modules that they share."""
    return sorted(
        file for file in SCRIPTS.glob("*.py") if '__name__ == "__main__"' in file.read_text(encoding="utf-8")
    )


def succeeds(script: Path) -> bool:
    """Run one script and tell in one line how it went, with its talk if it failed."""
    start = time.perf_counter()
    settings = dict(os.environ, OMP_NUM_THREADS="1")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, env=settings, capture_output=True, text=True
    )
    print(
        f"{'ok  ' if done.returncode == 0 else 'FAIL'}  {script.stem:<16} {time.perf_counter() - start:6.1f} s",
        flush=True,
    )
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def joined(parts: list[Path], failed: list[str]) -> str:
    """Give the page: the head, every part that is not left out, and what could not be measured.

    Parameters
    ----------
    parts : list of Path
    failed : list of str
        Names of the scripts that failed.
    """
    rank = {name: place for place, name in enumerate(ORDER)}
    kept = sorted(parts, key=lambda part: (rank.get(part.stem, len(rank)), part.stem))
    texts = [
        HEAD.strip(),
        *(part.read_text(encoding="utf-8").strip() for part in kept if part.stem not in failed),
    ]
    if failed:
        texts.append(f"## Not measured this time\n\nThese scripts failed: {', '.join(failed)}.")
    return "\n\n".join(texts) + "\n"


if __name__ == "__main__":
    only_join = "--join" in sys.argv[1:]
    failed = [] if only_join else [script.stem for script in scripts() if not succeeds(script)]
    PAGE.write_text(joined(list(PARTS.glob("*.md")), failed), encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")
    sys.exit(bool(failed))
