"""Categories, products, stock, settings and running group-buys of one demo shop."""

from datetime import timedelta

from sqlalchemy import select

from commerce.catalog import actions, documents, shelf
from commerce.catalog.forms import ImageForm, OptionForm, ProductForm, SkuForm
from commerce.catalog.models import Category, Product, Sku
from commerce.inventory import actions as inventory
from commerce.inventory.models import Warehouse
from commerce.promotions.groupbuy.models import GroupActivity, GroupPrice
from demo.catalogue.types import ProductPlan, ShopPlan
from kernel import clock
from kernel.db import db, save
from tenants import settings

BY = "demo"


def place(plan: ShopPlan, pictures: dict[object, int], sold: dict[str, int]) -> None:
    """Everything for sale. sold: pieces the past orders will take, put into stock on top."""
    _choose(plan, pictures)
    categories = _categories(plan, pictures)
    warehouse = db.session.scalar(select(Warehouse).order_by(Warehouse.position)) or inventory.add_warehouse(
        "centre", "中心仓"
    )
    for product in plan.products:
        row = actions.save_product(_form(product, categories, pictures), by=BY, is_import=True)
        for sku in db.session.scalars(select(Sku).where(Sku.product_id == row.id)):
            pieces = next(s.stock for s in product.skus if s.code == sku.code) + sold.get(sku.code, 0)
            inventory.adjust(sku.id, warehouse.id, pieces, reason="期初库存", cause=f"opening:{sku.id}", by=BY)
        shelf.shelve([row.id], by=BY)


def _choose(plan: ShopPlan, pictures: dict[object, int]) -> None:
    settings.THEME.set(plan.theme)
    settings.NOTICE.set(plan.notice)
    settings.HOT_WORDS.set(list(plan.hot_words))
    settings.SERVICE_PHONE.set(plan.service_phone)
    settings.LICENCE.set(plan.licence)
    back = plan.return_address
    settings.RETURN_ADDRESS.set(f"{back.name} {back.phone} {back.province}{back.city}{back.district}{back.detail}")
    settings.FREE_FREIGHT_FEN.set(plan.free_freight_from_fen)
    settings.LOGO_MEDIA_ID.set(pictures[plan.logo])
    labels = ("全部商品", "正在拼团")
    banners = [
        {"media_id": pictures[banner], "link": link, "label": label}
        for banner, link, label in zip(plan.banners, ("/c", "/groups"), labels, strict=True)
    ]
    settings.BANNERS.set(banners)


def _categories(plan: ShopPlan, pictures: dict[object, int]) -> dict[str, int]:
    found = {}
    for position, top in enumerate(plan.categories):
        parent = save(Category(name=top.name, icon_id=pictures[top.icon], position=position))
        for place_, (slug, name) in enumerate(top.children):
            child = save(Category(name=name, parent_id=parent.id, position=place_))
            found[f"{top.slug}/{slug}"] = child.id
    return found


def _form(product: ProductPlan, categories: dict[str, int], pictures: dict[object, int]) -> ProductForm:
    return ProductForm(
        title=product.title,
        subtitle=product.subtitle,
        brand=product.brand,
        category_id=categories[product.category],
        lifecycle_role=product.role,
        is_wechat_exclusive=product.exclusive,
        selling_points=tuple({"value": p.value, "unit": p.unit, "label": p.label} for p in product.points),
        guarantees=product.guarantees,
        parameters=tuple((p.name, p.value) for p in product.parameters),
        options=tuple(OptionForm(o.name, tuple(v.name for v in o.values)) for o in product.options),
        skus=tuple(
            SkuForm(
                s.price_fen, s.choice, s.code, market_price_fen=s.market_price_fen,
                cost_price_fen=s.cost_price_fen, weight_g=s.weight_g,
            )
            for s in product.skus
        ),
        images=(ImageForm(pictures[product.pictures[0]], "white"),),
    )  # fmt: skip


def open_groups(plan: ShopPlan) -> None:
    """Today's limits and group-buys; the past did without limits, and its groups were made by past.py."""
    now = clock.now()
    for product in plan.products:
        sku = db.session.scalars(select(Sku).where(Sku.code == product.skus[0].code)).one()
        if product.limit_per_order is not None:
            db.session.scalars(
                select(Product).where(Product.id == sku.product_id)
            ).one().limit_per_member = product.limit_per_order
        db.session.flush()
        documents.rebuild(sku.product_id)
        if product.groupbuy is None:
            continue
        activity = db.session.scalars(select(GroupActivity).where(GroupActivity.product_id == sku.product_id)).one()
        activity.ends_at = now + timedelta(hours=product.groupbuy.hours_left)


def add_activity(product: ProductPlan) -> GroupActivity | None:
    """The product's group-buy, running since long enough for its past."""
    if product.groupbuy is None:
        return None
    skus = {s.code: s for s in db.session.scalars(select(Sku).where(Sku.code.in_(product.groupbuy.price_fen)))}
    now = clock.now()
    activity = save(
        GroupActivity(
            product_id=next(iter(skus.values())).product_id, title=f"{product.groupbuy.size} 人团",
            size=product.groupbuy.size, duration_s=24 * 3600, starts_at=now - timedelta(days=30),
            ends_at=now + timedelta(days=30), state="running", limit_per_member=product.groupbuy.limit_per_member,
        )
    )  # fmt: skip
    for code, price_fen in product.groupbuy.price_fen.items():
        save(
            GroupPrice(activity_id=activity.id, sku_id=skus[code].id, price_fen=price_fen, quota=product.groupbuy.stock)
        )
    return activity
