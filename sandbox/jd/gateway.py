"""The JOS gateway: signature over the sent text, a six-minute window, `_responce`, numbers as strings."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, request

from sandbox.clock import from_beijing_text, now_s
from sandbox.here import here
from sandbox.market import calls_today
from sandbox.store import Record

bp = Blueprint("jd", __name__)

SKEW_S = 360
Api = Callable[[Record], Record]
APIS: dict[str, Api] = {}
MESSAGES = {
    "2": ("调用次数超限", "App Call Limited"),
    "4": ("缺少版本参数", "Missing Version"),
    "5": ("不支持的版本号", "Unsupported Version"),
    "7": ("缺少时间戳参数", "Missing Timestamp"),
    "8": ("非法的时间戳参数", "Invalid Timestamp"),
    "11": ("缺少签名参数", "Missing Signature"),
    "12": ("无效签名", "Invalid Signature"),
    "14": ("缺少方法名参数", "Missing Method"),
    "15": ("不存在的方法名", "Invalid Method"),
    "18": ("缺少access_token参数", "Missing access_token"),
    "19": ("token已过期或者不存在，请重新授权", "Invalid or expired access_token"),
    "20": ("缺少app_key参数", "Missing app_key"),
    "21": ("无效app_key", "Invalid app_key"),
    "60": ("参数错误", "Parameter Error"),
    "61": ("参数值非法", "Illegal Value"),
    "63": ("非法的JSON", "Illegal JSON"),
}


class JosError(Exception):
    """A gateway error; it comes with HTTP 200."""

    def __init__(self, code: str, more: str = "") -> None:
        zh_desc, en_desc = MESSAGES[code]
        super().__init__(en_desc)
        self.body = {
            "code": code,
            "zh_desc": f"{zh_desc} {more}".strip(),
            "en_desc": en_desc,
        }


def api(method: str) -> Callable[[Api], Api]:
    """Register the function that answers a JOS method."""

    def keep(function: Api) -> Api:
        APIS[method] = function
        return function

    return keep


def signature(values: Mapping[str, str], secret: str) -> str:
    """Upper-case MD5 of secret + sorted name+value of all parameters but `sign` + secret."""
    text = "".join(name + value for name, value in sorted(values.items()) if name != "sign")
    return hashlib.md5(f"{secret}{text}{secret}".encode()).hexdigest().upper()


def _sent_s(text: str) -> float:
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text):
        return from_beijing_text(text)
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f%z").timestamp()


def _check_timestamp(text: str) -> None:
    try:
        sent_s = _sent_s(text)
    except ValueError as error:
        raise JosError("8") from error
    if abs(now_s() - sent_s) > SKEW_S:
        raise JosError("8")


def _checked(values: Mapping[str, str]) -> Record:
    for name, code in (
        ("method", "14"),
        ("app_key", "20"),
        ("v", "4"),
        ("timestamp", "7"),
        ("sign", "11"),
    ):
        if not values.get(name):
            raise JosError(code)
    if values["method"] not in APIS:
        raise JosError("15", values["method"])
    shop = here().store.get("jd_shop", values["app_key"])
    if shop is None:
        raise JosError("21")
    if values["v"] != "2.0":
        raise JosError("5")
    _check_timestamp(values["timestamp"])
    if not hmac.compare_digest(signature(values, shop["secret"]), values["sign"]):
        raise JosError("12")
    return shop


def _check_token(values: Mapping[str, str]) -> None:
    if not values.get("access_token"):
        raise JosError("18")
    kept = here().store.get("jd_shop_session", values["access_token"])
    expired = kept is not None and kept["expires_s"] is not None and now_s() > kept["expires_s"]
    if kept is None or expired or kept["app_key"] != values["app_key"]:
        raise JosError("19", values["access_token"])


def _check_budget(app_key: str) -> None:
    most = here().settings["jd_daily_calls"]
    if calls_today("jd", app_key) > (most if most is not None else float("inf")):
        raise JosError("2")


def _arguments(values: Mapping[str, str]) -> Record:
    try:
        found = json.loads(values.get("360buy_param_json") or "{}")
    except ValueError as error:
        raise JosError("63") from error
    if not isinstance(found, dict):
        raise JosError("63")
    return found


@bp.route("/routerjson", methods=["GET", "POST"])
@bp.route("/jd/routerjson", methods=["GET", "POST"])
def routerjson() -> Response:
    """One address for all methods."""
    values = {name: value for name, value in request.values.items()}
    try:
        shop = _checked(values)
        _check_budget(shop["app_key"])
        _check_token(values)
        g.jd_shop = shop
        body = APIS[values["method"]](_arguments(values))
    except JosError as error:
        return _written({"error_response": error.body})
    root = f"{values['method'].replace('.', '_')}_responce"
    return _written({root: {"code": "0", **body}})


def _written(body: Any) -> Response:
    return Response(
        json.dumps(body, ensure_ascii=False),
        content_type="application/json;charset=UTF-8",
    )


def whole(
    arguments: Record,
    name: str,
    default: int | None = None,
    *,
    low: int = 1,
    high: int = 10**18,
) -> int:
    """A whole number, which JD takes as a number or as a string."""
    value = arguments.get(name)
    if value in (None, ""):
        if default is None:
            raise JosError("60", name)
        return default
    try:
        number = int(str(value))
    except ValueError as error:
        raise JosError("61", name) from error
    if not low <= number <= high:
        raise JosError("61", name)
    return number


def good(english: str = "", chinese: str = "", number: int = 0) -> Record:
    """The inner apiResult; success unless a reason is given."""
    return {
        "success": not english,
        "englishErrCode": english or "success",
        "chineseErrCode": chinese or "成功",
        "numberCode": number,
    }
