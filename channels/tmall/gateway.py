"""One call of TOP: public parameters, signature, answer or typed refusal."""

import re
from collections.abc import Mapping
from typing import Any

from channels import rules, wire
from channels.errors import (
    CallLimited,
    ChannelError,
    NeedsAuthorisation,
    NoPermission,
    PlatformBusy,
    Rejected,
    WrongKeys,
)
from channels.ports import Credentials, Spend
from channels.tmall.signing import sign
from kernel import clock

PLATFORM = "天猫"
LIMIT_WAIT_S = 60
"""How long to wait when code 7 does not say."""
_BAN = re.compile(r"ban will last for (\d+) more second")
_SHIPPING = {
    "B04": "天猫上这个订单的状态不能发货（可能已退款、关闭或已发货），请到天猫核对",
    "B60": "物流单号不符合天猫对该快递公司的规则，请核对单号和快递公司",
    "ORDER_NOT_FOUND_ERROR": "天猫上没有找到这个订单",
}
_SHIPPING_BUSY = {"B150", "S01"}


class Gateway:
    """Signs and sends for one shop. spend: counts every call before it is made."""

    def __init__(self, url: str, credentials: Credentials, spend: Spend) -> None:
        self._url = url
        self._credentials = credentials
        self._spend = spend

    def call(self, method: str, values: Mapping[str, str | int], *, with_session: bool = True) -> dict[str, Any]:
        """The inner answer of a method. Raises any of channels/errors.py."""
        self._spend()
        parameters = {
            "method": method,
            "app_key": self._credentials.app_key,
            "v": "2.0",
            "format": "json",
            "sign_method": "hmac-sha256",
            "timestamp": rules.beijing_text(clock.now()),
        }
        if with_session:
            if not self._credentials.token:
                raise NeedsAuthorisation(PLATFORM)
            parameters["session"] = self._credentials.token
        parameters |= {name: str(value) for name, value in values.items() if value not in ("", None)}
        parameters["sign"] = sign(parameters, self._credentials.app_secret)
        body = wire.post(PLATFORM, self._url, parameters)
        if "error_response" in body:
            raise refusal(body["error_response"])
        answer = body.get(method.removeprefix("taobao.").replace(".", "_") + "_response")
        if not isinstance(answer, dict):
            raise PlatformBusy(PLATFORM, "返回内容看不懂")
        return answer


def listed(answer: dict[str, Any], name: str, one: str) -> list[dict[str, Any]]:
    """A list as TOP wraps it: twice; an empty one is absent, a single element may come bare."""
    found = (answer.get(name) or {}).get(one) or []
    return found if isinstance(found, list) else [found]


def refusal(error: dict[str, Any]) -> ChannelError:
    """An error_response as one of our classes."""
    code, sub_code = int(error.get("code") or 0), str(error.get("sub_code") or "")
    words = str(error.get("sub_msg") or error.get("msg") or "")
    known: tuple[tuple[set[int], ChannelError], ...] = (
        ({7}, CallLimited(PLATFORM, _wait_s(words))),
        ({26, 27}, NeedsAuthorisation(PLATFORM)),
        ({24, 25, 28, 29}, WrongKeys(PLATFORM, f"错误码 {code}")),
        ({11, 12, 13}, NoPermission(PLATFORM, f"错误码 {code}")),
        ({30, 31}, Rejected("本机时间与天猫相差超过 10 分钟，请联系平台校准", str(code))),
        ({10}, PlatformBusy(PLATFORM, "服务暂不可用")),
    )
    return next((error for codes, error in known if code in codes), None) or _by_sub_code(code, sub_code, words)


def _by_sub_code(code: int, sub_code: str, words: str) -> ChannelError:
    if sub_code.startswith("isp."):
        return PlatformBusy(PLATFORM, sub_code)
    prefix, _, detail = sub_code.partition(":")
    if prefix == "isv.logistics-offline-service-error":
        if detail in _SHIPPING_BUSY:
            return PlatformBusy(PLATFORM, detail)
        return Rejected(_SHIPPING.get(detail, f"天猫拒绝发货：{words}（{detail}）"), detail)
    return Rejected(f"天猫拒绝了请求：{words}（{sub_code or code}）", sub_code or str(code))


def _wait_s(words: str) -> int:
    found = _BAN.search(words)
    return int(found.group(1)) + 1 if found else LIMIT_WAIT_S
