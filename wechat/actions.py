"""Recording what became of messages, and which pushes have been taken in."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from kernel.db import db
from kernel.tenancy import current_tenant_id
from wechat.models import TemplateMessage, WeChatPush


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


def record_undelivered(vendor_id: str, reason: str) -> None:
    """WeChat had taken a message and could not deliver it. Safe to repeat."""
    statement = update(TemplateMessage).where(TemplateMessage.vendor_id == vendor_id)
    db.session.execute(statement.values(state="failed", last_error=reason))


def take_push(once: str, nonce: str, kind: str) -> bool:
    """Whether a push is new; from now on it is not. Copies at once wait for each other."""
    values = {"tenant_id": current_tenant_id(), "once": once, "nonce": nonce, "kind": kind}
    statement = insert(WeChatPush).values(values).on_conflict_do_nothing().returning(WeChatPush.id)
    return db.session.scalar(statement) is not None


def is_known_push(once: str) -> bool:
    """Whether this very push has been taken in."""
    return db.session.scalar(select(WeChatPush.id).where(WeChatPush.once == once)) is not None


def forget_pushes(before: datetime) -> int:
    """Remove the marks of pushes taken in before a moment. Returns how many."""
    statement = delete(WeChatPush).where(WeChatPush.taken_at < before)
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
