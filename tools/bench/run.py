"""Measure speed and memory of Legato and of the peers in the same run, and write docs/benchmarks.md.

One numeric thread, one process a job, one job at a time. ``run.py day cwa`` measures only those rows and prints them
without writing the page; ``run.py --write day cwa`` puts them into the page that is there, with their date. Peers that need an environment of their own run where LEGATO_PEER_ENVIRONMENTS (default
out/bench-env) holds one of that name; the others are left out and named.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import assess
import days
import laboratory

ROOT = days.ROOT
PAGE = ROOT / "docs" / "benchmarks.md"
ENVIRONMENTS = Path(os.environ.get("LEGATO_PEER_ENVIRONMENTS", ROOT / "out" / "bench-env"))
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


@dataclass(frozen=True)
class Peer:
    """A script of the peers' bench on one file."""

    name: str
    script: str
    data: str
    environment: str = "legato"
    words: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    repetitions: int = 3


@dataclass(frozen=True)
class Row:
    """One thing that is measured, its bound, and the peers beside it."""

    key: str
    title: str
    bound_s: float
    bound_mb: float | None = None
    command: tuple[str, ...] = ()
    repetitions: int = 5
    peers: tuple[Peer, ...] = field(default=())


def rows() -> list[Row]:
    """List what is measured; bounds are those that the project set itself."""
    program = str(Path(sys.executable).parent / "legato")
    day, week = "imu_24h.npy", "imu_7d.npy"
    rfft = ("fft", "400")
    return [
        Row(
            "day",
            "24 h, 100 Hz, accel + gyro in memory -> windows, bouts, measures",
            0.6,
            300,
            peers=(
                Peer("bytes read once", "limit.py", day, words=("read",)),
                Peer("one rFFT pass", "limit.py", day, words=(*rfft, str(3 * 8640000))),
                Peer("scipy reference (spectra only)", "a_scipy.py", day),
                Peer("MNE Welch (spectra only)", "a_mne.py", day, "mne"),
                Peer("SKDH feature bank (no detection)", "a_skdh.py", day, "skdh", repetitions=1),
                Peer("ParaDigMa tremor", "a_paradigma.py", day, "paradigma", repetitions=1),
            ),
        ),
        Row("shaking_day", "24 h in which every window shakes, in memory", 1.5),
        Row(
            "week",
            "7 days in memory",
            4.0,
            repetitions=3,
            peers=(Peer("scipy reference (spectra only)", "a_scipy.py", week),),
        ),
        Row(
            "parquet",
            "24 h from Parquet to JSON, process start included",
            2.0,
            command=(program, "analyze", str(days.day_as_parquet()), "--json", str(days.DATA / "day.json")),
        ),
        Row(
            "cwa",
            "7 days of Axivity CWA decoded",
            0.5,
            peers=(
                Peer("bytes read once", "limit.py", "ax3_7d.cwa", words=("read",)),
                Peer("SKDH ReadCwa", "d_skdh.py", "ax3_7d.cwa", "skdh"),
            ),
        ),
        Row(
            "edf",
            "two legs of a 27-channel, 8 h EDF",
            0.05,
            peers=(
                Peer("bytes read once", "limit.py", "psgmix_8h.edf", words=("read",)),
                Peer("edfio", "d_edf.py", "psgmix_8h.edf", settings=(("EDF_LIB", "edfio"),)),
                Peer("MNE", "d_edf.py", "psgmix_8h.edf", "mne", settings=(("EDF_LIB", "mne"),)),
            ),
        ),
        *laboratory_rows(),
        Row("help", "`legato --help`", 0.3, command=(program, "--help"), repetitions=7),
        Row("import", "`import legato`", 0.2, command=(sys.executable, "-c", "import legato"), repetitions=7),
    ]


def laboratory_rows() -> list[Row]:
    """List what is measured of the laboratory: nights of two legs, bursts and coherence of muscles."""
    night, emg = f"psg_8h_{laboratory.NIGHT_RATE_HZ}.npy", "emg_10min.npy"
    return [
        Row(
            "night",
            "8 h, two legs, 512 Hz, in memory -> leg movements by two rule sets, minor movements",
            0.3,
            300,
            peers=(
                Peer("bytes read once", "limit.py", night, words=("read",)),
                Peer("psgscoring (one rule set)", "b_psgscoring.py", night, "psgs", repetitions=1),
            ),
        ),
        Row("night_major", "the same without a search for minor movements", 0.3, 300),
        Row("night_edf", "the whole night from an EDF file", 0.3, 300),
        Row(
            "bursts",
            "10 min, four muscles, 2 kHz -> bursts",
            0.1,
            peers=(
                Peer("NeuroKit2", "c_nk.py", "emg_10min.npy", "nk", repetitions=1),
                Peer("scipy reference", "c_scipy.py", "emg_10min.npy", settings=(("C_MODE", "bursts"),)),
            ),
        ),
        Row(
            "coherence",
            "10 min, four muscles, 2 kHz -> coherence of all pairs up to 100 Hz",
            0.05,
            peers=(
                Peer("scipy", "c_scipy.py", emg),
                Peer(
                    "mne-connectivity",
                    "c_mne.py",
                    emg,
                    "mnec",
                    settings=(("MNE_METHOD", "fourier"),),
                ),
            ),
        ),
        Row("pairs", "the same with high-pass, limits, common peaks, crosstalk and delays", 0.05),
    ]


def run_ours(row: Row) -> dict[str, Any]:
    """Measure one row of ours: a job in its own process, or a whole command."""
    settings = dict(os.environ, **ONE_THREAD)
    if not row.command:
        script = Path(__file__).with_name("jobs.py")
        done = subprocess.run(
            [sys.executable, str(script), row.key, str(row.repetitions)],
            env=settings,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            return {"error": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no message"}
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return result
    walls = []
    for _ in range(row.repetitions):
        start = time.perf_counter()
        done = subprocess.run(row.command, env=settings, capture_output=True, text=True)
        walls.append(time.perf_counter() - start)
        if done.returncode:
            return {"error": f"exit code {done.returncode}: {done.stderr.strip()[-200:]}"}
    return {
        "wall_s": statistics.median(walls),
        "wall_min_s": min(walls),
        "wall_max_s": max(walls),
        "repetitions": row.repetitions,
    }


def run_peer(peer: Peer) -> dict[str, Any]:
    """Measure one peer, with our Python where numpy and scipy are all it needs."""
    python = Path(sys.executable)
    if peer.environment != "legato":
        python = ENVIRONMENTS / peer.environment / "bin" / "python"
    if not python.exists():
        return {"error": "its environment is not here"}
    command = [
        str(python),
        "-W",
        "ignore",
        str(days.PEERS / "peers" / peer.script),
        str(days.DATA / peer.data),
    ]
    done = subprocess.run(
        [*command, str(peer.repetitions), *peer.words],
        env=dict(os.environ, **ONE_THREAD, **dict(peer.settings)),
        capture_output=True,
        text=True,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        return {"error": "it failed: " + done.stderr.strip()[-160:].replace("\n", " ")}
    result = json.loads(lines[-1].removeprefix("RESULT "))
    # The FFT limit runs on a part of the samples and says by how much to multiply.
    factor = float(result["note"].rsplit(" ", 1)[-1]) if peer.words[:1] == ("fft",) else 1.0
    return {"wall_s": result["wall"] * factor, "memory_mb": result["rss_mb"] - result["rss_load_mb"]}


def seconds(value: float) -> str:
    """Write a time with three digits that mean something."""
    return f"{value:.3g} s" if value >= 0.1 else f"{1000 * value:.3g} ms"


def row_lines(row: Row, ours: dict[str, Any], theirs: list[tuple[Peer, dict[str, Any]]]) -> list[str]:
    """Give the lines of the page for one row: ours with its bound, then each peer with the ratio to ours."""
    if "error" in ours:
        return [f"| **{row.title}** | not measured: {ours['error']} | {seconds(row.bound_s)} | | | |"]
    memory = ours.get("memory_mb")
    is_kept = ours["wall_s"] <= row.bound_s and (
        row.bound_mb is None or memory is None or memory <= row.bound_mb
    )
    bound = seconds(row.bound_s) + (f", {row.bound_mb:g} MB" if row.bound_mb else "")
    extra = ", ".join(f"{ours[key]} {name}" for key, name in _SAID.items() if key in ours)
    lines = [
        f"| **{row.title}** | **{seconds(ours['wall_s'])}** ({seconds(ours['wall_min_s'])} to "
        f"{seconds(ours['wall_max_s'])}, n={ours['repetitions']}) | {bound} | {'kept' if is_kept else '**missed**'} | "
        f"{'' if memory is None else f'{memory:.0f} MB'} | {extra} |"
    ]
    for peer, result in theirs:
        if "error" in result:
            lines.append(f"| beside it: {peer.name} | not run: {result['error']} | | | | |")
            continue
        ratio = result["wall_s"] / ours["wall_s"]
        memory_text = f"{result['memory_mb']:.0f} MB"
        says = f"{ratio:.2g} times Legato's time"
        lines.append(f"| beside it: {peer.name} | {seconds(result['wall_s'])} | | | {memory_text} | {says} |")
    return lines


_SAID = {
    "processor_s": "s of the processor at least",
    "windows": "windows",
    "transformed_percent": "% of windows transformed",
    "bouts": "bouts",
    "measures": "measures",
    "samples": "samples",
    "movements": "movements",
    "bursts": "bursts",
    "pairs": "pairs",
    "bins": "bins",
}


def page(lines: list[str]) -> str:
    """Give the page around the measured lines."""
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"<!-- Made by `make bench` on {date.today().isoformat()}; not edited by hand. -->",
            "",
            "Wall time of the work alone, after imports and loading, except where process start is named; median (fastest to",
            "slowest) of n repetitions in one process. Memory is the peak above what was resident before the work. One numeric",
            f"thread on a shared machine with {os.cpu_count()} processors ({platform.machine()}), Python"
            f" {platform.python_version()}; load at the end {os.getloadavg()[0]:.1f}.",
            "Peers ran in the same run, one after the other. Libraries without a pipeline for shaking ran their nearest",
            "equivalent, which is named; they do less than the row they stand beside. All recordings are synthetic.",
            "",
            "| What | Time | Bound | | Memory | |",
            "|---|---|---|---|---|---|",
            *lines,
            "",
        ]
    )


def with_rows(text: str, made: dict[str, list[str]]) -> str:
    """Give the page with some rows measured anew, and a sentence that says when.

    Parameters
    ----------
    text : str
        The page as it stands.
    made : dict of str to list of str
        Lines by the title of the row.
    """
    lines = [line for line in text.split("\n") if not line.startswith(_LATER)]
    last = next(row.title for row in rows() if row.key == "help")
    for title, new in made.items():
        head = f"| **{title}** |"
        start = next((k for k, line in enumerate(lines) if line.startswith(head)), None)
        if start is None:
            start = next(k for k, line in enumerate(lines) if line.startswith(f"| **{last}** |"))
            lines[start:start] = new
            continue
        stop = start + 1
        while lines[stop].startswith("| beside it"):
            stop += 1
        lines[start:stop] = new
    table = lines.index("| What | Time | Bound | | Memory | |")
    rows_made = "row" if len(made) == 1 else "rows"
    last_title = list(made)[-1].split(" -> ")[0]
    lines.insert(
        table - 1,
        f"{_LATER} {date.today().isoformat()}, load {os.getloadavg()[0]:.1f} on it: the {len(made)} {rows_made}"
        f" up to *{last_title}*.",
    )
    return "\n".join(lines)


_LATER = "Measured apart from the other rows, on"


def prepare(chosen: list[Row]) -> None:
    """Make the data of the chosen rows before anything is timed."""
    makers = {
        "imu_24h.npy": days.bench_day,
        "imu_7d.npy": days.bench_week,
        "ax3_7d.cwa": days.bench_cwa,
        "psgmix_8h.edf": days.bench_edf,
        "psg_8h_512.npy": lambda: days.bench_psg(laboratory.NIGHT_RATE_HZ),
        "emg_1min.npy": lambda: days.bench_emg(1),
        "emg_10min.npy": lambda: days.bench_emg(10),
    }
    for name in sorted({peer.data for row in chosen for peer in row.peers}):
        makers[name]()
    if any(row.key == "shaking_day" for row in chosen):
        days.shaking_day()


def main(keys: list[str]) -> None:
    """Measure the rows named (all without a name) and write or print them."""
    listed = rows()
    writes = "--write" in keys
    keys = [key for key in keys if key != "--write"]
    chosen = [row for row in listed if not keys or row.key in keys]
    if len(chosen) < len(keys):
        sys.exit(f"there is {', '.join(row.key for row in listed)}")
    prepare(chosen)
    lines: list[str] = []
    walls = {}
    made_of = {}
    for row in chosen:
        ours = run_ours(row)
        walls[row.key] = ours.get("wall_s")
        made = row_lines(row, ours, [(peer, run_peer(peer)) for peer in row.peers])
        print("\n".join(made), flush=True)
        lines += made
        made_of[row.title] = made
    if walls.get("day") and walls.get("week"):
        lines += [
            "",
            f"Growth: seven days take {walls['week'] / walls['day']:.1f} times as long as one (7 is linear).",
        ]
        print(lines[-1])
    if writes and keys:
        PAGE.write_text(with_rows(PAGE.read_text(encoding="utf-8"), made_of), encoding="utf-8")
    elif not keys:
        PAGE.write_text(page([*lines, "", *assess.section()]), encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
