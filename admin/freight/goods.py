"""Which goods go by which template: chosen in the list of products, assigned in one stroke."""

import json
from typing import Any

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup

from admin.access import allow
from admin.context import admin_page
from commerce.freight import actions, queries
from kernel.db import reading, transaction
from tenants import audit
from web import forms
from web.render import fragment, is_htmx

bp = Blueprint("admin_freight_goods", __name__, url_prefix="/admin/freight/goods")
MOST = 500


@bp.get("")
@allow("catalog.edit")
def ask() -> Any:
    """Which template for the ticked products."""
    product_ids = forms.chosen(request.args, "ids", "商品", most=MOST)
    with reading():
        rows = queries.rows()
        present = queries.template_id_of(product_ids[0]) if len(product_ids) == 1 else None
    options = [("", "店铺默认"), *((row.id, row.name) for row in rows)]
    body = fragment("admin/freight/_goods_form.html", ids=product_ids, options=options, present=present or "")
    if is_htmx():
        return body
    return admin_page("admin/catalog/question.html", active="catalog.products", question=Markup(body))  # noqa: S704  our own fragment


@bp.post("")
@allow("catalog.edit")
def assign() -> Any:
    """From now on these goods are sent by this template."""
    product_ids = forms.chosen(request.form, "ids", "商品", most=MOST)
    chosen = forms.ids(request.form, "template_id")
    with transaction():
        actions.assign(product_ids, chosen[0] if chosen else None)
        name = queries.row(chosen[0]).name if chosen else "店铺默认"
        audit.note("catalog.edit", "products", f"{len(product_ids)} 件商品的运费模板改为「{name}」")
    if not is_htmx():
        return redirect("/admin/catalog/products", code=303)
    toast = {"level": "success", "text": f"{len(product_ids)} 件商品按「{name}」计算运费"}
    return Response(status=204, headers={"HX-Trigger": json.dumps({"toast": toast, "dialog:close": True})})
