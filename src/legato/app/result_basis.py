"""Say in words what a sentence rests on: the rule, the answer, the recording, the source; each leads to its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from legato.app.catalog import Words
from legato.knowledge.library import Library
from legato.model.explanation import WHOLE, Line
from legato.model.facts import Facts, Origin

__all__ = ["Basis", "BasisTeller"]

_RECORDS = ("derivation", "self_care_gate", "test", "exam_item", "recording_task", "self_care", "coping")
_TEXTS = ("plain_name", "name", "plain", "text")


@dataclass(frozen=True, slots=True)
class Basis:
    """One thing that a sentence rests on.

    Parameters
    ----------
    kind : str
        In words.
    text : str
        In words; empty where the kind says it all.
    code : str
        As it stands in the knowledge.
    href : str
        Page that shows it; empty where there is none.
    """

    kind: str
    text: str
    code: str
    href: str = ""


class BasisTeller:
    """Tell what lines rest on.

    Parameters
    ----------
    facts : Facts or None
        Of the case; None where lines belong to nobody.
    library : Library
    words : Words
    """

    def __init__(self, facts: Facts | None, *, library: Library, words: Words) -> None:
        self._facts = facts
        self._library = library
        self._words = words
        self._rules = {rule.id: rule for rule in library.triage.rules}
        self._records: dict[str, tuple[str, Mapping[str, Any]]] = {
            id_: (kind, one) for kind in reversed(_RECORDS) for id_, one in library.by_id(kind).items()
        }

    def of(self, line: Line) -> list[Basis]:
        """Give all that a line rests on, its source last.

        Parameters
        ----------
        line : Line

        Returns
        -------
        list of Basis
        """
        found = [self._one(code) for code in line.basis]
        if line.source:
            found.append(self.source(line.source))
        return found

    def source(self, text: str) -> Basis:
        """Give a source with how sure it is.

        Parameters
        ----------
        text : str
            Key and mark, such as ``ng127 K``.

        Returns
        -------
        Basis
        """
        key, _, mark = text.partition(" ")
        record = self._library.by_id("source").get(key)
        t = self._words.t
        said = str(record["citation"]) if record else key
        if self._words.has(f"result.mark.{mark}"):
            said = t("result.basis.marked", source=said, mark=t(f"result.mark.{mark}"))
        return Basis(t("result.basis.source"), said, text, f"/learn/source/{key}" if record else "")

    def _one(self, code: str) -> Basis:
        t, library = self._words.t, self._library
        if code == WHOLE:
            return Basis(t("result.basis.whole"), "", "")
        if code in self._rules:
            return Basis(t("result.basis.rule"), self._rules[code].plain, code, f"/learn/rule/{code}")
        if code in library.findings:
            kind = self._origin(code)
            return Basis(kind, library.findings[code].plain, code, f"/learn/finding/{code}")
        if code in library.conditions:
            return Basis(
                t("result.basis.pattern"),
                library.conditions[code].plain_name,
                code,
                f"/learn/condition/{code}",
            )
        beginning, _, rest = code.partition(":")
        if beginning in ("words", "recording", "country", "scale"):
            return self._named(beginning, rest, code)
        if code in ("red_flags_asked", "questions", "notes"):
            return Basis(t(f"result.basis.{code}"), "", "")
        return self._record(code, rest)

    def _origin(self, code: str) -> str:
        """Say who stated or showed a finding."""
        facts = self._facts
        origins = facts.present.get(code) or facts.absent.get(code) if facts is not None else None
        for origin in (Origin.STATED, Origin.RECORDING, Origin.TEXT, Origin.IMPLIED):
            if origins and origin in origins:
                return self._words.t(f"result.basis.origin.{origin.value}")
        return self._words.t("result.basis.finding")

    def _named(self, beginning: str, rest: str, code: str) -> Basis:
        t, library = self._words.t, self._library
        if beginning == "country":
            record = library.by_id("country").get(rest)
            return Basis(t("result.basis.country"), str(record["name"]) if record else rest, code)
        if beginning == "scale":
            return Basis(t("result.basis.scale"), library.scales[rest].name, code, f"/learn/scale/{rest}")
        return Basis(t(f"result.basis.{beginning}"), rest if beginning == "recording" else "", code)

    def _record(self, code: str, rest: str) -> Basis:
        """Find any other record by its id, with or without its kind before it."""
        t, library = self._words.t, self._library
        scale = code.partition(":")[0]
        if scale in library.scales:
            return Basis(t("result.basis.scale"), library.scales[scale].name, code, f"/learn/scale/{scale}")
        id_ = code if code in self._records else rest
        if id_ in self._records:
            kind, record = self._records[id_]
            text = next((str(record[field]) for field in _TEXTS if record.get(field)), "")
            return Basis(t("result.basis.record"), text, id_, f"/learn/{kind}/{id_}")
        if code in library.questions:
            return Basis(
                t("result.basis.question"), library.questions[code].ask, code, f"/learn/question/{code}"
            )
        return Basis(t("result.basis.record"), "", code)
