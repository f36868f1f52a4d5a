"""Every component on every layout: no accessibility violation, no sideways scroll, no console error, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

PAGES = [
    ("/storefront", 390),
    ("/storefront", 320),
    ("/admin?banner=1", 1440),
    ("/admin", 390),
    ("/console", 1440),
    ("/console", 390),
    ("/bare", 390),
]
THEMES = ["red", "rose", "purple", "blue", "graphite"]


def violations(browser: Browser, url: str, width: int, scheme: str) -> tuple[list[str], int, list[str]]:
    """Axe's findings in a viewport as tall as the page, the scroll width, and what the console complained about."""
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, is_mobile=width < 600, has_touch=width < 600
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url, wait_until="networkidle")
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    found = Axe().run(page).response["violations"]
    sideways = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    return [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found], sideways, complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "width"), PAGES)
def test_page_is_accessible_and_fits(browser: Browser, gallery_url: str, path: str, width: int, scheme: str) -> None:
    found, sideways, complaints = violations(browser, gallery_url + path, width, scheme)
    assert found == []
    assert sideways == width
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_keeps_its_contrast(browser: Browser, gallery_url: str, theme: str, scheme: str) -> None:
    found, _, _ = violations(browser, f"{gallery_url}/storefront?theme={theme}", 390, scheme)
    assert found == []


@pytest.mark.parametrize(("path", "opener"), [("/storefront", "[data-sheet-open=buy-sheet]"), ("/admin", ".menu .ib")])
def test_opened_parts_are_accessible(browser: Browser, gallery_url: str, path: str, opener: str) -> None:
    context = browser.new_context(viewport={"width": 1200 if path == "/admin" else 390, "height": 1200})
    page = context.new_page()
    page.goto(gallery_url + path, wait_until="networkidle")
    page.locator(opener).first.click()
    if path == "/admin":
        page.get_by_role("link", name="备注").first.click()
        page.locator("#dialog[open] [name=carrier]").wait_for()
    else:
        page.locator("#buy-sheet.on").wait_for()
        page.locator("#buy-sheet").evaluate("el => Promise.all(el.getAnimations().map(a => a.finished)).then(() => 1)")
    found = Axe().run(page).response["violations"]
    context.close()
    assert [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found] == []
