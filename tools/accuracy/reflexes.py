"""Compare the leg jerks found with the taps of a reflex hammer: found, dated within 100 ms, never called a rhythm.

Writes docs/accuracy/reflexes.md. One healthy person, patellar and Achilles reflex; the taps follow from the hammer's own
accelerometer, which no detector sees.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import numpy as np
from real_sets import DATA

from legato.analyze import analyze
from legato.io.read import read_recording
from legato.model.movement import MovementKind

OUT = Path(__file__).resolve().parents[2] / "docs" / "accuracy" / "reflexes.md"
BASE = DATA / "leg_reflex_biostamp" / "subject4"
TAP_G = 2.0  # far above the swing of the hammer, far below the weakest tap
WITHIN_S = 0.100
RHYTHMIC = {
    kind.value
    for kind in MovementKind
    if "shaking" in kind.value
    or kind in (MovementKind.HEEL_BOUNCE, MovementKind.CLONUS, MovementKind.SEIZURE_LIKE)
}


def columns(folder: Path, name: str) -> np.ndarray:
    """Read one CSV of the set, gzipped or not."""
    path = folder / f"{name}.csv"
    text = path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes())
    return np.genfromtxt(io.StringIO(text.decode("utf-8")), delimiter=",", skip_header=1)


def taps_unix_s(folder: Path) -> np.ndarray:
    """Give the times of the taps: local maxima of the hammer's acceleration at least 1 s apart."""
    hammer = columns(folder / "hammer", "accel")
    size = np.linalg.norm(hammer[:, 1:4] - np.median(hammer[:, 1:4], axis=0), axis=1)
    taps: list[int] = []
    for i in np.argsort(-size):
        if size[i] < TAP_G:
            break
        if all(abs(hammer[i, 0] - hammer[j, 0]) > 1e6 for j in taps):
            taps.append(int(i))
    return np.sort(hammer[taps, 0]) / 1e6


def main() -> None:
    """Compare jerks and taps in the four recordings."""
    lines = [
        "## Jerks after a reflex hammer",
        "",
        "One healthy person, four recordings. A tap counts as found when a jerk starts within 100 ms of it. Bounds of the",
        "issue: at least 90 % found, none called rhythmic.",
        "",
        "| recording | taps | found within 100 ms | median delay | jerks beside no tap | rhythmic windows |",
        "|---|---|---|---|---|---|",
    ]
    n_taps = n_found = 0
    for tendon in ("patellar", "achilles"):
        for mode in ("normal", "exercise"):
            folder = BASE / tendon / mode
            taps = taps_unix_s(folder)
            analysis = analyze(read_recording(folder / "response"))
            first_s = min(columns(folder / "response", name)[0, 0] for name in ("accel", "gyro")) / 1e6
            onsets = np.array(
                [
                    b.span.start_s
                    for b in analysis.bouts
                    if b.state in (MovementKind.JERK, MovementKind.PERIODIC_JERKS)
                ]
            )
            delays = np.array([d[np.argmin(np.abs(d))] for t in taps if len(d := onsets + first_s - t)])
            inside = (taps > first_s + 1) & (taps < first_s + analysis.recording.duration_s - 1)
            found = np.abs(delays[inside]) <= WITHIN_S if len(delays) else np.zeros(int(inside.sum()), bool)
            strays = (
                sum(bool(np.min(np.abs(taps - first_s - o)) > 1.0) for o in onsets)
                if len(taps)
                else len(onsets)
            )
            rhythmic = sum(str(s) in RHYTHMIC for s in analysis.windows.text("state"))
            delay = f"{1000 * np.median(delays[inside][found]):+.0f} ms" if found.any() else "-"
            lines.append(
                f"| {tendon} {mode} | {inside.sum()} | {found.sum()} | {delay} | {strays} | {rhythmic} |"
            )
            n_taps, n_found = n_taps + int(inside.sum()), n_found + int(found.sum())
    lines += ["", f"All: {n_found} of {n_taps} taps ({100 * n_found / max(n_taps, 1):.0f} %)."]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(OUT.read_text())


if __name__ == "__main__":
    main()
