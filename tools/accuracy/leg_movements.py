"""Compare the leg movements found with those of simulated nights: found, dated, the same at every rate, and on bad nights.

Writes docs/accuracy/leg_movements.md. Everything is simulated and seeded. The peers' own nights and psgscoring on them are
measured too where they are to be had; where not, the page says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement, RuleScoring
from legato.model.recording import Side
from legato.model.sleep import SleepNotes
from legato.score_night import NightWork, rescore, work_on_night
from legato.simulation.night import SimulatedNight, simulate_night
from legato.simulation.night_artefacts import LegFault, NightArtefacts
from legato.simulation.night_plan import NightPlan, PersonKind, draw_plan

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "bench"))
OUT = ROOT / "docs" / "accuracy" / "leg_movements.md"
ENVIRONMENTS = Path(os.environ.get("LEGATO_PEER_ENVIRONMENTS", ROOT / "out" / "bench-env"))
RULE = "wasm2016"
PLM_INDEX = "plms_per_hour"
LEGS = (Side.LEFT, Side.RIGHT)
SHORTEST_S, LONGEST_S, EDGE_S = 0.5, 10.0, 0.050
LEAST_IOU = 0.2
LEAST_F1, MOST_ONSET_MS, LEAST_AGREEMENT, MOST_DRIFT_MS_PER_H = 0.99, 20.0, 0.95, 1.0
MOST_INDEX_ERROR = 0.02
DRIFT_RATES_HZ = (199.7, 200.0, 256.0, 499.99, 512.0, 1000.0)
DRIFT_SEEDS = (7, 8, 9)
STEADY = NightPlan(series_per_h=30.0, isolated_per_h=4.0, resting_log_sd=0.0)


@dataclass
class Tally:
    """What was found of what is true, over legs and nights.

    Parameters
    ----------
    hits, misses, strays : int
    pairs : list of tuple of Interval
        True and found.
    """

    hits: int
    misses: int
    strays: int
    pairs: list[tuple[Interval, Interval]]

    def __add__(self, other: Tally) -> Tally:
        """Add up two."""
        return Tally(
            self.hits + other.hits,
            self.misses + other.misses,
            self.strays + other.strays,
            self.pairs + other.pairs,
        )

    @property
    def precision(self) -> float:
        """Share of those found that are true."""
        return self.hits / (self.hits + self.strays) if self.hits + self.strays else float("nan")

    @property
    def recall(self) -> float:
        """Share of those true that were found."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        whole = 2 * self.hits + self.misses + self.strays
        return 2 * self.hits / whole if whole else float("nan")

    @property
    def onset_errors_ms(self) -> np.ndarray:
        """Found less true."""
        return np.array([1e3 * (found.start_s - true.start_s) for true, found in self.pairs])

    @property
    def duration_errors_ms(self) -> np.ndarray:
        """Found less true."""
        return np.array([1e3 * (found.duration_s - true.duration_s) for true, found in self.pairs])


NOTHING = Tally(0, 0, 0, [])


def iou(a: Interval, b: Interval) -> float:
    """Give the overlap of two spans over what they cover together."""
    overlap = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    return max(0.0, overlap) / (max(a.end_s, b.end_s) - min(a.start_s, b.start_s))


def paired(truth: Sequence[Interval], found: Sequence[Interval]) -> list[tuple[int, int]]:
    """Pair true and found spans one to one, the best overlaps first."""
    candidates = []
    start = 0
    for j, one in enumerate(found):
        while start < len(truth) and truth[start].start_s < one.start_s - 120.0:
            start += 1
        for i in range(start, len(truth)):
            if truth[i].start_s >= one.end_s:
                break
            share = iou(truth[i], one)
            if share >= LEAST_IOU:
                candidates.append((-share, i, j))
    pairs: list[tuple[int, int]] = []
    used_true: set[int] = set()
    used_found: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in used_true and j not in used_found:
            pairs.append((i, j))
            used_true.add(i)
            used_found.add(j)
    return pairs


def counts_s(span: Interval) -> bool:
    """Tell whether a span has the length of a leg movement that is counted."""
    return SHORTEST_S <= span.duration_s <= LONGEST_S


def is_close(span: Interval) -> bool:
    """Tell whether the length is so near a limit that it may count or not."""
    return min(abs(span.duration_s - SHORTEST_S), abs(span.duration_s - LONGEST_S)) <= EDGE_S


def compare(truth: Sequence[Interval], found: Sequence[Interval]) -> tuple[Tally, Tally]:
    """Compare movements of 0.5 to 10 s: strictly, and with true ones at a limit counting either way.

    Parameters
    ----------
    truth, found : sequence of Interval
        Of one leg and of every length, in order.
    """
    true_strict = [span for span in truth if counts_s(span)]
    kept = [span for span in found if counts_s(span)]
    pairs = paired(true_strict, kept)
    spans = [(true_strict[i], kept[j]) for i, j in pairs]
    strict = Tally(len(pairs), len(true_strict) - len(pairs), len(kept) - len(pairs), spans)
    true_fair = [span for span in truth if counts_s(span) or is_close(span)]
    pairs = paired(true_fair, kept)
    seen = {i for i, _ in pairs}
    misses = sum(i not in seen and not is_close(span) for i, span in enumerate(true_fair))
    hits = sum(not is_close(true_fair[i]) for i, _ in pairs)
    spans = [(true_fair[i], kept[j]) for i, j in pairs]
    return strict, Tally(hits, misses, len(kept) - len(pairs), spans)


def compare_night(night: SimulatedNight, work: NightWork, legs: Sequence[Side] = LEGS) -> tuple[Tally, Tally]:
    """Compare the chosen legs of one night in the stretches that Legato says it scored.

    Movements that reach outside of these stretches, or are under way where samples were lost, are left out on both sides.
    """
    strict, fair = NOTHING, NOTHING
    scored = {trace.side: trace.scorable_spans for trace in work.traces if trace.is_scorable}
    for side in legs:
        found = [one.span for one in work.found[RULE] if one.side is side and not one.is_cut]
        lost = [m.span for m in night.truth.movements if m.side is side and not m.is_visible]
        found = [span for span in found if not any(iou(span, other) > 0 for other in lost)]
        spans = scored.get(side, [])
        truth = [span for span in night.truth.of(side) if is_within(span, spans)]
        one, other = compare(truth, [span for span in found if is_within(span, spans)])
        strict, fair = strict + one, fair + other
    return strict, fair


def is_within(span: Interval, spans: Sequence[Interval]) -> bool:
    """Tell whether one of the spans holds it wholly."""
    return any(one.start_s <= span.start_s and span.end_s <= one.end_s for one in spans)


def declared(work: NightWork) -> str:
    """Say which legs, and how much of the others, Legato said that it could not score."""
    said = []
    for trace in work.traces:
        lost_min = (work.night.duration_s - sum(one.duration_s for one in trace.scorable_spans)) / 60.0
        if not trace.is_scorable:
            said.append(f"{trace.side.value} unscorable: {trace.reason}")
        elif lost_min >= 0.05:
            said.append(f"{trace.side.value} not scored for {lost_min:.1f} min")
    return "; ".join(said)


def index_of(scoring: RuleScoring, name: str) -> float:
    """Give one index of a scoring, NaN where it was not measured."""
    values = [m.value for m in scoring.measures if m.name == name and m.value is not None]
    return float(values[0]) if values else float("nan")


def true_movements(night: SimulatedNight) -> list[LegMovement]:
    """Give the truth as movements that a rule set can judge; bursts of one movement that overlap are joined."""
    movements = []
    for side in LEGS:
        for one in sorted(m for m in night.truth.movements if m.side is side and m.is_visible):
            resting = night.truth.resting_uv[side]
            movements.append(LegMovement(one.span, side, side.value, one.peak_uv, one.peak_uv, resting))
    return sorted(movements)


def mark(*, is_kept: bool) -> str:
    """Say whether a bound was kept."""
    return "kept" if is_kept else "**missed**"


def clean_section() -> list[str]:
    """Measure clean nights of every kind of person at two rates, and the indices that follow."""
    lines = [
        "Each row is four nights of 8 h (few movements, periodic, with apnoeas, rhythmic), both legs. *Strict* counts a true",
        "movement of 0.500 s or more and one of 0.499 s not at all; *fair* lets a true one within 50 ms of 0.5 or of 10 s count",
        "either way. Bounds: F1 0.99 or more, median onset error 20 ms or less.",
        "",
        "| rate | true | F1 strict | F1 fair | precision | recall | median onset error | median size of it | median duration error | |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    indices: list[tuple[str, float, float]] = []
    kinds = (PersonKind.QUIET, PersonKind.RLS, PersonKind.APNOEA, PersonKind.RHYTHMIC)
    for rate_hz in (256.0, 512.0):
        strict, fair = NOTHING, NOTHING
        for k, kind in enumerate(kinds):
            plan = draw_plan(kind, rng=np.random.default_rng([20261, k]))
            night = simulate_night(seed=100 + k, hours=8.0, sampling_rate_hz=rate_hz, plan=plan)
            work = work_on_night(night.recording, notes=night.truth.notes, rules=[RULE], with_minor=False)
            one, other = compare_night(night, work)
            strict, fair = strict + one, fair + other
            expected = rescore(work, true_movements(night))[RULE]
            scored = work.night.scorings[RULE]
            indices.append(
                (f"{kind.value}, {rate_hz:g} Hz", index_of(expected, PLM_INDEX), index_of(scored, PLM_INDEX))
            )
        onset = fair.onset_errors_ms
        is_kept = min(strict.f1, fair.f1) >= LEAST_F1 and float(np.median(np.abs(onset))) <= MOST_ONSET_MS
        lines.append(
            f"| {rate_hz:g} Hz | {strict.hits + strict.misses} | {strict.f1:.4f} | {fair.f1:.4f} | {fair.precision:.4f} | "
            f"{fair.recall:.4f} | {np.median(onset):+.1f} ms | {np.median(np.abs(onset)):.1f} ms | "
            f"{np.median(fair.duration_errors_ms):+.0f} ms | {mark(is_kept=is_kept)} |"
        )
    lines += [
        "",
        "Periodic leg movements of sleep an hour (WASM 2016), once from the true movements and once from those found, by the",
        "same rules. Bound: within 2 %.",
        "",
        "| night | from the truth | from what was found | |",
        "|---|---|---|---|",
    ]
    for name, true, got in indices:
        is_kept = abs(got - true) <= MOST_INDEX_ERROR * true
        lines.append(f"| {name} | {true:.1f} | {got:.1f} | {mark(is_kept=is_kept)} |")
    return [
        *lines,
        "",
        "MATPLM, the published program of another group, was not run, as Octave was not at hand: its published parameters were",
        "followed where the rules leave a choice, and no agreement with it is claimed.",
    ]


def drift_section() -> list[str]:
    """Measure whether the error of the onset grows over 12 h."""
    lines = [
        "## Drift over twelve hours",
        "",
        f"Slope of the onset error over {len(DRIFT_SEEDS)} nights of 12 h, by least squares over pairs whose error is under 100 ms,",
        "with its standard error. The resting level stays the same in these nights, as the onset error depends a little on it and",
        "a clock does not. The same movements stand in every row, so chance moves all slopes the same way. Bound: the slope and",
        f"two standard errors stay under {MOST_DRIFT_MS_PER_H:g} ms an hour, which is 0.3 millionths; taking 500 Hz for 499.99 Hz would be 72.",
        "",
        "| rate | movements | median onset error | slope | |",
        "|---|---|---|---|---|",
    ]
    for rate_hz in DRIFT_RATES_HZ:
        fair = NOTHING
        for seed in DRIFT_SEEDS:
            night = simulate_night(seed=seed, hours=12.0, sampling_rate_hz=rate_hz, plan=STEADY)
            work = work_on_night(night.recording, notes=night.truth.notes, rules=[RULE], with_minor=False)
            fair = fair + compare_night(night, work)[1]
        errors = fair.onset_errors_ms
        hours = np.array([true.start_s for true, _ in fair.pairs]) / 3600.0
        near = np.abs(errors) < 100.0
        (slope, _), covariance = np.polyfit(hours[near], errors[near], 1, cov=True)
        sd = float(np.sqrt(covariance[0, 0]))
        is_kept = abs(slope) + 2.0 * sd <= MOST_DRIFT_MS_PER_H
        lines.append(
            f"| {rate_hz:g} Hz | {near.sum()} of {len(near)} | {np.median(errors):+.1f} ms | {slope:+.3f} ± {sd:.3f} ms/h | "
            f"{mark(is_kept=is_kept)} |"
        )
    return lines


def degraded() -> list[tuple[str, NightPlan, NightArtefacts]]:
    """List the kinds of bad nights."""
    plan = draw_plan(PersonKind.RLS, rng=np.random.default_rng([20262, 1]))
    good = NightArtefacts()
    holes = tuple(Interval(600.0 + 900.0 * k, 607.0 + 903.0 * k) for k in range(14))
    nights = [
        (f"resting level {uv:g} uV", replace(plan, resting_uv=(uv, uv)), good)
        for uv in (2.0, 5.0, 8.0, 11.0, 14.0)
    ]
    nights += [(f"heart of {uv:g} uV", plan, replace(good, ecg_uv=(uv, uv))) for uv in (3.0, 8.0, 15.0)]
    nights += [
        (f"mains of {uv:g} uV at {hz:g} Hz", plan, replace(good, mains_uv=uv, mains_hz=hz))
        for uv, hz in ((5.0, 50.0), (15.0, 60.0))
    ]
    nights += [
        (f"left leg {fault.value}", plan, replace(good, bad_leg=Side.LEFT, fault=fault)) for fault in LegFault
    ]
    return [
        *nights,
        (
            "left leg flat for half an hour",
            plan,
            replace(good, bad_leg=Side.LEFT, bad_span=Interval(1800.0, 3600.0)),
        ),
        ("drop-outs as missing values", plan, replace(good, drop_outs=holes)),
        ("drop-outs as gaps of the clock", plan, replace(good, drop_outs=holes, is_gap=True)),
        ("60 electrode pops an hour", plan, replace(good, pops_per_h=60.0)),
        ("slow wander of 50 uV", plan, replace(good, wander_uv=50.0)),
        ("crosstalk of 10 %", plan, replace(good, crosstalk=0.10)),
        ("crosstalk of 30 %", plan, replace(good, crosstalk=0.30)),
    ]


def degraded_section() -> list[str]:
    """Measure one bad night of each kind."""
    lines = [
        "## Bad nights",
        "",
        "Four hours of one person with periodic movements at 512 Hz, one thing wrong in each row. A leg, or a stretch of it, is",
        "either scored, and counts in F1 (fair at the limits), or is declared unscorable; its movements are then neither found",
        "nor missed, and how much was declared stands in the row. Bound: F1 0.95 or more, or declared unscorable.",
        "",
        "| night | true in scored legs | F1 | precision | recall | median onset error | declared | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, plan, artefacts in degraded():
        night = simulate_night(seed=31, hours=4.0, sampling_rate_hz=512.0, plan=plan, artefacts=artefacts)
        work = work_on_night(night.recording, notes=night.truth.notes, rules=[RULE], with_minor=False)
        scored = [trace.side for trace in work.traces if trace.is_scorable]
        _, fair = compare_night(night, work, scored)
        said = declared(work)
        if not scored:
            lines.append(f"| {name} | 0 | - | - | - | - | {said} | kept |")
            continue
        onset = np.median(fair.onset_errors_ms) if fair.pairs else float("nan")
        lines.append(
            f"| {name} | {fair.hits + fair.misses} | {fair.f1:.3f} | {fair.precision:.3f} | {fair.recall:.3f} | "
            f"{onset:+.1f} ms | {said} | {mark(is_kept=fair.f1 >= LEAST_AGREEMENT)} |"
        )
    return lines


def psgscoring_says(path: Path) -> str:
    """Run the peers' accuracy script for psgscoring and give its line, or why there is none."""
    import days

    python = ENVIRONMENTS / "psgs" / "bin" / "python"
    if not python.exists():
        return "not run, its environment is not here"
    command = [str(python), str(days.PEERS / "accuracy.py"), "psgscoring", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, OMP_NUM_THREADS="1"))
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        return "failed"
    result = json.loads(lines[0])
    return f"{result['f1']:.3f} ({result['precision']:.3f}, {result['recall']:.3f})"


def peers_section() -> list[str]:
    """Measure the nights of the peers' bench, whose movements are known per leg."""
    import days
    from laboratory import legs_in_memory

    lines = [
        "## The nights of the bench",
        "",
        "Eight hours from a generator that is not Legato's own, with the heart in both legs; length and onset of a movement are",
        "as that generator planned them, edges of 80 and 150 ms included, so that a small movement is shorter than planned by any",
        "rule of 8 and 2 uV. Both legs are merged, as psgscoring gives them (Legato's where they are 0.5 s apart or less); its own",
        "script matches its movements first come, first served.",
        "",
        "| night | Legato F1 (precision, recall) | psgscoring F1 (precision, recall) | |",
        "|---|---|---|---|",
    ]
    if not (days.PEERS / "gen.py").is_file():
        return [*lines[:2], "Not measured: the generator of the bench was not at hand."]
    for rate_hz in (256, 512):
        path = days.bench_psg(rate_hz)
        truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))
        work = work_on_night(legs_in_memory(path), notes=SleepNotes(), rules=[RULE], with_minor=False)
        true = sorted(Interval(m["onset"], m["onset"] + m["dur"]) for m in truth["lms"])
        found: list[Interval] = []
        for span in sorted(one.span for one in work.found[RULE]):
            if found and span.start_s <= found[-1].end_s + 0.5:
                found[-1] = Interval(found[-1].start_s, max(found[-1].end_s, span.end_s))
            else:
                found.append(span)
        strict, _ = compare(true, found)
        ours = f"{strict.f1:.3f} ({strict.precision:.3f}, {strict.recall:.3f})"
        lines.append(
            f"| {rate_hz} Hz | {ours} | {psgscoring_says(path)} | {mark(is_kept=strict.f1 >= LEAST_AGREEMENT)} |"
        )
    return lines


def main() -> None:
    """Measure all of it."""
    lines = ["## Leg movements of simulated nights", ""]
    lines += [*clean_section(), "", *drift_section(), "", *degraded_section(), "", *peers_section()]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(OUT.read_text())


if __name__ == "__main__":
    main()
