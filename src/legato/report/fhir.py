"""What was answered and measured as FHIR R4: questionnaire responses and observations in one bundle.

Draws what it is given. An answer that was skipped and one that is not known keep their difference as reasons for absent data; a
number that could not be measured stands as an observation without value and with its reason. Everything is ``preliminary``,
since nobody reviewed it. Only codes that are certain come from LOINC; all others are Legato's own.

References
----------
HL7 FHIR R4 (4.0.1): Bundle, QuestionnaireResponse, Observation, data-absent-reason.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legato.model.assessment import ScaleScore
from legato.model.interview import InterviewState
from legato.model.measure import Measure, MeasureStatus
from legato.model.question import NONE_OF_THESE, Answer, AnswerState, Question
from legato.model.scale import Scale

__all__ = [
    "FhirSubject",
    "diary_observations",
    "fhir_bundle",
    "measure_observations",
    "scale_resources",
    "story_response",
]

Resource = dict[str, Any]

_OWN = "urn:legato:codes"
_SPACE = uuid.UUID("6f9619ff-8b86-d011-b42d-00cf4fc964ff")
_LOINC = {
    "gad7": ("70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score"),
    "phq9": ("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score"),
    "phq2": ("55758-7", "Patient Health Questionnaire 2 item (PHQ-2) total score"),
}
_UCUM = {
    "Hz": "Hz",
    "deg/s": "deg/s",
    "mm": "mm",
    "m/s2": "m/s2",
    "m/s²": "m/s2",
    "%": "%",
    "s": "s",
    "ms": "ms",
    "deg": "deg",
    "1": "1",
    "uV": "uV",
    "µV": "uV",
    "per hour": "/h",
}
_ABSENT_URL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_ABSENT_SYSTEM = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_ABSENT_ANSWER = {AnswerState.SKIPPED: "asked-declined", AnswerState.DONT_KNOW: "asked-unknown"}
_ABSENT_MEASURE = {
    MeasureStatus.NOT_MEASURED: "not-performed",
    MeasureStatus.NOT_ASSESSABLE: "error",
    MeasureStatus.NOT_FOUND: "not-applicable",
    MeasureStatus.BELOW_NOISE_FLOOR: "unknown",
}
_NOTE = "Not a diagnosis. Not reviewed by a clinician. Made by Legato from what the person told and recorded."


@dataclass(frozen=True, slots=True)
class FhirSubject:
    """Whose data it is, without a name.

    Parameters
    ----------
    code : str
        Pseudonym.
    authored : str
        Instant with zone, ISO 8601.
    """

    code: str
    authored: str

    @property
    def reference(self) -> dict[str, str]:
        """The reference that every resource carries."""
        return {"reference": f"urn:uuid:{_id('Patient', self.code)}"}


def story_response(
    state: InterviewState, *, questions: Mapping[str, Question], subject: FhirSubject
) -> Resource:
    """Give the answers of one interview.

    Parameters
    ----------
    state : InterviewState
    questions : mapping of str to Question
    subject : FhirSubject

    Returns
    -------
    dict
        A QuestionnaireResponse.
    """
    items = [
        _answer_item(questions[key], answer) for key, answer in state.answers.items() if key in questions
    ]
    return _response("check", items, subject=subject)


def scale_resources(
    scores: Iterable[ScaleScore],
    *,
    answers: Mapping[str, Sequence[int | None]],
    scales: Mapping[str, Scale],
    subject: FhirSubject,
) -> list[Resource]:
    """Give the questionnaires with their totals.

    Parameters
    ----------
    scores : iterable of ScaleScore
    answers : mapping of str to sequence of (int or None)
        Item by item.
    scales : mapping of str to Scale
    subject : FhirSubject

    Returns
    -------
    list of dict
        A QuestionnaireResponse and an Observation for each; without a total the Observation says why.
    """
    made: list[Resource] = []
    for score in scores:
        scale = scales[score.scale]
        items = [
            _scored_item(f"{scale.id}.{item.id}", item.text, points, dict(item.answers))
            for item, points in zip(scale.items, answers.get(scale.id, ()))
        ]
        made.append(_response(scale.id, items, subject=subject))
        made.append(_total(score, scale, subject=subject))
    return made


def measure_observations(
    measures: Iterable[Measure], *, recording: str, task: str, subject: FhirSubject
) -> list[Resource]:
    """Give the measures of one recording.

    Parameters
    ----------
    measures : iterable of Measure
    recording : str
        Id of the recording.
    task : str
    subject : FhirSubject

    Returns
    -------
    list of dict
        One Observation each; one that could not be measured says why.
    """
    return [
        _measure(one, place=f"{recording}/{k}", task=task, subject=subject) for k, one in enumerate(measures)
    ]


def diary_observations(
    days: Iterable[tuple[str, str, Mapping[str, Any]]], *, units: Mapping[str, str], subject: FhirSubject
) -> list[Resource]:
    """Give the numbers of diary entries.

    Parameters
    ----------
    days : iterable of (str, str, mapping)
        Id of the entry, its day, and what was answered.
    units : mapping of str to str
        UCUM unit by the key of a body; keys that are not named are left out.
    subject : FhirSubject

    Returns
    -------
    list of dict
        One Observation for each number; what was not answered is not there.
    """
    made = []
    for entry, day, body in days:
        for key, unit in units.items():
            value = body.get(key)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                one = _observation(f"{entry}/{key}", _own_code(f"diary.{key}"), subject=subject, when=day)
                made.append(one | {"valueQuantity": _quantity(value, unit)})
    return made


def fhir_bundle(resources: Sequence[Resource], *, subject: FhirSubject, version: str) -> Resource:
    """Bind resources into one bundle.

    Parameters
    ----------
    resources : sequence of dict
    subject : FhirSubject
    version : str
        Of Legato.

    Returns
    -------
    dict
        A Bundle of the kind ``collection``; every reference leads to an entry of it.
    """
    patient: Resource = {
        "resourceType": "Patient",
        "id": _id("Patient", subject.code),
        "identifier": [{"system": "urn:legato:person", "value": subject.code}],
    }
    device: Resource = {
        "resourceType": "Device",
        "id": _id("Device", version),
        "deviceName": [{"name": "Legato", "type": "manufacturer-name"}],
        "version": [{"value": version}],
        "note": [{"text": _NOTE}],
    }
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in (patient, device, *resources)]
    return {
        "resourceType": "Bundle",
        "id": _id("Bundle", f"{subject.code}/{subject.authored}"),
        "type": "collection",
        "timestamp": subject.authored,
        "entry": entries,
    }


def _response(questionnaire: str, items: list[Resource], *, subject: FhirSubject) -> Resource:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": _id("QuestionnaireResponse", f"{subject.code}/{questionnaire}/{subject.authored}"),
        "questionnaire": f"urn:legato:questionnaire:{questionnaire}",
        "status": "completed",
        "subject": subject.reference,
        "authored": subject.authored,
        "item": items,
    }


def _answer_item(question: Question, answer: Answer) -> Resource:
    item: Resource = {"linkId": question.id, "text": question.ask}
    if not answer.is_given:
        return item | {"extension": [{"url": _ABSENT_URL, "valueCode": _ABSENT_ANSWER[answer.state]}]}
    if answer.number is not None:
        return item | {"answer": [{"valueDecimal": answer.number}]}
    if answer.text and not answer.choices:
        return item | {"answer": [{"valueString": answer.text}]}
    return item | {"answer": [{"valueCoding": _choice(question, one)} for one in answer.choices]}


def _choice(question: Question, choice: str) -> Resource:
    option = question.option(choice)
    text = option.text if option else question.none_text if choice == NONE_OF_THESE else ""
    coding = {"system": f"{_OWN}:answer", "code": f"{question.id}.{choice}"}
    return coding | ({"display": text} if text else {})


def _scored_item(link: str, text: str, points: int | None, words: Mapping[int, str]) -> Resource:
    item: Resource = {"linkId": link, "text": text}
    if points is None:
        return item | {"extension": [{"url": _ABSENT_URL, "valueCode": "asked-declined"}]}
    coding = {"system": f"{_OWN}:points", "code": str(points), "display": words.get(points, str(points))}
    return item | {"answer": [{"valueCoding": coding}]}


def _total(score: ScaleScore, scale: Scale, *, subject: FhirSubject) -> Resource:
    code = _own_code(f"scale.{scale.id}")
    if scale.id in _LOINC:
        number, display = _LOINC[scale.id]
        code["coding"].insert(0, {"system": "http://loinc.org", "code": number, "display": display})
    one = _observation(f"scale/{scale.id}", code | {"text": scale.name}, subject=subject, category="survey")
    if score.total is None:
        return one | {"dataAbsentReason": _absent("not-performed", score.note)}
    return one | {"valueInteger": score.total, "interpretation": [{"text": score.band}]}


def _measure(one: Measure, *, place: str, task: str, subject: FhirSubject) -> Resource:
    made = _observation(f"measure/{place}", _own_code(f"measure.{one.name}"), subject=subject)
    made["method"] = {"text": one.source}
    told = [part for part in (f"task {task}", one.state or "", one.side or "", one.note) if part]
    made["note"] = [{"text": "; ".join(told)}, {"text": _NOTE}]
    if one.status is MeasureStatus.MEASURED and one.value is not None:
        made["valueQuantity"] = _quantity(one.value, one.unit)
        if one.interval is not None:
            made["component"] = [
                {"code": _own_code(f"interval95.{end}"), "valueQuantity": _quantity(value, one.unit)}
                for end, value in zip(("low", "high"), one.interval)
            ]
        return made
    return made | {
        "dataAbsentReason": _absent(_ABSENT_MEASURE[one.status], one.status.value.replace("_", " "))
    }


def _observation(
    place: str, code: Resource, *, subject: FhirSubject, when: str = "", category: str = "activity"
) -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    return {
        "resourceType": "Observation",
        "id": _id("Observation", f"{subject.code}/{place}/{subject.authored}"),
        "status": "preliminary",
        "category": [{"coding": [{"system": system, "code": category}]}],
        "code": code,
        "subject": subject.reference,
        "effectiveDateTime": when or subject.authored,
        "note": [{"text": _NOTE}],
    }


def _own_code(code: str) -> Resource:
    return {"coding": [{"system": _OWN, "code": code}], "text": code}


def _quantity(value: float, unit: str) -> Resource:
    quantity: Resource = {"value": value, "unit": unit}
    ucum = _UCUM.get(unit, unit if unit in _UCUM.values() or unit.startswith("{") else "")
    return quantity | ({"system": "http://unitsofmeasure.org", "code": ucum} if ucum else {})


def _absent(code: str, text: str) -> Resource:
    return {"coding": [{"system": _ABSENT_SYSTEM, "code": code}], "text": text or code}


def _id(kind: str, name: str) -> str:
    return str(uuid.uuid5(_SPACE, f"{kind}/{name}"))
