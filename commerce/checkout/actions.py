"""The basket's changes, and placing an order."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from commerce.catalog import returns
from commerce.catalog.models import Product, Sku
from commerce.checkout import queries, visits
from commerce.checkout.errors import NotDelivered, NotForSale, PriceMoved, TooManyUnpaid
from commerce.checkout.models import CartLine
from commerce.freight.rules import Place
from commerce.members.models import Member
from commerce.orders import actions as orders
from commerce.orders import queries as order_queries
from commerce.orders.errors import KeyReused
from commerce.orders.models import Order
from commerce.payments.models import Payment
from commerce.promotions import offers
from kernel.db import db, find
from kernel.errors import Forbidden, Invalid, Refused
from kernel.tenancy import current_tenant_id
from tenants import settings

MAX_QUANTITY = 999


@dataclass(frozen=True)
class Removed:
    """A line that was taken out of the basket, as 撤销 puts it back."""

    sku_id: int
    quantity: int
    is_selected: bool


@dataclass(frozen=True)
class Placing:
    """What the shopper asked for. expected_total_fen: what they saw; the server computes the price itself."""

    member_id: int
    request_key: str
    quantities: Mapping[int, int]  # SKU id → pieces
    recipient: Mapping[str, str]  # name, phone, province, city, district, detail
    expected_total_fen: int | None
    buyer_note: str = ""
    activity_id: int | None = None  # a group-buy price
    group_id: int | None = None  # join this group instead of opening one
    is_from_cart: bool = False
    knows_exclusions: bool = False  # has confirmed that some goods have no 7-day return

    @property
    def place(self) -> Place:
        """Where the parcel goes, as freight sees it."""
        return Place(self.recipient.get("province", ""), self.recipient.get("city", ""))

    @property
    def fingerprint(self) -> str:
        """The same content gives the same text, whatever the order of its parts."""
        parts = [
            sorted(self.quantities.items()),
            dict(self.recipient),
            self.buyer_note,
            self.activity_id,
            self.group_id,
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Due:
    """An order and what collects its money. payment: None when it waits for no money; payer_openid: WeChat's name."""

    order: Order
    payment: Payment | None
    payer_openid: str | None


def place(placing: Placing, *, at: datetime) -> Order:
    """The same as place_to_pay, for those who only want the order."""
    return place_to_pay(placing, at=at).order


def place_to_pay(placing: Placing, *, at: datetime) -> Due:
    """Turn a choice into a placed order: price, stock on hold, payment opened, all or nothing.

    Safe to repeat: the same request key and content give the same order; another content raises KeyReused.
    Raises PriceMoved, NotForSale, SoldOut, LimitReached, TooManyUnpaid and, for groups, the refusals of groupbuy.
    """
    _refuse_odd_quantities(placing.quantities)
    buyer = visits.lock_buyer(placing.member_id)  # one purchase at a time per person: makes the request key exact
    if buyer.is_barred:
        raise Forbidden("账号暂时不能下单，请重新登录或联系客服")
    existing, waiting = order_queries.before_placing(placing.member_id, placing.request_key)
    if existing is not None:
        if existing.request_fingerprint != placing.fingerprint:
            raise KeyReused()
        return _due(existing, buyer.openid, at)
    _refuse_hoarding(waiting)
    seat = offers.reserve(placing.activity_id, placing.group_id, placing.member_id, placing.quantities, at=at)
    basket = queries.price(
        placing.quantities, activity_id=placing.activity_id, group_id=placing.group_id, place=placing.place
    )
    if basket.refused:
        raise NotDelivered([basket.snapshots[sku_id].title for sku_id in sorted(basket.refused)])
    if placing.expected_total_fen is not None and basket.quote.total_fen != placing.expected_total_fen:
        raise PriceMoved(placing.expected_total_fen, basket.quote.total_fen)
    if basket.quote.total_fen < 1:
        raise Refused("订单金额至少为 0.01 元")
    _refuse_unconfirmed(placing, basket)
    order, payment = orders.create(_draft(placing, basket, seat, at))
    offers.seat(seat, order)
    if placing.is_from_cart:
        remove_from_cart(placing.member_id, list(placing.quantities))
    return Due(order, payment, buyer.openid)


def due(order: Order, *, at: datetime) -> Due:
    """What collects the money of a member's order now. Raises Refused when its time to pay is over."""
    return _due(order, find(Member, order.member_id or 0).openid, at)


def _due(order: Order, openid: str | None, at: datetime) -> Due:
    payment = orders.payment_to_collect(order.id, at=at) if order.state == "placed" else None
    return Due(order, payment, openid)


def _refuse_hoarding(waiting: int) -> None:
    """Unpaid orders hold stock for nothing: a few at a time. Counted under the member's lock."""
    if waiting >= settings.MAX_UNPAID.get():
        raise TooManyUnpaid(waiting)


def _refuse_unconfirmed(placing: Placing, basket: queries.Basket) -> None:
    """Goods without the 7-day return are bought only by those who said they know it: else the law lets them back."""
    for snapshot in basket.snapshots.values():
        if snapshot.returns_excluded_for is not None and not placing.knows_exclusions:
            words = returns.words(snapshot.returns_excluded_for)
            raise Invalid("knows_exclusions", f"「{snapshot.title}」{words}，请先勾选确认")


def _refuse_odd_quantities(quantities: Mapping[int, int]) -> None:
    if not quantities:
        raise Invalid("items", "请先选择商品")
    if any(not 1 <= quantity <= MAX_QUANTITY for quantity in quantities.values()):
        raise Invalid("quantity", f"数量应在 1–{MAX_QUANTITY} 之间")


def _draft(placing: Placing, basket: queries.Basket, seat: offers.Reservation | None, at: datetime) -> orders.Draft:
    return orders.Draft(
        member_id=placing.member_id,
        quote=basket.quote,
        freight_basis=basket.freight_basis,
        snapshots=basket.snapshots,
        recipient=placing.recipient,
        buyer_note=placing.buyer_note,
        request_key=placing.request_key,
        request_fingerprint=placing.fingerprint,
        placed_at=at,
        hold_until=at + timedelta(minutes=settings.HOLD_MINUTES.get()),
        kind="groupbuy" if seat is not None else "plain",
        campaign=seat.campaign if seat is not None else {},
    )


def add_to_cart(member_id: int, sku_id: int, quantity: int) -> int:
    """Put pieces into the basket on top of what is there. Returns how many pieces the basket has now."""
    if not 1 <= quantity <= MAX_QUANTITY:
        raise Invalid("quantity", f"数量应在 1–{MAX_QUANTITY} 之间")
    price_fen = db.session.scalar(
        select(Sku.price_fen)
        .join(Product, (Product.tenant_id == Sku.tenant_id) & (Product.id == Sku.product_id))
        .where(Sku.id == sku_id, Sku.is_active, Product.state == "shelved")
    )
    if price_fen is None:
        raise NotForSale([sku_id])
    lines = db.session.scalar(select(func.count()).select_from(CartLine).where(CartLine.member_id == member_id)) or 0
    if lines >= settings.MAX_CART_LINES.get():
        raise Refused(f"购物车最多放 {settings.MAX_CART_LINES.get()} 款商品，请先清理")
    values = {
        "tenant_id": current_tenant_id(), "member_id": member_id, "sku_id": sku_id, "quantity": quantity,
        "is_selected": True, "price_seen_fen": price_fen,
    }  # fmt: skip
    statement = insert(CartLine).values(values)
    total = func.least(MAX_QUANTITY, CartLine.quantity + quantity)
    changes = {"quantity": total, "is_selected": True, "price_seen_fen": price_fen}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "member_id", "sku_id"], set_=changes)
    )
    return queries.cart_count(member_id)


def set_cart_line(member_id: int, sku_id: int, *, quantity: int | None = None, is_selected: bool | None = None) -> None:
    """Change how many, or whether it is to be bought now. A line that is gone stays gone."""
    line = db.session.scalar(select(CartLine).where(CartLine.member_id == member_id, CartLine.sku_id == sku_id))
    if line is None:
        return
    if quantity is not None:
        if not 1 <= quantity <= MAX_QUANTITY:
            raise Invalid("quantity", f"数量应在 1–{MAX_QUANTITY} 之间")
        line.quantity = quantity
    if is_selected is not None:
        line.is_selected = is_selected


def remove_from_cart(member_id: int, sku_ids: Sequence[int]) -> list[Removed]:
    """Take SKUs out of the basket. Returns the lines that were there. Safe to repeat."""
    statement = delete(CartLine).where(CartLine.member_id == member_id, CartLine.sku_id.in_(sku_ids))
    rows = db.session.execute(statement.returning(CartLine.sku_id, CartLine.quantity, CartLine.is_selected))
    return [Removed(*row) for row in rows]
