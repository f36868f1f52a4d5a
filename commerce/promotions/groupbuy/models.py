"""拼团: activities, their prices, groups and seats."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.promotions.groupbuy.states import ACTIVITY, GROUP, SEAT
from kernel.db import TenantModel, belongs_to, indexed, unique


class GroupActivity(TenantModel):
    """An offer: so many people buy this product together within this time at these prices."""

    __tablename__ = "group_activities"
    __table_args__ = (
        belongs_to("products", "product_id"),
        CheckConstraint("size BETWEEN 2 AND 10", name="size_sane"),
        CheckConstraint("duration_s BETWEEN 60 AND 259200", name="duration_sane"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        indexed("state", "ends_at"),
        Index(
            "uq_group_activities_running", "tenant_id", "product_id", unique=True,
            postgresql_where=text("state = 'running'"),
        ),
    )  # fmt: skip

    product_id: Mapped[int]
    title: Mapped[str]
    size: Mapped[int]  # people who make a group
    duration_s: Mapped[int]  # from the leader's payment; 1 minute to 72 hours
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=ACTIVITY.initial)
    limit_per_member: Mapped[int | None]  # pieces one person may buy in this activity
    succeeded_count: Mapped[int] = mapped_column(default=0)  # groups complete; equals count(*) of succeeded groups


class GroupPrice(TenantModel):
    """The group price of one SKU and how many pieces the activity may sell."""

    __tablename__ = "group_prices"
    __table_args__ = (
        belongs_to("group_activities", "activity_id"),
        belongs_to("skus", "sku_id"),
        unique("activity_id", "sku_id"),
        CheckConstraint("price_fen >= 1", name="price_positive"),
        CheckConstraint("taken BETWEEN 0 AND quota", name="taken_within_quota"),
    )

    activity_id: Mapped[int]
    sku_id: Mapped[int]
    price_fen: Mapped[int]
    quota: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)


class Group(TenantModel):
    """One group on its way. seats_taken counts held and paid seats; it never passes size (I11)."""

    __tablename__ = "groups"
    __table_args__ = (
        belongs_to("group_activities", "activity_id"),
        CheckConstraint("seats_taken BETWEEN 0 AND size", name="seats_within_size"),
        CheckConstraint("seats_paid BETWEEN 0 AND seats_taken", name="paid_within_taken"),
        indexed("activity_id", "state", "expires_at"),
    )

    activity_id: Mapped[int]
    size: Mapped[int]
    leader_member_id: Mapped[int]
    state: Mapped[str] = mapped_column(default=GROUP.initial)
    seats_taken: Mapped[int] = mapped_column(default=0)
    seats_paid: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]  # leader's payment + duration
    settled_at: Mapped[datetime | None]


class Seat(TenantModel):
    """One person's place in one group."""

    __tablename__ = "seats"
    __table_args__ = (
        belongs_to("groups", "group_id"),
        belongs_to("members", "member_id"),
        belongs_to("orders", "order_id"),
        unique("order_id"),
        Index(
            "uq_seats_member", "tenant_id", "group_id", "member_id", unique=True,
            postgresql_where=text("state IN ('held', 'paid')"),
        ),
    )  # fmt: skip

    group_id: Mapped[int]
    member_id: Mapped[int]
    order_id: Mapped[int]
    is_leader: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=SEAT.initial)
    quantity: Mapped[int] = mapped_column(default=1)
    sku_id: Mapped[int]
    paid_at: Mapped[datetime | None]
