"""One call of JOS: parameters as one JSON text, signature over that very text, two levels of success to check."""

import json
from datetime import datetime
from typing import Any

from channels import wire
from channels.errors import (
    CallLimited,
    ChannelError,
    NeedsAuthorisation,
    NoPermission,
    PlatformBusy,
    Rejected,
    WrongKeys,
)
from channels.jd.signing import sign
from channels.ports import Credentials, Spend
from kernel import clock

PLATFORM = "京东"
LIMIT_WAIT_S = 900
"""Code 2 does not say how long; the day's quota may have been raised meanwhile, so we ask again now and then."""
_AUTHORISATION, _KEYS, _CLOCK = {"18", "19"}, {"11", "12", "20", "21"}, {"7", "8"}
_PERMISSION = {"3", "22", "24", "25", "64", "73", "2001"}
_BUSY = {"1", "43", "65", "66", "67", "69"}
_WORDS = {"70": "订单正在出库，请稍候", "71": "编号不属于这个商家", "72": "店铺类型不支持这项操作"}


class Gateway:
    """Signs and sends for one shop. spend: counts every call before it is made."""

    def __init__(self, url: str, credentials: Credentials, spend: Spend) -> None:
        self._url = url
        self._credentials = credentials
        self._spend = spend

    def call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """What stands under "…_responce" (JD's spelling). Raises any of channels/errors.py."""
        if not self._credentials.token:
            raise NeedsAuthorisation(PLATFORM)
        self._spend()
        parameters = {
            "method": method,
            "access_token": self._credentials.token,
            "app_key": self._credentials.app_key,
            "v": "2.0",
            "timestamp": timestamp(clock.now()),
            "360buy_param_json": json.dumps(arguments, ensure_ascii=False, separators=(",", ":")),
        }
        parameters["sign"] = sign(parameters, self._credentials.app_secret)
        body = wire.post(PLATFORM, self._url, parameters)
        if "error_response" in body:
            raise refusal(str(body["error_response"].get("code")))
        answer = body.get(method.replace(".", "_") + "_responce")
        if not isinstance(answer, dict):
            raise PlatformBusy(PLATFORM, "返回内容看不懂")
        if str(answer.get("code", "0")) != "0":
            raise refusal(str(answer["code"]))
        return answer


def timestamp(at: datetime) -> str:
    """2021-05-07 09:20:39.683+0800"""
    local = clock.shop_time(at)
    return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}+0800"


def checked(result: dict[str, Any]) -> dict[str, Any]:
    """A result whose inner apiResult (or the result itself) says success; HTTP 200 and code 0 prove nothing.

    Raises Rejected with JD's own Chinese words.
    """
    verdict = result.get("apiResult", result)
    if is_true(verdict.get("success", True)):
        return result
    code = str(verdict.get("numberCode") or verdict.get("englishErrCode") or "")
    raise Rejected(f"京东：{verdict.get('chineseErrCode') or '请求没有成功'}", code)


def is_true(value: Any) -> bool:
    """JD writes truth as true, "true" or 1."""
    return str(value).lower() in ("true", "1")


def refusal(code: str) -> ChannelError:
    """A gateway error as one of our classes. Its description may hold the token, so our own words are shown."""
    known: tuple[tuple[set[str], ChannelError], ...] = (
        (_AUTHORISATION, NeedsAuthorisation(PLATFORM)),
        (_KEYS, WrongKeys(PLATFORM, f"错误码 {code}")),
        ({"2"}, CallLimited(PLATFORM, LIMIT_WAIT_S)),
        (_PERMISSION, NoPermission(PLATFORM, f"错误码 {code}")),
        (_BUSY, PlatformBusy(PLATFORM, f"错误码 {code}")),
        (_CLOCK, Rejected("本机时间与京东相差超过 6 分钟，请联系平台校准", code)),
    )
    other = Rejected(f"京东：{_WORDS.get(code, '请求没有被接受')}（错误码 {code}）", code)
    return next((error for codes, error in known if code in codes), other)
