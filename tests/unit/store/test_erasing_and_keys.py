"""Erased also from older copies and from the log, passphrases that are worth the name, and nothing half left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from legato.errors import InputError, StoreError, UsageError
from legato.model.kept import ItemKind
from legato.store import erase
from legato.store.database import open_raw
from legato.store.encrypt import is_encrypted_store
from legato.store.keys import KEY_FILE, PENDING_FILE, stretch
from legato.store.migrate import OLDER
from legato.store.open import DATABASE, encrypt_store, open_store
from legato.store.store import Store

SECRET = "a-word-that-nobody-else-writes"
PASSPHRASE = "four quiet words here"
_LOG = f"{DATABASE}-wal"


def keep(store: Store, id_: str = "entry-00001", *, text: str = SECRET) -> None:
    store.put(ItemKind.DIARY, {"note": text}, id=id_, person="p1", key=f"key-of-{id_}")


def found_in(folder: Path) -> list[str]:
    """List files of a folder in which the secret can be read."""
    return [
        file.name for file in folder.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()
    ]


def with_older_copy(folder: Path) -> Store:
    """Make a store with a secret, and a copy of it such as a migration keeps aside, and half of another."""
    store = open_store(folder)
    keep(store)
    store.close()
    (folder / OLDER).mkdir()
    for name in ("legato-0001-20261101T120000.db", ".legato-0001-20261102T120000.db.part"):
        shutil.copyfile(folder / DATABASE, folder / OLDER / name)
    assert len(found_in(folder / OLDER)) == 2
    return open_store(folder)


@pytest.mark.parametrize("is_everything", [False, True])
def test_erasing_removes_the_older_copies_that_hold_the_text(tmp_path: Path, *, is_everything: bool) -> None:
    store = with_older_copy(tmp_path)
    if is_everything:
        store.erase_everything()
    else:
        store.erase("entry-00001")
    assert not (tmp_path / OLDER).exists()
    assert found_in(tmp_path) == []
    store.close()


def test_an_older_copy_that_a_kill_left_is_removed_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = with_older_copy(tmp_path)
    monkeypatch.setattr(Store, "remove_erased", lambda _: None)
    store.erase("entry-00001")
    store.close()
    monkeypatch.undo()
    assert found_in(tmp_path / OLDER)
    open_store(tmp_path).close()
    assert found_in(tmp_path) == []


def test_half_a_copy_of_an_older_store_is_tidied_and_a_whole_one_stays(tmp_path: Path) -> None:
    with_older_copy(tmp_path).close()
    assert [file.name for file in (tmp_path / OLDER).iterdir()] == ["legato-0001-20261101T120000.db"]


@pytest.mark.parametrize("is_everything", [False, True])
def test_a_reader_that_keeps_the_log_busy_is_told_and_the_next_opening_empties_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_everything: bool
) -> None:
    monkeypatch.setattr(erase, "LOG_S", 0.3)
    store = open_store(tmp_path)
    keep(store)
    other = open_raw(tmp_path / DATABASE, key=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM item").fetchall()
    with pytest.raises(StoreError, match="may still be in the log") as caught:
        store.erase_everything() if is_everything else store.erase("entry-00001")
    assert caught.value.code == "LEG-E830"
    assert store.get("entry-00001") is None
    assert found_in(tmp_path)
    beside = open_store(tmp_path)  # an opening is not refused meanwhile
    beside.close()
    other.execute("COMMIT")
    again = open_store(tmp_path)  # not alone: the first is open still
    assert (tmp_path / _LOG).stat().st_size == 0
    assert found_in(tmp_path) == []
    for one in (again, other, store):
        one.close()


def test_a_log_that_is_busy_for_a_moment_only_is_waited_for(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    keep(store)
    program = (
        "import sys, time, pathlib\nfrom legato.store.database import open_raw\n"
        "raw = open_raw(pathlib.Path(sys.argv[1]), key=None)\nraw.execute('BEGIN')\n"
        "raw.execute('SELECT count(*) FROM item').fetchall()\nprint('reads', flush=True)\ntime.sleep(1)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / DATABASE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "reads\n"
        store.erase("entry-00001")
        assert found_in(tmp_path) == []
    store.close()


def test_an_erasing_that_found_the_log_busy_may_be_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erase, "LOG_S", 0.0)
    store = open_store(tmp_path)
    keep(store)
    other = open_raw(tmp_path / DATABASE, key=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM item").fetchall()
    with pytest.raises(StoreError):
        store.erase("entry-00001")
    other.close()
    store.erase("entry-00001")
    assert found_in(tmp_path) == []
    store.close()


@pytest.mark.parametrize("passphrase", ["", "7 signs", "e\u0301" * 7])
def test_a_short_passphrase_encrypts_nothing(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(UsageError, match="too short") as caught:
        open_store(tmp_path / "new", passphrase=passphrase)
    assert caught.value.code == "LEG-E867"
    assert not (tmp_path / "new" / DATABASE).exists()
    store = open_store(tmp_path / "plain")
    keep(store)
    store.close()
    with pytest.raises(UsageError, match="too short"):
        encrypt_store(tmp_path / "plain", passphrase)
    for folder in ("new", "plain"):
        assert not is_encrypted_store(tmp_path / folder)
    store = open_store(tmp_path / "plain")
    assert store.get("entry-00001") is not None
    store.close()


def test_an_empty_passphrase_opens_nothing(tmp_path: Path) -> None:
    open_store(tmp_path, passphrase=PASSPHRASE).close()
    with pytest.raises(StoreError, match="not right") as caught:
        open_store(tmp_path, passphrase="")
    assert caught.value.code == "LEG-E801"


def test_a_passphrase_is_the_same_however_a_keyboard_writes_its_letters(tmp_path: Path) -> None:
    composed = unicodedata.normalize("NFC", "größere Bäume im März")
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    assert stretch(composed, salt=bytes(16)) == stretch(apart, salt=bytes(16))
    open_store(tmp_path, passphrase=apart).close()
    open_store(tmp_path, passphrase=composed).close()


@pytest.mark.parametrize("is_encrypted_first", [False, True])
def test_a_database_of_no_bytes_counts_as_none(tmp_path: Path, *, is_encrypted_first: bool) -> None:
    (tmp_path / DATABASE).touch()
    if is_encrypted_first:
        encrypt_store(tmp_path, PASSPHRASE)
    store = open_store(tmp_path, passphrase=PASSPHRASE)
    assert store.is_encrypted
    keep(store)
    store.close()
    assert found_in(tmp_path) == []
    again = open_store(tmp_path, passphrase=PASSPHRASE)
    assert again.get("entry-00001") is not None
    again.close()


def test_a_plain_database_is_still_not_taken_for_none(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with pytest.raises(StoreError, match="not encrypted"):
        open_store(tmp_path, passphrase=PASSPHRASE)


def test_what_a_killed_encryption_left_in_the_root_is_removed(tmp_path: Path) -> None:
    open_store(tmp_path, passphrase=PASSPHRASE).close()
    left = [
        tmp_path / f".{name}.part{end}"
        for name in (DATABASE, KEY_FILE, PENDING_FILE)
        for end in ("", "-journal")
    ]
    for file in left:
        file.write_text("half")
    (tmp_path / "mine.part").write_text("not of Legato")
    open_store(tmp_path, passphrase=PASSPHRASE).close()
    assert [file for file in left if file.exists()] == []
    assert (tmp_path / "mine.part").exists()
    assert (tmp_path / KEY_FILE).exists()


def test_a_new_recording_whose_file_is_not_there_is_refused(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    original = store.bundles.keep_original("x.csv", b"samples")
    gone = original.path.replace(original.sha256[:4], "0" * 4)
    with pytest.raises(InputError, match="not there") as caught:
        store.put(ItemKind.RECORDING, {"original": gone}, id="rec-1", person="p1", key="recording-key-1")
    assert caught.value.code == "LEG-E829"
    assert store.get("rec-1") is None
    body = {"original": original.path}
    first = store.put(ItemKind.RECORDING, body, id="rec-1", person="p1", key="recording-key-1")
    store.bundles.path_of(original.path).unlink()
    assert store.put(ItemKind.RECORDING, body, id="rec-1", person="p1", key="recording-key-1") == first
    lost = {**body, "state": "lost"}
    assert store.put(ItemKind.RECORDING, lost, id="rec-1", person="p1", key="recording-key-2").version == 2
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="the limit of a file's size is a thing of POSIX")
def test_a_snapshot_that_fails_leaves_no_file_and_the_next_one_is_whole(tmp_path: Path) -> None:
    import resource

    store = open_store(tmp_path / "data")
    for number in range(20):
        keep(store, f"entry-{number:05}", text="x" * 20_000)
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StoreError):
            store.snapshot(target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(target.parent.iterdir()) == []
    store.snapshot(target)
    raw = open_raw(target, key=None)
    assert raw.execute("SELECT count(*) FROM item").fetchone() == (20,)
    raw.close()
    store.close()


def test_a_snapshot_leaves_alone_what_has_its_name(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data")
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StoreError):
        store.snapshot(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"
    store.close()
