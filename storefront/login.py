"""Signing in: silently inside WeChat, by phone and code everywhere else. Browsing never needs it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, make_response, redirect, request, session, url_for
from flask_wtf.csrf import generate_csrf

from commerce.members import actions, codes, queries
from commerce.members.errors import TooManyCodes, WrongCode
from commerce.members.ports import TextsAway, TextsRefused, sms
from kernel import clock, ids
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused, ShopError
from storefront import binding
from storefront.context import shop_page
from storefront.session import member_id, note_payer, sign_in, sign_out
from web import forms
from web.errors import status_of
from web.render import fragment, in_wechat, is_htmx
from wechat import connection, oauth
from wechat.transport import WeChatAway, WeChatRefused

if TYPE_CHECKING:
    from commerce.members.models import Member
    from wechat.connection import AppAccount

bp = Blueprint("shop_login", __name__)

STATES = "oauth_states"
BY_WECHAT, BY_PHONE = "wechat", "phone"
"""How a sign-in began: who has just proved a phone never becomes somebody else by what WeChat says."""
MOST_STATES = 5
"""Tabs of one browser that may be signing in at the same time."""
log = structlog.get_logger()


@bp.get("/login")
def show() -> Response | str:
    """Inside WeChat straight on to the silent sign-in; elsewhere phone and code.

    A member may add or change the phone here (?way=phone), and inside WeChat the identity (?way=wechat).
    """
    back, way = forms.own_path(request.args.get("next")), request.args.get("way")
    if member_id() is not None and way not in ("phone", "wechat"):
        return redirect(back)  # type: ignore[return-value]
    if in_wechat() and way != "phone":
        with reading():
            account = connection.app_account()
        if account.is_complete:
            return _to_wechat(account, back, BY_WECHAT)
    return _form(back)


@bp.get("/login/wechat")
def wechat() -> Response | str | tuple[str, int]:
    """Back from WeChat: state must be this browser's, the code works once."""
    (back, intent), code = _wanted_by(request.args.get("state", "")), request.args.get("code", "")
    if back is None or not 0 < len(code) <= 512:
        return _retry("这个登录链接已失效或不是从这里打开的", back or "/", 400)
    with reading():
        account = connection.app_account()
    try:
        found = oauth.identity(account, code)
    except (WeChatAway, WeChatRefused) as error:
        log.warning("login.wechat_failed", reason=str(error))
        return _retry("微信登录没有完成，请再试一次", back, 409)
    if found.is_snapshot:
        return shop_page("storefront/login/snapshot.html", next=back)
    present = member_id()
    return _arrive(found, back) if present is None else _meet(present, found, back, intent)


@bp.post("/login/code")
def send_code() -> Response | str:
    """Text a code to a number; the answer is the same whether the number is known or not."""
    back = forms.own_path(request.form.get("next"))
    try:
        phone = forms.phone(request.form)
        _send_code(phone, clock.now())
    except ShopError as error:
        return _code_refused(error, back)
    if is_htmx():
        return fragment("storefront/login/_code_note.html", text="验证码已发送，5 分钟内有效", wait_s=60)
    return _form(back, phone=phone, note="验证码已发送，5 分钟内有效")


@bp.post("/login")
def enter() -> Response | tuple[str, int]:
    """Phone and code: signs in, or adds the phone to the member who is here already."""
    back, here = forms.own_path(request.form.get("next")), member_id()
    try:
        phone = forms.phone(request.form)
        code = forms.text(request.form, "code", label="验证码", max_length=6)
        member, present = _member_of(phone, code, clock.now())
    except (Invalid, Refused) as error:
        return _form(back, phone=request.form.get("phone", "")[:20], error=error), status_of(error)
    if present is not None:
        return binding.propose(member, present.appid or "", present.openid or "", present.unionid, back)
    if here is not None:
        sign_in(member)
        return redirect(back, code=303)  # type: ignore[return-value]
    sign_in(member, is_once=in_wechat())
    if in_wechat():  # whose WeChat it is decides who can pay here
        with reading():
            account = connection.app_account()
        if account.is_complete:
            return _to_wechat(account, back, BY_PHONE)
    return redirect(back, code=303)  # type: ignore[return-value]


@bp.post("/logout")
def leave() -> Response:
    """Sign out, on every device: a copied cookie is dead as well."""
    found = member_id()
    if found is not None:
        with transaction():
            actions.end_sessions(found)
    sign_out()
    return redirect("/", code=303)  # type: ignore[return-value]


def _to_wechat(account: AppAccount, back: str, intent: str) -> Response:
    target = oauth.authorize_url(account, f"{request.host_url}login/wechat", _new_state(back, intent))
    return redirect(target, code=302 if request.method == "GET" else 303)  # type: ignore[return-value]


def _arrive(found: oauth.Identity, back: str) -> Response:
    """The member of an identity, made at the first visit."""
    with transaction():
        member = actions.join_by_openid(found.appid, found.openid, unionid=found.unionid, at=clock.now())
    sign_in(member)
    return redirect(back)  # type: ignore[return-value]


def _meet(present: int, found: oauth.Identity, back: str, intent: str) -> Response | tuple[str, int]:
    """Somebody is signed in and WeChat says whose it is: the same person, or a question, or only who would pay."""
    with reading():
        member = queries.member(present)
        meaning = queries.meaning_of_binding(member, found.appid, found.openid)
    if meaning in ("new", "merge"):
        return binding.propose(member, found.appid, found.openid, found.unionid, back)
    if meaning == "own" or (intent == BY_WECHAT and meaning == "other"):
        return _arrive(found, back)
    if intent == BY_WECHAT:
        return _retry("这个微信已绑定另一个手机号，不能再绑定到这个账号", back, 409)
    note_payer(found.appid, found.openid)
    return redirect(back)  # type: ignore[return-value]


def _send_code(phone: str, at: datetime) -> None:
    with transaction():
        code = codes.open_code(phone, request.remote_addr or "?", at=at)
    try:
        sms().send_code(phone, code)
    except TextsRefused as error:
        log.warning("login.text_refused", code=error.code)
        raise Refused(error.message) from error
    except TextsAway as error:
        log.warning("login.text_away", reason=str(error))
        raise Refused("短信暂时发不出去，请稍后再试") from error


def _member_of(phone: str, code: str, at: datetime) -> tuple[Member, Member | None]:
    """Whose phone it is. With it the member who is here already, where the two have to be asked about first.

    Raises WrongCode after the wrong try has been counted.
    """
    present = member_id()
    with transaction():
        if codes.check_code(phone, code, at=at):
            if present is None:
                return actions.join_by_phone(phone, at=at), None
            here, owner = queries.member(present), queries.member_of_phone(phone)
            if here.openid is not None and owner is not None and owner.id != present and owner.openid is None:
                return owner, here
            return actions.bind_phone(present, phone, at=at), None
    raise WrongCode()


def _code_refused(error: ShopError, back: str) -> Response:
    wait_s = error.retry_after_s if isinstance(error, TooManyCodes) else 0
    if is_htmx():
        body = fragment("storefront/login/_code_note.html", text=error.message, wait_s=wait_s, is_error=True)
        status = 409 if wait_s else status_of(error)  # htmx shows what comes with 409 and 422
    else:
        body = _form(back, phone=request.form.get("phone", "")[:20], error=error)
        status = 429 if wait_s else status_of(error)
    response = make_response(body, status)
    if wait_s:
        response.headers["Retry-After"] = str(wait_s)
    return response


def _form(back: str, *, phone: str = "", note: str = "", error: ShopError | None = None) -> str:
    return shop_page(
        "storefront/login/login.html", next=back, phone=phone, note=note, message=error.message if error else "",
        wrong=error.field if isinstance(error, Invalid) else "", is_member=member_id() is not None,
        wechat_url=url_for(".show", next=back) if in_wechat() else "",
    )  # fmt: skip


def _retry(message: str, back: str, status: int) -> tuple[str, int]:
    return shop_page("storefront/login/retry.html", message=message, next=back), status


def _new_state(back: str, intent: str) -> str:
    """A state of letters and digits, remembered by this browser alone."""
    generate_csrf()  # now, so that a page shown after a failed sign-in has no reason to write the cookie
    state = ids.fingerprint(ids.new_token())[:40]
    session[STATES] = [*session.get(STATES, []), [state, back[:500], intent]][-MOST_STATES:]
    return state


def _wanted_by(state: str) -> tuple[str | None, str]:
    """Where the sign-in with this state wanted to go back to, and how it began; only this browser knows it.

    Nothing is taken away here: the code works once, and a second answer must not write over the cookie of the first.
    """
    found = (tuple(rest) for known, *rest in session.get(STATES, []) if known == state)
    back, intent = next(found, (None, BY_WECHAT))
    return back, intent
