"""The whole system as `bin/demo` starts it, and people in front of it: WeChat phones and a desk."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.world import Demo
from tests.support.places import a_place

ROOT = Path(__file__).resolve().parents[2]
WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile "
    "Safari/537.36 XWEB/1160117 MicroMessenger/8.0.49 NetType/WIFI Language/zh_CN"
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking",
    "--disable-component-update",
]  # fmt: skip


RUN = secrets.token_hex(3)
"""Every run has people of its own, so that a demo can be used again."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; Playwright's own browser is never downloaded."""
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": FLAGS}


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """A running demo. JISHI_DEMO=DIR uses one that runs already."""
    if "JISHI_DEMO" in os.environ:
        yield Demo(Path(os.environ["JISHI_DEMO"]))
        return
    with a_place("demo") as data:
        yield from _running(data)


def _running(data: Path) -> Iterator[Demo]:
    command = [sys.executable, "-m", "run.demo", "--data", str(data), "--port", str(_free_port())]
    with (data / "told.log").open("w") as told:
        process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=subprocess.STDOUT, env=_clean_environment())
    found = Demo(data)
    try:
        found.wait_until_ready(process)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=60)


def _clean_environment() -> dict[str, str]:
    """Without what bin/test says of its own servers."""
    ours = (
        "JISHI_",
        "DATABASE_URL",
        "OWNER_DATABASE_URL",
        "OPERATOR_DATABASE_URL",
        "REDIS_URL",
        "TEST_ADMIN",
        "AUDITOR_",
    )
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def phone(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    """`phone("lin")`: the WeChat browser of a test person, signed in at WeChat. height: of the screen in px.

    is_wechat False: any other phone's browser, where nobody is known.
    """
    opened: list[BrowserContext] = []

    def open_phone(
        person: str,
        *,
        height: int = 844,
        dark: bool = False,
        javascript: bool = True,
        is_wechat: bool = True,
        scale: int = 2,
    ) -> Page:
        context = browser.new_context(
            user_agent=WECHAT if is_wechat else None, viewport={"width": 390, "height": height},
            device_scale_factor=scale, is_mobile=True, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
            java_script_enabled=javascript, color_scheme="dark" if dark else "light",
        )  # fmt: skip
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "sandbox_person", "value": f"{person}{RUN}", "url": demo.urls["sandbox"]}])
        opened.append(context)
        return context.new_page()

    yield open_phone
    for context in opened:
        context.close()


@pytest.fixture
def desk(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    """`desk("shanlan", "owner")`: a merchant's browser, signed in to the admin."""
    opened: list[BrowserContext] = []

    def open_desk(slug: str, role: str) -> Page:
        kept = demo.signed_in.get((slug, role))  # a code of the second factor works once: sign in once
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai", storage_state=kept
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        if kept is None:
            demo.sign_in(page, slug, role)
            demo.signed_in[slug, role] = context.storage_state()
        return page

    yield open_desk
    for context in opened:
        context.close()


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> None:
    """A failed journey says what the product's processes wrote last."""
    if call.when == "call" and call.excinfo is not None and "demo" in getattr(item, "funcargs", {}):
        item.add_report_section(
            "call", "demo", json.dumps(item.funcargs["demo"].last_words(), ensure_ascii=False, indent=1)
        )
