"""The door of /v3: whose request is it, is its signature right, and our signature under the answer."""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from flask import Request, Response, g, request

from sandbox.clock import now_s
from sandbox.here import here
from sandbox.pay.platform import sign, verified
from sandbox.store import Record

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FIELD = re.compile(r'(\w+)="([^"]*)"')
SKEW_S = 300

BAD_FORMAT = "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》"
BAD_PAY_FORMAT = "签名信息错误，验签失败"
OLD_TIMESTAMP = "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"


class Refused(Exception):
    """An error answer of the pay API: HTTP status, code, message and the detail of PARAM_ERROR."""

    def __init__(self, status: int, code: str, message: str, *, detail: Record | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: Record = {"code": code, "message": message}
        if detail:
            self.body["detail"] = detail


def answer(body: Any, status: int = 200) -> Response:
    """JSON as the platform writes it."""
    return Response(
        json.dumps(body, ensure_ascii=False),
        status,
        content_type="application/json; charset=utf-8",
    )


def refusal(error: Refused) -> Response:
    """The error as an answer."""
    return answer(error.body, error.status)


def sent_target(req: Request) -> str:
    """Path and query exactly as the client sent them, for they are signed."""
    raw = req.environ.get("REQUEST_URI") or req.environ.get("RAW_URI") or ""
    if raw.startswith("/"):
        return str(raw)
    query = req.query_string.decode("latin-1")
    return req.path + (f"?{query}" if query else "")


def _authorization(req: Request) -> dict[str, str]:
    header = req.headers.get("Authorization", "")
    fields = dict(FIELD.findall(header))
    complete = {
        "mchid",
        "nonce_str",
        "signature",
        "timestamp",
        "serial_no",
    } <= fields.keys()
    if header.startswith(SCHEME + " ") and complete and fields["timestamp"].isdigit():
        return fields
    plain = req.path.startswith(("/v3/pay/transactions", "/v3/pay/partner/transactions"))
    raise Refused(401, "SIGN_ERROR", BAD_PAY_FORMAT if plain and not fields else BAD_FORMAT)


def merchant_of_request() -> Record:
    """The merchant who signed this request. Raises Refused with the body that production answers."""
    if request.path.startswith(("/v3/certificates", "/v3/refund")) and not (
        request.headers.get("User-Agent") and request.headers.get("Accept")
    ):
        raise Refused(400, "INVALID_REQUEST", "Http头缺少Accept或User-Agent")
    fields = _authorization(request)
    if abs(now_s() - int(fields["timestamp"])) > SKEW_S:
        raise Refused(401, "SIGN_ERROR", OLD_TIMESTAMP)
    merchant = here().store.get("merchant", fields["mchid"])
    if merchant is None:
        raise Refused(401, "SIGN_ERROR", "签名错误")
    if merchant["serial_no"].upper() != fields["serial_no"].upper():
        raise Refused(401, "SIGN_ERROR", "商户证书序列号有误。请使用签名私钥匹配的证书序列号")
    head = "\n".join(
        (
            request.method,
            sent_target(request),
            fields["timestamp"],
            fields["nonce_str"],
            "",
        )
    )
    message = head.encode() + request.get_data() + b"\n"
    if not verified(merchant["public_key"], message, fields["signature"]):
        raise Refused(401, "SIGN_ERROR", "签名错误")
    return merchant


def enter() -> Response | None:
    """Before each /v3 request: who is it?"""
    try:
        g.merchant = merchant_of_request()
    except Refused as error:
        return refusal(error)
    return None


def platform_headers(body: str, *, by_public_key: bool, spoiled: bool = False) -> dict[str, str]:
    """Wechatpay-* headers over this body; `spoiled` = the deliberately wrong 签名探测 signature."""
    key, serial = here().platform.signer(by_public_key=by_public_key)
    at_s = now_s() + float(here().settings["clock_off_s"])
    return signed_headers(key, serial, body, spoiled=spoiled, at_s=at_s)


def signed_headers(
    key: Any,
    serial: str,
    body: str,
    *,
    spoiled: bool = False,
    at_s: float | None = None,
) -> dict[str, str]:
    """Sign timestamp, nonce and body with this key under this serial."""
    timestamp, nonce = str(int(at_s or now_s())), secrets.token_hex(16)
    signature = sign(key, f"{timestamp}\n{nonce}\n{body}\n")
    if spoiled:
        signature = "WECHATPAY/SIGNTEST/" + signature[19:]
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": signature,
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature-Type": SCHEME,
    }


def leave(response: Response) -> Response:
    """After each /v3 request: sign what succeeded. Downloads and errors carry no signature."""
    response.headers["Request-ID"] = "08" + secrets.token_hex(16).upper()
    merchant = g.get("merchant")
    if merchant is None or response.status_code >= 300 or g.get("unsigned"):
        return response
    asked = request.headers.get("Wechatpay-Serial", "")
    by_public_key = merchant["mode"] == "public_key" or asked.startswith("PUB_KEY_ID_")
    body = response.get_data(as_text=True)
    response.headers.extend(platform_headers(body, by_public_key=by_public_key, spoiled=bool(g.get("spoil_signature"))))
    return response
