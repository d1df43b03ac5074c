"""Let schemathesis look for server errors and undocumented answers of the JSON interface, and write docs/accuracy/web_api.md."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from legato.app.access import csrf_of
from repository import ROOT
from web_house import running_server

PAGE = ROOT / "docs" / "accuracy" / "web_api.md"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = 200


def fuzz(*, examples: int = EXAMPLES) -> tuple[int, str, float]:
    """Run schemathesis against a server of its own.

    Parameters
    ----------
    examples : int
        For each operation.

    Returns
    -------
    int, str, float
        Exit code, what it printed, seconds.
    """
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "data") as server:
        token = server.access.admit(name="schemathesis")
        program = Path(sys.executable).with_name("schemathesis")
        command = [
            *(str(program), "run", f"{server.url}/api/openapi.json", "--checks", CHECKS),
            *("--max-examples", str(examples), "--seed", "1", "--phases", "examples,coverage,fuzzing"),
            *("-H", f"Cookie: legato={token}", "-H", f"X-Legato-CSRF: {csrf_of(token)}", "--no-color"),
            *("--request-timeout", "10", "--generation-database", "none"),
        ]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        return done.returncode, done.stdout + done.stderr, time.perf_counter() - start


def table(code: int, talk: str, seconds: float) -> str:
    """Write the page."""
    operations = re.search(r"Tested:\s*(.+)", talk)
    cases = re.search(r"Test cases:\s*(.+)", talk)
    return "\n".join(
        [
            "## The JSON interface under random requests",
            "",
            "<!-- written by tools/accuracy/web_api.py -->",
            "",
            f"schemathesis with {EXAMPLES} examples an operation, all phases, in {seconds:.0f} s; it looks for server errors, for answers that",
            "the OpenAPI document does not name, and for bodies that are not as documented.",
            "",
            "| What | Measured | Bound |",
            "|---|---|---|",
            f"| operations | {operations[1].strip() if operations else 'not told'} | |",
            f"| requests | {cases[1].strip() if cases else 'not told'} | |",
            f"| faults found | {'0' if code == 0 else '**missed**, see the tool'} | 0 |",
            "",
        ]
    )


if __name__ == "__main__":
    code, talk, seconds = fuzz(examples=int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES)
    print(talk)
    if len(sys.argv) == 1:
        PAGE.write_text(table(code, talk, seconds), encoding="utf-8")
    sys.exit(code)
