"""Reads about what was told people through WeChat, and what WeChat told us."""

from sqlalchemy import func, select

from kernel.db import db
from wechat.models import TemplateMessage, WeChatPush


def message_of(subject: str, kind: str, member_id: int) -> TemplateMessage | None:
    """The message about one thing to one member, or None."""
    statement = select(TemplateMessage).where(
        TemplateMessage.subject == subject, TemplateMessage.kind == kind, TemplateMessage.member_id == member_id
    )
    return db.session.scalar(statement)


def failed_messages(limit: int = 10) -> list[TemplateMessage]:
    """Messages that did not get through, newest first."""
    statement = select(TemplateMessage).where(TemplateMessage.state == "failed").order_by(TemplateMessage.id.desc())
    return list(db.session.scalars(statement.limit(limit)))


def sent_count() -> int:
    """How many messages have gone out."""
    return (
        db.session.scalar(select(func.count()).select_from(TemplateMessage).where(TemplateMessage.state == "sent")) or 0
    )


def latest_push() -> WeChatPush | None:
    """What WeChat pushed last, or None."""
    return db.session.scalar(select(WeChatPush).order_by(WeChatPush.id.desc()).limit(1))
