"""The platform a simulation plays on: shops really committed, a clock that the driver moves, one process, no network.

Everything of ours is real: actions, outbox, queue, PostgreSQL with its roles and policies. The broker is away all the
time, so the driver is relay and worker; the payment provider is provider.py.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import time_machine
from flask import Flask

from channels.models import ChannelAccount
from commerce.payments import ports as payments
from kernel import clock
from kernel.db import save, transaction
from kernel.tenancy import tenant_scope
from tenants import hosts, settings
from tests.simulation.model import Order, Payment, Shop
from tests.simulation.provider import Provider
from tests.support import database, factories

MEMBERS, SKUS, LIMITED_TO, GROUP_SIZE, GROUP_S, QUOTA = 6, 4, 4, 3, 3600, 60


@dataclass
class Stage:
    """One shop with its model and its provider."""

    shop: Shop
    provider: Provider
    members: list[int]
    skus: list[int]
    codes: dict[int, str]
    prices: dict[int, int]
    activity_id: int
    group_sku: int
    account_id: int
    payments: dict[str, tuple[Order, Payment]] = field(default_factory=dict)  # by number
    remote: dict[str, list[Any]] = field(default_factory=dict)  # every sight of each remote order
    seen: dict[str, Any] = field(default_factory=dict)  # the newest sight taken in
    taken: dict[str, int] = field(default_factory=dict)  # pieces that left for a remote order


class Clock:
    """The simulated moment; always in the past, so that the database's own clock is never behind it."""

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller

    def forward(self, seconds: float) -> None:
        self._traveller.shift(timedelta(seconds=seconds))


@contextmanager
def clock_of_the_past() -> Iterator[Clock]:
    """A clock that stands still 300 days ago until it is moved."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=300)
    with time_machine.travel(start, tick=False) as traveller:
        yield Clock(traveller)


@contextmanager
def application() -> Iterator[Flask]:
    """The application on a database of its own."""
    from run import testenv

    base = testenv.ensure()
    base |= {
        "JISHI_SANDBOX_URL": "http://127.0.0.1:9",
        "JISHI_LOG_LEVEL": "CRITICAL",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    cloned = database.clone(base, "simulation")
    before = dict(os.environ)
    os.environ.update(cloned)
    try:
        from app import create_app

        app = create_app()
        with app.app_context():
            yield app
            from kernel.db import db

            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    finally:
        os.environ.clear()
        os.environ.update(before)
        database.drop(cloned)


def superuser() -> psycopg.Connection[Any]:
    """A line to the simulation's database past all policies."""
    admin = os.environ["TEST_ADMIN_DATABASE_URL"].replace("+psycopg", "").rsplit("/", 1)[0]
    return psycopg.connect(f"{admin}/{os.environ['DATABASE_URL'].rsplit('/', 1)[1]}", autocommit=True)


def furnish(number: int) -> Stage:
    """A shop with members, a few SKUs, one of them limited and one in a group-buy, and a connection to Tmall."""
    provider = Provider()
    payments.gateway.fill(provider)
    with tenant_scope(None):
        hosts.forget()
        settings.forget()
        tenant_id = factories.a_shop(f"sim{number}")
    with tenant_scope(tenant_id), transaction():
        members = [factories.a_member().id for _ in range(MEMBERS)]
        skus = [
            factories.a_product(
                stock=30, price_fen=1000 + 100 * place, limit_per_member=LIMITED_TO if place == 0 else None
            )
            for place in range(SKUS)
        ]
        window = {"starts_at": clock.now() - timedelta(days=1), "ends_at": clock.now() + timedelta(days=299)}
        activity = factories.a_group_activity(
            skus[-1], size=GROUP_SIZE, price_fen=700, quota=QUOTA, duration_s=GROUP_S, **window
        )
        account = save(ChannelAccount(platform="tmall", state="connected", app_key="k", connected_at=clock.now()))
        settings.FREIGHT_FEN.set(0)
    shop = Shop(tenant_id, {skus[0].id: LIMITED_TO})
    shop.quota_left = QUOTA
    shop.on_hand = {sku.id: 30 for sku in skus}
    shop.reserved = {sku.id: 0 for sku in skus}
    return Stage(
        shop, provider, members, [sku.id for sku in skus], {sku.id: sku.code for sku in skus},
        {sku.id: sku.price_fen for sku in skus}, activity.id, skus[-1].id, account.id,
    )  # fmt: skip
