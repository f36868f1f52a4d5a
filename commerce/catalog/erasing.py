"""What a member who has closed the account kept an eye on."""

from sqlalchemy import delete

from commerce.catalog.models import Favourite, RestockRequest
from kernel.db import db


def erase(member_id: int) -> None:
    """Favourites and restock requests go. Safe to repeat."""
    db.session.execute(delete(Favourite).where(Favourite.member_id == member_id))
    db.session.execute(delete(RestockRequest).where(RestockRequest.member_id == member_id))
