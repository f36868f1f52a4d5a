"""平台同步: the connections, their keys and authorisation, trying again."""

from typing import Any

from flask import Blueprint, redirect, request, session

from admin.access import allow
from admin.channels import rows
from admin.context import admin_page
from channels import queries
from channels.actions import accounts
from channels.errors import ChannelError
from channels.jobs import orders, parcels, stock
from channels.ports import Grant, marketplaces
from channels.states import PLATFORMS
from jobs.queue import later
from kernel import clock, ids
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from tenants import audit, settings
from web.addresses import of_door
from web.forms import text, whole
from web.render import answer, fragment

bp = Blueprint("admin_channels", __name__, url_prefix="/admin/channels")


@bp.get("")
@allow("channels.view")
def show() -> str:
    """Both platforms at a glance."""
    with reading():
        cards = [rows.card(platform) for platform in PLATFORMS]
        chosen = rows.choices()
    return admin_page("admin/channels/connections.html", active="channels", cards=cards, chosen=chosen, errors={})


@bp.get("/<any(tmall, jd):platform>")
@allow("channels.view")
def show_one(platform: str) -> str:
    """One connection: keys, authorisation, what needs a person."""
    return _one(platform, {})


def _one(platform: str, errors: dict[str, str], refusal: str = "") -> str:
    with reading():
        card = rows.card(platform)
        trouble = rows.trouble(card)
    return admin_page("admin/channels/connection.html", active="channels", card=card, trouble=trouble, errors=errors,
                      refusal=refusal, callback=_callback(platform))  # fmt: skip


@bp.post("/<any(tmall, jd):platform>/keys")
@allow("channels.edit")
def save_keys(platform: str) -> Any:
    """App key and secret; the secret can be written, never read."""
    try:
        app_key = text(request.form, "app_key", label="App Key", max_length=64)
        app_secret = text(request.form, "app_secret", label="App Secret", max_length=128, required=False)
        with transaction():
            accounts.set_keys(platform, app_key, app_secret)
            audit.note(
                "channels.keys",
                f"channel:{platform}",
                f"修改{PLATFORMS[platform]}的应用密钥",
                after={"app_key": app_key},
            )
    except Invalid as error:
        return _one(platform, {error.field: error.message}), 422
    return redirect(f"/admin/channels/{platform}", code=303)


@bp.get("/<any(tmall, jd):platform>/authorisation")
@allow("channels.edit")
def authorise(platform: str) -> Any:
    """Off to the platform's own page; the state belongs to this browser and is used once."""
    with reading():
        account = queries.account_on(platform)
        if account is None or not account.app_key:
            raise Refused("请先填写 App Key 和 App Secret")
        credentials = queries.credentials(account)
    state = session[f"channel_state_{platform}"] = ids.new_token(16).replace("-", "x").replace("_", "y")
    return redirect(marketplaces().sign_in(platform).authorize_url(credentials, _callback(platform), state))


@bp.get("/<any(tmall, jd):platform>/callback")
@allow("channels.edit")
def come_back(platform: str) -> Any:
    """The seller has answered. The one GET that writes: it is called by the platform's page, guarded by the state."""
    expected = session.pop(f"channel_state_{platform}", None)
    if expected is None or request.args.get("state") != expected:
        return _one(platform, {}, "授权已过期或不是从本页发起的，请重新点击授权"), 409
    if not request.args.get("code"):
        return _one(platform, {}, f"你在{PLATFORMS[platform]}取消了授权，可以重新点击授权"), 409
    with reading():
        account = queries.account_on(platform)
        credentials = queries.credentials(account) if account else None
    if account is None or credentials is None:
        raise Refused("请先填写 App Key 和 App Secret")
    try:
        grant = marketplaces().sign_in(platform).redeem(credentials, request.args["code"], _callback(platform))
    except ChannelError as error:
        with transaction():
            accounts.note_error(account.id, error, at=clock.now())
        return redirect(f"/admin/channels/{platform}", code=303)
    _accept(account.id, platform, grant)
    return redirect(f"/admin/channels/{platform}", code=303)


def _accept(account_id: int, platform: str, grant: Grant) -> None:
    with transaction():
        accounts.accept_grant(account_id, grant, at=clock.now())
        audit.note(
            "channels.authorise",
            f"channel:{platform}",
            f"授权连接{PLATFORMS[platform]}",
            after={"shop": grant.seller_name},
        )
        _ask_for_everything(account_id)


def _ask_for_everything(account_id: int) -> None:
    later(stock.sync_goods, account_id, key=f"goods:{account_id}")
    stock.push_now(account_id)
    orders.pull_now(account_id)
    later(parcels.push_waiting, account_id, key=f"parcels:{account_id}")


def _callback(platform: str) -> str:
    return of_door("admin", f"/admin/channels/{platform}/callback")


@bp.post("/<any(tmall, jd):platform>/synchronisation")
@allow("channels.edit")
def synchronise(platform: str) -> Any:
    """立即同步 and 重试: goods, levels, orders and waiting parcels, at once."""
    with transaction():
        account = accounts.account_of(platform)
        if account.state != "connected":
            raise Refused(f"请先授权连接{PLATFORMS[platform]}")
        accounts.allow_again(account.id)
        _ask_for_everything(account.id)
    with reading():
        card = rows.card(platform, is_running=True)
    return answer(fragment("admin/channels/_connection.html", card=card), otherwise=f"/admin/channels/{platform}",
                  toast=f"已开始同步{PLATFORMS[platform]}")  # fmt: skip


@bp.get("/<any(tmall, jd):platform>/card")
@allow("channels.view")
def refresh_card(platform: str) -> Any:
    """The card again, while a synchronisation runs."""
    with reading():
        card = rows.card(platform)
    return answer(fragment("admin/channels/_connection.html", card=card), otherwise=f"/admin/channels/{platform}")


@bp.post("/<any(tmall, jd):platform>/disconnection")
@allow("channels.edit")
def disconnect(platform: str) -> Any:
    """Stop speaking to the platform; nothing known is lost."""
    with transaction():
        accounts.disconnect(accounts.account_of(platform).id)
        audit.note("channels.disconnect", f"channel:{platform}", f"断开{PLATFORMS[platform]}")
    return redirect("/admin/channels", code=303)


@bp.post("/choices")
@allow("channels.edit")
def save_choices() -> Any:
    """The buffer, the calls of a day, the pause between readings."""
    try:
        buffer = whole(request.form, "buffer", label="为本店保留的件数", most=100_000)
        calls = whole(request.form, "daily_calls", label="每天接口调用上限", least=100, most=1_000_000)
        pause_s = whole(request.form, "pull_s", label="读取订单的间隔", least=5, most=3600)
    except Invalid as error:
        with reading():
            cards = [rows.card(platform) for platform in PLATFORMS]
            chosen = rows.choices() | {name: request.form.get(name, "") for name in ("buffer", "daily_calls", "pull_s")}
        page = admin_page("admin/channels/connections.html", active="channels", cards=cards, chosen=chosen,
                          errors={error.field: error.message})  # fmt: skip
        return page, 422
    with transaction():
        is_other_buffer = settings.CHANNEL_BUFFER.get() != buffer
        settings.CHANNEL_BUFFER.set(buffer)
        settings.CHANNEL_DAILY_CALLS.set(calls)
        settings.CHANNEL_PULL_S.set(pause_s)
        after = {"buffer": buffer, "daily_calls": calls, "pull_s": pause_s}
        audit.note("channels.choices", "channels", "修改平台同步设置", after=after)
        if is_other_buffer:
            stock.push_all_again()
    return redirect("/admin/channels", code=303)
