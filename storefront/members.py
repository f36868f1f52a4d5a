"""我的 and the address book."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, redirect, request, url_for

from commerce.aftersale import queries as aftersale
from commerce.members import actions, queries
from commerce.members.rules import choices, parse_pasted
from commerce.orders import queries as orders
from kernel.db import reading, transaction
from kernel.errors import Invalid
from storefront.context import shop_page
from storefront.session import member_id as present_member_id
from storefront.session import require_member
from web import forms
from web.render import fragment, in_wechat

bp = Blueprint("shop_members", __name__, url_prefix="/me")


@bp.get("")
def show() -> str:
    """我的; works for guests too."""
    member_id = present_member_id()
    with reading():
        member = queries.member(member_id) if member_id else None
        counts = orders.counts_of_member(member_id) if member_id else {}
        if member_id:
            counts |= {
                "aftersale": aftersale.open_of_member(member_id),
                "unread": aftersale.unread_of_member(member_id),
            }
    return shop_page("storefront/members/me.html", member=member, counts=counts, section="me")


@bp.get("/profile")
def profile() -> str:
    """完善资料: the name to show, the phone, the WeChat identity; only ever asked for by a tap."""
    return _profile()


@bp.post("/profile")
def rename() -> Response | tuple[str, int]:
    """The name others see in a group, masked."""
    member_id = require_member()
    try:
        nickname = forms.text(request.form, "nickname", label="昵称", max_length=20)
    except Invalid as error:
        return _profile(request.form.get("nickname", "")[:200], error), 422
    with transaction():
        actions.rename(member_id, nickname)
    return redirect(url_for(".show"), code=303)  # type: ignore[return-value]


def _profile(typed: str | None = None, error: Invalid | None = None) -> str:
    member_id = require_member()
    with reading():
        member = queries.member(member_id)
    return shop_page(
        "storefront/members/profile.html", member=member, nickname=member.nickname if typed is None else typed,
        error=error.message if error else None, in_wechat=in_wechat(),
    )  # fmt: skip


@bp.get("/addresses")
def addresses() -> str:
    """收货地址."""
    member_id = require_member()
    with reading():
        rows = queries.addresses(member_id)
    return shop_page(
        "storefront/members/addresses.html", addresses=rows, next=_next(), use_url=lambda row: _using(row.id)
    )


@bp.get("/addresses/new")
@bp.get("/addresses/<int:address_id>")
def edit(address_id: int | None = None) -> str:
    """One address as a form."""
    member_id = require_member()
    values: dict[str, Any] = {}
    if address_id is not None:
        with reading():
            row = queries.own_address(address_id, member_id)
        values = {name: getattr(row, name) for name in actions.ADDRESS_FIELDS}
        values["is_default"] = "1" if row.is_default else ""
    return _form(values, address_id)


@bp.post("/addresses")
@bp.post("/addresses/<int:address_id>")
def save(address_id: int | None = None) -> Response | tuple[str, int]:
    """Save and go back to where the address was needed."""
    member_id = require_member()
    fields = {name: request.form.get(name, "") for name in actions.ADDRESS_FIELDS}
    is_default = request.form.get("is_default") == "1"
    try:
        with transaction():
            row = actions.save_address(member_id, fields, address_id=address_id, is_default=is_default)
    except Invalid as error:
        return _form(dict(request.form), address_id, error), 422
    return redirect(_using(row.id) or url_for(".addresses"), code=303)  # type: ignore[return-value]


@bp.post("/addresses/<int:address_id>/default")
def make_default(address_id: int) -> Response:
    """设为默认."""
    member_id = require_member()
    with transaction():
        actions.set_default(member_id, address_id)
    return redirect(url_for(".addresses", next=_next() or None), code=303)  # type: ignore[return-value]


@bp.post("/addresses/<int:address_id>/removal")
def remove(address_id: int) -> Response:
    """删除."""
    member_id = require_member()
    with transaction():
        actions.delete_address(member_id, address_id)
    return redirect(url_for(".addresses", next=_next() or None), code=303)  # type: ignore[return-value]


@bp.post("/addresses/parsed")
def parse() -> str:
    """粘贴识别: fill the form from one pasted line; nothing is saved yet."""
    require_member()
    pasted = forms.text(request.form, "pasted", label="地址", max_length=300)
    values = {name: getattr(parse_pasted(pasted), name, "") for name in actions.ADDRESS_FIELDS}
    return fragment(
        "storefront/members/_address_form.html", values=values, choices=choices(values), action=url_for(".save"),
        next=_next(),
    )  # fmt: skip


@bp.get("/addresses/region")
def region() -> str:
    """The three lists of an address form after one of them was chosen; what fits no more is not chosen any more."""
    values = {name: request.args.get(name, "")[:40] for name in ("province", "city", "district")}
    return fragment("ui/region_fields.html", values=values, choices=choices(values | {"district": ""}))


def _form(values: dict[str, Any], address_id: int | None, error: Invalid | None = None) -> str:
    action = url_for(".save", address_id=address_id)
    errors = {error.field: error.message} if error else {}
    return shop_page(
        "storefront/members/address.html", values=values, choices=choices(values), errors=errors, action=action,
        next=_next(), address_id=address_id,
    )  # fmt: skip


def _next() -> str:
    return forms.own_path(request.values.get("next"), default="")


def _using(address_id: int) -> str:
    """Back to where an address was needed, with this one; empty when nobody waits for one."""
    if not _next():
        return ""
    parts = urlsplit(_next())
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] != "address"]
    return urlunsplit(("", "", parts.path, urlencode([*kept, ("address", address_id)]), parts.fragment))
