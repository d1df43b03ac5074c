"""Read every knowledge file, check it, and keep the result beside the files so that the next start is quick.

The checked records are written as JSON next to the data, with the hash of the YAML that they came from, the way Python
keeps compiled modules. Where the place cannot be written, nothing is lost but half a second.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

from legato.errors import KnowledgeError

__all__ = ["Records", "gather_records", "read_records"]

Records = dict[str, list[dict[str, Any]]]

_COMPILED = "compiled.json"
_SKIPPED = {"criteria", "fitted", "locales"}  # loaded by load_criteria and load_locale


def _data() -> Path:
    return Path(str(resources.files("legato.knowledge") / "data"))


def _yaml_files(data: Path) -> list[Path]:
    found = []
    for folder, names, files in os.walk(data):
        names[:] = sorted(name for name in names if name not in _SKIPPED and not name.startswith("__"))
        found += [Path(folder) / name for name in sorted(files) if name.endswith(".yaml")]
    return found


def gather_records(data: Path | None = None) -> tuple[Records, str]:
    """Give all records by kind, with the version of the knowledge.

    Parameters
    ----------
    data : Path or None
        Folder of the data; that of the package by default.

    Returns
    -------
    dict of str to list of dict, str
        The version is the first 16 digits of the hash of all files and their names.

    Raises
    ------
    KnowledgeError
        Listing all faults of all files at once.
    """
    place = data or _data()
    files = _yaml_files(place)
    digest = hashlib.sha256()
    texts: list[bytes] = []
    for file in files:
        raw = file.read_bytes()
        texts.append(raw)
        digest.update(file.relative_to(place).as_posix().encode() + b"\0" + raw + b"\0")
    digest.update(_forms_hash())
    version = digest.hexdigest()[:16]
    kept = _kept(place / _COMPILED, version)
    if kept is not None:
        return kept, version
    records = read_records(place, dict(zip(files, texts)))
    _keep(place / _COMPILED, version, records)
    return records, version


def _forms_hash() -> bytes:
    """Make the kept records stale when the forms that they were checked against change."""
    forms = resources.files("legato.knowledge") / "records"
    digest = hashlib.sha256()
    for file in sorted(forms.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".py"):
            digest.update(file.read_bytes())
    return digest.digest()


def _kept(file: Path, version: str) -> Records | None:
    """Give the records kept beside the data, unless they are of another version or damaged."""
    try:
        with file.open("rb") as stream:
            kept = json.load(stream)
    except (OSError, ValueError):
        return None
    if not isinstance(kept, dict) or kept.get("version") != version:
        return None
    records: Records = kept["records"]
    return records


def _keep(file: Path, version: str, records: Records) -> None:
    """Write the records beside the data, whole or not at all."""
    beside = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=file.parent, suffix=".part", delete=False, encoding="utf-8"
        ) as stream:
            beside = Path(stream.name)
            json.dump(
                {"version": version, "records": records}, stream, ensure_ascii=False, separators=(",", ":")
            )
        beside.chmod(0o644)
        beside.replace(file)
    except OSError:
        # A read-only installation reads the YAML each time; the numbers are the same.
        if beside is not None:
            beside.unlink(missing_ok=True)


def read_records(place: Path, texts: dict[Path, bytes]) -> Records:
    """Read and check the YAML files.

    Parameters
    ----------
    place : Path
        Folder of the data.
    texts : dict of Path to bytes

    Returns
    -------
    dict of str to list of dict

    Raises
    ------
    KnowledgeError
        Listing every fault with its file and record.
    """
    from legato.knowledge.kinds import KINDS
    from legato.knowledge.load import load_strict_yaml

    faults: list[str] = []
    records: Records = {kind.id: [] for kind in KINDS}
    seen: dict[tuple[str, str], str] = {}
    references: list[tuple[str, str, str]] = []
    for file, raw in texts.items():
        name = file.relative_to(place).as_posix()
        kind = next((kind for kind in KINDS if name == kind.place or name.startswith(kind.place + "/")), None)
        if kind is None:
            faults.append(
                f"{name}: stands in a folder of no kind; there are {', '.join(k.place for k in KINDS)}"
            )
            continue
        try:
            loaded = load_strict_yaml(raw.decode("utf-8"), where=name)
        except (KnowledgeError, UnicodeDecodeError) as error:
            faults.append(_unreadable(name, error))
            continue
        members = [loaded] if kind.is_one_a_file else loaded or []
        if not isinstance(members, list):
            faults.append(f"{name}: must be a list of records")
            continue
        for index, member in enumerate(members):
            id_ = _id_of(member, fallback=f"record {index + 1}")
            if (kind.id, id_) in seen:
                faults.append(f"{name} {id_}: the id stands in {seen[kind.id, id_]} already")
            # A record that is wrong is still there: what refers to it is not wrong as well.
            seen[kind.id, id_] = name
            if kind.is_one_a_file and id_ != file.stem:
                faults.append(f"{name}: the id is {id_}, so the file must be named {id_}.yaml")
            before = len(faults)
            kind.form.check(member, where=f"{name} {id_}", faults=faults)
            if len(faults) == before and kind.faults_between_fields:
                faults += [f"{name} {id_}.{fault}" for fault in kind.faults_between_fields(member)]
            if len(faults) > before:
                continue
            references += kind.form.references(member, where=f"{name} {id_}")
            records[kind.id].append(member)
    for kind_id, id_, where in references:
        if (kind_id, id_) not in seen and kind_id in records:
            faults.append(f"{where}: there is no {kind_id} '{id_}'")
    if faults:
        raise KnowledgeError(
            f"{len(faults)} records of the knowledge base are wrong",
            found="\n          ".join(faults[:60])
            + (f"\n          and {len(faults) - 60} more" if len(faults) > 60 else ""),
            mend="the forms are in docs/schema; docs/how-to/add-a-condition.md leads through one",
            code="LEG-E414",
        )
    return records


def _unreadable(name: str, error: KnowledgeError | UnicodeDecodeError) -> str:
    """Say in one line why a file is no plain YAML; the other files are read all the same."""
    if isinstance(error, UnicodeDecodeError):
        return f"{name}: is not text in UTF-8"
    where = error.where.removeprefix(name).lstrip(", ")
    told = (where, error.what, " ".join(error.found.split()), error.mend)
    return f"{name}: {'; '.join(part for part in told if part)}"


def _id_of(member: Any, *, fallback: str) -> str:
    """Give the id of a record; a translation has that of its condition."""
    if not isinstance(member, dict):
        return fallback
    return str(member.get("id") or member.get("condition") or fallback)
