"""A server with one person and a plain client without scripts, for tests of the diary that need no browser."""

from __future__ import annotations

import datetime
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from legato.app.access import COOKIE, csrf_of
from legato.app.desk import Desk
from legato.model.kept import ItemKind, KeptItem
from web_house import RunningServer, running_server

PERSON = "person-1"
NOW = datetime.datetime(2026, 11, 23, 21, 14, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
TODAY = NOW.date()


def ago(days: int) -> str:
    """Give a day so long before today."""
    return (TODAY - datetime.timedelta(days=days)).isoformat()


def put(desk: Desk, kind: ItemKind, body: Mapping[str, Any], *, day: str = "", id_: str = "") -> KeptItem:
    """Keep something of the person."""
    chosen = id_ or uuid.uuid4().hex
    return desk.store.put(kind, body, id=chosen, person=PERSON, key=uuid.uuid4().hex, day=day, base_version=0)


def put_person(desk: Desk) -> None:
    """Keep somebody whose leg shakes."""
    body = {"who": "me", "label": "", "birth_year": 1979, "is_demo": False, "language": "en", "country": "gb"}
    put(desk, ItemKind.PERSON, body, id_=PERSON)


def put_check(desk: Desk, *, finished_days_ago: int, id_: str = "check-1") -> KeptItem:
    """Keep a check that is finished."""
    day = ago(finished_days_ago)
    return put(desk, ItemKind.CHECK, {"started_on": day, "finished_on": day}, day=day, id_=id_)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    place: str
    """Where a redirect leads; empty without one."""

    @property
    def words(self) -> str:
        """The text without its tags."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirect, so that a test sees where it leads."""

    def redirect_request(self, *_: object) -> None:
        return None


class Client:
    """A browser without scripts that is let in."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.desk = server.desk
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar), _Stay())
        self.get(server.door().removeprefix(server.url))

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._send(urllib.request.Request(self.server.url + path))

    def post(
        self, path: str, fields: Mapping[str, str], *, key: str = "", version: int | None = None
    ) -> Answer:
        """Send a form with its guard."""
        sent = {"csrf": self.csrf, "key": key or uuid.uuid4().hex, **fields}
        if version is not None:
            sent["base_version"] = str(version)
        return self._send(
            urllib.request.Request(self.server.url + path, data=urllib.parse.urlencode(sent).encode())
        )

    def upload(self, path: str, content: bytes, *, csrf: str | None = None) -> Answer:
        """Send a form with one file."""
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{self.csrf if csrf is None else csrf}\r\n'
        head += (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="../../export.zip"\r\n\r\n'
        )
        data = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._send(urllib.request.Request(self.server.url + path, data=data, headers=kind))

    @property
    def csrf(self) -> str:
        """The guard of the forms of this browser."""
        token = next(cookie.value for cookie in self._jar if cookie.name == COOKIE)
        assert token is not None
        return csrf_of(token)

    def entries(self) -> list[KeptItem]:
        """Give the entries that are kept."""
        return self.desk.store.items(ItemKind.DIARY, person=PERSON)

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=30) as found:
                return Answer(found.status, found.read().decode(), found.headers.get("location", ""))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), error.headers.get("location", ""))


@contextmanager
def diary_client(folder: Path) -> Iterator[Client]:
    """Serve the pages to one person until the block ends."""
    with running_server(folder / "data", prepare=put_person) as server:
        server.clock.time = NOW
        yield Client(server)
