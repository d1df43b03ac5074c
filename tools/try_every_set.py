"""Run ``legato analyze`` on at least one file of every set of real recordings, and print one line each.

What to run stands in ``every_set.yaml`` with what a reader who knows the set expects. The lines go to
``docs/accuracy/every_set.md``, without any sample of the recordings. ``--keep FOLDER`` keeps reports, JSON, windows and the
text as shown; ``--only WORD`` runs the trials of which set or file hold the word, and writes no page.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from repository import ROOT

TRIALS = ROOT / "tools" / "every_set.yaml"
PAGE = ROOT / "docs" / "accuracy" / "every_set.md"
SETS = Path(os.environ.get("LEGATO_SHARED_DATA", ROOT.parent / "shared" / "data"))
_MOST_STATES = 4  # of a line; the reports have all

HEAD = """## Every set: one run of each

<!-- Made by tools/try_every_set.py, which also keeps the reports on request. -->

`legato analyze` on at least one file of every set, with the options that a careful user would give. Times are those of the
sensor that leads; the frequency is that of the leading rhythm, whatever its state. A refusal is told by its code and its
first line.

| set | file, options | expected by a reader who knows the set | states | Hz | told about the input |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: a file of a set, options of the command, and what to expect."""

    set: str
    file: str
    options: tuple[str, ...]
    expect: str

    @property
    def shown(self) -> str:
        """Give file and options in short."""
        name = Path(self.file).name
        short = name if len(name) <= 44 else f"{name[:30]}...{name[-10:]}"
        return " ".join((short, *self.options))


def load_trials(word: str) -> list[Trial]:
    """Give the trials of which set or file hold a word; an empty word gives all."""
    rows = yaml.safe_load(TRIALS.read_text(encoding="utf-8"))
    trials = [Trial(row["set"], row["file"], tuple(row["options"]), row["expect"]) for row in rows]
    return [trial for trial in trials if word in f"{trial.set}/{trial.file} {' '.join(trial.options)}"]


def run_trial(trial: Trial, folder: Path, number: int) -> tuple[str, str, str]:
    """Analyse one file; give states, frequency, and what was told about the input."""
    stem = folder / f"{number:02d}_{trial.set}"
    outputs = [
        item
        for option, suffix in (("--json", ".json"), ("--html", ".html"), ("--windows", ".parquet"))
        for item in (option, f"{stem}{suffix}")
    ]
    command = [str(Path(sys.executable).with_name("legato")), "analyze", str(SETS / trial.set / trial.file)]
    settings = dict(os.environ, OMP_NUM_THREADS="1", COLUMNS="120")
    done = subprocess.run(
        [*command, *trial.options, *outputs],
        env=settings,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    Path(f"{stem}.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode not in (0, 2, 3, 4) or "Traceback" in done.stderr:
        return f"CRASH (exit {done.returncode})", "", done.stderr.strip().splitlines()[-1][:120]
    if done.returncode:
        return "refused", "", done.stderr.strip().splitlines()[0]
    return _of_report(json.loads(Path(f"{stem}.json").read_text(encoding="utf-8")))


def _of_report(report: dict[str, Any]) -> tuple[str, str, str]:
    """Give states, frequency and issues of an analysis."""
    states = sorted(report["states"].items(), key=lambda item: -item[1])
    shown = ", ".join(f"{state} {seconds:.0f} s" for state, seconds in states[:_MOST_STATES])
    frequency = next((m for m in report["measures"] if m["name"] == "dominant_frequency_hz"), None)
    value = "" if frequency is None else frequency["status"]
    if frequency is not None and frequency["value"] is not None:
        value = f"{frequency['value']:.2f}" + (f" ({frequency['state']})" if frequency["state"] else "")
    issues = ", ".join(dict.fromkeys(issue["code"] for issue in report["issues"]))
    return shown or "none", value, issues


def main() -> None:
    """Run the trials, print their lines, and write the page if all were run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    if not SETS.is_dir():
        sys.exit(
            "The real recordings are not here, so no set can be tried; LEGATO_SHARED_DATA names their folder."
        )
    with tempfile.TemporaryDirectory() as spare:
        folder = (asked.keep or Path(spare)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        lines, crashes = _run_all(load_trials(asked.only), folder)
    if not asked.only:
        PAGE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(1 if crashes else 0)


def _run_all(trials: list[Trial], folder: Path) -> tuple[list[str], int]:
    """Run trials in turn; give the rows of the page and how many crashed."""
    lines, crashes = [], 0
    for number, trial in enumerate(trials, start=1):
        states, frequency, told = run_trial(trial, folder, number)
        crashes += states.startswith("CRASH")
        print(f"{number:02d} {trial.set}: {trial.shown}: {states}; {frequency} Hz; {told}", flush=True)
        cells = (trial.set, f"`{trial.shown}`", trial.expect, states, frequency, told)
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return lines, crashes


if __name__ == "__main__":
    main()
