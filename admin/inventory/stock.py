"""库存: levels per SKU, counting with a reason, the last movements of one SKU."""

import re
from typing import Any

from flask import Blueprint, redirect, request
from markupsafe import Markup

from admin.access import allow, by
from admin.context import admin_page
from admin.inventory.origins import origins
from commerce.inventory import actions, levels, queries
from kernel import ids as tokens
from kernel.db import reading, transaction
from kernel.errors import Invalid
from tenants import audit
from tenants.settings import LOW_STOCK
from web.forms import text, whole
from web.paging import cursor, size, turns
from web.render import fragment, is_htmx, notice_header

bp = Blueprint("admin_stock", __name__, url_prefix="/admin/inventory")
REASONS = ("盘点调整", "补货入库", "残次报损", "样品领用")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
MOST = 999_999
JUMP_TIMES, JUMP_PIECES = 10, 1000
"""A change beyond both is more often a slip of the keyboard than a delivery: it is typed twice."""


@bp.get("")
@allow("inventory.view")
def show() -> str:
    """The list."""
    return _page()


@bp.get("/skus/<int:sku_id>/count")
@allow("inventory.adjust")
def ask(sku_id: int) -> Any:
    """The form for a counted level. Its token makes sending it twice count once."""
    return _dialog(_form(sku_id, {"token": tokens.new_token(12)}, {}))


@bp.post("/skus/<int:sku_id>/count")
@allow("inventory.adjust")
def count(sku_id: int) -> Any:
    """Set what was counted."""
    try:
        words = _count(sku_id)
    except Invalid as error:
        return _dialog(_form(sku_id, request.form.to_dict(), {error.field: error.message})), 422
    if not is_htmx():
        return redirect("/admin/inventory", code=303)
    with reading():
        line = levels.stock_line(sku_id)
        low = LOW_STOCK.get()
    events = notice_header(words)["HX-Trigger"][:-1] + ', "dialog:close": true}'
    headers = {"HX-Trigger": events, "HX-Retarget": f"#sku-{sku_id}", "HX-Reswap": "outerHTML"}
    return fragment("admin/inventory/_stock_row.html", line=line, low=low), 200, headers


@bp.get("/skus/<int:sku_id>/movements")
@allow("inventory.view")
def history(sku_id: int) -> Any:
    """What moved of one SKU, in the drawer."""
    with reading():
        line = levels.stock_line(sku_id)
        rows = queries.movements(sku_id)
        known = origins({move.cause for move, _place in rows})
    return _dialog(fragment("admin/inventory/_history.html", line=line, rows=rows, origins=known))


@bp.get("/movements")
@allow("inventory.view")
def movements() -> str:
    """出入库: every change, newest first."""
    chosen = {"q": request.args.get("q", "").strip()[:60], "kind": request.args.get("kind", "")}
    with reading():
        page = levels.movement_lines(
            words=chosen["q"], kind=chosen["kind"], before=cursor("before"), after=cursor("after"), limit=size()
        )
        known = origins({line.movement.cause for line in page.rows})
    given = {name: value for name, value in chosen.items() if value}
    return admin_page(
        "admin/inventory/movements.html", origins=known, active="inventory.movements", rows=page.rows, chosen=chosen,
        kinds=levels.KINDS, **turns("/admin/inventory/movements", given, page.before, page.after),
    )  # fmt: skip


def _count(sku_id: int) -> str:
    form = request.form
    token = form.get("token", "")
    if not TOKEN.fullmatch(token):
        raise Invalid("reason", "页面已过期，请关闭后重新打开")
    level = whole(form, "on_hand", label="实际数量", most=MOST)
    warehouse_id = whole(form, "warehouse_id", label="仓库")
    reason = text(form, "reason", label="调整原因", max_length=60)
    with transaction():
        line = levels.stock_line(sku_id)
        places = {warehouse.id: on_hand for warehouse, on_hand, _held in levels.by_warehouse(sku_id)}
        if warehouse_id not in places:
            raise Invalid("warehouse_id", "请选择仓库")
        _check_jump(places[warehouse_id], level)
        stock = actions.adjust(sku_id, warehouse_id, level, reason=reason, cause=f"adjust:{token}", by=by())
        before = places[warehouse_id]
        if stock.on_hand != before:
            audit.note(
                "inventory.adjust", f"sku:{sku_id}", f"调整「{line.title}」{line.sku.label} 的库存：{reason}",
                before={"on_hand": before}, after={"on_hand": stock.on_hand},
            )  # fmt: skip
    return f"库存已调整为 {stock.on_hand} 件" if stock.on_hand != before else "数量没有变化"


def _check_jump(before: int, level: int) -> None:
    is_far = abs(level - before) > JUMP_PIECES and max(level, before) > JUMP_TIMES * min(level, before)
    if is_far and request.form.get("again", "") != str(level):
        raise Invalid("again", f"账面 {before} 件，要改成 {level} 件，相差很大。确认没有填错，请再填一次数量")


def _form(sku_id: int, values: dict[str, str], errors: dict[str, str]) -> str:
    with reading():
        line = levels.stock_line(sku_id)
        places = levels.by_warehouse(sku_id)
    return fragment(
        "admin/inventory/_count_form.html", line=line, places=places, values=values, errors=errors, reasons=REASONS
    )


def _dialog(body: str) -> Any:
    return body if is_htmx() else _page(body)


def _page(form: str | None = None) -> str:
    """form: one of our own fragments, for browsers without scripts."""
    chosen = {"level": request.args.get("level", ""), "q": request.args.get("q", "").strip()[:60]}
    chosen["level"] = chosen["level"] if chosen["level"] in levels.LEVELS else ""
    with reading():
        page = levels.stock_lines(
            level=chosen["level"], words=chosen["q"], before=cursor("before"), after=cursor("after"), limit=size()
        )
        counts = levels.counts()
        low = LOW_STOCK.get()
    given = {name: value for name, value in chosen.items() if value}
    tabs = [
        {
            "label": label,
            "url": f"/admin/inventory?level={level}",
            "current": level == chosen["level"],
            "count": counts[level],
        }
        for level, label in levels.LEVELS.items()
    ]
    return admin_page(
        "admin/inventory/stock.html", active="inventory.stock", page=page, tabs=tabs, chosen=chosen, low=low,
        **turns("/admin/inventory", given, page.before, page.after), form=Markup(form) if form else None,  # noqa: S704  our own fragment
    )  # fmt: skip
