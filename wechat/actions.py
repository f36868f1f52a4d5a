"""Recording what became of messages."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from kernel.db import db
from kernel.tenancy import current_tenant_id
from wechat.models import TemplateMessage


def open_message(kind: str, subject: str, member_id: int) -> None:
    """Mean to tell one member of one thing. Safe to repeat."""
    values = {"tenant_id": current_tenant_id(), "kind": kind, "subject": subject, "member_id": member_id}
    db.session.execute(insert(TemplateMessage).values(values).on_conflict_do_nothing())


def record_sent(kind: str, subject: str, member_id: int, vendor_id: str, *, at: datetime) -> None:
    """WeChat has taken the message."""
    _record(kind, subject, member_id, {"state": "sent", "vendor_id": vendor_id, "sent_at": at, "last_error": None})


def record_failed(kind: str, subject: str, member_id: int, reason: str) -> None:
    """WeChat will not deliver it; the merchant sees why. Never fatal to what it was about."""
    _record(kind, subject, member_id, {"state": "failed", "last_error": reason[:300]})


def _record(kind: str, subject: str, member_id: int, values: dict[str, object]) -> None:
    where = (
        TemplateMessage.kind == kind, TemplateMessage.subject == subject, TemplateMessage.member_id == member_id,
    )  # fmt: skip
    db.session.execute(update(TemplateMessage).where(*where).values(values))
