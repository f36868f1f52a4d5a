"""消息推送: the address to enter at WeChat, Token and EncodingAESKey (write-only), and whether WeChat has asked."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow
from admin.context import admin_page
from kernel.db import reading, transaction
from kernel.errors import Invalid, ShopError
from tenants import secrets, settings
from web.errors import status_of
from wechat import connection, queries, setup

bp = Blueprint("admin_wechat_push", __name__, url_prefix="/admin/wechat/push")


@bp.get("")
@allow("wechat.edit")
def show() -> str:
    """The connection as it is; secrets only as a hint."""
    return _page()


@bp.post("")
@allow("wechat.edit")
def save() -> tuple[str, int] | Response:
    """Store what was typed; an empty field stays as it was."""
    try:
        with transaction():
            settings.lock_choices()
            setup.save_push(request.form)
    except ShopError as error:
        return _page(error), status_of(error)
    return redirect("/admin/wechat/push?saved=1", code=303)


def _page(error: ShopError | None = None) -> str:
    with reading():
        hints, outcome, url = secrets.hints(), setup.last_check(setup.PUSH), connection.push_url()
        latest = queries.latest_push()
    return admin_page(
        "admin/wechat/push.html", active="wechat.push", url=url, outcome=outcome, latest=latest,
        token_hint=hints.get(connection.PUSH_TOKEN), key_hint=hints.get(connection.PUSH_AES_KEY),
        saved=request.args.get("saved"), error=error.message if error else None,
        errors={error.field: error.message} if isinstance(error, Invalid) else {},
    )  # fmt: skip
