"""Two months of orders and formed groups, walked through the product's own actions with past times."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from commerce.catalog import actions as catalog
from commerce.catalog.models import Sku
from commerce.checkout import actions as checkout
from commerce.checkout.actions import Placing
from commerce.fulfilment import actions as fulfilment
from commerce.members.models import Member
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments.models import Payment
from commerce.payments.ports import Payout, Settlement
from commerce.promotions.groupbuy import actions as groupbuy
from demo.catalogue import MEMBERS, past_orders
from demo.catalogue.types import ProductPlan, ShopPlan
from demo.seed import catalogue
from jobs.models import Outbox
from kernel import clock
from kernel.clock import SHOP_ZONE
from kernel.db import db
from kernel.tenancy import current_tenant_id
from tenants import settings

NUMBER_PREFIX = {"SF": "SF", "ZTO": "", "YTO": "YT", "STO": "", "YUNDA": "", "JTSD": "JT"}


@dataclass(frozen=True)
class History:
    """orders: plain dicts of past_orders(). pieces: SKU code → how many all of it will take from stock."""

    orders: list[dict[str, Any]]
    pieces: dict[str, int]


def plan(shop: ShopPlan, rng: random.Random, today: date, *, most: int | None = None) -> History:
    """What has happened, before it is written; most: only so many orders."""
    found = list(past_orders(shop, rng, today))[:most]
    pieces: Counter[str] = Counter()
    for order in found:
        if order["state"] != "closed":
            pieces.update({line["sku"]: line["quantity"] for line in order["lines"]})
    for product in shop.products:
        if product.groupbuy:
            pieces[product.skus[0].code] += product.groupbuy.formed_groups * product.groupbuy.size
    return History(found, dict(pieces))


def replay(shop: ShopPlan, history: History, members: Sequence[Member], today: date) -> None:
    """Write the orders and groups. Their facts stay for the timelines; hush() keeps them from being told."""
    skus = {sku.code: sku for sku in db.session.scalars(select(Sku))}
    for number, told in enumerate(history.orders):
        _walk(told, number, skus, members)
    for product in shop.products:
        _form_groups(product, skus, members, today)
    _count_sold()


def hush() -> None:
    """Nobody is told about the past."""
    quiet = update(Outbox).where(Outbox.tenant_id == current_tenant_id(), Outbox.done_at.is_(None))
    db.session.execute(quiet.values(done_at=func.now()))


def _walk(told: dict[str, Any], number: int, skus: dict[str, Sku], members: Sequence[Member]) -> None:
    at = _moment(told["placed_on"], told["minute"])
    is_open = told["state"] == "placed"
    placing = _placing(members[told["member"]], told, f"past-{number}", skus)
    order = checkout.place(placing, at=clock.now() if is_open else at)
    if is_open:
        order.hold_until = clock.now() + timedelta(minutes=settings.HOLD_MINUTES.get())
        return
    if told["state"] == "closed":
        payments.record_closed(_payment(order).id, at=at + timedelta(minutes=15))
        orders.close(order.id, "超时未付款", by="system", at=at + timedelta(minutes=15))
        return
    _pay(order, at + timedelta(minutes=1))
    if told["state"] == "refunded":
        _refund(order)
    if told["state"] in ("shipped", "completed"):
        _ship(order, told, number, at + timedelta(hours=9))
    if told["state"] == "completed":
        orders.complete(order.id, by="system", at=at + timedelta(days=4))


def _placing(member: Member, told: dict[str, Any], key: str, skus: dict[str, Sku]) -> Placing:
    home = MEMBERS[told["member"]]
    recipient = {
        "name": f"{home.nickname[:1]}先生", "phone": home.phone, "province": home.province, "city": home.city,
        "district": home.district, "detail": home.detail,
    }  # fmt: skip
    quantities = {skus[line["sku"]].id: line["quantity"] for line in told["lines"]}
    return Placing(
        member_id=member.id, request_key=key, quantities=quantities, recipient=recipient, expected_total_fen=None,
        buyer_note=told.get("note") or "",
    )  # fmt: skip


def _payment(order: Order) -> Payment:
    return db.session.scalars(select(Payment).where(Payment.order_id == order.id)).one()


def _pay(order: Order, at: datetime) -> None:
    payment = _payment(order)
    payment.appid, payment.mchid = settings.WECHAT_APPID.get(), settings.PAY_MCHID.get()
    settle(
        Settlement(
            transaction_id=f"4200{payment.id:024d}", number=payment.number, total_fen=payment.total_fen, at=at,
            appid=settings.WECHAT_APPID.get(), mchid=settings.PAY_MCHID.get(),
        )
    )  # fmt: skip


def _refund(order: Order) -> None:
    """All of it, today: the money is with the payer already."""
    refund = orders.refund_whole(order.id, cause=f"past:{order.id}", reason="买家不想要了", by="staff:1")
    if refund is not None:
        payout = Payout("settled", refund.number, refund.refund_fen, f"5000{refund.id:024d}", "支付用户零钱")
        payments.record_payout(refund.id, payout, at=clock.now())


def _ship(order: Order, told: dict[str, Any], number: int, at: datetime) -> None:
    carrier = told["carrier"] if told["carrier"] in NUMBER_PREFIX else "ZTO"
    fulfilment.ship(
        order.id,
        carrier=carrier,
        tracking_number=f"{NUMBER_PREFIX[carrier]}{10**12 + number:013d}",
        line_quantities=None,
        by="staff:1",
        at=at,
    )


def _form_groups(product: ProductPlan, skus: dict[str, Sku], members: Sequence[Member], today: date) -> None:
    activity = catalogue.add_activity(product)
    if activity is None or product.groupbuy is None:
        return
    code = product.skus[0].code
    for formed in range(product.groupbuy.formed_groups):
        at = _moment(today - timedelta(days=2 + formed), 600)
        group_id, placed = None, []
        for seat in range(product.groupbuy.size):
            who = (formed * product.groupbuy.size + seat) % len(members)
            told = {"member": who, "lines": [{"sku": code, "quantity": 1}]}
            placing = _placing(members[who], told, f"group-{product.code}-{formed}-{seat}", skus)
            order = checkout.place(replace(placing, activity_id=activity.id, group_id=group_id), at=at)
            group_id = order.campaign["group_id"]
            _pay(order, at + timedelta(minutes=1))
            groupbuy.pay_seat(order.id, at + timedelta(minutes=1))
            placed.append(order)
        for order in placed:
            _ship(order, {"carrier": "ZTO"}, order.id, at + timedelta(days=1))
            orders.complete(order.id, by="system", at=at + timedelta(days=5))


def _count_sold() -> None:
    rows = db.session.execute(
        select(OrderLine.product_id, func.sum(OrderLine.quantity))
        .join(Order, (Order.tenant_id == OrderLine.tenant_id) & (Order.id == OrderLine.order_id))
        .where(Order.paid_at.is_not(None))
        .group_by(OrderLine.product_id)
    )
    catalog.count_sold({product_id: int(pieces) for product_id, pieces in rows})


def _moment(day: date, minute: int) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=SHOP_ZONE) + timedelta(minutes=minute)
    return min(local, clock.now().astimezone(SHOP_ZONE) - timedelta(minutes=3))
