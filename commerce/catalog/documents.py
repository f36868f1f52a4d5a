"""The shopper's product page as one JSON row, rebuilt in the transaction of every change.

It holds everything that is the same for all shoppers and moves only when the merchant saves: words, pictures,
options, prices. Stock, counters and campaigns are joined when the page is asked for.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from commerce.catalog import returns
from commerce.catalog.models import Category, Media, Product, ProductDocument, ProductImage, Sku
from kernel.db import db, find
from kernel.tenancy import current_tenant_id


def rebuild(product_id: int) -> dict[str, Any]:
    """Write the document of a product afresh from its rows. Safe to repeat."""
    document = build(product_id)
    values = {"tenant_id": current_tenant_id(), "product_id": product_id, "document": document}
    statement = insert(ProductDocument).values(values)
    changes = {"document": statement.excluded.document, "changed_at": func.clock_timestamp()}
    db.session.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "product_id"], set_=changes))
    return document


def rebuild_category(category_id: int) -> None:
    """After a category was renamed: all its products' pages say the new name."""
    for product_id in db.session.scalars(select(Product.id).where(Product.category_id == category_id)):
        rebuild(product_id)


def build(product_id: int) -> dict[str, Any]:
    """What the page shows, from the rows. Costs and drafts stay out: shoppers can read all of this."""
    product = find(Product, product_id)
    skus = list(
        db.session.scalars(
            select(Sku).where(Sku.product_id == product_id, Sku.is_active).order_by(Sku.position, Sku.id)
        )
    )
    images = db.session.execute(
        select(Media.key, ProductImage.role, Media.id)
        .join(Media, Media.id == ProductImage.media_id)
        .where(ProductImage.product_id == product_id)
        .order_by(ProductImage.position, ProductImage.id)
    ).all()
    keys = _keys(product, skus)
    name = db.session.scalar(select(Category.name).where(Category.id == product.category_id))
    return {
        "title": product.title,
        "subtitle": product.subtitle,
        "brand": product.brand,
        "category_id": product.category_id,
        "category": name,
        "cover": keys.get(product.cover_id or 0),
        "images": [{"key": row.key, "role": row.role} for row in images],
        "video_url": product.video_url,
        "points": product.selling_points,
        "guarantees": product.guarantees,
        "parameters": product.parameters,
        "scenes": [
            {"key": keys.get(s["media_id"]), "headline": s["headline"], "text": s["text"]} for s in product.scenes
        ],
        "options": [_option(option, keys) for option in product.options],
        "limit": product.limit_per_member,
        "returns_note": returns.words(product.returns_excluded_for),
        "skus": [_sku(sku, keys) for sku in skus],
    }


def _keys(product: Product, skus: Sequence[Sku]) -> dict[int, str]:
    """Media id → key for every picture the document names."""
    wanted = {product.cover_id, *(sku.media_id for sku in skus), *(scene["media_id"] for scene in product.scenes)}
    wanted |= {value.get("media_id") for option in product.options for value in option["values"]}
    rows = db.session.execute(select(Media.id, Media.key).where(Media.id.in_([i for i in wanted if i])))
    return {media_id: key for media_id, key in rows}


def _option(option: dict[str, Any], keys: dict[int, str]) -> dict[str, Any]:
    values = [
        {"label": value["label"], "key": keys.get(value.get("media_id") or 0), "colour": value.get("swatch")}
        for value in option["values"]
    ]
    return {"name": option["name"], "values": values}


def _sku(sku: Sku, keys: dict[int, str]) -> dict[str, Any]:
    return {
        "id": sku.id,
        "values": sku.option_values,
        "price_fen": sku.price_fen,
        "market_price_fen": sku.market_price_fen,
        "key": keys.get(sku.media_id or 0),
    }
