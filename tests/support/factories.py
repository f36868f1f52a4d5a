"""The smallest valid rows, in plain words: a_shop, a_product, a_member, an_order."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from commerce.catalog import documents
from commerce.catalog.models import Product, Sku
from commerce.inventory.models import Movement, Stock, Warehouse
from commerce.members.models import Member
from commerce.orders import actions as orders
from commerce.orders.actions import Draft, LineSnapshot
from commerce.orders.models import Order
from commerce.payments.models import Payment
from commerce.payments.ports import Settlement
from commerce.pricing import rules as pricing
from commerce.promotions.groupbuy.models import GroupActivity, GroupPrice
from jobs.models import Fact
from kernel.db import db, save
from tenants.models import Host, Plan, Tenant

NOON = datetime(2026, 8, 21, 4, 0, tzinfo=UTC)
ADDRESS = {
    "name": "张晓", "phone": "13800006621", "province": "上海市", "city": "上海市", "district": "静安区",
    "detail": "南京西路 1266 号",
}  # fmt: skip
APPID, MCHID = "wx0000000000000001", "1900000001"
_count = itertools.count(1)


def a_shop(slug: str | None = None, name: str = "小店") -> int:
    """A tenant with its host and plan; returns its id."""
    slug = slug or f"shop{next(_count)}"
    plan = db.session.scalar(select(Plan).where(Plan.code == "standard"))
    if plan is None:
        plan = Plan(code="standard", name="标准版", max_products=10_000, max_staff=50, max_media_bytes=10**10)
        db.session.add(plan)
        db.session.flush()
    tenant = Tenant(slug=slug, name=name, key=f"key-{slug}-{next(_count)}", plan_id=plan.id)
    db.session.add(tenant)
    db.session.flush()
    db.session.add(Host(name=f"{slug}.localhost", tenant_id=tenant.id, is_primary=True))
    db.session.commit()
    return tenant.id


def a_member(**values: Any) -> Member:
    """A member known by openid."""
    number = next(_count)
    return save(Member(**{"appid": APPID, "openid": f"o{number:027d}", "nickname": f"会员{number}"} | values))


def a_warehouse() -> Warehouse:
    """The shop's centre warehouse."""
    row = db.session.scalar(select(Warehouse).where(Warehouse.code == "centre"))
    return row or save(Warehouse(code="centre", name="中心仓"))


def a_product(*, stock: int = 10, price_fen: int = 19900, state: str = "shelved", **values: Any) -> Sku:
    """A product with one SKU and stock; returns the SKU."""
    number = next(_count)
    product = save(
        Product(**{"title": f"山岚保温杯 {number} 号", "state": state, "price_from_fen": price_fen} | values)
    )
    sku = save(Sku(product_id=product.id, code=f"SKU{number}", option_values=["晨雾绿"], price_fen=price_fen))
    put_in_stock(sku.id, stock)
    documents.rebuild(product.id)
    return sku


def put_in_stock(sku_id: int, quantity: int) -> Stock:
    """Pieces in the centre warehouse, with the movement that explains them."""
    stock = save(Stock(sku_id=sku_id, warehouse_id=a_warehouse().id, on_hand=quantity, reserved=0))
    db.session.add(
        Movement(
            stock_id=stock.id,
            delta=quantity,
            on_hand_after=quantity,
            cause=f"opening:{sku_id}",
            reason="期初",
            by="test",
        )
    )
    db.session.flush()
    return stock


def an_order(*, member: Member | None = None, sku: Sku | None = None, quantity: int = 1, at: datetime = NOON) -> Order:
    """A placed order of one line."""
    member = member or a_member()
    sku = sku or a_product()
    product = db.session.scalars(select(Product).where(Product.id == sku.product_id)).one()
    quote = pricing.quote([pricing.PricedLine(sku.id, quantity, sku.price_fen)], freight_fen=0, free_freight_fen=0)
    snapshot = LineSnapshot(product.id, product.title, sku.label, sku.code, None, product.limit_per_member)
    draft = Draft(
        member_id=member.id, quote=quote, snapshots={sku.id: snapshot}, recipient=ADDRESS, buyer_note="",
        request_key=f"key-{next(_count)}", request_fingerprint="f", placed_at=at, hold_until=at + timedelta(minutes=15),
    )  # fmt: skip
    return orders.create(draft)[0]


def payment_of(order: Order) -> Payment:
    """The order's newest payment."""
    statement = select(Payment).where(Payment.order_id == order.id).order_by(Payment.id.desc()).limit(1)
    return db.session.scalars(statement).one()


def a_settlement(order: Order, **values: Any) -> Settlement:
    """What the gateway would say of the order's payment."""
    payment = payment_of(order)
    facts: Mapping[str, Any] = {
        "transaction_id": f"4200{payment.id:024d}", "number": payment.number, "total_fen": payment.total_fen,
        "at": NOON, "appid": APPID, "mchid": MCHID,
    }  # fmt: skip
    return Settlement(**{**facts, **values})


def a_group_activity(
    sku: Sku, *, size: int = 3, price_fen: int = 7900, quota: int = 100, **values: Any
) -> GroupActivity:
    """A running group-buy of one SKU."""
    facts = {
        "product_id": sku.product_id, "title": "3人团", "size": size, "duration_s": 24 * 3600,
        "starts_at": NOON - timedelta(days=400), "ends_at": NOON + timedelta(days=400), "state": "running",
    }  # fmt: skip
    activity = save(GroupActivity(**facts | values))
    save(GroupPrice(activity_id=activity.id, sku_id=sku.id, price_fen=price_fen, quota=quota))
    return activity


def facts() -> list[str]:
    """Names of all facts of the shop, in order."""
    return list(db.session.scalars(select(Fact.name).order_by(Fact.id)))
