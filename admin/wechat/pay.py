"""微信支付: merchant numbers and keys, write-only where they are secret; a test button with a harmless query."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow
from admin.context import admin_page
from admin.shop.saving import fingerprint
from commerce.payments import queries as payments
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused, ShopError
from tenants import secrets, settings
from web.errors import status_of
from web.render import answer, fragment
from wechat import connection, pay, setup

bp = Blueprint("admin_wechat_pay", __name__, url_prefix="/admin/wechat/pay")
CHOICES = {
    "mode": settings.PAY_MODE, "mchid": settings.PAY_MCHID, "sub_mchid": settings.PAY_SUB_MCHID,
    "sp_appid": settings.PAY_SP_APPID, "serial": settings.PAY_SERIAL, "public_key_id": settings.PAY_PUBLIC_KEY_ID,
    "public_key": settings.PAY_PUBLIC_KEY, "other_keys": settings.PAY_OTHER_KEYS,
}  # fmt: skip


@bp.get("")
@allow("wechat.edit")
def show() -> str:
    """The merchant account as it is; secrets only as a hint."""
    return _page()


@bp.post("")
@allow("wechat.edit")
def save() -> str | tuple[str, int] | Response:
    """Store what was typed; an empty secret stays as it was."""
    try:
        with transaction():
            settings.lock_choices()
            if request.form.get("seen") != fingerprint(_stored()):
                raise Refused("支付设置刚被其他人修改过，请核对后再保存")
            former = _account()
            setup.save_pay(request.form)
            if former["mchid"] and _account() != former and request.form.get("another") != "1":
                raise Invalid("another", _about_another_account())
    except ShopError as error:
        return _page(error), status_of(error)
    return redirect("/admin/wechat/pay?saved=1", code=303)


@bp.post("/check")
@allow("wechat.edit")
def check() -> Response:
    """测试连接."""
    outcome = setup.check_pay()
    body = fragment("admin/wechat/_check.html", title="微信支付", outcome=outcome, action="/admin/wechat/pay/check")
    return answer(body, otherwise="/admin/wechat/pay")


def _account() -> dict[str, Any]:
    stored = _stored()
    return {name: stored[name] for name in ("mode", "mchid", "sub_mchid")}


def _about_another_account() -> str:
    """What was paid to the former account can be asked about and refunded there only."""
    waiting, refunds = payments.unfinished()
    words = "更换商户号后，原商户号收的款不能再从这里退，要到微信商户平台操作"
    if waiting or refunds:
        words += f"；现在还有 {waiting} 笔等待付款、{refunds} 笔退款在途，更换后收不到它们的结果，建议等它们完成"
    return f"{words}。确认要更换，请勾选后再保存"


def _lost() -> str:
    """Secrets are never sent back into the page: what was typed and not stored has to be typed again."""
    labels = {"private_key": "商户私钥", "apiv3_key": "APIv3 密钥"}
    typed = [label for name, label in labels.items() if request.form.get(name, "").strip()]
    return f"。还没有保存，请重新填写{'和'.join(typed)}" if typed else ""


def _stored() -> dict[str, Any]:
    return {name: choice.get() for name, choice in CHOICES.items()}  # type: ignore[attr-defined]


def _page(error: ShopError | None = None) -> str:
    with reading():
        stored, hints, account = _stored(), secrets.hints(), connection.pay_account()
        outcome = setup.last_check(setup.PAY)
    return admin_page(
        "admin/wechat/pay.html", active="wechat.pay", values=request.form if error else stored,
        other_keys=list(stored["other_keys"]), seen=fingerprint(stored), outcome=outcome, missing=account.missing,
        key_hint=hints.get(connection.PRIVATE_KEY), apiv3_hint=hints.get(connection.APIV3_KEY),
        notify_urls=[pay.notify_url(account, "pay"), pay.notify_url(account, "refund")],
        saved=request.args.get("saved"), error=error.message if error else None, lost=_lost() if error else "",
        errors={error.field: error.message} if isinstance(error, Invalid) else {},
    )  # fmt: skip
