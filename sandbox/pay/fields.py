"""What the fields of a pay request may be: unknown, missing and wrong ones are refused as production does."""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import request

from sandbox.pay.gate import Refused
from sandbox.store import Record


@dataclass(frozen=True)
class Field:
    """One field: its type (str, int, bool, list or a dict of fields), need and bounds."""

    kind: Any
    required: bool = False
    low: int = 0
    high: int = 10**9
    pattern: str = ""


def text(high: int, *, required: bool = False, low: int = 0, pattern: str = "") -> Field:
    """A string of at most `high` characters."""
    return Field(str, required, low, high, pattern)


GOODS = Field(list)
AMOUNT = Field({"total": Field(int, True, 1), "currency": text(16)}, True)
OUT_TRADE_NO = text(32, required=True, low=6, pattern=r"[0-9A-Za-z_\-|*]+")
SCENE = Field({"payer_client_ip": text(45), "device_id": text(32), "store_info": Field(dict)})
ORDER: dict[str, Field] = {
    "description": text(127, required=True, low=1),
    "out_trade_no": OUT_TRADE_NO,
    "time_expire": text(64),
    "attach": text(128),
    "notify_url": text(255, required=True, low=1),
    "goods_tag": text(32),
    "support_fapiao": Field(bool),
    "amount": AMOUNT,
    "detail": Field({"cost_price": Field(int), "invoice_id": text(32), "goods_detail": GOODS}),
    "scene_info": SCENE,
    "settle_info": Field({"profit_sharing": Field(bool), "subsidy_amount": Field(int)}),
    "limit_pay": Field(list),
}
DIRECT_ORDER = ORDER | {
    "appid": text(32, required=True, low=1),
    "mchid": text(32, required=True, low=1),
    "payer": Field({"openid": text(128, required=True, low=1)}, True),
}
PARTNER_ORDER = ORDER | {
    "sp_appid": text(32, required=True, low=1),
    "sp_mchid": text(32, required=True, low=1),
    "sub_appid": text(32),
    "sub_mchid": text(32, required=True, low=1),
    "payer": Field({"sp_openid": text(128), "sub_openid": text(128)}, True),
}
REFUND: dict[str, Field] = {
    "sub_mchid": text(32),
    "transaction_id": text(32),
    "out_trade_no": text(32),
    "out_refund_no": text(64, required=True, low=1, pattern=r"[0-9A-Za-z_\-|*@]+"),
    "reason": text(80),
    "notify_url": text(256),
    "funds_account": text(32, pattern="AVAILABLE|UNSETTLED"),
    "amount": Field(
        {
            "refund": Field(int, True, 1),
            "total": Field(int, True, 1),
            "currency": text(16, required=True, pattern="CNY"),
            "from": Field(list),
        },
        True,
    ),
    "goods_detail": GOODS,
}


def param_error(pointer: str, value: Any, issue: str, *, location: str = "body") -> Refused:
    """400 PARAM_ERROR with its detail."""
    detail = {"field": pointer, "value": value, "issue": issue, "location": location}
    return Refused(400, "PARAM_ERROR", f"输入源“{pointer}”{issue}", detail=detail)


def json_body() -> Record:
    """The JSON object of the request. Raises Refused when it is none."""
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise Refused(400, "PARAM_ERROR", "请求的JSON格式不合法") from error
    if not isinstance(body, dict):
        raise Refused(400, "PARAM_ERROR", "请求的JSON格式不合法")
    return body


def check(body: Record, fields: dict[str, Field], pointer: str = "/body") -> None:
    """Raise Refused for the first field that does not fit."""
    for name in body:
        if name not in fields:
            raise param_error(f"{pointer}/{name}", body[name], "参数中含有非法的额外参数")
    for name, field in fields.items():
        if name in body:
            _check_one(body[name], field, f"{pointer}/{name}")
        elif field.required:
            raise param_error(f"{pointer}/{name}", "", "缺少必填参数")


def _check_one(value: Any, field: Field, pointer: str) -> None:
    if isinstance(field.kind, dict):
        if not isinstance(value, dict):
            raise param_error(pointer, value, "类型错误，应为对象")
        check(value, field.kind, pointer)
    elif not isinstance(value, field.kind) or (isinstance(value, bool) and field.kind is not bool):
        raise param_error(pointer, value, "类型错误")
    elif field.kind is int and value < field.low:
        raise param_error(pointer, value, f"数值规则校验失败，值低于最小值 {field.low}")
    elif field.kind is str and not field.low <= len(value) <= field.high:
        raise param_error(pointer, value, f"字符串长度不在 {field.low} 到 {field.high} 之间")
    elif field.pattern and not re.fullmatch(field.pattern, value):
        raise param_error(pointer, value, "格式不符合规则")


def on_this_machine(host: str) -> bool:
    """localhost, *.localhost and loopback addresses."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_notify_url(url: str) -> None:
    """https, no query; plain http only on this machine."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and on_this_machine(parts.hostname or "")
    if not (parts.hostname and (parts.scheme == "https" or plain)) or parts.query:
        raise param_error("/body/notify_url", url, "通知地址须为https且不能携带参数")
