"""kill -9 in the middle of buying: nothing is lost, nothing happens twice, everything heals by itself."""

import re
import threading
import uuid

import httpx
import pytest
import redis

from tests.journeys.world import ADDRESS

SKU = """
SELECT s.id FROM skus s JOIN products p ON (p.tenant_id, p.id) = (s.tenant_id, s.product_id)
JOIN stocks k ON (k.tenant_id, k.sku_id) = (s.tenant_id, s.id)
WHERE s.tenant_id = %s AND p.state = 'shelved' AND p.limit_per_member IS NULL AND s.is_active
GROUP BY s.id HAVING sum(k.on_hand - k.reserved) > 40 ORDER BY s.id LIMIT 1
"""
ORDERS = 8


class Phone:
    """A shopper's HTTP client that tries again when the shop does not answer, as a person would."""

    def __init__(self, demo, slug, person):
        self.demo, self.shop, self.person = demo, demo.shop(slug), person + uuid.uuid4().hex[:6]
        port = self.shop["storefront"].rsplit(":", 1)[1]
        self.base, self.host = f"http://127.0.0.1:{port}", f"{slug}.localhost:{port}"
        self.client = httpx.Client(timeout=15, follow_redirects=False)
        self.client.headers["Host"] = self.host
        self.client.headers["User-Agent"] = "MicroMessenger/8.0.49"
        self.sandbox = httpx.Client(timeout=15, cookies={"sandbox_person": self.person})

    def try_until_answered(self, method, path, **options):
        for _ in range(300):
            try:
                answer = self.client.request(method, self.base + path, **options)
            except httpx.HTTPError:
                self.demo.pause.wait(0.5)
                continue
            if answer.status_code < 500:
                return answer
            self.demo.pause.wait(0.5)
        raise AssertionError(f"{path} is not answered")

    def close(self):
        self.client.close()
        self.sandbox.close()

    def sign_in(self):
        to_wechat = self.try_until_answered("GET", "/login?next=/me").headers["Location"]
        back = self.sandbox.get(to_wechat).headers["Location"]
        path = re.sub(r"^https?://[^/]+", "", back).split("#")[0]
        self.try_until_answered("GET", path)
        self.csrf = self._csrf()
        form = {**ADDRESS, "is_default": "1", "csrf_token": self.csrf}
        saved = self.try_until_answered("POST", "/me/addresses?next=/cart", data=form)
        self.address_id = saved.headers["Location"].rpartition("address=")[2]

    def _csrf(self):
        page = self.try_until_answered("GET", "/me/addresses/new").text
        return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    def buy(self, sku_id):
        """Place with one key, however often it takes; pay at WeChat; the order's number."""
        wish = {"sku_id": sku_id, "qty": 1, "request_key": uuid.uuid4().hex, "csrf_token": self.csrf}
        wish["address_id"] = self.address_id
        headers = {"HX-Request": "true", "Accept": "application/json"}
        answer = self.try_until_answered("POST", "/orders", data=wish, headers=headers)
        assert answer.status_code == 200, answer.text
        number = answer.json()["result_url"].rsplit("/", 1)[1]
        body = answer.json()
        for _ in range(20):
            if "pay" in body:
                break
            body = self.try_until_answered("POST", f"/orders/{number}/payment", data=wish, headers=headers).json()
        prepay_id = body["pay"]["package"].removeprefix("prepay_id=")
        self.sandbox.post(
            f"{self.demo.urls['sandbox']}/sandbox/pay/{prepay_id}", json={"result": "ok", "person": self.person}
        )
        return number


@pytest.fixture
def shoppers(demo):
    """`shoppers("lin", "chen")`: phones of people who are signed in."""
    opened = []

    def open_phones(*people):
        phones = [Phone(demo, "qinghe", person) for person in people]
        opened.extend(phones)
        for phone in phones:
            phone.sign_in()
        return phones

    yield open_phones
    for phone in opened:
        phone.close()


@pytest.fixture
def tenant_id(demo):
    return demo.shop("qinghe")["tenant_id"]


@pytest.mark.parametrize("victim", ["web", "worker", "relay", "valkey", "postgres"])
def test_a_killed_process_loses_and_doubles_nothing(demo, tenant_id, shoppers, victim):
    sku_id = demo.one(SKU, tenant_id)
    before = demo.one("SELECT sum(on_hand)::int FROM stocks WHERE tenant_id = %s AND sku_id = %s", tenant_id, sku_id)
    phones = shoppers("lin", "chen")
    numbers = []

    def shop(phone):
        for _ in range(ORDERS // 2):
            numbers.append(phone.buy(sku_id))

    threads = [threading.Thread(target=shop, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    demo.until(lambda: len(numbers) >= 2, what="the first orders")
    demo.kill(victim)
    for thread in threads:
        thread.join()

    assert len(set(numbers)) == ORDERS
    states = "SELECT count(*) FROM orders WHERE tenant_id = %s AND number = ANY(%s) AND state = 'paid'"
    demo.until(lambda: demo.one(states, tenant_id, numbers) == ORDERS, what="all orders are paid", seconds=120)
    demo.until(demo.is_quiet, what="nothing is due any more", seconds=180)
    assert (
        demo.one("SELECT sum(on_hand)::int FROM stocks WHERE tenant_id = %s AND sku_id = %s", tenant_id, sku_id)
        == before - ORDERS
    )
    assert_sound(demo)


def assert_sound(demo):
    """What must hold whatever was killed: one OrderPaid each, movements explain stock, no dead work."""
    doubled = "SELECT subject FROM facts WHERE name = 'OrderPaid' GROUP BY tenant_id, subject HAVING count(*) > 1"
    assert demo.rows(doubled) == []
    unexplained = (
        "SELECT s.id FROM stocks s LEFT JOIN movements m ON (m.tenant_id, m.stock_id) = (s.tenant_id, s.id) "
        "GROUP BY s.tenant_id, s.id, s.on_hand HAVING s.on_hand <> coalesce(sum(m.delta), 0)"
    )
    assert demo.rows(unexplained) == []
    held = (
        "SELECT s.id FROM stocks s LEFT JOIN holds h "
        "ON (h.tenant_id, h.stock_id) = (s.tenant_id, s.id) AND h.state = 'held' "
        "GROUP BY s.tenant_id, s.id, s.reserved HAVING s.reserved <> coalesce(sum(h.quantity), 0)"
    )
    assert demo.rows(held) == []
    assert demo.rows("SELECT name, cause FROM outbox WHERE dead_at IS NOT NULL") == []
    assert demo.rows("SELECT name, cause FROM jobs WHERE dead_at IS NOT NULL") == []


def test_a_wiped_broker_loses_nothing(demo, tenant_id, shoppers):
    sku_id = demo.one(SKU, tenant_id)
    [phone] = shoppers("mi")
    first = phone.buy(sku_id)
    with redis.Redis.from_url(demo.told["redis_url"]) as broker:
        broker.flushall()
    second = phone.buy(sku_id)
    states = "SELECT count(*) FROM orders WHERE tenant_id = %s AND number = ANY(%s) AND state = 'paid'"
    demo.until(lambda: demo.one(states, tenant_id, [first, second]) == 2, what="both are paid", seconds=60)
    demo.until(demo.is_quiet, what="nothing is due any more", seconds=120)
    assert_sound(demo)
