"""留言 of the operator about a case somebody asked to have decided; both sides read it."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from commerce.aftersale import queries, rules
from commerce.aftersale.actions import talking
from commerce.catalog import actions as catalog
from commerce.catalog import media
from commerce.catalog import queries as catalog_queries
from console import aftersale
from console.access import by, operator_only
from kernel import ids
from kernel.db import transaction
from kernel.errors import Invalid, ShopError
from kernel.tenancy import tenant_scope
from kernel.unscoped import every_tenant
from tenants import operator_log
from web import forms
from web.errors import status_of
from web.render import fragment, media_url

bp = Blueprint("console_talk", __name__, url_prefix="/console/aftersale/<int:tenant_id>/<int:case_id>")


@bp.post("/messages")
@operator_only
def say(tenant_id: int, case_id: int) -> str | tuple[str, int] | Response:
    """One message to both sides, noted. Safe to repeat: the form carries a key."""
    shop = aftersale.shop_name(tenant_id)
    try:
        with tenant_scope(tenant_id), transaction():
            wanted = forms.ids(request.form, "pictures", most=rules.MAX_PICTURES)
            talking.say(
                case_id, request.form.get("message", "")[:2000], side="operator", by=by(),
                request_key=request.form.get("request_key", "")[:64] or ids.new_token(16),
                media_ids=list(catalog_queries.media_keys(wanted)),
            )  # fmt: skip
            number = queries.case(case_id).number
    except Invalid as error:
        return aftersale.page(tenant_id, case_id, {error.field: error.message}), 422
    with every_tenant(), transaction():
        operator_log.note(
            "platform.message", f"case:{case_id}", f"「{shop}」售后单 {number}：留言", tenant_id=tenant_id
        )
    return redirect(f"/console/aftersale/{tenant_id}/{case_id}", code=303)


@bp.post("/pictures")
@operator_only
def upload(tenant_id: int, case_id: int) -> Any:
    """One picture of a message, kept with the shop's. The row stands before its files are put."""
    aftersale.shop_name(tenant_id)
    file = request.files.get("file")
    try:
        if file is None:
            raise Invalid("file", "请选择图片")
        with tenant_scope(tenant_id):
            picture = media.prepare(file.read(media.MAX_UPLOAD_BYTES + 1), least_px=200)
            with transaction():
                queries.case(case_id)
                row = catalog.keep_image(picture, "平台留言", is_stray=True)
            media.upload(picture)
    except ShopError as error:
        return error.message, status_of(error)
    return fragment("ui/image_tile.html", name="pictures", key=row.id, url=media_url(row.key, 150))
