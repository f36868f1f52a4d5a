"""Shoppers over HTTP who buy and ask for their money back while everything around them dies."""

import contextlib
import random
import re
import threading
import uuid
from collections import Counter
from typing import Any

import httpx

from tests.journeys.world import ADDRESS
from tests.soak.browser import IMPATIENT_S, Browser
from tests.soak.ground import Ground

SKUS = """
SELECT s.id FROM skus s JOIN products p ON (p.tenant_id, p.id) = (s.tenant_id, s.product_id)
JOIN stocks k ON (k.tenant_id, k.sku_id) = (s.tenant_id, s.id)
WHERE s.tenant_id = %s AND p.state = 'shelved' AND p.limit_per_member IS NULL AND s.is_active
GROUP BY s.id HAVING sum(k.on_hand - k.reserved) > 5 ORDER BY s.id
"""
ACTIVITIES = """
SELECT a.id, g.sku_id FROM group_activities a
JOIN group_prices g ON (g.tenant_id, g.activity_id) = (a.tenant_id, a.id)
WHERE a.tenant_id = %s AND a.state = 'running' AND g.quota - g.taken > 3 ORDER BY a.id, g.sku_id
"""
DUE = "SELECT count(*) FROM jobs WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now()"
MOST_DUE = 40
"""People wait while more work than this waits: on a slow machine the hands would never be done."""
JSON = {"HX-Request": "true", "Accept": "application/json"}
ORDERS_OF_ONE_PERSON = 12
GROUPS, WANDERS_OFF, TAPS_TWICE, REPENTS = 0.25, 0.15, 0.2, 0.4
LIES = (
    "bad_signature", "no_signature", "signtest", "stranger_key", "unknown_serial", "changed_body", "other_apiv3_key",
    "wrong_mchid",
)  # fmt: skip
"""Letters saying that an unpaid order was paid: believing one would give goods away."""


class Shopper:
    """One phone after the other. numbers: orders the shop answered for; cases: after-sale cases it answered for.

    split: one tap that was answered with two orders, which must never be.
    """

    def __init__(self, ground: Ground, seed: int, stop: threading.Event) -> None:
        self.ground, self.rng, self.stop = ground, random.Random(seed), stop
        self.numbers: list[str] = []
        self.cases: list[str] = []
        self.split: list[tuple[str, str]] = []
        self.did = Counter[str]()

    def live(self) -> None:
        """Buy until it is over, as one person after the other: shops limit what one may buy."""
        while not self.stop.is_set():
            try:
                self._one_life()
            except Exception as error:  # something died under our hands: look again in a moment
                self.did[f"broken off by {type(error).__name__}"] += 1
            self.stop.wait(0.3)

    def _one_life(self) -> None:
        browser = Browser(self.ground, self.ground.shop["storefront"], self.stop)
        person = f"soak{uuid.uuid4().hex[:8]}"
        with (
            contextlib.closing(browser),
            httpx.Client(timeout=IMPATIENT_S, cookies={"sandbox_person": person}) as wechat,
        ):
            Life(self, browser, wechat, person).spend()


class Life:
    """What one person does: sign in, buy some things, repent of some."""

    def __init__(self, shopper: Shopper, browser: Browser, wechat: httpx.Client, person: str) -> None:
        self.all, self.ground, self.rng = shopper, shopper.ground, shopper.rng
        self.browser, self.wechat, self.person = browser, wechat, person
        self.paid: list[str] = []
        self.unpaid: list[str] = []

    def spend(self) -> None:
        self._sign_in()
        tenant_id = self.ground.tenant_id
        skus = [row[0] for row in self.ground.demo.rows(SKUS, tenant_id)]
        activities = self.ground.demo.rows(ACTIVITIES, tenant_id)
        for _ in range(ORDERS_OF_ONE_PERSON):
            if self.all.stop.wait(self.rng.uniform(0.05, 0.3)):
                return
            while self.ground.demo.one(DUE) > MOST_DUE:
                if self.all.stop.wait(0.5):
                    return
            self._buy(skus, activities)
            if self.paid and self.rng.random() < REPENTS:
                self._repent(self.rng.choice(self.paid))

    def _sign_in(self) -> None:
        to_wechat = self.browser.ask("GET", "/login?next=/me").headers["Location"]
        back = self.wechat.get(to_wechat).headers["Location"]
        self.browser.ask("GET", re.sub(r"^https?://[^/]+", "", back).split("#")[0])
        self.csrf = self.browser.csrf("/me/addresses/new")
        saved = self.browser.ask("POST", "/me/addresses?next=/cart", data={**ADDRESS, "csrf_token": self.csrf})
        self.address_id = saved.headers["Location"].rpartition("address=")[2]

    def _buy(self, skus: list[int], activities: list[Any]) -> None:
        """Place with one key, however often it takes; mostly pay, sometimes wander off."""
        wish: dict[str, Any] = {
            "request_key": uuid.uuid4().hex, "csrf_token": self.csrf, "address_id": self.address_id,
            "knows_exclusions": "1",
        }  # fmt: skip
        if activities and self.rng.random() < GROUPS:
            activity_id, sku_id = self.rng.choice(activities)
            wish |= {"mode": "group", "activity_id": activity_id, "sku_id": sku_id, "qty": 1}
        else:
            wish |= {"sku_id": self.rng.choice(skus), "qty": self.rng.choice((1, 1, 2, 3))}
        answer = self.browser.ask("POST", "/orders", data=wish, headers=JSON)
        if answer.status_code != httpx.codes.OK:  # sold out, enough for one person, too many that wait for money
            self.all.did["refused"] += 1
            self._give_one_up()
            return
        body = answer.json()
        number = _number(body)
        self.all.numbers.append(number)
        self.unpaid.append(number)
        if self.rng.random() < TAPS_TWICE:
            self._tap_again(number, wish)
        if self.rng.random() < WANDERS_OFF:
            self._forge(number)
            return
        if "pay" not in body:
            again = self.browser.ask("POST", f"/orders/{number}/payment", data=wish, headers=JSON)
            body = again.json() if again.status_code == httpx.codes.OK else {}
        if "pay" not in body:  # the gateway is away
            self.all.did["not paid"] += 1
            return
        self._pay(number, body["pay"]["package"].removeprefix("prepay_id="))

    def _pay(self, number: str, prepay_id: str) -> None:
        url = f"{self.ground.sandbox}/sandbox/pay/{prepay_id}"
        done = self.wechat.post(url, json={"result": "ok", "person": self.person})
        if done.status_code == httpx.codes.OK:
            self.paid.append(number)
            self.unpaid.remove(number)

    def _give_one_up(self) -> None:
        """Cancel an order that was never paid."""
        if self.unpaid:
            number = self.unpaid.pop()
            self.browser.ask("POST", f"/orders/{number}/cancellation", data={"csrf_token": self.csrf})
            self.all.did["cancelled"] += 1

    def _tap_again(self, number: str, wish: dict[str, Any]) -> None:
        again = self.browser.ask("POST", "/orders", data=wish, headers=JSON)
        if again.status_code == httpx.codes.OK and _number(again.json()) != number:
            self.all.split.append((number, _number(again.json())))

    def _forge(self, number: str) -> None:
        """Tell the shop in WeChat's name that it is paid."""
        trades = self.ground.demo.rows("SELECT number FROM payments WHERE order_id = "
                                       "(SELECT id FROM orders WHERE number = %s)", number)  # fmt: skip
        wish = {"mchid": self.ground.shop["mchid"], "kind": self.rng.choice(LIES)}
        for (trade,) in trades:
            lie = {**wish, "out_trade_no": trade}
            if self.wechat.post(f"{self.ground.control}/notices/forge", json=lie).status_code == httpx.codes.OK:
                self.all.did["attacks"] += 1

    def _repent(self, number: str) -> None:
        """Ask for one piece's money back, with one key, however often it takes."""
        page = self.browser.ask("GET", f"/orders/{number}/refund")
        lines = re.findall(r'name="(line-\d+)"', page.text)
        if page.status_code != httpx.codes.OK or not lines:  # not paid yet, its group is open, all given back
            return
        wish = {lines[0]: "1", "kind": "refund_only:no", "reason": "changed_mind", "stage": "unshipped",
                "request_key": uuid.uuid4().hex, "csrf_token": self.csrf}  # fmt: skip
        answer = self.browser.ask("POST", f"/orders/{number}/refund", data=wish)
        if answer.status_code == httpx.codes.SEE_OTHER:
            self.all.cases.append(answer.headers["Location"].rsplit("/", 1)[1])


def _number(body: dict[str, Any]) -> str:
    return str(body["result_url"]).rsplit("/", 1)[1]
