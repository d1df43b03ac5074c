"""Check an installation, line by line: each is ok, or says what, where and how to mend it.

Every check stands alone, so that a broken one never hides the others.
"""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from legato.errors import LegatoError

__all__ = ["Finding", "check_installation"]

OLDEST, NEWEST = (3, 11), (3, 13)
LEAST_FREE_BYTES = 1024**3  # A day of windows, its report and a copy of a week's recording fit into that.
# Distribution -> module; those that the core needs (pyproject.toml).
_NEEDED = {
    "numpy": "numpy",
    "scipy": "scipy",
    "pyarrow": "pyarrow",
    "h5py": "h5py",
    "click": "click",
    "rich": "rich",
    "jinja2": "jinja2",
    "pyyaml": "yaml",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check.

    Parameters
    ----------
    name : str
    is_ok : bool
    what : str
        What was found, with the version or the number.
    where, mend : str
        Empty when it is ok.
    """

    name: str
    is_ok: bool
    what: str
    where: str = ""
    mend: str = ""


def check_installation(*, folder: Path) -> Iterator[Finding]:
    """Check Python, dependencies, knowledge, reading, the report and the disk, one after the other.

    Parameters
    ----------
    folder : Path
        Where results would be written; its free space is told.

    Yields
    ------
    Finding
    """
    yield _guarded("python", _python)
    for distribution, module in _NEEDED.items():
        yield _guarded(distribution, lambda d=distribution, m=module: _dependency(d, m))  # type: ignore[misc]
    yield _guarded("knowledge", _knowledge)
    yield _guarded("sample read", _sample_read)
    yield _guarded("report", _report)
    yield _guarded("free disk", lambda: _free_disk(folder))


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    """Run one check; whatever breaks in it is its finding and never stops the doctor."""
    try:
        return check()
    except LegatoError as error:
        return Finding(
            name, is_ok=False, what=f"{error.code} {error.what}", where=error.where, mend=error.mend
        )
    except Exception as error:  # noqa: BLE001 - a doctor that dies of the illness helps nobody
        mend = "install Legato anew in an empty environment"
        return Finding(name, is_ok=False, what=f"{type(error).__name__}: {error}", where=name, mend=mend)


def _python() -> Finding:
    version = platform.python_version()
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return Finding("python", is_ok=True, what=version)
    mend = f"use Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    return Finding("python", is_ok=False, what=f"{version} is not supported", where=sys.executable, mend=mend)


def _dependency(distribution: str, module: str) -> Finding:
    """Import a dependency: an installed one that does not import is as bad as a missing one."""
    from importlib import import_module
    from importlib.metadata import PackageNotFoundError, version

    try:
        import_module(module)
        return Finding(distribution, is_ok=True, what=version(distribution))
    except (ImportError, PackageNotFoundError) as error:
        mend = f"python -m pip install {distribution}"
        return Finding(distribution, is_ok=False, what=f"does not import: {error}", where=module, mend=mend)


def _knowledge() -> Finding:
    from legato.knowledge.load import load_criteria

    criteria = load_criteria()
    what = f"{len(criteria.records)} criteria, version {criteria.version}"
    return Finding("knowledge", is_ok=True, what=what)


def _sample_read() -> Finding:
    """Write ten seconds of a sinusoid as a table, read it back and compare."""
    import numpy as np

    from legato.io.read import read_recording

    rate_hz = 100.0
    time_s = np.arange(1000) / rate_hz
    columns = [np.round(np.sin(2 * np.pi * 5 * time_s + phase), 4) for phase in (0.0, 1.0, 2.0)]
    rows = [",".join(["time_s", "accel_x_mps2", "accel_y_mps2", "accel_z_mps2"])]
    rows += [",".join(f"{value:.4f}" for value in row) for row in zip(time_s, *columns, strict=True)]
    with tempfile.TemporaryDirectory(prefix="legato-") as folder:
        path = Path(folder) / "sample.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        recording = read_recording(path)
        read = recording.channels[0].read()
    if recording.channels[0].n_samples != time_s.size or not np.allclose(read, columns[0], atol=1e-6):
        mend = "paste this line into a report; the reader of tables is broken here"
        return Finding(
            "sample read", is_ok=False, what="read other numbers than written", where="sample.csv", mend=mend
        )
    rate = recording.channels[0].sampling_rate_hz
    return Finding("sample read", is_ok=True, what=f"{time_s.size} samples written and read at {rate:.1f} Hz")


def _report() -> Finding:
    """Load what a report needs beside the code: words, templates and style go missing in bad packages."""
    from importlib import resources

    from legato.report.words import load_words

    n_states = len(load_words().keys("states"))
    template = resources.files("legato.report") / "templates" / "report.html.j2"
    size = len(template.read_text(encoding="utf-8"))
    return Finding("report", is_ok=True, what=f"words for {n_states} states, template of {size} characters")


def _free_disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    what = f"{free / 1024**3:.1f} GiB free"
    if free >= LEAST_FREE_BYTES:
        return Finding("free disk", is_ok=True, what=what)
    return Finding("free disk", is_ok=False, what=what, where=str(folder), mend="make room, at least 1 GiB")
