"""Which channels of a night are the legs, and how each was found."""

from __future__ import annotations

from dataclasses import dataclass

from legato.model.channel import Channel
from legato.model.issue import Issue

__all__ = ["LegRoles"]


@dataclass(frozen=True)
class LegRoles:
    """The leg channels of a night.

    Parameters
    ----------
    left, right : Channel or None
    combined : Channel or None
        One derivation over both legs, or of one leg whose side nothing says; only where ``left`` and ``right`` are None.
    sentences : tuple of str
        How each was found.
    issues : tuple of Issue
    """

    left: Channel | None
    right: Channel | None
    combined: Channel | None = None
    sentences: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
