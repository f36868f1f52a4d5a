"""A shop's freight templates change."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from commerce.catalog.models import Product
from commerce.freight import queries, regions
from commerce.freight.models import FreightAssignment, FreightTemplate
from commerce.freight.rules import Template
from kernel import clock
from kernel.db import db, lock, save
from kernel.errors import Invalid, NotFound, Refused
from tenants import settings

MOST_TEMPLATES = 50


def keep(template: Template, *, is_default: bool, version: int = 0) -> FreightTemplate:
    """Add a template (id 0), or change one. version: what the person saw. Raises Invalid, NotFound, Refused.

    Orders placed already keep what they were charged.
    """
    regions.check(template)
    _refuse_name(template)
    row = _row(template, version)
    row.name, row.kind = template.name, template.kind
    row.zones = [asdict(zone) | {"regions": list(zone.regions)} for zone in template.zones]
    row.refused_regions = list(template.refused)
    row.version, row.changed_at = row.version + 1, clock.now()
    if is_default:
        _make_default(row)
    else:
        row.is_default = False
    db.session.flush()
    settings.FREIGHT_BY_TEMPLATE.set(True)
    return row


def _row(template: Template, version: int) -> FreightTemplate:
    if template.id:
        row = lock(FreightTemplate, template.id)
        if row.deleted_at is not None:
            raise Refused("这个运费模板已经删除，请刷新后再看")
        if row.version != version:
            raise Refused("别人刚刚改过这个运费模板，请刷新后再改")
        return row
    if len(queries.rows()) >= MOST_TEMPLATES:
        raise Refused(f"最多 {MOST_TEMPLATES} 个运费模板")
    try:
        with db.session.begin_nested():
            return save(FreightTemplate(name=template.name, kind=template.kind, version=0))
    except IntegrityError as error:  # two people add the same name at once
        raise Invalid("name", "已经有同名的运费模板") from error


def _refuse_name(template: Template) -> None:
    same = select(FreightTemplate.id).where(
        FreightTemplate.name == template.name, FreightTemplate.deleted_at.is_(None), FreightTemplate.id != template.id
    )
    if db.session.scalar(same) is not None:
        raise Invalid("name", "已经有同名的运费模板")


def _make_default(row: FreightTemplate) -> None:
    others = update(FreightTemplate).where(FreightTemplate.is_default, FreightTemplate.id != row.id)
    db.session.execute(others.values(is_default=False))
    row.is_default = True


def remove(template_id: int) -> FreightTemplate:
    """Take a template away; without any the shop's one fee holds again. Raises NotFound, Refused while goods use it."""
    row = lock(FreightTemplate, template_id)
    if row.deleted_at is not None:
        return row
    used = queries.products_of([row.id]).get(row.id, 0)
    if used:
        raise Refused(f"还有 {used} 件商品在用「{row.name}」，请先给它们换一个运费模板")
    db.session.execute(delete(FreightAssignment).where(FreightAssignment.template_id == row.id))  # what is in the bin
    row.deleted_at, row.is_default = clock.now(), False
    db.session.flush()
    settings.FREIGHT_BY_TEMPLATE.set(bool(queries.rows()))
    return row


def assign(product_ids: Sequence[int], template_id: int | None) -> None:
    """Goods are sent by this template from now on; None: by the shop's default. Safe to repeat. Raises NotFound."""
    wanted = sorted(set(product_ids))
    known = list(db.session.scalars(select(Product.id).where(Product.id.in_(wanted)).order_by(Product.id)))
    if known != wanted:
        raise NotFound("没有找到这件商品")
    if template_id is not None:
        queries.row(template_id)
    db.session.execute(delete(FreightAssignment).where(FreightAssignment.product_id.in_(wanted)))
    if template_id is not None:
        db.session.add_all(FreightAssignment(product_id=each, template_id=template_id) for each in wanted)
    db.session.flush()
