"""The command as a process: how quickly it answers, what it loads, how it is cancelled."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HELP = [sys.executable, "-m", "legato.cli.main", "--help"]


def test_help_answers_within_300_ms() -> None:
    # Processor time, not the clock on the wall: the tests run beside each other.
    spent_s = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(HELP, capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent_s.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert "analyze" in done.stdout
    assert min(spent_s) <= 0.3


@pytest.mark.parametrize("module", ["legato", "legato.cli.main"])
def test_loading_the_door_loads_no_numpy(module: str) -> None:
    program = (
        f"import sys, {module}; print([m for m in ('numpy', 'scipy', 'rich', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_reader_of_a_pipe_may_go_away_without_a_trace() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "legato.cli.main", "explain"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    error = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=30) in (0, 130)
    assert "Traceback" not in error


def test_every_command_has_help() -> None:
    for name in ("analyze", "compare", "demo", "doctor", "explain", "inspect"):
        done = subprocess.run([*HELP[:-1], name, "--help"], capture_output=True, text=True, check=True)
        assert "Usage: legato" in done.stdout or "Usage: " in done.stdout


def test_a_terminal_that_lacks_a_letter_shows_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "bein_\N{LATIN SMALL LETTER A WITH DIAERESIS}.csv"
    path.write_text("time_s,accel_x_g\n" + "".join(f"{i / 100},1\n" for i in range(99)))
    words = [sys.executable, "-m", "legato.cli.main", "inspect", str(path)]
    narrow = {**os.environ, "PYTHONIOENCODING": "ascii"}
    shown = subprocess.run(words, capture_output=True, check=True, env=narrow).stdout
    assert b"bein_?.csv" in shown
    done = subprocess.run([*words, "--json"], capture_output=True, check=True, env=narrow)
    assert json.loads(done.stdout.decode())["provenance"]["source_name"] == path.name
