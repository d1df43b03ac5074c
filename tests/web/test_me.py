"""The pages of the own data in a real browser: each opens, fits and is clean, and what they promise happens."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from diary_house import put, put_person
from legato.app.demo import fill_demo
from legato.model.kept import ItemKind
from web_house import RunningServer, axe_faults, sideways_scroll

PAGES = (
    "/me", "/me/profile", "/me/people", "/me/export", "/me/backup", "/me/restore", "/me/delete",
    "/me/delete/everything", "/share", "/share/qr", "/share/log", "/me/restore/shared",
)  # fmt: skip
WORD = "zanzibarword"


def shot(page: Any, name: str) -> None:
    """Keep a picture where a folder for it is named."""
    folder = os.environ.get("LEGATO_SHOTS")
    if folder:
        width = page.viewport_size["width"]
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def fill(server: RunningServer) -> None:
    put_person(server.desk)
    put(server.desk, ItemKind.DIARY, {"shaking": 4, "note": WORD}, day="2026-11-20", id_="entry")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("is_full", [False, True])
def test_every_page_opens_fits_and_is_clean(
    request: pytest.FixtureRequest, server: RunningServer, size: str, is_full: bool
) -> None:
    page = request.getfixturevalue(size)
    if is_full:
        fill_demo(server.desk)
    faults = []
    for path in PAGES:
        page.goto(server.url + path)
        shot(page, f"{path.strip('/').replace('/', '-')}-{'full' if is_full else 'empty'}")
        assert sideways_scroll(page) == 0, path
        assert page.locator("h1").count() == 1, path
        faults += axe_faults(page)
    assert faults == []


def test_a_backup_is_saved_and_brings_everything_back(
    phone: Any, server: RunningServer, tmp_path: Path
) -> None:
    phone.watch.allowed.append("422")
    fill(server)
    phone.goto(server.url + "/me/backup")
    phone.fill("#f-passphrase", "short")
    phone.click("main form button")
    assert phone.locator("[role=alert]").count() == 1
    shot(phone, "backup-fault")
    phone.fill("#f-passphrase", "four words in a row")
    phone.fill("#f-again", "four words in a row")
    with phone.expect_download() as waiting:
        phone.click("main form button")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name.startswith("legato-backup-")
    assert WORD.encode() not in file.read_bytes()
    server.desk.store.erase("entry")
    for passphrase, word in (("wrong one here", "replace"), ("four words in a row", "no")):
        phone.goto(server.url + "/me/restore")
        phone.fill("#f-word", word)
        phone.fill("#f-passphrase", passphrase)
        phone.set_input_files("#f-file", file)
        phone.click("main form button")
        assert phone.locator("[role=alert]").count() == 1
        shot(phone, f"restore-fault-{word}")
        assert server.desk.store.get("entry") is None
    phone.fill("#f-word", "Replace")
    phone.fill("#f-passphrase", "four words in a row")
    phone.set_input_files("#f-file", file)
    phone.click("main form button")
    assert phone.locator(".strip.good").count() == 1
    shot(phone, "restore-done")
    entry = server.desk.store.get("entry")
    assert entry is not None
    assert entry.body["note"] == WORD
    assert list((server.folder / "outgoing").iterdir()) == []


def test_one_thing_is_deleted_comes_back_and_goes_for_good(desk: Any, server: RunningServer) -> None:
    fill(server)
    desk.goto(server.url + "/me/delete")
    desk.click("button[value=delete]")
    shot(desk, "delete-undo")
    desk.click("button[value=undo]")
    assert server.desk.store.get("entry").is_deleted is False
    desk.click("button[value=delete]")
    desk.click("button[value=ask]")
    shot(desk, "delete-ask")
    desk.click("button[value=erase]")
    assert server.desk.store.history("entry") == []
    assert desk.locator(".strip.info").count() == 1


def test_after_deleting_everything_no_word_is_left(phone: Any, server: RunningServer) -> None:
    phone.watch.allowed.append("422")
    fill(server)
    (server.folder / "older").mkdir()
    (server.folder / "older" / "copy.db").write_text(WORD)
    phone.goto(server.url + "/me/delete/everything")
    phone.fill("#f-word", "no")
    phone.click("main form button")
    shot(phone, "everything-fault")
    assert server.desk.store.get("entry") is not None
    phone.fill("#f-word", "delete")
    phone.click("main form button")
    shot(phone, "deleted")
    assert server.desk.store.items(ItemKind.PERSON) == []
    left = [one for one in server.folder.rglob("*") if one.is_file() and WORD.encode() in one.read_bytes()]
    assert left == []
    phone.goto(server.url + "/me")
    assert phone.locator("h1").inner_text() == "My data"


def test_a_share_leaves_out_what_was_not_ticked_and_is_listed(
    desk: Any, server: RunningServer, tmp_path: Path
) -> None:
    fill_demo(server.desk)
    for how in ("plain", "sealed"):
        desk.goto(server.url + "/share")
        desk.check("input[value=diary]")
        desk.check("input[value=result]")
        desk.check(f"input[value={how}]")
        if how == "sealed":
            desk.fill("#f-passphrase", "told by phone")
            desk.fill("#f-again", "told by phone")
        with desk.expect_download() as waiting:
            desk.click("main form button.main")
        file = tmp_path / how
        waiting.value.save_as(file)
    desk.goto(server.url + "/me/restore/shared")
    desk.fill("#f-passphrase", "told by phone")
    desk.set_input_files("#f-file", tmp_path / "sealed")
    with desk.expect_download() as waiting:
        desk.click("main form button")
    waiting.value.save_as(tmp_path / "opened")
    for name in ("plain", "opened"):
        with zipfile.ZipFile(io.BytesIO((tmp_path / name).read_bytes())) as packed:
            assert set(packed.namelist()) == {"README.txt", "result.txt", "diary.csv"}
            head = packed.read("diary.csv").decode("utf-8-sig").splitlines()[0].split(",")
            assert head == ["day", "shaking", "caffeine_mg", "sleep_h", "exercise_min", "is_backfilled"]
    desk.goto(server.url + "/share/log")
    assert desk.locator("article").count() == 2
    assert "told by phone" not in desk.content()
    shot(desk, "log")


def test_the_code_is_drawn(phone: Any, server: RunningServer) -> None:
    fill_demo(server.desk)
    phone.goto(server.url + "/share/qr")
    phone.click("main form button.main")
    shot(phone, "qr-drawn")
    assert phone.locator(".qr svg").count() == 1
    assert axe_faults(phone) == []
