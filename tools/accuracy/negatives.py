"""How often shaking or freezing is claimed where there is none: healthy sitting, standing, desk work, walking, jogging.

Writes docs/accuracy/negatives.md. No recording of these sets was used to fit a number.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from real_sets import NEGATIVE_SETS

from legato.analyze import analyze
from legato.model.movement import INVOLUNTARY_SHAKING

OUT = Path(__file__).resolve().parents[2] / "docs" / "accuracy" / "negatives.md"


def count_states(maker: object) -> tuple[Counter[tuple[str, str]], int, int]:
    """Count (activity, state) over the assessable windows of a set; also recordings and subjects."""
    counts: Counter[tuple[str, str]] = Counter()
    subjects = set()
    n_recordings = 0
    for subject, activity, recording in maker():  # type: ignore[operator]
        table = analyze(recording).windows
        subjects.add(subject)
        n_recordings += 1
        for state, ok in zip(table.text("state"), table.columns["assessable"], strict=True):
            if ok:
                counts[(activity, str(state))] += 1
    return counts, n_recordings, len(subjects)


def main() -> None:
    """Count over all sets and write the table."""
    lines = [
        "## Negatives: shaking or freezing claimed where there is none",
        "",
        "Healthy people sitting, standing, at a desk, walking, jogging. A window of 4 s counts as a false claim when its",
        "state is one of the involuntary-shaking states. Bound of the issue: at most 1 % of windows per set.",
        "",
        "| set | subjects | recordings | windows | false claims | % | which |",
        "|---|---|---|---|---|---|---|",
    ]
    shaking = {kind.value for kind in INVOLUNTARY_SHAKING}
    for name, maker in NEGATIVE_SETS.items():
        counts, n_recordings, n_subjects = count_states(maker)
        total = sum(counts.values())
        false = Counter()
        for (activity, state), n in counts.items():
            if state in shaking:
                false[f"{state} in {activity}"] += n
        share = 100.0 * sum(false.values()) / max(total, 1)
        which = ", ".join(f"{what} {n}" for what, n in false.most_common(4)) or "none"
        lines.append(
            f"| {name} | {n_subjects} | {n_recordings} | {total} | {sum(false.values())} | {share:.2f} | {which} |"
        )
        states = Counter()
        for (_, state), n in counts.items():
            states[state] += n
        print(f"{name}: {share:.2f} % of {total}; states {dict(states.most_common())}", file=sys.stderr)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(OUT.read_text())


if __name__ == "__main__":
    main()
