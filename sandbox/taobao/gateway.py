"""The TOP gateway: public parameters, signature, session, limits, and answers in JSON or XML."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from flask import Blueprint, Response, g, request

from sandbox.clock import from_beijing_text, now_s
from sandbox.here import here
from sandbox.market import calls_today
from sandbox.store import Record

bp = Blueprint("taobao", __name__)

SKEW_S = 600
BAN_S = 37
Api = Callable[[Mapping[str, str]], Record]
APIS: dict[str, Api] = {}
WITHOUT_SESSION: set[str] = set()


class TopError(Exception):
    """An error_response; it comes with HTTP 200."""

    def __init__(self, code: int, msg: str, sub_code: str = "", sub_msg: str = "") -> None:
        super().__init__(msg)
        self.body: Record = {"code": code, "msg": msg}
        if sub_code:
            self.body |= {"sub_code": sub_code, "sub_msg": sub_msg or sub_code}


def api(method: str, *, session: bool = True) -> Callable[[Api], Api]:
    """Register the function that answers a TOP method."""

    def keep(function: Api) -> Api:
        APIS[method] = function
        if not session:
            WITHOUT_SESSION.add(method)
        return function

    return keep


def missing(name: str) -> TopError:
    """A required argument is not there."""
    return TopError(40, f"Missing required arguments:{name}", f"isv.missing-parameter:{name}")


def invalid(name: str, why: str = "") -> TopError:
    """An argument has a value that cannot be."""
    return TopError(41, f"Invalid arguments:{name}", f"isv.invalid-parameter:{name}", why)


def signature(values: Mapping[str, str], secret: str, sign_method: str) -> str:
    """Upper-case hex over name+value of all non-empty parameters but `sign`, sorted by name."""
    pairs = sorted((name, value) for name, value in values.items() if name != "sign" and name and value)
    text = "".join(name + value for name, value in pairs)
    if sign_method == "md5":
        return hashlib.md5(f"{secret}{text}{secret}".encode()).hexdigest().upper()
    digest = hashlib.sha256 if sign_method == "hmac-sha256" else hashlib.md5
    return hmac.new(secret.encode(), text.encode(), digest).hexdigest().upper()


def _check_public(values: Mapping[str, str]) -> Record:
    if not values.get("method"):
        raise TopError(21, "Missing Method")
    if values["method"] not in APIS:
        raise TopError(22, "Invalid Method", "isv.invalid-method", "不存在的方法名")
    if not values.get("app_key"):
        raise TopError(28, "Missing App Key")
    shop = here().store.get("taobao_shop", values["app_key"])
    if shop is None:
        raise TopError(29, "Invalid app Key", "isv.appkey-not-exists")
    if not values.get("v"):
        raise TopError(32, "Missing Version")
    if values["v"] != "2.0":
        raise TopError(33, "Invalid Version")
    if values.get("format", "xml") not in ("json", "xml"):
        raise TopError(23, "Invalid Format")
    _check_timestamp(values)
    return shop


def _check_timestamp(values: Mapping[str, str]) -> None:
    if not values.get("timestamp"):
        raise TopError(30, "Missing Timestamp")
    try:
        sent_s = from_beijing_text(values["timestamp"])
    except ValueError as error:
        raise TopError(31, "Invalid Timestamp", "isv.invalid-timestamp", "非法的时间戳参数") from error
    if abs(now_s() - sent_s) > SKEW_S:
        raise TopError(31, "Invalid Timestamp", "isv.invalid-timestamp", "非法的时间戳参数")


def _check_sign(values: Mapping[str, str], shop: Record) -> None:
    if not values.get("sign"):
        raise TopError(24, "Missing Signature")
    how = values.get("sign_method", "")
    good = how in ("md5", "hmac", "hmac-sha256") and signature(values, shop["secret"], how)
    if not good or not hmac.compare_digest(good, values["sign"]):
        raise TopError(25, "Invalid Signature", "isv.invalid-signature", "无效签名")


def _check_session(values: Mapping[str, str]) -> None:
    if values["method"] in WITHOUT_SESSION:
        return
    if not values.get("session"):
        raise TopError(26, "Missing Session", "isv.missing-session")
    kept = here().store.get("taobao_shop_session", values["session"])
    expired = kept is not None and kept["expires_s"] is not None and now_s() > kept["expires_s"]
    if kept is None or expired or kept["app_key"] != values["app_key"]:
        raise TopError(27, "Invalid session", "invalid-sessionkey", "session 已失效，请重新授权")


def _check_budget(app_key: str) -> None:
    most = here().settings["top_daily_calls"]
    if calls_today("taobao", app_key) > (most if most is not None else float("inf")):
        raise TopError(
            7,
            "App Call Limited",
            "accesscontrol.limited-by-app-access-count",
            f"This ban will last for {BAN_S} more seconds",
        )


@bp.route("/router/rest", methods=["GET", "POST"])
def rest() -> Response:
    """One address for all methods."""
    values = {name: value for name, value in request.values.items()}
    try:
        shop = _check_public(values)
        _check_sign(values, shop)
        _check_budget(shop["app_key"])
        _check_session(values)
        g.taobao_shop = shop
        body = APIS[values["method"]](values)
    except TopError as error:
        return written("error_response", error.body, values)
    return written(
        f"{values['method'].removeprefix('taobao.').replace('.', '_')}_response",
        body,
        values,
    )


def written(root: str, body: Record, values: Mapping[str, str]) -> Response:
    """The answer in the format asked for: XML unless format=json."""
    body = body | {"request_id": secrets.token_hex(6)}
    if values.get("format", "xml") != "json":
        text = f'<?xml version="1.0" encoding="utf-8" ?><{root}>{_xml(body)}</{root}>'
        return Response(text, content_type="text/xml;charset=UTF-8")
    if values.get("simplify") == "true":
        return Response(
            json.dumps(_flat(body), ensure_ascii=False),
            content_type="text/javascript;charset=UTF-8",
        )
    return Response(
        json.dumps({root: body}, ensure_ascii=False),
        content_type="text/javascript;charset=UTF-8",
    )


def _xml(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(_xml_element(name, inner) for name, inner in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))


def _xml_element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(f"<{name}>{_xml(one)}</{name}>" for one in value)
    is_list = isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value.values())), list)
    return f"<{name}{' list=' + chr(34) + 'true' + chr(34) if is_list else ''}>{_xml(value)}</{name}>"


def _flat(value: Any) -> Any:
    """simplify=true: lists without their second wrapping."""
    if isinstance(value, list):
        return [_flat(one) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and isinstance(next(iter(value.values())), list):
        return _flat(next(iter(value.values())))
    return {name: _flat(inner) for name, inner in value.items()}


def listed(name: str, one: str, rows: list[Record]) -> Record:
    """A list as TOP wraps it: twice, and absent when empty."""
    return {name: {one: rows}} if rows else {}


def wanted_fields(values: Mapping[str, str]) -> list[str]:
    """The `fields` argument."""
    if not values.get("fields"):
        raise missing("fields")
    return [name.strip() for name in values["fields"].split(",") if name.strip()]


def whole(
    values: Mapping[str, str],
    name: str,
    default: int | None = None,
    *,
    low: int = 0,
    high: int = 10**18,
) -> int:
    """A whole-number argument within its bounds."""
    text = values.get(name)
    if not text:
        if default is None:
            raise missing(name)
        return default
    try:
        number = int(text)
    except ValueError as error:
        raise invalid(name) from error
    if not low <= number <= high:
        raise invalid(name)
    return number
