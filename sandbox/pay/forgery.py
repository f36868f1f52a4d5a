"""Letters that a shop must not believe: forged, damaged, old, or genuine but meant for somebody else."""

from __future__ import annotations

import base64
import copy
import json
import secrets
from collections.abc import Callable
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.clock import now_s
from sandbox.here import Sandbox
from sandbox.pay.gate import signed_headers
from sandbox.pay.letters import Letter, genuine, letter_body, signs_by_public_key
from sandbox.store import Record

Maker = Callable[[Sandbox, Record, Record], Letter]
OLD_S = 3600


@lru_cache(maxsize=1)
def _stranger_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _signed(
    sandbox: Sandbox,
    merchant: Record,
    notice: Record,
    body: str,
    *,
    at_s: float | None = None,
) -> Letter:
    key, serial = sandbox.platform.signer(by_public_key=signs_by_public_key(merchant, notice))
    return signed_headers(key, serial, body, at_s=at_s), body


def _about(changes: Callable[[Record], None]) -> Maker:
    """Genuinely signed and encrypted, with another content."""

    def make(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
        plaintext = copy.deepcopy(notice["plaintext"])
        changes(plaintext)
        return _signed(
            sandbox,
            merchant,
            notice,
            letter_body(notice, merchant["apiv3_key"], plaintext=plaintext),
        )

    return make


def _enveloped(changes: Callable[[Record], None]) -> Maker:
    """Genuinely signed, with another envelope around it."""

    def make(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
        envelope = json.loads(letter_body(notice, merchant["apiv3_key"]))
        changes(envelope)
        return _signed(sandbox, merchant, notice, json.dumps(envelope, ensure_ascii=False))

    return make


def _headed(changes: Callable[[dict[str, str]], None]) -> Maker:
    """A genuine letter whose headers were changed afterwards."""

    def make(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
        headers, body = genuine(sandbox, merchant, notice)
        changes(headers)
        return headers, body

    return make


def _aged(age_s: float) -> Maker:
    def make(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
        body = letter_body(notice, merchant["apiv3_key"])
        return _signed(sandbox, merchant, notice, body, at_s=now_s() - age_s)

    return make


def _stranger(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
    """Signed with a key of one's own under the platform's serial."""
    body = letter_body(notice, merchant["apiv3_key"])
    _, serial = sandbox.platform.signer(by_public_key=signs_by_public_key(merchant, notice))
    return signed_headers(_stranger_key(), serial, body), body


def _other_apiv3_key(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
    return _signed(sandbox, merchant, notice, letter_body(notice, secrets.token_hex(16)))


def _changed_body(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
    headers, body = genuine(sandbox, merchant, notice)
    return headers, body.replace('"summary"', '"Summary"')


def _raw(body: str) -> Maker:
    def make(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
        return _signed(sandbox, merchant, notice, body)

    return make


def _replay(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
    """The very letter that was sent before, byte for byte."""
    last = notice.get("last_sent")
    return (last["headers"], last["body"]) if last else genuine(sandbox, merchant, notice)


def _rename(name: str, value: str) -> Callable[[Record], None]:
    def change(plaintext: Record) -> None:
        for field in (name, f"sp_{name}"):
            if field in plaintext:
                plaintext[field] = value

    return change


def _amount(difference_fen: int) -> Callable[[Record], None]:
    def change(plaintext: Record) -> None:
        for field in ("total", "payer_total", "refund", "payer_refund"):
            if field in plaintext["amount"]:
                plaintext["amount"][field] += difference_fen

    return change


def _garble(envelope: Record) -> None:
    raw = bytearray(base64.b64decode(envelope["resource"]["ciphertext"]))
    raw[0] ^= 1
    envelope["resource"]["ciphertext"] = base64.b64encode(bytes(raw)).decode()


def _flip_signature(headers: dict[str, str]) -> None:
    raw = bytearray(base64.b64decode(headers["Wechatpay-Signature"]))
    raw[5] ^= 1
    headers["Wechatpay-Signature"] = base64.b64encode(bytes(raw)).decode()


def _signtest(headers: dict[str, str]) -> None:
    headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"][19:]


KINDS: dict[str, Maker] = {
    "bad_signature": _headed(_flip_signature),
    "signtest": _headed(_signtest),
    "no_signature": _headed(lambda headers: headers.clear()),
    "unknown_serial": _headed(lambda headers: headers.update({"Wechatpay-Serial": secrets.token_hex(20).upper()})),
    "unknown_public_key": _headed(lambda headers: headers.update({"Wechatpay-Serial": "PUB_KEY_ID_" + "9" * 28})),
    "changed_nonce": _headed(lambda headers: headers.update({"Wechatpay-Nonce": secrets.token_hex(16)})),
    "changed_timestamp": _headed(lambda headers: headers.update({"Wechatpay-Timestamp": str(int(now_s()) - 1)})),
    "stranger_key": _stranger,
    "old_timestamp": _aged(OLD_S),
    "future_timestamp": _aged(-OLD_S),
    "changed_body": _changed_body,
    "replay": _replay,
    "wrong_mchid": _about(_rename("mchid", "1999999999")),
    "wrong_appid": _about(_rename("appid", "wx0000000000000000")),
    "wrong_out_trade_no": _about(_rename("out_trade_no", "NOSUCHORDER0000000000")),
    "other_transaction": _about(_rename("transaction_id", "4200009999209901010000000000")),
    "amount_minus_one": _about(_amount(-1)),
    "amount_plus_one": _about(_amount(1)),
    "other_currency": _about(lambda plaintext: plaintext["amount"].update({"currency": "USD"})),
    "not_success": _about(
        lambda plaintext: plaintext.update(
            {"trade_state": "NOTPAY"} if "trade_state" in plaintext else {"refund_status": "PROCESSING"}
        )
    ),
    "no_amount": _about(lambda plaintext: plaintext.pop("amount")),
    "bad_ciphertext": _enveloped(_garble),
    "other_associated_data": _enveloped(lambda body: body["resource"].update({"associated_data": "certificate"})),
    "other_event": _enveloped(lambda body: body.update({"event_type": "MCHTRANSFER.BILL.FINISHED"})),
    "other_apiv3_key": _other_apiv3_key,
    "no_json": _raw("<xml><return_code>SUCCESS</return_code></xml>"),
    "empty": _raw(""),
    "no_resource": _enveloped(lambda body: body.pop("resource")),
}


def forged(sandbox: Sandbox, merchant: Record, notice: Record, kind: str) -> Letter:
    """The letter of this kind. Raises KeyError on a kind that is none."""
    return KINDS[kind](sandbox, merchant, notice)
