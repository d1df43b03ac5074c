"""Six digits that let a phone in: shown on the computer, typed on the phone, good once and for ten minutes."""

from __future__ import annotations

import datetime
import hmac
import secrets
from collections.abc import Callable
from threading import Lock

__all__ = ["Pairing"]

_GOOD_FOR = datetime.timedelta(minutes=10)
_MOST_TRIES = 5


class Pairing:
    """The code that lets the next phone in.

    Parameters
    ----------
    clock : callable
        Gives the time now, with its zone.
    """

    def __init__(self, clock: Callable[[], datetime.datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._code = ""
        self._until = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        self._tries = 0

    def code(self) -> str:
        """Give the code that is good now; a new one where the last was used, tried too often or ran out.

        Returns
        -------
        str
            Six digits.
        """
        with self._lock:
            if not self._code or self._clock() >= self._until:
                self._renew()
            return self._code

    def take(self, typed: str) -> bool:
        """Use a code up, and tell whether it was right.

        Parameters
        ----------
        typed : str

        Returns
        -------
        bool
            After five wrong tries the code changes, so that nobody can go through all of them.
        """
        with self._lock:
            if not self._code or self._clock() >= self._until:
                return False
            if hmac.compare_digest(self._code.encode(), typed.encode()):
                self._code = ""
                return True
            self._tries += 1
            if self._tries >= _MOST_TRIES:
                self._renew()
            return False

    def _renew(self) -> None:
        self._code = f"{secrets.randbelow(10**6):06d}"
        self._until = self._clock() + _GOOD_FOR
        self._tries = 0
