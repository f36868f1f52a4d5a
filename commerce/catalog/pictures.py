"""Stored pictures by id, for the screens that put them together."""

from collections.abc import Iterable

from sqlalchemy import select

from commerce.catalog.models import Media
from kernel.db import db


def pictures(media_ids: Iterable[int]) -> dict[int, Media]:
    """The shop's own pictures among these ids; one query. Unknown ids are missing."""
    wanted = set(media_ids)
    rows = db.session.scalars(select(Media).where(Media.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}
