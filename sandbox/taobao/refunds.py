"""Refunds that buyers asked for at Taobao."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g

from sandbox.clock import beijing_text, from_beijing_text
from sandbox.here import here
from sandbox.market import only, yuan
from sandbox.store import Record
from sandbox.taobao.gateway import TopError, api, invalid, listed, wanted_fields, whole


def shown_refund(refund: Record) -> Record:
    """One refund as TOP shows it."""
    return {
        "refund_id": str(refund["refund_id"]),
        "tid": refund["tid"],
        "oid": refund["oid"],
        "num_iid": refund["num_iid"],
        "outer_id": refund["outer_id"],
        "num": refund["num"],
        "title": refund["title"],
        "total_fee": yuan(refund["total_fen"]),
        "payment": yuan(refund["total_fen"] - refund["refund_fen"]),
        "refund_fee": yuan(refund["refund_fen"]),
        "status": refund["status"],
        "order_status": refund["order_status"],
        "good_status": refund["good_status"],
        "has_good_return": refund["has_good_return"],
        "reason": refund["reason"],
        "desc": refund["desc"],
        "refund_phase": refund["refund_phase"],
        "refund_version": int(refund["modified_s"] * 1000),
        "dispute_type": "REFUND_AND_RETURN" if refund["has_good_return"] else "REFUND",
        "created": beijing_text(refund["created_s"]),
        "modified": beijing_text(refund["modified_s"]),
    }


def _within(values: Mapping[str, str], refund: Record) -> bool:
    try:
        start_s = from_beijing_text(values["start_modified"]) if values.get("start_modified") else 0.0
        end_s = from_beijing_text(values["end_modified"]) if values.get("end_modified") else float("inf")
    except ValueError as error:
        raise invalid("start_modified") from error
    return start_s <= int(refund["modified_s"]) <= end_s


@api("taobao.refunds.receive.get")
def refunds_receive_get(values: Mapping[str, str]) -> Record:
    """Newest change first."""
    fields = wanted_fields(values)
    number, size = (
        whole(values, "page_no", 1, low=1),
        whole(values, "page_size", 40, low=1, high=100),
    )
    found = here().store.all("trade_refund", owner=g.taobao_shop["app_key"])
    found = [one for one in found if values.get("status") in (None, "", one["status"]) and _within(values, one)]
    found.sort(key=lambda one: one["modified_s"], reverse=True)
    rows = [only(shown_refund(one), fields) for one in found[(number - 1) * size : number * size]]
    body = listed("refunds", "refund", rows)
    if values.get("use_has_next") == "true":
        return body | {"has_next": number * size < len(found)}
    return body | {"total_results": len(found)}


@api("taobao.refund.get")
def refund_get(values: Mapping[str, str]) -> Record:
    """One refund."""
    fields = wanted_fields(values)
    refund = here().store.get("trade_refund", str(whole(values, "refund_id")))
    if refund is None or refund["app_key"] != g.taobao_shop["app_key"]:
        raise TopError(15, "Remote service error", "isv.refund-not-exist", "退款不存在")
    return {"refund": only(shown_refund(refund), fields)}
