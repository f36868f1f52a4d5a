"""A basket whose owner has closed the account."""

from sqlalchemy import delete

from commerce.checkout.models import CartLine
from kernel.db import db


def erase(member_id: int) -> None:
    """The basket goes. Safe to repeat."""
    db.session.execute(delete(CartLine).where(CartLine.member_id == member_id))
