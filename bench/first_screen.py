"""P8: Lighthouse's simulated slow 4G on home, list and product page, over plain HTTP on loopback."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.furnish import Shop
from bench.ground import Ground
from bench.rungs import Row
from bench.serving import granian

Audits = dict[str, Any]

LIGHTHOUSE = "lighthouse@12.8.2"
MOST_LCP_MS, MOST_CLS = 1500, 0.02
_TRIES = 3
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def rows(ground: Ground, shop: Shop, *, rounds: int) -> Iterator[Row]:
    """One row a page; a single line that says what is missing when it cannot be measured here.

    The pages are served gzipped, as the proxy in front of a real shop does it.
    """
    program, why_not = _lighthouse(ground.place.home)
    if program is None:
        yield Row("P8", "first screen", f"not run: {why_not}", f"LCP <= {MOST_LCP_MS} ms, CLS <= {MOST_CLS}")
        return
    environment = {**ground.environment, "JISHI_COMPRESS": "1"}
    with granian("wsgi:app", environment, ground.port, ground.place.home / "gzipped.log", host=shop.host):
        for name, path in _pages(shop).items():
            address = f"http://{shop.host}:{ground.port}{path}"
            _look(program, address, ground.place.home)  # compiles templates and makes the pictures' widths
            yield _row(name, [_look(program, address, ground.place.home) for _ in range(rounds)])


def _pages(shop: Shop) -> dict[str, str]:
    return {"home": "/", "list": f"/c/{shop.category_id}", "product": f"/p/{shop.product_ids[0]}"}


def _row(name: str, seen: list[Audits]) -> Row:
    lcp_ms, cls, weight, answer_ms = (
        statistics.median(audit[key]["numericValue"] for audit in seen)
        for key in ("largest-contentful-paint", "cumulative-layout-shift", "total-byte-weight", "server-response-time")
    )
    lowest_ms, highest_ms = (
        pick(audit["largest-contentful-paint"]["numericValue"] for audit in seen) for pick in (min, max)
    )
    blocking = sum(len(_blocking_scripts(audit)) for audit in seen[:1])
    text = (
        f"LCP {lcp_ms:,.0f} ms ({lowest_ms:,.0f}-{highest_ms:,.0f})  CLS {cls:.3f}  blocking JS {blocking}  "
        f"({weight / 1024:,.0f} KB, server {answer_ms:,.0f} ms)"
    )
    is_met = lcp_ms <= MOST_LCP_MS and cls <= MOST_CLS and not blocking
    return Row("P8", f"first screen, {name}", text, f"LCP <= {MOST_LCP_MS} ms, CLS <= {MOST_CLS}, no JS", is_met)


def _blocking_scripts(audits: Audits) -> list[str]:
    items = audits["render-blocking-resources"].get("details", {}).get("items", [])
    return [item["url"] for item in items if item["url"].partition("?")[0].endswith(".js")]


def _lighthouse(home: Path) -> tuple[Path | None, str]:
    """The program, installed for this run; or None and what is missing."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return None, "Node.js with npm is not installed"
    if _browser() is None:
        return None, "Chromium is not installed"
    command = ["npm", "install", "--prefix", str(home), "--no-audit", "--no-fund", "--loglevel", "error", LIGHTHOUSE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, f"npm could not install {LIGHTHOUSE}: {done.stderr.strip()[-200:]}"
    return home / "node_modules" / ".bin" / "lighthouse", ""


def _browser() -> str | None:
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def _look(program: Path, address: str, home: Path) -> Audits:
    report = home / "lighthouse.json"
    how = [
        "--only-categories=performance",
        "--form-factor=mobile",
        "--quiet",
        "--output=json",
        f"--output-path={report}",
    ]
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --host-resolver-rules='MAP *.localhost 127.0.0.1'"
    environment = {**os.environ, "CHROME_PATH": _browser() or ""}
    command = [str(program), address, *how, flags]
    for _ in range(_TRIES):  # a browser that is starved by other work loses its trace
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=300)
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stderr[-2000:]
    audits: Audits = json.loads(report.read_text(encoding="utf-8"))["audits"]
    return audits
