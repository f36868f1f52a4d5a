"""Goods as shoppers see them: what the catalogue says, with stock and running campaigns, one statement a page.

Every number is the database's at this moment (reliability I26): stock, sold pieces, complete groups, seats.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, select, text

from commerce.catalog.models import Media, Product, Sku
from commerce.catalog.queries import MOST_SHOWN, PAGE_SIZE, Listing, Shelf, on_shelf
from commerce.inventory.models import Stock
from commerce.promotions.groupbuy.models import GroupActivity, GroupPrice
from kernel.prepared import Prepared


@dataclass(frozen=True)
class Card:
    """One product in a list. price_fen: the lowest single price; group_*: of the running group-buy, or None.

    is_from, is_group_from: whether other variants cost more.
    """

    id: int
    title: str
    media_key: str | None
    price_fen: int
    is_from: bool
    sold_count: int
    is_on_shelf: bool
    is_sold_out: bool
    group_size: int | None
    group_price_fen: int | None
    is_group_from: bool | None


def cards(
    listing: Listing, *, at: datetime, after: int = 0, limit: int = PAGE_SIZE, is_group: bool = False
) -> tuple[list[Card], int | None]:
    """A page of cards for a list of products, and where the next page starts (None at the end).

    after: how many were shown before; beyond MOST_SHOWN nothing is shown. is_group: only running group-buys.
    """
    after = max(0, min(after, MOST_SHOWN))
    limit = max(0, min(limit, MOST_SHOWN - after))
    asked = _cards(listing.statement, is_group)
    rows = asked.rows(**listing.values, at=at, after=after, limit=limit + 1)
    found = [Card(*row) for row in rows[:limit]]
    return found, after + limit if len(rows) > limit and after + limit < MOST_SHOWN else None


def best_sellers(*, at: datetime, limit: int = 6) -> list[Card]:
    """What sells best and can be bought now, for empty pages."""
    return cards(in_stock(on_shelf(Shelf(sort="sold"))), at=at, limit=limit)[0]


def similar(product_id: int, category_id: int | None, *, at: datetime, limit: int = 6) -> list[Card]:
    """Other goods of the category that can be bought now; the shop's best sellers when there are none."""
    of_category = in_stock(on_shelf(Shelf((category_id,) if category_id else (), "sold")))
    found = cards(of_category, at=at, limit=limit + 1)[0] or best_sellers(at=at, limit=limit + 1)
    others = [card for card in found if card.id != product_id]
    return (others or [card for card in best_sellers(at=at, limit=limit + 1) if card.id != product_id])[:limit]


def in_stock(listing: Listing) -> Listing:
    """Only what can be bought now."""
    return Listing(_in_stock(listing.statement), listing.values)


@functools.cache
def _in_stock(statement: Select[Any]) -> Select[Any]:
    return statement.where(HAS_STOCK)


# The parts of every list's statement, made once: making them costs more than running them.
HAS_STOCK = exists(
    select(Sku.id)
    .join(Stock, and_(Stock.tenant_id == Sku.tenant_id, Stock.sku_id == Sku.id))
    .where(
        Sku.tenant_id == Product.tenant_id, Sku.product_id == Product.id, Sku.is_active, Stock.on_hand > Stock.reserved
    )
    .correlate(Product)
)
_RUNS_NOW = and_(
    GroupActivity.tenant_id == Product.tenant_id, GroupActivity.product_id == Product.id,
    GroupActivity.state == "running",
    GroupActivity.starts_at <= bindparam("at"), GroupActivity.ends_at > bindparam("at"),
)  # fmt: skip
_COVER = and_(Media.tenant_id == Product.tenant_id, Media.id == Product.cover_id)


def _of_group_prices(column: Any) -> Any:
    return (
        select(column)
        .where(GroupPrice.tenant_id == GroupActivity.tenant_id, GroupPrice.activity_id == GroupActivity.id)
        .correlate(GroupActivity)
        .scalar_subquery()
    )


_FACTS = (
    Product.id, Product.title, Media.key, Product.price_from_fen, Product.price_to_fen > Product.price_from_fen,
    Product.sold_count, Product.state == "shelved", ~HAS_STOCK, GroupActivity.size,
    _of_group_prices(func.min(GroupPrice.price_fen)),
    _of_group_prices(func.max(GroupPrice.price_fen) > func.min(GroupPrice.price_fen)),
)  # fmt: skip


@functools.cache
def _cards(statement: Select[Any], is_group: bool) -> Prepared:
    """Kept for each kind of list; there are as many as ways to sort and to narrow."""
    statement = statement.join(GroupActivity, _RUNS_NOW, isouter=not is_group).outerjoin(Media, _COVER)
    return Prepared(statement.with_only_columns(*_FACTS).offset(bindparam("after")).limit(bindparam("limit")))


@dataclass(frozen=True)
class Team:
    """A group one may join. names: of those who are in, the leader first; missing: free seats."""

    id: int
    names: Sequence[str]
    missing: int
    expires_ms: int


@dataclass(frozen=True)
class Campaign:
    """The product's group-buy. prices: SKU id → fen; left: pieces the activity may still sell."""

    id: int
    size: int
    starts_ms: int
    ends_ms: int
    duration_s: int
    limit: int | None
    succeeded_count: int
    prices: dict[int, int]
    quota: int
    taken: int
    teams: Sequence[Team]
    team_count: int

    @property
    def left(self) -> int:
        return self.quota - self.taken


@dataclass(frozen=True)
class ProductPage:
    """All a product page shows: the stored document and what moves. stock: SKU id → pieces to be had."""

    id: int
    category_id: int | None
    is_on_shelf: bool
    sold_count: int
    document: dict[str, Any]
    stock: dict[int, int]
    campaign: Campaign | None
    related: Sequence[Card]


PRODUCT_PAGE = Prepared(
    text("""
SELECT p.id, p.category_id, p.state = 'shelved' AS is_on_shelf, p.sold_count, d.document,
  (SELECT json_object_agg(k.id, coalesce(s.left_pieces, 0))
     FROM skus k LEFT JOIN (
       SELECT sku_id, sum(on_hand - reserved) AS left_pieces FROM stocks WHERE tenant_id = :tenant
       AND sku_id IN (SELECT id FROM skus WHERE tenant_id = :tenant AND product_id = :product) GROUP BY sku_id
     ) s ON s.sku_id = k.id
     WHERE k.tenant_id = :tenant AND k.product_id = p.id AND k.is_active) AS stock,
  (SELECT json_build_object('id', a.id, 'size', a.size,
      'starts_ms', (extract(epoch FROM a.starts_at) * 1000)::bigint,
      'ends_ms', (extract(epoch FROM a.ends_at) * 1000)::bigint,
      'duration_s', a.duration_s, 'limit', a.limit_per_member, 'succeeded_count', a.succeeded_count,
      'prices', (SELECT json_object_agg(gp.sku_id, gp.price_fen) FROM group_prices gp
         WHERE gp.tenant_id = :tenant AND gp.activity_id = a.id),
      'quota', (SELECT coalesce(sum(quota), 0) FROM group_prices WHERE tenant_id = :tenant AND activity_id = a.id),
      'taken', (SELECT coalesce(sum(taken), 0) FROM group_prices WHERE tenant_id = :tenant AND activity_id = a.id),
      'team_count', (SELECT count(*) FROM groups g WHERE g.tenant_id = :tenant AND g.activity_id = a.id
         AND g.state = 'open' AND g.expires_at > :at AND g.seats_taken < g.size),
      'teams', (SELECT json_agg(t) FROM (
         SELECT g.id, g.size - g.seats_taken AS missing,
           (extract(epoch FROM g.expires_at) * 1000)::bigint AS expires_ms,
           (SELECT json_agg(coalesce(nullif(m.nickname, ''), '友') ORDER BY st.is_leader DESC, st.id)
              FROM seats st JOIN members m ON m.tenant_id = :tenant AND m.id = st.member_id
              WHERE st.tenant_id = :tenant AND st.group_id = g.id AND st.state IN ('held', 'paid')) AS names
         FROM groups g WHERE g.tenant_id = :tenant AND g.activity_id = a.id AND g.state = 'open'
           AND g.expires_at > :at AND g.seats_taken < g.size ORDER BY g.size - g.seats_taken, g.expires_at LIMIT 2) t))
     FROM group_activities a WHERE a.tenant_id = :tenant AND a.product_id = p.id AND a.state = 'running'
       AND a.ends_at > :at LIMIT 1) AS campaign,
  (SELECT json_agg(r) FROM (
     SELECT q.id, q.title, m.key AS media_key, q.price_from_fen AS price_fen,
       q.price_to_fen > q.price_from_fen AS is_from, q.sold_count
     FROM products q LEFT JOIN media m ON m.tenant_id = :tenant AND m.id = q.cover_id
     WHERE q.tenant_id = :tenant AND q.state = 'shelved' AND q.id <> p.id
       AND EXISTS (SELECT 1 FROM skus k JOIN stocks st ON st.tenant_id = :tenant AND st.sku_id = k.id
         WHERE k.tenant_id = :tenant AND k.product_id = q.id AND k.is_active AND st.on_hand > st.reserved)
     ORDER BY (q.category_id IS NOT DISTINCT FROM p.category_id) DESC, q.sold_count DESC, q.id DESC
     LIMIT 6) r) AS related
FROM products p LEFT JOIN product_documents d ON d.tenant_id = :tenant AND d.product_id = p.id
WHERE p.tenant_id = :tenant AND p.id = :product AND p.state IN ('shelved', 'unshelved')
""")
)


def product_page(product_id: int, *, at: datetime) -> ProductPage | None:
    """Everything of a product's page in one statement; None when shoppers never saw such a product."""
    row = PRODUCT_PAGE.row(product=product_id, at=at)
    if row is None or row.document is None:
        return None
    return ProductPage(
        row.id, row.category_id, row.is_on_shelf, row.sold_count, row.document,
        {int(sku_id): int(pieces) for sku_id, pieces in (row.stock or {}).items()},
        _campaign(row.campaign), [_related(card) for card in row.related or ()],
    )  # fmt: skip


def _campaign(found: dict[str, Any] | None) -> Campaign | None:
    if found is None or not found["prices"]:
        return None
    teams = [
        Team(team["id"], team["names"] or [], team["missing"], team["expires_ms"]) for team in found["teams"] or ()
    ]
    prices = {int(sku_id): price_fen for sku_id, price_fen in found["prices"].items()}
    return Campaign(**{**found, "teams": teams, "prices": prices})


def _related(card: dict[str, Any]) -> Card:
    return Card(**card, is_on_shelf=True, is_sold_out=False, group_size=None, group_price_fen=None, is_group_from=None)
