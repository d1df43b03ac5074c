"""Opening: older stores are migrated beside a copy, newer ones refused, full and closed disks said in words."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from legato.errors import StoreError
from legato.model.kept import ItemKind
from legato.store import migrate as migrate_module
from legato.store.database import make_engine, open_raw, writing
from legato.store.migrate import OLDER, REVISIONS
from legato.store.open import DATABASE, open_store


def make_older(folder: Path) -> None:
    """Make a store as the first version made it, with one item in it."""
    from alembic import command
    from alembic.config import Config

    folder.mkdir(mode=0o700)
    engine = make_engine(folder / DATABASE, key=None)
    config = Config()
    config.set_main_option("script_location", str(Path(migrate_module.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = "'p', 'diary', '{\"shaking\":4}', 1, '2026-11-23', 't', 't', 'here', 0"
        connection.exec_driver_sql(f"INSERT INTO item VALUES ('a', {row})")
        connection.exec_driver_sql(f"INSERT INTO item_version VALUES (1, 'a', {row})")
    engine.dispose()


def test_the_steps_end_at_the_version_that_is_known() -> None:
    scripts = ScriptDirectory(str(Path(migrate_module.__file__).parent / "migrations"))
    assert tuple(one.revision for one in scripts.walk_revisions())[::-1] == REVISIONS


def test_an_older_store_is_migrated_and_a_copy_kept(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    make_older(folder)
    store = open_store(folder)
    assert store.get("a").body == {"shaking": 4}
    assert store.put(ItemKind.DIARY, {"shaking": 5}, id="a", person="p", key="k1").version == 2
    assert store.undo("a", key="u1").body == {"shaking": 4}
    store.close()
    (copy,) = (folder / OLDER).iterdir()
    raw = open_raw(copy, key=None)
    assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    assert raw.execute("SELECT body FROM item").fetchall() == [('{"shaking":4}',)]
    raw.close()
    open_store(folder).close()
    assert len(list((folder / OLDER).glob("*.db"))) == 1


def test_a_newer_store_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    open_store(folder).close()
    raw = open_raw(folder / DATABASE, key=None)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(StoreError, match="newer version") as caught:
        open_store(folder)
    assert caught.value.code == "LEG-E804"
    assert (folder / DATABASE).read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / DATABASE).write_bytes(b"something else" * 1000)
    with pytest.raises(StoreError):
        open_store(folder)
    assert (folder / DATABASE).read_bytes() == b"something else" * 1000


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    store.put(ItemKind.DIARY, {}, id="a", person="p", key="k")
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    for name in (DATABASE, f"{DATABASE}-wal"):
        assert (tmp_path / "home" / name).stat().st_mode & 0o077 == 0
    store.close()


def test_every_connection_waits_for_the_disk(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    with writing(store._engine) as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    store.close()


_FULL = """
import resource, signal, sys
from pathlib import Path
from legato.errors import StoreError
from legato.model.kept import ItemKind
from legato.store.open import open_store

store = open_store(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
done = 0
try:
    for number in range(1000):
        store.put(ItemKind.DIARY, {"note": "x" * 20_000}, id=f"i{number}", person="p", key=f"k{number}")
        done += 1
except StoreError as error:
    print(done, error.code, "nothing was written" in error.what)
assert len(store.items(ItemKind.DIARY)) == done
"""


@pytest.mark.skipif(os.name == "nt", reason="the limit of a file's size is a thing of POSIX")
def test_a_disk_that_takes_no_more_loses_nothing_and_says_so(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path / "home")], capture_output=True, text=True, check=True
    )
    done, code, is_told = ran.stdout.split()
    assert int(done) > 0
    assert code in ("LEG-E808", "LEG-E809")
    assert is_told == "True"
    store = open_store(tmp_path / "home")
    assert len(store.items(ItemKind.DIARY)) == int(done)
    assert store.put(ItemKind.DIARY, {}, id="after", person="p", key="after").version == 1
    store.close()


def test_a_history_is_never_changed(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    store.put(ItemKind.DIARY, {}, id="a", person="p", key="k")
    with pytest.raises(StoreError), writing(store._engine) as connection:
        connection.exec_driver_sql("UPDATE item_version SET body = '{}'")
    store.close()
