"""Take the pictures of the reports: ``make pictures`` writes docs/pictures/*.png anew.

Runs the demo, and the assessments of demo_people.yaml, into a folder for passing files, then lets Chromium draw the pages
at the width of a phone (390) and of a desk (1280), some in the dark. All people in the pictures are invented or simulated.
``make_pictures.py --all FOLDER`` draws both pages and the letter of every demo person at both widths, to be looked at.
"""

from __future__ import annotations

import datetime
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from repository import ROOT

PICTURES = ROOT / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Name -> page (the n-th report of the demo, None for the index), width, height, dark
SHOTS: dict[str, tuple[int | None, int, int, bool]] = {
    "index-desk": (None, 1280, 900, False),
    "report-top": (0, 1280, 1090, False),
    "report-desk": (0, 1280, 2600, False),
    "report-desk-dark": (0, 1280, 1300, True),
    "report-phone": (0, 390, 2400, False),
    "report-phone-dark": (1, 390, 1600, True),
}
# Name -> demo person, page of the person or of the clinician, width, height, dark
ASSESSMENT_SHOTS: dict[str, tuple[int, str, int, int, bool]] = {
    "person-phone": (1, "person", 390, 1500, False),
    "person-phone-crisis-dark": (6, "person", 390, 1500, True),
    "person-desk": (2, "person", 1280, 1100, False),
    "clinician-desk": (1, "clinician", 1280, 1700, False),
}
LETTER_SHOWN = 1
PEOPLE = ROOT / "tools" / "demo_people.yaml"


def find_browser() -> str:
    """Give the path of a Chromium, or stop and say what is missing."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    sys.exit(
        "make_pictures: no Chromium found\n  mend    install it (Debian: apt install chromium), then run it again"
    )


def darkened(page: Path) -> Path:
    """Write a copy of a page that is dark whatever the browser prefers."""
    text = page.read_text(encoding="utf-8")
    text = text.replace("@media (prefers-color-scheme:dark)", "@media all").replace(
        "color-scheme:light dark", "color-scheme:dark"
    )
    copy = page.with_name(f"dark-{page.name}")
    copy.write_text(text, encoding="utf-8")
    return copy


def take(browser: str, page: Path, picture: Path, *, width: int, height: int) -> None:
    """Let the browser draw one page into one picture."""
    subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--screenshot={picture}",
            f"--window-size={width},{height}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )
    print(f"{picture.name}  {picture.stat().st_size // 1024} KiB")


def one_page(page: Path, reader: str) -> Path:
    """Write a copy that shows the page of one reader alone."""
    text = page.read_text(encoding="utf-8")
    other = "clinician" if reader == "person" else "person"
    copy = page.with_name(f"{reader}-{page.name}")
    copy.write_text(text.replace(f'<article id="{other}"', f'<article hidden id="{other}"'), encoding="utf-8")
    return copy


def assess_people(folder: Path) -> tuple[list[Path], list[tuple[bytes, ...]]]:
    """Assess the demo people, the first with a simulated recording; give their pages and the pictures of their letters."""
    from legato.analyze import analyze
    from legato.assess import assess_case
    from legato.inference.explain_clinician import explain_to_clinician
    from legato.inference.explain_person import explain_to_person
    from legato.inference.letter import make_letter
    from legato.io.case_file import read_case_file
    from legato.knowledge.library import load_library
    from legato.report.assessment_html import render_assessment_html
    from legato.report.letter_pdf import draw_letter
    from legato.simulation.demo import demo_legs

    library, today = load_library(), datetime.date(2026, 11, 25)
    leg = next(iter(demo_legs()))
    pages, letters = [], []
    for case in read_case_file(PEOPLE, codes=library.findings):
        one = assess_case(
            case,
            analyses=[analyze(leg.recording)] if case.recordings else [],
            case_sha256=hashlib.sha256(PEOPLE.read_bytes()).hexdigest(),
            made_on=today,
            country="gb",
        )
        person = explain_to_person(one, library=library, today=today)
        pages.append(folder / f"{case.id.replace(' ', '-')}.html")
        text = render_assessment_html(one, person, explain_to_clinician(one, library=library))
        pages[-1].write_text(text, encoding="utf-8")
        letters.append(draw_letter(make_letter(one, library=library, today=today), ppi=80))
    return pages, letters


def take_assessments(browser: str, folder: Path) -> None:
    """Take the pictures of assessments that the documentation shows."""
    pages, letters = assess_people(folder)
    for name, (number, reader, width, height, is_dark) in ASSESSMENT_SHOTS.items():
        shown = one_page(pages[number - 1], reader)
        take(
            browser,
            darkened(shown) if is_dark else shown,
            PICTURES / f"{name}.png",
            width=width,
            height=height,
        )
    for number, picture in enumerate(letters[LETTER_SHOWN - 1], 1):
        path = PICTURES / f"letter-{number}.png"
        path.write_bytes(picture)
        print(f"{path.name}  {len(picture) // 1024} KiB")


def take_all(browser: str, out: Path) -> None:
    """Draw every page of every demo person, to be looked at."""
    out.mkdir(parents=True, exist_ok=True)
    pages, letters = assess_people(out)
    for number, (page, letter) in enumerate(zip(pages, letters, strict=True), 1):
        for reader in ("person", "clinician"):
            shown = one_page(page, reader)
            for width, height in ((390, 7000), (1280, 5000)):
                take(browser, shown, out / f"{number}-{reader}-{width}.png", width=width, height=height)
        for side, picture in enumerate(letter, 1):
            (out / f"{number}-letter-{side}.png").write_bytes(picture)


def main() -> None:
    """Run the demo and take every picture."""
    browser = find_browser()
    if sys.argv[1:2] == ["--all"]:
        take_all(browser, Path(sys.argv[2]).resolve())
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="legato-") as folder:
        subprocess.run(
            [sys.executable, "-m", "legato.cli.main", "demo", "--out", folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        index = Path(folder) / "index.html"
        reports = sorted(page for page in Path(folder).glob("*.html") if page != index)
        for name, (number, width, height, is_dark) in SHOTS.items():
            page = index if number is None else reports[number]
            shown = darkened(page) if is_dark else page
            take(browser, shown, PICTURES / f"{name}.png", width=width, height=height)
    with tempfile.TemporaryDirectory(prefix="legato-") as folder:
        take_assessments(browser, Path(folder))


if __name__ == "__main__":
    main()
