"""What wechatpy lacks on the wire: time limits, and the addresses in force."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

TIMEOUT_S = (2, 5)


class WeChatAway(Exception):
    """No clear answer from WeChat; asking again later may help."""


class WeChatRefused(Exception):
    """WeChat said no. code: its errcode; message: in words, for the merchant."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


WORDS = {
    40001: "AppSecret 或 access_token 不对，请检查公众号配置",
    40003: "这个微信用户不属于当前公众号",
    40013: "AppID 不对，请检查公众号配置",
    40029: "登录凭证无效，请重新登录",
    40037: "消息模板 ID 不对，请在公众平台核对",
    40125: "AppSecret 不对，请检查公众号配置",
    40163: "登录凭证已经用过，请重新登录",
    40164: "服务器 IP 不在公众号的白名单里，请在公众平台添加",
    42001: "access_token 已过期",
    42003: "登录凭证已过期，请重新登录",
    43004: "对方没有关注公众号，收不到消息",
    43101: "对方拒收了消息",
    45009: "今天的接口调用次数已用完，明天自动恢复",
    45011: "接口调用太频繁，请稍后再试",
    47003: "消息内容不符合模板要求，请检查模板字段",
    48001: "公众号没有这个接口的权限，请确认是已认证的服务号",
}
AWAY_CODES = {-1, 45011}


def refusal(code: int, text: str) -> WeChatAway | WeChatRefused:
    """Which of our two errors an errcode is."""
    if code in AWAY_CODES:
        return WeChatAway(f"{WORDS.get(code, '微信繁忙')}（{code}）")
    return WeChatRefused(code, WORDS.get(code, f"微信拒绝了请求（{code} {text[:80]}）"))


class Patient(HTTPAdapter):
    """Waits for so long and no longer, also where the library forgot to say how long."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """As the parent, with a time limit."""
        options["timeout"] = options.get("timeout") or TIMEOUT_S
        return super().send(request, **options)


def call(method: str, url: str, **options: Any) -> dict[str, Any]:
    """One JSON call to api.weixin.qq.com; a non-zero errcode raises. Raises WeChatAway or WeChatRefused."""
    try:
        answer = requests.request(method, url, timeout=TIMEOUT_S, **options)
        answer.raise_for_status()
        body = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise WeChatAway(f"联系不上微信（{type(error).__name__}）") from error
    if not isinstance(body, dict):
        raise WeChatAway("微信的应答看不懂")
    if body.get("errcode"):
        raise refusal(int(body["errcode"]), str(body.get("errmsg", "")))
    return body
