"""Take the pictures of the demo: its index and one report, as wide as a phone (390 px) and as a screen (1280 px).

Needs Chromium or Chrome; ``LEGATO_CHROMIUM`` names one that is not on the path. The legs are simulated, and the pictures
say so because the pages do.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from repository import ROOT

PICTURES = ROOT / "docs" / "pictures"
PHONE, SCREEN = 390, 1280
TOP_HEIGHT = 860
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

# Chromium lays a window out at 500 px at least, so that a phone's page must stand in a frame of its own width.
FRAME = """<!doctype html><body style="margin:0;background:#fff"><iframe id="page" src="{address}"
style="width:{width}px;height:{height}px;border:0;display:block"></iframe><script>
onload = () => {{
  const root = document.getElementById("page").contentDocument.documentElement;
  document.body.dataset.height = root.scrollHeight;
  document.body.dataset.width = root.scrollWidth;
}}</script>"""


def find_chromium() -> str:
    """Give the path of a Chromium, or say how to get one."""
    named = os.environ.get("LEGATO_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if not found:
        sys.exit("no Chromium here\n  mend    sudo apt install chromium, or name one with LEGATO_CHROMIUM")
    return found


def browse(frame: Path, *words: str) -> str:
    """Open a page without a window and give what the browser prints."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            *(
                find_chromium(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
            ),
            *(
                "--allow-file-access-from-files",
                "--disable-background-networking",
                "--virtual-time-budget=4000",
            ),
            *(f"--user-data-dir={profile}", *words, frame.as_uri()),
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def size_of(page: Path, frame: Path, *, width: int) -> tuple[int, int]:
    """Give the width and height that a page takes when it is laid out at a width.

    Parameters
    ----------
    page : Path
    frame : Path
        Where the framing page may be written.
    width : int
        In CSS pixels.
    """
    frame.write_text(FRAME.format(address=page.as_uri(), width=width, height=200), encoding="utf-8")
    body = re.search(r"<body[^>]*>", browse(frame, "--dump-dom"))
    found = {name: int(value) for name, value in re.findall(r'data-(\w+)="(\d+)"', body[0] if body else "")}
    if "height" not in found:
        sys.exit(f"the browser did not say how long {page.name} is")
    return found["width"], found["height"]


def take(page: Path, target: Path, *, width: int, height: int | None = None) -> None:
    """Take a picture of a page, whole or down to a height, and refuse one that must be scrolled sideways.

    Parameters
    ----------
    page : Path
    target : Path
    width : int
        In CSS pixels.
    height : int or None
        None takes the whole page.
    """
    with tempfile.TemporaryDirectory() as folder:
        frame = Path(folder) / "frame.html"
        needed, whole = size_of(page, frame, width=width)
        if needed > width:
            sys.exit(f"{page.name} needs {needed} px and has {width}: it must be scrolled sideways")
        shown = height or whole
        frame.write_text(FRAME.format(address=page.as_uri(), width=width, height=shown), encoding="utf-8")
        browse(frame, f"--window-size={width},{shown}", f"--screenshot={target}")
    print(f"written: {target.relative_to(ROOT)} ({width} x {shown} px, {target.stat().st_size // 1024} KB)")


def main() -> None:
    """Make the demo and take its pictures."""
    legato = Path(sys.executable).parent / "legato"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([str(legato), "demo", "--out", folder], check=True)
        index = Path(folder) / "index.html"
        report = Path(folder) / re.findall(r'href="([^"]+\.html)"', index.read_text(encoding="utf-8"))[0]
        PICTURES.mkdir(parents=True, exist_ok=True)
        for width in (PHONE, SCREEN):
            take(index, PICTURES / f"index-{width}.png", width=width)
            take(report, PICTURES / f"report-{width}.png", width=width)
        take(report, PICTURES / "report-top.png", width=SCREEN, height=TOP_HEIGHT)


if __name__ == "__main__":
    main()
