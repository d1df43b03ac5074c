"""Encrypted at rest, really erased, and tidy after a kill."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

from legato.errors import StoreError
from legato.io.read import read_recording
from legato.model.kept import ItemKind
from legato.simulation.demo_evening import demo_battery
from legato.store.encrypt import is_encrypted_store
from legato.store.keys import KEY_FILE, PENDING_FILE, make_keys
from legato.store.open import DATABASE, encrypt_store, open_store
from legato.store.store import Store

SECRET = "a-word-that-nobody-else-writes"
PASSPHRASE = "four quiet words here"
_NOW = datetime.datetime(2026, 11, 25, 20, 0, tzinfo=datetime.UTC)


def opened(folder: Path, passphrase: str | None = None) -> Store:
    return open_store(folder, passphrase=passphrase, now=lambda: _NOW)


def fill(store: Store) -> str:
    """Keep a secret in an item, its history, an original and a recording; give the place of the recording."""
    for k in range(3):
        body = {"note": f"{SECRET} {k}"}
        store.put(ItemKind.DIARY, body, id="entry-00001", person="p1", key=f"entry-key-{k}")
    original = store.bundles.keep_original("x.csv", SECRET.encode())
    place = store.bundles.write(
        demo_battery()[1].recording, person="p1", session="20261125T2000", task="count"
    )
    body = {"bundle": place.path, "original": original.path}
    store.put(ItemKind.RECORDING, body, id="recording-01", person="p1", key="recording-key-1")
    return place.path


def found_in(folder: Path, *, words: tuple[bytes, ...] = (SECRET.encode(), b"accel_x", b"PAR1")) -> list[str]:
    """List files of a folder in which a word can be read."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [f"{file.name}: {word!r}" for file in files for word in words if word in file.read_bytes()]


def test_a_plain_store_can_be_read_by_anybody_so_this_search_can_find(tmp_path: Path) -> None:
    store = opened(tmp_path)
    fill(store)
    store.close()
    assert found_in(tmp_path)
    assert not is_encrypted_store(tmp_path)


def test_a_new_store_with_a_passphrase_holds_nothing_that_can_be_read(tmp_path: Path) -> None:
    store = opened(tmp_path, PASSPHRASE)
    place = fill(store)
    assert store.is_encrypted
    assert found_in(tmp_path) == []
    with store.bundles.opened(place) as path:
        assert read_recording(path).channels
    store.close()
    assert found_in(tmp_path) == []
    again = opened(tmp_path, PASSPHRASE)
    item = again.get("entry-00001")
    assert item is not None
    assert item.body["note"] == f"{SECRET} 2"
    again.close()


@pytest.mark.parametrize("passphrase", ["wrong", "", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_a_wrong_passphrase_opens_nothing(tmp_path: Path, passphrase: str) -> None:
    opened(tmp_path, PASSPHRASE).close()
    with pytest.raises(StoreError, match="not right"):
        opened(tmp_path, passphrase)


def test_without_a_passphrase_an_encrypted_store_stays_closed(tmp_path: Path) -> None:
    opened(tmp_path, PASSPHRASE).close()
    with pytest.raises(StoreError, match="no passphrase"):
        opened(tmp_path)
    assert PASSPHRASE not in (tmp_path / KEY_FILE).read_text()


def test_a_plain_store_becomes_an_encrypted_one_and_loses_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    place = fill(store)
    before = [store.history(id_) for id_ in ("entry-00001", "recording-01")]
    bytes_before = store.bundles.read(place)
    store.close()
    encrypt_store(tmp_path, PASSPHRASE)
    assert found_in(tmp_path) == []
    after = opened(tmp_path, PASSPHRASE)
    assert [after.history(id_) for id_ in ("entry-00001", "recording-01")] == before
    assert after.bundles.read(place) == bytes_before
    after.close()


def test_a_store_that_somebody_has_open_is_not_encrypted(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(StoreError, match="has the data folder open"):
        encrypt_store(tmp_path, PASSPHRASE)
    store.close()
    assert not is_encrypted_store(tmp_path)


@pytest.mark.parametrize("broken_after", ["keys", "files", "database"])
def test_an_encryption_that_was_broken_off_goes_on_at_the_next_opening(
    tmp_path: Path, broken_after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from legato.store import encrypt

    store = opened(tmp_path)
    place = fill(store)
    store.close()
    if broken_after == "keys":
        make_keys(tmp_path, PASSPHRASE, name=PENDING_FILE)
    else:
        name = "_seal_database" if broken_after == "files" else "shutil"
        with monkeypatch.context() as patch:
            patch.setattr(encrypt, name, None)
            with pytest.raises((TypeError, AttributeError)):
                encrypt_store(tmp_path, PASSPHRASE)
    assert is_encrypted_store(tmp_path)
    with pytest.raises(StoreError):
        opened(tmp_path, "wrong")
    again = opened(tmp_path, PASSPHRASE)
    assert again.bundles.read(place)
    assert again.get("entry-00001") is not None
    again.close()
    assert found_in(tmp_path) == []
    assert not (tmp_path / PENDING_FILE).exists()


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_what_is_erased_is_gone_from_rows_history_log_and_disk(
    tmp_path: Path, passphrase: str | None
) -> None:
    store = opened(tmp_path, passphrase)
    place = fill(store)
    store.put(ItemKind.DIARY, {"note": "stays"}, id="entry-00002", person="p1", key="entry-key-stays")
    store.erase("entry-00001")
    store.erase("recording-01")
    assert store.get("entry-00001") is None
    assert store.history("entry-00001") == []
    assert found_in(tmp_path) == []
    with pytest.raises(StoreError):
        store.bundles.read(place)
    assert store.all_files() == []
    assert store.get("entry-00002") is not None
    store.close()


def test_a_file_that_another_item_names_stays_when_one_is_erased(tmp_path: Path) -> None:
    store = opened(tmp_path)
    place = fill(store)
    store.put(ItemKind.RECORDING, {"bundle": place}, id="recording-02", person="p1", key="recording-key-2")
    store.erase("recording-01")
    assert store.bundles.read(place)
    store.close()


def test_everything_can_be_erased(tmp_path: Path) -> None:
    store = opened(tmp_path)
    fill(store)
    store.erase_everything()
    assert store.items(ItemKind.DIARY) == []
    assert found_in(tmp_path) == []
    store.put(ItemKind.DIARY, {"note": "new"}, id="entry-00001", person="p1", key="entry-key-0")
    store.close()


def test_the_next_opening_removes_what_a_kill_left_half_done(tmp_path: Path) -> None:
    store = opened(tmp_path)
    place = fill(store)
    store.close()
    half = (tmp_path / place).with_name(".half.part")
    half.write_bytes(b"half")
    again = opened(tmp_path)
    assert not half.exists()
    assert again.bundles.read(place)
    again.close()


def test_a_whole_file_that_no_item_names_is_told_and_not_removed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    fill(store)
    assert store.orphans() == []
    lost = store.bundles.keep_original("y.csv", b"nobody names me")
    assert store.orphans() == [lost.path]
    store.close()
    again = opened(tmp_path)
    assert again.bundles.read(lost.path) == b"nobody names me"
    again.close()


def test_a_snapshot_is_whole_plain_and_for_its_owner_alone(tmp_path: Path) -> None:
    store = opened(tmp_path / "data", PASSPHRASE)
    fill(store)
    store.snapshot(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert SECRET.encode() in (tmp_path / "copy.db").read_bytes()
    with pytest.raises(StoreError):
        store.snapshot(tmp_path / "copy.db")
    store.close()


def test_a_changed_byte_in_an_encrypted_recording_is_noticed(tmp_path: Path) -> None:
    store = opened(tmp_path, PASSPHRASE)
    place = fill(store)
    file = tmp_path / place
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        store.bundles.read(place)
    store.close()


def test_two_processes_share_a_store_and_only_one_may_encrypt_it(tmp_path: Path) -> None:
    opened(tmp_path).close()
    program = (
        "import sys, pathlib\nfrom legato.store.open import open_store\n"
        "s = open_store(pathlib.Path(sys.argv[1]))\nprint('open', flush=True)\nsys.stdin.readline()\ns.close()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert other.stdout is not None
    assert other.stdin is not None
    assert other.stdout.readline() == "open\n"
    mine = opened(tmp_path)
    mine.put(ItemKind.GOAL, {"text": "x"}, id="goal-00001", person="p1", key="goal-key-01")
    mine.close()
    with pytest.raises(StoreError):
        encrypt_store(tmp_path, PASSPHRASE)
    other.communicate("\n", timeout=20)
    encrypt_store(tmp_path, PASSPHRASE)
    assert (tmp_path / DATABASE).exists()
