"""Pictures through the real pipeline. What the first screens need is drawn at once, the rest by the workers."""

import os
from collections.abc import Iterable

from sqlalchemy import select

from commerce.catalog import actions, documents, media
from commerce.catalog.models import Media, Product, ProductImage, Sku
from demo.catalogue import SHOPS
from demo.catalogue.types import ShopPlan
from demo.pictures import PictureSpec, banner, draw, icon, logo
from jobs.queue import later
from kernel.db import db, reading, transaction

ROLE = {"white": "white", "trio": "scene", "scene": "scene", "detail": "material", "size": "size"}


def draw_and_store(plan: ShopPlan) -> dict[object, int]:
    """The first picture of every product, banners, logo and category icons: spec → media id."""
    found: dict[object, int] = {}
    for spec in dict.fromkeys(p.pictures[0] for p in plan.products):
        found[spec] = store(draw(spec), spec.alt)
    for made in plan.banners:
        found[made] = store(banner(made), "轮播", least_px=300)
    found[plan.logo] = store(logo(plan.logo), "标志", least_px=100)
    for category in plan.categories:
        found[category.icon] = store(icon(category.icon), category.name, least_px=100)
    return found


def store(data: bytes, name: str, least_px: int = media.MIN_MAIN_PX) -> int:
    """One picture, drawn outside the transaction, kept inside."""
    with reading():
        known = db.session.scalar(select(Media.id).where(Media.sha256 == media.fingerprint(data)))
    if known is not None:
        return known
    picture = media.prepare(data, least_px=least_px)
    media.upload(picture)
    with transaction():
        return actions.keep_image(picture, name).id


def ask_for_the_rest(plan: ShopPlan) -> None:
    """One job per product, so that several workers can draw."""
    for position in range(len(plan.products)):
        later(complete_product, plan.slug, position, key=f"demo:pictures:{position}", queue="slow")


def complete_product(slug: str, position: int) -> None:
    """Draw a product's other pictures and hang them up. Safe to repeat: a known picture is stored once."""
    os.nice(15)  # in the worker's child only: drawing must not slow the shop down
    plan = next(shop for shop in SHOPS if shop.slug == slug)
    product = plan.products[position]
    specs = [*product.all_pictures(), *product.sku_pictures().values()]
    ids = {spec: store(data, spec.alt) for spec, data in _drawn(dict.fromkeys(specs))}
    by_code = {code: ids[spec] for code, spec in product.sku_pictures().items()}
    with transaction():
        _hang(product.skus[0].code, product, ids, by_code)


def _drawn(specs: Iterable[PictureSpec]) -> Iterable[tuple[PictureSpec, bytes]]:
    for spec in specs:
        yield spec, draw(spec)


def _hang(code: str, plan: object, ids: dict[PictureSpec, int], by_code: dict[str, int]) -> None:
    product_id = db.session.scalars(select(Sku.product_id).where(Sku.code == code)).one()
    product = db.session.scalars(select(Product).where(Product.id == product_id).with_for_update()).one()
    kept = select(ProductImage.media_id).where(ProductImage.product_id == product_id)
    known = set(db.session.scalars(kept))
    gallery = [spec for spec in plan.pictures if ids[spec] not in known]  # type: ignore[attr-defined]
    for offset, spec in enumerate(gallery, start=len(known)):
        role = ROLE.get(spec.role, "detail")
        db.session.add(ProductImage(product_id=product_id, media_id=ids[spec], role=role, position=offset))
    product.scenes = [
        {"media_id": ids[s.picture], "headline": s.headline, "text": s.text}
        for s in plan.scenes  # type: ignore[attr-defined]
    ]
    for sku in db.session.scalars(select(Sku).where(Sku.product_id == product_id)):
        sku.media_id = by_code.get(sku.code, sku.media_id)
    db.session.flush()
    documents.rebuild(product_id)
