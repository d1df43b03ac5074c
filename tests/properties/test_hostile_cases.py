"""Whatever stands in a file of cases: an assessment, a refused case or a refused file, each with its place, and soon."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pytest

from hostile_case_files import FORGES, hostile_file
from legato.assess import assess_case
from legato.cli import main as door
from legato.errors import FormatError, InputError
from legato.io.case_file import read_cases
from legato.model.assessment import Assessment
from legato.model.case import Case, RefusedCase
from legato.report.assessment_json import render_assessments
from triage_makers import shared_library

# ``make soak`` sets LEGATO_SOAK: a hundred thousand files.
N_FILES = 100_000 if os.environ.get("LEGATO_SOAK") else 3_000
N_COMMANDS = 400 if os.environ.get("LEGATO_SOAK") else 30
N_PIECES = 20 if os.environ.get("LEGATO_SOAK") else 1
SECONDS_EACH = 3.0
LIBRARY = shared_library()
CODES = sorted(LIBRARY.findings)
LINE = re.compile(r"hostile\.yaml, line [1-9][0-9]*(: .*)?", re.S)


def outcome(raw: bytes) -> list[Case | RefusedCase] | FormatError:
    try:
        return read_cases(raw, where="hostile.yaml", codes=LIBRARY.findings)
    except FormatError as error:
        return error


def fault_of(raw: bytes) -> str:
    """Say what is wrong with how a file was met; empty where it is right."""
    start = time.perf_counter()
    result = outcome(raw)
    if isinstance(result, FormatError):
        is_told = re.fullmatch(r"LEG-E70[145]", result.code) and result.what and result.mend
        fault = "" if is_told and result.where.startswith("hostile.yaml") else f"badly told: {result}"
    else:
        fault = next(
            (told for told in map(_fault_of_case, result) if told), "" if result else "no case at all"
        )
    seconds = time.perf_counter() - start
    return fault or (f"took {seconds:.1f} s" if seconds > SECONDS_EACH else "")


def _fault_of_case(one: Case | RefusedCase) -> str:
    if isinstance(one, RefusedCase):
        is_told = one.what and one.mend and LINE.fullmatch(one.where)
        return "" if is_told and len(one.what + one.mend) < 1000 else f"badly told: {one}"
    try:
        result: Assessment | RefusedCase = assess_case(one, library=LIBRARY)
    except InputError as error:
        result = RefusedCase(one.id, error.what, f"line {one.line}", error.mend)
        if not error.mend or not one.scales:
            return f"badly told: {error}"
    json.loads(render_assessments([result]).encode())
    return ""


@pytest.mark.parametrize("piece", range(N_PIECES))
@pytest.mark.parametrize("forge", FORGES)
def test_no_file_is_met_by_a_crash_a_hang_or_a_message_without_its_place(forge: str, piece: int) -> None:
    count = N_FILES // len(FORGES) // N_PIECES
    faults = {}
    for seed in range(piece * count, (piece + 1) * count):
        try:
            fault = fault_of(hostile_file(forge, seed, CODES))
        except Exception as error:  # noqa: BLE001 - exactly what must not happen
            fault = f"{type(error).__name__}: {error}"
        if fault:
            faults[seed] = fault[:300]
    assert faults == {}


def test_the_files_reach_every_outcome() -> None:
    seen = set()
    for forge in FORGES:
        for seed in range(60):
            result = outcome(hostile_file(forge, seed, CODES))
            seen |= (
                {result.code} if isinstance(result, FormatError) else {type(one).__name__ for one in result}
            )
    assert {"Case", "RefusedCase", "LEG-E701", "LEG-E704", "LEG-E705"} <= seen


def test_a_neighbour_of_a_broken_case_is_read() -> None:
    for seed in range(300):
        result = outcome(hostile_file("typed wrongly", seed, CODES))
        if not isinstance(result, FormatError):
            assert [one.id for one in result if isinstance(one, Case)][-1] == "good", seed


HUGE = {
    "ten thousand cases": lambda: (
        b"cases:\n" + b"".join(b"- {id: c%d, present: [symptom:tremor]}\n" % n for n in range(10_000))
    ),
    "ten thousand refused cases": lambda: (
        b"cases:\n" + b"".join(b"- {id: c%d, present: [symptom:tremro]}\n" % n for n in range(10_000))
    ),
    "a story of 10 MB": lambda: b"present: []\nstory: " + b"word " * 2_000_000,
    "a code of 10 MB": lambda: b"present: [symptom:" + b"k" * 10_000_000 + b"]",
    "a key of 10 MB": lambda: b"present: []\n? " + b"k" * 10_000_000 + b"\n: 1",
    "an id of 10 MB": lambda: b"present: []\nid: " + b"k" * 10_000_000,
    "a number of 10 MB": lambda: b"present: []\nage: " + b"9" * 10_000_000,
    "ten million brackets": lambda: b"present: " + b"[" * 10_000_000,
    "ten million commas": lambda: b"present: [" + b"a," * 10_000_000 + b"]",
    "ten million lines": lambda: b"present: []\n" + b"\n" * 10_000_000,
    "more than 64 MB": lambda: b"#" * 64_000_001,
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_read_or_refused_within_seconds(name: str) -> None:
    raw = HUGE[name]()
    start = time.perf_counter()
    result = outcome(raw)
    seconds = time.perf_counter() - start
    assert seconds < 60, f"{seconds:.0f} s"
    if isinstance(result, FormatError):
        assert result.mend
        assert len(str(result)) < 1000
    else:
        assert all(len(one.what) < 1000 for one in result if isinstance(one, RefusedCase))
        assert len(result) in (1, 10_000)


def test_the_command_leaves_with_its_exit_code_and_names_every_refused_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hostile.yaml"
    for forge in FORGES:
        for seed in range(N_COMMANDS // len(FORGES) + 1):
            path.write_bytes(hostile_file(forge, seed, CODES))
            with pytest.raises(SystemExit) as caught:
                door.main(["assess", str(path), "--json", "-"])
            said = capsys.readouterr()
            assert caught.value.code in (0, 3, 5), f"{forge} {seed}: {said.err}"
            assert "\x1b" not in said.err + said.out
            if not said.out:
                assert (caught.value.code, said.err[:8]) == (3, "LEG-E70" + said.err[7]), f"{forge} {seed}"
                continue
            cases = json.loads(said.out)["cases"]
            refused = [one["id"] for one in cases if "error" in one]
            assert caught.value.code == (0 if not refused else 3 if len(refused) == len(cases) else 5)
            assert said.err.count("LEG-E706  ") == len(refused)
            assert all(f"LEG-E706  {id_}: " in said.err for id_ in refused if id_.isprintable())
