"""A shopper who came by a group's link: /p/<id>?group=<id>."""

from dataclasses import dataclass
from datetime import datetime

from commerce.checkout.showcase import Campaign, Team
from commerce.members import queries as members
from commerce.promotions.groupbuy import queries as groupbuy
from commerce.promotions.groupbuy.queries import Invitation

WORDS = {
    "open": "",
    "full": "这个团刚刚满员了，可以自己发起一个新团",
    "over": "这个团已结束，可以自己发起一个新团",
}


@dataclass(frozen=True)
class Invited:
    """What became of the group. campaign: what the page shows instead of the product's own, while one may join."""

    group_id: int
    state: str  # open, full, over
    campaign: Campaign | None

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def words(self) -> str:
        """Why it cannot be joined; empty while it can."""
        return WORDS[self.state]


def read(group_id: int | None, product_id: int, at: datetime) -> Invited | None:
    """The group a link of this product leads to; None without one. Inside reading()."""
    found = groupbuy.invitation(group_id, product_id, at) if group_id is not None else None
    if found is None:
        return None
    if not found.is_open:
        return Invited(found.group.id, "full" if found.is_full else "over", None)
    return Invited(found.group.id, "open", _campaign(found))


def _campaign(found: Invitation) -> Campaign:
    """The group's own activity, which may have ended for everybody else; its clock is the group's."""
    seats = groupbuy.seats_of([found.group.id])[found.group.id]
    names = members.nicknames([seat.member_id for seat in seats])
    expires_ms = int(found.group.expires_at.timestamp() * 1000) if found.group.expires_at else 0
    team = Team(found.group.id, [names[seat.member_id] for seat in seats], found.missing, expires_ms)
    return Campaign(
        id=found.activity.id, size=found.group.size, starts_ms=0, ends_ms=expires_ms,
        duration_s=found.activity.duration_s, limit=found.activity.limit_per_member,
        succeeded_count=found.activity.succeeded_count,
        prices={sku_id: row.price_fen for sku_id, row in found.prices.items()},
        quota=sum(row.quota for row in found.prices.values()), taken=sum(row.taken for row in found.prices.values()),
        teams=[team], team_count=1,
    )  # fmt: skip
