"""The envelope of message pushes against WeChat's own examples, and everything that is not quite one."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox import pushes
from wechat import envelope, push
from wechat.envelope import BadPush

VECTORS = {
    vector["id"]: vector
    for vector in json.loads((Path(__file__).parents[1] / "vectors/wechat.json").read_text("utf8"))["vectors"]
}
KEY, APPID = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6"


def test_wechats_address_check() -> None:
    asked, told = (VECTORS["callback-url-check"][part] for part in ("inputs", "expected"))
    assert envelope.signature(asked["token"], asked["timestamp"], asked["nonce"]) == told["signature"]


@pytest.mark.parametrize("name", ["message-decrypt-safe-mode-json", "message-decrypt-xml-easywechat"])
def test_wechats_sealed_messages_are_opened(name: str) -> None:
    asked, told = (VECTORS[name][part] for part in ("inputs", "expected"))
    envelope.check(asked["msg_signature"], asked["token"], asked["timestamp"], asked["nonce"], asked["Encrypt"])

    assert envelope.opened(asked["Encrypt"], [asked["encoding_aes_key"]], asked["appid"]).decode() == told["msg"]


@pytest.mark.parametrize("number", [1, 2])
def test_the_sandbox_seals_as_tencents_demo_does(number: int) -> None:
    asked, told = (VECTORS[f"message-encrypt-fixed-random-{number}"][part] for part in ("inputs", "expected"))
    sealed = pushes.seal(asked["msg"], asked["encoding_aes_key"], asked["appid"], asked["random"].encode())

    assert sealed == told["Encrypt"]
    assert envelope.opened(sealed, ["Z" * 43, asked["encoding_aes_key"]], asked["appid"]).decode() == asked["msg"]


@pytest.mark.parametrize(
    "sealed",
    ["", "!!", "QUJD", base64.b64encode(b"x" * 64).decode(), base64.b64encode(b"x" * 48).decode(),
     pushes.seal("hello", "Z" * 43, APPID), pushes.seal("hello", KEY, "wx9999999999999999"),
     pushes.seal("hello", KEY, APPID)[:-4]],
    ids=["empty", "no base64", "short", "no blocks", "no text", "other key", "other app", "cut"],
)  # fmt: skip
def test_what_is_not_sealed_for_us_stays_closed(sealed: str) -> None:
    with pytest.raises(BadPush):
        envelope.opened(sealed, [KEY], APPID)


@pytest.mark.parametrize("given", ["", "f" * 40, "F464b24fc39322e44b38aa78f5edd27bd1441696", "中"])
def test_another_signature_is_refused(given: str) -> None:
    with pytest.raises(BadPush):
        envelope.check(given, "AAAAA", "1714036504", "1514711492")


def test_without_a_token_no_signature_is_right() -> None:
    with pytest.raises(BadPush):
        envelope.check(envelope.signature("", "1", "2"), "", "1", "2")


@pytest.mark.parametrize(
    "moment", ["", "x", "-1", "１７１４０３６５０４", "1714036504.0", "1" * 13, "1714036204", "1714036805"]
)
def test_another_hours_push_is_refused(moment: str) -> None:
    with pytest.raises(BadPush):
        envelope.check_clock(moment, datetime.fromtimestamp(1714036504, UTC) + timedelta(milliseconds=1))


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"<xml>", b"<xml><a></b></xml>", b"<!DOCTYPE xml><xml/>",
     b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>',
     '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><xml/>'.encode("utf-16"), b"<xml>" + b"<a>" * 9,
     b"<xml><a>&unknown;</a></xml>", b"{", b'{"a":1,"a":2}', b'{"a":1," a":2}', b'{"a":' * 30_000, b"\xff\xfe{"],
)  # fmt: skip
def test_what_is_neither_xml_nor_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadPush):
        push.read(body)


def test_fields_are_the_roots_children_alone() -> None:
    body = "<xml><A><![CDATA[一]]></A><B>2</B><C><D>3</D></C></xml>"
    assert push.read(body.encode()) == {"A": "一", "B": "2"}
    assert push.read(b'{" A":"x","B":2,"C":{"D":3},"E":[1]}') == {"A": "x", "B": "2"}


@pytest.mark.parametrize(
    "lacking", [{"MsgType": ""}, {"CreateTime": "x"}, {"CreateTime": "²"}, {"Event": ""}, {"FromUserName": ""}]
)
def test_a_push_says_what_it_is_whose_and_when(lacking: dict[str, str]) -> None:
    whole = {"MsgType": "event", "Event": "SCAN", "FromUserName": "o1", "CreateTime": "1714036504"}
    assert push.push_of(whole).kind == "scan"
    with pytest.raises(BadPush):
        push.push_of(whole | lacking)


def test_the_same_push_is_known_again_and_another_is_not() -> None:
    event = {"MsgType": "event", "Event": "subscribe", "FromUserName": "o1", "CreateTime": "1714036504"}
    message = {"MsgType": "text", "FromUserName": "o1", "CreateTime": "1714036504", "MsgId": "1"}
    others = [event | {"CreateTime": "1714036505"}, event | {"FromUserName": "o2"}, event | {"Event": "unsubscribe"},
              event | {"EventKey": "qrscene_1"}, message, message | {"MsgId": "2"}]  # fmt: skip

    assert push.push_of(event).once == push.push_of(dict(event)).once
    assert push.push_of(message).once == push.push_of(message | {"CreateTime": "1714036509"}).once
    assert len({push.push_of(fields).once for fields in [event, *others]}) == len(others) + 1
