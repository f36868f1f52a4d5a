"""Template messages: what they say, within WeChat's limits per keyword, and sending one.

Words a shop may put into a keyword: number, goods, total, at, carrier, tracking, people, reason, refund, account,
option, price, progress.
"""

import re
from datetime import datetime

from kernel import clock, money
from kernel.graphemes import cut
from wechat import tokens
from wechat.connection import AppAccount

KINDS: dict[str, str] = {
    "order_paid": "支付成功通知",
    "order_shipped": "发货通知",
    "group_succeeded": "拼团成功通知",
    "group_failed": "拼团失败通知",
    "refund_settled": "退款到账通知",
    "case_progress": "售后进度通知",
    "restocked": "到货通知",
}
MOST = {
    "thing": 20, "short_thing": 20, "name": 20, "const": 20, "character_string": 32, "letter": 32, "number": 32,
    "phone_number": 17, "car_number": 8, "phrase": 5, "time": 40, "date": 40, "amount": 14,
}  # fmt: skip
"""Characters per keyword type. Source: WeChat 类目模板 keyword limits; a longer one refuses the whole message."""


def yuan(fen: int) -> str:
    """An amount as the amount keyword wants it: one sign, at most ten digits."""
    return f"¥{money.format_yuan(fen).replace(',', '')}"


def moment(at: datetime) -> str:
    """2026年8月21日 12:00, on the shop's clock."""
    here = clock.shop_time(at)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"


def data(fields: dict[str, str], words: dict[str, str]) -> dict[str, dict[str, str]]:
    """The message's keywords, each cut to what its type may hold; an empty word reads 无."""
    return {keyword: {"value": _fitting(keyword, words.get(word, ""))} for keyword, word in fields.items()}


def _fitting(keyword: str, value: str) -> str:
    kind = re.sub(r"\d+$", "", keyword)
    value = " ".join(value.split())
    if kind == "character_string":
        value = re.sub(r"[^\x21-\x7e]", "", value) or "-"
    elif kind == "phrase":
        value = re.sub(r"[^\u4e00-\u9fff]", "", value)
    value = value or "无"
    most = MOST.get(kind, 20)
    if len(value) <= most:
        return value
    return f"{cut(value, most - 1)}…" if kind in ("thing", "short_thing") else cut(value, most)


def send(
    account: AppAccount, openid: str, template_id: str, content: dict[str, dict[str, str]], *, url: str, once: str
) -> str:
    """Send one; gives WeChat's msgid. Raises WeChatAway, WeChatRefused.

    once: within ten minutes WeChat takes the same word for the same message, so a repeat is not a second one.
    """
    body = {"touser": openid, "template_id": template_id, "url": url, "data": content, "client_msg_id": once}
    return str(tokens.with_token(account, "POST", "message/template/send", **tokens.json_body(body)).get("msgid", ""))
