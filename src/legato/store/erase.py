"""Erasing: rows, history and files are really gone, also after a kill in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from legato.errors import StoreError
from legato.store.database import LOG_S, checkpoint, file_error, reading
from legato.store.durable import remove_file
from legato.store.keys import KEY_FILE, PENDING_FILE
from legato.store.places import BUNDLES, DATABASE, OLDER, ORIGINALS, named_places, with_sidecars
from legato.store.tables import doomed_file, item, item_version, used_key

__all__ = [
    "all_named",
    "carry_out",
    "doom_all",
    "doom_item",
    "doom_older",
    "doomed",
    "empty_log",
    "files_of_folder",
    "forget_doomed",
    "remove_doomed",
    "remove_leftovers",
]


def doom_item(connection: Connection, id_: str) -> None:
    """Erase the rows of one item, and note the files that nobody else names.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    id_ : str
    """
    bodies = connection.scalars(select(item_version.c.body).where(item_version.c.id == id_)).all()
    named = frozenset[str]().union(*(named_places(body) for body in bodies))
    for place in sorted(named):
        others = select(func.count()).where(item_version.c.id != id_, item_version.c.body.contains(place))
        if not connection.scalar(others):
            _doom(connection, place)
    connection.execute(delete(item_version).where(item_version.c.id == id_))
    connection.execute(delete(item).where(item.c.id == id_))
    connection.execute(update(used_key).where(used_key.c.item_id == id_).values(item_id="", version=0))


def doom_all(connection: Connection, folder: Path) -> None:
    """Erase all rows, and note all files of recordings and originals, and the copies of older versions.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    folder : Path
        The data folder.
    """
    for table in (item_version, item, used_key):
        connection.execute(delete(table))
    for place in files_of_folder(folder):
        _doom(connection, place)
    doom_older(connection, folder)


def doom_older(connection: Connection, folder: Path) -> None:
    """Note the copies of older versions of the store: they hold what is erased, and nobody can erase inside them.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    folder : Path
        The data folder.
    """
    for file in sorted((folder / OLDER).glob("*")):
        if file.is_file():
            _doom(connection, file.relative_to(folder).as_posix())


def _doom(connection: Connection, place: str) -> None:
    for one in with_sidecars(place):
        connection.execute(insert(doomed_file).prefix_with("OR IGNORE").values(path=one))


def doomed(connection: Connection) -> list[str]:
    """Give the files that are to go."""
    return list(connection.scalars(select(doomed_file.c.path).order_by(doomed_file.c.path)))


def remove_doomed(folder: Path, places: list[str]) -> None:
    """Remove files, and the folders that they leave empty.

    Parameters
    ----------
    folder : Path
    places : list of str
    """
    for place in places:
        file = folder / place
        remove_file(file)
        for above in file.relative_to(folder).parents:
            home = folder / above
            if home == folder or not home.is_dir() or any(home.iterdir()):
                break
            home.rmdir()


def forget_doomed(connection: Connection, places: list[str]) -> None:
    """Strike files off the list of those that are to go.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    places : list of str
    """
    for place in places:
        connection.execute(delete(doomed_file).where(doomed_file.c.path == place))


def files_of_folder(folder: Path) -> list[str]:
    """Give all files of recordings and originals, whole ones only, sorted.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of str
        Places inside the data folder.
    """
    return sorted(
        file.relative_to(folder).as_posix()
        for root in (BUNDLES, ORIGINALS)
        for file in (folder / root).rglob("*")
        if file.is_file() and not file.name.endswith(".part")
    )


def all_named(connection: Connection) -> frozenset[str]:
    """Give all files that an item names or named, with those that belong to them."""
    bodies = connection.scalars(select(item_version.c.body))
    named = frozenset[str]().union(*(named_places(body) for body in bodies))
    return frozenset(one for place in named for one in with_sidecars(place))


def remove_leftovers(folder: Path) -> None:
    """Remove files that a killed write left half done; call it while nobody else has the folder open.

    Parameters
    ----------
    folder : Path
    """
    left = [file for root in (BUNDLES, ORIGINALS, OLDER) for file in (folder / root).rglob("*.part")]
    for name in (DATABASE, KEY_FILE, PENDING_FILE):
        left += folder.glob(f".{name}.part*")  # also the journal that SQLite puts beside
    for file in left:
        remove_file(file)


def carry_out(
    engine: Engine, folder: Path, *, writing: Callable[[], AbstractContextManager[Connection]]
) -> None:
    """Remove the files that are noted to go, and strike them off the list.

    Parameters
    ----------
    engine : Engine
    folder : Path
        The data folder.
    writing : callable
        Opens a write transaction.

    Raises
    ------
    StoreError
        If the disk refuses; the next opening tries again.
    """
    with reading(engine) as connection:
        places = doomed(connection)
    if not places:
        return
    try:
        remove_doomed(folder, places)
    except OSError as error:
        raise file_error(error, where=places[0]) from error
    with writing() as connection:
        forget_doomed(connection, places)


def empty_log(engine: Engine) -> None:
    """Take what was erased out of the log of the database too.

    Parameters
    ----------
    engine : Engine

    Raises
    ------
    StoreError
        If another program reads the store all the while; every opening tries again.
    """
    if not checkpoint(engine, within_s=LOG_S):
        raise StoreError(
            "It is erased, but another program or a backup is reading the store: until that closes, the text may "
            "still be in the log of the database",
            mend="close the other program, then start this one again",
            code="LEG-E830",
        )
