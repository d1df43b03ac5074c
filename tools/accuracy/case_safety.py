"""Count what the triage rules and the reader of case files survive: broken rules, one more code, hostile files.

Writes docs/accuracy/case_safety.md. The counts of ``make soak``: every part of every rule broken once, each rule's own minimal
case with every code of the vocabulary, ten thousand random cases with one code more, a hundred thousand hostile files.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from hostile_case_files import FORGES, hostile_file  # noqa: E402
from legato.assess import assess_case  # noqa: E402
from legato.errors import FormatError, LegatoError  # noqa: E402
from legato.inference.triage import decide_urgency  # noqa: E402
from legato.io.case_file import read_cases  # noqa: E402
from legato.model.case import RefusedCase  # noqa: E402
from legato.report.assessment_json import render_assessments  # noqa: E402
from standards.test_triage_mutations import NO_DIFFERENCE, _is_noticed, _macros_in, _rules  # noqa: E402
from standards.triage_tables.every import EVERY_ROW, first_case_of_each_rule  # noqa: E402
from standards.triage_tables.exempt import MAY_CALM, may_open_self_care  # noqa: E402
from standards.triage_tables.mutants import exchange_macro, mutants  # noqa: E402
from triage_makers import facts_of, shared_library  # noqa: E402

OUT = ROOT / "docs" / "accuracy" / "case_safety.md"
N_RANDOM, N_HOSTILE, SEED = 10_000, 100_000, 20261125
LIBRARY = shared_library()
CODES = sorted(LIBRARY.findings)


def broken_rules() -> tuple[int, int, int]:
    """Break each part of each rule and macro; give how many were broken, noticed and excused by name."""
    total = noticed = excused = 0
    for rule in _rules():
        for how, mutant in mutants(rule.when):
            total += 1
            seen = _is_noticed(rule.id, mutant)
            noticed += seen
            excused += not seen and f"{rule.id}: {how}" in NO_DIFFERENCE
    for name, body in LIBRARY.triage.macros.items():
        users = [rule for rule in _rules() if name in _macros_in(rule.when)]
        for how, mutant in mutants(body):
            total += 1
            seen = any(
                _is_noticed(rule.id, exchange_macro(rule.when, name=name, body=mutant)) for rule in users
            )
            noticed += seen
            excused += not seen and f"{name}: {how}" in NO_DIFFERENCE
    return total, noticed, excused


def _rank(codes: list[str], *, age: float | None) -> int:
    return decide_urgency(facts_of(*codes, age=age), library=LIBRARY).urgency.rank


def pairs_that_lower() -> tuple[int, list[str]]:
    """Add every code to each rule's own minimal case; list where the level falls."""
    count, lowered = 0, []
    for rule, row in first_case_of_each_rule().items():
        before = _rank(list(row.present), age=row.age)
        for code in CODES:
            if code in MAY_CALM:
                continue
            count += 1
            if _rank([*row.present, code], age=row.age) < before:
                lowered.append(f"{rule} + {code}")
    return count, lowered


def random_that_lower() -> tuple[int, int, list[str]]:
    """Add one code to random cases; count the falls from a rule, and those of the default to self-care."""
    draw = random.Random(SEED)
    completed, lowered = 0, []
    for _ in range(N_RANDOM):
        codes = draw.sample(CODES, draw.randint(1, 12))
        more = draw.choice([code for code in CODES if code not in codes and code not in MAY_CALM])
        age = draw.choice([None, 8, 25, 45, 70])
        before = decide_urgency(facts_of(*codes, age=age), library=LIBRARY)
        if _rank([*codes, more], age=age) < before.urgency.rank:
            if not before.rules and may_open_self_care(more):
                completed += 1
            else:
                lowered.append(f"{codes} + {more}")
    return N_RANDOM, completed, lowered


def hostile() -> tuple[Counter[str], float]:
    """Read and assess hostile files; give what came of them, and the slowest in seconds."""
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for seed in range(N_HOSTILE // len(FORGES)):
        for forge in FORGES:
            raw = hostile_file(forge, seed, CODES)
            start = time.perf_counter()
            try:
                cases = read_cases(raw, where="hostile.yaml", codes=LIBRARY.findings)
            except FormatError:
                outcomes["file refused"] += 1
            except Exception as error:  # noqa: BLE001 - counted as what it is, a crash
                outcomes[f"crash {type(error).__name__}"] += 1
            else:
                outcomes["file read"] += 1
                for case in cases:
                    outcomes[_outcome(case)] += 1
            slowest = max(slowest, time.perf_counter() - start)
    return outcomes, slowest


def _outcome(case: object) -> str:
    if isinstance(case, RefusedCase):
        return "case refused"
    try:
        render_assessments([assess_case(case, library=LIBRARY)])
    except LegatoError:
        return "case refused"
    except Exception as error:  # noqa: BLE001 - counted as what it is, a crash
        return f"crash {type(error).__name__}"
    return "case assessed"


def table() -> tuple[list[tuple[str, str, str, bool | str]], list[str]]:
    """Count everything; give the rows of the table, and the falls by name."""
    total, noticed, excused = broken_rules()
    pairs, lowered_pairs = pairs_that_lower()
    randoms, completed, lowered_randoms = random_that_lower()
    outcomes, slowest = hostile()
    crashes = sum(count for what, count in outcomes.items() if what.startswith("crash"))
    rows: list[tuple[str, str, str, bool | str]] = [
        (
            "triage rules; rows of the tables written from the words",
            f"{len(LIBRARY.triage.rules)}; {len(EVERY_ROW)}",
            "",
            "",
        ),
        (
            "parts of rules and macros dropped or flipped, noticed by a row",
            f"{noticed} of {total}; {excused} excused by name",
            "all",
            noticed + excused == total,
        ),
        (
            "each rule's minimal case with each code that may not calm: level fell",
            f"{len(lowered_pairs)} of {pairs}",
            "0",
            not lowered_pairs,
        ),
        (
            "random cases with one code more: level set by a rule fell",
            f"{len(lowered_randoms)} of {randoms}",
            "0",
            not lowered_randoms,
        ),
        ("the same: default completed to self-care by how long or how it began", f"{completed}", "", ""),
        (
            f"hostile files of {len(FORGES)} kinds: crashes",
            f"{crashes} in {outcomes['file refused'] + outcomes['file read'] + crashes}",
            "0",
            not crashes,
        ),
        ("files refused; read", f"{outcomes['file refused']}; {outcomes['file read']}", "", ""),
        (
            "cases in them refused; assessed",
            f"{outcomes['case refused']}; {outcomes['case assessed']}",
            "",
            "",
        ),
        ("slowest file", f"{slowest:.2f} s", "3 s", slowest <= 3),
    ]
    return rows, [*lowered_pairs, *lowered_randoms][:10]


def page() -> str:
    """Write the counts down."""
    rows, falls = table()
    verdict = {True: "kept", False: "**missed**", "": ""}
    lines = [
        "## Rules under attack",
        "",
        "Counts of one run of `tools/accuracy/case_safety.py`. A part that is excused cannot be noticed by any case, because another",
        "part of the same rule holds whenever it does; each stands by name in `tests/standards/test_triage_mutations.py`.",
        "",
        f"Knowledge version {LIBRARY.version}.",
        "",
        "| What | Count | Bound | |",
        "|---|---|---|---|",
        *(f"| {what} | {count} | {bound} | {verdict[ok]} |" for what, count, bound, ok in rows),
        "",
        *(f"- the level fell: {one}" for one in falls),
    ]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    OUT.write_text(page(), encoding="utf-8")
    print(f"written: {OUT.relative_to(ROOT)}")
