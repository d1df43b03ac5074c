"""Walk through a check as a browser without scripts does: read the form of a page, fill it in, send it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from legato.app.access import Access
from legato.app.desk import Desk
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.model.interview import InterviewState
from legato.model.kept import KeptItem
from legato.model.question import Answer, AnswerState
from legato.store.open import open_store

DAY = datetime.date(2026, 11, 23)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def evening() -> datetime.datetime:
    """Give a time that stands still."""
    return datetime.datetime(2026, 11, 23, 21, 14, tzinfo=datetime.UTC)


class Walker:
    """Somebody at the pages.

    Parameters
    ----------
    client : TestClient
    desk : Desk
    """

    def __init__(self, client: TestClient, desk: Desk) -> None:
        self.client = client
        self.desk = desk

    def begin(self, who: str = "me") -> str:
        """Begin a check, and give its id."""
        return self.send("/check/new", who=who).removeprefix("/check/")

    def check(self, id_: str) -> KeptItem:
        """Give one check as it is kept."""
        found = self.desk.store.get(id_)
        assert found is not None
        return found

    def state(self, id_: str) -> InterviewState:
        """Give its answers."""
        return self.desk.state_of(self.check(id_))

    def fields(self, path: str) -> dict[str, str]:
        """Give the hidden fields of the first form of a page."""
        text = self.client.get(path).text
        form = text.split("<form", 1)[1].split("</form>", 1)[0]
        return {name: unescape(value) for name, value in _HIDDEN.findall(form)}

    def send(self, path: str, *, on: str = "", **fields: str | Sequence[str]) -> str:
        """Fill a page in and send it; give where it leads, or the status where it stays."""
        hidden = self.fields(on or path)
        return self.post(path.split("?")[0], {**hidden, **fields})

    def leads(self, path: str) -> str:
        """Give where a page leads on to."""
        return self.client.get(path, follow_redirects=False).headers["location"]

    def post(self, path: str, fields: Mapping[str, Any]) -> str:
        """Send fields as they are; give where it leads, or the status where it stays."""
        answer = self.client.post(path, data=dict(fields), follow_redirects=False)
        return answer.headers["location"] if answer.status_code == 303 else str(answer.status_code)

    def answer(self, id_: str, question: str, answer: Answer, *, tail: str = "") -> str:
        """Answer one question on its page."""
        return self.send(f"/check/{id_}/q/{question}{tail}", **form_of(answer))


def form_of(answer: Answer) -> dict[str, Any]:
    """Write an answer as the fields of its page."""
    if answer.state is AnswerState.SKIPPED:
        return {"how": "skip"}
    if answer.state is AnswerState.DONT_KNOW:
        return {"how": "go", "choice": ["dont_know"]}
    if answer.number is not None:
        return {"how": "go", "typed": f"{answer.number:g}"}
    return {"how": "go", "choice": list(answer.choices)}


@contextmanager
def walking(folder: Path) -> Iterator[Walker]:
    """Open the pages for somebody who was let in."""
    store = open_store(folder, now=evening)
    desk = Desk(store, clock=evening)
    access = Access(store)
    hosts = frozenset({"127.0.0.1:8765"})
    app = create_app(desk, AppSettings(hosts=hosts), access=access)
    with TestClient(app, base_url="http://127.0.0.1:8765", headers={"accept-language": "en-GB"}) as client:
        client.get(f"/enter?key={access.make_one_time()}")
        yield Walker(client, desk)
    store.close()
