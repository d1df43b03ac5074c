"""Load the criteria that detection and measures decide by, and refuse what may not decide.

Strict YAML: no tags, no aliases, no repeated keys, nothing guessed from the shape of a text. All faults of all files are
told together. Called by the use cases and the command line.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

from legato.errors import KnowledgeError
from legato.model.criteria import Criteria, Criterion

__all__ = ["load_criteria", "load_strict_yaml"]

CONFIDENCE_MARKS = ("V", "V2", "K", "E")
_FIELDS = {"id", "value", "unit", "source", "confidence", "note"}


# The parser in C is ten times as fast; where PyYAML was built without it, the one in Python reads the same.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_SafeLoader):  # type: ignore[misc]
    """Safe loader that leaves ``no``, ``22:00`` and ``012`` as text and refuses a repeated key."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Refuse a repeated key, which YAML would silently let win."""
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        repeated = sorted({str(key) for key in keys if keys.count(key) > 1})
        if repeated:
            raise KnowledgeError(
                "A key stands twice in one record",
                where=f"line {node.start_mark.line + 1}",
                found=", ".join(repeated),
                code="LEG-E410",
            )
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_StrictLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:null|~)$", "n~"),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)$",
        "-+.0123456789",
    ),
):
    _StrictLoader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


def load_strict_yaml(text: str, *, where: str) -> Any:
    """Read one YAML document without aliases, tags or repeated keys.

    Parameters
    ----------
    text : str
    where : str
        Name for the error.

    Returns
    -------
    object
        Lists, dicts, text, numbers, booleans and None.

    Raises
    ------
    KnowledgeError
        If the text is not plain YAML.
    """
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_SafeLoader)):
            raise KnowledgeError(
                "A YAML alias is not allowed", where=where, mend="write the value out", code="LEG-E411"
            )
        return yaml.load(text, Loader=_StrictLoader)
    except KnowledgeError as error:
        if not error.where.startswith(where):
            error.where = f"{where}, {error.where}"
        raise
    except yaml.YAMLError as error:
        raise KnowledgeError(
            "A knowledge file is not plain YAML", where=where, found=str(error), code="LEG-E412"
        ) from error


def _criterion(record: Any, *, where: str, faults: list[str]) -> Criterion | None:
    """Check one record, adding its faults to the list."""
    if not isinstance(record, dict):
        faults.append(f"{where}: a record must be a mapping, found {record!r}")
        return None
    id_ = str(record.get("id", "?"))
    unknown = sorted(set(record) - _FIELDS)
    missing = sorted(_FIELDS - {"note"} - set(record))
    if unknown or missing:
        faults.append(f"{where} {id_}: unknown fields {unknown}, missing fields {missing}")
        return None
    if record["confidence"] not in CONFIDENCE_MARKS:
        faults.append(
            f"{where} {id_}: confidence {record['confidence']!r} may not decide; allowed {', '.join(CONFIDENCE_MARKS)}"
        )
        return None
    value = record["value"]
    numbers = value if isinstance(value, list) else [value]
    is_number = all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in numbers)
    if not is_number and not isinstance(value, str):
        faults.append(f"{where} {id_}: value must be a number, a list of numbers or a text, found {value!r}")
        return None
    if isinstance(value, list):
        value = tuple(float(item) for item in value)
    return Criterion(
        id=id_,
        value=value if isinstance(value, (str, tuple)) else float(value),
        unit=str(record["unit"]),
        source=str(record["source"]),
        confidence=str(record["confidence"]),
        note=str(record.get("note", "")),
    )


@cache
def load_criteria() -> Criteria:
    """Load every criterion under ``knowledge/data/criteria`` and ``knowledge/data/fitted``.

    Returns
    -------
    Criteria
        With a version that is the hash of the files' bytes.

    Raises
    ------
    KnowledgeError
        Listing all faults of all files at once: unknown or missing fields, a confidence mark that may not decide, an id
        that stands twice.
    """
    faults: list[str] = []
    records: dict[str, Criterion] = {}
    digest = hashlib.sha256()
    data = resources.files("legato.knowledge") / "data"
    for folder in ("criteria", "fitted"):
        files = sorted((data / folder).iterdir(), key=lambda entry: entry.name)
        for file in files:
            if not file.name.endswith(".yaml"):
                continue
            text = file.read_text(encoding="utf-8")
            digest.update(file.name.encode() + b"\0" + text.encode())
            for record in load_strict_yaml(text, where=file.name) or []:
                criterion = _criterion(record, where=file.name, faults=faults)
                if criterion is None:
                    continue
                if criterion.id in records:
                    faults.append(f"{file.name} {criterion.id}: the id stands twice")
                records[criterion.id] = criterion
    if faults:
        raise KnowledgeError(
            f"{len(faults)} records of the knowledge base are wrong", found="; ".join(faults), code="LEG-E413"
        )
    return Criteria(records, digest.hexdigest()[:16])
