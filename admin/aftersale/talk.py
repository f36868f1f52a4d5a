"""留言 of the shop about a case, and the pictures of its evidence."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.orders import replies
from commerce.aftersale import rules
from commerce.aftersale.actions import talking
from commerce.catalog import actions as catalog
from commerce.catalog import media
from commerce.catalog import queries as catalog_queries
from kernel import ids
from kernel.db import transaction
from kernel.errors import Invalid, ShopError
from web import forms
from web.errors import status_of
from web.render import fragment, media_url

bp = Blueprint("admin_aftersale_talk", __name__, url_prefix="/admin/aftersale")


@bp.post("/<int:case_id>/messages")
@allow("aftersale.handle")
def say(case_id: int) -> Any:
    """One message; the buyer is told. Safe to repeat: the form carries a key."""
    try:
        with transaction():
            talking.say(
                case_id, request.form.get("message", "")[:2000], side="merchant", by=by(), media_ids=pictures(),
                request_key=request.form.get("request_key", "")[:64] or ids.new_token(16),
            )  # fmt: skip
    except Invalid as error:
        form = {"case_id": case_id, "values": request.form, "request_key": ids.new_token(16)}
        return replies.wrong("admin/aftersale/_talk.html", error, **form)
    return replies.done("已留言，买家会收到提醒", otherwise=f"/admin/aftersale/{case_id}")


@bp.post("/pictures")
@allow("aftersale.view")
def upload() -> Any:
    """One picture of the merchant's evidence. The row stands before its files are put."""
    file = request.files.get("file")
    try:
        if file is None:
            raise Invalid("file", "请选择图片")
        picture = media.prepare(file.read(media.MAX_UPLOAD_BYTES + 1), least_px=200)
        with transaction():
            row = catalog.keep_image(picture, "售后凭证", is_stray=True)
        media.upload(picture)
    except ShopError as error:
        return error.message, status_of(error)
    return fragment("ui/image_tile.html", name="pictures", key=row.id, url=media_url(row.key, 150))


def pictures() -> list[int]:
    """The pictures a form of this shop names."""
    wanted = forms.ids(request.form, "pictures", most=rules.MAX_PICTURES)
    return list(catalog_queries.media_keys(wanted))
