"""Bytes on the wire (gzip) and what the content security policy forbids."""

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = [p for folder in ("ui", "layouts", "_ui") for p in sorted((ROOT / "templates" / folder).glob("*.html"))]
PRODUCT_PAGE = ["toast", "sheet", "countdown", "page", "stepper", "sku", "pay"]


def gzipped(*names: str) -> int:
    return len(gzip.compress(b"".join((STATIC / name).read_bytes() for name in names), 9))


def test_storefront_css_fits() -> None:
    assert gzipped("css/tokens.css", "css/core.css") <= 6 * 1024
    assert gzipped("css/tokens.css", "css/core.css") + gzipped("css/storefront.css") <= 10 * 1024


def test_admin_css_fits() -> None:
    assert gzipped("css/tokens.css", "css/admin.css", "css/console.css") <= 20 * 1024


def test_scripts_fit() -> None:
    assert gzipped(*[f"js/{name}.js" for name in PRODUCT_PAGE]) <= 6 * 1024
    assert (
        gzipped("vendor/htmx.min.js") + sum(gzipped(f"js/{name}.js") for name in PRODUCT_PAGE) <= 30 * 1024 - 5530
    )  # WeChat's SDK
    assert sum(gzipped(f"js/{p.name}") for p in (STATIC / "js").glob("*.js")) <= 25 * 1024


def test_htmx_is_the_pinned_one() -> None:
    digest = base64.b64encode(hashlib.sha384((STATIC / "vendor/htmx.min.js").read_bytes()).digest()).decode()
    assert digest == "2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_template_keeps_the_house_rules(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("{#")
    assert len(text.splitlines()) <= 120
    assert not re.search(r"\sstyle=|\|\s*safe\b|\son[a-z]+=|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)


@pytest.mark.parametrize("path", sorted((ROOT / "templates/ui").glob("*.html")), ids=lambda p: p.name)
def test_component_has_one_macro_of_its_name_and_is_documented(path: Path) -> None:
    macros = re.findall(r"{% macro (\w+)\(", path.read_text())
    assert macros == [path.stem]
    assert f"{path.stem}(" in (ROOT / "templates/ui/README.md").read_text()


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda p: p.name)
def test_css_stays_under_the_browser_floor(path: Path) -> None:
    assert not re.search(r"@layer|color-mix|oklch|@container|:has\(|\binset:\s", path.read_text())


def test_every_icon_used_exists() -> None:
    have = set(re.findall(r'id="i-([\w-]+)"', (STATIC / "icons.svg").read_text()))
    used = {name for path in TEMPLATES for name in re.findall(r"icon\('([\w-]+)'", path.read_text())}
    assert used <= have
