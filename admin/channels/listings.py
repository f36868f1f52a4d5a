"""Which goods on a platform are ours: matched by code, or by a person."""

import json
from typing import Any

from flask import Blueprint, redirect, request
from markupsafe import Markup

from admin.access import allow
from admin.channels import rows
from admin.context import admin_page
from channels import queries
from channels.actions import accounts, listings
from channels.jobs import stock
from commerce.catalog import sku_cards
from kernel.db import reading, transaction
from kernel.errors import Invalid
from tenants import audit
from web.forms import whole
from web.render import answer, fragment, is_htmx

bp = Blueprint("admin_channel_listings", __name__, url_prefix="/admin/channels")
PER_PAGE = 50


@bp.get("/<any(tmall, jd):platform>/listings")
@allow("channels.view")
def show(platform: str) -> str:
    """The mapping table, a page at a time."""
    only = request.args.get("only", "")
    after_id = whole(request.args, "after", label="页码") if request.args.get("after") else 0
    with reading():
        card = rows.card(platform)
        found = (
            queries.listing_rows(card.account.id, only=only, after_id=after_id, limit=PER_PAGE + 1)
            if card.account
            else []
        )
    has_more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    next_after = found[-1].listing.id if has_more else None
    return admin_page("admin/channels/listings.html", active="channels", card=card, rows=found, only=only,
                      next_after=next_after, is_first=after_id == 0)  # fmt: skip


@bp.post("/<any(tmall, jd):platform>/matching")
@allow("channels.edit")
def match(platform: str) -> Any:
    """按编码自动关联: every listing without a SKU whose code is ours."""
    with transaction():
        account = accounts.account_of(platform)
        linked = listings.match_by_code(account.id)
        stock.ask(account.id)
        audit.note("channels.match", f"channel:{platform}", f"按编码自动关联 {linked} 个规格")
    return redirect(f"/admin/channels/{platform}/listings", code=303)


@bp.get("/listings/<int:listing_id>/choice")
@allow("channels.edit")
def choose(listing_id: int) -> Any:
    """The picker: our SKUs by code or title."""
    words = request.args.get("q", "").strip()[:50]
    with reading():
        row = queries.listing_row(listing_id)
        cards = sku_cards.find_skus(words or row.listing.remote_code or row.listing.remote_title[:6])
        platform = queries.account(row.listing.account_id).platform
    picker = fragment("admin/channels/_sku_picker.html", row=row, cards=cards, q=words, error=None)
    if is_htmx():
        return picker
    return admin_page("admin/channels/choice.html", active="channels", picker=Markup(picker), platform=platform)  # noqa: S704


@bp.post("/listings/<int:listing_id>/link")
@allow("channels.edit")
def link(listing_id: int) -> Any:
    """A person says which SKU it is."""
    try:
        sku_id = whole(request.form, "sku_id", label="商品规格", least=1)
    except Invalid:
        raise Invalid("sku_id", "请选择一个商品规格") from None
    with transaction():
        listing = listings.link(listing_id, sku_id)
        stock.ask(listing.account_id)
        audit.note(
            "channels.link", f"listing:{listing_id}", f"关联平台商品 {listing.remote_title}", after={"sku_id": sku_id}
        )
    return _row(listing_id, "已关联，库存正在同步")


@bp.post("/listings/<int:listing_id>/release")
@allow("channels.edit")
def unlink(listing_id: int) -> Any:
    """取消关联: the level is not pushed any more."""
    with transaction():
        listing = listings.unlink(listing_id)
        audit.note("channels.unlink", f"listing:{listing_id}", f"取消关联平台商品 {listing.remote_title}")
    return _row(listing_id, "已取消关联，平台上的库存不再由这里更新")


def _row(listing_id: int, toast: str) -> Any:
    with reading():
        row = queries.listing_row(listing_id)
        platform = queries.account(row.listing.account_id).platform
    body = fragment("admin/channels/_listing_row.html", row=row)
    response = answer(body, otherwise=f"/admin/channels/{platform}/listings", toast=toast)
    if is_htmx():
        response.headers["HX-Trigger"] = json.dumps(
            {"toast": {"level": "success", "text": toast}, "dialog:close": True}
        )
    return response
