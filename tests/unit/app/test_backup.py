"""A backup holds everything, is proved before it changes anything, and replaces everything or nothing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from legato.app.own_data.backup import write_backup
from legato.app.own_data.restore import has_content, restore_backup
from legato.errors import InputError, LegatoError, StoreError
from legato.model.kept import ItemKind, KeptItem
from legato.store.open import open_store
from legato.store.store import Store
from legato.store.transfer import read_file

PASSPHRASE = "correct horse battery"
BUNDLE = "bundles/sub-p1/ses-s1/motion/sub-p1_ses-s1_task-rest_tracksys-leftshank_run-{}"
SIDES = ("_motion.parquet", "_motion.json", "_channels.tsv", "_events.tsv")


def put_file(store: Store, place: str, data: bytes) -> None:
    from legato.store.sink import sink_for
    from legato.store.transfer import place_file

    file = place_file(store.folder, place)
    file.parent.mkdir(parents=True, exist_ok=True)
    with sink_for(file, seal=store._seal) as sink:
        sink.write(data)


def fill(store: Store, *, salt: str = "a", run: int = 1) -> None:
    store.put(ItemKind.PERSON, {"who": "me", "label": f"Anna {salt}"}, id="p1", person="", key=f"k1{salt}")
    for n in range(4):
        store.put(
            ItemKind.DIARY,
            {"note": f"word{salt}{n}"},
            id=f"d{salt}",
            person="p1",
            key=f"d{salt}{n}",
            day="2026-11-01",
        )
    store.delete(f"d{salt}", key=f"del{salt}")
    original = store.bundles.keep_original("walk.csv.gz", f"bytes {salt}".encode() * 400_000)
    for side in SIDES:
        put_file(store, BUNDLE.format(run) + side, f"{salt}{side}".encode() * 999)
    body = {"bundle": BUNDLE.format(run) + SIDES[0], "original": original.path}
    store.put(ItemKind.RECORDING, body, id="r1", person="p1", key=f"r{salt}", day="2026-11-02")


def content(store: Store) -> list[tuple[str, list[KeptItem]]]:
    ids = sorted({one.id for _, one in store.changes_since(0) if one.kind is not ItemKind.DEVICE})
    return [(id_, store.history(id_)) for id_ in ids]


def files(store: Store) -> dict[str, str]:
    return {place: hashlib.sha256(read_file(store, place)).hexdigest() for place in store.all_files()}


@pytest.fixture
def store(tmp_path: Path):
    made = open_store(tmp_path / "one")
    fill(made)
    yield made
    made.close()


@pytest.fixture
def backup(store: Store, tmp_path: Path) -> Path:
    target = tmp_path / "b.legato"
    write_backup(store, target, PASSPHRASE)
    return target


@pytest.mark.parametrize("secret", [None, "another passphrase"])
@pytest.mark.parametrize("was_sealed", [False, True])
def test_everything_comes_back(tmp_path: Path, *, secret: str | None, was_sealed: bool) -> None:
    first = open_store(tmp_path / "first", passphrase="the first one" if was_sealed else None)
    fill(first)
    write_backup(first, tmp_path / "b.legato", PASSPHRASE)
    other = open_store(tmp_path / "other", passphrase=secret)
    assert not has_content(other)
    restore_backup(other, tmp_path / "b.legato", PASSPHRASE)
    assert content(other) == content(first)
    assert files(other) == files(first)
    assert len(files(other)) == 5
    assert has_content(other)
    assert b"worda" not in (tmp_path / "b.legato").read_bytes()
    first.close()
    other.close()


def test_it_replaces_what_was_there_and_keeps_the_devices(store: Store, backup: Path, tmp_path: Path) -> None:
    other = open_store(tmp_path / "other")
    fill(other, salt="b", run=2)
    other.put(ItemKind.DEVICE, {"name": "phone"}, id="dev", person="", key="dev-key")
    restore_backup(other, backup, PASSPHRASE)
    assert content(other) == content(store)
    assert files(other) == files(store)
    assert [one.id for one in other.items(ItemKind.DEVICE)] == ["dev"]
    other.close()


def test_another_recording_of_the_same_name_moves_to_a_free_run(
    store: Store, backup: Path, tmp_path: Path
) -> None:
    other = open_store(tmp_path / "other")
    fill(other, salt="b", run=1)
    restore_backup(other, backup, PASSPHRASE)
    item = other.get("r1")
    assert item is not None
    assert item.body["bundle"] == BUNDLE.format(2) + SIDES[0]
    assert read_file(other, item.body["bundle"]) == read_file(store, BUNDLE.format(1) + SIDES[0])
    assert sorted(files(other).values()) == sorted(files(store).values())
    other.close()


def test_a_wrong_passphrase_a_cut_and_a_flipped_byte_change_nothing(
    store: Store, backup: Path, tmp_path: Path
) -> None:
    before, had = content(store), files(store)
    whole = backup.read_bytes()
    with pytest.raises(StoreError, match="passphrase is not right"):
        restore_backup(store, backup, "something else")
    size = len(whole)
    for cut in (0, 5, 20, 60, size // 2, 56 + 24 + (1 << 20), size - 1):
        (tmp_path / "cut").write_bytes(whole[:cut])
        with pytest.raises(LegatoError):
            restore_backup(store, tmp_path / "cut", PASSPHRASE)
    for at in (0, 7, 10, 25, 40, 70, size // 3, size - 2):
        bad = bytearray(whole)
        bad[at] ^= 1
        (tmp_path / "bad").write_bytes(bytes(bad))
        with pytest.raises(LegatoError):
            restore_backup(store, tmp_path / "bad", PASSPHRASE)
    (tmp_path / "more").write_bytes(whole + b"x")
    with pytest.raises(LegatoError):
        restore_backup(store, tmp_path / "more", PASSPHRASE)
    assert content(store) == before
    assert files(store) == had
    assert list(store.folder.rglob("*.part")) == []


def test_a_disk_that_refuses_in_the_middle_changes_nothing(
    store: Store, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_store(tmp_path / "other")
    fill(other, salt="b", run=2)
    before = content(other)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("legato.store.transfer._replace_rows", refuse)
    with pytest.raises(StoreError, match="disk is full"):
        restore_backup(other, backup, PASSPHRASE)
    assert content(other) == before
    other.close()


def test_a_short_passphrase_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too short"):
        write_backup(store, tmp_path / "x.legato", "seven77")
    assert not (tmp_path / "x.legato").exists()


def test_a_killed_backup_leaves_no_file_under_its_name(store: Store, tmp_path: Path) -> None:
    script = (
        "import os, sys, legato.app.own_data.backup as b\n"
        "from pathlib import Path\n"
        "from legato.store.open import open_store\n"
        "real, n = b.read_file, [0]\n"
        "def kill(store, place):\n"
        "    n[0] += 1\n"
        "    if n[0] == 4: os.kill(os.getpid(), 9)\n"
        "    return real(store, place)\n"
        "b.read_file = kill\n"
        "b.write_backup(open_store(Path(sys.argv[1])), Path(sys.argv[2]), 'correct horse')\n"
    )
    target = tmp_path / "k" / "killed.legato"
    target.parent.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script, str(store.folder), str(target)], env=dict(os.environ)
    )
    assert done.returncode == -9
    assert not target.exists()
    assert list(target.parent.glob("*.legato")) == []
