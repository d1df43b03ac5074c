"""What one person told and recorded as one FHIR R4 bundle, without a name."""

from __future__ import annotations

from typing import Any

from legato import __version__
from legato.app.desk import Desk
from legato.errors import LegatoError
from legato.knowledge.library import Library
from legato.model.analysis import Analysis
from legato.model.kept import ItemKind, KeptItem
from legato.report.fhir import (
    FhirSubject,
    diary_observations,
    fhir_bundle,
    measure_observations,
    scale_resources,
    story_response,
)

__all__ = ["fhir_of"]

_UNITS = {
    "shaking": "{score}",
    "worry": "{score}",
    "stress": "{score}",
    "sleep_h": "h",
    "alcohol_drinks": "{drink}",
    "exercise_min": "min",
}


def fhir_of(
    desk: Desk, *, person: str, library: Library
) -> tuple[dict[str, Any], list[tuple[str, LegatoError]]]:
    """Make the bundle.

    Parameters
    ----------
    desk : Desk
    person : str
    library : Library

    Returns
    -------
    tuple of (dict, list of (str, LegatoError))
        The bundle, and the things that could not be read, with why; they are not in it.
    """
    store, made = desk.store, []
    failed: list[tuple[str, LegatoError]] = []
    now = FhirSubject(person, desk.now().isoformat(timespec="seconds"))
    for check in store.items(ItemKind.CHECK, person=person):
        try:
            made += _check(desk, check, library=library, person=person)
        except LegatoError as error:
            failed.append((check.id, error))
    for recording in store.items(ItemKind.RECORDING, person=person):
        if recording.body.get("state") != "kept":
            continue
        try:
            found: Analysis = desk.analysis_of(recording)
        except LegatoError as error:
            failed.append((recording.id, error))
            continue
        subject = FhirSubject(person, recording.made_at)
        task = str(recording.body.get("task") or "")
        made += measure_observations(found.measures, recording=recording.id, task=task, subject=subject)
    entries = store.items(ItemKind.DIARY, person=person)
    made += diary_observations(((one.id, one.day, one.body) for one in entries), units=_UNITS, subject=now)
    return fhir_bundle(made, subject=now, version=__version__), failed


def _check(desk: Desk, check: KeptItem, *, library: Library, person: str) -> list[dict[str, Any]]:
    if "state" not in check.body:
        return []
    subject = FhirSubject(person, check.changed_at)
    state = desk.state_of(check)
    made = [story_response(state, questions=library.questions, subject=subject)]
    if state.scales:
        scores = desk.assess(check).scales
        answered = [one for one in scores if one.scale in state.scales]
        made += scale_resources(answered, answers=state.scales, scales=library.scales, subject=subject)
    return made
