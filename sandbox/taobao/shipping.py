"""Shipping by the seller's own carrier, and the carriers TOP knows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.clock import now_s
from sandbox.here import here
from sandbox.market import only
from sandbox.store import Record
from sandbox.taobao.gateway import TopError, api, listed, missing, wanted_fields, whole
from sandbox.taobao.trades import own_trade

COMPANIES: list[Record] = [
    {
        "id": 505,
        "code": "SF",
        "name": "顺丰速运",
        "reg_mail_no": r"^(SF)?[0-9]{12,15}$",
    },
    {
        "id": 101,
        "code": "YTO",
        "name": "圆通速递",
        "reg_mail_no": r"^(YT)?[A-Za-z0-9]{10,18}$",
    },
    {
        "id": 500,
        "code": "ZTO",
        "name": "中通快递",
        "reg_mail_no": r"^7[0-9]{11,14}$|^[0-9]{12,15}$",
    },
    {"id": 100, "code": "STO", "name": "申通快递", "reg_mail_no": r"^[0-9]{12,15}$"},
    {"id": 102, "code": "YUNDA", "name": "韵达快递", "reg_mail_no": r"^[0-9]{13,15}$"},
    {
        "id": 2,
        "code": "EMS",
        "name": "EMS",
        "reg_mail_no": r"^[A-Z]{2}[0-9]{9}[A-Z]{2}$|^[0-9]{13}$",
    },
    {
        "id": 200734,
        "code": "POSTB",
        "name": "邮政快递包裹",
        "reg_mail_no": r"^[0-9]{13}$",
    },
    {
        "id": 107,
        "code": "DBL",
        "name": "德邦快递",
        "reg_mail_no": r"^(DPK)?[0-9]{9,15}$",
    },
    {"id": 1207, "code": "JTSD", "name": "极兔速递", "reg_mail_no": r"^JT[0-9]{13}$"},
    {
        "id": 2009,
        "code": "JD",
        "name": "京东快递",
        "reg_mail_no": r"^JD[A-Z0-9]{10,20}$",
    },
]
SHIPPABLE = ("WAIT_SELLER_SEND_GOODS", "SELLER_CONSIGNED_PART")


def _refused(code: str, why: str) -> TopError:
    return TopError(15, "Remote service error", f"isv.logistics-offline-service-error:{code}", why)


@api("taobao.logistics.companies.get")
def companies(values: Mapping[str, str]) -> Record:
    """Carriers with the pattern of their waybill numbers."""
    fields = wanted_fields(values)
    return listed(
        "logistics_companies",
        "logistics_company",
        [only(one, fields) for one in COMPANIES],
    )


def _company(values: Mapping[str, str]) -> Record:
    for name in ("company_code", "out_sid"):
        if not values.get(name):
            raise missing(name)
    company = next(
        (one for one in COMPANIES if one["code"] == values["company_code"].upper()),
        None,
    )
    if company is None:
        raise _refused("B27", "物流公司不存在")
    if not re.fullmatch(company["reg_mail_no"], values["out_sid"]):
        raise _refused("B60", "运单号不符合规则")
    return company


@api("taobao.logistics.offline.send")
def offline_send(values: Mapping[str, str]) -> Record:
    """Ship the whole trade, or with is_split=1 and sub_tid a part of it."""
    with here().store.transaction():
        try:
            trade = own_trade(whole(values, "tid"))
        except TopError as error:
            raise _refused("ORDER_NOT_FOUND_ERROR", "订单不存在") from error
        company = _company(values)
        if trade["status"] not in SHIPPABLE:
            raise _refused("B04", "订单状态不允许发货")
        _ship(trade, _parts(values, trade), company["name"], values["out_sid"])
        here().store.put("trade", str(trade["tid"]), trade)
    return {"shipping": {"is_success": True}}


def _parts(values: Mapping[str, str], trade: Record) -> list[Record]:
    if values.get("is_split", "0") != "1":
        return [order for order in trade["orders"] if order["status"] in SHIPPABLE]
    wanted = set((values.get("sub_tid") or "").split(","))
    parts = [order for order in trade["orders"] if str(order["oid"]) in wanted and order["status"] in SHIPPABLE]
    if not parts:
        raise _refused("B04", "子订单状态不允许发货")
    return parts


def _ship(trade: Record, parts: list[Record], company: str, out_sid: str) -> None:
    for order in parts:
        order |= {
            "status": "WAIT_BUYER_CONFIRM_GOODS",
            "logistics_company": company,
            "invoice_no": out_sid,
        }
        order["consign_s"] = now_s()
    left = any(order["status"] in SHIPPABLE for order in trade["orders"])
    trade["status"] = "SELLER_CONSIGNED_PART" if left else "WAIT_BUYER_CONFIRM_GOODS"
    trade["consign_s"] = trade["modified_s"] = now_s()
