"""The running demo as the journeys see it: addresses, logins, the sandbox's control, rows, processes."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pyotp
from playwright.sync_api import Page

ADDRESS = {"name": "林小满", "phone": "13800002001", "province": "上海市", "city": "上海市", "district": "静安区",
           "detail": "南京西路 1266 号"}  # fmt: skip


class Demo:
    """One data directory of `bin/demo`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.signed_in: dict[tuple[str, str], Any] = {}
        self.pause = threading.Event()

    def until(self, is_so: Callable[[], Any], *, what: str, seconds: float = 30) -> Any:
        """Ask again and again until it is so; fails with what was waited for."""
        for _ in range(int(seconds / 0.2)):
            found = is_so()
            if found:
                return found
            self.pause.wait(0.2)
        raise AssertionError(f"not within {seconds} s: {what}")

    def wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Until it says `ready`."""

        def said() -> bool:
            assert process.poll() is None, (self.data / "told.log").read_text(errors="replace")[-3000:]
            return "\nready\n" in (self.data / "told.log").read_text(errors="replace")

        self.until(said, what="the demo says ready", seconds=420)

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "demo.json").read_text(encoding="utf8"))
        return found

    @property
    def urls(self) -> dict[str, str]:
        found: dict[str, str] = self.told["urls"]
        return found

    def shop(self, slug: str) -> dict[str, Any]:
        found: dict[str, Any] = next(shop for shop in self.told["shops"] if shop["slug"] == slug)
        return found

    def sign_in(self, page: Page, slug: str, role: str) -> None:
        """Password, and the second factor where there is one."""
        person = next(each for each in self.shop(slug)["staff"] if each["role"] == role)
        page.goto(f"{self.urls['admin']}/admin/login")
        page.fill("[name=login]", person["login"])
        page.fill("[name=password]", person["password"])
        page.click("main button[type=submit], form button[type=submit]")
        if person["totp_secret"]:
            page.wait_for_selector("[name=code]")
            page.fill("[name=code]", pyotp.TOTP(person["totp_secret"]).now())
            page.click("main button[type=submit], form button[type=submit]")
        page.wait_for_url("**/admin/")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read (or, to let time pass, move) rows as the owner."""
        with psycopg.connect(self.told["owner_database_url"].replace("+psycopg", ""), autocommit=True) as connection:
            cursor = connection.execute(sql, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def one(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(sql, *values)
        return found[0][0] if found else None

    def sandbox(self, method: str, path: str, **body: Any) -> Any:
        """The vendors' control interface (docs/sandbox.md)."""
        address = f"{self.urls['sandbox']}/sandbox/api/{path}"
        answer = httpx.request(method, address, json=body or None, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def kill(self, name: str) -> None:
        """kill -9 one of our processes by its own id; the supervisor starts it again."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        self.until(lambda: self.pid(name) != pid, what=f"{name} is started again", seconds=60)

    def pid(self, name: str) -> int:
        found: int = json.loads((self.data / "processes.json").read_text()).get(name, 0)
        return found

    def is_quiet(self) -> bool:
        """Nothing is due any more: all facts told, all due jobs done; the demo's drawing may take its time."""
        waiting = (
            "SELECT count(*) FROM {} WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now() "
            "AND name NOT LIKE 'demo.%%'"
        )
        return not any(self.one(waiting.format(table)) for table in ("outbox", "jobs"))

    def last_words(self) -> dict[str, str]:
        """The ends of the processes' logs."""
        return {log.stem: log.read_text(errors="replace")[-1500:] for log in (self.data / "logs").glob("*.log")}
