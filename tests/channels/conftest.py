"""A shop connected to Tmall and JD in the sandbox, with goods on all three shelves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from channels import queries
from channels.actions import accounts, pulls
from channels.adapters import RealMarketplaces
from channels.jobs import orders as pulling
from channels.jobs import stock as stocking
from channels.ports import Grant, marketplaces
from commerce.catalog.models import Sku
from commerce.inventory import queries as inventory
from jobs import outbox, queue
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import current_tenant_id, tenant_scope
from tests.support.factories import a_product
from tests.support.sandbox import Sandbox

KEYS = {"tmall": ("top-key", "top-secret"), "jd": ("jos-key", "jos-secret")}
VENDOR = {"tmall": "taobao", "jd": "jd"}
READ_BACK = timedelta(minutes=10)
"""The day before we were connected has been read already: it is empty, and dozens of windows long."""


@dataclass
class Market:
    """The shop's two platforms as their sellers and buyers see them."""

    sandbox: Sandbox
    account_ids: dict[str, int] = field(default_factory=dict)

    def connect(self, platform: str) -> int:
        """Register the shop there and authorise us."""
        app_key, secret = KEYS[platform]
        token = f"{platform}-token"
        named = (
            {"nick": "山岚天猫店", "session": token} if platform == "tmall" else {"name": "山岚京东店", "token": token}
        )
        self.sandbox.post(f"/{VENDOR[platform]}/shops", app_key=app_key, secret=secret, expires_s=None, **named)
        grant = Grant(token, f"{platform}-refresh", 30 * 86400, "山岚旗舰店", 30 * 86400)
        with transaction():
            account = accounts.connect(platform, app_key=app_key, app_secret=secret, grant=grant, at=clock.now())
            pulls.advance(account.id, clock.now() - READ_BACK)
        self.account_ids[platform] = account.id
        return account.id

    def shelve(self, platform: str, sku: Sku, stock: int) -> Any:
        """The SKU stands on the platform's shelf under its own code."""
        skus = [{"outer_id": sku.code, "name": "晨雾绿", "stock": stock}]
        wish = {"title": "保温杯", "outer_id": f"I-{sku.code}", "price_fen": sku.price_fen, "skus": skus}
        return self.sandbox.post(f"/{VENDOR[platform]}/items", app_key=KEYS[platform][0], **wish)["items"][0]

    def stock(self, platform: str, sku: Sku) -> int:
        """What the platform shows."""
        found = self.sandbox.get(f"/{VENDOR[platform]}/stock", app_key=KEYS[platform][0])["stock"]
        return int(found[sku.code])

    def buy(self, platform: str, sku: Sku, quantity: int = 1, **more: Any) -> str:
        """Somebody buys there; the order's number."""
        lines = [{"outer_id": sku.code, "quantity": quantity}]
        made = self.sandbox.post(f"/{VENDOR[platform]}/orders", app_key=KEYS[platform][0], lines=lines, **more)
        return str(made["tid" if platform == "tmall" else "order_id"])

    def happen(self, platform: str, number: str, what: str, **more: Any) -> Any:
        """Something happens to an order there."""
        return self.sandbox.post(f"/{VENDOR[platform]}/orders/{number}/{what}", **more)

    def remote_order(self, platform: str, number: str) -> Any:
        return self.sandbox.get(f"/{VENDOR[platform]}/orders/{number}")

    def pushes(self, platform: str, sku: Sku) -> list[int]:
        """Every level we set there, oldest first."""
        found = self.sandbox.get("/stock-pushes", vendor=VENDOR[platform], outer_id=sku.code)["stock_pushes"]
        return [one["quantity"] for one in found]

    def read_goods(self) -> None:
        for account_id in self.account_ids.values():
            stocking.sync_goods(account_id)

    def pull(self, platform: str) -> None:
        pulling.pull_orders(self.account_ids[platform])

    def settle(self) -> None:
        """Tell all facts, then push what has become due; several rounds, since jobs make facts."""
        tenant_id = current_tenant_id()
        for _ in range(3):
            with tenant_scope(None):
                outbox.drain(until_s=5)
            with tenant_scope(tenant_id):
                for account_id in self.account_ids.values():
                    stocking.push_stock(account_id)
                run_parcels()


def run_parcels() -> None:
    """Do the parcel jobs that are due."""
    with tenant_scope(None), reading():
        statement = "SELECT id FROM jobs WHERE name LIKE '%push_shipment' AND done_at IS NULL AND run_after <= now()"
        due = list(db.session.scalars(db.text(statement)))
    for job_id in due:
        queue.run(job_id)


def sellable(sku: Sku) -> int:
    with reading():
        return inventory.sellable(sku.id)


@pytest.fixture
def market(shop: int, sandbox: Sandbox) -> Iterator[Market]:
    """Both platforms connected, nothing on their shelves yet."""
    marketplaces.fill(RealMarketplaces(sandbox.base_url))
    found = Market(sandbox)
    found.connect("tmall")
    found.connect("jd")
    with tenant_scope(shop):
        yield found


@pytest.fixture
def cup(market: Market) -> Sku:
    """One SKU with 10 pieces, on both platforms' shelves, linked and pushed."""
    with transaction():
        sku = a_product(stock=10)
    for platform in ("tmall", "jd"):
        market.shelve(platform, sku, 3)
    market.read_goods()
    market.settle()
    return sku


def account(platform: str) -> Any:
    with reading():
        return queries.account_on(platform)
