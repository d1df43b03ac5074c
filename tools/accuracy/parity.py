"""Give 2,000 random answer sets to four readers of the same rules, and count where they differ.

Python, the terminal (``legato check --answers``), the interpreter of the phone in a real browser, and HTTP. Writes
docs/accuracy/parity.md. The bound is that nothing differs.
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from legato.app.offline.graph import graph_bytes  # noqa: E402
from legato.cli.check import command  # noqa: E402
from legato.knowledge.library import Library, load_library  # noqa: E402
from legato.knowledge.locales import languages, library_in  # noqa: E402
from offline_makers import (  # noqa: E402
    a_browser,
    answer_cases,
    browser_results,
    differences,
    facts_cases,
    plain_case,
    plain_values,
    python_result,
    python_urgency,
)
from web_house import running_server  # noqa: E402

OUT = ROOT / "docs" / "accuracy" / "parity.md"
COUNT = 2000
SEED = 20261125
_DECIDED = ("urgency", "rules", "unanswered", "closed")


def decided_in(text: str) -> dict[str, Any]:
    """Take the decision out of an assessment in JSON."""
    case = json.loads(text)["cases"][0]
    rules = [[rule["id"], rule["level"], rule["facts"]] for rule in case["rules"]]
    return {
        "urgency": case["urgency"],
        "rules": rules,
        "unanswered": case["unanswered"],
        "closed": case["self_care_closed_by"],
    }


def of_terminal(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask ``legato check`` with a file of answers."""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.json"
        for case in cases:
            file.write_text(json.dumps(plain_values(case) | {"scales": case["scales"]}), encoding="utf-8")
            done = CliRunner().invoke(command, ["--answers", str(file), "--json", "-"], standalone_mode=False)
            if done.exception:
                raise done.exception
            results.append(decided_in(done.stdout))
    return results


def of_http(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask a running server."""
    results = []
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder) / "data") as server,
        closing(http.client.HTTPConnection(server.url.removeprefix("http://"))) as connection,
    ):
        for case in cases:
            body = {"answers": plain_values(case), "scales": case["scales"], "story": case["story"]}
            headers = {"content-type": "application/json"}
            connection.request("POST", "/api/v1/check", json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != http.HTTPStatus.OK:
                raise SystemExit(f"HTTP {answer.status}: {text}")
            results.append(decided_in(text))
    return results


def count_different(mine: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> int:
    """Count the cases where two readers do not say the same."""
    return sum(bool(differences(one, other)) for one, other in zip(mine, theirs, strict=True))


def decisions(cases: list[dict[str, Any]], *, library: Library) -> list[dict[str, Any]]:
    """Give what Python decides."""
    return [
        {key: value for key, value in python_result(case, library=library).items() if key in _DECIDED}
        for case in cases
    ]


def page() -> tuple[str, bool]:
    """Count, and write the counts down; and tell whether every bound was kept."""
    library = load_library()
    cases = answer_cases(library, count=COUNT, seed=SEED)
    facts = facts_cases(library, count=COUNT, seed=SEED)
    mine = [python_result(case, library=library) for case in cases]
    bare = [python_urgency(case, library=library) for case in facts]
    plain = [plain_case(case, library=library) for case in cases]
    without_story = [{**case, "story": ""} for case in plain]
    with a_browser() as browser:
        phone = browser_results(cases, library=library, browser=browser)
        phone_bare = browser_results(facts, library=library, browser=browser)
    rows = [
        ("phone, whole interview: facts, every next question, refusals, urgency, rules", count_different(mine, phone)),
        ("phone, bare facts: urgency, rules, what is open", count_different(bare, phone_bare)),
        ("terminal: urgency, rules, what is open", count_different(decisions(without_story, library=library), of_terminal(without_story))),
        ("HTTP: urgency, rules, what is open", count_different(decisions(plain, library=library), of_http(plain))),
    ]  # fmt: skip
    levels = Counter(one["urgency"] for one in mine)
    fired = {rule[0] for one in (*mine, *bare) for rule in one["rules"]}
    sizes = {name: len(graph_bytes(library_in(name), language=name)) for name in languages()}
    lines = [
        "## The same answers, the same urgency",
        "",
        f"Counts of one run of `tools/accuracy/parity.py`: {COUNT} random answer sets (seed {SEED}), each read by Python and by",
        "another reader. The answer sets hold skipped questions, “I don't know”, “none of these”, several ticks, numbers,",
        "questionnaires with gaps, answers that do not fit, and free texts with denials in three languages.",
        "",
        f"Knowledge version {library.version}.",
        "",
        "| Reader | Sets | Different from Python | Bound | |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {COUNT} | {count} | 0 | {'**missed**' if count else 'kept'} |"
            for name, count in rows
        ),
        "",
        "Levels in these sets: " + ", ".join(f"{name} {count}" for name, count in levels.most_common()) + ".",
        f"Sets with a word of the free text that raises: {sum(bool(one['hits']) for one in mine)}; with an answer that was",
        f"refused: {sum(bool(one['refused']) for one in mine)}; rules that fired at least once: {len(fired)} of",
        f"{len(library.triage.rules) + 1}.",
        "",
        "The questions with their rules as data, uncompressed: "
        + ", ".join(f"{name} {size / 1000:.0f} kB" for name, size in sizes.items())
        + " (bound 250 kB a language).",
    ]
    is_kept = not any(count for _, count in rows) and max(sizes.values()) <= 250_000
    return "\n".join(lines) + "\n", is_kept


if __name__ == "__main__":
    text, is_kept = page()
    OUT.write_text(text, encoding="utf-8")
    print(f"written: {OUT.relative_to(ROOT)}")
    sys.exit(0 if is_kept else 1)
