"""GET /v3/certificates: the platform certificates, encrypted for the merchant."""

from __future__ import annotations

from cryptography import x509
from flask import Blueprint, Response, g

from sandbox.clock import rfc3339
from sandbox.here import here
from sandbox.pay.gate import Refused, answer
from sandbox.pay.platform import encrypt

bp = Blueprint("pay_certificates", __name__, url_prefix="/v3")


@bp.get("/certificates")
def certificates() -> Response:
    """New merchants, who have a public key only, get RESOURCE_NOT_EXISTS."""
    merchant, platform = g.merchant, here().platform
    if merchant["mode"] == "public_key":
        raise Refused(
            404,
            "RESOURCE_NOT_EXISTS",
            "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。",
        )
    found = x509.load_pem_x509_certificate(platform.certificate_pem.encode())
    entry = {
        "serial_no": platform.certificate_serial_no,
        "effective_time": rfc3339(found.not_valid_before_utc.timestamp()),
        "expire_time": rfc3339(found.not_valid_after_utc.timestamp()),
        "encrypt_certificate": encrypt(merchant["apiv3_key"], platform.certificate_pem, "certificate"),
    }
    return answer({"data": [entry]})
