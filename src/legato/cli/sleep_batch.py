"""A batch of nights: several at once, each in a process of its own, stoppable and resumable.

What is done is written down night by night in a journal beside the results, so that a batch that was stopped goes on
where it was. A night that is refused, or whose process dies, is told, stands in the summary and stops nothing.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from legato import __version__
from legato.cli.options import ReadingOptions
from legato.cli.sleep_night import NightOptions
from legato.errors import InputError, LegatoError, MissingExtraError, UsageError

__all__ = ["score_batch"]

JOURNAL = "journal.jsonl"
_HASHED_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class _Night:
    """One night of a batch: its file, the name of its results, and what its results depend on."""

    path: Path
    name: str
    key: str


def score_batch(
    paths: Sequence[Path],
    options: NightOptions,
    reading: ReadingOptions,
    *,
    out: Path,
    jobs: int,
    again: bool,
) -> int:
    """Score many nights and write everything about each, and a workbook about all.

    Parameters
    ----------
    paths : sequence of Path
    options : NightOptions
    reading : ReadingOptions
    out : Path
        Folder of the results; may hold those of a batch that was stopped.
    jobs : int
        Nights at once.
    again : bool
        Score also those that are done.

    Returns
    -------
    int
        Exit code: done, or some failed.

    Raises
    ------
    UsageError
        If the folder can't be written to, or one side file is named for many nights.
    """
    from legato.cli.main import DONE, SOME_FAILED
    from legato.cli.sleep_summary import write_summary

    options.check_patterns(count=len(paths))
    _check_writer()
    _make_folder(out)
    nights = _plan(paths, options, reading)
    journal = _read_journal(out / JOURNAL)
    done = {
        night.name: journal[night.name] for night in nights if not again and _is_done(night, journal, out)
    }
    waiting = [night for night in nights if night.name not in done]
    if done:
        click.echo(f"{len(done)} of {len(nights)} nights were done before and are kept.", err=True)
    work = _Work(options, reading, out)
    with _counter(len(nights), len(done)) as count:
        for entry in _run(waiting, work, jobs=jobs):
            done[entry["name"]] = entry
            _append(out / JOURNAL, entry)
            count(entry)
    entries = [done[night.name] for night in nights]
    write_summary(entries, out, settings=_settings(options, reading, jobs))
    failed = [entry for entry in entries if "error" in entry]
    click.echo(f"{len(entries) - len(failed)} of {len(entries)} nights done. Results in {out}", err=True)
    for entry in failed:
        click.echo(f"  failed  {entry['name']}: {entry['error']['code']} {entry['error']['what']}", err=True)
    return SOME_FAILED if failed else DONE


@dataclass(frozen=True)
class _Work:
    """What a worker needs to know; travels between processes."""

    options: NightOptions
    reading: ReadingOptions
    out: Path

    def __call__(self, night: _Night) -> dict[str, Any]:
        """Score one night, write its files, and give its line of the journal."""
        started = time.perf_counter()
        entry: dict[str, Any] = {"name": night.name, "file": night.path.name, "key": night.key}
        try:
            entry |= self._score(night)
        except LegatoError as error:
            entry["error"] = _error_entry(error)
        except Exception as error:  # noqa: BLE001 - the outermost door of one night; it is reported and stays in the summary
            from legato.cli.main import bug_line

            entry["error"] = {
                "code": "LEG-E070",
                "what": "Legato met something that it did not expect; this is a fault in Legato, not in your file",
                "where": night.path.name,
                "found": f"{type(error).__name__}: {error}",
                "mend": f"paste this line into a report:  {bug_line(error)}",
            }
        entry["took_s"] = round(time.perf_counter() - started, 3)
        return entry

    def _score(self, night: _Night) -> dict[str, Any]:
        from legato.cli.sleep_night import read_and_score
        from legato.cli.sleep_outputs import NIGHT_FILES, write_night_file
        from legato.report.night_summary import quality_rows, summary_row

        work = read_and_score(night.path, self.options, self.reading)
        files = {kind: f"{night.name}{ending}" for kind, ending in NIGHT_FILES.items()}
        for kind, file in files.items():
            write_night_file(work, kind, self.out / file)
        return {
            "files": list(files.values()),
            "summary": summary_row(work.night),
            "quality": quality_rows(work.night),
        }


def _error_entry(error: LegatoError) -> dict[str, str]:
    from legato.report.json import error_object

    return error_object(error)


def _check_writer() -> None:
    """Refuse before any work where the library for the workbook or the PDF is missing."""
    from importlib.util import find_spec

    missing = [library for library in ("xlsxwriter", "typst") if find_spec(library) is None]
    if missing:
        raise MissingExtraError(
            f"A batch of nights needs {', '.join(missing)}",
            mend="install it:  pip install 'legato[lab]'",
            code="LEG-E982",
        )


def _make_folder(out: Path) -> None:
    """Make the folder of the results."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "The folder of the results can't be made",
            where=str(out),
            found=error.strerror or type(error).__name__,
            mend="name a folder that you may write to",
            code="LEG-E983",
        ) from error


def _plan(paths: Sequence[Path], options: NightOptions, reading: ReadingOptions) -> list[_Night]:
    """Name each night, two of one name by number, and say what its results depend on."""
    nights: list[_Night] = []
    taken: set[str] = set()
    for path in paths:
        name, number = path.stem, 2
        while name.casefold() in taken:
            name, number = f"{path.stem}-{number}", number + 1
        taken.add(name.casefold())
        nights.append(_Night(path, name, _key(path, options, reading)))
    return nights


def _key(path: Path, options: NightOptions, reading: ReadingOptions) -> str:
    """Hash all that the results of a night depend on: its bytes, its side files, the options, the version."""
    from legato.knowledge.load import load_criteria

    digest = hashlib.sha256()
    said = [__version__, load_criteria().version, asdict(options), asdict(reading)]
    digest.update(json.dumps(said, sort_keys=True, default=str).encode())
    side_files: list[Path] = []
    for option in ("hypnogram", "events"):
        try:
            side_file = options.side_file(option, path)
        except InputError:
            digest.update(b"missing")  # told when the night is scored
            continue
        side_files += [side_file] if side_file else []
    for file in (path, *side_files):
        digest.update(_bytes_hash(file))
    return digest.hexdigest()


def _bytes_hash(path: Path) -> bytes:
    """Hash a file; one that can't be read is refused when it is scored, and is never taken for done."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_HASHED_AT_ONCE):
                digest.update(piece)
    except OSError:
        return os.urandom(16)
    return digest.digest()


def _read_journal(path: Path) -> dict[str, dict[str, Any]]:
    """Read what was done; a last line that a kill cut short is no entry."""
    entries: dict[str, dict[str, Any]] = {}
    if not path.is_file():
        return entries
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            click.echo(f"A line of {path.name} is cut short; its night is scored again.", err=True)
            continue
        entries[entry["name"]] = entry
    return entries


def _is_done(night: _Night, journal: dict[str, dict[str, Any]], out: Path) -> bool:
    """Tell whether a night was scored from the same bytes in the same way, and all its files are there."""
    entry = journal.get(night.name)
    if entry is None or "error" in entry or entry["key"] != night.key:
        return False
    return all((out / file).is_file() for file in entry["files"])


def _append(path: Path, entry: dict[str, Any]) -> None:
    """Write one line of the journal and see it on the disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _run(nights: Sequence[_Night], work: _Work, *, jobs: int) -> Generator[dict[str, Any], None, None]:
    """Score nights in processes; those that a dead process took with it are tried once more, each alone."""
    lost = yield from _run_together(nights, work, jobs=jobs)
    for night in lost:
        again = yield from _run_together([night], work, jobs=1)
        if again:
            yield {
                "name": night.name,
                "file": night.path.name,
                "key": night.key,
                "took_s": None,
                "error": {
                    "code": "LEG-E984",
                    "what": "The process that scored this night died twice",
                    "where": night.path.name,
                    "found": "killed from outside, most often for want of memory",
                    "mend": "score it alone with fewer jobs, on a machine with more memory",
                },
            }


def _run_together(
    nights: Sequence[_Night], work: _Work, *, jobs: int
) -> Generator[dict[str, Any], None, list[_Night]]:
    """Score nights in a pool, and return those that it lost."""
    lost: list[_Night] = []
    if not nights:
        return lost
    pool = ProcessPoolExecutor(min(jobs, len(nights)), mp_context=multiprocessing.get_context("spawn"))
    try:
        futures: dict[Future[dict[str, Any]], _Night] = {pool.submit(work, night): night for night in nights}
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                lost.append(futures[future])
    finally:
        # Without the waiting, a pool that is thrown away forgets to cancel, and goes on to the last night.
        pool.shutdown(wait=True, cancel_futures=True)
    return lost


@contextmanager
def _counter(total: int, done: int) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Count nights: a bar at a terminal, a line a night elsewhere."""
    from legato.cli.progress import progress_bar

    finished = done
    with progress_bar(f"{total} nights") as bar:

        def count(entry: dict[str, Any]) -> None:
            nonlocal finished
            finished += 1
            if bar is not None:
                bar(finished / total)
                return
            state = "failed" if "error" in entry else "done"
            took = f"{entry['took_s']:.1f} s" if entry["took_s"] is not None else "-"
            click.echo(f"[{finished}/{total}] {entry['name']} {state} {took}", err=True)

        yield count


def _settings(options: NightOptions, reading: ReadingOptions, jobs: int) -> list[tuple[str, str]]:
    """List what the batch was asked, for the workbook."""
    from legato.knowledge.load import load_criteria

    said = {**asdict(options), **asdict(reading), "jobs": jobs}
    shown = [
        (name, ",".join(value) if isinstance(value, tuple) else str(value)) for name, value in said.items()
    ]
    return [
        ("legato version", __version__),
        ("knowledge version", load_criteria().version),
        *((name, text) for name, text in shown if text not in ("None", "")),
    ]
