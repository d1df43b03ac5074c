"""Damaged files of every binary format: an error of the family or a recording with Issues, never anything else."""

from __future__ import annotations

import io
import os
import time
import warnings
import zipfile
from importlib import import_module

import numpy as np
import pytest

import binary_makers as make
from legato.errors import LegatoError
from legato.io.options import ReadOptions
from legato.io.source import Source

# ``make soak`` sets LEGATO_SOAK: ten times as many.
N_CASES = 800 if os.environ.get("LEGATO_SOAK") else 80
SECONDS_EACH = 2.0


def _waves(n, k, *, size=200):
    t = np.arange(n)[:, None]
    return np.round(size * np.sin(t / 7 + np.arange(k))).astype(int)


def _edf(kind="EDF", reserved="", **extra):
    numbers = _waves(600, 1)[:, 0]
    limits = (-800, 800, -32768, 32767)
    return make.make_edf(
        {"EMG LAT": ("uV", 100, numbers, limits), "accel x": ("g", 20, numbers[:120], limits)},
        kind=kind,
        reserved=reserved,
        **extra,
    )


STEM = "sub-07_task-rest_tracksys-imu"
FLAT_BIDS = {name.rsplit("/", 1)[-1]: raw for name, raw in make.make_bids_motion().items()}

# Format -> (reader, {file name: bytes}, name of the file that is opened, name of the file that is damaged)
FORMATS = {
    "cwa3": ("cwa", {"a.cwa": make.make_cwa(_waves(1200, 3), packed=True)}, "a.cwa", "a.cwa"),
    "cwa6": ("cwa", {"a.cwa": make.make_cwa(_waves(400, 6))}, "a.cwa", "a.cwa"),
    "edf": ("edf", {"a.edf": _edf()}, "a.edf", "a.edf"),
    "edf+d": (
        "edf",
        {"a.edf": _edf(reserved="EDF+D", onsets=[0, 1, 2, 7, 8, 9], marks=[(1.5, 0.5, "jerk", 1)])},
        "a.edf",
        "a.edf",
    ),
    "bdf": ("edf", {"a.bdf": _edf("BDF")}, "a.bdf", "a.bdf"),
    "wfdb_header": (
        "wfdb",
        make.make_wfdb(_waves(300, 1)) | {"rec.atr": make.make_atr([(5, 1, "")])},
        "rec.hea",
        "rec.hea",
    ),
    "wfdb_212": ("wfdb", make.make_wfdb(_waves(301, 1), storage=212), "rec.hea", "rec.dat"),
    "wfdb_marks": (
        "wfdb",
        make.make_wfdb(_waves(300, 1))
        | {"rec.atr": make.make_atr([(5, 1, "a"), (9000, 28, "(N"), (9100, 5, "")])},
        "rec.hea",
        "rec.atr",
    ),
    "gt3x": ("gt3x", {"a.gt3x": make.make_gt3x(_waves(300, 3))}, "a.gt3x", "a.gt3x"),
    "geneactiv": ("geneactiv", {"a.bin": make.make_geneactiv(_waves(1200, 3))}, "a.bin", "a.bin"),
    "tsdf_header": ("tsdf", make.make_tsdf(_waves(300, 6)), "meta.json", "meta.json"),
    "tsdf_time": ("tsdf", make.make_tsdf(_waves(300, 6)), "meta.json", "t.bin"),
    "xdf": ("xdf", {"a.xdf": make.make_xdf(_waves(200, 3))}, "a.xdf", "a.xdf"),
    "c3d": ("c3d", {"a.c3d": make.make_c3d(_waves(1200, 1))}, "a.c3d", "a.c3d"),
    "hdf5": ("hdf5", {"a.h5": make.make_hdf5()}, "a.h5", "a.h5"),
    "bids_channels": ("bids", FLAT_BIDS, f"{STEM}_motion.tsv", f"{STEM}_channels.tsv"),
    "bids_table": ("bids", FLAT_BIDS, f"{STEM}_motion.tsv", f"{STEM}_motion.tsv"),
    "bids_sidecar": ("bids", FLAT_BIDS, f"{STEM}_motion.tsv", f"{STEM}_motion.json"),
}


def damaged(raw, rng):
    """Cut, flip, blank, insert, or blow up a number; seeded."""
    kind = rng.integers(6)
    out = bytearray(raw)
    if kind == 0:
        return bytes(out[: rng.integers(0, len(out))])
    if kind == 1:
        for at in rng.integers(0, len(out), rng.integers(1, 20)):
            out[at] = rng.integers(256)
    elif kind == 2:
        at, n = rng.integers(len(out)), rng.integers(1, 2000)
        out[at : at + n] = bytes(len(out[at : at + n]))
    elif kind == 3:
        at = rng.integers(len(out))
        out[at:at] = bytes(rng.integers(0, 256, rng.integers(1, 600), dtype=np.uint8))
    elif kind == 4:
        digits = [at for at in range(min(len(out), 4000)) if chr(out[at]).isdigit()] or [0]
        start = digits[rng.integers(len(digits))]
        for at in range(start, min(start + 8, len(out))):
            if out[at : at + 1].isdigit() or out[at] == 32:
                out[at] = ord("9")
    else:
        # Headers break most when the damage lies in them.
        for at in rng.integers(0, min(len(out), 1200), rng.integers(1, 6)):
            out[at] = rng.choice([0, 9, 32, 45, 48, 57, 127, 255])
    return bytes(out)


def read_damaged(reader, folder, opened):
    source = Source(folder / opened)
    if source.size == 0 or not reader.recognises(source):
        return None
    recording = reader.read(source, ReadOptions())
    for channel in recording.channels:
        assert len(channel.read()) == channel.n_samples
    return recording


def outcome_of(reader, folder, opened):
    """Name what came of it; anything that should not happen is named by its own type."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            recording = read_damaged(reader, folder, opened)
    except LegatoError as error:
        is_told = error.what and error.code.startswith("LEG-E") and error.code != "LEG-E000"
        return ("refused" if is_told else f"refused without words: {error}"), 0
    except Exception as error:  # noqa: BLE001 - the test is that none of these happens
        return f"{type(error).__name__}: {error}", 0
    if recording is None:
        return "not recognised", 0
    return "recording", sum(channel.n_samples for channel in recording.channels)


def test_a_damaged_log_inside_a_sound_archive_is_survived(tmp_path):
    reader = import_module("legato.io.gt3x")
    with zipfile.ZipFile(io.BytesIO(make.make_gt3x(_waves(300, 3)))) as archive:
        log, info = archive.read("log.bin"), archive.read("info.txt")
    rng = np.random.default_rng(20260102)
    outcomes = set()
    for _ in range(N_CASES):
        (tmp_path / "a.gt3x").write_bytes(make.zip_of({"log.bin": damaged(log, rng), "info.txt": info}))
        outcomes.add(outcome_of(reader, tmp_path, "a.gt3x")[0])
    assert "recording" in outcomes
    assert outcomes <= {"recording", "refused"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_file_gives_an_error_of_the_family_or_a_recording(name, tmp_path, monkeypatch):
    # The HDF5 library can hang, so each file is tried in a child process first: slow, hence few cases.
    monkeypatch.setattr("legato.io.hdf5_probe.BASE_S", 3.0)
    n_cases, seconds_each = (10, 8.0) if name == "hdf5" else (N_CASES, SECONDS_EACH)
    reader_name, files, opened, target = FORMATS[name]
    reader = import_module(f"legato.io.{reader_name}")
    for file, raw in files.items():
        (tmp_path / file).write_bytes(raw)
    assert read_damaged(reader, tmp_path, opened) is not None
    rng = np.random.default_rng(20260101)
    outcomes = {"recording": 0, "refused": 0, "not recognised": 0}
    for case in range(n_cases):
        raw = damaged(files[target], rng)
        (tmp_path / target).write_bytes(raw)
        began = time.monotonic()
        outcome, n_samples = outcome_of(reader, tmp_path, opened)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        assert time.monotonic() - began < seconds_each, f"case {case} of {name} hangs"
        n_bytes = sum(len(content) for content in files.values()) + len(raw)
        assert n_samples <= 40 * n_bytes, f"case {case} of {name} gives more samples than the file can hold"
        assert set(outcomes) == {"recording", "refused", "not recognised"}, (
            f"case {case} of {name}: {outcome}"
        )
    assert outcomes["recording"] > 0
