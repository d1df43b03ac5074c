"""The parts that a person picked, as one zip: plain, or in an encrypted file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from legato.app.catalog import Words
from legato.app.desk import Desk
from legato.app.own_data.backup import sealed_file
from legato.app.own_data.export import zip_pieces
from legato.app.own_data.export_csv import (
    DIARY_ALCOHOL,
    DIARY_MOOD,
    DIARY_NOTE,
    Row,
    csv_text,
    diary_table,
    recording_table,
)
from legato.app.own_data.restore import opened_file
from legato.app.result_letter import LetterOptions, letter_of
from legato.app.result_view import finished_day
from legato.inference.explain_person import explain_to_person
from legato.model.kept import ItemKind, KeptItem
from legato.report.letter_pdf import render_letter
from legato.store.places import SIDECARS, TABLE
from legato.store.transfer import read_file

__all__ = ["PARTS", "SHARE_MAGIC", "ShareChoice", "open_share", "share_entries", "write_share"]

PARTS = ("result", "letter", "recordings", "diary")
SHARE_MAGIC = b"LEGSHARE"


@dataclass(frozen=True, slots=True)
class ShareChoice:
    """What was picked.

    Parameters
    ----------
    parts : tuple of str
        Of ``PARTS``.
    first_day, last_day : str
        Of the diary; empty for no bound.
    has_mood, has_alcohol, has_notes, has_crisis : bool
    """

    parts: tuple[str, ...]
    first_day: str = ""
    last_day: str = ""
    has_mood: bool = False
    has_alcohol: bool = False
    has_notes: bool = False
    has_crisis: bool = False


def share_entries(
    desk: Desk, choice: ShareChoice, *, person: str, check: KeptItem | None, words: Words, country: str
) -> Iterator[tuple[str, bytes]]:
    """Give the files of what was picked.

    Parameters
    ----------
    desk : Desk
    choice : ShareChoice
    person : str
    check : KeptItem or None
        The finished check; None leaves result and letter out.
    words : Words
    country : str

    Yields
    ------
    tuple of (str, bytes)
    """
    about = [words.t("data.readme.share"), "", words.t("base.not_a_diagnosis")]
    if desk.is_demo:
        about.append(words.t("base.demo"))
    yield "README.txt", ("\n".join(about) + "\n").encode()
    if check is not None and "result" in choice.parts:
        yield "result.txt", _result(desk, check, words=words).encode()
    if check is not None and "letter" in choice.parts:
        options = LetterOptions(
            paper="us-letter" if country == "us" else "a4",
            language=words.language,
            has_own_words=choice.has_notes,
            has_mood=choice.has_mood,
            has_alcohol=choice.has_alcohol,
            has_crisis=choice.has_crisis,
        )
        letter = letter_of(desk, check, options=options, made_on=finished_day(check))
        yield "letter.pdf", render_letter(letter, paper=options.paper)
    if "diary" in choice.parts:
        yield "diary.csv", csv_text(_diary(desk, choice, person=person)).encode("utf-8-sig")
    if "recordings" in choice.parts:
        kept = [
            one
            for one in desk.store.items(ItemKind.RECORDING, person=person)
            if one.body.get("state") == "kept"
        ]
        yield "recordings.csv", csv_text(recording_table(kept)).encode("utf-8-sig")
        there = frozenset(desk.store.all_files())
        for one in kept:
            stem = str(one.body["bundle"]).removesuffix(TABLE)
            for place in (stem + end for end in (TABLE, *SIDECARS)):
                if place in there:
                    yield place, read_file(desk.store, place)


def write_share(target: Path, entries: Iterator[tuple[str, bytes]], passphrase: str) -> None:
    """Write the zip into a file, encrypted where there is a passphrase.

    Parameters
    ----------
    target : Path
    entries : iterator of (str, bytes)
    passphrase : str
        Empty for a plain zip.
    """
    if passphrase:
        with sealed_file(target, passphrase, magic=SHARE_MAGIC) as stream:
            for piece in zip_pieces(entries):
                stream.write(piece)
        return
    with target.open("xb") as stream:
        for piece in zip_pieces(entries):
            stream.write(piece)


def _result(desk: Desk, check: KeptItem, *, words: Words) -> str:
    """Write the level with where to go and by when; the reasons may tell of mood, so they stand in the letter alone."""
    day = finished_day(check)
    assessment = desk.assess(check, language=words.language)
    text = explain_to_person(assessment, library=desk.library(words.language), today=day)
    lines = [words.date(day), "", text.headline, text.where_to_go, text.by_when]
    return "\n".join([*filter(None, lines), "", words.t("base.not_a_diagnosis"), ""])


def _diary(desk: Desk, choice: ShareChoice, *, person: str) -> list[Row]:
    hidden = (
        *(() if choice.has_mood else DIARY_MOOD),
        *(() if choice.has_alcohol else DIARY_ALCOHOL),
        *(() if choice.has_notes else DIARY_NOTE),
    )
    entries = desk.store.items(
        ItemKind.DIARY,
        person=person,
        first_day=choice.first_day or None,
        last_day=choice.last_day or None,
    )
    return diary_table(entries, left_out=hidden, has_recording=False)


def open_share(file: Path, target: Path, passphrase: str) -> None:
    """Write the zip that is inside an encrypted file.

    Parameters
    ----------
    file, target : Path
    passphrase : str

    Raises
    ------
    InputError
        If it is no such file.
    StoreError
        If the passphrase is wrong, or the file is damaged or cut; then nothing was written.
    """
    with opened_file(file, passphrase, magic=SHARE_MAGIC) as source, target.open("xb") as sink:
        shutil.copyfileobj(source, sink)
