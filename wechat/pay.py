"""WeChat Pay v3 behind the port commerce/payments/ports.py: JSAPI, for ordinary merchants and under a partner."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from commerce.payments.ports import BillContent, Charge, GatewayAway, GatewayRefused, Payout, Prepared, Trade
from kernel import clock
from wechat import addresses, bills, pay_client, pay_words
from wechat.connection import PayAccount

MOST_DESCRIPTION = 127
MOST_REASON = 80
Answer = TypeVar("Answer")


class WeChatGateway:
    """The gateway of the shop in scope. All of it is network; call it outside any transaction."""

    def prepare(self, charge: Charge) -> Prepared:
        """A prepay id. Safe to repeat: the same number with the same content gives a fresh id of the same payment."""
        found = pay_client.account()
        body = pay_client.call(
            found,
            "pay",
            description=charge.description[:MOST_DESCRIPTION],
            out_trade_no=charge.number,
            amount={"total": charge.total_fen, "currency": "CNY"},
            payer=_payer(found, charge.payer_openid),
            time_expire=clock.shop_time(charge.expires_at).replace(microsecond=0).isoformat(),
            notify_url=notify_url(found, "pay"),
            **_whose(found),
            **({"sub_appid": found.appid} if found.is_partner and found.sp_appid else {}),
        )
        prepay_id = body.get("prepay_id")
        if not prepay_id:
            raise GatewayAway("微信支付的应答里没有预支付单号")
        return Prepared(str(prepay_id), found.appid, found.own_mchid)

    def bridge_parameters(self, prepay_id: str) -> dict[str, str]:
        """What getBrandWCPayRequest wants, signed with the merchant's key. The time is a string of seconds."""
        found = pay_client.account()
        stamp, nonce, package = str(int(clock.now().timestamp())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        signature = pay_client.client(found).sign([found.appid, stamp, nonce, package])
        return {
            "appId": found.appid, "timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA",
            "paySign": signature,
        }  # fmt: skip

    def query(self, number: str) -> Trade:
        """What became of a payment; a number WeChat Pay has never seen is "unknown"."""
        found = pay_client.account()
        try:
            body = pay_client.call(found, "query", out_trade_no=number, **_whose(found))
        except GatewayRefused as refusal:
            if refusal.code == "unknown":
                return Trade("unknown")
            raise
        return _read(pay_words.trade_of, body)

    def close(self, number: str) -> None:
        """Closed at WeChat Pay. Safe to repeat. A paid one raises GatewayRefused("paid")."""
        found = pay_client.account()
        pay_client.call(found, "close", out_trade_no=number, **_whose(found))

    def refund(self, *, payment_number: str, number: str, refund_fen: int, total_fen: int, reason: str) -> Payout:
        """Pay back. Safe to repeat under the same number: it is WeChat Pay's idempotency key."""
        found = pay_client.account()
        body = pay_client.call(
            found,
            "refund",
            out_trade_no=payment_number,
            out_refund_no=number,
            amount={"refund": refund_fen, "total": total_fen, "currency": "CNY"},
            reason=reason[:MOST_REASON],
            notify_url=notify_url(found, "refund"),
            **_whose(found),
        )
        return _read(pay_words.payout_of, body)

    def query_refund(self, number: str) -> Payout:
        """What became of a refund."""
        found = pay_client.account()
        return _read(pay_words.payout_of, pay_client.call(found, "query_refund", out_refund_no=number, **_whose(found)))

    def bill(self, kind: str, on: date) -> BillContent | None:
        """A day's trade or fund bill; None when nothing moved."""
        return bills.fetch(pay_client.account(), kind, on)


def notify_url(found: PayAccount, kind: str) -> str:
    """Where WeChat Pay tells us; kind: pay or refund. No query string, or WeChat Pay refuses it."""
    return f"{addresses.current().hooks}/hooks/wechat/{found.tenant_key}/{kind}"


def _whose(found: PayAccount) -> dict[str, str]:
    return {"sub_mchid": found.sub_mchid} if found.is_partner else {}


def _payer(found: PayAccount, openid: str) -> dict[str, str]:
    if not found.is_partner:
        return {"openid": openid}
    return {"sub_openid": openid} if found.sp_appid else {"sp_openid": openid}


def _read(reader: Callable[[dict[str, Any]], Answer], body: dict[str, Any]) -> Answer:
    try:
        return reader(body)
    except ValueError as error:
        raise GatewayAway(f"微信支付的应答看不懂（{error}）") from error
