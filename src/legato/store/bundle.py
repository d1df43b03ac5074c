"""Recordings and original files on the disk: written beside, on the disk, then named; never half, never over another."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from legato.errors import ConflictError, InputError, StoreError
from legato.model.channel import Channel
from legato.model.kept import BundlePart, BundlePlace, OriginalPlace
from legato.model.recording import Recording
from legato.store.bundle_sidecars import about_text, channels_text, events_text
from legato.store.bundle_table import clocks_of, write_samples
from legato.store.database import file_error
from legato.store.durable import make_folders, sync_folder
from legato.store.places import BUNDLES, ORIGINALS, TABLE, ending_of, label, resolve
from legato.store.sealed import unseal
from legato.store.sink import beside, sink_for

__all__ = ["Bundles"]

_MOST_RUNS = 999_999


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Files of one clock that are whole and have no name yet: the sidecars, and the table that is named last."""

    tracking_system: str
    sha256: str
    files: tuple[tuple[str, Path], ...]  # (end of the name, file)


class Bundles:
    """The files of one data folder; ``store.bundles``.

    Parameters
    ----------
    folder : Path
    seal : bytes or None
        Key of the store's files; None leaves them plain.
    guard : callable
        Opens a stretch in which no other process gives names.
    """

    def __init__(
        self, folder: Path, *, seal: bytes | None, guard: Callable[[], AbstractContextManager[object]]
    ) -> None:
        self._folder = folder
        self._seal = seal
        self._guard = guard

    def write(
        self,
        recording: Recording,
        *,
        person: str,
        session: str,
        task: str,
        run: int | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> BundlePlace:
        """Write a recording, one table a clock.

        Parameters
        ----------
        recording : Recording
        person, session, task : str
            Letters, digits, ``-`` and ``_``; they become parts of the name.
        run : int or None
            From 1; None takes the next that is free.
        meta : mapping or None
            What else is known of how it was taken, as JSON values, and names nobody.

        Returns
        -------
        BundlePlace
            A recording that was written before, sample by sample the same, is found again and not doubled.

        Raises
        ------
        ConflictError
            If another recording has this run.
        InputError
            If a name is refused, or there is no sample to write.
        StoreError
            If the disk refuses; then nothing was written.
        """
        ses, what = label(session, name="session"), label(str(task), name="task")
        inside = f"{BUNDLES}/sub-{label(person, name='person')}/ses-{ses}/motion"
        stem = f"sub-{label(person, name='person')}_ses-{ses}_task-{what}"
        if run is not None and not 1 <= run <= _MOST_RUNS:
            raise InputError("A run is counted from 1", found=str(run), code="LEG-E813")
        clocks = clocks_of(recording)
        if not clocks:
            raise InputError(
                "There is no sample to write",
                where=recording.provenance.source_name,
                mend="record again",
                code="LEG-E812",
            )
        home = self._folder / inside
        waiting: list[_Waiting] = []
        try:
            make_folders(home, below=self._folder)
            for name, channels in zip(_tracking_systems(recording, clocks), clocks, strict=True):
                self._prepare(recording, channels, home, name, task=what, meta=meta or {}, into=waiting)
            with self._guard():
                return self._name(waiting, home, stem, run=run, inside=inside)
        except OSError as error:
            raise file_error(error, where=inside) from error
        finally:
            for one in waiting:
                for _, file in one.files:
                    file.unlink(missing_ok=True)

    def _prepare(
        self,
        recording: Recording,
        channels: list[Channel],
        home: Path,
        tracking_system: str,
        *,
        task: str,
        meta: Mapping[str, Any],
        into: list[_Waiting],
    ) -> None:
        """Write the files of one clock under names of no meaning."""
        table = beside(home, tracking_system)
        with sink_for(table, seal=self._seal) as sink:
            write_samples(recording, channels, cast(Any, sink))
        files = [(TABLE, table)]
        into.append(_Waiting(tracking_system, sink.sha256, tuple(files)))
        texts = {
            "_motion.json": about_text(
                recording,
                channels,
                task=task,
                tracking_system=tracking_system,
                sha256=sink.sha256,
                meta=meta,
            ),
            "_channels.tsv": channels_text(recording, channels),
            "_events.tsv": events_text(recording),
        }
        for end, text in texts.items():
            file = beside(home, tracking_system)
            with sink_for(file, seal=self._seal) as side:
                side.write(text.encode("utf-8", "replace"))
            files.insert(-1, (end, file))
            into[-1] = _Waiting(tracking_system, sink.sha256, tuple(files))

    def _name(
        self, waiting: list[_Waiting], home: Path, stem: str, *, run: int | None, inside: str
    ) -> BundlePlace:
        """Choose the run and give the names, the table's last."""
        chosen, is_there = self._choose(waiting, home, stem, run=run)
        named: list[Path] = []
        parts = []
        try:
            for one in waiting:
                front = f"{stem}_tracksys-{one.tracking_system}_run-{chosen}"
                parts.append(BundlePart(f"{inside}/{front}{TABLE}", one.sha256))
                for end, file in () if is_there else one.files:
                    target = home / f"{front}{end}"
                    os.replace(file, target)
                    named.append(target)
            sync_folder(home)
        except OSError:
            for target in reversed(named):
                target.unlink(missing_ok=True)
            raise
        return BundlePlace(tuple(parts), chosen)

    def _choose(self, waiting: list[_Waiting], home: Path, stem: str, *, run: int | None) -> tuple[int, bool]:
        """Give the run, and whether the very same recording is there."""
        wanted = {one.tracking_system: one.sha256 for one in waiting}
        for number in range(run or 1, (run or _MOST_RUNS) + 1):
            end = f"_run-{number}{TABLE}"
            there = {
                file.name.removesuffix(end).removeprefix(f"{stem}_tracksys-"): file
                for file in home.glob(f"{stem}_tracksys-*{end}")
            }
            if not there:
                return number, False
            if set(there) == set(wanted) and all(
                hashlib.sha256(self._bytes(file)).hexdigest() == wanted[name] for name, file in there.items()
            ):
                return number, True
        raise ConflictError(
            "Another recording has this run; nothing was written",
            where=stem,
            found=f"run {run}",
            mend="take the next run",
            code="LEG-E807",
        )

    def keep_original(self, name: str, data: bytes) -> OriginalPlace:
        """Keep a file that a person brought, byte for byte.

        Parameters
        ----------
        name : str
            As the person called it: only its ending is used, since the rest may name someone.
        data : bytes

        Returns
        -------
        OriginalPlace
            The same bytes again are found again and not doubled.

        Raises
        ------
        StoreError
            If the disk refuses; then nothing was written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        place = f"{ORIGINALS}/{sha256}{ending_of(name)}"
        target = resolve(self._folder, place)
        kept = OriginalPlace(place, sha256, len(data))
        try:
            if target.exists() and self._bytes(target) == data:
                return kept
            make_folders(target.parent, below=self._folder)
            file = beside(target.parent, "original")
            with sink_for(file, seal=self._seal) as sink:
                sink.write(data)
            os.replace(file, target)
            sync_folder(target.parent)
        except OSError as error:
            raise file_error(error, where=place) from error
        return kept

    def path_of(self, place: str) -> Path:
        """Give the file of a recording or an original, for those who need a path.

        Parameters
        ----------
        place : str
            Such as a recording's item names as its ``bundle``.

        Returns
        -------
        Path

        Raises
        ------
        InputError
            If it is no place.
        StoreError
            If nothing is there, or it is encrypted: then ``opened`` gives a path for a while.
        """
        file = self._file(place)
        with file.open("rb") as stream:
            is_sealed = stream.read(8) == b"LEGSEAL1"
        if is_sealed:
            raise StoreError("This file is encrypted", where=place, mend="use opened()", code="LEG-E802")
        return file

    def read(self, place: str) -> bytes:
        """Give the bytes of a file, decrypted.

        Parameters
        ----------
        place : str

        Returns
        -------
        bytes

        Raises
        ------
        InputError
            If it is no place.
        StoreError
            If nothing is there, or it is damaged.
        """
        file = self._file(place)
        try:
            return self._bytes(file)
        except OSError as error:
            raise StoreError(
                "A file of the store cannot be read", where=place, found=error.strerror or "", code="LEG-E809"
            ) from error

    @contextmanager
    def opened(self, place: str) -> Iterator[Path]:
        """Give a path to the decrypted bytes, for as long as it is needed.

        A plain file is given as it is. Of an encrypted one a copy is made for its owner alone, in memory where the
        system has a folder there, and removed when this is left.

        Parameters
        ----------
        place : str

        Yields
        ------
        Path

        Raises
        ------
        InputError
            If it is no place.
        StoreError
            If nothing is there, or it is damaged.
        """
        file = self._file(place)
        if self._seal is None:
            yield file
            return
        memory = Path("/dev/shm")
        with tempfile.TemporaryDirectory(
            prefix="legato-", dir=memory if os.access(memory, os.W_OK) else None
        ) as folder:
            copy = Path(folder) / file.name
            copy.write_bytes(self.read(place))
            yield copy

    def _file(self, place: str) -> Path:
        file = resolve(self._folder, place)
        if not file.is_file() or file.is_symlink():
            raise StoreError(
                "This file is not there any more",
                where=place,
                mend="restore it from a backup",
                code="LEG-E819",
            )
        return file

    def _bytes(self, file: Path) -> bytes:
        with file.open("rb") as stream:
            return unseal(stream, key=self._seal, where=file.name)


def _tracking_systems(recording: Recording, clocks: list[list[Channel]]) -> list[str]:
    """Name each clock by where its sensors sit: ``leftshank``, the second of the same place ``leftshank2``."""
    places = {sensor.id: (str(sensor.side), str(sensor.placement)) for sensor in recording.sensors}
    names: list[str] = []
    for channels in clocks:
        worn = {places[channel.sensor] for channel in channels}
        parts = [one.replace("_", "") for one in worn.pop() if one != "unknown"] if len(worn) == 1 else []
        name, n = "".join(parts) or "sensor", 2
        first = name
        while name in names:
            name, n = f"{first}{n}", n + 1
        names.append(name)
    return names
