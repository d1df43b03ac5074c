"""Measure ``legato assess``: one case from a cold start, a thousand with JSON, a hundred thousand, and loading the knowledge.

Wall time depends on who else uses the machine, so the processor's time (user and system) stands beside it. As a script
it replaces the section on assessments in docs/benchmarks.md; ``run.py`` appends the same section to the page it makes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import days

from legato.io.case_file import read_case_file
from legato.knowledge.library import load_library
from legato.model.case import Case

PAGE = days.ROOT / "docs" / "benchmarks.md"
CASES = days.ROOT / "tests" / "cases"
DATA = days.DATA / "cases"
PROGRAM = str(Path(sys.executable).parent / "legato")
HEADING = "## Assessments"
SEED = 20261125
FILES, CASES_A_FILE = 10, 10_000
SETTINGS = ("home", "general_practice", "neurology", "sleep_lab")

# A small process starts the command, since the most that was resident is handed down from who starts it.
LAUNCH = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
wall, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print([wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024])
sys.exit(code)
"""
# Run in a process of its own: the records from YAML (nothing kept beside them), the records kept, and the nouns from records.
LOAD = """
import json, sys, time
from pathlib import Path
from legato.knowledge.gather import gather_records
from legato.knowledge.library import Library
start, busy = time.perf_counter(), time.process_time()
records, version = gather_records(Path(sys.argv[1]))
read, read_busy = time.perf_counter() - start, time.process_time() - busy
library = Library(records, version)
library.findings, library.conditions, library.triage, library.evidence_by_finding
print(json.dumps([read, read_busy, time.perf_counter() - start, time.process_time() - busy]))
"""


@dataclass(frozen=True)
class Run:
    """What one process took.

    Parameters
    ----------
    wall_s, busy_s : float
        Busy is user and system time of the processor.
    memory_mb : float
        Most that was resident.
    """

    wall_s: float
    busy_s: float
    memory_mb: float


def run_process(command: list[str]) -> Run:
    """Run a command with its output thrown away, and give what it took; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", LAUNCH, *command],
        env=dict(os.environ, OMP_NUM_THREADS="1"),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()[-300:]}")
    return Run(*json.loads(done.stdout.splitlines()[-1]))


def thousand_cases() -> Path:
    """Give a file of a thousand cases: those of tests/cases again and again, under new ids."""
    known = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*.yaml"))]
    return _written("thousand.yaml", _repeated(known, 1000))


def one_case() -> Path:
    """Give a file of one case."""
    return _written("one.yaml", _repeated([(CASES / "b2.yaml").read_text(encoding="utf-8")], 1))


def random_cases(number: int) -> Path:
    """Give one of the files of random cases: 2 to 20 codes of the vocabulary, some of them absent, later or unasked."""
    rng = random.Random(f"{SEED} {number}")
    codes = sorted(load_library().findings)
    rows = []
    for index in range(CASES_A_FILE):
        drawn = rng.sample(codes, rng.randint(2, 20))
        cut = rng.randint(1, len(drawn))
        later = rng.sample(codes, 2) if rng.random() < 0.2 else []
        row = {
            "id": f"r{number}_{index}",
            "age": rng.choice([None, rng.randint(0, 100)]),
            "sex": rng.choice([None, "male", "female", "other"]),
            "setting": rng.choice(SETTINGS),
            "present": drawn[:cut],
            "absent": drawn[cut:],
            "red_flags_asked": rng.random() < 0.5,
            "results_later": later,
        }
        rows.append(f"- {json.dumps(row)}\n")
    return _written(f"random_{number}.yaml", "schema: 1\ncases:\n" + "".join(rows))


def _repeated(texts: list[str], count: int) -> str:
    """Write so many cases in turn from the texts of files."""
    rows: list[dict[str, Any]] = []
    for text in texts:
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            cases = read_case_file(Path(file.name), codes=load_library().findings)
        rows += [_plain(one) for one in cases if isinstance(one, Case)]
    picked = [dict(rows[index % len(rows)], id=f"x{index}") for index in range(count)]
    return "schema: 1\ncases:\n" + "".join(f"- {json.dumps(row, ensure_ascii=False)}\n" for row in picked)


def _plain(one: Case) -> dict[str, Any]:
    facts = one.facts
    return {
        "id": one.id,
        "story": one.story,
        "age": facts.age_years,
        "sex": facts.sex,
        "setting": facts.setting,
        "present": list(facts.present),
        "absent": list(facts.absent),
        "red_flags_asked": facts.red_flags_asked,
        "results_later": list(one.results_later),
    }


def _written(name: str, text: str) -> Path:
    DATA.mkdir(parents=True, exist_ok=True)
    path = DATA / name
    path.write_text(text, encoding="utf-8")
    return path


def load_lines() -> list[str]:
    """Measure loading the knowledge from its YAML files and from what is kept beside them."""
    source = days.ROOT / "src" / "legato" / "knowledge" / "data"
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("compiled.json"))
        kept = copy / "compiled.json"
        for name, is_fresh, repetitions in (
            ("from its YAML files, checked and kept", True, 3),
            ("as kept beside them", False, 7),
        ):
            taken: list[list[float]] = []
            for _ in range(repetitions):
                if is_fresh:
                    kept.unlink(missing_ok=True)
                done = subprocess.run(
                    [sys.executable, "-c", LOAD, str(copy)], capture_output=True, text=True, check=True
                )
                taken.append(json.loads(done.stdout))
            read, read_busy, whole, whole_busy = (statistics.median(column) for column in zip(*taken))
            lines.append(
                f"| the knowledge {name} | {_seconds(whole)} ({_seconds(read)} for the records) | {_seconds(whole_busy)}"
                f" ({_seconds(read_busy)}) | | | | n={repetitions} |"
            )
    return lines


def _seconds(value: float) -> str:
    return f"{value:.3g} s" if value >= 0.1 else f"{1000 * value:.3g} ms"


def command_line(
    title: str, command: list[str], *, bound_s: float | None, repetitions: int, said: str = ""
) -> str:
    """Measure a command and give its row; the bound is held by the median of the wall time."""
    runs = [run_process(command) for _ in range(repetitions)]
    wall = sorted(run.wall_s for run in runs)
    busy = statistics.median(run.busy_s for run in runs)
    median = statistics.median(wall)
    kept = "" if bound_s is None else "kept" if median <= bound_s else "**missed**"
    if bound_s is not None and median > bound_s >= busy:
        kept = "**missed**, kept in processor time"
    return (
        f"| {title} | {_seconds(median)} ({_seconds(wall[0])} to {_seconds(wall[-1])}) | {_seconds(busy)} "
        f"| {'' if bound_s is None else _seconds(bound_s)} | {kept} | {max(run.memory_mb for run in runs):.0f} MB "
        f"| n={repetitions}{'; ' + said if said else ''} |"
    )


def section(*, with_many: bool = True) -> list[str]:
    """Measure everything and give the section.

    Parameters
    ----------
    with_many : bool
        With the hundred thousand random cases, which take some minutes.
    """
    one, thousand = str(one_case()), str(thousand_cases())
    run_process([PROGRAM, "assess", one])  # so that the knowledge is kept and the files are in memory
    rows = [
        command_line(
            "`legato assess` one case, process start included",
            [PROGRAM, "assess", one],
            bound_s=0.3,
            repetitions=11,
        ),
        command_line(
            "the same with `--json -`", [PROGRAM, "assess", one, "--json", "-"], bound_s=0.3, repetitions=11
        ),
        command_line(
            "1 000 cases with `--json FILE`",
            [PROGRAM, "assess", thousand, "--json", str(DATA / "thousand.json")],
            bound_s=5.0,
            repetitions=5,
            said=f"{(DATA / 'thousand.json').stat().st_size / 1e6:.0f} MB of JSON"
            if (DATA / "thousand.json").exists()
            else "",
        ),
        *load_lines(),
    ]
    if with_many:
        rows.append(_many_line())
    load = os.getloadavg()[0]
    return [
        HEADING,
        "",
        f"Measured on their own with {os.cpu_count()} processors, which other work shared (load {load:.1f} at the end): wall time, median",
        "(fastest to slowest), and the processor's time, user and system. Memory is the most that was resident. The cases are those",
        "of tests/cases again and again, the random ones draw 2 to 20 codes from the whole vocabulary. This is about speed alone;",
        "whether any case, random or hostile, crashes or hangs Legato is counted in [rules under attack](accuracy.md#rules-under-attack) and by `make soak`.",
        "",
        "| What | Wall time | Processor | Bound | | Memory | |",
        "|---|---|---|---|---|---|---|",
        *rows,
        "",
        "A thousand cases are assessed one by one and let go once their JSON is written, so memory grows with the case file and",
        "not with the results. An installation that cannot write beside its knowledge reads the YAML at every start: one case then takes",
        "as much longer as the row of the YAML files says.",
    ]


def _many_line() -> str:
    runs = []
    for number in range(FILES):
        path = random_cases(number)
        runs.append(run_process([PROGRAM, "assess", str(path), "--json", "-"]))
        path.unlink()
        print(f"random cases, file {number + 1} of {FILES}: {runs[-1]}", flush=True)
    wall, busy = sum(run.wall_s for run in runs), sum(run.busy_s for run in runs)
    count = FILES * CASES_A_FILE
    return (
        f"| {count // 1000} 000 random cases with `--json -`, in {FILES} files | {wall:.0f} s | {busy:.0f} s | | "
        f"| {max(run.memory_mb for run in runs):.0f} MB | {1000 * busy / count:.2f} ms of the processor a case |"
    )


def main() -> None:
    """Put the section in its place on the page; ``--quick`` leaves the hundred thousand out and prints only."""
    if "--quick" in sys.argv[1:]:
        print("\n".join(section(with_many=False)))
        return
    made = "\n".join(section())
    page = PAGE.read_text(encoding="utf-8").split(f"\n{HEADING}\n")[0].rstrip()
    PAGE.write_text(f"{page}\n\n{made}\n", encoding="utf-8")
    print(made)


if __name__ == "__main__":
    main()
