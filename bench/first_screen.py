"""P8: Lighthouse's simulated slow 4G on home, list and product page, over plain HTTP on loopback."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
from pathlib import Path
from typing import Any

from bench.furnish import Shop
from bench.ground import Ground
from bench.rungs import Row

LIGHTHOUSE = "lighthouse@12.8.2"
MOST_LCP_MS, MOST_CLS = 1500, 0.02
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def rows(ground: Ground, shop: Shop, *, rounds: int) -> list[Row]:
    """One row a page; a single line that says what is missing when it cannot be measured here."""
    program, why_not = _lighthouse(ground.place.home)
    if program is None:
        return [Row("P8", "first screen", f"skipped: {why_not}", f"LCP <= {MOST_LCP_MS} ms")]
    pages = {"home": "/", "list": f"/c/{shop.category_id}", "product": f"/p/{shop.product_ids[0]}"}
    found = []
    for name, path in pages.items():
        seen = [_look(program, f"http://{shop.host}:{ground.port}{path}", ground.place.home) for _ in range(rounds)]
        lcp_ms = statistics.median(audit["largest-contentful-paint"]["numericValue"] for audit in seen)
        cls = statistics.median(audit["cumulative-layout-shift"]["numericValue"] for audit in seen)
        weight = statistics.median(audit["total-byte-weight"]["numericValue"] for audit in seen)
        answer_ms = statistics.median(audit["server-response-time"]["numericValue"] for audit in seen)
        text = f"LCP {lcp_ms:,.0f} ms  CLS {cls:.3f}  ({weight / 1024:,.0f} KB, server {answer_ms:,.0f} ms)"
        is_met = lcp_ms <= MOST_LCP_MS and cls <= MOST_CLS
        found.append(Row("P8", f"first screen, {name}", text, f"LCP <= {MOST_LCP_MS} ms, CLS <= {MOST_CLS}", is_met))
    return found


def _lighthouse(home: Path) -> tuple[Path | None, str]:
    """The program, installed for this run; or None and what is missing."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return None, "Node.js with npm is not installed"
    if not any(map(shutil.which, _BROWSERS)):
        return None, "Chromium is not installed"
    command = ["npm", "install", "--prefix", str(home), "--no-audit", "--no-fund", "--loglevel", "error", LIGHTHOUSE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, f"npm could not install {LIGHTHOUSE}: {done.stderr.strip()[-200:]}"
    return home / "node_modules" / ".bin" / "lighthouse", ""


def _look(program: Path, address: str, home: Path) -> dict[str, Any]:
    report = home / "lighthouse.json"
    how = [
        "--only-categories=performance",
        "--form-factor=mobile",
        "--quiet",
        "--output=json",
        f"--output-path={report}",
    ]
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --host-resolver-rules='MAP *.localhost 127.0.0.1'"
    subprocess.run([str(program), address, *how, flags], check=True, capture_output=True, timeout=180)
    audits: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["audits"]
    return audits
