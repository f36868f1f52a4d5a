"""What WeChat Pay says, in the shop's words: trades, refunds and refusals."""

from datetime import datetime
from typing import Any

from commerce.payments.ports import GatewayAway, GatewayRefused, Payout, Settlement, Trade

AWAY_CODES = {
    "SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BANKERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED",
    "RATE_LIMITED", "SERVICE_UNAVAILABLE",
}  # fmt: skip
REFUSALS: dict[str, tuple[str, str]] = {
    "ORDERPAID": ("paid", "这笔订单已经支付"),
    "ORDER_PAID": ("paid", "这笔订单已经支付"),
    "ORDER_CLOSED": ("closed", "这笔订单在微信支付已关闭"),
    "ORDERCLOSED": ("closed", "这笔订单在微信支付已关闭"),
    "ORDER_NOT_EXIST": ("unknown", "微信支付没有这笔订单"),
    "ORDERNOTEXIST": ("unknown", "微信支付没有这笔订单"),
    "RESOURCE_NOT_EXISTS": ("unknown", "微信支付没有这笔订单或退款"),
    "OUT_TRADE_NO_USED": ("used", "付款单号已被使用，请重新下单"),
    "APPID_MCHID_NOT_MATCH": ("not_bound", "公众号没有与商户号绑定，请在微信支付商户平台完成授权"),
    "MCH_NOT_EXISTS": ("no_merchant", "商户号不存在，请检查微信支付配置"),
    "SIGN_ERROR": ("signature", "商户私钥、证书序列号与商户号对不上，请检查微信支付配置"),
    "NO_AUTH": ("no_right", "商户号没有开通这项支付权限，请到微信支付商户平台开通"),
    "NOT_ENOUGH": ("funds", "商户号可用余额不足，请充值后重试"),
    "USER_ACCOUNT_ABNORMAL": ("payer", "付款人的账户异常，无法原路退回，请与买家协商"),
    "RULE_LIMIT": ("limit", "超过微信支付的次数或金额限制"),
    "TRADE_ERROR": ("trade", "微信支付不允许这笔交易"),
    "PARAM_ERROR": ("invalid", "微信支付不接受请求的内容"),
    "INVALID_REQUEST": ("invalid", "微信支付不接受这次请求"),
}


def refusal(status: int, body: dict[str, Any]) -> GatewayAway | GatewayRefused:
    """Which of our two errors an error answer is. Branches on WeChat's code, never on its text."""
    code, message = str(body.get("code") or ""), str(body.get("message") or "")
    if status >= 500 or status == 429 or code in AWAY_CODES or not code:
        return GatewayAway(f"微信支付暂时没有回应（{status} {code}）")
    ours, words = REFUSALS.get(code, (code.lower(), "微信支付拒绝了请求"))
    return GatewayRefused(ours, f"{words}（{message[:120]}）" if message else words)


def settlement_of(transaction: dict[str, Any]) -> Settlement:
    """Money that has come in. Raises ValueError when the object lacks what a paid transaction has."""
    try:
        amount, payer = transaction["amount"], transaction.get("payer") or {}
        total_fen, currency = amount["total"], amount.get("currency", "CNY")
        if not isinstance(total_fen, int) or isinstance(total_fen, bool):
            raise ValueError("total is not a whole number of fen")
        return Settlement(
            transaction_id=str(transaction["transaction_id"]),
            number=str(transaction["out_trade_no"]),
            total_fen=total_fen,
            at=_moment(transaction["success_time"]),
            appid=_appid(transaction),
            mchid=str(transaction.get("sub_mchid") or transaction["mchid"]),
            currency=str(currency),
            payer_openid=payer.get("openid") or payer.get("sub_openid") or payer.get("sp_openid"),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"transaction lacks {error}") from error


def _appid(content: dict[str, Any]) -> str:
    return str(content.get("sub_appid") or content.get("appid") or content.get("sp_appid") or "")


def trade_of(transaction: dict[str, Any]) -> Trade:
    """A transaction as asked for. A refunded one was paid first, and says when."""
    state = transaction.get("trade_state")
    if state in ("SUCCESS", "REFUND"):
        return Trade("paid", settlement_of(transaction))
    return Trade("closed" if state in ("CLOSED", "REVOKED", "PAYERROR") else "unpaid")


def payout_of(refund: dict[str, Any]) -> Payout:
    """A refund from an answer (`status`) or a notice (`refund_status`). Raises ValueError."""
    status = refund.get("status") or refund.get("refund_status")
    state = {"SUCCESS": "settled", "PROCESSING": "processing", "CLOSED": "failed", "ABNORMAL": "failed"}.get(
        str(status)
    )
    if state is None:
        raise ValueError(f"unknown refund status {status!r}")
    causes = {
        "CLOSED": "微信支付关闭了退款，请核对商户余额后重试",
        "ABNORMAL": "买家的收款账户异常，退款没有到账，请与买家协商",
    }
    try:
        return Payout(
            state=state,
            number=str(refund["out_refund_no"]),
            refund_fen=int(refund["amount"]["refund"]),
            provider_refund_id=str(refund["refund_id"]),
            account=refund.get("user_received_account"),
            at=_moment(refund["success_time"]) if refund.get("success_time") else None,
            cause=causes.get(str(status)),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"refund lacks {error}") from error


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
