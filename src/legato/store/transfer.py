"""Everything out of a store and into another: files decrypted, files staged, and rows replaced in one transaction.

New files get their names before the rows are replaced, and old ones go after it, so that a kill at any moment leaves either what
was there or what came.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, delete, insert, select, update

from legato.errors import InputError, StoreError
from legato.model.kept import ItemKind
from legato.store.database import checkpoint, file_error, make_engine, reading
from legato.store.durable import make_folders, sync_folder
from legato.store.erase import files_of_folder
from legato.store.places import SIDECARS, TABLE, resolve
from legato.store.sealed import unseal
from legato.store.sink import beside, sink_for
from legato.store.store import Store
from legato.store.tables import doomed_file, item, item_version, used_key

__all__ = ["StagedFile", "place_file", "read_file", "replace_everything", "stage_file"]

_PIECE_BYTES = 1 << 20
_MOST_RUNS = 999_999


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that is whole, on the disk, and has no name yet.

    Parameters
    ----------
    place : str
        Where it belongs, inside the data folder.
    file : Path
    sha256 : str
        Of its bytes, as they are when they are not encrypted.
    """

    place: str
    file: Path
    sha256: str


def place_file(folder: Path, place: str) -> Path:
    """Give the file of a place, also of one that stands beside a recording.

    Parameters
    ----------
    folder : Path
        The data folder.
    place : str

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If nothing of a store can have this place.
    """
    for one in SIDECARS:
        if place.endswith(one):
            resolve(folder, place.removesuffix(one) + TABLE)
            return folder / place
    return resolve(folder, place)


def read_file(store: Store, place: str) -> bytes:
    """Give the bytes of any file of a store, decrypted.

    Parameters
    ----------
    store : Store
    place : str
        As ``all_files`` lists it.

    Returns
    -------
    bytes

    Raises
    ------
    StoreError
        If it cannot be read or is damaged.
    """
    file = place_file(store.folder, place)
    try:
        with file.open("rb") as stream:
            return unseal(stream, key=store._seal, where=place)
    except OSError as error:
        raise file_error(error, where=place) from error


def stage_file(store: Store, place: str, source: IO[bytes]) -> StagedFile:
    """Write a file beside its place, sealed where the store is; nobody sees it yet.

    Parameters
    ----------
    store : Store
    place : str
    source : file object

    Returns
    -------
    StagedFile

    Raises
    ------
    StoreError
        If the disk refuses.
    """
    target = place_file(store.folder, place)
    try:
        make_folders(target.parent, below=store.folder)
        file = beside(target.parent, "restore")
        with sink_for(file, seal=store._seal) as sink:
            while piece := source.read(_PIECE_BYTES):
                sink.write(piece)
    except OSError as error:
        raise file_error(error, where=place) from error
    return StagedFile(place, file, sink.sha256)


def replace_everything(store: Store, database: Path, files: list[StagedFile]) -> None:
    """Put the items and files of another store in the place of all that is here; the devices that may come in stay.

    Parameters
    ----------
    store : Store
    database : Path
        Of the other store, not encrypted, of the present version.
    files : list of StagedFile

    Raises
    ------
    StoreError
        If it could not be written; then what was there is there.
    """
    engine = make_engine(database, key=None)
    try:
        with reading(engine) as source, store._writing() as target:
            moved = _free_places(store, files)
            old = frozenset(files_of_folder(store.folder))
            named = _name_files(store, files, moved)
            _replace_rows(source, target, moved)
            target.execute(delete(doomed_file).where(doomed_file.c.path.in_(named)))
            for place in sorted(old - named):
                target.execute(insert(doomed_file).prefix_with("OR IGNORE").values(path=place))
    except OSError as error:
        raise file_error(error, where=database.name) from error
    finally:
        engine.dispose()
    store.remove_erased()
    checkpoint(store._engine)


def _free_places(store: Store, files: list[StagedFile]) -> Mapping[str, str]:
    """Give a new run to each recording whose place holds another one; by the beginning of the names."""
    wanted: dict[str, list[StagedFile]] = {}
    for one in files:
        wanted.setdefault(_stem(one.place), []).append(one)
    moved = {}
    taken = {_stem(place) for place in files_of_folder(store.folder)} | set(wanted)
    for stem, some in wanted.items():
        if all(_is_free(store, one) for one in some):
            continue
        front, _, _ = stem.rpartition("_run-")
        if not front:
            raise StoreError(
                "An original file here has other bytes than its name says", where=stem, code="LEG-E810"
            )
        free = next(f"{front}_run-{n}" for n in range(1, _MOST_RUNS) if f"{front}_run-{n}" not in taken)
        taken.add(free)
        moved[stem] = free
    return moved


def _stem(place: str) -> str:
    return next((place.removesuffix(one) for one in (TABLE, *SIDECARS) if place.endswith(one)), place)


def _is_free(store: Store, one: StagedFile) -> bool:
    if not place_file(store.folder, one.place).exists():
        return True
    return hashlib.sha256(read_file(store, one.place)).hexdigest() == one.sha256


def _name_files(store: Store, files: list[StagedFile], moved: Mapping[str, str]) -> frozenset[str]:
    named = set()
    for one in files:
        stem = _stem(one.place)
        place = moved.get(stem, stem) + one.place.removeprefix(stem)
        target = place_file(store.folder, place)
        if target.exists():
            one.file.unlink()
        else:
            os.replace(one.file, target)
            sync_folder(target.parent)
        named.add(place)
    return frozenset(named)


def _replace_rows(source: Connection, target: Connection, moved: Mapping[str, str]) -> None:
    """Write the rows of the source after the others are gone; sequence numbers go on, so that devices see the change."""
    device = str(ItemKind.DEVICE)
    target.execute(delete(item_version).where(item_version.c.kind != device))
    target.execute(update(used_key).values(item_id="", version=0))
    target.execute(delete(item).where(item.c.kind != device))
    kept = frozenset(target.scalars(select(item.c.id)))
    for table in (item, item_version):
        rows = select(table).where(table.c.kind != device)
        for row in source.execute(rows.order_by(table.c.seq) if table is item_version else rows).mappings():
            if row["id"] in kept:
                raise InputError("An item of the backup has the id of a device here", code="LEG-E866")
            values = {key: value for key, value in row.items() if key != "seq"}
            values["body"] = _moved_text(str(row["body"]), moved)
            target.execute(insert(table).values(values))
    for row in source.execute(select(used_key)).mappings():
        target.execute(insert(used_key).prefix_with("OR IGNORE").values(dict(row)))


def _moved_text(body: str, moved: Mapping[str, str]) -> str:
    """Name the new places in a body; the ending keeps run 1 and run 11 apart."""
    for old, new in moved.items():
        body = body.replace(old + TABLE, new + TABLE)
    return body
