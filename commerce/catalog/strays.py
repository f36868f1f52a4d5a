"""Pictures handed in before anything uses them, and how those that nothing ever used are cleared away.

stray → kept once something uses it (a product's own pictures are image from the start); stray → going → gone after a
day. Every step is one guarded UPDATE of the picture's row, so that using and clearing cannot both happen. The files go
between two transactions, while the row still says so: a hand that dies in between is followed by another.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, delete, select, update

from commerce.catalog.media import WIDTHS
from commerce.catalog.models import Media
from commerce.catalog.ports import storage
from kernel.db import db
from kernel.errors import Invalid, Refused

IMAGE, STRAY, KEPT, GOING = "image", "stray", "kept", "going"
MOST = 500


def refuse_going(row: Media) -> Media:
    """Raises Refused for a picture that is being cleared away this very moment."""
    if row.kind == GOING:
        raise Refused("这张图片正在清理，请过一会儿再上传")
    return row


def use(media_ids: Sequence[int]) -> list[int]:
    """These pictures are used now and stay. Raises Invalid for one that has been cleared away meanwhile."""
    wanted = sorted(set(media_ids))
    if not wanted:
        return []
    kept = case((Media.kind == STRAY, KEPT), else_=Media.kind)
    statement = update(Media).where(Media.id.in_(wanted), Media.kind != GOING).values(kind=kept).returning(Media.id)
    found = set(db.session.scalars(statement))
    if found != set(wanted):
        raise Invalid("pictures", "有图片已经过期，请重新上传")
    return [media_id for media_id in dict.fromkeys(media_ids) if media_id in found]


def mark(before_at: datetime) -> None:
    """What nothing has used since then is to go. At most MOST at a time; the next run takes the rest."""
    old = select(Media.id).where(Media.kind == STRAY, Media.made_at < before_at).order_by(Media.id).limit(MOST)
    still = update(Media).where(Media.id.in_(old), Media.kind == STRAY, Media.made_at < before_at)
    db.session.execute(still.values(kind=GOING))


def going() -> dict[int, str]:
    """The keys of the pictures that are to go, by id."""
    rows = db.session.execute(select(Media.id, Media.key).where(Media.kind == GOING))
    return {row.id: row.key for row in rows}


def remove_files(key: str) -> None:
    """All widths of one picture. Outside any transaction. Safe to repeat."""
    for width in WIDTHS:
        storage().delete(f"{key}/{width}.webp")


def forget(media_ids: Sequence[int]) -> None:
    """Their files are gone: so are they. Safe to repeat."""
    db.session.execute(delete(Media).where(Media.id.in_(media_ids), Media.kind == GOING))
