"""What we told a member, when two members turn out to be one person."""

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from kernel.db import db
from wechat.models import TemplateMessage


def move(member_id: int, into_id: int) -> None:
    """Messages go over; one about a thing both were told of stays where it is."""
    theirs = aliased(TemplateMessage)
    told = select(theirs.id).where(
        theirs.tenant_id == TemplateMessage.tenant_id,
        theirs.subject == TemplateMessage.subject,
        theirs.kind == TemplateMessage.kind,
        theirs.member_id == into_id,
    )
    db.session.execute(
        update(TemplateMessage).where(TemplateMessage.member_id == member_id, ~told.exists()).values(member_id=into_id),
        execution_options={"synchronize_session": False},
    )
