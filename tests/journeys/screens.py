"""Looking at a screen: one load, then both widths in light and dark; axe, cut words, the console."""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (390, 1440)
TALLEST = 6000
LOOK_RULES = ["color-contrast", "target-size", "link-in-text-block", "region", "scrollable-region-focusable"]
"""What width and colours can break; the rest of axe's rules look at the document, which is the same."""

CUT = Path(__file__).with_name("cut.js").read_text(encoding="utf8")


def listen(page: Page) -> list[str]:
    """From now on: what the console complains about, and errors nobody caught."""
    complaints: list[str] = []

    def note(message: Any) -> None:
        if message.type in ("error", "warning") and "status of" not in message.text:  # a page that is a 404 says so
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return complaints


def examine(page: Page) -> list[str]:
    """What is wrong with the page that is open, over both widths and colour schemes; empty when nothing is."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": min(height, TALLEST)})  # sticky bars cover nothing then
        found += [f"{width} {words}" for words in page.evaluate(CUT)]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            rules = None if (width, scheme) == (WIDTHS[0], "light") else LOOK_RULES
            found += [f"{width} {scheme} {words}" for words in _violations(page, rules)]
    page.set_viewport_size({"width": 320, "height": 640})
    return [f"{page.url}: {words}" for words in [*found, *(f"320 {words}" for words in page.evaluate(CUT))]]


def _violations(page: Page, rules: list[str] | None = None) -> list[str]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    result = page.evaluate("(options) => axe.run(document, options)", {"resultTypes": ["violations"], **only})
    return [f"{item['id']}: {item['nodes'][0]['html'][:160]}" for item in result["violations"]]
