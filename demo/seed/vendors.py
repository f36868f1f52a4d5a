"""The shop's accounts at WeChat, made known to the sandbox and kept as the merchant would have typed them in."""

import secrets as tokens
from typing import Any

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import select

from commerce.members.models import Member
from commerce.orders.models import Order
from commerce.payments.models import Payment, Refund
from demo.catalogue.types import ShopPlan
from kernel.db import db
from tenants import secrets, settings
from wechat import messages
from wechat.connection import APIV3_KEY, APP_SECRET, PRIVATE_KEY

SMS_ACCOUNT = {
    "access_key_id": "sandbox", "access_key_secret": "sandbox-secret", "signs": ["集市"],
    "templates": {"SMS_100001": "验证码 ${code}，5 分钟内有效，请勿告诉他人。"},
}  # fmt: skip
"""What app/config.py takes for the platform's own account while nothing else is configured."""


def connect(plan: ShopPlan, number: int, sandbox: str) -> dict[str, str]:
    """Register app and merchant; returns {"appid", "mchid"}."""
    appid, mchid = f"wx{tokens.token_hex(8)}", f"19{tokens.randbelow(10**8):08d}"
    app_secret, apiv3_key, serial = tokens.token_hex(16), tokens.token_hex(16), tokens.token_hex(20).upper()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public_pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    tell(sandbox, "apps", {"appid": appid, "secret": app_secret, "name": plan.name})
    merchant = {
        "mchid": mchid, "public_key": public_pem.decode(), "serial_no": serial, "apiv3_key": apiv3_key,
        "name": plan.name, "mode": "public_key", "appids": [appid],
    }  # fmt: skip
    tell(sandbox, "merchants", merchant)
    tell(sandbox, "sms/accounts", SMS_ACCOUNT)
    platform = ask(sandbox, "platform")
    settings.WECHAT_APPID.set(appid)
    settings.WECHAT_TEMPLATES.set({kind: f"demo-template-{kind}" for kind in messages.KINDS})
    settings.PAY_MCHID.set(mchid)
    settings.PAY_SERIAL.set(serial)
    settings.PAY_PUBLIC_KEY_ID.set(platform["public_key_id"])
    settings.PAY_PUBLIC_KEY.set(platform["public_key"])
    secrets.put(APP_SECRET, app_secret)
    secrets.put(APIV3_KEY, apiv3_key)
    secrets.put(PRIVATE_KEY, private_pem.decode())
    return {"appid": appid, "mchid": mchid}


def remember(account: dict[str, str], sandbox: str) -> None:
    """What moved before today is known to WeChat Pay as well: it can be refunded, and stands in the bills."""
    payments = db.session.execute(
        select(Payment, Member.openid)
        .join(Order, (Order.tenant_id == Payment.tenant_id) & (Order.id == Payment.order_id))
        .join(Member, (Member.tenant_id == Order.tenant_id) & (Member.id == Order.member_id))
        .where(Payment.state == "settled", Payment.mchid == account["mchid"])
    ).all()
    refunds = db.session.execute(
        select(Refund, Payment.number)
        .join(Payment, (Payment.tenant_id == Refund.tenant_id) & (Payment.id == Refund.payment_id))
        .where(Refund.state == "settled")
    ).all()
    told = {
        "payments": [
            {
                "number": row.number, "transaction_id": row.transaction_id, "total_fen": row.total_fen,
                "openid": openid, "description": "商品", "at_s": row.settled_at.timestamp(),
            }
            for row, openid in payments
        ],
        "refunds": [
            {
                "number": row.number, "refund_id": row.provider_refund_id, "payment_number": number,
                "refund_fen": row.refund_fen, "at_s": (row.sent_at or row.settled_at).timestamp(),
            }
            for row, number in refunds
        ],
    }  # fmt: skip
    tell(sandbox, "past", account | told)


def tell(sandbox: str, what: str, body: dict[str, Any]) -> Any:
    """POST to the sandbox's control interface."""
    answer = httpx.post(f"{sandbox}/sandbox/api/{what}", json=body, timeout=10)
    answer.raise_for_status()
    return answer.json()


def ask(sandbox: str, what: str) -> Any:
    """GET from the sandbox's control interface."""
    answer = httpx.get(f"{sandbox}/sandbox/api/{what}", timeout=10)
    answer.raise_for_status()
    return answer.json()
