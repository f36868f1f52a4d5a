"""Connections to marketplaces and what we know of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from channels.states import ACCOUNT
from kernel.db import TenantModel, belongs_to, indexed, unique


class ChannelAccount(TenantModel):
    """One connection to a marketplace. Its secrets are in tenants.secrets under "<platform>.…"."""

    __tablename__ = "channel_accounts"
    __table_args__ = (unique("platform"), CheckConstraint("platform IN ('tmall', 'jd')", name="platform"))

    platform: Mapped[str]
    state: Mapped[str] = mapped_column(default=ACCOUNT.initial)
    app_key: Mapped[str] = mapped_column(default="")
    seller_name: Mapped[str] = mapped_column(default="")
    connected_at: Mapped[datetime | None]  # older remote orders that have ended are not ours to count
    token_until: Mapped[datetime | None]
    can_refresh: Mapped[bool] = mapped_column(default=False)
    refresh_until: Mapped[datetime | None]
    last_pull_at: Mapped[datetime | None]
    last_push_at: Mapped[datetime | None]
    last_goods_at: Mapped[datetime | None]
    limited_until: Mapped[datetime | None]  # the platform asked us to wait
    pushing_until: Mapped[datetime | None]  # somebody is pushing: one at a time, so levels cannot cross
    error_kind: Mapped[str | None]  # channels/errors.py
    error_words: Mapped[str | None]
    error_at: Mapped[datetime | None]


class Listing(TenantModel):
    """One SKU as a marketplace sells it, and which of ours it is."""

    __tablename__ = "listings"
    __table_args__ = (
        belongs_to("channel_accounts", "account_id"),
        belongs_to("skus", "sku_id"),
        unique("account_id", "remote_item_id", "remote_sku_id"),
        CheckConstraint("pushed_version <= wanted_version", name="pushed_not_ahead"),
        CheckConstraint("pushed_quantity >= 0", name="pushed_not_negative"),
        indexed("sku_id"),
        indexed("account_id", "id"),
    )

    account_id: Mapped[int]
    sku_id: Mapped[int | None]  # none: not mapped yet
    remote_item_id: Mapped[str]
    remote_sku_id: Mapped[str] = mapped_column(default="")  # empty: an item without SKUs
    remote_code: Mapped[str] = mapped_column(default="")  # 商家编码 there
    remote_title: Mapped[str] = mapped_column(default="")
    remote_label: Mapped[str] = mapped_column(default="")
    remote_quantity: Mapped[int | None]  # when the goods were last read
    is_gone: Mapped[bool] = mapped_column(default=False)  # no longer on the platform
    wanted_quantity: Mapped[int | None]
    wanted_version: Mapped[int] = mapped_column(default=0)  # rises with every change of our stock
    pushed_quantity: Mapped[int | None]  # what the platform shows as far as we know; its own sales are taken off
    pushed_version: Mapped[int] = mapped_column(default=0)
    pushed_at: Mapped[datetime | None]
    error: Mapped[str | None]


class PullCursor(TenantModel):
    """How far a connection's orders have been read; never past a page that failed."""

    __tablename__ = "pull_cursors"
    __table_args__ = (belongs_to("channel_accounts", "account_id"), unique("account_id"))

    account_id: Mapped[int]
    read_until: Mapped[datetime]  # by the platform's time of change
    pulling_until: Mapped[datetime | None]  # somebody is reading


class RemoteOrder(TenantModel):
    """An order of a marketplace as we last saw it; this row makes its import happen once."""

    __tablename__ = "remote_orders"
    __table_args__ = (
        belongs_to("channel_accounts", "account_id"),
        belongs_to("orders", "order_id"),
        unique("account_id", "remote_number"),
        indexed("order_id"),
        indexed("account_id", "modified_at"),
    )

    account_id: Mapped[int]
    remote_number: Mapped[str]
    order_id: Mapped[int | None]  # none: unpaid there, or over before we were connected
    stage: Mapped[str]  # channels/ports.py STAGES
    modified_at: Mapped[datetime]  # the platform's time of change: an older sight changes nothing
    digest: Mapped[str]  # of the content
    has_stock: Mapped[bool] = mapped_column(default=False)  # its pieces have left our stock
    address_key: Mapped[str] = mapped_column(default="")  # OAID: opens the masked recipient at the platform
    lines: Mapped[list[Any]] = mapped_column(default=list)  # {"key", "sku_id", "order_line_id", "quantity"}
    missing: Mapped[list[Any]] = mapped_column(default=list)  # {"key", "title", "quantity", "why"}: unmapped, short
    problem: Mapped[str | None]  # in words, for the staff
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RemoteParcel(TenantModel):
    """One parcel's number told to the marketplace its order came from."""

    __tablename__ = "remote_parcels"
    __table_args__ = (
        belongs_to("shipments", "shipment_id"),
        belongs_to("remote_orders", "remote_order_id"),
        unique("shipment_id"),
        indexed("remote_order_id"),
        CheckConstraint("state IN ('waiting', 'told', 'theirs', 'refused')", name="state"),
    )

    shipment_id: Mapped[int]
    remote_order_id: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting")  # theirs: shipped on the platform, we only copied it
    told_at: Mapped[datetime | None]
    error: Mapped[str | None]


class SyncReport(TenantModel):
    """What a nightly comparison found."""

    __tablename__ = "sync_reports"
    __table_args__ = (belongs_to("channel_accounts", "account_id"), indexed("account_id", "id"))

    account_id: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    compared: Mapped[int]  # listings looked at
    orders_seen: Mapped[int]  # of the last day, at the platform
    orders_added: Mapped[int]  # of these, not known before
    differences: Mapped[list[Any]] = mapped_column(default=list)  # {"kind", "title", "code", "remote", "ours"}
    error: Mapped[str | None]


class CallBudget(TenantModel):
    """How many calls of a marketplace's interface a shop has made on one day there."""

    __tablename__ = "call_budgets"
    __table_args__ = (
        belongs_to("channel_accounts", "account_id"),
        unique("account_id", "spent_on"),
        CheckConstraint("calls >= 0", name="calls_not_negative"),
    )

    account_id: Mapped[int]
    spent_on: Mapped[date]
    calls: Mapped[int] = mapped_column(default=0)
