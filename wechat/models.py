"""What WeChat lends us for a while, what we told people through it, and what it told us."""

from datetime import datetime

from sqlalchemy import LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import TenantModel, belongs_to, indexed, unique


class WeChatToken(TenantModel):
    """An access_token or jsapi_ticket of one 公众号, shared by all processes; one of them fetches under a lease."""

    __tablename__ = "wechat_tokens"
    __table_args__ = (unique("appid", "kind"),)

    appid: Mapped[str]
    kind: Mapped[str]  # token, ticket
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # with the platform's key
    expires_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]  # somebody is fetching until then
    fence: Mapped[int] = mapped_column(default=0)  # who was late with an answer cannot write over a newer one


class TemplateMessage(TenantModel):
    """One template message to one member about one thing; the row is what makes it one."""

    __tablename__ = "template_messages"
    __table_args__ = (
        belongs_to("members", "member_id"),
        unique("subject", "kind", "member_id"),
        indexed("state", "id"),
    )

    kind: Mapped[
        str
    ]  # order_paid, order_shipped, group_succeeded, group_failed, refund_settled, case_progress, restocked
    subject: Mapped[str]  # "order:42", "shipment:7", "group:3", "refund:9", "restock:5"
    member_id: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting")  # waiting, sent, failed
    last_error: Mapped[str | None]  # in words, for the merchant
    vendor_id: Mapped[str | None]  # WeChat's msgid
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]


class WeChatPush(TenantModel):
    """One message push taken in; the row is what makes a second one without effect. Kept for some days."""

    __tablename__ = "wechat_pushes"
    __table_args__ = (unique("once"), unique("nonce"), indexed("taken_at"))

    once: Mapped[str]  # fingerprint of MsgId, or of what tells an event from another
    nonce: Mapped[str]  # timestamp and nonce of the address: good for one body only
    kind: Mapped[str]  # text, image … or the event's name
    taken_at: Mapped[datetime] = mapped_column(server_default=func.now())
