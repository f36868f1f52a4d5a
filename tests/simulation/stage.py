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
from tests.simulation.cases import AfterSale
from tests.simulation.model import FREE_FROM_FEN, FREIGHT_FEN, Order, Payment, Shop
from tests.simulation.provider import MCHID, Provider
from tests.simulation.worth import APPROVE_ABOVE_FEN
from tests.support import database, desk, factories
from tests.support.aftersale import ADDRESS_BACK

MEMBERS, SKUS, LIMITED_TO, GROUP_SIZE, GROUP_S, QUOTA = 6, 4, 4, 3, 3600, 60


@dataclass
class Stage:
    """One shop with its model and its provider."""

    shop: Shop
    aftersale: AfterSale
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
    """The simulated moment, for Python and PostgreSQL alike; it stands still until it is moved."""

    def __init__(self, traveller: Any, line: psycopg.Connection[Any]) -> None:
        self._traveller, self._line = traveller, line
        self.forward(0)

    def forward(self, seconds: float) -> None:
        self._traveller.shift(timedelta(seconds=seconds))
        self._line.execute("UPDATE simulated.clock SET at = %s", (clock.now(),))


@contextmanager
def simulated_clock() -> Iterator[Clock]:
    """A clock that stands still 300 days ago until it is moved."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=300)
    with superuser() as line, time_machine.travel(start, tick=False) as traveller:
        yield Clock(traveller, line)


def _tell_the_database_our_time() -> None:
    """now() of every statement and of every column's default is the simulated moment."""
    with superuser() as line:
        line.execute("""
            CREATE SCHEMA simulated;
            CREATE TABLE simulated.clock (at timestamptz NOT NULL);
            INSERT INTO simulated.clock VALUES (now());
            CREATE FUNCTION simulated.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
              AS 'SELECT at FROM simulated.clock';
            GRANT USAGE ON SCHEMA simulated TO PUBLIC;
            GRANT SELECT ON simulated.clock TO PUBLIC
        """)
        for table, column in line.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_default = 'now()'"
        ).fetchall():
            line.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET DEFAULT simulated.now()')
        line.execute(f'ALTER DATABASE "{line.info.dbname}" SET search_path = simulated, pg_catalog, public')


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
    _tell_the_database_our_time()
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
        for _ in range(2):  # who agrees, and who may approve
            desk.a_staff(tenant_id, "finance")
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
        settings.FREIGHT_FEN.set(FREIGHT_FEN)
        settings.FREE_FREIGHT_FEN.set(FREE_FROM_FEN)
        settings.RETURN_ADDRESS.set(ADDRESS_BACK)
        settings.APPROVE_ABOVE_FEN.set(APPROVE_ABOVE_FEN)
        settings.PAY_MCHID.set(MCHID)
    shop = Shop(tenant_id, {skus[0].id: LIMITED_TO})
    shop.quota_left = QUOTA
    shop.on_hand = {sku.id: 30 for sku in skus}
    shop.reserved = {sku.id: 0 for sku in skus}
    return Stage(
        shop, AfterSale(shop), provider, members, [sku.id for sku in skus], {sku.id: sku.code for sku in skus},
        {sku.id: sku.price_fen for sku in skus}, activity.id, skus[-1].id, account.id,
    )  # fmt: skip
