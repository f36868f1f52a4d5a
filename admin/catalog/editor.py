"""商品编辑: one form for everything about a product, drafts, pictures, the variant table, advice."""

import re
from typing import Any

from flask import Blueprint, redirect, request

from admin.access import allow, by, can
from admin.catalog import checklist, forms, sheet
from admin.catalog.filters import ROLES
from admin.catalog.phone import phone_url
from admin.catalog.sheet import SLOTS, Sheet
from admin.context import admin_page
from commerce.catalog import actions, media, shelf, tree
from commerce.catalog import queries as catalog
from commerce.catalog.errors import EditedMeanwhile
from commerce.catalog.pictures import pictures
from commerce.catalog.returns import EXCLUSIONS
from commerce.inventory import actions as inventory
from commerce.inventory.queries import levels
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused, ShopError
from web.errors import status_of
from web.render import fragment, is_htmx, media_url

bp = Blueprint("admin_editor", __name__, url_prefix="/admin/catalog/products")
FIELD_NAME = re.compile(r"[a-z0-9-]{1,40}")
SAVED = {
    "1": "已保存",
    "shelved": "已保存并上架，买家现在可以下单",
    "unready": "已保存，但还不能上架。请先补上右侧标出的必填项",
}


@bp.get("/new")
@allow("catalog.edit")
def new() -> Any:
    """An empty editor."""
    return _page(sheet.blank())


@bp.post("")
@allow("catalog.edit")
def create() -> Any:
    """Keep a new product as a draft, or put it on the shelf at once."""
    return _save(None)


@bp.get("/<int:product_id>")
@allow("catalog.edit")
def edit(product_id: int) -> Any:
    """The editor of a product."""
    with reading():
        stored = _stored(product_id)
    return _page(stored, product_id=product_id)


@bp.post("/<int:product_id>")
@allow("catalog.edit")
def save(product_id: int) -> Any:
    """Keep the changes; nothing typed is lost when they cannot be kept."""
    return _save(product_id)


@bp.post("/matrix")
@allow("catalog.edit", also_read_only=True)
def matrix() -> Any:
    """The variant table for the options as typed. Changes nothing."""
    product_id = _product_of_form()
    typed = _typed(product_id)
    typed.build_matrix()
    if not is_htmx():
        return _page(typed, product_id=product_id, is_touched=True)
    table = fragment("admin/catalog/_sku_table.html", sheet=typed, errors={}, may_count=can("inventory.adjust"))
    return table + fragment("admin/catalog/_swatches.html", sheet=typed, is_swap=True)


@bp.post("/phone-frame")
@allow("catalog.edit", also_read_only=True)
def phone_frame() -> str:
    """The phone again, for the form as typed. Changes nothing."""
    typed = _typed(_product_of_form())
    with reading():
        found = pictures(typed.media_ids())
    return fragment("ui/phone_preview.html", url=phone_url(typed, found))


@bp.post("/checklist")
@allow("catalog.edit", also_read_only=True)
def check() -> str:
    """The advice for the form as typed. Changes nothing."""
    typed = _typed(_product_of_form())
    with reading():
        found = pictures(typed.media_ids())
    return fragment("admin/catalog/_checklist.html", items=checklist.items(typed, found))


@bp.get("/scenes/<int:place>")
@allow("catalog.edit")
def scene(place: int) -> str:
    """One more empty block of picture and words."""
    empty = {"media": "", "headline": "", "text": ""}
    return fragment("admin/catalog/_scene.html", i=place, scene=empty, picture=None, errors={}, is_last=True)


@bp.get("/parameters")
@allow("catalog.edit")
def parameter() -> str:
    """One more empty parameter."""
    return fragment("admin/catalog/_parameter.html", name="", value="")


@bp.post("/pictures")
@allow("catalog.edit")
def upload() -> Any:
    """One picture: judged and drawn before the transaction, then noted. Answers its tile."""
    name = request.form.get("name", "images")
    file = request.files.get("file") or next(iter(request.files.values()), None)
    try:
        if file is None or not file.filename:
            raise Invalid("file", "没有收到图片，请重新选择")
        if not FIELD_NAME.fullmatch(name):
            raise Invalid("file", "不知道这张图片放在哪里，请刷新页面后再上传")
        picture = media.prepare(file.read(media.MAX_UPLOAD_BYTES + 1))
        media.upload(picture)
        with transaction():
            row = actions.keep_image(picture, file.filename or "")
    except ShopError as error:
        return error.message, status_of(error), {"Content-Type": "text/plain; charset=utf-8"}
    return fragment("ui/image_tile.html", name=name, key=row.id, url=media_url(row.key, 150))


def _save(product_id: int | None) -> Any:
    typed = _typed(product_id)
    typed.plain["version"] = request.form.get("overwrite") or typed.plain["version"]
    read = forms.read(typed)
    if read.form is None:
        return _page(typed, product_id=product_id, errors=read.errors), 422
    try:
        saved_id = _keep(read, product_id)
    except Invalid as error:
        return _page(typed, product_id=product_id, errors={error.field: error.message}), 422
    except EditedMeanwhile as error:
        return _page(typed, product_id=product_id, refusal=error.message, present=error.present), 409
    except Refused as error:
        return _page(typed, product_id=product_id, refusal=error.message), 409
    return redirect(f"/admin/catalog/products/{saved_id}?saved={_shelve(saved_id)}", code=303)


def _keep(read: forms.Read, product_id: int | None) -> int:
    assert read.form is not None
    with transaction():
        product = actions.save_product(read.form, by=by(), product_id=product_id)
        if read.pieces and can("inventory.adjust"):
            skus = catalog.editable(product.id).skus
            inventory.open_stock({skus[i].id: count for i, count in read.pieces.items()}, by=by())
    return product.id


def _shelve(product_id: int) -> str:
    """Onto the shelf when the button said so; the word for what happened."""
    if request.form.get("step") != "shelve" or not can("catalog.shelve"):
        return "1"
    try:
        with transaction():
            shelf.shelve([product_id], by=by())
    except Refused:
        return "unready"
    return "shelved"


def _stored(product_id: int) -> Sheet:
    found = catalog.editable(product_id)
    held = levels([sku.id for sku in found.skus])
    return sheet.of_product(found, {sku_id: level.on_hand for sku_id, level in held.items()})


def _typed(product_id: int | None) -> Sheet:
    if product_id is None:
        return sheet.of_form(request.form)
    with reading():
        stored = _stored(product_id)
    return sheet.of_form(request.form, {tuple(row.values): row.held or 0 for row in stored.skus})


def _product_of_form() -> int | None:
    typed = request.form.get("product_id", "")
    return int(typed) if sheet.is_id(typed) else None


def _page(
    shown: Sheet,
    *,
    product_id: int | None = None,
    errors: dict[str, str] | None = None,
    refusal: str | None = None,
    present: int | None = None,
    is_touched: bool = False,
) -> Any:
    """present: the version somebody else saved meanwhile."""
    with reading():
        product = catalog.product(product_id) if product_id is not None else None
        found = pictures(shown.media_ids())
        categories = tree.choices()
    saved = request.args.get("saved", "") if request.method == "GET" else ""
    return admin_page(
        "admin/catalog/editor.html",
        active="catalog.products",
        sheet=shown,
        product=product,
        errors=errors or {},
        media=found,
        categories=[("", "未分类"), *categories],
        roles=ROLES,
        exclusions=list(EXCLUSIONS.items()),
        slots=SLOTS,
        refusal=refusal,
        present=present,
        items=checklist.items(shown, found),
        saved=SAVED.get(saved),
        is_ready=saved != "unready",
        phone=phone_url(shown, found),
        is_touched=is_touched or request.method == "POST",
        may_count=can("inventory.adjust"),
    )
