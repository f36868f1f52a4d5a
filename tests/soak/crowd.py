"""Shoppers over HTTP who keep buying while everything around them dies; they try again as people would."""

import random
import re
import threading
import uuid
from typing import Any

import httpx

from tests.journeys.world import ADDRESS
from tests.soak.ground import Ground

SKUS = """
SELECT s.id FROM skus s JOIN products p ON (p.tenant_id, p.id) = (s.tenant_id, s.product_id)
JOIN stocks k ON (k.tenant_id, k.sku_id) = (s.tenant_id, s.id)
WHERE s.tenant_id = %s AND p.state = 'shelved' AND p.limit_per_member IS NULL AND s.is_active
GROUP BY s.id HAVING sum(k.on_hand - k.reserved) > 10 ORDER BY s.id
"""
ACTIVITIES = """
SELECT a.id, g.sku_id FROM group_activities a
JOIN group_prices g ON (g.tenant_id, g.activity_id) = (a.tenant_id, a.id)
WHERE a.tenant_id = %s AND a.state = 'running' AND g.quota - g.taken > 5
"""
IMPATIENT_S = 12


class GaveUp(Exception):
    """The shop did not answer for so long that a person would go away."""


class Shopper:
    """One person with a phone. numbers: orders the shop has answered for; paid: those confirmed in the sheet."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground, self.rng = ground, random.Random(seed)
        self.shop = ground.demo.told["shops"][0]
        self.person = f"soak{uuid.uuid4().hex[:8]}"
        port = self.shop["storefront"].rsplit(":", 1)[1]
        self.base = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(timeout=IMPATIENT_S, follow_redirects=False)
        self.client.headers["Host"] = f"{self.shop['slug']}.localhost:{port}"
        self.client.headers["User-Agent"] = "MicroMessenger/8.0.49"
        self.sandbox = httpx.Client(timeout=IMPATIENT_S, cookies={"sandbox_person": self.person})
        self.skus = [row[0] for row in ground.demo.rows(SKUS, self.shop["tenant_id"])]
        self.activities = ground.demo.rows(ACTIVITIES, self.shop["tenant_id"])
        self.numbers: list[str] = []
        self.paid: list[str] = []
        self.csrf = self.address_id = ""

    def live(self, stop: threading.Event) -> None:
        """Buy until it is over."""
        while not stop.is_set():
            try:
                if not self.csrf:
                    self._sign_in()
                self._buy()
            except (GaveUp, httpx.HTTPError, KeyError, AttributeError):
                stop.wait(0.5)  # something died under our hands: look again in a moment
        self.client.close()
        self.sandbox.close()

    def _sign_in(self) -> None:
        to_wechat = self._ask("GET", "/login?next=/me").headers["Location"]
        back = self.sandbox.get(to_wechat).headers["Location"]
        self._ask("GET", re.sub(r"^https?://[^/]+", "", back).split("#")[0])
        page = self._ask("GET", "/me/addresses/new").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        if found is None:
            raise GaveUp
        saved = self._ask("POST", "/me/addresses?next=/cart", data={**ADDRESS, "csrf_token": found[1]})
        self.address_id = saved.headers["Location"].rpartition("address=")[2]
        self.csrf = found[1]

    def _buy(self) -> None:
        """Place with one key, however often it takes; mostly pay, sometimes wander off."""
        wish: dict[str, Any] = {
            "qty": 1, "request_key": uuid.uuid4().hex, "csrf_token": self.csrf, "address_id": self.address_id,
        }  # fmt: skip
        if self.activities and self.rng.random() < 0.25:
            activity_id, sku_id = self.rng.choice(self.activities)
            wish |= {"mode": "group", "activity_id": activity_id, "sku_id": sku_id}
        else:
            wish["sku_id"] = self.rng.choice(self.skus)
        answer = self._ask("POST", "/orders", data=wish)
        if answer.status_code != httpx.codes.OK:
            self._give_one_up()
            raise GaveUp
        body = answer.json()
        number = body["result_url"].rsplit("/", 1)[1]
        self.numbers.append(number)
        if self.rng.random() < 0.15:
            return
        if "pay" not in body:
            body = self._ask("POST", f"/orders/{number}/payment", data=wish).json()
        prepay_id = body["pay"]["package"].removeprefix("prepay_id=")
        control = self.ground.control.removesuffix("/sandbox/api")
        done = self.sandbox.post(f"{control}/sandbox/pay/{prepay_id}", json={"result": "ok", "person": self.person})
        if done.status_code == httpx.codes.OK:
            self.paid.append(number)

    def _give_one_up(self) -> None:
        """Too many wait for money, perhaps: cancel one that was never paid."""
        unpaid = [number for number in self.numbers if number not in self.paid]
        if unpaid:
            self._ask("POST", f"/orders/{self.rng.choice(unpaid)}/cancellation", data={"csrf_token": self.csrf})

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"HX-Request": "true", "Accept": "application/json"} if method == "POST" else {}
        for _ in range(12):
            try:
                answer = self.client.request(method, self.base + path, headers=headers, **options)
            except httpx.HTTPError:
                self.ground.demo.pause.wait(0.5)
                continue
            if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                return answer
            self.ground.demo.pause.wait(0.5)
        raise GaveUp
