"""Who has the data folder open: many at once, or one alone who may tidy, migrate and encrypt.

The lock is an empty database: its locks work alike on every system, and the system gives them back when a process is
killed. Nothing is ever written into it.
"""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2

from legato.errors import StoreError
from legato.store.database import BUSY_S, open_raw

__all__ = ["FolderLock"]


class FolderLock:
    """One holder of a data folder.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        file = folder / "legato.lock"
        self._alone = open_raw(file, key=None, busy_s=0.0)
        self._shared = open_raw(file, key=None, busy_s=BUSY_S)
        self.is_alone = False

    def take(self) -> bool:
        """Hold the folder alone where nobody else has it, and with the others where somebody does.

        Returns
        -------
        bool
            True when alone.
        """
        if not self.take_alone():
            self._share()
        return self.is_alone

    def take_alone(self) -> bool:
        """Hold the folder alone; False, and nothing held, where somebody else has it."""
        if self._shared.in_transaction:
            self._shared.execute("COMMIT")
        if self.is_alone:
            return True
        try:
            self._alone.execute("BEGIN EXCLUSIVE")
        except dbapi2.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != _BUSY:
                raise _refused() from error
            return False
        self.is_alone = True
        return True

    def share(self) -> None:
        """Let the others in, and stay."""
        if self.is_alone:
            self._alone.execute("COMMIT")
            self.is_alone = False
        if not self._shared.in_transaction:
            self._share()

    def _share(self) -> None:
        try:
            self._shared.execute("BEGIN")
            self._shared.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except dbapi2.OperationalError as error:
            self._shared.rollback()
            raise _refused() from error

    def release(self) -> None:
        """Leave the folder."""
        self._alone.close()
        self._shared.close()
        self.is_alone = False


_BUSY = 5


def _refused() -> StoreError:
    return StoreError(
        "The data folder is in use by another program, or cannot be locked",
        mend="close the other program, check the permissions of the folder, and try again",
        code="LEG-E806",
    )
