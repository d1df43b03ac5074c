"""The family of errors: what happened, where, what was found, how to mend it.

Holds nothing else. Every error a user can meet is one of these; each is also the builtin that a caller would expect.
The codes are listed in ``docs/reference/errors.md``.
"""

from __future__ import annotations

__all__ = [
    "ConflictError",
    "FormatError",
    "InputError",
    "KnowledgeError",
    "LegatoError",
    "MissingChannelError",
    "MissingExtraError",
    "StoreError",
    "UsageError",
]


class LegatoError(Exception):
    """Tell what happened, where, what was found and how to mend it.

    Parameters
    ----------
    what : str
        What happened, one sentence, no full stop needed.
    where : str
        File, channel, row or interval; empty if it has no place.
    found : str
        The offending value, beside the allowed ones.
    mend : str
        What the reader can do, ideally a command.
    code : str
        ``LEG-E`` and three digits, listed in the reference.
    """

    def __init__(
        self, what: str, *, where: str = "", found: str = "", mend: str = "", code: str = "LEG-E000"
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.found = found
        self.mend = mend
        self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way between processes with all five parts."""
        return (_rebuild, (type(self), self.what, self.where, self.found, self.mend, self.code))

    def __str__(self) -> str:
        """Lay the parts out one a line, leaving the empty ones away."""
        lines = [f"{self.code}  {self.what}"]
        for label, text in (("where", self.where), ("found", self.found), ("mend", self.mend)):
            if text:
                lines.append(f"  {label:<7} {text}")
        return "\n".join(lines)


def _rebuild(kind: type[LegatoError], what: str, where: str, found: str, mend: str, code: str) -> LegatoError:
    return kind(what, where=where, found=found, mend=mend, code=code)


class UsageError(LegatoError, ValueError):
    """A command or call was given options that do not fit together (exit code 2)."""


class InputError(LegatoError, ValueError):
    """An input was understood and refused (exit code 3)."""


class MissingChannelError(InputError):
    """A channel that was named or is needed is not in the recording."""


class FormatError(InputError):
    """The bytes of a file do not follow the format that they claim, or no known one."""


class KnowledgeError(LegatoError):
    """A record of the knowledge base is wrong or missing (exit code 4)."""


class MissingExtraError(LegatoError, ImportError):
    """A part of Legato that is installed only on request is not there (exit code 2)."""


class StoreError(LegatoError, RuntimeError):
    """What a person keeps could not be opened, read or written; the message says whether anything was written."""


class ConflictError(StoreError):
    """Somebody else changed the same thing in between: nothing was written.

    Parameters
    ----------
    what : str
        What happened, one sentence.
    current : object
        What is there now: a ``KeptItem``, or None when there is none.
    where, found, mend, code : str
        As in ``LegatoError``.
    """

    def __init__(
        self,
        what: str,
        *,
        current: object = None,
        where: str = "",
        found: str = "",
        mend: str = "",
        code: str = "LEG-E000",
    ) -> None:
        super().__init__(what, where=where, found=found, mend=mend, code=code)
        self.current = current

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way between processes, with what is there now."""
        return (
            _rebuild_conflict,
            (self.what, self.current, self.where, self.found, self.mend, self.code),
        )


def _rebuild_conflict(
    what: str, current: object, where: str, found: str, mend: str, code: str
) -> ConflictError:
    return ConflictError(what, current=current, where=where, found=found, mend=mend, code=code)
