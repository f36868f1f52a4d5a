"""Freight templates."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import TenantModel, belongs_to, indexed, unique


class FreightTemplate(TenantModel):
    """How a shop reckons freight for some of its goods. The zones' shape is read and checked by rules.py."""

    __tablename__ = "freight_templates"
    __table_args__ = (
        CheckConstraint("kind IN ('piece', 'weight', 'sum')", name="kind"),
        Index(
            "uq_freight_templates_default", "tenant_id", unique=True,
            postgresql_where=text("is_default AND deleted_at IS NULL"),
        ),
        Index(
            "uq_freight_templates_name", "tenant_id", "name", unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )  # fmt: skip

    name: Mapped[str]
    kind: Mapped[str]  # what is counted: piece, weight (grams), sum (fen paid for the goods)
    zones: Mapped[list[Any]] = mapped_column(default=list)  # the first is for everywhere else
    refused_regions: Mapped[list[Any]] = mapped_column(default=list)  # "西藏自治区", "新疆维吾尔自治区/喀什地区"
    is_default: Mapped[bool] = mapped_column(default=False)  # for goods that name no template
    version: Mapped[int] = mapped_column(default=1)  # two tabs: the second save is told
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]


class FreightAssignment(TenantModel):
    """Goods that are sent by a template of their own; all others by the shop's default."""

    __tablename__ = "freight_assignments"
    __table_args__ = (
        belongs_to("products", "product_id"),
        belongs_to("freight_templates", "template_id"),
        unique("product_id"),
        indexed("template_id"),
    )

    product_id: Mapped[int]
    template_id: Mapped[int]
