"""A member's cases when two members turn out to be one person."""

from sqlalchemy import update

from commerce.aftersale.models import Case, Upload
from kernel.db import db


def move(member_id: int, into_id: int) -> None:
    """Cases go over with the orders they are about, and the day's uploads with them."""
    db.session.execute(update(Upload).where(Upload.member_id == member_id).values(member_id=into_id))
    db.session.execute(update(Case).where(Case.member_id == member_id).values(member_id=into_id))
