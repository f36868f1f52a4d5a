"""Which remote goods are ours."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from channels.actions import mapping
from channels.models import ChannelAccount, Listing
from channels.ports import RemoteSku
from commerce.catalog import sku_cards
from kernel.db import db, find, lock
from kernel.errors import NotFound, Refused
from kernel.tenancy import current_tenant_id


def take_over(account_id: int, goods: Sequence[RemoteSku], *, at: datetime) -> int:
    """Keep what the platform has on its shelf; new rows are matched by code. Returns how many are there.

    What is no longer there is marked gone and not pushed any more. Safe to repeat: mappings made by hand stay.
    """
    for one in sorted(goods, key=lambda sku: (sku.item_id, sku.sku_id)):
        values = {
            "remote_code": one.code,
            "remote_title": one.title,
            "remote_label": one.label,
            "remote_quantity": one.quantity,
            "is_gone": False,
        }
        keys = {"tenant_id": current_tenant_id(), "account_id": account_id, "remote_item_id": one.item_id}
        statement = insert(Listing).values(**keys, remote_sku_id=one.sku_id, **values)
        place = ["tenant_id", "account_id", "remote_item_id", "remote_sku_id"]
        db.session.execute(statement.on_conflict_do_update(index_elements=place, set_=values))
    present = {(one.item_id, one.sku_id) for one in goods}
    for listing in _of(account_id):
        if (listing.remote_item_id, listing.remote_sku_id) not in present:
            listing.is_gone = True
    match_by_code(account_id)
    return len(present)


def match_by_code(account_id: int) -> int:
    """Link every listing without a SKU whose code is one of ours; WeChat-only goods are left out. Returns how many."""
    open_ones = [listing for listing in _of(account_id) if listing.sku_id is None and listing.remote_code]
    cards = sku_cards.by_codes(listing.remote_code for listing in open_ones)
    linked = 0
    for listing in open_ones:
        card = cards.get(listing.remote_code)
        if card is not None and not card.is_wechat_exclusive and card.is_for_sale:
            _link(listing, card.sku_id)
            linked += 1
    return linked


def link(listing_id: int, sku_id: int) -> Listing:
    """A person says which of our SKUs a listing is; imported lines that waited for it take their stock.

    Raises Refused for WeChat-only goods.
    """
    known = find(Listing, listing_id)
    card = sku_cards.cards([sku_id]).get(sku_id)
    if card is None:
        raise NotFound("没有找到这个商品规格")
    if card.is_wechat_exclusive:
        raise Refused("这是微信独家商品，不能关联到其他平台")
    platform = find(ChannelAccount, known.account_id).platform
    mapping.attach_waiting(known.account_id, platform, known.remote_item_id, known.remote_sku_id, sku_id)
    listing = lock(Listing, listing_id)
    if listing.sku_id != sku_id:
        _link(listing, sku_id)
    return listing


def unlink(listing_id: int) -> Listing:
    """The listing is not ours to push any more; the platform keeps the level it shows."""
    listing = lock(Listing, listing_id)
    listing.sku_id, listing.wanted_quantity, listing.error = None, None, None
    return listing


def _link(listing: Listing, sku_id: int) -> None:
    listing.sku_id = sku_id
    listing.wanted_version += 1
    listing.pushed_quantity, listing.error = None, None


def want_again(account_id: int) -> None:
    """Have every linked listing pushed afresh, whatever we believe the platform shows."""
    statement = (
        update(Listing)
        .where(Listing.account_id == account_id, Listing.sku_id.is_not(None), Listing.is_gone.is_(False))
        .values(wanted_version=Listing.wanted_version + 1, pushed_quantity=None, error=None)
    )
    db.session.execute(statement)


def _of(account_id: int) -> list[Listing]:
    statement = select(Listing).where(Listing.account_id == account_id).order_by(Listing.id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))
