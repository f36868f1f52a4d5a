"""Levels on their way to a platform. Versions only rise: an older push never overwrites a newer record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from channels import queries, rules
from channels.models import ChannelAccount, Listing
from channels.ports import Level
from commerce.catalog import sku_cards
from commerce.inventory import queries as inventory
from kernel.db import db, lock, lock_many

LEASE_S = 120
"""As long as a job may run: after that the hand is dead."""
EXCLUSIVE = "微信独家商品，不同步到其他平台"


@dataclass(frozen=True)
class PlannedPush:
    """One level to send. version: what the record will say when it has arrived."""

    listing_id: int
    version: int
    level: Level


def touch(sku_ids: Iterable[int]) -> list[int]:
    """What may be sold of these SKUs has changed: their listings need a push. Returns the connections concerned."""
    statement = (
        update(Listing)
        .where(Listing.sku_id.in_(sku_ids), Listing.is_gone.is_(False))
        .values(wanted_version=Listing.wanted_version + 1)
        .returning(Listing.account_id)
    )
    return sorted(set(db.session.scalars(statement)))


def claim(account_id: int, *, at: datetime) -> datetime | None:
    """Become the one who pushes to this connection. None when it is ours now, else until when another has it."""
    account = lock(ChannelAccount, account_id)
    if account.pushing_until is not None and account.pushing_until > at:
        return account.pushing_until
    account.pushing_until = at + timedelta(seconds=LEASE_S)
    return None


def release(account_id: int) -> None:
    """Let the next one push."""
    lock(ChannelAccount, account_id).pushing_until = None


def plan(account_id: int, buffer: int, *, most: int = 200) -> list[PlannedPush]:
    """The levels that have to be sent now.

    The version is read before the stock: a change in between raises it again and is sent next time. WeChat-only
    goods are never in the plan, whoever linked them. A platform that shows the level already is not called.
    """
    listings = queries.dirty_listings(account_id, most)
    sku_ids = [listing.sku_id for listing in listings if listing.sku_id is not None]
    cards, levels = sku_cards.cards(sku_ids), inventory.levels(sku_ids)
    planned = []
    for listing in listings:
        card = cards.get(listing.sku_id or 0)
        if card is None or card.is_wechat_exclusive:
            listing.pushed_version, listing.error = listing.wanted_version, EXCLUSIVE
            continue
        sellable = levels.get(card.sku_id, inventory.NONE).sellable
        quantity = rules.level(sellable if card.is_for_sale else 0, buffer)
        listing.wanted_quantity = quantity
        if listing.pushed_quantity == quantity:
            listing.pushed_version, listing.error = listing.wanted_version, None
            continue
        level = Level(listing.remote_item_id, listing.remote_sku_id, quantity)
        planned.append(PlannedPush(listing.id, listing.wanted_version, level))
    return planned


def record(planned: Sequence[PlannedPush], refused: Mapping[tuple[str, str], str], *, at: datetime) -> None:
    """What has arrived. Safe to repeat. refused: reasons by (item id, SKU id).

    When a newer push has been recorded meanwhile, ours may have overwritten it over there: it is sent once more.
    """
    rows = {row.id: row for row in lock_many(Listing, [one.listing_id for one in planned])} if planned else {}
    for one in planned:
        listing = rows[one.listing_id]
        reason = refused.get((one.level.item_id, one.level.sku_id))
        if listing.pushed_version > one.version:
            listing.wanted_version += 1
            listing.pushed_quantity = None
            continue
        listing.pushed_version, listing.error = one.version, reason
        if reason is None:
            listing.pushed_quantity, listing.pushed_at = one.level.quantity, at


def sold_there(account_id: int, sold: Mapping[int, int], *, placed_at: datetime) -> None:
    """The platform has taken its own sale off already. sold: listing id → pieces.

    Believed only when our last push is clearly older than the sale; otherwise the level is sent again.
    """
    statement = (
        select(Listing)
        .where(Listing.account_id == account_id, Listing.id.in_(sold))
        .order_by(Listing.id)
        .with_for_update()
    )
    for listing in db.session.scalars(statement.execution_options(populate_existing=True)):
        is_after = listing.pushed_at is not None and placed_at > listing.pushed_at + timedelta(seconds=60)
        if listing.pushed_quantity is not None and is_after:
            listing.pushed_quantity = max(0, listing.pushed_quantity - sold[listing.id])
        else:
            listing.pushed_quantity = None
