"""Load the ranges that simulated people and movements are drawn from; no number of a movement stands in Python."""

from __future__ import annotations

import hashlib
import math
from functools import cache
from importlib import resources

import numpy as np
import yaml

from legato.errors import KnowledgeError
from legato.model.criteria import Criteria, Criterion

__all__ = ["draw", "draw_log", "load_parameters", "number", "numbers", "prefer"]


@cache
def load_parameters() -> Criteria:
    """Load every record of ``simulation/data``.

    Returns
    -------
    Criteria
        With a version that is the hash of the files' bytes.

    Raises
    ------
    KnowledgeError
        If a record lacks a field, is marked U or stands twice.
    """
    records: dict[str, Criterion] = {}
    faults: list[str] = []
    digest = hashlib.sha256()
    folder = resources.files("legato.simulation") / "data"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        text = file.read_text(encoding="utf-8")
        digest.update(file.name.encode() + b"\0" + text.encode())
        for record in yaml.load(text, Loader=yaml.CSafeLoader):
            missing = {"id", "value", "unit", "source", "confidence"} - set(record)
            if missing or record["id"] in records or record["confidence"] not in ("V", "V2", "K", "E"):
                faults.append(
                    f"{file.name} {record.get('id')}: missing {sorted(missing)}, doubled or not V, V2, K, E"
                )
                continue
            value = record["value"]
            record["value"] = tuple(map(float, value)) if isinstance(value, list) else float(value)
            records[record["id"]] = Criterion(**record)
    if faults:
        raise KnowledgeError(
            "Parameters of the simulation are wrong", found="; ".join(faults), code="LEG-E502"
        )
    return Criteria(records, digest.hexdigest()[:16])


def number(id: str) -> float:
    """Give a single number."""
    return load_parameters().number(id)


def numbers(id: str) -> tuple[float, ...]:
    """Give a list of numbers, such as a range."""
    return load_parameters().numbers(id)


def draw(rng: np.random.Generator, id: str) -> float:
    """Draw evenly from a range.

    Parameters
    ----------
    rng : numpy.random.Generator
    id : str
        Of the parameter that holds the range.

    Returns
    -------
    float
    """
    low, high = load_parameters().numbers(id)
    return float(rng.uniform(low, high))


def draw_log(rng: np.random.Generator, id: str) -> float:
    """Draw from a range, evenly in the logarithm.

    Parameters
    ----------
    rng : numpy.random.Generator
    id : str
        Of the parameter that holds the range; both ends above 0.

    Returns
    -------
    float
    """
    low, high = load_parameters().numbers(id)
    return float(math.exp(rng.uniform(math.log(low), math.log(high))))


def prefer(given: float | None, drawn: float) -> float:
    """Give what was asked for, else what was drawn (always drawn, so that later draws stay the same).

    Parameters
    ----------
    given : float or None
    drawn : float

    Returns
    -------
    float
    """
    return drawn if given is None else given
