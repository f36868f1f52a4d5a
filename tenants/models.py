"""Tenants and their people. Tables without a shop's policy are platform tables, small and rarely written."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import PlatformModel, TenantModel, indexed, unique
from tenants.states import TENANT


class Plan(PlatformModel):
    """What a shop may use. Limits never stop orders or shipping."""

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str]
    name: Mapped[str]
    max_products: Mapped[int]
    max_staff: Mapped[int]
    max_media_bytes: Mapped[int]


class Tenant(PlatformModel):
    """One shop."""

    __tablename__ = "tenants"
    __table_args__ = (UniqueConstraint("slug"), UniqueConstraint("key"))

    slug: Mapped[str]  # its subdomain
    name: Mapped[str]
    key: Mapped[str]  # names the shop in notification paths; unguessable, not secret
    state: Mapped[str] = mapped_column(default=TENANT.initial)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    suspend_reason: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Host(PlatformModel):
    """A host name that leads to a shop."""

    __tablename__ = "hosts"
    __table_args__ = (UniqueConstraint("name"), Index("ix_hosts_tenant_id", "tenant_id"))

    name: Mapped[str]  # lower case, without port
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    is_primary: Mapped[bool] = mapped_column(default=False)


class Staff(PlatformModel):
    """A person who works in one or more shops."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("login"),)

    login: Mapped[str]  # e-mail or phone, lower case
    name: Mapped[str]
    password_hash: Mapped[str]
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed with the platform's key
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code works once
    is_active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Membership(PlatformModel):
    """What a person is in one shop."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("tenant_id", "staff_id"), Index("ix_memberships_staff_id", "staff_id"))

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    role: Mapped[str]  # tenants/permissions.py
    is_active: Mapped[bool] = mapped_column(default=True)
    last_seen_at: Mapped[datetime | None]


class Invitation(PlatformModel):
    """A one-time link to join a shop, or (with staff_id) to come back with a new password."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("token_fingerprint"), Index(None, "tenant_id"))

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    role: Mapped[str]
    token_fingerprint: Mapped[str]
    invited_by: Mapped[str]
    invitee: Mapped[str] = mapped_column(default="", server_default="")  # whom it is meant for, as the inviter wrote it
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Operator(PlatformModel):
    """A person who runs the platform."""

    __tablename__ = "operators"
    __table_args__ = (UniqueConstraint("login"),)

    login: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    totp_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class OperatorEntry(PlatformModel):
    """What an operator did. Append-only by grant."""

    __tablename__ = "operator_entries"
    __table_args__ = (Index(None, "tenant_id"),)

    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))  # the shop concerned
    at: Mapped[datetime]
    by: Mapped[str]  # "operator:1"
    by_name: Mapped[str]
    verb: Mapped[str]  # "shops.suspend"
    subject: Mapped[str]
    summary: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    address: Mapped[str | None]


class Impersonation(PlatformModel):
    """An operator looks into a shop as its staff would: with a reason, for a time, visible to the merchant."""

    __tablename__ = "impersonations"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason_given"),
        UniqueConstraint("handover_fingerprint"),
        Index(None, "tenant_id"),
    )

    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id"))
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    reason: Mapped[str]
    may_write: Mapped[bool] = mapped_column(default=False)
    handover_fingerprint: Mapped[str | None]  # of the one-time link that leads into the admin
    handover_until: Mapped[datetime | None]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Login(PlatformModel):
    """One signed-in browser of a staff member or operator; ending the row ends the session at once."""

    __tablename__ = "logins"
    __table_args__ = (
        UniqueConstraint("token_fingerprint"),
        CheckConstraint("num_nonnulls(staff_id, operator_id) = 1", name="one_person"),
        Index("ix_logins_staff_id", "staff_id"),
    )

    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id"))
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))  # the shop chosen in the switcher
    impersonation_id: Mapped[int | None] = mapped_column(ForeignKey("impersonations.id"))
    token_fingerprint: Mapped[str]
    address: Mapped[str]  # where it came from (IP)
    browser: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LoginAttempt(PlatformModel):
    """A failed login, counted per account and per source; the truth of the rate limit when Valkey is away."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"))

    account: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Stop(PlatformModel):
    """The money switch: while a row is open, this kind of money does not move (for one shop, or for all)."""

    __tablename__ = "stops"
    __table_args__ = (
        CheckConstraint("what IN ('refunds', 'payouts', 'campaign')", name="what_known"),
        CheckConstraint("(what = 'campaign') = (campaign <> '')", name="campaign_named"),
        CheckConstraint("length(reason) > 0", name="reason_given"),
        Index(
            "uq_stops_open", text("coalesce(tenant_id, 0)"), "what", "campaign", unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
        Index(None, "tenant_id"),
    )  # fmt: skip

    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))  # none: the whole platform
    what: Mapped[str]
    campaign: Mapped[str] = mapped_column(default="")  # "groupbuy:7"
    reason: Mapped[str]
    stopped_by: Mapped[str]  # "staff:3", "operator:1"
    stopped_by_name: Mapped[str]
    stopped_at: Mapped[datetime] = mapped_column(server_default=func.now())
    released_by: Mapped[str | None]
    released_by_name: Mapped[str | None]
    released_at: Mapped[datetime | None]


class Setting(TenantModel):
    """One choice of a shop; typed accessors and defaults are in tenants/settings.py."""

    __tablename__ = "settings"
    __table_args__ = (unique("name"),)

    name: Mapped[str]
    value: Mapped[dict[str, Any]]  # {"v": …}
    version: Mapped[int] = mapped_column(default=1)


class DataKey(TenantModel):
    """A shop's data key, wrapped by a key that is not in the database."""

    __tablename__ = "data_keys"
    __table_args__ = (unique("version"),)

    version: Mapped[int]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_by: Mapped[str]  # name of the key-encrypting key: "v1"


class Secret(TenantModel):
    """One secret of a shop, sealed with its data key; associated data = tenant + name + version."""

    __tablename__ = "secrets"
    __table_args__ = (unique("name"),)

    name: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_version: Mapped[int]
    hint: Mapped[str]  # what the admin shows: "…8F2A"
    changed_at: Mapped[datetime]


class AuditEntry(TenantModel):
    """Who did what in a shop. Append-only by grant."""

    __tablename__ = "audit_entries"
    __table_args__ = (indexed("at"), indexed("subject"))

    at: Mapped[datetime]
    by: Mapped[str]  # "staff:3", "operator:1 as …", "system"
    by_name: Mapped[str]
    verb: Mapped[str]  # "catalog.reprice"
    subject: Mapped[str]  # "product:42"
    summary: Mapped[str]  # in Chinese, for the merchant
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    address: Mapped[str | None]


class LookVersion(TenantModel):
    """How the shop looked from one publication to the next. Append-only by grant: going back publishes again."""

    __tablename__ = "look_versions"

    at: Mapped[datetime]
    by: Mapped[str]  # "staff:3"
    by_name: Mapped[str]
    summary: Mapped[str]  # what changed, in Chinese
    look: Mapped[dict[str, Any]]  # tabs, top_labels, theme: tenants/looks.py


class ListLayout(TenantModel):
    """How one person has arranged one list of the shop's admin: filters they named, and the columns they want."""

    __tablename__ = "list_layouts"
    __table_args__ = (
        unique("staff_id", "screen"),
        CheckConstraint("jsonb_array_length(views) <= 20", name="views_at_most"),
    )

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    screen: Mapped[str]  # "orders"
    views: Mapped[list[Any]]  # {"name", "query"}, in the order they were made
    columns: Mapped[list[Any] | None]  # none: as the list comes
