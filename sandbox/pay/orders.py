"""Prepay, query and close, in direct and partner mode."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from sandbox.clock import from_rfc3339, now_s
from sandbox.here import here
from sandbox.pay import till
from sandbox.pay.fields import (
    DIRECT_ORDER,
    PARTNER_ORDER,
    check,
    check_notify_url,
    json_body,
    param_error,
)
from sandbox.pay.gate import Refused, answer
from sandbox.store import Record

bp = Blueprint("pay_orders", __name__, url_prefix="/v3/pay")

OTHER_MCHID = "http header中的mchid与post payload中的mchid不匹配"


def _check_merchant(body: Record, *, partner: bool) -> None:
    merchant = g.merchant
    if body["sp_mchid" if partner else "mchid"] != merchant["mchid"]:
        raise Refused(400, "PARAM_ERROR", OTHER_MCHID)
    if partner and not merchant["partner"]:
        raise Refused(403, "NO_AUTH", "商户号该产品权限未开通，请前往商户平台>产品中心检查后重试")
    appid = body["sp_appid" if partner else "appid"]
    if merchant["appids"] and appid not in merchant["appids"]:
        raise Refused(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配，请检查后再试")
    if partner and merchant["sub_mchids"] and body["sub_mchid"] not in merchant["sub_mchids"]:
        raise Refused(403, "NO_AUTH", "特约子商户商户号未授权服务商的产品权限")


def _check_payer(body: Record) -> None:
    payer = body["payer"]
    if payer.get("sub_openid") and not body.get("sub_appid"):
        raise param_error("/body/sub_appid", "", "传sub_openid时sub_appid必填")
    pairs = (
        ("openid", "appid"),
        ("sp_openid", "sp_appid"),
        ("sub_openid", "sub_appid"),
    )
    given = [(payer[name], body.get(appid)) for name, appid in pairs if payer.get(name)]
    if not given:
        raise param_error("/body/payer", payer, "缺少用户标识")
    for openid, appid in given:
        known = here().store.get("openid", openid)
        if (known and known["appid"] != appid) or (known is None and here().settings["strict_openid"]):
            raise Refused(400, "INVALID_REQUEST", "appid和openid不匹配")


def _check_time_expire(body: Record) -> None:
    if "time_expire" not in body:
        return
    try:
        expire_s = from_rfc3339(body["time_expire"])
    except ValueError as error:
        raise param_error("/body/time_expire", body["time_expire"], "时间格式不符合RFC3339") from error
    if expire_s <= now_s() - 60:
        raise param_error("/body/time_expire", body["time_expire"], "订单失效时间不能早于当前时间")


def _again(payment: Record, body: Record) -> None:
    """Refuse a second order under the same number unless it is the same one, still unpaid."""
    state = till.state_of(payment)
    if state == "CLOSED":
        raise Refused(400, "ORDER_CLOSED", "订单已关闭，请重新下单")
    if payment["request"] != body:
        raise Refused(403, "OUT_TRADE_NO_USED", "商户订单号重复")
    if state != "NOTPAY":
        raise Refused(400, "ORDERPAID", "该订单已支付")


def _place(*, partner: bool) -> Response:
    body = json_body()
    check(body, PARTNER_ORDER if partner else DIRECT_ORDER)
    _check_merchant(body, partner=partner)
    check_notify_url(body["notify_url"])
    _check_time_expire(body)
    _check_payer(body)
    store, mchid = here().store, g.merchant["mchid"]
    key = till.payment_key(mchid, body["out_trade_no"])
    with store.transaction():
        payment = store.get("payment", key)
        if payment is None:
            payment = {
                "key": key,
                "mchid": mchid,
                "request": body,
                "state": "NOTPAY",
                "created_s": now_s(),
            }
            store.put("payment", key, payment, owner=mchid)
        else:
            _again(payment, body)
        prepay_id = till.new_prepay(store, payment)
    return answer({"prepay_id": prepay_id})


@bp.post("/transactions/jsapi")
def place_direct() -> Response:
    return _place(partner=False)


@bp.post("/partner/transactions/jsapi")
def place_partner() -> Response:
    return _place(partner=True)


def _own(payment: Record | None, *, sub_mchid: str | None) -> Record:
    if payment is None or payment["mchid"] != g.merchant["mchid"]:
        raise Refused(404, "ORDER_NOT_EXIST", "订单不存在")
    if sub_mchid is not None and payment["request"].get("sub_mchid") != sub_mchid:
        raise Refused(404, "ORDER_NOT_EXIST", "订单不存在")
    return payment


def _asked_merchant(values: Any, *, partner: bool) -> str | None:
    """Check the mchid of query or body against the signer; the sub_mchid in partner mode."""
    name = "sp_mchid" if partner else "mchid"
    if not values.get(name):
        raise param_error(
            f"/{name}",
            "",
            "缺少必填参数",
            location="query" if request.method == "GET" else "body",
        )
    if values[name] != g.merchant["mchid"]:
        raise Refused(400, "PARAM_ERROR", OTHER_MCHID)
    if not partner:
        return None
    if not values.get("sub_mchid"):
        raise param_error("/sub_mchid", "", "缺少必填参数")
    return str(values["sub_mchid"])


@bp.get("/transactions/out-trade-no/<out_trade_no>", defaults={"partner": False})
@bp.get("/partner/transactions/out-trade-no/<out_trade_no>", defaults={"partner": True})
def query_by_number(out_trade_no: str, *, partner: bool) -> Response:
    sub_mchid = _asked_merchant(request.args, partner=partner)
    payment = here().store.get("payment", till.payment_key(g.merchant["mchid"], out_trade_no))
    return answer(till.transaction(_own(payment, sub_mchid=sub_mchid)))


@bp.get("/transactions/id/<transaction_id>", defaults={"partner": False})
@bp.get("/partner/transactions/id/<transaction_id>", defaults={"partner": True})
def query_by_transaction(transaction_id: str, *, partner: bool) -> Response:
    sub_mchid = _asked_merchant(request.args, partner=partner)
    payment = till.of_transaction(here().store, transaction_id)
    return answer(till.transaction(_own(payment, sub_mchid=sub_mchid)))


@bp.post("/transactions/out-trade-no/<out_trade_no>/close", defaults={"partner": False})
@bp.post(
    "/partner/transactions/out-trade-no/<out_trade_no>/close",
    defaults={"partner": True},
)
def close(out_trade_no: str, *, partner: bool) -> Response:
    sub_mchid = _asked_merchant(json_body(), partner=partner)
    store = here().store
    key = till.payment_key(g.merchant["mchid"], out_trade_no)
    with store.transaction():
        payment = _own(store.get("payment", key), sub_mchid=sub_mchid)
        if till.state_of(payment) in {"SUCCESS", "REFUND"}:
            raise Refused(400, "ORDERPAID", "该订单已支付")
        if payment["state"] != "CLOSED":
            payment["state"] = "CLOSED"
            payment["closed_s"] = now_s()
            store.put("payment", key, payment)
    return Response(status=204)
