"""The pay sheet of WeChat for browsers outside WeChat: what /bridge.js asks, and paying a prepay directly."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, request

from sandbox.here import here
from sandbox.pay import till
from sandbox.pay.platform import verified
from sandbox.store import Record

bp = Blueprint("bridge", __name__)

PARAMETERS = ("appId", "timeStamp", "nonceStr", "package", "signType", "paySign")
RESULTS = ("ok", "cancel", "fail")


class BadSheet(Exception):
    """WeChat would not open the pay sheet; the text says why."""


@bp.after_request
def open_to_shops(response: Response) -> Response:
    """The shops' pages are other origins; what they may do here is only what a shopper's phone may do."""
    if not request.path.startswith("/bridge"):
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _shop_name(payment: Record) -> str:
    merchant = here().store.get("merchant", payment["mchid"]) or {}
    return str(merchant.get("name") or payment["mchid"])


def _payment_of(parameters: Any) -> Record:
    """The payment that these getBrandWCPayRequest parameters are for. Raises BadSheet."""
    if not isinstance(parameters, dict):
        raise BadSheet("调用支付JSAPI缺少参数")
    missing = [name for name in PARAMETERS if not parameters.get(name)]
    if missing:
        raise BadSheet(f"调用支付JSAPI缺少参数: {missing[0]}")
    if not all(isinstance(parameters[name], str) for name in PARAMETERS) or parameters["signType"] != "RSA":
        raise BadSheet("支付参数类型错误")
    if not parameters["package"].startswith("prepay_id="):
        raise BadSheet("调用支付JSAPI缺少参数: prepay_id")
    payment = till.of_prepay(here().store, parameters["package"].removeprefix("prepay_id="))
    if payment is None:
        raise BadSheet("prepay_id无效或已过期")
    _check_signature(parameters, payment)
    return payment


def _check_signature(parameters: Record, payment: Record) -> None:
    ordered = payment["request"]
    appid = ordered.get("appid") or (ordered.get("sub_appid") or ordered.get("sp_appid"))
    if parameters["appId"] != appid:
        raise BadSheet("appId与下单时不一致")
    lines = (
        parameters["appId"],
        parameters["timeStamp"],
        parameters["nonceStr"],
        parameters["package"],
        "",
    )
    merchant = here().store.get("merchant", payment["mchid"]) or {"public_key": ""}
    if not verified(merchant["public_key"], "\n".join(lines).encode(), parameters["paySign"]):
        raise BadSheet("支付验证签名失败")


@bp.get("/bridge.js")
def script() -> Response:
    """WeixinJSBridge and wx for browsers outside WeChat."""
    return current_app.send_static_file("bridge.js")


@bp.post("/bridge/sheet")
def sheet() -> Record:
    """What the sheet shows: shop, description and amount; or why it does not open."""
    try:
        payment = _payment_of(request.get_json(force=True, silent=True))
    except BadSheet as error:
        return {"ok": False, "message": str(error)}
    ordered = payment["request"]
    return {
        "ok": True,
        "shop": _shop_name(payment),
        "description": ordered["description"],
        "total_fen": ordered["amount"]["total"],
        "auto": here().settings["auto_pay"],
    }


@bp.post("/bridge/pay")
def pay_sheet() -> Record:
    """The shopper answered the sheet: ok pays, cancel and fail change nothing."""
    body = request.get_json(force=True, silent=True)
    body = body if isinstance(body, dict) else {}
    try:
        payment = _payment_of(body.get("parameters"))
    except BadSheet as error:
        return {"result": "fail", "message": str(error)}
    return _settle(payment["key"], body.get("result"), None)


@bp.post("/sandbox/pay/<prepay_id>")
def pay_prepay(prepay_id: str) -> Record | tuple[Record, int]:
    """Pay a prepay_id as a shopper would in WeChat's sheet: {result: ok|cancel|fail, person}."""
    body = request.get_json(force=True, silent=True)
    body = body if isinstance(body, dict) else {}
    payment = till.of_prepay(here().store, prepay_id)
    if payment is None:
        return {"result": "fail", "message": "prepay_id无效或已过期"}, 404
    return _settle(payment["key"], body.get("result", "ok"), body.get("person"))


def _settle(key: str, result: Any, person: str | None) -> Record:
    if result not in RESULTS:
        return {"result": "fail", "message": "result must be ok, cancel or fail"}
    if result != "ok":
        return {"result": result}
    try:
        payment = till.pay(here(), key, person=person)
    except till.CannotPay as error:
        return {"result": "fail", "message": str(error)}
    return {"result": "ok", "transaction_id": payment["transaction_id"]}


@bp.route("/bridge/<path:_rest>", methods=["OPTIONS"])
def preflight(_rest: str) -> Response:
    return Response(json.dumps({}), content_type="application/json")
