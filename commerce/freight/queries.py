"""Reads about freight: the shop's templates, and what a basket's freight comes to."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from commerce.catalog.models import Product, Sku
from commerce.freight import rules
from commerce.freight.models import FreightAssignment, FreightTemplate
from commerce.freight.rules import Freight, Good, Load, Place, Template
from kernel.db import db, find
from kernel.errors import NotFound
from tenants import settings


def rows() -> list[FreightTemplate]:
    """The shop's templates, the default one first."""
    statement = select(FreightTemplate).where(FreightTemplate.deleted_at.is_(None))
    return list(db.session.scalars(statement.order_by(FreightTemplate.is_default.desc(), FreightTemplate.id)))


def row(template_id: int) -> FreightTemplate:
    """One template. Raises NotFound, also for one that was deleted."""
    found = find(FreightTemplate, template_id)
    if found.deleted_at is not None:
        raise NotFound("没有找到这个运费模板")
    return found


def template_of(kept: FreightTemplate) -> Template:
    """A row as the rules know it."""
    return rules.read_template(kept.id, kept.name, kept.kind, kept.zones, kept.refused_regions)


def products_of(template_ids: Sequence[int]) -> dict[int, int]:
    """How many products name each template; what is in the bin does not count."""
    statement = (
        select(FreightAssignment.template_id, func.count())
        .join(
            Product,
            (Product.tenant_id == FreightAssignment.tenant_id) & (Product.id == FreightAssignment.product_id),
        )
        .where(FreightAssignment.template_id.in_(template_ids), Product.binned_at.is_(None))
        .group_by(FreightAssignment.template_id)
    )
    return {template_id: count for template_id, count in db.session.execute(statement)}


def template_id_of(product_id: int) -> int | None:
    """The template a product names; None: it is sent by the shop's default."""
    statement = select(FreightAssignment.template_id).where(FreightAssignment.product_id == product_id)
    return db.session.scalar(statement)


def flat() -> Template:
    """The shop's one fee, for shops without a default template."""
    return rules.flat(settings.FREIGHT_FEN.get(), settings.FREE_FREIGHT_FEN.get())


def reckon(lines: Mapping[int, tuple[int, int]], place: Place | None) -> Freight | None:
    """The freight of a basket by the shop's templates, in two statements; None, and none, when the shop has none.

    lines: SKU id → (pieces, fen paid for them).
    """
    if not settings.FREIGHT_BY_TEMPLATE.get():
        return None
    kept = rows()
    templates = {row.id: template_of(row) for row in kept}
    default = next((templates[row.id] for row in kept if row.is_default), flat())
    return rules.reckon(_goods(lines), templates, default, place)


def _goods(lines: Mapping[int, tuple[int, int]]) -> list[Good]:
    same = (FreightAssignment.tenant_id == Sku.tenant_id) & (FreightAssignment.product_id == Sku.product_id)
    statement = (
        select(Sku.id, Sku.weight_g, FreightAssignment.template_id)
        .outerjoin(FreightAssignment, same)
        .where(Sku.id.in_(lines))
        .order_by(Sku.id)
    )
    known = {row.id: (row.weight_g, row.template_id) for row in db.session.execute(statement)}
    goods = []
    for sku_id, (pieces, sum_fen) in lines.items():
        weight_g, template_id = known.get(sku_id, (0, None))  # what is still being written goes by the default
        goods.append(Good(sku_id, template_id, Load(pieces, weight_g * pieces, sum_fen)))
    return goods
