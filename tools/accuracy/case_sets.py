"""The sets of coded cases, assessed once, and what is asked of each assessment; shared by the scripts that score them.

Shared cases stand beside the checkout; own and independent cases under tests/cases. Nothing here writes a page.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from legato.assess import assess_case
from legato.io.case_file import read_case_file
from legato.knowledge.library import Library, load_library
from legato.model.assessment import Assessment
from legato.model.case import Case, CaseAnswer, RefusedCase
from legato.score import Score, score_assessments

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
SHARED = ROOT.parent / "shared" / "clinical" / "cases.yaml"
BLOCKS = {
    "b1": "medicines, withdrawal, restlessness, sleep",
    "b2": "tremors",
    "b3": "jerks, spasticity, nerves, cord",
    "b4": "everyday and metabolic",
}


@dataclass(frozen=True)
class CaseSet:
    """Cases of one origin with their assessments.

    Parameters
    ----------
    name : str
    assessed : tuple of Assessment
    no_cause : frozenset of str
        Ids of those for which a comment says that no cause of the list is the real one.
    """

    name: str
    assessed: tuple[Assessment, ...]
    no_cause: frozenset[str] = frozenset()

    @property
    def score(self) -> Score:
        """Compare with the answers."""
        return score_assessments(self.assessed)


def answer_of(one: Assessment | Case) -> CaseAnswer:
    """Give the answer of a case; every case of these sets has one."""
    case = one.case if isinstance(one, Assessment) else one
    if case.answer is None:
        sys.exit(f"the case {case.id} holds no answer")
    return case.answer


def accepted_by(one: Assessment | Case) -> frozenset[str]:
    """Give the causes that the answer accepts."""
    answer = answer_of(one)
    return frozenset({answer.diagnosis, *answer.acceptable} - {""})


@cache
def library() -> Library:
    """Load the knowledge once."""
    return load_library()


def cases_of(path: Path) -> list[Case]:
    """Read the cases of a file, none of which may be refused."""
    read = read_case_file(path, codes=library().findings)
    refused = [one for one in read if isinstance(one, RefusedCase)]
    if refused:
        sys.exit(f"{path.name}: {refused[0].id}: {refused[0].what}")
    return [one for one in read if isinstance(one, Case)]


def without_cause(path: Path) -> frozenset[str]:
    """Give the ids before which a comment says that the answer is the nearest cause only."""
    text = path.read_text(encoding="utf-8")
    pattern = r"^# [^\n]*(?:nearest|no condition of the list)[^\n]*\n- id: (\S+)"
    return frozenset(re.findall(pattern, text, flags=re.M))


@cache
def case_sets() -> tuple[CaseSet, ...]:
    """Read and assess every set: shared, the four blocks of our own, independent."""
    if not SHARED.is_file():
        sys.exit(f"the shared cases are not at {SHARED}")
    independent = sorted(CASES.glob("c*.yaml"))
    files = [("shared", [SHARED]), *((name, [CASES / f"{name}.yaml"]) for name in BLOCKS)]
    if independent:
        files.append(("independent", independent))
    return tuple(
        CaseSet(
            name,
            assess_all(case for path in paths for case in cases_of(path)),
            frozenset().union(*map(without_cause, paths)),
        )
        for name, paths in files
    )


def assess_all(cases: Iterable[Case]) -> tuple[Assessment, ...]:
    """Assess cases one after the other."""
    return tuple(assess_case(case, library=library()) for case in cases)


def joined(sets: Sequence[CaseSet], name: str) -> CaseSet:
    """Put several sets together."""
    return CaseSet(
        name,
        tuple(one for part in sets for one in part.assessed),
        frozenset().union(*(part.no_cause for part in sets)),
    )


def groups() -> dict[str, CaseSet]:
    """Give the three groups that are told apart throughout: shared, own, independent."""
    sets = {one.name: one for one in case_sets()}
    own = joined([sets[name] for name in BLOCKS], "own, all blocks")
    return {
        "shared": sets["shared"],
        "own": own,
        **({"independent": sets["independent"]} if "independent" in sets else {}),
    }


def percent(part: float, whole: float) -> str:
    """Write a share, with a dash where there is nothing to share."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


def of(part: int, whole: int) -> str:
    """Write a count of a count."""
    return f"{part} of {whole}" if whole else "none"
