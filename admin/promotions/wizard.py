"""The group-buy wizard: 基本信息 → 商品与库存 → 规则 → 预览发布. Each step carries the others as hidden fields."""

from typing import Any

from flask import Blueprint, redirect, request

from admin.access import allow
from admin.context import admin_page
from admin.promotions import plan
from admin.promotions.plan import STEPS, Plan
from commerce.catalog import queries as catalog
from commerce.inventory import listing
from commerce.inventory.listing import Wanted
from commerce.inventory.queries import levels
from commerce.promotions.groupbuy import figures, planning
from kernel.db import reading, transaction
from kernel.errors import Invalid, NotFound, Refused

bp = Blueprint("admin_groupbuy_wizard", __name__, url_prefix="/admin/promotions/groupbuy")
MOST_GOODS = 24


@bp.get("/new")
@allow("promotions.edit")
def new() -> str:
    """The first step of a new one; `product` chooses the goods beforehand."""
    return _step(plan.blank(request.args.get("product", "")), 0)


@bp.get("/<int:activity_id>/edit")
@allow("promotions.edit")
def edit(activity_id: int) -> str:
    """The first step with a draft's values."""
    with reading():
        activity = figures.activity(activity_id)
        lines = figures.price_lines(activity_id)
    if activity.state != "draft":
        raise Refused("活动已发布，规则不能再修改。可以停止后新建一个")
    return _step(plan.of_activity(activity, lines), 0, activity_id=activity_id)


@bp.post("/new")
@allow("promotions.edit")
def create() -> Any:
    """From one step to the next; the last one writes the draft down."""
    return _advance(None)


@bp.post("/<int:activity_id>/edit")
@allow("promotions.edit")
def change(activity_id: int) -> Any:
    """The same for a draft that exists."""
    with reading():
        figures.activity(activity_id)
    return _advance(activity_id)


def _advance(activity_id: int | None) -> Any:
    typed = plan.of_form(request.form)
    step = {"0": 0, "1": 1, "2": 2}.get(request.form.get("step", ""), 0)
    go = request.form.get("go", "next")
    if go == "back":
        return _step(typed, max(step - 1, 0), activity_id=activity_id)
    if go == "search":
        return _step(typed, 1, activity_id=activity_id)
    typed.read(step, _single_prices(typed) if step else {})
    if typed.errors:
        return _step(typed, min(step, _step_of(typed.errors)), activity_id=activity_id), 422
    if step < 2:
        return _step(typed, step + 1, activity_id=activity_id)
    return _write(typed, activity_id)


def _write(typed: Plan, activity_id: int | None) -> Any:
    form = typed.form(_single_prices(typed))
    if form is None:
        return _step(typed, _step_of(typed.errors), activity_id=activity_id), 422
    try:
        with transaction():
            activity = planning.draft(form, activity_id=activity_id)
    except Invalid as error:
        typed.errors[error.field] = error.message
        return _step(typed, _step_of(typed.errors), activity_id=activity_id), 422
    return redirect(f"/admin/promotions/groupbuy/{activity.id}?done=draft", code=303)


def _single_prices(typed: Plan) -> dict[int, int]:
    if typed.product_id is None:
        return {}
    with reading():
        try:
            return planning.single_prices(typed.product_id)
        except NotFound:
            typed.errors["product_id"] = "没有找到这件商品，请重新选择"
            return {}


def _step_of(errors: dict[str, str]) -> int:
    """Which step holds the first mistake."""
    if errors.keys() & {"title", "starts_at", "ends_at"}:
        return 0
    return 2 if errors.keys() & {"size", "duration_hours", "duration", "limit_per_member"} else 1


def _step(typed: Plan, step: int, *, activity_id: int | None = None) -> str:
    words = request.form.get("words", "").strip()[:60]
    with reading():
        goods = listing.lines(Wanted(words=words), limit=MOST_GOODS) if step == 1 else None
        product, skus, other = _goods(typed) if step == 1 else (None, [], None)
        stock = levels([sku.id for sku in skus])
    return admin_page(
        "admin/promotions/wizard.html", active="promotions.groupbuy", plan=typed, step=step, steps=STEPS, goods=goods,
        words=words, product=product, skus=skus, stock=stock, other=other, activity_id=activity_id,
        url=f"/admin/promotions/groupbuy/{activity_id}/edit" if activity_id else "/admin/promotions/groupbuy/new",
    )  # fmt: skip


def _goods(typed: Plan) -> tuple[Any, list[Any], Any]:
    """The chosen product, its SKUs, and another activity that stands in the way."""
    if typed.product_id is None:
        return None, [], None
    try:
        found = catalog.editable(typed.product_id)
    except NotFound:
        return None, [], None
    return found.product, found.skus, planning.conflict(typed.product_id)
