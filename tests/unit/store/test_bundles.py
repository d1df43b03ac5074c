"""Recordings on the disk: the same numbers bit for bit, never over another, never half, never outside the folder."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from hand_made import make_recording
from legato.errors import ConflictError, InputError, StoreError
from legato.io.read import read_recording
from legato.io.table_notes import KEY, notes_of
from legato.model.annotation import Annotation
from legato.model.channel import ArraySamples
from legato.model.kept import BundlePlace
from legato.model.recording import Recording
from legato.model.time_base import Run, TimeBase
from legato.store.bundle_table import column_names
from legato.store.open import open_store
from legato.store.store import Store


@pytest.fixture(params=[None, "correct horse battery"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "home", passphrase=request.param)
    yield opened
    opened.close()


def uneven(*, seed: int = 1, first_s: float = 0.0) -> Recording:
    """A recording with stamps of its own, a gap, lost samples and numbers of every size."""
    base = make_recording(seconds=5.0)
    random = np.random.default_rng(seed)
    steps = 0.01 + 0.002 * random.random(500)
    stamps = np.cumsum(np.r_[first_s, steps[1:]])
    stamps[250:] += 0.7
    time = TimeBase(
        n_samples=500,
        sampling_rate_hz=90.9,
        runs=(Run(0, float(stamps[0]), 90.9), Run(250, float(stamps[250]), 90.9)),
        is_measured=True,
        jitter_ms=0.6,
        stamps_s=lambda start, stop: stamps[start:stop],
    )
    channels = []
    for channel in base.channels:
        values = random.standard_normal(500) * 10.0 ** random.integers(-300, 300, 500)
        values[[3, 4]] = np.nan, -0.0
        channels.append(replace(channel, samples=ArraySamples(values), time=time))
    sensors = (replace(base.sensors[0], channels=tuple(channels)),)
    marks = (Annotation(1.25, 0.0, "tap\tone", "tap"),)
    return replace(base, channels=tuple(channels), sensors=sensors, annotations=marks)


def write(store: Store, recording: Recording, *, run: int | None = None) -> BundlePlace:
    return store.bundles.write(recording, person="k3f9", session="20261123T2114", task="leg_out", run=run)


def test_our_own_reader_gives_back_the_same_numbers_bit_for_bit(store: Store) -> None:
    recording = uneven()
    place = write(store, recording)
    assert hashlib.sha256(store.bundles.read(place.path)).hexdigest() == place.sha256
    names = column_names(recording, recording.channels)
    with store.bundles.opened(place.path) as path:
        again = read_recording(path)
        for channel in recording.channels:
            back = again.channel(names[channel.name])
            assert back.read().tobytes() == channel.read().tobytes()
            assert back.time.times_s(0, 500).tobytes() == channel.time.times_s(0, 500).tobytes()
            assert (back.kind, back.axis, back.sensor, back.scale) == (
                channel.kind,
                channel.axis,
                "shank",
                1.0,
            )
        assert pq.read_schema(path).metadata[KEY] == notes_of(recording, names)
    assert (again.start, again.task, again.is_simulated) == (recording.start, recording.task, True)
    assert again.annotations == recording.annotations
    assert again.sensors[0].side is recording.sensors[0].side


def test_the_time_of_every_sample_is_written_as_it_was_measured(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    recording = uneven(first_s=0.1 + 0.2)
    written = pq.read_table(store.folder / write(store, recording).path)["time_s"].to_numpy()
    assert written.tobytes() == recording.channels[0].time.times_s(0, 500).tobytes()
    store.close()


def test_the_folder_is_named_and_described_as_bids_wants(store: Store) -> None:
    place = write(store, uneven())
    front = "bundles/sub-k3f9/ses-20261123T2114/motion/sub-k3f9_ses-20261123T2114_task-legout"
    assert place.path.startswith(front)
    assert place.path.endswith("_tracksys-leftshank_run-1_motion.parquet")
    ends = sorted(one.rsplit("run-1_")[1] for one in store.all_files() if one.startswith("bundles"))
    assert ends == ["channels.tsv", "events.tsv", "motion.json", "motion.parquet"]


def test_what_stands_beside_the_samples_is_true(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    recording = uneven()
    table = store.folder / write(store, recording).path
    about = json.loads(table.with_name(table.name.replace(".parquet", ".json")).read_text())
    assert about["SamplingFrequencyEffective"] == 90.9
    assert (about["ACCELChannelCount"], about["GYROChannelCount"]) == (3, 3)
    assert about["legato"]["is_simulated"] is True
    assert len(about["legato"]["gaps"]) == 1
    marks = table.with_name(table.name.replace("_motion.parquet", "_events.tsv")).read_text().splitlines()
    assert marks[1].split("\t") == ["1.25", "0.0", "tap one", "tap"]
    rows = table.with_name(table.name.replace("_motion.parquet", "_channels.tsv")).read_text().splitlines()
    assert [row.split("\t")[0] for row in rows[1:]] == pq.read_schema(table).names
    assert table.stat().st_mode & 0o077 == 0
    assert recording.provenance.source_name not in table.parent.joinpath(table.name).read_bytes().decode(
        "latin-1"
    )
    store.close()


def test_a_recording_is_neither_doubled_nor_written_over(store: Store) -> None:
    first, other = uneven(), uneven(seed=2)
    place = write(store, first)
    assert write(store, first) == place
    with pytest.raises(ConflictError, match="has this run"):
        write(store, other, run=1)
    assert write(store, other).run == 2
    assert hashlib.sha256(store.bundles.read(place.path)).hexdigest() == place.sha256
    assert len([one for one in store.all_files() if one.endswith(".parquet")]) == 2


def test_two_clocks_become_two_tables(store: Store) -> None:
    base = make_recording(seconds=5.0)
    slow = TimeBase.regular(500, sampling_rate_hz=99.0)
    channels = tuple(replace(one, time=slow) if one.name.startswith("gyro") else one for one in base.channels)
    sensors = (replace(base.sensors[0], channels=channels),)
    place = write(store, replace(base, channels=channels, sensors=sensors))
    assert len(place.parts) == 2
    with store.bundles.opened(place.parts[1].path) as path:
        assert [one.name for one in read_recording(path).channels] == [f"gyro_{axis}_radps" for axis in "xyz"]


@pytest.mark.parametrize("code", ["../x", "a/b", "", ".", "a b", "ä", "a" * 65, "-a", "a\x00"])
@pytest.mark.parametrize("part", ["person", "session", "task"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, part: str, code: str) -> None:
    store = open_store(tmp_path / "home")
    with pytest.raises(InputError, match="cannot be part of a file name"):
        store.bundles.write(uneven(), **{"person": "a", "session": "b", "task": "rest", part: code})  # type: ignore[arg-type]
    assert store.all_files() == []
    assert [one.name for one in tmp_path.iterdir()] == ["home"]
    store.close()


@pytest.mark.parametrize(
    "place",
    ["legato.db", "../home/legato.db", "bundles/../legato.db", "sourcedata/../../x", "/etc/passwd", ""],
)
def test_no_place_leads_to_anything_else(store: Store, place: str) -> None:
    for ask in (store.bundles.read, store.bundles.path_of):
        with pytest.raises(InputError, match="no place"):
            ask(place)


def test_two_codes_never_share_a_folder(store: Store) -> None:
    codes = ("a-b", "ab", "a_b")
    places = {store.bundles.write(uneven(), person=code, session="s", task="rest").path for code in codes}
    assert len(places) == 3


def test_an_original_is_kept_byte_for_byte_and_its_name_is_not(store: Store) -> None:
    data = os.urandom(3 << 20)
    kept = store.bundles.keep_original("../../Jane Doe leg.CSV.gz", data)
    assert kept.path == f"sourcedata/{hashlib.sha256(data).hexdigest()}.csv.gz"
    assert store.bundles.read(kept.path) == data
    assert store.bundles.keep_original("other.csv.gz", data).path == kept.path
    assert store.all_files() == [kept.path]


@pytest.mark.parametrize("number", range(1, 5))
def test_a_full_disk_leaves_nothing_half_written(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real, calls = os.fsync, []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    store.bundles.keep_original("first.csv", b"makes the folder")
    (store.folder / "bundles/sub-k3f9/ses-20261123T2114/motion").mkdir(parents=True)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"(?i)the disk is full; nothing was written") as caught:
        write(store, uneven())
    assert caught.value.code == "LEG-E808"
    monkeypatch.undo()
    assert [one for one in store.all_files() if one.startswith("bundles")] == []
    assert list(store.folder.rglob("*.part")) == []
    assert write(store, uneven()).run == 1


def test_a_recording_without_a_sample_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="no sample"):
        write(store, make_recording(seconds=0.0))
