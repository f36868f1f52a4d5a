"""Reads about marketplaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from channels.models import CallBudget, ChannelAccount, Listing, PullCursor, RemoteOrder, RemoteParcel, SyncReport
from channels.ports import Credentials
from channels.states import PLATFORMS
from commerce.catalog import sku_cards
from commerce.catalog.sku_cards import SkuCard
from commerce.inventory import queries as inventory
from kernel.db import db, find
from kernel.errors import NotFound
from tenants import secrets


def account(account_id: int) -> ChannelAccount:
    """One connection."""
    return find(ChannelAccount, account_id)


def account_on(platform: str) -> ChannelAccount | None:
    """The shop's connection to a platform, if it has ever been set up. Raises NotFound for an unknown platform."""
    if platform not in PLATFORMS:
        raise NotFound("没有这个平台")
    return db.session.scalar(select(ChannelAccount).where(ChannelAccount.platform == platform))


def accounts(*, connected_only: bool = False) -> list[ChannelAccount]:
    """The shop's connections."""
    statement = select(ChannelAccount).order_by(ChannelAccount.id)
    if connected_only:
        statement = statement.where(ChannelAccount.state == "connected")
    return list(db.session.scalars(statement))


def credentials(account: ChannelAccount) -> Credentials:
    """How this connection signs its calls; unsealed, so only for the call itself."""
    read = {
        name: secrets.get(f"{account.platform}.{name}") or "" for name in ("app_secret", "session", "refresh_token")
    }
    return Credentials(account.app_key, read["app_secret"], read["session"], read["refresh_token"])


def calls_on(account_id: int, day: date) -> int:
    """How many calls were made on a day."""
    statement = select(CallBudget.calls).where(CallBudget.account_id == account_id, CallBudget.spent_on == day)
    return db.session.scalar(statement) or 0


def cursor(account_id: int) -> PullCursor:
    """How far the orders have been read."""
    return db.session.scalars(select(PullCursor).where(PullCursor.account_id == account_id)).one()


def dirty_listings(account_id: int, most: int) -> list[Listing]:
    """Linked listings whose level has changed since the last push, longest waiting first."""
    statement = (
        select(Listing)
        .where(
            Listing.account_id == account_id,
            Listing.sku_id.is_not(None),
            Listing.is_gone.is_(False),
            Listing.wanted_version > Listing.pushed_version,
        )
        .order_by(Listing.pushed_at.nulls_first(), Listing.id)
        .limit(most)
    )
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def listings_at(account_id: int, places: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Listing]:
    """Listings by (remote item id, remote SKU id)."""
    item_ids = {item_id for item_id, _ in places}
    statement = select(Listing).where(Listing.account_id == account_id, Listing.remote_item_id.in_(item_ids))
    found = {(row.remote_item_id, row.remote_sku_id): row for row in db.session.scalars(statement)}
    return {place: found[place] for place in places if place in found}


@dataclass(frozen=True)
class ListingRow:
    """One line of the mapping table."""

    listing: Listing
    card: SkuCard | None  # ours, when linked
    sellable: int | None
    is_reserved: bool = False  # its code is one of our WeChat-only goods

    @property
    def status(self) -> str:
        """exclusive, gone, unmapped, refused, waiting or level."""
        checks = (
            (self.is_reserved, "exclusive"),
            (self.listing.is_gone, "gone"),
            (self.card is None, "unmapped"),
            (self.listing.error is not None, "refused"),
            (self.listing.wanted_version > self.listing.pushed_version, "waiting"),
        )
        return next((name for is_so, name in checks if is_so), "level")


def listing_rows(account_id: int, *, only: str = "", after_id: int = 0, limit: int = 50) -> list[ListingRow]:
    """A page of the mapping table. only: "" or unmapped, refused, gone."""
    statement = select(Listing).where(Listing.account_id == account_id, Listing.id > after_id)
    narrowed = {
        "unmapped": statement.where(Listing.sku_id.is_(None)),
        "refused": statement.where(Listing.error.is_not(None)),
        "gone": statement.where(Listing.is_gone.is_(True)),
    }.get(only, statement)
    return _rows(list(db.session.scalars(narrowed.order_by(Listing.id).limit(limit))))


def listing_row(listing_id: int) -> ListingRow:
    """One line of the mapping table."""
    return _rows([find(Listing, listing_id)])[0]


def _rows(listings: list[Listing]) -> list[ListingRow]:
    sku_ids = [row.sku_id for row in listings if row.sku_id is not None]
    cards, levels = sku_cards.cards(sku_ids), inventory.levels(sku_ids)
    by_code = sku_cards.by_codes(row.remote_code for row in listings if row.sku_id is None)
    rows = []
    for row in listings:
        ours = cards.get(row.sku_id or 0)
        known = ours or by_code.get(row.remote_code)
        sellable = levels[row.sku_id].sellable if row.sku_id in levels else None
        rows.append(ListingRow(row, ours, sellable, known is not None and known.is_wechat_exclusive))
    return rows


def listing_counts(account_id: int) -> dict[str, int]:
    """For the tabs: all, unmapped, refused, gone."""
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(Listing.sku_id.is_(None)),
            func.count().filter(Listing.error.is_not(None)),
            func.count().filter(Listing.is_gone.is_(True)),
        ).where(Listing.account_id == account_id)
    ).one()
    return dict(zip(("", "unmapped", "refused", "gone"), row, strict=True))


def remote_of_orders(order_ids: Sequence[int]) -> dict[int, RemoteOrder]:
    """What the platforms say of imported orders, by our order id."""
    statement = select(RemoteOrder).where(RemoteOrder.order_id.in_(order_ids))
    return {row.order_id: row for row in db.session.scalars(statement) if row.order_id is not None}


def parcels_of(shipment_ids: Sequence[int]) -> dict[int, RemoteParcel]:
    """Whether platforms know of parcels, by shipment id."""
    statement = select(RemoteParcel).where(RemoteParcel.shipment_id.in_(shipment_ids))
    return {row.shipment_id: row for row in db.session.scalars(statement)}


def untold_parcels(account_id: int, limit: int = 200) -> list[int]:
    """Shipment ids whose numbers the platform does not have: waiting or refused."""
    statement = (
        select(RemoteParcel.shipment_id)
        .join(RemoteOrder, RemoteOrder.id == RemoteParcel.remote_order_id)
        .where(RemoteOrder.account_id == account_id, RemoteParcel.state.in_(("waiting", "refused")))
        .order_by(RemoteParcel.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def refused_parcels(account_id: int, limit: int = 50) -> list[tuple[RemoteParcel, RemoteOrder]]:
    """Numbers the platform did not take, with their orders; newest first."""
    statement = (
        select(RemoteParcel, RemoteOrder)
        .join(RemoteOrder, RemoteOrder.id == RemoteParcel.remote_order_id)
        .where(RemoteOrder.account_id == account_id, RemoteParcel.state == "refused")
        .order_by(RemoteParcel.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def troubled_orders(account_id: int, limit: int = 50) -> list[RemoteOrder]:
    """Imported orders that need a person: lines not mapped, pieces missing, numbers refused. Newest first."""
    statement = (
        select(RemoteOrder)
        .where(RemoteOrder.account_id == account_id, RemoteOrder.problem.is_not(None))
        .order_by(RemoteOrder.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def troubles() -> int:
    """How many listings, orders and parcels of all platforms need a person, for the to-do tiles. One query."""
    listings = select(func.count()).select_from(Listing).where(Listing.error.is_not(None)).scalar_subquery()
    orders = select(func.count()).select_from(RemoteOrder).where(RemoteOrder.problem.is_not(None)).scalar_subquery()
    parcels = select(func.count()).select_from(RemoteParcel).where(RemoteParcel.state == "refused").scalar_subquery()
    return db.session.scalar(select(listings + orders + parcels)) or 0


def reports(account_id: int, limit: int = 30) -> list[SyncReport]:
    """Nightly comparisons, newest first."""
    statement = (
        select(SyncReport).where(SyncReport.account_id == account_id).order_by(SyncReport.id.desc()).limit(limit)
    )
    return list(db.session.scalars(statement))


def report(report_id: int) -> SyncReport:
    """One comparison."""
    return find(SyncReport, report_id)
