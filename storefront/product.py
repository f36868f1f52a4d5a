"""One product: its page, the live parts of its buy sheet, favourites and restock requests."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request, session
from markupsafe import Markup

from commerce.catalog import queries as catalog
from commerce.catalog import wishes
from commerce.checkout import showcase
from commerce.members import queries as members
from kernel import clock, ids
from kernel.db import reading, transaction
from kernel.errors import NotFound
from kernel.tenancy import current_tenant_id
from storefront import buy_sheet, cards, invited, page_cache, product_view
from storefront.checkout import place_of
from storefront.context import cached_page, cart_count, shop_page, surroundings
from storefront.session import login_path, member_id, require_member
from tenants import settings
from web import drafts, forms, throttle
from web.cookies import form_token
from web.render import answer, fragment, in_wechat

bp = Blueprint("shop_product", __name__, url_prefix="/p/<int:product_id>")
ASKED = "asked_wechat"
PRIVATE = ("csrf", "request_key", "cart_badge", "cart_label", "favourite", "address")
GUESTS = {"cart_badge": "", "cart_label": "购物车"}
"""Of every guest's page."""


@bp.get("")
def show(product_id: int) -> Response | bytes | str | tuple[str, int]:
    """商品详情, kept for a moment; what belongs to this shopper is filled in."""
    draft = drafts.asked("product", current_tenant_id())
    if draft is not None:
        return _drafted(draft)
    silently = _sign_in_silently()
    if silently is not None:
        return silently
    who = "guest" if member_id() is None else "member"
    host, browser = f"{request.scheme}://{request.host}", f"{who}:{in_wechat()}"
    variant = f"{browser}:{asked_id('sku')}:{asked_id('group')}"
    key = page_cache.Key(current_tenant_id(), product_id, host, variant)
    body = page_cache.page(key, lambda: _facts(product_id, browser), _rendered, lambda: _private_parts(product_id))
    return body if body is not None else gone(product_id)


def _facts(product_id: int, browser: str) -> page_cache.Facts | None:
    """Everything the page shows at this moment, with marks for what is this shopper's own; None when it is not sold."""
    private = {name: page_cache.mark(name) for name in PRIVATE}
    if member_id() is None:
        private |= GUESTS
    with reading():
        goods = _goods(product_id)
        if goods is None:
            return None
        around = surroundings(private["cart_badge"])
    return page_cache.Facts(
        f"{browser}:{goods.chosen['id']}:{goods.group_id}", {"goods": goods, "private": private, "surroundings": around}
    )


def _rendered(shown: Mapping[str, Any]) -> str:
    private, goods = shown["private"], shown["goods"]
    g.csrf_token = private["csrf"]  # the layout's token becomes a mark, too
    try:
        if member_id() is None:
            private = private | _of_any_guest(goods.id, goods.group_id)
        return cached_page(
            "storefront/product/product.html", surroundings=shown["surroundings"], goods=goods, private=private
        )
    finally:
        g.pop("csrf_token", None)


def _drafted(draft: Mapping[str, Any]) -> str:
    """The page of a product as somebody is writing it in the admin."""
    stock = {int(sku_id): pieces for sku_id, pieces in draft["stock"].items()}
    found = showcase.ProductPage(0, None, True, 0, dict(draft["document"]), stock, None, [])
    with reading():
        goods = product_view.of(found, at=clock.now())
    private = dict.fromkeys(PRIVATE, "") | _of_any_guest(0)
    return shop_page("storefront/product/product.html", goods=goods, private=private)


def _of_any_guest(product_id: int, group_id: int | None = None) -> dict[str, str]:
    """What a member's page fills in on each request is the same for all guests and kept with the page."""
    favourite = fragment("storefront/product/_favourite.html", product_id=product_id, is_kept=False)
    address = fragment("storefront/product/_address.html", address=None, product_id=product_id, group_id=group_id)
    return GUESTS | {
        "favourite": Markup(favourite),  # noqa: S704  our own template
        "address": Markup(address),  # noqa: S704  our own template
    }


def _goods(product_id: int) -> product_view.Goods | None:
    """The product as the address asks for it: ?sku= chosen beforehand, ?group= to join; None when it is not sold."""
    at = clock.now()
    found = showcase.product_page(product_id, at=at)
    if found is None or not found.is_on_shelf or not found.document["skus"]:
        return None
    return product_view.of(
        found, at=at, sku_id=asked_id("sku"), invited=invited.read(asked_id("group"), product_id, at)
    )


def _private_parts(product_id: int) -> dict[str, str]:
    """What is this shopper's own. Guests cost no statement here."""
    parts, member = {"csrf": form_token(), "request_key": ids.new_token(16)}, member_id()
    if member is None:
        return parts
    with reading():
        count, is_kept = cart_count(), catalog.is_favourite(member, product_id)
        address = chosen_address(member)
    return parts | {
        "cart_badge": str(count or ""),
        "cart_label": f"购物车，{count} 件" if count else "购物车",
        "favourite": fragment("storefront/product/_favourite.html", product_id=product_id, is_kept=is_kept),
        "address": fragment(
            "storefront/product/_address.html",
            address=address,
            product_id=product_id,
            group_id=asked_id("group"),
            is_member=True,
        ),
    }


def gone(product_id: int) -> tuple[str, int]:
    """下架: not here any more, but what is like it. A foreign product reads like none: what sells best."""
    at = clock.now()
    with reading():
        found = showcase.product_page(product_id, at=at)
        related = showcase.similar(product_id, found.category_id if found else None, at=at)
    title = found.document["title"] if found else None
    return shop_page("storefront/product/gone.html", title=title, related=cards.of(related)), 404


@bp.get("/band")
def band(product_id: int) -> str:
    """The price band afresh: after Back, and when the countdown ends."""
    with reading():
        goods = _goods(product_id)
    if goods is None:
        raise NotFound("这件商品已下架")
    return fragment("storefront/product/_band.html", goods=goods)


@bp.get("/quote")
def quote(product_id: int) -> str:
    """What the sheet shows, from the server at this moment: price, stock, freight, total, address (reliability I26)."""
    throttle.admit("quote", current_tenant_id(), member_id())
    wish = buy_sheet.Wish(
        sku_id=forms.whole(request.args, "sku_id", label="规格", least=1, most=10**15),
        quantity=forms.whole(request.args, "qty", label="数量", least=1, most=999),
        mode="group" if request.args.get("mode") == "group" else "single",
        intent="cart" if request.args.get("intent") == "cart" else "pay",
        activity_id=asked_id("activity_id"),
        group_id=asked_id("group_id"),
    )
    member = member_id()
    with reading():
        address = chosen_address(member) if member is not None else None
        asked = invited.read(wish.group_id, product_id, clock.now())
        parts = buy_sheet.quoted(wish, product_id, asked, place_of(address))
    is_member = member is not None
    parts["address"] = {
        "address": address, "product_id": product_id, "group_id": wish.group_id, "is_member": is_member,
        "is_swap": True,
    }  # fmt: skip
    return "".join(fragment(f"storefront/product/_{name}.html", **arguments) for name, arguments in parts.items())


def chosen_address(member: int) -> Any:
    """The one the address bar or the sheet asks for, else the default."""
    rows, asked = members.addresses(member), asked_id("address_id") or asked_id("address")
    return next((row for row in rows if row.id == asked), rows[0] if rows else None)


@bp.post("/favourite")
def keep(product_id: int) -> Response:
    """收藏."""
    member = require_member()
    with transaction():
        wishes.keep(member, product_id)
    return _kept(product_id, is_kept=True, toast="已收藏")


@bp.delete("/favourite")
def drop(product_id: int) -> Response:
    """取消收藏."""
    member = require_member()
    with transaction():
        wishes.drop(member, product_id)
    return _kept(product_id, is_kept=False, toast="已取消收藏")


def _kept(product_id: int, *, is_kept: bool, toast: str) -> Response:
    body = fragment("storefront/product/_favourite.html", product_id=product_id, is_kept=is_kept)
    return answer(body, otherwise=f"/p/{product_id}", toast=toast)


@bp.post("/restock")
def restock(product_id: int) -> Response:
    """到货提醒."""
    member = require_member()
    sku_id = forms.whole(request.form, "sku_id", label="规格", least=1, most=10**15)
    with transaction():
        if catalog.sku(sku_id).product_id != product_id:
            raise NotFound("没有找到这件商品")
        wishes.ask_for_restock(member, sku_id)
    body = fragment("storefront/product/_restock.html", product_id=product_id, sku_id=sku_id, is_asked=True)
    return answer(body, otherwise=f"/p/{product_id}", toast="到货后会通知你")


def _sign_in_silently() -> Response | None:
    """Inside WeChat a guest is recognised before the first tap, once per browser; it never asks anything."""
    if not in_wechat() or member_id() is not None or ASKED in session:
        return None
    with reading():
        if not settings.WECHAT_APPID.get():
            return None
    session[ASKED] = 1
    return make_response(redirect(login_path(request.full_path.rstrip("?"))))


def asked_id(name: str) -> int | None:
    asked = request.args.get(name, "") if request.query_string else ""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 15 else None
