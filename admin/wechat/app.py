"""公众号: AppID and secret, domains, message templates; a test button that really asks WeChat."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow, current_staff
from admin.context import admin_page
from admin.shop.saving import fingerprint
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused, ShopError
from tenants import queries as tenants
from tenants import secrets, settings
from web.errors import status_of
from web.render import answer, fragment
from wechat import connection, messages, queries, rules, setup

bp = Blueprint("admin_wechat", __name__, url_prefix="/admin/wechat")


@bp.get("")
@allow("wechat.edit")
def show() -> str:
    """The connection as it is; secrets only as a hint."""
    return _page()


@bp.post("")
@allow("wechat.edit")
def save() -> str | tuple[str, int] | Response:
    """Store what was typed; an empty secret stays as it was."""
    try:
        with transaction():
            settings.lock_choices()
            if request.form.get("seen") != fingerprint(_stored()):
                raise Refused("公众号设置刚被其他人修改过，请核对后再保存")
            setup.save_app(request.form)
    except ShopError as error:
        return _page(error), status_of(error)
    return redirect("/admin/wechat?saved=1", code=303)


@bp.post("/check")
@allow("wechat.edit")
def check() -> Response:
    """测试连接."""
    outcome = setup.check_app()
    body = fragment("admin/wechat/_check.html", title="公众号", outcome=outcome, action="/admin/wechat/check")
    return answer(body, otherwise="/admin/wechat")


def _stored() -> dict[str, Any]:
    return {
        "appid": settings.WECHAT_APPID.get(), "templates": settings.WECHAT_TEMPLATES.get(),
        "fields": settings.WECHAT_TEMPLATE_FIELDS.get(),
    }  # fmt: skip


def _page(error: ShopError | None = None) -> str:
    tenant_id = current_staff().tenant_id
    assert tenant_id is not None
    with reading():
        stored = _stored()
        known = {
            "outcome": setup.last_check(setup.APP), "secret_hint": secrets.hints().get(connection.APP_SECRET),
            "files": list(settings.WECHAT_VERIFY_FILES.get()), "host": tenants.primary_host(tenant_id),
            "failed": queries.failed_messages(), "sent_count": queries.sent_count(),
        }  # fmt: skip
    lines = {f"fields_{kind}": rules.written_fields(fields) for kind, fields in stored["fields"].items()}
    values = {"appid": stored["appid"], **stored["templates"], **lines}
    return admin_page(
        "admin/wechat/app.html", active="wechat", values=request.form if error else values, seen=fingerprint(stored),
        kinds=messages.KINDS, words=rules.WORDS.values(), saved=request.args.get("saved"),
        error=error.message if error else None,
        errors={error.field: error.message} if isinstance(error, Invalid) else {}, **known,
    )  # fmt: skip
