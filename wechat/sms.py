"""Text messages through Aliyun (Dysmsapi 2017-05-25, RPC signature): the platform's account behind members' port.

It stands in wechat/ because it is one more vendor of the shopper's sign-in and has the same kind of adapter.
"""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from urllib.parse import quote

import requests

from commerce.members.ports import TextsAway, TextsRefused
from kernel import clock
from wechat import addresses

TIMEOUT_S = (2, 5)
AWAY_CODES = {"isp.SYSTEM_ERROR", "isp.RAM_PERMISSION_DENY", "Throttling", "Throttling.User", "ServiceUnavailable"}
WORDS = {
    "isv.BUSINESS_LIMIT_CONTROL": "验证码发送太频繁，请稍后再试",
    "isv.DAY_LIMIT_CONTROL": "今天的短信已达上限，请明天再试",
    "isv.MOBILE_NUMBER_ILLEGAL": "手机号不对，请检查后重试",
    "isv.BLACK_KEY_CONTROL_LIMIT": "短信内容被拦截，请联系客服",
    "isv.AMOUNT_NOT_ENOUGH": "短信暂时发不出去，请联系客服",
    "isv.OUT_OF_SERVICE": "短信暂时发不出去，请联系客服",
}


class AliyunTexts:
    """One account, one signature, one template with the variable `code`."""

    def __init__(self, key_id: str, key_secret: str, sign_name: str, template: str) -> None:
        self.key_id = key_id
        self.key_secret = key_secret
        self.sign_name = sign_name
        self.template = template

    def send_code(self, phone: str, code: str) -> None:
        """A sign-in code. Not safe to repeat: each call is one text. Raises TextsAway or TextsRefused."""
        if not (self.key_id and self.key_secret and self.sign_name and self.template):
            raise TextsRefused("not_configured", "平台还没有开通短信，请在微信中打开店铺登录")
        values = {
            "PhoneNumbers": phone, "SignName": self.sign_name, "TemplateCode": self.template,
            "TemplateParam": json.dumps({"code": code}),
        }  # fmt: skip
        self._call("SendSms", values)

    def _call(self, action: str, values: dict[str, str]) -> None:
        common = {
            "AccessKeyId": self.key_id, "Action": action, "Format": "JSON", "RegionId": "cn-hangzhou",
            "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureNonce": str(uuid.uuid4()),
            "Timestamp": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"), "Version": "2017-05-25",
        }  # fmt: skip
        form = common | values
        form["Signature"] = signature("POST", form, self.key_secret)
        try:
            answer = requests.post(addresses.current().sms, data=form, timeout=TIMEOUT_S)
            body = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise TextsAway(type(error).__name__) from error
        code = str(body.get("Code", "")) if isinstance(body, dict) else ""
        if code == "OK":
            return
        if not code or code in AWAY_CODES or answer.status_code >= 500:
            raise TextsAway(f"{answer.status_code} {code}")
        raise TextsRefused(code, WORDS.get(code, "短信发送失败，请联系客服"))


def signature(method: str, values: Mapping[str, str], key_secret: str) -> str:
    """HMAC-SHA1 over METHOD&%2F&(sorted, percent-encoded parameters) with the secret followed by &, in base64."""
    return base64.b64encode(
        hmac.new(f"{key_secret}&".encode(), string_to_sign(method, values).encode(), hashlib.sha1).digest()
    ).decode()


def string_to_sign(method: str, values: Mapping[str, str]) -> str:
    """What is signed. RFC 3986: all but letters, digits, - _ . ~ becomes %XX."""
    pairs = sorted((_percent(name), _percent(value)) for name, value in values.items() if name != "Signature")
    return f"{method}&%2F&{_percent('&'.join(f'{name}={value}' for name, value in pairs))}"


def _percent(text: str) -> str:
    return quote(text, safe="-_.~")
