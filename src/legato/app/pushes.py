"""What Sensor Logger pushes: messages in any order and perhaps twice, put together into the list that its export would be.

A push is let in by a token in its address, which is good for half an hour and can only write. Messages are kept on the disk before
they are answered.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from legato.errors import InputError, StoreError

__all__ = ["PushBox", "PushState"]

_GOOD_FOR = datetime.timedelta(minutes=30)
_MOST_MESSAGES = 20_000
_MOST_BYTES = 200 << 20
_MOST_MISSING = 100
_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_EXPORT = "pushed.json"


@dataclass(frozen=True, slots=True)
class PushState:
    """What has come so far.

    Parameters
    ----------
    token : str
        Empty where none is good any more.
    message_count, reading_count : int
    missing : tuple of int
        Numbers of messages that were left out between those that came.
    """

    token: str
    message_count: int
    reading_count: int
    missing: tuple[int, ...]


class PushBox:
    """The box for pushes of one server; one push at a time.

    Parameters
    ----------
    folder : Path
        Where messages wait.
    clock : callable
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime.datetime]) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = Lock()
        self._token = ""
        self._until = clock()

    def open(self) -> str:
        """Make a fresh box, and give its token.

        Returns
        -------
        str
        """
        with self._lock:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(mode=0o700, parents=True)
            self._token = secrets.token_urlsafe(24)
            self._until = self._clock() + _GOOD_FOR
            return self._token

    def take(self, token: str, message: dict[str, Any]) -> bool:
        """Keep one message.

        Parameters
        ----------
        token : str
        message : dict
            ``messageId``, ``sessionId``, ``deviceId`` and ``payload``, a list of readings.

        Returns
        -------
        bool
            False for a message that was there before.

        Raises
        ------
        InputError
            If the token is not good, or the message is none.
        StoreError
            If the disk refuses; nothing was kept.
        """
        with self._lock:
            if not self._is_good(token):
                raise InputError("This address is not good, or not any more", code="LEG-E843")
            number, session = message.get("messageId"), str(message.get("sessionId", ""))
            payload = message.get("payload")
            is_number = isinstance(number, int) and not isinstance(number, bool)
            if not is_number or not 0 <= int(number or 0) < _MOST_MESSAGES or not _NAME.fullmatch(session):
                raise InputError(
                    "This is no message of Sensor Logger", found=str(number)[:40], code="LEG-E844"
                )
            if not isinstance(payload, list) or not all(isinstance(one, dict) for one in payload):
                raise InputError("The payload is no list of readings", code="LEG-E844")
            file = self._folder / f"{hashlib.sha256(session.encode()).hexdigest()[:12]}-{number:012d}.json"
            if file.exists():
                return False
            text = json.dumps(payload)
            self._check_room(len(text))
            _write(file, text)
            return True

    def state(self) -> PushState:
        """Say what has come.

        Returns
        -------
        PushState
        """
        with self._lock:
            files = self._files()
            missing = _missing(files)
            count = sum(file.read_bytes().count(b'"name"') for file in files)
            token = self._token if self._clock() < self._until else ""
            return PushState(token, len(files), count, missing)

    def export(self, folder: Path) -> str:
        """Put all messages together as one file that the reader of Sensor Logger knows.

        Parameters
        ----------
        folder : Path

        Returns
        -------
        str
            Name of the file.

        Raises
        ------
        InputError
            If nothing came.
        """
        with self._lock:
            readings: list[dict[str, Any]] = []
            for file in self._files():
                readings += json.loads(file.read_text(encoding="utf-8"))
            told = [one for one in map(_flat, readings) if one is not None]
            if not told:
                raise InputError(
                    "Nothing came from the app yet", mend="press record in the app", code="LEG-E845"
                )
            told.sort(key=lambda one: int(one["time"]))
            first = int(told[0]["time"])
            for one in told:
                one["seconds_elapsed"] = (int(one["time"]) - first) / 1e9
            (folder / _EXPORT).write_text(json.dumps(told), encoding="utf-8")
            return _EXPORT

    def close(self) -> None:
        """Throw the messages away, and take the token back."""
        with self._lock:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._token = ""

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []

    def _is_good(self, token: str) -> bool:
        is_open = bool(self._token) and self._clock() < self._until
        return is_open and hmac.compare_digest(self._token.encode(), token.encode())

    def _check_room(self, more_bytes: int) -> None:
        files = self._files()
        if (
            len(files) >= _MOST_MESSAGES
            or sum(one.stat().st_size for one in files) + more_bytes > _MOST_BYTES
        ):
            raise InputError(
                "More came than one recording can be", mend="keep what came, then go on", code="LEG-E846"
            )


def _missing(files: list[Path]) -> tuple[int, ...]:
    """Name the numbers that each session left out between its first and its last."""
    sessions: dict[str, set[int]] = {}
    for file in files:
        session, number = file.stem.split("-")
        sessions.setdefault(session, set()).add(int(number))
    gaps = [set(range(min(one), max(one))) - one for one in sessions.values()]
    return tuple(sorted(set().union(*gaps)))[:_MOST_MISSING] if gaps else ()


def _flat(reading: dict[str, Any]) -> dict[str, Any] | None:
    """Write one pushed reading as the export writes it: ``sensor``, ``time`` in ns, and the values beside."""
    name, time, values = reading.get("name"), reading.get("time"), reading.get("values")
    if not isinstance(name, str) or not isinstance(values, dict):
        return None
    try:
        stamp = int(str(time))
    except ValueError:
        return None
    kept = {key: value for key, value in values.items() if isinstance(value, (int, float)) and len(key) < 20}
    return {"sensor": _SENSORS.get(name.lower(), name), "time": str(stamp), **kept}


# The names of the pushed readings are those of the app's files in small letters.
_SENSORS = {
    "accelerometer": "Accelerometer",
    "accelerometeruncalibrated": "AccelerometerUncalibrated",
    "totalacceleration": "TotalAcceleration",
    "gravity": "Gravity",
    "gyroscope": "Gyroscope",
    "gyroscopeuncalibrated": "GyroscopeUncalibrated",
    "magnetometer": "Magnetometer",
}


def _write(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    try:
        with part.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(
            "A message could not be kept",
            found=error.strerror or "",
            mend="make room on the disk",
            code="LEG-E847",
        ) from error
