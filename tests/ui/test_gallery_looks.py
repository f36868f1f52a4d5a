"""Every component on every layout: loaded once, looked at in all widths, light and dark, in every theme."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.screens import _violations as violations
from tests.journeys.screens import examine, listen

pytestmark = pytest.mark.slow
THEMES = ["red", "rose", "purple", "blue", "graphite"]


@pytest.fixture
def page(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/storefront", "/admin?banner=1", "/console", "/bare"])
def test_every_layout_is_accessible_and_fits(page: Page, gallery_url: str, path: str) -> None:
    complaints = listen(page)
    page.goto(gallery_url + path)

    assert examine(page) == []
    assert complaints == []


def test_every_theme_keeps_its_contrast(page: Page, gallery_url: str) -> None:
    page.goto(f"{gallery_url}/storefront")
    found = []
    for theme in THEMES:
        page.evaluate("(theme) => { document.body.dataset.theme = theme }", theme)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{theme} {scheme} {words}" for words in violations(page, ["color-contrast"])]
    assert found == []


def test_a_broken_contrast_is_seen(page: Page, gallery_url: str) -> None:
    page.goto(f"{gallery_url}/bare")
    page.evaluate("document.querySelector('h1').setAttribute('class', 'broken')")
    page.evaluate("document.styleSheets[0].insertRule('h1.broken { color: #ccc !important; }', 0)")

    assert any("color-contrast" in words for words in violations(page, ["color-contrast"]))


@pytest.mark.parametrize(("path", "opener"), [("/storefront", "[data-sheet-open=buy-sheet]"), ("/admin", ".menu .ib")])
def test_opened_parts_are_accessible(page: Page, gallery_url: str, path: str, opener: str) -> None:
    page.set_viewport_size({"width": 1200 if path == "/admin" else 390, "height": 1200})
    page.goto(gallery_url + path)
    page.locator(opener).first.click()
    if path == "/admin":
        page.get_by_role("link", name="备注").first.click()
        page.locator("#dialog[open] [name=carrier]").wait_for()
    else:
        page.locator("#buy-sheet.on").wait_for()
        page.locator("#buy-sheet").evaluate("el => Promise.all(el.getAnimations().map(a => a.finished)).then(() => 1)")
    assert violations(page) == []
