"""Everything that is kept as one zip that any computer can read, made while it is sent."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from io import RawIOBase
from typing import IO, TYPE_CHECKING, Any, cast

from legato.app.catalog import Words
from legato.app.desk import Desk
from legato.app.own_data.export_csv import check_table, csv_text, diary_table, medicine_table, recording_table
from legato.app.own_data.export_fhir import fhir_of
from legato.errors import LegatoError
from legato.model.kept import ItemKind, KeptItem
from legato.store.transfer import read_file

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["export_pieces", "zip_pieces"]

Entry = tuple[str, bytes]
_NAMELESS = frozenset({ItemKind.DEVICE})


def export_pieces(desk: Desk, *, words: Words, has_names: bool) -> Iterator[bytes]:
    """Give the zip piece by piece.

    Parameters
    ----------
    desk : Desk
    words : Words
        Of the language in which the tables and the explanation are written.
    has_names : bool
        The names that were typed for people stand in it.

    Yields
    ------
    bytes

    Raises
    ------
    LegatoError
        If a file cannot be read; then the zip ends in the middle, and every program says so.
    """
    yield from zip_pieces(_entries(desk, words=words, has_names=has_names))


def zip_pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Pack entries into a zip, and give its bytes as they come.

    Parameters
    ----------
    entries : iterable of (str, bytes)

    Yields
    ------
    bytes
    """
    pipe = _Pipe()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries:
            packed.writestr(name, data)
            yield pipe.take()
    yield pipe.take()


class _Pipe(RawIOBase):
    """Hold what a library wrote until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        piece = bytes(data)
        self._held.append(piece)
        return len(piece)

    def take(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held


def _entries(desk: Desk, *, words: Words, has_names: bool) -> Iterator[Entry]:
    store, library = desk.store, desk.library(words.language)
    names = ("items", "diary", "medicines", "checks", "recordings", "fhir", "bundles", "sourcedata")
    lines = [words.t("data.readme.title"), "", words.t("base.not_a_diagnosis"), ""]
    lines += [words.t(f"data.readme.{name}") for name in names]
    if desk.is_demo:
        lines.insert(1, words.t("base.demo"))
    yield "README.txt", "\n".join([*lines, "", words.t("data.readme.end"), ""]).encode()
    yield "items.json", _items_json(desk, has_names=has_names)
    diary, medicines = store.items(ItemKind.DIARY), store.items(ItemKind.MEDICINE)
    checks, recordings = store.items(ItemKind.CHECK), store.items(ItemKind.RECORDING)
    yield "diary.csv", _csv(diary_table(diary))
    yield "medicines.csv", _csv(medicine_table(medicines))
    yield "checks.csv", _csv(check_table(desk, checks, library=library, words=words))
    yield "recordings.csv", _csv(recording_table(recordings))
    failed: list[tuple[str, LegatoError]] = []
    for person in store.items(ItemKind.PERSON):
        bundle, some = fhir_of(desk, person=person.id, library=library)
        failed += some
        yield f"fhir/{person.id}.json", json.dumps(bundle, ensure_ascii=False, indent=1).encode()
    if failed:
        told = [words.t("data.readme.failed"), "", *(f"{id_}: {error}" for id_, error in failed), ""]
        yield "not-in-fhir.txt", "\n".join(told).encode()
    for place in store.all_files():
        yield place, read_file(store, place)


def _csv(rows: Iterable[Any]) -> bytes:
    return csv_text(rows).encode("utf-8-sig")


def _items_json(desk: Desk, *, has_names: bool) -> bytes:
    """Write all items with all their versions; devices are no data of a person and stay out."""
    store = desk.store
    made = [
        {
            "id": one.id,
            "kind": str(one.kind),
            "versions": [_version(v, has_names) for v in store.history(one.id)],
        }
        for _, one in store.changes_since(0)
        if one.kind not in _NAMELESS
    ]
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _version(item: KeptItem, has_names: bool) -> dict[str, Any]:  # noqa: FBT001
    told = asdict(item) | {"kind": str(item.kind), "body": dict(item.body)}
    if item.kind is ItemKind.PERSON and not has_names and "label" in told["body"]:
        told["body"]["label"] = ""
    return told
