"""客服: every way to reach a person, and the order it is about."""

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, request

from commerce.orders import queries as orders
from kernel.db import reading
from kernel.errors import NotFound
from storefront.context import shop_page
from storefront.session import member_id as present_member_id
from tenants import settings

bp = Blueprint("shop_service", __name__)
RECENT = 5
WECHAT_HOST = "work.weixin.qq.com"
_NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")


@bp.get("/service")
def show() -> str:
    """WeChat service, telephone and hours; a member chooses one of their orders to ask about (?order=)."""
    member_id = present_member_id()
    with reading():
        recent, chosen = _orders(member_id, request.args.get("order", "")) if member_id else ([], None)
        context = {
            "service_url": _about_order(settings.SERVICE_URL.get(), chosen.number if chosen else ""),
            "phone": settings.SERVICE_PHONE.get(),
            "hours": settings.SERVICE_HOURS.get(),
            "lines": orders.lines_of([order.id for order in recent]),
        }
    return shop_page(
        "storefront/service/service.html", recent=recent, chosen=chosen, is_member=member_id is not None, **context
    )


def _orders(member_id: int, number: str) -> tuple[list[Any], Any]:
    """The newest orders and the one asked about, which may be older; another's or a mistyped one is none."""
    recent = orders.orders_of_member(member_id, limit=RECENT)
    if not _NUMBER.fullmatch(number):
        return recent, None
    try:
        chosen = orders.own_order(number, member_id)
    except NotFound:
        return recent, None
    return (recent if chosen.id in {order.id for order in recent} else [chosen, *recent]), chosen


def _about_order(url: str, number: str) -> str:
    """The link of WeChat's customer service, telling the order's number where the link can carry it.

    Source: 微信客服「获取客服帐号链接」: a link made for a scene (enc_scene) may carry scene_param; others may not.
    """
    parts = urlsplit(url)
    if number and parts.hostname == WECHAT_HOST and "enc_scene=" in parts.query and "scene_param=" not in parts.query:
        return parts._replace(query=f"{parts.query}&{urlencode({'scene_param': f'order={number}'})}").geturl()
    return url
