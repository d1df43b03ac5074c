"""Take the pictures of the demo report: ``make pictures`` writes docs/pictures/*.png anew.

Runs the demo into a folder for passing files, then lets Chromium draw the pages at the width of a phone (390) and of a desk
(1280), the desk also in the dark. All people in the pictures are simulated, and the pages say so.
"""

from __future__ import annotations

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
    print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} KiB")


def main() -> None:
    """Run the demo and take every picture."""
    browser = find_browser()
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


if __name__ == "__main__":
    main()
