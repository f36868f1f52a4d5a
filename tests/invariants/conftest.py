"""A small platform with every kind of life in it, committed once; each test breaks it in a transaction of its own."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine

from commerce.aftersale.actions import answers, returns
from commerce.checkout import actions as checkout
from commerce.checkout.actions import Placing
from commerce.fulfilment import actions as fulfilment
from commerce.orders import actions as orders
from commerce.orders.imports import ImportedLine, ImportedOrder
from commerce.orders.imports import create as import_order
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments.ports import Payout
from commerce.promotions.groupbuy import actions as groupbuy
from jobs import outbox
from kernel import clock
from kernel.db import db, transaction
from kernel.tenancy import tenant_scope
from tests.support import aftersale, database, factories

BY = "staff:1"


@pytest.fixture(scope="package")
def lived_in(application: Flask) -> Iterator[Flask]:
    """The committed platform; emptied when the package's tests are done."""
    with application.app_context():
        with tenant_scope(None):
            tenant_id = factories.a_shop("sound")
        with tenant_scope(tenant_id):
            _live()
        with tenant_scope(None):
            outbox.drain()
        yield application
        db.session.remove()
        database.empty(os.environ)


@pytest.fixture
def books(lived_in: Flask) -> Iterator[Connection]:
    """The superuser's connection to that platform, rolled back after the test."""
    admin = os.environ["TEST_ADMIN_DATABASE_URL"].rsplit("/", 1)[0]
    engine = create_engine(f"{admin}/{os.environ['DATABASE_URL'].rsplit('/', 1)[1]}")
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def _live() -> None:
    at = clock.now() - timedelta(minutes=2)
    with transaction():
        sku = factories.a_product(stock=100)
        cup = factories.a_product(stock=100)
        _order(factories.a_product(stock=9, limit_per_member=2), at)
        activity = factories.a_group_activity(cup, size=2)
        states = {name: _order(sku, at) for name in ("placed", "paid", "shipped", "completed", "refunded", "closed")}
        for name in ("paid", "shipped", "completed", "refunded"):
            settle(factories.a_settlement(states[name], at=at))
        for name in ("shipped", "completed"):
            _ship(states[name].id, at)
        orders.complete(states["completed"].id, by=BY, at=clock.now())
        states["closed"].hold_until = at
        orders.close(states["closed"].id, "超时未付款", by="system", at=clock.now())
        refund = orders.refund_whole(states["refunded"].id, cause="test", reason="试", by=BY)
        payments.record_payout(refund.id, Payout("settled", refund.number, refund.refund_fen), at=clock.now())
        _imported(sku, at)
        for people in (2, 1):
            _group(activity.id, cup.id, people, at)
        _paid_too_late(activity.id, cup.id, at)
        _given_back_in_part(at)


def _order(sku: object, at: object) -> object:
    return factories.an_order(sku=sku, at=at)


def _ship(order_id: int, at: object) -> None:
    fulfilment.ship(order_id, carrier="SF", tracking_number=f"SF{10**12 + order_id}", by=BY, at=at)


def _imported(sku: object, at: object) -> None:
    line = ImportedLine(sku.product_id, sku.id, "杯", "", sku.code, 1000, 2, 1900)
    draft = ImportedOrder("tmall", "T1", [line], 500, factories.ADDRESS, "", at, at)
    import_order(draft)


def _group(activity_id: int, sku_id: int, people: int, at: object) -> None:
    """A group that succeeds with two people, or fails with one."""
    group_id = None
    for _ in range(people):
        order = _seated(activity_id, group_id, sku_id, at)
        group_id = order.campaign["group_id"]
        settle(factories.a_settlement(order, at=at))
        groupbuy.pay_seat(order.id, at)
    groupbuy.expire(group_id, at + timedelta(days=2))


def _seated(activity_id: int, group_id: int | None, sku_id: int, at: object) -> object:
    member_id = factories.a_member().id
    placing = Placing(
        member_id, f"g{member_id}", {sku_id: 1}, factories.ADDRESS, None, activity_id=activity_id, group_id=group_id
    )
    return checkout.place(placing, at=at)


def _paid_too_late(activity_id: int, sku_id: int, at: object) -> None:
    """The money for a group that is gone comes back by itself."""
    order = _seated(activity_id, None, sku_id, at)
    orders.close(order.id, "买家取消", by="member:1", at=at)
    groupbuy.release_seat(order.id)
    assert settle(factories.a_settlement(order, at=at)) == "refunded"


def _given_back_in_part(at: datetime) -> None:
    """Of one order a whole line is cancelled and the rest waits; another is all back, and its freight is kept."""
    aftersale.with_return_address()
    answers.agree(aftersale.a_case(aftersale.a_paid_order((1000, 2), (700, 1), at=at), 2).id, by=BY)
    sent = aftersale.a_paid_order((900, 1), freight_fen=600, shipped=True, at=at)
    case = aftersale.a_case(sent, 1, kind="return_refund", reason="no_reason")
    answers.agree(case.id, by=BY)
    returns.fill_return(case.id, carrier="SF", tracking_number="SF1234567890123", member_id=sent.member_id)
    returns.receive(case.id, is_sellable=True, by=BY)
    assert (sent.state, sent.refunded_fen, sent.total_fen) == ("refunded", 900, 1500)
