"""Draw the pictures of the installed page from its one drawing, in the sizes that phones ask for."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from repository import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from web_house import CHROMIUM_ARGUMENTS, find_chromium

FOLDER = ROOT / "src" / "legato" / "app" / "static" / "img"
SIZES = (192, 512)
# A phone may cut a maskable picture to a circle: the drawing fills 72 % and the ground reaches every edge.
SAFE_SHARE = 0.72
HALF = 32


def maskable(drawing: str) -> str:
    """Let the ground reach the edges and draw the rest smaller, so that no shape of a phone cuts it."""
    square = re.sub(r' rx="\d+"', "", drawing, count=1)
    smaller = f'<g transform="translate({HALF} {HALF}) scale({SAFE_SHARE}) translate(-{HALF} -{HALF})"><g '
    return square.replace("<g ", smaller, 1).replace("</svg>", "</g></svg>")


def main() -> None:
    """Write icon-192.png, icon-512.png and icon-maskable-512.png."""
    drawing = (FOLDER / "icon.svg").read_text(encoding="utf-8")
    full = maskable(drawing)
    wanted = [(f"icon-{size}.png", drawing, size) for size in SIZES]
    wanted.append((f"icon-maskable-{SIZES[-1]}.png", full, SIZES[-1]))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS))
        for name, svg, size in wanted:
            page = browser.new_page(viewport={"width": size, "height": size})
            sized = svg.replace("<svg ", f'<svg width="{size}" height="{size}" ', 1)
            page.set_content(
                f"<style>html,body{{margin:0;background:none}}svg{{display:block}}</style>{sized}"
            )
            page.screenshot(path=Path(FOLDER / name), omit_background=True)
            page.close()
        browser.close()
    for name, _, _ in wanted:
        print(f"{(FOLDER / name).relative_to(ROOT)}: {(FOLDER / name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
