"""Where goods are and how many may be sold."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.inventory.states import HOLD
from kernel.db import TenantModel, belongs_to, indexed, unique


class Warehouse(TenantModel):
    """A place goods are sent from. Source: 补充段落「中心仓+前置仓」."""

    __tablename__ = "warehouses"
    __table_args__ = (unique("code"), CheckConstraint("kind IN ('centre', 'front')", name="kind"))

    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="centre")
    position: Mapped[int] = mapped_column(default=0)  # the order in which stock is taken


class Stock(TenantModel):
    """How many pieces of a SKU lie in a warehouse. sellable = on_hand - reserved, never below 0."""

    __tablename__ = "stocks"
    __table_args__ = (
        belongs_to("warehouses", "warehouse_id"),
        belongs_to("skus", "sku_id"),
        unique("sku_id", "warehouse_id"),
        CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("reserved <= on_hand", name="no_oversell"),
    )

    sku_id: Mapped[int]
    warehouse_id: Mapped[int]
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)


class Hold(TenantModel):
    """Pieces set aside for one order line until it is paid or closed."""

    __tablename__ = "holds"
    __table_args__ = (
        belongs_to("stocks", "stock_id"),
        indexed("order_id"),
        Index(
            "uq_holds_live", "tenant_id", "order_id", "stock_id", unique=True,
            postgresql_where=text("state IN ('held', 'committed')"),
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("returned_quantity BETWEEN 0 AND quantity", name="returned_within_quantity"),
    )  # fmt: skip

    order_id: Mapped[int]  # whose; an id only, orders stand above inventory
    stock_id: Mapped[int]
    sku_id: Mapped[int]
    quantity: Mapped[int]
    returned_quantity: Mapped[int] = mapped_column(default=0)  # of the committed pieces, back in stock
    state: Mapped[str] = mapped_column(default=HOLD.initial)


class Movement(TenantModel):
    """One change of on_hand with its cause; their sum is on_hand (reliability I6)."""

    __tablename__ = "movements"
    __table_args__ = (belongs_to("stocks", "stock_id"), unique("cause", "stock_id"), indexed("stock_id", "id"))

    stock_id: Mapped[int]
    delta: Mapped[int]
    on_hand_after: Mapped[int]
    cause: Mapped[str]  # unique: "order:42:sale", "adjust:…", "tmall:123:sale"
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
