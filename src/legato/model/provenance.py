"""Where the numbers come from: the bytes that were read, the reader, the versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Provenance"]


class _LateText:
    """Text that is given at once, or as a function that is called when the text is first asked for.

    Hashing a night takes longer than reading two of its channels, and most readings never show the hash.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._place = f"_{name}"

    def __get__(self, holder: Any, owner: type | None = None) -> str:
        if holder is None:
            raise AttributeError(self._place)  # a dataclass field without a default
        value = holder.__dict__[self._place]
        if callable(value):
            value = holder.__dict__[self._place] = value()
        return str(value)

    def __set__(self, holder: Any, value: str | Callable[[], str]) -> None:
        holder.__dict__[self._place] = value


@dataclass(frozen=True)
class Provenance:
    """State the source of a recording or an analysis.

    Parameters
    ----------
    source_name : str
        File name without its folder: a folder may carry a person's name.
    sha256 : str
        May be given as a function that is called when the hash is first asked for. Of the bytes read, hexadecimal; of the sorted members for a folder; empty for arrays made in memory.
    reader : str
        Id of the reader, such as ``cwa`` or ``delimited``; ``memory`` or ``simulation`` otherwise.
    legato_version : str
    is_simulated : bool
        Travels with everything that is made from the recording.
    settings : tuple of (str, str)
        Options and knowledge versions that changed the numbers, in reading order.
    steps : tuple of str
        Sentences for what was done to the samples beyond reading them, such as a gridding of irregular time stamps.
    """

    source_name: str
    sha256: _LateText = _LateText()
    reader: str  # type: ignore[misc]  # mypy takes the descriptor above for a default; dataclasses does not
    legato_version: str  # type: ignore[misc]
    is_simulated: bool = False
    settings: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        """Settle the hash before the way to another process."""
        return {**self.__dict__, "_sha256": self.sha256}
