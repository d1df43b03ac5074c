"""Libraries with the real rules and settings and with other causes: one record changed, or a few made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from legato.knowledge.gather import Records, gather_records
from legato.knowledge.library import Library

__all__ = ["evidence", "library_changed", "library_of", "plain_condition"]


@cache
def _records() -> tuple[Records, str]:
    return gather_records()


def library_changed(condition: str, change: Callable[[dict[str, Any]], None]) -> Library:
    """Give the whole library with one condition changed; the one that all tests share stays as it is."""
    records, version = _records()
    changed = []
    for one in records["condition"]:
        if one["id"] == condition:
            one = deepcopy(one)
            change(one)
        changed.append(one)
    return Library({**records, "condition": changed}, version)


def library_of(*conditions: dict[str, Any], settings: dict[str, float] | None = None) -> Library:
    """Give a library with these causes alone, and settings other than the real ones where they are named."""
    records, version = _records()
    changed = [{**one, "value": (settings or {}).get(one["id"], one["value"])} for one in records["setting"]]
    return Library({**records, "condition": list(conditions), "setting": changed}, version)


def plain_condition(
    id_: str,
    *rows: dict[str, Any],
    odds: float = 1.0,
    lead_needs: Sequence[Sequence[str]] = (),
    **other: Any,
) -> dict[str, Any]:
    """Make the record of a cause with these rows of evidence and the same prior odds everywhere."""
    records, _ = _records()
    settings = ("home", "general_practice", "neurology", "sleep_lab")
    return {
        **records["condition"][0],
        "id": id_,
        "prior": {**dict.fromkeys(settings, odds), "source": "elicited", "confidence": "E"},
        "age": {"0-15": 1, "16-39": 1, "40-59": 1, "60-": 1},
        "sex": {"male": 1, "female": 1},
        "lead_needs": [list(group) for group in lead_needs],
        "evidence": list(rows),
        **other,
    }


def evidence(finding: str, present: float, absent: float = 1.0, **other: Any) -> dict[str, Any]:
    """Make one row of evidence; its group is that of the finding unless another is named."""
    return {
        "finding": finding,
        "present": present,
        "absent": absent,
        "kind": "elicited",
        "population": "elicited",
        "source": "elicited",
        "confidence": "E",
        "doubt": "elicited",
        **other,
    }
