"""A recording task: what a person does, how long, what it can state, and when it is not offered."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Kind, choice, confidence, listing, number, record, text

__all__ = ["RECORDING_TASK", "TASKS"]

TASKS = (
    "rest",
    "count",
    "leg_out",
    "stand",
    "stop",
    "heel_shin",
    "toe_tap",
    "toes_on_floor",
    "weight",
    "walk",
    "lie",
    "night",
)

RECORDING_TASK = Kind(
    "recording_task",
    "recording_tasks.yaml",
    record(
        id=choice(*TASKS),
        name=text(),
        plain=text(),
        duration_s=number(low=10, high=86400),
        codes=listing(text(pattern=CODE, refers_to="finding"), at_least=1),
        burden=number(low=1, high=30),
        safety=text(),
        excluded_if=listing(text(pattern=CODE, refers_to="finding")),
        sources=listing(text(refers_to="source"), at_least=1),
        confidence=confidence(),
    ),
    what="One task that a person records at home, with the codes that keep it from being offered.",
)
