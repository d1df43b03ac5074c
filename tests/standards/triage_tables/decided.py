"""Where the words of triage are wider than the form of a rule: decided for the form by the maintainers, or still open.

Each row is a case that the words alone would give to the rule: the rule stays silent, and the rule named beside it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from standards.triage_tables.row import Row, silent

__all__ = ["DECISIONS", "ROWS", "Decision"]


@dataclass(frozen=True)
class Decision:
    """How a form is narrower than the words, the rule that fires instead (empty: none), and the rows it is about.

    ``is_open``: nobody has decided yet; the row only records what the form does.
    """

    why: str
    stands: str
    rows: tuple[Row, ...]
    is_open: bool = False


DECISIONS = (
    Decision(
        "a rapid pulse of a thyroid storm is one over 120, as the codes of triage say; over 100 alone is W06",
        "W06",
        (silent("E18", "a pulse over 100", "test:tsh_low", "symptom:vomiting", "sign:tachycardia"),),
    ),
    Decision(
        "D02 is about restlessness that cannot bear to sit; a tremor after a new medicine is W08",
        "W08",
        (
            silent("D02", "a tremor on a blocker", "drug:dopamine_blocker_start_6w", "symptom:tremor"),
            silent(
                "D02", "a tremor on an antidepressant", "drug:ssri", "trigger:new_medicine", "symptom:tremor"
            ),
        ),
    ),
    Decision(
        "one-sided tremor of short spells is W01; only stated attacks of it, activation:paroxysmal, are D15",
        "W01",
        (
            silent(
                "D15",
                "short spells of tremor",
                "side:unilateral",
                "frequency:brief_episodes",
                "symptom:tremor",
            ),
        ),
    ),
    Decision(
        "weakness of both legs is E08 at the same level, whatever its course and its reflexes; E10 does not repeat it",
        "E08",
        (
            silent("E10", "both legs, worse fast", "symptom:bilateral_leg_weakness", "tempo:rapid_worsening"),
            silent("E10", "both legs, no reflexes", "symptom:bilateral_leg_weakness", "sign:areflexia"),
        ),
        is_open=True,
    ),
)
ROWS: list[Row] = [row for decision in DECISIONS for row in decision.rows]
