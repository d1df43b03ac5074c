"""How this server was started: where it listens, which names it answers to, how much it takes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["AppSettings"]

_MEBIBYTE = 1 << 20
_UPLOAD_LIMITS = MappingProxyType(
    {
        "/api/v1/recordings": 64 * _MEBIBYTE,
        "/record/files": 200 * _MEBIBYTE,
        "/ingest/": 16 * _MEBIBYTE,
        "/import/": 2048 * _MEBIBYTE,
        "/me/restore": 4096 * _MEBIBYTE,
        "/api/v1/sync": 16 * _MEBIBYTE,
    }
)


@dataclass(frozen=True)
class AppSettings:
    """Settings of one server.

    Parameters
    ----------
    hosts : frozenset of str
        Values of the Host header that are answered, with their port.
    is_secure : bool
        The pages come over TLS, so cookies are marked secure.
    upload_limit_bytes : int
        For every path that is not named in ``upload_limits``.
    upload_limits : mapping of str to int
        By the beginning of the path, in bytes.
    session_hours : float
        How long a browser on this computer stays known.
    only : str
        Beginning of the only paths that are answered; empty for all.
    """

    hosts: frozenset[str] = frozenset({"127.0.0.1:8765", "localhost:8765"})
    is_secure: bool = False
    upload_limit_bytes: int = 2 * _MEBIBYTE
    upload_limits: Mapping[str, int] = field(default_factory=lambda: _UPLOAD_LIMITS)
    session_hours: float = 24.0 * 30
    only: str = ""

    def limit_of(self, path: str) -> int:
        """Give the most bytes that a request to this path may bring.

        Parameters
        ----------
        path : str

        Returns
        -------
        int
        """
        return next(
            (limit for beginning, limit in self.upload_limits.items() if path.startswith(beginning)),
            self.upload_limit_bytes,
        )
