"""The basket."""

from datetime import datetime

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import TenantModel, belongs_to, unique


class CartLine(TenantModel):
    """A SKU in a member's basket, with the price it had when it was put there (for the price-drop note)."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        belongs_to("members", "member_id"),
        belongs_to("skus", "sku_id"),
        unique("member_id", "sku_id"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity_sane"),
    )

    member_id: Mapped[int]
    sku_id: Mapped[int]
    quantity: Mapped[int]
    is_selected: Mapped[bool] = mapped_column(default=True)
    price_seen_fen: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
