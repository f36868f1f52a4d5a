"""The order and its lines."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, func
from sqlalchemy.orm import Mapped, mapped_column

from commerce.orders.states import ORDER
from kernel.db import TenantModel, belongs_to, indexed, unique


class Order(TenantModel):
    """One purchase by one member (or, from another platform, by one of its buyers)."""

    __tablename__ = "orders"
    __table_args__ = (
        belongs_to("members", "member_id"),
        unique("number"),
        unique("member_id", "request_key"),
        unique("source", "remote_number"),
        CheckConstraint("total_fen >= 0", name="total_not_negative"),
        CheckConstraint("total_fen = goods_fen - discount_fen + freight_fen", name="total_adds_up"),
        CheckConstraint("refunded_fen BETWEEN 0 AND total_fen", name="refunds_within_total"),
        CheckConstraint("freight_refunded_fen BETWEEN 0 AND freight_fen", name="freight_refunds_within_freight"),
        CheckConstraint("open_cases >= 0", name="open_cases_not_negative"),
        indexed("state", "id"),
        indexed("member_id", "id"),
        indexed("placed_at", "id"),
        indexed("state", "placed_at", "id"),
        indexed("total_fen", "id"),
        indexed("paid_at", postgresql_include=["total_fen", "state", "is_blocked", "ship_by", "shipped_at"]),
        indexed("phone_end", "id"),
        indexed("recipient_name", "id", postgresql_ops={"recipient_name": "text_pattern_ops"}),
        indexed("number", name="ix_orders_number_start", postgresql_ops={"number": "text_pattern_ops"}),
    )

    number: Mapped[str]  # what people read out: "E2608211234567890"
    member_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=ORDER.initial)
    source: Mapped[str] = mapped_column(default="wechat")  # wechat, tmall, jd
    remote_number: Mapped[str | None]  # the other platform's order number
    kind: Mapped[str] = mapped_column(default="plain")  # plain, groupbuy
    campaign: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"activity_id", "group_id"} of a groupbuy order
    is_blocked: Mapped[bool] = mapped_column(default=False)  # a running group: may not be shipped yet
    request_key: Mapped[str | None]  # the same tap twice is one order
    request_fingerprint: Mapped[str | None]  # the same key with another body is refused
    goods_fen: Mapped[int]
    discount_fen: Mapped[int] = mapped_column(default=0)
    freight_fen: Mapped[int] = mapped_column(default=0)
    freight_basis: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how it was reckoned: freight/rules.py
    total_fen: Mapped[int]
    refunded_fen: Mapped[int] = mapped_column(default=0)
    freight_refunded_fen: Mapped[int] = mapped_column(default=0)
    open_cases: Mapped[int] = mapped_column(default=0)  # after-sale cases under way: does not complete by itself
    recipient: Mapped[dict[str, Any]]  # snapshot {"name","phone","province","city","district","detail"}
    # searched for under row-level security, where an index is used only for a column that is simply compared
    phone_end: Mapped[str | None] = mapped_column(
        Computed("right(recipient ->> 'phone', 4)", persisted=True), deferred=True
    )
    recipient_name: Mapped[str | None] = mapped_column(Computed("recipient ->> 'name'", persisted=True), deferred=True)
    buyer_note: Mapped[str] = mapped_column(default="")
    staff_note: Mapped[str] = mapped_column(default="")
    is_starred: Mapped[bool] = mapped_column(default=False)
    is_urged: Mapped[bool] = mapped_column(default=False)  # 催发货
    placed_at: Mapped[datetime]
    hold_until: Mapped[datetime | None]  # unpaid: stock is kept until then
    paid_at: Mapped[datetime | None]  # the gateway's settlement time
    ship_by: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    receive_by: Mapped[datetime | None]  # all is on its way: completes by itself then
    receipt_extended_at: Mapped[datetime | None]  # the shopper asked for more time, once
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OrderLine(TenantModel):
    """One SKU of an order with everything it showed and cost at that moment."""

    __tablename__ = "order_lines"
    __table_args__ = (
        belongs_to("orders", "order_id"),
        belongs_to("products", "product_id"),
        belongs_to("skus", "sku_id"),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint("unit_price_fen >= 0", name="price_not_negative"),
        CheckConstraint("paid_fen = unit_price_fen * quantity - discount_fen", name="paid_adds_up"),
        CheckConstraint("shipped_quantity BETWEEN 0 AND quantity", name="shipped_within_quantity"),
        CheckConstraint(
            "cancelled_quantity BETWEEN 0 AND quantity - shipped_quantity", name="cancelled_within_unshipped"
        ),
        CheckConstraint(
            "held_quantity BETWEEN 0 AND quantity - shipped_quantity - cancelled_quantity", name="held_within_unshipped"
        ),
        CheckConstraint("returned_quantity BETWEEN 0 AND shipped_quantity", name="returned_within_shipped"),
        CheckConstraint("refunded_fen BETWEEN 0 AND paid_fen", name="refunds_within_paid"),
        indexed("order_id", "id"),
        indexed("product_id"),
        indexed("title", "order_id"),
    )

    order_id: Mapped[int]
    product_id: Mapped[int | None]  # none: a remote line that is not mapped
    sku_id: Mapped[int | None]
    title: Mapped[str]
    sku_label: Mapped[str] = mapped_column(default="")
    sku_code: Mapped[str] = mapped_column(default="")
    media_key: Mapped[str | None]
    unit_price_fen: Mapped[int]
    quantity: Mapped[int]
    discount_fen: Mapped[int] = mapped_column(default=0)  # this line's exact share
    paid_fen: Mapped[int]
    shipped_quantity: Mapped[int] = mapped_column(default=0)
    cancelled_quantity: Mapped[int] = mapped_column(default=0)  # refunded before they left; will not be shipped
    held_quantity: Mapped[int] = mapped_column(default=0)  # in an open after-sale case: may not be shipped meanwhile
    returned_quantity: Mapped[int] = mapped_column(default=0)  # came back and were refunded
    refunded_fen: Mapped[int] = mapped_column(default=0)  # has gone or is going back, freight apart
    is_counted: Mapped[bool] = mapped_column(default=False)  # its product had a 每人限购: its pieces count (limits.py)
    returns_excluded_for: Mapped[str | None]  # no 7-day return, confirmed when buying: catalog/returns.py

    @property
    def unsent(self) -> int:
        """Pieces that are still here and still promised."""
        return self.quantity - self.shipped_quantity - self.cancelled_quantity

    @property
    def shippable(self) -> int:
        """Pieces that may leave now."""
        return self.unsent - self.held_quantity


class MemberPurchase(TenantModel):
    """How many pieces of a product a member has bought or holds; the row that per-person limits lock (I8)."""

    __tablename__ = "member_purchases"
    __table_args__ = (
        belongs_to("members", "member_id"),
        belongs_to("products", "product_id"),
        unique("member_id", "product_id"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    )

    member_id: Mapped[int]
    product_id: Mapped[int]
    quantity: Mapped[int]
