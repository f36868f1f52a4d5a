"""Notices at the hooks' door: believed only when genuine, ours and fitting; one effect whatever arrives."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.orders.models import Order
from commerce.payments import actions as payments
from commerce.payments.models import Anomaly, Notice, Payment, Refund
from commerce.payments.ports import gateway
from kernel import clock
from kernel.db import db, lock, reading, transaction
from kernel.tenancy import tenant_scope
from sandbox.pay.platform import PlatformKeys
from tenants import queries as tenants
from tenants import settings
from tenants.models import Tenant
from tests.support import factories
from tests.support.sandbox import Sandbox
from tests.wechat.conftest import Letter, prepared

Write = Callable[..., Letter]


@pytest.fixture
def payment(connected: int, sandbox: Sandbox) -> Payment:
    """A payment of 199.00 that WeChat Pay is ready for."""
    with transaction():
        order = factories.an_order(at=clock.now())
    return prepared(order, sandbox.openid())


def path_of(tenant_id: int, kind: str = "pay") -> str:
    with reading():
        return f"/hooks/wechat/{tenants.tenant(tenant_id).key}/{kind}"


def post(client: FlaskClient, path: str, letter: Letter) -> int:
    headers, body = letter
    answer = client.post(path, data=body, headers=headers, base_url="http://hooks.localhost")
    if answer.status_code >= 300:
        assert answer.get_json()["code"] == "FAIL"
    return answer.status_code


def state_of(tenant_id: int, payment: Payment) -> tuple[str, list[str], list[str]]:
    """The order's state, kinds of anomalies, outcomes of notices."""
    with tenant_scope(tenant_id), reading():
        state = db.session.scalars(select(Order.state).where(Order.id == payment.order_id)).one()
        return state, list(db.session.scalars(select(Anomaly.kind))), list(db.session.scalars(select(Notice.outcome)))


def test_a_genuine_notice_pays_the_order_once(
    connected: int, client: FlaskClient, payment: Payment, letter: Write
) -> None:
    sent = letter(payment.number)
    assert [post(client, path_of(connected), sent) for _ in range(3)] == [204, 204, 204]
    assert state_of(connected, payment) == ("paid", [], ["paid"])


FORGED = [
    "bad_signature", "signtest", "no_signature", "unknown_serial", "unknown_public_key", "changed_nonce",
    "changed_timestamp", "stranger_key", "old_timestamp", "future_timestamp", "changed_body",
]  # fmt: skip
UNREADABLE = [
    "not_success", "no_amount", "bad_ciphertext", "other_associated_data", "other_event", "other_apiv3_key", "no_json",
    "empty", "no_resource",
]  # fmt: skip


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_letter_is_refused_and_changes_nothing(
    connected: int, client: FlaskClient, payment: Payment, letter: Write, kind: str
) -> None:
    assert post(client, path_of(connected), letter(payment.number, kind)) == 401
    assert state_of(connected, payment) == ("placed", [], [])


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_genuine_letter_without_sense_is_refused_and_changes_nothing(
    connected: int, client: FlaskClient, payment: Payment, letter: Write, kind: str
) -> None:
    assert post(client, path_of(connected), letter(payment.number, kind)) == 400
    assert state_of(connected, payment) == ("placed", [], [])


@pytest.mark.parametrize("kind", ["wrong_mchid", "wrong_appid"])
def test_a_letter_about_another_account_is_refused_and_shown_to_a_person(
    connected: int, client: FlaskClient, payment: Payment, letter: Write, kind: str
) -> None:
    assert post(client, path_of(connected), letter(payment.number, kind)) == 403
    assert state_of(connected, payment) == ("placed", ["wrong_merchant"], [])


@pytest.mark.parametrize(
    ("kind", "anomaly"),
    [
        ("amount_minus_one", "amount_differs"), ("amount_plus_one", "amount_differs"),
        ("other_currency", "amount_differs"), ("wrong_out_trade_no", "unknown_trade"),
    ],
)  # fmt: skip
def test_a_sum_or_number_that_does_not_fit_is_laid_out_and_pays_nothing(
    connected: int, client: FlaskClient, payment: Payment, letter: Write, kind: str, anomaly: str
) -> None:
    sent = letter(payment.number, kind)
    post(client, path_of(connected), sent)
    post(client, path_of(connected), sent)
    assert state_of(connected, payment) == ("placed", [anomaly], [anomaly])


def test_a_transaction_that_has_settled_another_payment_is_laid_out_and_pays_nothing(
    connected: int, client: FlaskClient, payment: Payment, letter: Write, sandbox: Sandbox
) -> None:
    with transaction():
        order = factories.an_order(at=clock.now())
    other = prepared(order, sandbox.openid())
    assert post(client, path_of(connected), letter(payment.number)) == 204

    answers = [post(client, path_of(connected), letter(other.number)) for _ in range(2)]  # of the same transaction

    assert answers == [204, 204]
    outcomes = ["paid", "transaction_reused", "transaction_reused"]
    assert state_of(connected, payment) == ("paid", ["transaction_reused"], outcomes)
    assert state_of(connected, other)[0] == "placed"


def test_one_byte_and_a_rewritten_json_are_noticed(
    connected: int, client: FlaskClient, payment: Payment, letter: Write
) -> None:
    headers, body = letter(payment.number)
    assert post(client, path_of(connected), (headers, body.replace(b": ", b":", 1))) == 401
    assert post(client, path_of(connected), (headers, body + b" ")) == 401
    assert state_of(connected, payment)[0] == "placed"


def test_a_letter_in_another_shops_box_is_refused(
    connected: int, client: FlaskClient, payment: Payment, letter: Write, sandbox: Sandbox
) -> None:
    with tenant_scope(None):
        neighbour = factories.a_shop()
    with tenant_scope(neighbour):
        sandbox.register(appid="wx0000000000000002", mchid="1900000002")
        sandbox.connect(appid="wx0000000000000002", mchid="1900000002")
        path = path_of(neighbour)
    assert post(client, path, letter(payment.number)) == 403
    assert state_of(connected, payment) == ("placed", [], [])
    with tenant_scope(neighbour), reading():
        assert list(db.session.scalars(select(Anomaly.kind))) == ["wrong_merchant"]


def test_a_box_without_a_shop_is_not_there(client: FlaskClient, payment: Payment, letter: Write) -> None:
    assert post(client, "/hooks/wechat/nobody/pay", letter(payment.number)) == 404


def test_a_letter_larger_than_any_notice_is_refused_unread(
    connected: int, client: FlaskClient, payment: Payment
) -> None:
    assert post(client, path_of(connected), ({}, b"x" * 70_000)) == 413


def test_a_suspended_shop_still_gets_its_money(
    connected: int, client: FlaskClient, payment: Payment, letter: Write
) -> None:
    with tenant_scope(None), transaction():
        db.session.get(Tenant, connected).state = "suspended"
    assert post(client, path_of(connected), letter(payment.number)) == 204
    assert state_of(connected, payment)[0] == "paid"


def test_money_after_the_close_is_never_lost(
    connected: int, client: FlaskClient, payment: Payment, letter: Write
) -> None:
    from commerce.orders import actions as orders

    with transaction():
        payments.record_closed(payment.id, at=factories.NOON)
        orders.close(payment.order_id, "超时未付款", by="system", at=factories.NOON)
    assert post(client, path_of(connected), letter(payment.number)) == 204
    assert state_of(connected, payment)[0] == "paid"


def test_while_keys_change_over_both_are_believed(
    connected: int, client: FlaskClient, payment: Payment, letter: Write, sandbox: Sandbox
) -> None:
    sandbox.register(mode="certificate")
    sent = letter(payment.number)
    assert sent[0]["Wechatpay-Serial"] == sandbox.platform["certificate_serial_no"]
    assert post(client, path_of(connected), sent) == 401
    with transaction():
        settings.PAY_OTHER_KEYS.set({sandbox.platform["certificate_serial_no"]: sandbox.platform["certificate"]})
    assert post(client, path_of(connected), sent) == 204
    assert isinstance(sandbox.server.app.extensions["sandbox"].platform, PlatformKeys)


def test_under_a_partner_both_numbers_must_be_the_shops(
    shop: int, client: FlaskClient, letter: Write, sandbox: Sandbox
) -> None:
    sandbox.register(mchid="1800000001", partner=True, sub_mchids=["1900000009"], appids=[])
    sandbox.connect(mode="partner", mchid="1800000001", sub_mchid="1900000009")
    with transaction():
        order = factories.an_order(at=clock.now())
    payment = prepared(order, sandbox.openid())
    sent = letter(payment.number, mchid="1800000001")
    with transaction():
        settings.PAY_SUB_MCHID.set("1900000008")
    assert post(client, path_of(shop), sent) == 403
    with tenant_scope(shop), transaction():
        settings.PAY_SUB_MCHID.set("1900000009")
    assert post(client, path_of(shop), sent) == 204
    assert state_of(shop, payment)[0] == "paid"


@pytest.fixture
def refund(connected: int, client: FlaskClient, payment: Payment, letter: Write, sandbox: Sandbox) -> Refund:
    """A refund that WeChat Pay has accepted and not yet ended."""
    sandbox.put("/settings", refund_outcome="PROCESSING")
    sandbox.pay(payment.number)
    assert post(client, path_of(connected), letter(payment.number)) == 204
    with transaction():
        wanted = payments.request_refund(lock(Payment, payment.id), 900, cause="test", reason="少发一件", by="staff:1")
    payout = gateway().refund(
        payment_number=payment.number, number=wanted.number, refund_fen=900, total_fen=19900, reason="少发一件"
    )
    with transaction():
        return payments.record_payout(wanted.id, payout, at=factories.NOON)


@pytest.mark.parametrize(("event", "state"), [("SUCCESS", "settled"), ("ABNORMAL", "failed"), ("CLOSED", "failed")])
def test_a_refund_notice_ends_the_refund_once(
    connected: int, client: FlaskClient, refund: Refund, payment: Payment, letter: Write, event: str, state: str
) -> None:
    sent = letter(payment.number, event=f"REFUND.{event}")
    assert [post(client, path_of(connected, "refund"), sent) for _ in range(2)] == [204, 204]
    with reading():
        assert db.session.scalars(select(Refund.state).where(Refund.id == refund.id)).one() == state


def test_a_refund_notice_of_another_sum_is_laid_out(
    connected: int, client: FlaskClient, refund: Refund, payment: Payment, letter: Write
) -> None:
    sent = letter(payment.number, "amount_minus_one", event="REFUND.SUCCESS")
    post(client, path_of(connected, "refund"), sent)
    assert state_of(connected, payment)[1] == ["refund_differs"]


def test_a_payment_notice_in_the_refund_box_is_refused(
    connected: int, client: FlaskClient, payment: Payment, letter: Write
) -> None:
    assert post(client, path_of(connected, "refund"), letter(payment.number)) == 400
    assert state_of(connected, payment)[0] == "placed"
