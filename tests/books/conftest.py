"""A shop whose money moved yesterday, at WeChat Pay (the sandbox) as well as here."""

from datetime import datetime, timedelta

import pytest

from commerce.books.models import Difference
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments.ports import gateway
from kernel import clock
from kernel.clock import SHOP_ZONE
from kernel.db import db, transaction
from sandbox.pay import refunds as sandbox_refunds
from tests.support.factories import a_product, an_order, payment_of
from tests.wechat.conftest import prepared

YESTERDAY = clock.today_on() - timedelta(days=1)
YESTERDAY_NOON = datetime(YESTERDAY.year, YESTERDAY.month, YESTERDAY.day, 12, tzinfo=SHOP_ZONE)


class Trade:
    """Payments and refunds of yesterday, on both sides."""

    def __init__(self, sandbox, mchid=None):
        self.sandbox = sandbox
        self.mchid = mchid or sandbox.mchid
        self.inside = sandbox.server.app.extensions["sandbox"]
        with transaction():
            self.sku = a_product(stock=10_000)
        self.openid = sandbox.openid("lin")

    def pay(self, quantity=1, *, settles=True):
        """A paid order; its payment. settles: WeChat Pay's notice has arrived."""
        with transaction():
            order = an_order(sku=self.sku, quantity=quantity, at=clock.now())
        payment = prepared(order, self.openid)
        self.sandbox.pay(payment.number, mchid=self.mchid)
        self._move("payment", payment.number)
        if settles:
            with transaction():
                settle(gateway().query(payment.number).settlement)
        return payment_of(order)

    def refund(self, payment, refund_fen=1000, *, state="SUCCESS"):
        """A refund in this state at WeChat Pay; the refund."""
        self.sandbox.put("/settings", refund_outcome="PROCESSING")
        with transaction():
            row = payments.request_refund(
                payment, refund_fen, cause=f"test:{payment.number}", reason="不想要了", by="staff:1"
            )
        gateway().refund(
            payment_number=payment.number, number=row.number, refund_fen=refund_fen, total_fen=payment.total_fen,
            reason="不想要了",
        )  # fmt: skip
        with transaction():
            payments.record_payout(row.id, gateway().query_refund(row.number), at=YESTERDAY_NOON)
        self._move("refund", row.number)
        return self.end(row) if state == "SUCCESS" else row

    def end(self, row):
        """The money of a refund has arrived."""
        [key] = [key for key, one in self.inside.store.keyed("refund") if one["out_refund_no"] == row.number]
        sandbox_refunds.settle(self.inside, key, "SUCCESS")
        self._move("refund", row.number)
        with transaction():
            return payments.record_payout(row.id, gateway().query_refund(row.number), at=YESTERDAY_NOON)

    def _move(self, kind, number):
        """Into yesterday, where there are bills already."""
        for key, record in self.inside.store.keyed(kind):
            if number in (record.get("out_refund_no"), record.get("request", {}).get("out_trade_no")):
                moved = {name: YESTERDAY_NOON.timestamp() for name in ("paid_s", "created_s", "success_s")}
                self.inside.store.put(kind, key, record | {k: v for k, v in moved.items() if k in record})

    def seed(self, bill, kind, number="", fen=None):
        """The sandbox's bill will not say the truth."""
        self.sandbox.post("/bills/differences", mchid=self.mchid, bill=bill, kind=kind, number=number, fen=fen)


def open_differences():
    """(source, kind, number) of everything laid out."""
    rows = db.session.query(Difference).filter(Difference.state == "open")
    return sorted((row.source, row.kind, row.number) for row in rows)


@pytest.fixture
def trade(shop, sandbox):
    sandbox.connect()
    return Trade(sandbox)
