"""绑定到这个微信: a phone proved inside somebody's WeChat is asked about before the two become one for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, session, url_for

from commerce.members import actions, queries
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from storefront.context import shop_page
from storefront.session import member_id, sign_in
from web import forms

if TYPE_CHECKING:
    from commerce.members.models import Member

bp = Blueprint("shop_binding", __name__, url_prefix="/login/binding")

PENDING = "binding"
LIVES_S = 600
"""How long a proved phone may be bound: whoever walks away from the question has not answered it."""


def propose(member: Member, appid: str, openid: str, unionid: str | None, back: str) -> Response:
    """Ask before a member known by phone and an identity of WeChat become one. Both were proved just now."""
    session[PENDING] = {
        "member": member.id, "appid": appid, "openid": openid, "unionid": unionid,
        "until": int(clock.now().timestamp()) + LIVES_S,
    }  # fmt: skip
    return redirect(url_for("shop_binding.show", next=back), code=303)  # type: ignore[return-value]


@bp.get("")
def show() -> Response | str:
    """The question, with what binding would mean."""
    back, asked = forms.own_path(request.args.get("next")), _pending()
    if asked is None:
        return redirect(back)  # type: ignore[return-value]
    with reading():
        member = queries.member(asked["member"])
        meaning = queries.meaning_of_binding(member, asked["appid"], asked["openid"])
    return shop_page("storefront/login/binding.html", next=back, phone=member.phone, is_merge=meaning != "new")


@bp.post("")
def choose() -> Response:
    """只登录这一次, or 绑定到这个微信."""
    back, asked, choice = forms.own_path(request.form.get("next")), _pending(), request.form.get("choice")
    if asked is None:
        raise Refused("等得太久了，请重新登录")
    if choice not in ("once", "bind"):
        raise Invalid("choice", "请选择一项")
    payer = {"appid": asked["appid"], "openid": asked["openid"]}
    if choice == "once":
        with reading():
            member = queries.member(asked["member"])
        sign_in(member, payer=payer, is_once=True)
    else:
        with transaction():
            member = _bound(asked)
        sign_in(member, payer=payer)
    return redirect(back, code=303)  # type: ignore[return-value]


def _bound(asked: dict[str, Any]) -> Member:
    """One member from now on, whichever of the two is signed in."""
    member, at = queries.member(asked["member"]), clock.now()
    if member.phone is None:
        raise Refused("这个手机号已经换过账号，请重新登录")
    phone, here = member.phone, member_id() or 0
    if here != member.id:
        return actions.bind_phone(here, phone, at=at)
    bound = actions.bind_openid(member.id, asked["appid"], asked["openid"], unionid=asked["unionid"], at=at)
    if bound.phone != phone:  # somebody was quicker
        raise Refused("这个微信刚刚绑定了另一个手机号，没有绑定到你的账号")
    return bound


def _pending() -> dict[str, Any] | None:
    """What is being asked about; only whoever is signed in here, and not for long."""
    found = session.get(PENDING)
    if found is None or member_id() is None or found["until"] < clock.now().timestamp():
        return None
    return dict(found)
