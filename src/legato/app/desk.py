"""What every page needs: the store, the knowledge, the clock, and the way from kept answers to an assessment."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any

from legato.analyze import analyze
from legato.app.medicine_entry import medicine_texts
from legato.app.pushes import PushBox
from legato.assess import assess_case, case_of_answers
from legato.errors import InputError, LegatoError
from legato.inference.interview import fit_state
from legato.io.read import read_recording
from legato.knowledge.library import Library
from legato.knowledge.locales import library_in
from legato.model.analysis import Analysis
from legato.model.assessment import Assessment
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind, KeptItem
from legato.model.recording import Recording
from legato.store.store import Store

__all__ = ["Desk"]

_KEPT_ANALYSES = 64


class Desk:
    """The place where pages find what they need.

    Parameters
    ----------
    store : Store
    clock : callable
        Gives the time now, with its zone.
    is_demo : bool
        Everything in the store is an example.
    """

    def __init__(
        self, store: Store, *, clock: Callable[[], datetime.datetime], is_demo: bool = False
    ) -> None:
        self.store = store
        self.is_demo = is_demo
        self._clock = clock
        self._analyses: OrderedDict[str, Analysis] = OrderedDict()
        self._lock = Lock()
        self.pushes = PushBox(store.folder / "incoming" / "pushes", clock)
        """What recorder apps send, shared by all servers of this desk."""

    def now(self) -> datetime.datetime:
        """Give the time, with its zone."""
        return self._clock()

    def today(self) -> datetime.date:
        """Give the day where this computer stands."""
        return self._clock().date()

    def library(self, language: str = "en") -> Library:
        """Give the knowledge in a language.

        Parameters
        ----------
        language : str

        Returns
        -------
        Library
        """
        return library_in(language)

    def check(self, id_: str, *, person: str) -> KeptItem:
        """Give one check of a person.

        Parameters
        ----------
        id_, person : str

        Returns
        -------
        KeptItem

        Raises
        ------
        InputError
            If there is none, or it is somebody else's.
        """
        item = self.store.get(id_)
        if item is None or item.is_deleted or item.kind is not ItemKind.CHECK or item.person != person:
            raise InputError("There is no such check here", mend="begin at the start page", code="LEG-E825")
        return item

    def state_of(self, check: KeptItem) -> InterviewState:
        """Give the answers of a check, fitted to the questions of today.

        Parameters
        ----------
        check : KeptItem

        Returns
        -------
        InterviewState
        """
        state = InterviewState.from_json(check.body["state"], where=check.id)
        return fit_state(state, library=self.library())[0]

    def recordings_of(self, check: KeptItem) -> list[KeptItem]:
        """Give the recordings that belong to a check and are kept.

        Parameters
        ----------
        check : KeptItem

        Returns
        -------
        list of KeptItem
        """
        found = (self.store.get(id_) for id_ in check.body.get("recordings", ()))
        return [
            one for one in found if one is not None and not one.is_deleted and one.body.get("state") == "kept"
        ]

    def analysis_of(self, recording: KeptItem) -> Analysis:
        """Analyse a kept recording, once as long as it is remembered.

        Parameters
        ----------
        recording : KeptItem

        Returns
        -------
        Analysis

        Raises
        ------
        LegatoError
            If it cannot be read or analysed.
        """
        with self._lock:
            if recording.id in self._analyses:
                self._analyses.move_to_end(recording.id)
                return self._analyses[recording.id]
        body = recording.body
        with self.store.bundles.opened(str(body["bundle"])) as place:
            read = read_recording(
                place, task=body.get("task"), side=body.get("side"), placement=body.get("placement")
            )
            made = analyze(self._named(read, body), with_pictures=True)
        with self._lock:
            self._analyses[recording.id] = made
            while len(self._analyses) > _KEPT_ANALYSES:
                self._analyses.popitem(last=False)
        return made

    def _named(self, read: Recording, body: Mapping[str, Any]) -> Recording:
        """Let a recording bear the name of its task, as people know it, and not that of its file."""
        task = str(body.get("task", ""))
        known = self.library().by_id("recording_task").get(task)
        name = f"{known['name'] if known else task}, {body.get('side', '')}".rstrip(", ")
        return replace(read, provenance=replace(read.provenance, source_name=name))

    def analyses_of(self, check: KeptItem) -> tuple[tuple[KeptItem, Analysis | LegatoError], ...]:
        """Analyse the recordings of a check; one that fails is named and stops no other.

        Parameters
        ----------
        check : KeptItem

        Returns
        -------
        tuple of (KeptItem, Analysis or LegatoError)
        """
        found: list[tuple[KeptItem, Analysis | LegatoError]] = []
        for one in self.recordings_of(check):
            try:
                found.append((one, self.analysis_of(one)))
            except LegatoError as error:
                found.append((one, error))
        return tuple(found)

    def assess(self, check: KeptItem, *, language: str = "en") -> Assessment:
        """Assess a check with its recordings.

        Parameters
        ----------
        check : KeptItem
        language : str

        Returns
        -------
        Assessment
        """
        library = self.library(language)
        analyses = [one for _, one in self.analyses_of(check) if isinstance(one, Analysis)]
        made_on = str(check.body.get("finished_on") or self.today().isoformat())
        case = case_of_answers(
            self.state_of(check),
            id_=check.id,
            library=library,
            story=str(check.body.get("story", "")),
            texts=medicine_texts(check, store=self.store, today=datetime.date.fromisoformat(made_on[:10])),
        )
        case = replace(case, questions=tuple(map(str, check.body.get("my_questions", ()))))
        return assess_case(
            case,
            analyses=analyses,
            made_on=datetime.date.fromisoformat(made_on[:10]),
            country=str(check.body.get("country", "eu")),
            library=library,
        )
