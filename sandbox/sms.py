"""Aliyun text messages (Dysmsapi RPC): real signature check, limits, and the sent codes kept for the page."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from sandbox.clock import now_s, rfc3339
from sandbox.here import here
from sandbox.store import Record

bp = Blueprint("sms", __name__)

SKEW_S = 900
MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9]\d{9})")
LIMITS = (
    (60, 1, "触发分钟级流控Permits:1"),
    (3600, 5, "触发小时级流控Permits:5"),
    (86400, 10, "触发天级流控Permits:10"),
)


class SmsError(Exception):
    """An answer whose Code is not OK."""

    def __init__(self, code: str, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def percent(text: str) -> str:
    """RFC 3986: everything but letters, digits, - _ . ~ becomes %XX."""
    return quote(text, safe="-_.~")


def signature(method: str, values: Mapping[str, str], secret: str) -> str:
    """HMAC-SHA1 with secret + & over METHOD&%2F&(sorted, encoded parameters), base64."""
    pairs = sorted((percent(name), percent(value)) for name, value in values.items() if name != "Signature")
    query = "&".join(f"{name}={value}" for name, value in pairs)
    text = f"{method}&%2F&{percent(query)}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def _account(values: Mapping[str, str]) -> Record:
    account = here().store.get("sms_account", values.get("AccessKeyId", ""))
    if account is None:
        raise SmsError("InvalidAccessKeyId.NotFound", "Specified access key is not found.", 404)
    wanted = signature(request.method, values, account["access_key_secret"])
    if values.get("SignatureMethod") != "HMAC-SHA1" or not hmac.compare_digest(wanted, values.get("Signature", "")):
        raise SmsError(
            "SignatureDoesNotMatch",
            "Specified signature is not matched with our calculation.",
            400,
        )
    _check_freshness(values)
    return account


def _check_freshness(values: Mapping[str, str]) -> None:
    try:
        sent = datetime.strptime(values.get("Timestamp", ""), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError as error:
        raise SmsError(
            "InvalidTimeStamp.Format",
            "Specified time stamp or date value is not well formatted.",
            400,
        ) from error
    if abs(now_s() - sent.timestamp()) > SKEW_S:
        raise SmsError(
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
            400,
        )
    nonce = f"sms|{values.get('AccessKeyId')}|{values.get('SignatureNonce')}"
    if not values.get("SignatureNonce") or not here().store.add("message_once", nonce, {"at_s": now_s()}):
        raise SmsError("SignatureNonceUsed", "Specified signature nonce was used already.", 400)


def _parameters(values: Mapping[str, str], account: Record) -> dict[str, str]:
    if account["signs"] and values.get("SignName") not in account["signs"]:
        raise SmsError("isv.SMS_SIGNATURE_ILLEGAL", "短信签名不合法")
    template = values.get("TemplateCode", "")
    if not template.startswith("SMS_") or (account["templates"] and template not in account["templates"]):
        raise SmsError("isv.SMS_TEMPLATE_ILLEGAL", "模板不合法(不存在或被拉黑)")
    try:
        found: Any = json.loads(values.get("TemplateParam") or "{}")
    except ValueError as error:
        raise SmsError("isv.INVALID_JSON_PARAM", "参数格式错误，请修改为字符串值") from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise SmsError("isv.INVALID_JSON_PARAM", "参数格式错误，请修改为字符串值")
    if any("://" in value for value in found.values()):
        raise SmsError("isv.PARAM_NOT_SUPPORT_URL", "变量不支持传入URL")
    for name in re.findall(r"\$\{(\w+)\}", account["templates"].get(template, "")):
        if name not in found:
            raise SmsError("isv.TEMPLATE_MISSING_PARAMETERS", f"模板缺少变量:{name}")
    return found


def _numbers(values: Mapping[str, str]) -> list[str]:
    given = [one for one in values.get("PhoneNumbers", "").split(",") if one]
    if not given or len(given) > 1000:
        raise SmsError("isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制")
    found = [MOBILE.fullmatch(one) for one in given]
    if not all(found):
        raise SmsError("isv.MOBILE_NUMBER_ILLEGAL", "非法手机号")
    return [one[1] for one in found if one]


def _check_limits(phone: str, sign_name: str) -> None:
    if not here().settings["sms_limits"]:
        return
    sent = [one["at_s"] for one in here().store.all("sms", owner=phone) if one["sign_name"] == sign_name]
    for span_s, most, message in LIMITS:
        if sum(1 for at_s in sent if now_s() - at_s < span_s) >= most:
            raise SmsError("isv.BUSINESS_LIMIT_CONTROL", message)


def _send(values: Mapping[str, str]) -> Record:
    account = _account(values)
    if values.get("Action") != "SendSms" or values.get("Version") != "2017-05-25":
        raise SmsError(
            "InvalidAction.NotFound",
            "Specified api is not found, please check your url and method.",
            404,
        )
    found, numbers = _parameters(values, account), _numbers(values)
    sign_name, template = values.get("SignName", ""), values["TemplateCode"]
    biz_id = f"{secrets.randbelow(10**18):018d}^0"
    text = re.sub(
        r"\$\{(\w+)\}",
        lambda m: found.get(m[1], ""),
        account["templates"].get(template, ""),
    )
    with here().store.transaction():
        for phone in numbers:
            _check_limits(phone, sign_name)
        for phone in numbers:
            body: Record = {
                "phone": phone,
                "sign_name": sign_name,
                "template": template,
                "params": found,
            }
            body |= {
                "text": f"【{sign_name}】{text}" if text else "",
                "out_id": values.get("OutId", ""),
            }
            body |= {"biz_id": biz_id, "at_s": now_s(), "at": rfc3339(now_s())}
            body["code"] = found.get("code") or next(
                (one for one in found.values() if re.fullmatch(r"\d{4,6}", one)), ""
            )
            here().store.put("sms", secrets.token_hex(8), body, owner=phone)
    return {"Code": "OK", "Message": "OK", "BizId": biz_id}


@bp.route("/sms/aliyun/", methods=["GET", "POST"])
@bp.route("/sms/aliyun", methods=["GET", "POST"])
def send() -> Response:
    """One address for all actions; SendSms is the one that works here."""
    values = {name: value for name, value in request.values.items()}
    try:
        body, status = _send(values), 200
    except SmsError as error:
        body, status = {"Code": error.code, "Message": error.message}, error.status
    body["RequestId"] = secrets.token_hex(16).upper()
    if values.get("Format", "XML").upper() == "JSON":
        return Response(
            json.dumps(body, ensure_ascii=False),
            status,
            content_type="application/json;charset=utf-8",
        )
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in body.items())
    text = f'<?xml version="1.0" encoding="UTF-8"?><SendSmsResponse>{inner}</SendSmsResponse>'
    return Response(text, status, content_type="text/xml;charset=utf-8")
