"""The shop's own pictures: logo and banners; and its name."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow, current_staff
from admin.context import admin_page
from admin.shop import banners as rows
from commerce.catalog import actions as catalog_actions
from commerce.catalog import media
from commerce.catalog import queries as catalog
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused, ShopError
from kernel.tenancy import current_tenant_id
from tenants import actions as tenants
from tenants import audit
from tenants.settings import BANNERS, LOGO_MEDIA_ID, lock_choices
from web.errors import status_of
from web.forms import text
from web.render import fragment, media_url

bp = Blueprint("admin_pictures", __name__, url_prefix="/admin/shop")
Answer = str | tuple[str, int] | Response
LEAST_PX = {"logo": 200, "banner": 300}


@bp.post("/uploads/<kind>")
@allow("shop.edit")
def upload(kind: str) -> Answer:
    """One picture from the uploader; answers its tile, or 422 with a short plain text."""
    file = request.files.get("file")
    try:
        if file is None or kind not in LEAST_PX:
            raise Invalid("file", "请选择图片")
        picture = media.prepare(file.read(), least_px=LEAST_PX[kind])
        media.upload(picture)
        with transaction():
            row = catalog_actions.keep_image(picture, file.filename or "")
    except ShopError as error:
        return error.message, status_of(error)
    return fragment("ui/image_tile.html", name=f"{kind}_id", key=row.id, url=media_url(row.key, 345))


@bp.get("/identity")
@allow("shop.view")
def identity() -> Answer:
    """Name and logo."""
    return _identity()


@bp.post("/identity")
@allow("shop.edit")
def save_identity() -> Answer:
    """Both at once."""
    try:
        name = text(request.form, "name", label="店铺名称", max_length=30)
        logo_id = _picture_id("logo_id")
        with transaction():
            lock_choices()
            before = {"店铺名称": current_staff().shop_name, "标志": LOGO_MEDIA_ID.get()}
            tenants.rename(current_tenant_id(), name)
            LOGO_MEDIA_ID.set(logo_id)
            audit.note(
                "shop.identity", "shop", "修改店铺名称或标志", before=before, after={"店铺名称": name, "标志": logo_id}
            )
    except Invalid as error:
        return _identity({error.field: error.message}), 422
    return redirect("/admin/shop/identity?saved=1", code=303)


@bp.get("/banners")
@allow("shop.view")
def banners() -> Answer:
    """The pictures that turn on the front page, in order."""
    return _banners()


@bp.post("/banners")
@allow("shop.edit")
def save_banners() -> Answer:
    """Order, links, words, removals and one new picture at once."""
    try:
        chosen = rows.read(request.form, _picture_id("banner_id"))
        with transaction():
            lock_choices()
            before = BANNERS.get()
            if request.form.get("seen") != rows.seen(before):
                raise Refused("轮播图刚被其他人修改过，请核对后再保存")
            BANNERS.set(chosen)
            audit.note(
                "shop.banners", "shop", "修改首页轮播", before={"张数": len(before)}, after={"张数": len(chosen)}
            )
    except ShopError as error:
        return _banners(error.message), status_of(error)
    return redirect("/admin/shop/banners?saved=1", code=303)


def _picture_id(name: str) -> int | None:
    """A picture of this very shop, or none. A neighbour's id is not found."""
    typed = request.form.get(name, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 18):
        raise Invalid(name, "图片不正确，请重新上传")
    with reading():
        if not catalog.media_keys([int(typed)]):
            raise Invalid(name, "图片不存在，请重新上传")
    return int(typed)


def _identity(errors: dict[str, str] | None = None) -> str:
    with reading():
        logo_id = LOGO_MEDIA_ID.get()
        keys = catalog.media_keys([logo_id]) if logo_id else {}
    name = request.form.get("name", current_staff().shop_name)
    images = [{"key": logo_id, "url": media_url(key, 345)} for key in keys.values()]
    return admin_page(
        "admin/shop/identity.html", active="shop.info", name=name, images=images, errors=errors or {},
        saved=request.args.get("saved"),
    )  # fmt: skip


def _banners(error: str | None = None) -> str:
    with reading():
        stored: list[dict[str, Any]] = BANNERS.get()
        keys = catalog.media_keys([row["media_id"] for row in stored])
    return admin_page(
        "admin/shop/banners.html", active="shop.banners", error=error, seen=rows.seen(stored), most=rows.MOST,
        rows=[row | {"url": media_url(keys.get(row["media_id"]), 345)} for row in stored],
        saved=request.args.get("saved"),
    )  # fmt: skip
