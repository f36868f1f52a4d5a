"""A shop connected to the sandbox, letters as WeChat Pay writes them, and a shop that listens for real."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app import ports
from commerce.orders.models import Order
from commerce.payments import actions as payments
from commerce.payments.models import Payment
from commerce.payments.ports import Charge, gateway
from kernel.db import transaction
from sandbox.pay import forgery, till
from sandbox.pay.letters import genuine
from tests.support import factories
from tests.support.sandbox import Sandbox
from wechat import addresses

Letter = tuple[dict[str, str], bytes]


@pytest.fixture
def connected(shop: int, sandbox: Sandbox) -> int:
    """A shop whose 公众号 and merchant account are the sandbox's; gives its tenant id."""
    sandbox.connect()
    return shop


def prepared(order: Order, openid: str) -> Payment:
    """The order's payment, made ready at the gateway as checkout does it."""
    payment = factories.payment_of(order)
    assert order.hold_until is not None
    charge = Charge(payment.number, payment.total_fen, "山岚保温杯", openid, order.hold_until)
    ready = gateway().prepare(charge)
    with transaction():
        return payments.record_prepared(payment.id, ready, payer_openid=openid, at=order.placed_at)


@pytest.fixture
def letter(sandbox: Sandbox) -> Callable[..., Letter]:
    """The letter about a payment, genuine or of a kind of forgery, as it would arrive."""

    def make(
        number: str, kind: str | None = None, *, mchid: str = sandbox.mchid, event: str = "TRANSACTION.SUCCESS"
    ) -> Letter:
        inside = sandbox.server.app.extensions["sandbox"]
        payment = inside.store.get("payment", till.payment_key(mchid, number))
        merchant = inside.store.get("merchant", mchid)
        paid = {"paid_s": payment["created_s"], "transaction_id": "4200" + "7" * 24} | payment | {"state": "SUCCESS"}
        notice = inside.courier.new_notice(payment, event, till.transaction(paid), "http://nowhere.localhost/")
        if event.startswith("REFUND"):
            last = inside.store.all("refund", owner=payment["key"])[-1]
            notice["plaintext"] = till.refund_notice({"success_s": last["created_s"]} | last | {"status": event[7:]})
        headers, body = forgery.forged(inside, merchant, notice, kind) if kind else genuine(inside, merchant, notice)
        return headers, body.encode()

    return make


@pytest.fixture
def listening(committed_app: Flask, sandbox: Sandbox) -> Iterator[str]:
    """The application behind a real socket, so that the sandbox's notices arrive; gives the origin of the hooks."""
    server = make_server("127.0.0.1", 0, committed_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    hooks = f"http://hooks.localhost:{server.server_port}"
    addresses.use(addresses.Addresses.of_sandbox(sandbox.base_url, hooks))
    yield hooks
    ports.fill(committed_app)
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
