"""店铺信息 and 交易设置: plain forms over settings, one definition each."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow
from admin.context import admin_page
from admin.shop import fields
from admin.shop.saving import fingerprint, save
from admin.shop.sections import INFO, TRADE, Section
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused

bp = Blueprint("admin_shop", __name__, url_prefix="/admin/shop")
Answer = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Form:
    """One page of settings."""

    key: str
    title: str
    note: str
    url: str
    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[fields.Field, ...]:
        return tuple(field for section in self.sections for field in section.fields)


INFO_FORM = Form("shop.info", "店铺信息", "显示在店铺首页、关于页和客服页", "/admin/shop/info", INFO)
TRADE_FORM = Form("shop.trade", "交易设置", "保存后对新订单生效，已下的订单不变", "/admin/shop/trade", TRADE)


@bp.get("/info")
@allow("shop.view")
def info() -> Answer:
    """Notice, contact, licence, agreements."""
    return _page(INFO_FORM)


@bp.post("/info")
@allow("shop.edit")
def save_info() -> Answer:
    """Store them."""
    return _save(INFO_FORM)


@bp.get("/trade")
@allow("shop.view")
def trade() -> Answer:
    """Holding, freight, shipping, stock."""
    return _page(TRADE_FORM)


@bp.post("/trade")
@allow("shop.edit")
def save_trade() -> Answer:
    """Store them."""
    return _save(TRADE_FORM)


def _save(form: Form) -> Answer:
    values, errors = fields.read_all(form.fields, request.form)
    if errors:
        return _page(form, errors=errors), 422
    try:
        with transaction():
            save(form.fields, values, seen=request.form.get("seen", ""), what=form.title)
    except Invalid as error:
        return _page(form, errors={error.field: error.message}), 422
    except Refused as error:
        return _page(form, refusal=error.message), 409
    return redirect(f"{form.url}?saved=1", code=303)


def _page(form: Form, *, errors: dict[str, str] | None = None, refusal: str | None = None) -> str:
    """errors and refusal keep what was typed; after a refusal the next save is against what is stored now."""
    with reading():
        present: dict[str, Any] = dict(fields.present(form.fields))
    typed = request.form if errors or refusal else None
    return admin_page(
        "admin/shop/settings.html", active=form.key, form=form, present=present, seen=fingerprint(present), typed=typed,
        errors=errors or {}, refusal=refusal, saved=request.args.get("saved"),
    )  # fmt: skip
