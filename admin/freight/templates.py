"""运费模板: the list and the editor. The editor adds and drops zones and tries a sum before anything is kept."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, request

from admin.access import allow
from admin.context import admin_page
from admin.freight import sheet
from admin.freight.sheet import Sheet
from commerce.freight import actions, queries, regions, rules
from commerce.members.rules import regions as known_regions
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from kernel.money import format_yuan_short
from tenants import audit, settings

bp = Blueprint("admin_freight", __name__, url_prefix="/admin/freight")
ACTIVE = "freight"


@bp.get("")
@allow("shop.view")
def show() -> str:
    """The list, with what holds where there is no template."""
    with reading():
        rows = queries.rows()
        used = queries.products_of([row.id for row in rows])
        flat = (settings.FREIGHT_FEN.get(), settings.FREE_FREIGHT_FEN.get())
    shown = [(row, queries.template_of(row), used.get(row.id, 0)) for row in rows]
    return admin_page(
        "admin/freight/list.html", active=ACTIVE, rows=shown, kinds=regions.KINDS, words=regions.words, flat=flat,
        has_default=any(row.is_default for row in rows), rate=_rate,
    )  # fmt: skip


@bp.get("/new")
@allow("shop.edit")
def new() -> str:
    """A blank one; the first of a shop is its default."""
    with reading():
        is_first = not queries.rows()
    return _page(sheet.blank(is_default=is_first), None)


@bp.get("/<int:template_id>")
@allow("shop.view")
def edit(template_id: int) -> str:
    """One template as a form."""
    with reading():
        row = queries.row(template_id)
    return _page(sheet.of(row, queries.template_of(row)), template_id)


@bp.post("")
@bp.post("/<int:template_id>")
@allow("shop.edit")
def save(template_id: int | None = None) -> Any:
    """Keep it; with a step, change the form alone: another zone, one less, another kind, a trial sum."""
    if template_id is not None:
        with reading():
            queries.row(template_id)
    asked = sheet.typed(request.form)
    if step := request.form.get("step", ""):
        return _step(asked, template_id, step)
    try:
        with transaction():
            template = sheet.template_of(asked, template_id or 0)
            row = actions.keep(template, is_default=asked.is_default, version=asked.version)
            audit.note("shop.edit", f"freight_template:{row.id}", f"保存运费模板「{row.name}」")
    except Invalid as error:
        return _page(asked, template_id, errors={error.field: error.message}), 422
    except Refused as refusal:
        return _page(asked, template_id, refusal=refusal.message), 409
    return redirect("/admin/freight", code=303)


@bp.post("/<int:template_id>/removal")
@allow("shop.edit")
def remove(template_id: int) -> Any:
    """删除; refused while goods use it."""
    with transaction():
        row = actions.remove(template_id)
        audit.note("shop.edit", f"freight_template:{row.id}", f"删除运费模板「{row.name}」")
    return redirect("/admin/freight", code=303)


def _step(asked: Sheet, template_id: int | None, step: str) -> Any:
    if step == "try":
        return _try(asked, template_id)
    zones = list(asked.zones)
    if step == "add" and len(zones) < regions.MOST_ZONES:
        zones.append({**zones[0], "regions": "", "free_from_fen": "", "free_from_pieces": ""})
    number = step.removeprefix("drop-")
    if step.startswith("drop-") and number.isascii() and number.isdigit() and 0 < int(number) < len(zones):
        del zones[int(number)]
    return _page(replace(asked, zones=zones), template_id, is_touched=True)


def _try(asked: Sheet, template_id: int | None) -> Any:
    try:
        place, load = sheet.trial(request.form)
        template = sheet.template_of(replace(asked, name=asked.name or "试算"))
    except Invalid as error:
        return _page(asked, template_id, errors={error.field: error.message}), 422
    if rules.is_refused(template, place):
        words = "不配送到该地区"
    else:
        fee_fen = rules.fee_fen(rules.zone_of(template, place), load, template.kind)
        words = f"运费 ¥{format_yuan_short(fee_fen)}" if fee_fen else "免运费"
    return _page(asked, template_id, result=words, is_touched=True)


def _page(asked: Sheet, template_id: int | None, **shown: Any) -> str:
    return admin_page(
        "admin/freight/editor.html", active=ACTIVE, sheet=asked, template_id=template_id, kinds=regions.KINDS,
        known=known_regions(), form=request.form, most=regions.MOST_ZONES,
        **{"errors": {}, "refusal": "", "result": "", "is_touched": False} | shown,
    )  # fmt: skip


def _rate(kind: str, zone: rules.Zone) -> str:
    first, extra, unit = sheet.UNITS[kind]

    def measure(n: int) -> str:
        return format_yuan_short(n) if kind == "sum" else f"{n:,}"

    words = f"{first} {measure(zone.first)} {unit} ¥{format_yuan_short(zone.first_fen)}"
    if zone.extra and zone.extra_fen:
        words += f"，{extra}每 {measure(zone.extra)} {unit} ¥{format_yuan_short(zone.extra_fen)}"
    free = [f"满 ¥{format_yuan_short(zone.free_from_fen)}"] if zone.free_from_fen is not None else []
    free += [f"满 {zone.free_from_pieces} 件"] if zone.free_from_pieces is not None else []
    return words + (f"，{' 或 '.join(free)}包邮" if free else "")
