"""The sandbox really sends: the whole way over sockets, and fifty copies of one notice at the same moment."""

import pytest
from sqlalchemy import func, select

from commerce.orders.models import Order
from commerce.payments.models import Anomaly, Notice, Payment
from jobs.models import Fact
from kernel import clock
from kernel.db import db, reading, transaction
from tests.support import factories
from tests.support.sandbox import Sandbox
from tests.wechat.conftest import prepared

pytestmark = pytest.mark.slow


def test_fifty_copies_at_once_have_one_effect(listening: str, busy_shop: int, sandbox: Sandbox) -> None:
    sandbox.connect()
    with transaction():
        order = factories.an_order(at=clock.now())
    payment = prepared(order, sandbox.openid())
    sandbox.post("/steering", action="hold")
    sandbox.pay(payment.number)
    notice = sandbox.get("/notices", out_trade_no=payment.number)["notices"][0]
    statuses = sandbox.post(f"/notices/{notice['id']}/resend", copies=50)["statuses"]
    assert statuses == [204] * 50
    with reading():
        assert db.session.scalars(select(Order.state)).all() == ["paid"]
        assert db.session.scalars(select(Payment.state)).all() == ["settled"]
        assert db.session.scalars(select(Notice.outcome)).all() == ["paid"]
        assert db.session.scalar(select(func.count()).select_from(Fact).where(Fact.name == "OrderPaid")) == 1
        assert db.session.scalars(select(Anomaly.kind)).all() == []


def test_a_forged_letter_over_the_wire_is_refused(listening: str, busy_shop: int, sandbox: Sandbox) -> None:
    sandbox.connect()
    with transaction():
        order = factories.an_order(at=clock.now())
    payment = prepared(order, sandbox.openid())
    asked = {"mchid": sandbox.mchid, "out_trade_no": payment.number}
    answers = [sandbox.post("/notices/forge", kind=kind, **asked)["status"] for kind in ("stranger_key", "wrong_mchid")]
    assert answers == [401, 403]
    with reading():
        assert db.session.scalars(select(Order.state)).all() == ["placed"]
