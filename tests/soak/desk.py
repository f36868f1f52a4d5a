"""The merchant's people while everything dies: one agrees to refunds, one ships, one gives whole orders back."""

import contextlib
import random
import threading
import uuid
from collections import Counter
from typing import Any

import httpx

from tests.soak.browser import Browser, GaveUp
from tests.soak.ground import Ground

CASES = "SELECT id, asked_fen FROM aftersale_cases WHERE state = 'applied' AND order_id > %s ORDER BY id LIMIT 3"
PAID = """
SELECT id, total_fen - refunded_fen FROM orders
WHERE source = 'wechat' AND state = 'paid' AND id > %s ORDER BY random() LIMIT 1
"""
PEOPLE = ("helpdesk", "finance", "warehouse")
GIVES_BACK, SHIPS = 0.15, 0.25


class Desk:
    """Three people at one desk, one move after the other; what the demo was born with they leave alone."""

    def __init__(self, ground: Ground, seed: int, stop: threading.Event) -> None:
        self.ground, self.rng, self.stop = ground, random.Random(seed), stop
        self.did = Counter[str]()

    def live(self) -> None:
        """Work until it is over; who is thrown out signs in again."""
        while not self.stop.is_set():
            try:
                with contextlib.ExitStack() as opened:
                    at_desk = {role: self._sign_in(role, opened) for role in PEOPLE}
                    while not self.stop.wait(0.4):
                        self._work(at_desk)
            except Exception as error:
                self.did[f"broken off by {type(error).__name__}"] += 1
            self.stop.wait(0.5)

    def _sign_in(self, role: str, opened: contextlib.ExitStack) -> "Person":
        browser = Browser(self.ground, self.ground.demo.urls["admin"], self.stop)
        opened.callback(browser.close)
        known = next(each for each in self.ground.shop["staff"] if each["role"] == role)
        wish = {"login": known["login"], "password": known["password"], "csrf_token": browser.csrf("/admin/login")}
        if browser.ask("POST", "/admin/login", data=wish).status_code != httpx.codes.SEE_OTHER:
            raise GaveUp(role)
        return Person(browser, browser.csrf("/admin/aftersale"))

    def _work(self, at_desk: dict[str, "Person"]) -> None:
        demo, past = self.ground.demo, self.ground.past["orders"]
        for case_id, fen in demo.rows(CASES, past):
            done = at_desk["helpdesk"].does(f"/admin/aftersale/{case_id}/agreement", typed=_yuan(fen))
            self.did["agreed"] += done
        if self.rng.random() < GIVES_BACK:
            for order_id, fen in demo.rows(PAID, past):
                wish = {"reason": "与买家协商一致", "typed": _yuan(fen)}
                self.did["given back"] += at_desk["finance"].does(f"/admin/orders/{order_id}/refund", **wish)
        if self.rng.random() < SHIPS:
            for order_id, _ in demo.rows(PAID, past):
                wish = {"carrier": "SF", "tracking_number": f"SF{uuid.uuid4().int % 10**13:013d}"}
                self.did["shipped"] += at_desk["warehouse"].does(f"/admin/orders/{order_id}/ship", **wish)


class Person:
    """A browser that is signed in, with the token of its forms."""

    def __init__(self, browser: Browser, csrf: str) -> None:
        self.browser, self.csrf = browser, csrf

    def does(self, path: str, **wish: Any) -> bool:
        """Whether the shop did it. A no is fine: somebody was quicker, or our own first try came through unanswered."""
        answer = self.browser.ask("POST", path, data={**wish, "csrf_token": self.csrf})
        if "/admin/login" in answer.headers.get("Location", ""):
            raise GaveUp(path)
        return answer.status_code == httpx.codes.SEE_OTHER


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
