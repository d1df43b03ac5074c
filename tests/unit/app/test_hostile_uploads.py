"""Forty files that are made to harm: each gets an answer, none leaves anything behind. The full count is measured by a tool."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from hostile_uploads import MAKERS, hostile_files
from legato.app.access import COOKIE, Access, csrf_of
from legato.app.desk import Desk
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.model.kept import ItemKind
from legato.store.open import open_store
from web_house import Clock

COUNT = 2 * len(MAKERS) if not os.environ.get("LEGATO_SOAK") else 40 * len(MAKERS)


@pytest.mark.slow
def test_every_hostile_file_gets_an_answer_and_leaves_nothing_behind(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data", now=(clock := Clock()))
    access = Access(store)
    client = TestClient(
        create_app(Desk(store, clock=clock), AppSettings(), access=access),
        base_url="http://127.0.0.1:8765",
        follow_redirects=False,
    )
    token = access.admit(name="test")
    client.cookies.set(COOKIE, token)
    answers = []
    for k, (name, content) in enumerate(hostile_files(COUNT)):
        fields = {
            "csrf": csrf_of(token),
            "key": f"hostile-{k:05d}",
            "task": "rest",
            "side": "right",
            "placement": "shank",
        }
        answers.append(
            client.post("/record/files", data=fields, files={"file": (name or "x", content)}).status_code
        )
    assert set(answers) == {303, 422}
    assert len(store.items(ItemKind.RECORDING)) == answers.count(303)
    assert list((tmp_path / "data" / "incoming").iterdir()) == []
    assert not list(tmp_path.rglob("*escaped*"))
    store.close()
