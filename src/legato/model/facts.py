"""What is known of one case: each code present, absent or unknown, and who said so.

Facts are the only thing that triage, differential and explanation look at. They hold no file and no text; reading a case
file is the business of ``io``, deriving them from a recording that of ``inference``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from legato.errors import InputError
from legato.model.presence import Presence

__all__ = ["Facts", "Origin"]

Sources = Mapping[str, frozenset["Origin"]]


class Origin(StrEnum):
    """Who or what stated a fact.

    ``stated``: an answer, an examination, a record or a test result, as written down by a person. ``denied``: part of
    "all emergency signs were asked and denied". ``recording``: derived from a measure. ``text``: words of a free text.
    ``implied``: follows from age, sex or another fact.
    """

    STATED = "stated"
    DENIED = "denied"
    RECORDING = "recording"
    TEXT = "text"
    IMPLIED = "implied"


_COUNT_AS_STATED = frozenset({Origin.STATED, Origin.IMPLIED})


@dataclass(frozen=True)
class Facts:
    """Codes present and absent with their origin; a code in neither is unknown.

    Parameters
    ----------
    present, absent : mapping of str to frozenset of Origin
    red_flags_asked : bool
        Every emergency sign that is not present was asked and denied.
    age_years : float or None
    sex : str or None
        ``male``, ``female`` or ``other``.
    setting : str
        ``home``, ``general_practice``, ``neurology`` or ``sleep_lab``.
    """

    present: Sources
    absent: Sources
    red_flags_asked: bool = False
    age_years: float | None = None
    sex: str | None = None
    setting: str = "home"

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        object.__setattr__(self, "present", MappingProxyType(dict(self.present)))
        object.__setattr__(self, "absent", MappingProxyType(dict(self.absent)))

    @classmethod
    def of(
        cls,
        *,
        present: Iterable[str] = (),
        absent: Iterable[str] = (),
        red_flags_asked: bool = False,
        age: float | None = None,
        sex: str | None = None,
        setting: str = "home",
    ) -> Facts:
        """Make facts from stated codes.

        Parameters
        ----------
        present, absent : iterable of str
            Codes of the vocabulary.
        red_flags_asked : bool
        age : float or None
            Years.
        sex : str or None
        setting : str

        Returns
        -------
        Facts

        Raises
        ------
        InputError
            If a code is present and absent at once.
        """
        there, not_there = frozenset(present), frozenset(absent)
        both = sorted(there & not_there)
        if both:
            raise InputError(
                "A finding is present and absent at once",
                found=", ".join(both),
                mend="keep it in one of the two lists, or in neither when it is not known",
                code="LEG-E702",
            )
        stated = frozenset({Origin.STATED})
        return cls(
            present=dict.fromkeys(sorted(there), stated),
            absent=dict.fromkeys(sorted(not_there), stated),
            red_flags_asked=red_flags_asked,
            age_years=age,
            sex=sex,
            setting=setting,
        )

    def has(self, code: str) -> bool:
        """Tell whether anybody or anything says that it is there; for rules that raise."""
        return code in self.present

    def has_stated(self, code: str) -> bool:
        """Tell whether a person says that it is there; for what may calm a rule, which a recording never does."""
        return not _COUNT_AS_STATED.isdisjoint(self.present.get(code, ()))

    def is_answered(self, code: str) -> bool:
        """Tell whether a person stated it as there or not there, or it is there by any source."""
        return code in self.present or not _COUNT_AS_STATED.isdisjoint(self.absent.get(code, ()))

    def presence(self, code: str) -> Presence:
        """Give what is known; where sources contradict each other, nothing is."""
        there, not_there = code in self.present, code in self.absent
        if there == not_there:
            return Presence.UNKNOWN
        return Presence.PRESENT if there else Presence.ABSENT

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Codes that one source calls present and another absent."""
        return tuple(sorted(set(self.present) & set(self.absent)))

    def adding(self, *, origin: Origin, present: Iterable[str] = (), absent: Iterable[str] = ()) -> Facts:
        """Give the facts with more codes from one origin; nothing that was there is taken away.

        Parameters
        ----------
        origin : Origin
        present, absent : iterable of str

        Returns
        -------
        Facts
        """
        return replace(
            self,
            present=_joined(self.present, present, origin),
            absent=_joined(self.absent, absent, origin),
        )

    def with_recording(self, present: Iterable[str], absent: Iterable[str] = ()) -> Facts:
        """Give the facts with what a recording showed."""
        return self.adding(origin=Origin.RECORDING, present=present, absent=absent)

    def without(self, code: str) -> Facts:
        """Give the facts as if this code had never been stated."""
        return replace(
            self,
            present={key: value for key, value in self.present.items() if key != code},
            absent={key: value for key, value in self.absent.items() if key != code},
        )


def _joined(before: Sources, codes: Iterable[str], origin: Origin) -> dict[str, frozenset[Origin]]:
    """Add one origin to the codes."""
    joined = dict(before)
    for code in codes:
        joined[code] = joined.get(code, frozenset()) | {origin}
    return joined
