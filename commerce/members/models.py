"""Who buys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import TenantModel, belongs_to, indexed, unique


class Member(TenantModel):
    """A shopper of one shop, known by (appid, openid), by phone, or both."""

    __tablename__ = "members"
    __table_args__ = (
        unique("appid", "openid"),
        unique("phone"),
        belongs_to("members", "merged_into_id"),
        CheckConstraint("(openid IS NULL) = (appid IS NULL)", name="openid_with_appid"),
        CheckConstraint("merged_into_id IS NULL OR (openid IS NULL AND phone IS NULL)", name="merged_is_nobody"),
    )

    appid: Mapped[str | None]
    openid: Mapped[str | None]
    unionid: Mapped[str | None]
    phone: Mapped[str | None]  # 11 digits
    nickname: Mapped[str] = mapped_column(default="")
    is_blocked: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=0)  # raising it ends all of the member's sessions
    source: Mapped[str] = mapped_column(default="wechat")
    joined_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime | None]
    is_following: Mapped[bool] = mapped_column(default=False)  # the shop's 公众号
    follow_changed_at: Mapped[datetime | None]  # by WeChat's clock; what WeChat tells later about earlier is ignored
    merged_into_id: Mapped[int | None]  # the same person's other member, who has everything now
    erased_at: Mapped[datetime | None]  # the person closed the account at WeChat; nothing tells any more who it was


class Address(TenantModel):
    """Where parcels go."""

    __tablename__ = "addresses"
    __table_args__ = (
        belongs_to("members", "member_id"),
        indexed("member_id"),
        Index(
            "uq_addresses_default", "tenant_id", "member_id", unique=True,
            postgresql_where=text("is_default AND deleted_at IS NULL"),
        ),
    )  # fmt: skip

    member_id: Mapped[int]
    name: Mapped[str]
    phone: Mapped[str]
    province: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
    detail: Mapped[str]
    is_default: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]

    @property
    def region(self) -> str:
        """Province, city and district; city states are not said twice."""
        parts = [self.province, self.city, self.district]
        return " ".join(dict.fromkeys(part for part in parts if part))


class PhoneCode(TenantModel):
    """A code sent by SMS; kept as a fingerprint, good for a few minutes and a few tries."""

    __tablename__ = "phone_codes"
    __table_args__ = (indexed("phone", "made_at"), indexed("source", "made_at"))

    phone: Mapped[str]
    source: Mapped[str]  # address the request came from
    code_fingerprint: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
