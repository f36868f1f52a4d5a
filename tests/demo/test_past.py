"""The demo's past: cases, invoices and differences of every kind, lived through with the product's own actions."""

import random
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from commerce.aftersale.models import Arbitration, Case, CaseEntry, CaseMessage
from commerce.aftersale.states import OPEN
from commerce.books.models import Difference
from commerce.freight.models import FreightTemplate
from commerce.invoices.models import Invoice
from commerce.invoices.rules import checked_title
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments.models import Refund
from commerce.payments.ports import Payout, gateway
from demo.catalogue import SHOPS
from demo.seed import books, carriage, cases, catalogue, papers, past, people, vendors
from demo.seed.then import then
from kernel import clock
from kernel.db import db, reading, transaction
from tenants import settings
from tests.support.factories import APPID, MCHID, a_settlement, an_order, payment_of
from tests.support.sights import a_cover

pytestmark = pytest.mark.slow


@pytest.fixture
def lived(app, shop):
    """The second demo shop, all of it but its pictures."""
    plan, today = SHOPS[1], clock.today_on()
    history = past.plan(plan, random.Random(plan.slug), today)
    with transaction():
        settings.WECHAT_APPID.set(APPID)
        settings.PAY_MCHID.set(MCHID)
        people.staff(shop, plan)
        picture = a_cover().id
        catalogue.place(plan, defaultdict(lambda: picture), sold=history.pieces)
    with transaction():
        past.replay(plan, history, people.members(APPID), today)
        cases.happen()
        papers.happen()
        past.hush()
        carriage.place(plan, 1000)
    with transaction():
        books.load_bills(today, number=2)
    return plan


def test_every_kind_of_story_has_happened_and_none_in_the_future(lived):
    found = db.session.scalars(select(Case)).all()
    states = Counter(row.state for row in found)
    assert {"refunded", "exchanged", "cancelled", "applied", "offered", "to_return", "returned", "to_exchange",
            "refused", "arbitrating"} <= set(states)  # fmt: skip
    assert {row.kind for row in found} == {
        "refund_only", "return_refund", "exchange", "merchant_initiated", "price_protection",
    }  # fmt: skip
    now = clock.now()
    moments = [row.opened_at for row in found] + list(db.session.scalars(select(CaseEntry.at)))
    moments += list(db.session.scalars(select(CaseMessage.at)))
    assert max(moments) <= now
    assert len({at.date() for at in moments}) > 8
    assert all(row.deadline_at > now for row in found if row.state in OPEN and row.waits_for in ("merchant", "shopper"))
    assert db.session.scalars(select(Arbitration.ruling)).all().count("refund") == 1
    assert {row.state for row in db.session.scalars(select(Refund))} <= {"settled"}
    for row in db.session.scalars(select(Invoice)):  # what stands there could be typed by a person
        assert checked_title(row.kind, row.title, row.tax_number, row.email).title == row.title
    assert {row.state for row in db.session.scalars(select(Invoice))} == {
        "requested", "issued", "rejected", "to_flush", "flushed",
    }  # fmt: skip
    assert [row.kind for row in db.session.scalars(select(Difference))] == ["fee"]
    assert len(db.session.scalars(select(FreightTemplate)).all()) == 2


def test_the_clocks_are_right_again_afterwards(app, shop):
    before = clock.now()
    with then(before.replace(year=2020)):
        assert clock.now().year == 2020
        assert db.session.scalar(select(func.now())).year == 2020
    assert clock.now() >= before
    assert db.session.scalar(select(func.now())).year == before.year


def test_wechat_pay_remembers_the_past_and_refunds_it(app, shop, sandbox):
    sandbox.connect()
    with transaction():
        order = an_order(at=clock.now() - timedelta(days=20))
        payment_of(order).appid, payment_of(order).mchid = APPID, MCHID
        settle(a_settlement(order, at=clock.now() - timedelta(days=20)))
        payment = payment_of(order)
    with reading():
        vendors.remember({"appid": APPID, "mchid": MCHID}, sandbox.base_url)
    payout = gateway().refund(
        payment_number=payment.number, number="R1", refund_fen=100, total_fen=payment.total_fen, reason="x"
    )  # fmt: skip
    assert payout.refund_fen == 100
    with transaction():
        row = payments.request_refund(payment, 200, cause="x", reason="x", by="staff:1")
        payments.record_payout(row.id, Payout("settled", row.number, 200, "5000", "零钱"), at=clock.now())
    with reading():
        vendors.remember({"appid": APPID, "mchid": MCHID}, sandbox.base_url)
    assert gateway().query_refund(row.number).state == "settled"
    assert gateway().query(payment.number).settlement.transaction_id == payment.transaction_id
