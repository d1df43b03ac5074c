"""Where the numbers come from: the bytes that were read, the reader, the versions."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Provenance"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """State the source of a recording or an analysis.

    Parameters
    ----------
    source_name : str
        File name without its folder: a folder may carry a person's name.
    sha256 : str
        Of the bytes read, hexadecimal; of the sorted members for a folder; empty for arrays made in memory.
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
    sha256: str
    reader: str
    legato_version: str
    is_simulated: bool = False
    settings: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
