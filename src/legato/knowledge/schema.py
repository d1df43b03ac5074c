"""The form of a knowledge record: which fields it has, what may stand in them, and the same as JSON Schema.

A field is checked when the YAML is read (never again after that), every fault is told with its place, and the mark U is
refused wherever a confidence stands. Holds no clinical content; the forms themselves are in ``records``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "CONFIDENCE_MARKS",
    "Form",
    "Kind",
    "choice",
    "confidence",
    "flag",
    "listing",
    "mapping",
    "number",
    "record",
    "text",
]

CONFIDENCE_MARKS = ("V", "V2", "K", "E")


@dataclass(frozen=True)
class Form:
    """What one field may hold.

    Parameters
    ----------
    type : str
        ``text``, ``number``, ``flag``, ``choice``, ``list``, ``map`` or ``record``.
    is_required : bool
    can_be_null : bool
    choices : tuple
        For ``choice``.
    pattern : str
        For ``text``: what the whole text must match.
    low, high : float or None
        For ``number``, ends included.
    item : Form or None
        For ``list`` and ``map``: the form of each member.
    fields : mapping of str to Form
        For ``record``.
    at_least : int
        Fewest members, or characters of a text.
    refers_to : str
        Kind of record that the text must be an id of; checked when all kinds are read.
    """

    type: str
    is_required: bool = True
    can_be_null: bool = False
    choices: tuple[Any, ...] = ()
    pattern: str = ""
    low: float | None = None
    high: float | None = None
    item: Form | None = None
    fields: Mapping[str, Form] = field(default_factory=dict)
    at_least: int = 0
    refers_to: str = ""

    def check(self, value: Any, *, where: str, faults: list[str]) -> None:
        """Add what is wrong with a value to the list.

        Parameters
        ----------
        value : object
        where : str
        faults : list of str
            Grows by one line a fault.
        """
        if value is None:
            if not self.can_be_null:
                faults.append(f"{where}: is empty")
            return
        _CHECKS[self.type](self, value, where, faults)

    def json_schema(self) -> dict[str, Any]:
        """Give the same form as JSON Schema (draft 2020-12)."""
        schema = _SCHEMAS[self.type](self)
        if self.can_be_null:
            return {"anyOf": [schema, {"type": "null"}]}
        return schema

    def references(self, value: Any, *, where: str) -> list[tuple[str, str, str]]:
        """List (kind, id, place) for every reference in a value that passed the check."""
        if value is None:
            return []
        if self.refers_to and self.type == "text":
            return [(self.refers_to, value, where)]
        if self.type == "list" and self.item:
            return [found for member in value for found in self.item.references(member, where=where)]
        if self.type == "map" and self.item:
            return [
                found
                for key, member in value.items()
                for found in self.item.references(member, where=f"{where}.{key}")
            ]
        return [
            found
            for name, form in self.fields.items()
            if name in value
            for found in form.references(value[name], where=f"{where}.{name}")
        ]


def text(
    *,
    required: bool = True,
    null: bool = False,
    pattern: str = "",
    at_least: int = 1,
    refers_to: str = "",
) -> Form:
    """Make the form of a text.

    Parameters
    ----------
    required : bool
        The field must be there.
    null : bool
        It may be null.
    pattern : str
        What the whole text must match.
    at_least : int
        Fewest characters.
    refers_to : str
        Kind of record that it must be an id of.

    Returns
    -------
    Form
    """
    return Form("text", required, null, pattern=pattern, at_least=at_least, refers_to=refers_to)


def number(
    *, required: bool = True, null: bool = False, low: float | None = None, high: float | None = None
) -> Form:
    """Make the form of a number.

    Parameters
    ----------
    required : bool
        The field must be there.
    null : bool
        It may be null.
    low, high : float or None
        Ends included.

    Returns
    -------
    Form
    """
    return Form("number", required, null, low=low, high=high)


def flag(*, required: bool = True) -> Form:
    """Make the form of true or false.

    Parameters
    ----------
    required : bool
        The field must be there.

    Returns
    -------
    Form
    """
    return Form("flag", required)


def choice(*choices: Any, required: bool = True, null: bool = False) -> Form:
    """Make the form of one of some values.

    Parameters
    ----------
    *choices : object
        The values.
    required : bool
        The field must be there.
    null : bool
        It may be null.

    Returns
    -------
    Form
    """
    return Form("choice", required, null, choices=choices)


def confidence(*, required: bool = True) -> Form:
    """Make the form of a confidence mark; U, which may not decide, is not among them.

    Parameters
    ----------
    required : bool
        The field must be there.

    Returns
    -------
    Form
    """
    return choice(*CONFIDENCE_MARKS, required=required)


def listing(item: Form, *, required: bool = True, at_least: int = 0) -> Form:
    """Make the form of a list.

    Parameters
    ----------
    item : Form
        Of each member.
    required : bool
        The field must be there.
    at_least : int
        Fewest members.

    Returns
    -------
    Form
    """
    return Form("list", required, item=item, at_least=at_least)


def mapping(item: Form, *, required: bool = True, at_least: int = 0) -> Form:
    """Make the form of a mapping from any text to one form.

    Parameters
    ----------
    item : Form
        Of each member.
    required : bool
        The field must be there.
    at_least : int
        Fewest members.

    Returns
    -------
    Form
    """
    return Form("map", required, item=item, at_least=at_least)


def record(
    named: Mapping[str, Form] | None = None, *, required: bool = True, null: bool = False, **fields: Form
) -> Form:
    """Make the form of a record; fields whose name is no Python name are given in a mapping.

    Parameters
    ----------
    named : mapping of str to Form, or None
        Fields whose name is no Python name.
    required : bool
        The field must be there.
    null : bool
        It may be null.
    **fields : Form
        The other fields by name.

    Returns
    -------
    Form
    """
    return Form("record", required, null, fields={**(named or {}), **fields})


@dataclass(frozen=True)
class Kind:
    """One kind of knowledge: where its records stand and what form they have.

    Parameters
    ----------
    id : str
        Such as ``finding``.
    place : str
        Folder below ``knowledge/data``, or one file with its ``.yaml``.
    form : Form
        Of one record.
    is_one_a_file : bool
        Each file holds one record, named after its id; otherwise a list of them.
    what : str
        One sentence for the reference.
    faults_between_fields : callable or None
        Takes a record of the right form, and lists what its fields say against each other.
    """

    id: str
    place: str
    form: Form
    is_one_a_file: bool = False
    what: str = ""
    faults_between_fields: Callable[[Mapping[str, Any]], list[str]] | None = None


def _check_text(form: Form, value: Any, where: str, faults: list[str]) -> None:
    if not isinstance(value, str):
        faults.append(f"{where}: must be a text, found {value!r} (quote it)")
    elif len(value.strip()) < form.at_least:
        faults.append(f"{where}: is empty")
    elif form.pattern and not re.fullmatch(form.pattern, value):
        faults.append(f"{where}: {value!r} does not look like {form.pattern}")


def _check_number(form: Form, value: Any, where: str, faults: list[str]) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        faults.append(f"{where}: must be a number, found {value!r}")
    elif isinstance(value, float) and not math.isfinite(value):
        faults.append(f"{where}: must be a finite number, found {value!r}")
    elif (form.low is not None and value < form.low) or (form.high is not None and value > form.high):
        faults.append(f"{where}: {value} lies outside {form.low} to {form.high}")


def _check_flag(form: Form, value: Any, where: str, faults: list[str]) -> None:
    if not isinstance(value, bool):
        faults.append(f"{where}: must be true or false, found {value!r}")


def _check_choice(form: Form, value: Any, where: str, faults: list[str]) -> None:
    if value not in form.choices or isinstance(value, bool) != any(
        isinstance(one, bool) for one in form.choices
    ):
        faults.append(f"{where}: {value!r} is not one of {', '.join(str(one) for one in form.choices)}")


def _check_list(form: Form, value: Any, where: str, faults: list[str]) -> None:
    if not isinstance(value, list):
        faults.append(f"{where}: must be a list, found {value!r}")
        return
    if len(value) < form.at_least:
        faults.append(f"{where}: needs at least {form.at_least} members")
    for index, member in enumerate(value):
        if form.item:
            form.item.check(member, where=f"{where}[{index + 1}]", faults=faults)


def _check_map(form: Form, value: Any, where: str, faults: list[str]) -> None:
    if not isinstance(value, dict):
        faults.append(f"{where}: must be a mapping, found {value!r}")
        return
    if len(value) < form.at_least:
        faults.append(f"{where}: needs at least {form.at_least} members")
    for key, member in value.items():
        if form.item:
            form.item.check(member, where=f"{where}.{key}", faults=faults)


def _check_record(form: Form, value: Any, where: str, faults: list[str]) -> None:
    if not isinstance(value, dict):
        faults.append(f"{where}: must be a record, found {value!r}")
        return
    unknown = sorted(str(key) for key in value if key not in form.fields)
    missing = sorted(name for name, inner in form.fields.items() if inner.is_required and name not in value)
    if unknown:
        faults.append(f"{where}: unknown fields {', '.join(unknown)}; there are {', '.join(form.fields)}")
    if missing:
        faults.append(f"{where}: missing fields {', '.join(missing)}")
    for name, inner in form.fields.items():
        if name in value:
            inner.check(value[name], where=f"{where}.{name}", faults=faults)


def _record_schema(form: Form) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: inner.json_schema() for name, inner in form.fields.items()},
        "required": [name for name, inner in form.fields.items() if inner.is_required],
        "additionalProperties": False,
    }


def _text_schema(form: Form) -> dict[str, Any]:
    return {
        "type": "string",
        **({"pattern": f"^(?:{form.pattern})$"} if form.pattern else {}),
        **({"minLength": form.at_least} if form.at_least else {}),
        **({"description": f"id of a {form.refers_to}"} if form.refers_to else {}),
    }


def _number_schema(form: Form) -> dict[str, Any]:
    return {
        "type": "number",
        **({} if form.low is None else {"minimum": form.low}),
        **({} if form.high is None else {"maximum": form.high}),
    }


_CHECKS = {
    "text": _check_text,
    "number": _check_number,
    "flag": _check_flag,
    "choice": _check_choice,
    "list": _check_list,
    "map": _check_map,
    "record": _check_record,
}
_SCHEMAS = {
    "text": _text_schema,
    "number": _number_schema,
    "flag": lambda form: {"type": "boolean"},
    "choice": lambda form: {"enum": list(form.choices)},
    "list": lambda form: {
        "type": "array",
        "minItems": form.at_least,
        **({"items": form.item.json_schema()} if form.item else {}),
    },
    "map": lambda form: {
        "type": "object",
        "minProperties": form.at_least,
        **({"additionalProperties": form.item.json_schema()} if form.item else {}),
    },
    "record": _record_schema,
}
