"""What a member keeps an eye on, when two members turn out to be one person."""

from sqlalchemy import delete, select, update

from commerce.catalog.models import Favourite, RestockRequest
from kernel.db import db


def move(member_id: int, into_id: int) -> None:
    """Favourites and restock requests go over; what both had is kept once."""
    kept = select(Favourite.product_id).where(Favourite.member_id == into_id)
    doubled = list(db.session.scalars(kept))
    mine = Favourite.member_id == member_id
    db.session.execute(delete(Favourite).where(mine, Favourite.product_id.in_(doubled)))
    db.session.execute(update(Favourite).where(mine).values(member_id=into_id))
    waited = select(RestockRequest.sku_id).where(RestockRequest.member_id == into_id, RestockRequest.told_at.is_(None))
    open_ones = list(db.session.scalars(waited))
    asked = RestockRequest.member_id == member_id
    db.session.execute(
        delete(RestockRequest).where(asked, RestockRequest.told_at.is_(None), RestockRequest.sku_id.in_(open_ones))
    )
    db.session.execute(update(RestockRequest).where(asked).values(member_id=into_id))
