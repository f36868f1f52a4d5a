"""The gateway against the sandbox, over HTTP."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization

from commerce.payments.ports import Charge, GatewayAway, GatewayRefused, gateway
from jobs import heartbeat
from kernel import clock, ids
from kernel.db import transaction
from kernel.tenancy import tenant_scope
from sandbox.pay.platform import verified
from tenants import secrets, settings
from tests.support.sandbox import PUBLIC_KEY, Sandbox
from wechat import letters, pay_client


def a_charge(openid: str, *, total_fen: int = 19900, number: str | None = None) -> Charge:
    number = number or ids.new_number("P", clock.now())
    return Charge(number, total_fen, "山岚保温杯 1 号", openid, clock.now() + timedelta(minutes=15))


def test_a_charge_is_prepared_with_the_shops_own_numbers(connected: int, sandbox: Sandbox) -> None:
    charge = a_charge(sandbox.openid())
    ready = gateway().prepare(charge)
    kept = sandbox.get("/payments", mchid=sandbox.mchid, out_trade_no=charge.number)["payments"][0]
    assert (ready.appid, ready.mchid) == (sandbox.appid, sandbox.mchid)
    assert kept["prepay_ids"] == [ready.prepay_id]
    assert kept["request"]["time_expire"].endswith("+08:00")
    assert kept["request"]["notify_url"].split("/hooks/")[1].endswith("/pay")
    assert kept["total_fen"] == 19900


def test_the_pay_sheet_gets_parameters_signed_with_the_merchants_key(connected: int, sandbox: Sandbox) -> None:
    parameters = gateway().bridge_parameters("wx2026")
    lines = [parameters[name] for name in ("appId", "timeStamp", "nonceStr", "package")]
    assert parameters["package"] == "prepay_id=wx2026"
    assert parameters["signType"] == "RSA"
    assert verified(PUBLIC_KEY, "\n".join([*lines, ""]).encode(), parameters["paySign"])


def test_preparing_again_with_the_same_content_gives_a_fresh_id(connected: int, sandbox: Sandbox) -> None:
    charge = a_charge(sandbox.openid())
    assert gateway().prepare(charge).prepay_id != gateway().prepare(charge).prepay_id


def test_a_number_used_for_another_sum_is_refused(connected: int, sandbox: Sandbox) -> None:
    charge = a_charge(sandbox.openid())
    gateway().prepare(charge)
    with pytest.raises(GatewayRefused) as refusal:
        gateway().prepare(a_charge(sandbox.openid(), total_fen=1, number=charge.number))
    assert refusal.value.code == "used"


def test_a_paid_charge_is_found_by_asking(connected: int, sandbox: Sandbox) -> None:
    charge = a_charge(sandbox.openid())
    gateway().prepare(charge)
    assert gateway().query(charge.number).state == "unpaid"
    transaction_id = sandbox.pay(charge.number)["transaction_id"]
    trade = gateway().query(charge.number)
    assert trade.state == "paid"
    assert trade.settlement is not None
    settled = trade.settlement
    assert (settled.transaction_id, settled.total_fen, settled.mchid) == (transaction_id, 19900, sandbox.mchid)
    assert settled.at.utcoffset() is not None
    assert settled.payer_openid == sandbox.openid()


def test_an_unseen_number_is_unknown_not_an_error(connected: int) -> None:
    assert gateway().query("P0000000000000000").state == "unknown"


def test_closing_is_safe_to_repeat_and_a_paid_charge_cannot_be_closed(connected: int, sandbox: Sandbox) -> None:
    open_charge, paid = a_charge(sandbox.openid()), a_charge(sandbox.openid())
    for charge in (open_charge, paid):
        gateway().prepare(charge)
    sandbox.pay(paid.number)
    gateway().close(open_charge.number)
    gateway().close(open_charge.number)
    assert gateway().query(open_charge.number).state == "closed"
    with pytest.raises(GatewayRefused) as refusal:
        gateway().close(paid.number)
    assert refusal.value.code == "paid"
    with pytest.raises(GatewayRefused) as unseen:
        gateway().close("P0000000000000000")
    assert unseen.value.code == "unknown"


def test_a_refund_is_accepted_once_under_its_number_and_then_settles(connected: int, sandbox: Sandbox) -> None:
    sandbox.put("/settings", refund_outcome="PROCESSING")
    charge = a_charge(sandbox.openid())
    gateway().prepare(charge)
    sandbox.pay(charge.number)
    asked = {"payment_number": charge.number, "number": "R26112200001", "total_fen": 19900, "reason": "未成团"}
    first = gateway().refund(refund_fen=9900, **asked)
    again = gateway().refund(refund_fen=9900, **asked)
    assert first.state == again.state == "processing"
    assert first.provider_refund_id == again.provider_refund_id
    sandbox.post(f"/refunds/{first.provider_refund_id}/settle", status="SUCCESS")
    done = gateway().query_refund("R26112200001")
    assert (done.state, done.refund_fen) == ("settled", 9900)
    assert done.at is not None


def test_a_refund_above_what_was_paid_is_refused_in_words(connected: int, sandbox: Sandbox) -> None:
    charge = a_charge(sandbox.openid())
    gateway().prepare(charge)
    sandbox.pay(charge.number)
    with pytest.raises(GatewayRefused) as refusal:
        gateway().refund(payment_number=charge.number, number="R2", refund_fen=19901, total_fen=19900, reason="错")
    assert "退款金额" in refusal.value.message


def test_a_refund_that_ends_badly_says_why(connected: int, sandbox: Sandbox) -> None:
    sandbox.put("/settings", refund_outcome="PROCESSING")
    charge = a_charge(sandbox.openid())
    gateway().prepare(charge)
    sandbox.pay(charge.number)
    payout = gateway().refund(payment_number=charge.number, number="R3", refund_fen=19900, total_fen=19900, reason="退")
    sandbox.post(f"/refunds/{payout.provider_refund_id}/settle", status="ABNORMAL")
    found = gateway().query_refund("R3")
    assert found.state == "failed"
    assert "收款账户异常" in str(found.cause)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 502},
        {"status": 429},
        {"drop": True},
        {"code": "SYSTEM_ERROR"},
        {"spoil_signature": True},
    ],
)
def test_trouble_on_the_way_says_nothing_about_the_payment(
    connected: int, sandbox: Sandbox, fault: dict[str, object]
) -> None:
    charge = a_charge(sandbox.openid())
    gateway().prepare(charge)
    sandbox.post("/faults", path="/v3/*", **fault)
    with pytest.raises(GatewayAway):
        gateway().query(charge.number)
    sandbox.delete("/faults")
    assert gateway().query(charge.number).state == "unpaid"


def test_a_gateway_that_cannot_be_reached_is_away(connected: int, sandbox: Sandbox) -> None:
    from wechat import addresses

    before = addresses.current()
    addresses.use(addresses.Addresses.of_sandbox("http://127.0.0.1:1", ""))
    try:
        with pytest.raises(GatewayAway):
            gateway().query("P1")
    finally:
        addresses.use(before)


def test_a_wrong_key_is_said_in_words(connected: int, sandbox: Sandbox) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    with transaction():
        secrets.put("wechat.pay_private_key", other.decode())
    with pytest.raises(GatewayRefused) as refusal:
        gateway().query("P1")
    assert refusal.value.code == "signature"
    assert "商户私钥" in refusal.value.message


def test_a_shop_without_a_merchant_account_is_told_what_is_missing(shop: int, sandbox: Sandbox) -> None:
    with pytest.raises(GatewayRefused) as refusal:
        gateway().query("P1")
    assert refusal.value.code == "not_connected"
    assert "APIv3 密钥" in refusal.value.message


@pytest.mark.parametrize("sp_appid", ["", "wx00000000000000ab"])
def test_under_a_partner_the_same_words_work(shop: int, sandbox: Sandbox, sp_appid: str) -> None:
    sandbox.register(mchid="1800000001", partner=True, sub_mchids=["1900000009"], appids=[])
    sandbox.connect(mode="partner", mchid="1800000001", sub_mchid="1900000009")
    with transaction():
        settings.PAY_SP_APPID.set(sp_appid)
    charge = a_charge(sandbox.openid())
    ready = gateway().prepare(charge)
    assert (ready.appid, ready.mchid) == (sandbox.appid, "1900000009")
    sandbox.pay(charge.number, mchid="1800000001")
    settled = gateway().query(charge.number).settlement
    assert settled is not None
    assert (settled.appid, settled.mchid) == (ready.appid, ready.mchid)
    payout = gateway().refund(payment_number=charge.number, number="R9", refund_fen=1, total_fen=19900, reason="退")
    assert payout.refund_fen == 1
    assert gateway().query_refund("R9").number == "R9"
    unpaid = a_charge(sandbox.openid())
    gateway().prepare(unpaid)
    gateway().close(unpaid.number)
    assert gateway().query(unpaid.number).state == "closed"


@pytest.mark.parametrize(("off_s", "goes_through"), [(0, True), (30, True), (-400, False)])
def test_an_answer_tells_what_time_it_is_there(shop: int, sandbox: Sandbox, off_s: int, goes_through: bool) -> None:
    heartbeat.forget()
    sandbox.connect()
    charge = a_charge(sandbox.openid())
    gateway().prepare(charge)
    sandbox.put("/settings", clock_off_s=off_s)
    if goes_through:
        assert gateway().query(charge.number).state == "unpaid"
    else:
        with pytest.raises(GatewayAway, match="outside five minutes"):
            gateway().query(charge.number)
    with tenant_scope(None):
        found = heartbeat.skews()
    assert {name: round(ms / -1000 / 10) * 10 for name, ms in found.items()} == ({"wechat_pay": off_s} if off_s else {})


def test_a_forged_answer_tells_nothing_about_the_time(shop: int, sandbox: Sandbox) -> None:
    sandbox.connect()
    keys = pay_client.known_keys(pay_client.account())
    headers = {"Wechatpay-Serial": next(iter(keys)), "Wechatpay-Timestamp": "1", "Wechatpay-Signature": "AAAA"}
    assert letters.ahead_ms(headers, b"{}", keys, clock.now()) is None
