"""Add the classes of the medicines that a case names in plain words; whole names only, and none that is denied or past.

What is found can make a rule hold and calm none. A misspelling is never taken for a medicine here: nobody is there to ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from legato.knowledge.library import Library
from legato.knowledge.medicine_search import MedicineIndex, codes_of_medicines
from legato.model.facts import Facts, Origin

__all__ = ["add_named_medicines", "medicine_index"]

# Said of the medicine itself. "Before bed" and "no changes" are said of something else, and must not lose lithium.
_NOT_TAKEN = re.compile(
    r"^\W*(?:no|not|none|never|denies|without|previous(?:ly)?|past|formerly)\b"
    r"|(?<!never )\bstopped\b|\ballerg\w*|\bnot taking\b|\bno longer\b|\bnever took\b|\bnot any ?more\b",
    re.I,
)
_LONG_TERM = re.compile(r"\b(?:long|years?|months?|daily|regular(?:ly)?)\b", re.I)
_NEEDS_LONG_TERM = "drug:ppi"


def add_named_medicines(
    facts: Facts, lines: Sequence[str], *, library: Library
) -> tuple[Facts, tuple[str, ...]]:
    """Add the codes of medicines named in a list.

    Parameters
    ----------
    facts : Facts
    lines : sequence of str
        As written under ``medications``.
    library : Library

    Returns
    -------
    Facts, tuple of str
        And one note for each line that added a code nobody had stated, or was read as not taken.
    """
    notes = []
    for line in lines:
        codes = set(codes_of_medicines([line], medicines=medicine_index(library))) if line.strip() else set()
        if codes and _NOT_TAKEN.search(line):
            notes.append(
                f"the list of medicines says '{line}', which was read as not taken now; code it if it is taken"
            )
            continue
        if not _LONG_TERM.search(line):
            codes.discard(_NEEDS_LONG_TERM)
        new = sorted(code for code in codes if not facts.has(code))
        if new:
            facts = facts.adding(origin=Origin.TEXT, present=new)
            notes.append(f"the list of medicines says '{line}', which counts as {', '.join(new)}")
    return facts, tuple(notes)


def medicine_index(library: Library) -> MedicineIndex:
    """Give the index of all names of medicines, made once a library.

    Parameters
    ----------
    library : Library

    Returns
    -------
    MedicineIndex
    """
    index = library.memory.get("medicine_index")
    if not isinstance(index, MedicineIndex):
        others = [word for one in library.records("look_alike") for word in one["words"]]
        index = library.memory["medicine_index"] = MedicineIndex(library.records("medicine"), others=others)
    return index
